"""Arrival: what becomes of a session's controls and run when somebody comes to a page."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.ui.dataset_picker import PARAMETER
from playground.ui.links import is_control
from playground.ui.replay import PARAMETER as CHANGES
from playground.ui.session import CAME_BY_LINK, HELD

_STOOD_ON = "page_stood_on"
_DATASET_LEFT = "dataset_left"


def arrive(page: StreamlitPage, playground: StreamlitPage) -> None:
    """Tell a link to an experiment from a way back, and let each do what it should; call this before `page` runs.

    The menu leads to an address without parameters: all is as it was left. A link to the playground tells an
    experiment: the controls and the run are those of the link. The browser's Back and Forward do the one or the
    other, but where the link's run is still in play, it goes on.

    A card's link is written by Streamlit without a path, since the playground is the start page. When it is
    copied or opened in a new tab, it therefore leads to the page on which it stood: from there it is followed
    once, when a session begins.
    """
    stood_on = st.session_state.get(_STOOD_ON)
    st.session_state[_STOOD_ON] = page.url_path
    has_moved = stood_on not in (None, page.url_path)
    if page == playground:
        _arrive_at_playground(has_moved)
    elif PARAMETER in st.query_params and stood_on is None:
        st.switch_page(playground, query_params=st.query_params.to_dict())
    elif has_moved and came_by_history() and not st.query_params:
        st.rerun()
    if page == playground and PARAMETER in st.query_params:
        st.session_state[_DATASET_LEFT] = st.query_params[PARAMETER]


def _arrive_at_playground(has_moved: bool) -> None:
    is_link = any(is_control(key) or key in (PARAMETER, CHANGES) for key in st.query_params)
    if is_link and came_by_history():
        st.session_state[CAME_BY_LINK] = True
    if not has_moved:
        return
    if is_link:
        _forget_controls()
        if not came_by_history() and HELD in st.session_state:
            st.session_state.pop(HELD).free()
        return
    if _DATASET_LEFT in st.session_state:
        st.query_params[PARAMETER] = st.session_state[_DATASET_LEFT]
    if came_by_history():
        # Streamlit leaves an address without parameters in the browser's history when somebody leaves a page, and
        # would set every control to its default there. A rerun is no longer a step in history: controls stay.
        st.rerun()


def came_by_history() -> bool:
    """Whether the browser's Back or Forward led here."""
    return getattr(get_script_run_ctx(suppress_warning=True), "is_history_navigation", False)


def _forget_controls() -> None:
    """Let the link alone decide: otherwise a control keeps the value it had, where the link has its default."""
    for key in list(st.session_state):
        if is_control(str(key)):
            del st.session_state[key]
