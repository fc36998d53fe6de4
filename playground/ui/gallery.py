"""The gallery's cards: a picture of the points, a link that opens the experiment, a sentence on what to watch."""

from functools import cache
from pathlib import Path

import streamlit as st

from playground.datasets import DATASETS
from playground.training.data import load_data
from playground.ui.dataset_picker import picture
from playground.ui.presets import PRESETS, Preset

PLAYGROUND = Path(__file__).resolve().parents[2] / "pages" / "playground.py"

PICTURE_WIDTH = 84
COLOURS = ("#d9660f", "#3a7fc8")  # of class 0 and class 1, as in the dataset picker
DOT = 6


def show_topic(topic: str) -> None:
    """A heading, and below it the cards of the presets that belong to the topic."""
    st.subheader(topic, anchor=False)
    with st.grid(3, min_column_width=300):
        for preset in PRESETS:
            if preset.topic == topic:
                card(preset)


def card(preset: Preset) -> None:
    """The preset's training points, its title as the link that opens it, and what to watch."""
    with st.container(border=True, height="stretch"), st.container(horizontal=True, wrap=False):
        title = DATASETS[preset.experiment.dataset.name].title
        st.image(picture_of(preset), width=PICTURE_WIDTH, alt=f"Points of the dataset {title}")
        with st.container(gap="xxsmall"):
            st.page_link(
                PLAYGROUND,
                label=f"**{preset.title}**",
                icon=":material/arrow_forward:",
                icon_position="right",
                query_params=preset.query,
            )
            st.markdown(preset.watch)


@cache
def picture_of(preset: Preset) -> str:
    """The preset's training points as an SVG picture."""
    points = picture(load_data(preset.experiment).train)
    dots = ["".join(f"M{x:g} {y:g}h0" for x, y, label in points if label == which) for which in (0, 1)]
    paths = [f'<path d="{d}" stroke="{colour}"/>' for d, colour in zip(dots, COLOURS, strict=True)]
    frame = f'viewBox="0 0 100 100" width="100" height="100" stroke-width="{DOT}" stroke-linecap="round"'
    return f"<svg {frame}>{''.join(paths)}</svg>"
