"""The page on vectorisation: timings that agree, errors that are NumPy's, arrays as they are."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.diagnostics.loop_timing import Timing
from playground.ui import loop_timing

ROOT = Path(__file__).resolve().parents[2]


def open_page(section: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=30).run()
    at.switch_page(str(ROOT / "pages" / "vectorization.py"))
    at.query_params["vec_section"] = section
    at.run()
    assert not at.exception
    return at


def quick(sizes: Sequence[int], agrees: bool = True) -> Iterator[Timing]:
    yield Timing(10, 2e-6, 1e-6, 3.0, 3.0, agrees)
    yield Timing(1_000_000, 0.3, 1e-3, 4.5, 4.5, agrees)


def test_a_button_times_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_timing, "time_sizes", quick)
    at = open_page("Loop or np.dot")
    at.button(key="vec_time").click().run()
    assert not at.exception
    told = " ".join(markdown.value for markdown in at.markdown)
    assert "With 1,000,000 elements the loop takes 300 times as long." in told
    assert "300 ms against 1 ms" in told
    assert "Both give the same sum for all 2 sizes" in told


def test_sums_that_differ_are_not_called_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_timing, "time_sizes", lambda sizes: quick(sizes, agrees=False))
    at = open_page("Loop or np.dot")
    at.button(key="vec_time").click().run()
    assert "differ by more than round-off" in at.warning[0].value
    assert "same sum for all" not in " ".join(markdown.value for markdown in at.markdown)


def test_who_comes_while_others_measure_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_timing, "MOST_SECONDS_TO_WAIT", 0.01)
    at = open_page("Loop or np.dot")
    with loop_timing._ONE_AT_A_TIME:
        at.button(key="vec_time").click().run()
    assert not at.exception
    assert "try again in a moment" in at.warning[0].value


def test_shapes_that_do_not_fit_get_numpys_words() -> None:
    at = open_page("Broadcasting")
    assert any("ValueError: operands could not be broadcast together" in code.value for code in at.code)
    assert at.success[0].value == "A + B has shape (3, 4)."
    at.selectbox(key="vec_b").set_value("(3,)").run()
    assert not at.exception
    assert (
        at.error[0].value == "A + B: ValueError: operands could not be broadcast together with shapes (3,4) (3,)"
    )
    at.selectbox(key="vec_a").set_value("()").run()
    assert at.success[0].value == "A + B has shape (3,)."


def test_a_rank_1_array_with_values_of_now() -> None:
    at = open_page("Rank-1 arrays")
    first = [code.value for code in at.code]
    assert ">>> a.T.shape\n(5,)" in first[0]
    assert ">>> c.T.shape\n(1, 5)" in first[1]
    at.button(key="vec_draw").click().run()
    assert not at.exception
    assert at.code[0].value != first[0]


def test_something_is_measured_when_the_page_opens() -> None:
    at = open_page("Loop or np.dot")
    told = " ".join(markdown.value for markdown in at.markdown)
    assert "With 1,000 elements the loop takes" in told
    assert "Both give the same sum for all 3 sizes" in told
