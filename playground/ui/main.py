"""The entry script: names the pages and runs the one that was asked for."""

from pathlib import Path

import streamlit as st

from playground.ui.arrival import arrive
from playground.ui.view import is_presented

HERE = Path(__file__).resolve().parent
PAGES = HERE.parents[1] / "pages"

st.set_page_config(
    page_title="Neural network playground",
    page_icon=str(HERE / "icon.svg"),
    layout="wide",
    initial_sidebar_state="collapsed" if is_presented() else "auto",
)
playground = st.Page(PAGES / "playground.py", title="Playground", icon=":material/play_circle:", default=True)
pages = {
    "": [
        playground,
        st.Page(PAGES / "gallery.py", title="Gallery", icon=":material/apps:"),
        st.Page(PAGES / "bias_variance.py", title="Bias and variance", icon=":material/balance:"),
    ],
    "Compare": [
        st.Page(PAGES / "initialization.py", title="Initialisation", icon=":material/casino:"),
        st.Page(PAGES / "regularization.py", title="Regularisation", icon=":material/compress:"),
        st.Page(PAGES / "optimization.py", title="Optimisation", icon=":material/trending_down:"),
        st.Page(PAGES / "activations.py", title="Activations", icon=":material/show_chart:"),
    ],
    "Look inside": [
        st.Page(PAGES / "backpropagation.py", title="Backpropagation", icon=":material/replay:"),
        st.Page(PAGES / "gradient_check.py", title="Gradient check", icon=":material/rule:"),
        st.Page(PAGES / "vectorization.py", title="Vectorisation", icon=":material/bolt:"),
    ],
}
page = st.navigation(pages, position="hidden" if is_presented() else "top")
arrive(page, playground)
page.run()
