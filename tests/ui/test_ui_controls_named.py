"""Every control of every page: a name that can be read aloud, and a help that says what it does."""

import ast
import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.datasets import DATASETS
from playground.ui import help_texts
from playground.ui.navigation import PAGES

ROOT = Path(__file__).resolve().parents[2]
MAIN = ROOT / "playground" / "ui" / "main.py"

# Every view of every page that can be reached by its address alone.
VIEWS: dict[str, list[dict[str, Any]]] = {
    "playground": [{"layers": "3", "layered": "true", "code_open": "true"}, {"layers": "0"}],
    "gallery": [{}],
    "bias_variance": [{"bias_section": name} for name in ("Verdict", "Bias² and variance", "Curves", "Splits")]
    + [
        {"bias_section": "Splits", "splits_question": "Does dev look like train?"},
        {"bias_level": "Human level"},
    ],
    "initialization": [{"init_shape": "Deep", "init_compared": ["custom", "he"]}],
    "regularization": [{}],
    "optimization": [{}],
    "activations": [{"act_section": name} for name in ("One unit", "Three linear layers", "Which to choose")],
    "backpropagation": [{"examples": "One example"}, {"view": "Computation graph"}, {"view": "Shapes"}],
    "vectorization": [{"vec_section": name} for name in ("Loop or np.dot", "Broadcasting", "Rank-1 arrays")],
    "gradient_check": [{}, {"grad_network": "Dropout on the same points", "grad_bug": "bias"}],
}
PAGE_VIEWS = [(page, view) for page, views in VIEWS.items() for view in views]

# What is named by what it does: a button says what happens when it is pressed, an expander what is in it.
SPEAKS_FOR_ITSELF = ("button", "download_button", "expander", "popover", "page_link")

# They choose what of a page is shown, as tabs do, and their options say it.
PARTS_OF_A_PAGE = ("Section", "View")

# Calls that place a control which takes a help.
CONTROLS = {
    "checkbox", "choose_one", "multiselect", "number_input", "pills", "radio", "segmented_control",
    "select_slider", "selectbox", "slider", "text_input", "toggle",
}  # fmt: skip


def controls(at: AppTest) -> Iterator[Any]:
    """Every control of a page and its sidebar."""
    for place in (at.main, at.sidebar):
        for node in _below(place):
            proto = getattr(node, "proto", None)
            if getattr(proto, "id", "") and hasattr(proto, "label"):
                yield node


def says_what_it_does(control: Any, headings: Collection[str]) -> bool:
    """Whether its help can be seen: beside its label, or beside the heading that stands in for a hidden label."""
    told = getattr(control.proto, "help", "")
    hidden = control.proto.HasField("label_visibility") and control.proto.label_visibility.value
    return bool(told) and (not hidden or told in headings)


def _below(node: object) -> Iterator[object]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _below(child)


@pytest.mark.parametrize(
    ("page", "view"), PAGE_VIEWS, ids=lambda part: part if isinstance(part, str) else json.dumps(part)
)
def test_every_control_has_a_plain_name_and_says_what_it_does(page: str, view: dict[str, Any]) -> None:
    at = AppTest.from_file(str(MAIN), default_timeout=60)
    for key, value in view.items() if page == "playground" else ():
        at.query_params[key] = value
    at.run()
    if page != "playground":
        at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        for key, value in view.items():
            at.session_state[key] = value
        at.run()
    assert not at.exception
    found = list(controls(at))
    assert found or page == "gallery"
    labels = [control.proto.label for control in found]
    assert [label for label in labels if not label.strip() or "$" in label or "\\" in label] == []
    headings = {said.proto.help for said in [*at.main.markdown, *at.sidebar.markdown]}
    silent = [
        control.proto.label
        for control in found
        if control.type not in SPEAKS_FOR_ITSELF
        and control.proto.label not in PARTS_OF_A_PAGE
        and not says_what_it_does(control, headings)
    ]
    assert silent == []


def test_every_control_in_the_code_is_given_a_help() -> None:
    """Also those that only appear once something has been trained."""
    silent = []
    for file in [*(ROOT / "playground" / "ui").glob("*.py"), *(ROOT / "pages").glob("*.py")]:
        if file.name == "nowhere.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call) or _name(node) not in CONTROLS:
                continue
            # `**looks` hands on what a caller gave, and every caller is looked at.
            given = {keyword.arg for keyword in node.keywords}
            if not {"help", None} & given and not _chooses_a_part(node):
                silent.append(f"{file.name}:{node.lineno}")
    assert silent == []


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _chooses_a_part(call: ast.Call) -> bool:
    return isinstance(call.args[0], ast.Constant) and call.args[0].value in PARTS_OF_A_PAGE


def test_every_dataset_says_what_it_is() -> None:
    assert list(help_texts.DATASETS) == list(DATASETS)
    told = help_texts.datasets({name: recipe.title for name, recipe in DATASETS.items()})
    for recipe in DATASETS.values():
        assert f"**{recipe.title}**: " in told


def test_every_page_is_looked_at() -> None:
    assert {Path(info.script).stem for info in PAGES} == set(VIEWS)
