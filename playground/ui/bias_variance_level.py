"""The best possible error: the true Bayes error where the law of the points is known, or a person's."""

from dataclasses import dataclass

import streamlit as st

from playground.datasets.bayes import bayes_error
from playground.training.experiment import DatasetSpec
from playground.ui.choices import choose_one
from playground.ui.controls import BIND

TRUE, HUMAN = "Bayes error", "Human level"
LEVEL = "What train error is measured against. Choose human level to see how a guess moves the verdict."
PEOPLE = "How often people err on this task. Lower it, and more of the train error counts as bias."


@dataclass(frozen=True)
class Level:
    """The error at the bottom of the ladder, what to call it, and where it comes from."""

    error: float
    title: str
    source: str


def choose_level(spec: DatasetSpec) -> Level:
    """The control that chooses it, and what was chosen."""
    known = None
    if spec.noise is not None and spec.seed is not None:
        known = bayes_error(spec.name, spec.noise, spec.seed)
    st.markdown("**Best possible error**", help=LEVEL)
    chosen = HUMAN
    if known is not None:
        chosen = choose_one(
            "Best possible error", [TRUE, HUMAN], TRUE, "bias_level", label_visibility="collapsed", help=LEVEL
        )
    if known is not None and chosen == TRUE:
        source = (
            f"These points are drawn by a known law. Nobody can err less than {100 * known.error:.2f} % "
            f"(± {100 * known.standard_error:.2f}, from many points drawn at random)."
        )
        level = Level(known.error, TRUE, source)
    else:
        human = st.number_input(
            "Human error (%)", 0.0, 100.0, 5.0, 0.5, format="%g", key="bias_human", bind=BIND, help=PEOPLE
        )
        level = Level(
            human / 100, HUMAN, "How often people err stands in for the Bayes error, which may be lower."
        )
    st.caption(level.source)
    return level
