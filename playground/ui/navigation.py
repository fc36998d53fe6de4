"""The pages and the way between them: one table, and the row of links on top of every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "pages"
APP = "Neural network playground"


@dataclass(frozen=True)
class PageInfo:
    """A page: its script in `pages/`, its name, the part of the navigation it belongs to, and what to do on it."""

    script: str
    title: str
    group: str
    sentence: str


# The first is the start page.
PAGES: Sequence[PageInfo] = (
    PageInfo(
        "playground.py",
        "Playground",
        "",
        "Choose data and a network, press **Play**, and point at what you wonder about.",
    ),
    PageInfo(
        "gallery.py", "Gallery", "", "Open an experiment, press **Play**, and watch for what its sentence says."
    ),
    PageInfo(
        "bias_variance.py",
        "Bias and variance",
        "",
        "Judge a network against the best possible error, then try what helps.",
    ),
    PageInfo(
        "initialization.py",
        "Initialisation",
        "Compare",
        "Press **Play** and compare the same network from different first weights.",
    ),
    PageInfo(
        "regularization.py",
        "Regularisation",
        "Compare",
        "Press **Play**, move the strengths, and compare what keeps a network from overfitting.",
    ),
    PageInfo(
        "optimization.py",
        "Optimisation",
        "Compare",
        "Press **Play** and compare the paths of different optimisers from one start.",
    ),
    PageInfo(
        "activations.py",
        "Activations",
        "Compare",
        "See what an activation does to one unit, to three layers, and to a whole network.",
    ),
    PageInfo(
        "backpropagation.py",
        "Backpropagation",
        "Look inside",
        "Step through one iteration: forward, cost, backward, update.",
    ),
    PageInfo(
        "gradient_check.py",
        "Gradient check",
        "Look inside",
        "Compare backpropagation with difference quotients; plant a bug, or find a hidden one.",
    ),
    PageInfo(
        "vectorization.py",
        "Vectorisation",
        "Look inside",
        "Time a loop against `np.dot`, and see which shapes can be added.",
    ),
)


def make_pages() -> list[StreamlitPage]:
    """Return Streamlit's pages, in the order of PAGES."""
    return [st.Page(FOLDER / info.script, title=info.title, default=info is PAGES[0]) for info in PAGES]


_MARKS = st.components.v2.component(
    "playground_navigation", js=(HERE / "navigation.js").read_text(encoding="utf-8"), isolate_styles=False
)


def show_navigation(pages: Sequence[StreamlitPage], open_page: StreamlitPage) -> None:
    """Show a link to every page in one row, group by group, with the open page marked."""
    st.html(HERE / "navigation.css")
    with st.container(key="navigation", horizontal=True, gap="xxsmall", vertical_alignment="center"):
        group = PAGES[0].group
        for info, page in zip(PAGES, pages, strict=True):
            if info.group != group:
                group = info.group
                st.markdown(f":small[{group}]")
            st.page_link(page, label=info.title)
        paths = [{"title": page.title, "path": page.url_path} for page in pages]
        _MARKS(key="navigation_marks", data={"pages": paths, "open": open_page.url_path})
