"""The entry script: names the pages and runs the one that was asked for."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
PAGES = HERE.parents[1] / "pages"

st.set_page_config(page_title="Neural network playground", page_icon=str(HERE / "icon.svg"), layout="wide")
page = st.navigation(
    [st.Page(PAGES / "playground.py", title="Playground", icon=":material/play_circle:", default=True)],
    position="top",
)
page.run()
