"""The entry script: names the pages, and runs the one that was asked for below the navigation and its heading."""

from pathlib import Path

import streamlit as st

from playground.ui.arrival import arrive
from playground.ui.heading import show_heading
from playground.ui.navigation import APP, PAGES, make_pages, show_navigation
from playground.ui.tidy_history import keep_history_tidy
from playground.ui.view import PRESENTED_PAGES, is_presented, leave_presenting

HERE = Path(__file__).resolve().parent

pages = make_pages()
page = st.navigation(pages, position="hidden")
info = PAGES[pages.index(page)]
st.set_page_config(
    page_title=f"{info.title} · {APP}",
    page_icon=str(HERE / "icon.svg"),
    layout="wide",
    initial_sidebar_state="collapsed" if is_presented() else "auto",
)
st.html(HERE / "page.css")
if page.url_path not in PRESENTED_PAGES:
    leave_presenting()
arrive(page, pages[0])
# A box that is always there, so that a stage below keeps its place, and plays on, when it is presented.
with st.container(key="above", gap="xsmall"):
    if not is_presented():
        show_navigation(pages, page)
        show_heading(info, pages[0])
page.run()
keep_history_tidy()
