"""The entry script: names the pages and runs the one that was asked for."""

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).resolve().parents[2] / "pages"

st.set_page_config(page_title="Neural network playground", page_icon=":material/hub:", layout="wide")
page = st.navigation(
    [st.Page(PAGES / "playground.py", title="Playground", icon=":material/play_circle:", default=True)],
    position="top",
)
page.run()
