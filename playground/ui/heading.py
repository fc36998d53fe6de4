"""The heading of every page: its name and one sentence on what to do; on the playground also what to watch."""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from playground.ui.dataset_picker import PARAMETER
from playground.ui.links import is_control
from playground.ui.navigation import PAGES, PageInfo
from playground.ui.presets import PRESETS, Preset

# What may be moved while a preset's run goes on: its sentence still holds, or asks for just that.
LIVE = ("alpha", "lambd", "l1", "keep_prob", "layered")

_OPENED = "preset_opened"

READING = r"""
1. **Choose** data and a network at the left, or an experiment in the Gallery.
2. **Press Play.** The background shows what the network answers for every point of the plane: orange for class 0,
   blue for class 1, strong colours where it is sure. The line is where it changes its mind, $\hat{y} = 0.5$.
3. **Look inside.** Each tile of the network is what that one unit computes over the plane: point at it to enlarge
   it, click it to set its weights. Blue links are positive weights, orange ones negative, wide ones large; the
   small square at a unit is its bias $b$. $n^{[1]}$ counts the units of layer 1.

**Cost J** is what training brings down: the mean loss on the training points, with the penalty if $\lambda > 0$.
**Train**, **Dev** and **Test** are the shares of points it gets right: of those it learns from, of those you
choose settings by, and of those kept aside for the end.
"""


def show_heading(info: PageInfo, playground: StreamlitPage) -> None:
    """Show a page's name and its sentence; in the playground also the open preset and how to read the picture."""
    with st.container(key="heading", horizontal=True, gap="small", vertical_alignment="center"):
        st.title(info.title, anchor=False, width="content")
        preset = _preset_in_play() if info is PAGES[0] else None
        if preset is None:
            st.markdown(info.sentence, width="content")
        else:
            following = PRESETS[(PRESETS.index(preset) + 1) % len(PRESETS)]
            icon = ":material/arrow_forward:"
            st.page_link(playground, label="Next experiment", icon=icon, query_params=following.query)
        if info is PAGES[0]:
            with st.popover("How to read it", icon=":material/help:", type="tertiary"):
                st.markdown(READING)
        if preset is not None:
            st.markdown(f"**{preset.title}.** {preset.watch}", width="content")


def _preset_in_play() -> Preset | None:
    """Return the preset that the address is at, if any; remember it while only live settings are moved."""
    preset = find_preset(st.query_params.to_dict(), st.session_state.get(_OPENED), PRESETS)
    st.session_state[_OPENED] = preset.name if preset is not None else None
    return preset


def find_preset(query: Mapping[str, str], opened: str | None, presets: Sequence[Preset]) -> Preset | None:
    """Return the preset whose link says what the query says, else the opened one if only live settings differ."""
    at = {key: value for key, value in query.items() if key == PARAMETER or is_control(key)}
    for preset in presets:
        if preset.query == at:
            return preset
    for preset in presets:
        if preset.name == opened and _lasting(preset.query) == _lasting(at):
            return preset
    return None


def _lasting(query: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in query.items() if key not in LIVE and not _is_layers_keep(key)}


def _is_layers_keep(key: str) -> bool:
    return key.startswith("keep") and key[4:].isdecimal()
