"""Arrival: what becomes of a session's controls and run when somebody comes to the playground by a link."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from playground.ui.dataset_picker import PARAMETER
from playground.ui.links import is_control
from playground.ui.session import HELD

_STOOD_ON = "page_stood_on"
_DATASET_LEFT = "dataset_left"


def arrive(page: StreamlitPage, playground: StreamlitPage) -> None:
    """Call this before `page` runs. Where the address names a dataset, it is a link to an experiment.

    A card's link is written by Streamlit without a path, since the playground is the start page. When it is
    copied or opened in a new tab, it therefore leads to the page on which it stood: from there it is followed
    once, when a session begins. Later the same address only means that somebody went back.
    """
    is_link = PARAMETER in st.query_params
    stood_on = st.session_state.get(_STOOD_ON)
    st.session_state[_STOOD_ON] = page.url_path
    if page != playground:
        if is_link and stood_on is None:
            st.switch_page(playground, query_params=st.query_params.to_dict())
        return
    if stood_on not in (None, page.url_path):
        if is_link:
            _forget_controls_and_run()
        elif _DATASET_LEFT in st.session_state:
            st.query_params[PARAMETER] = st.session_state[_DATASET_LEFT]
    if PARAMETER in st.query_params:
        st.session_state[_DATASET_LEFT] = st.query_params[PARAMETER]


def _forget_controls_and_run() -> None:
    """Let the link alone decide: otherwise a control keeps the value it had, where the link has its default."""
    for key in list(st.session_state):
        if key == HELD or is_control(str(key)):
            del st.session_state[key]
