"""Bias and variance: a verdict on an experiment, a recipe to try, and the truth to check it against."""

import streamlit as st

from playground.ui.bias_curves import curves_section
from playground.ui.bias_splits import splits_section
from playground.ui.bias_study import study_section
from playground.ui.bias_variance_level import choose_level
from playground.ui.bias_variance_subject import choose_subject
from playground.ui.bias_verdict import verdict_section
from playground.ui.choices import choose_one

SECTIONS = {
    "Verdict": verdict_section,
    "Bias² and variance": study_section,
    "Curves": curves_section,
    "Splits": splits_section,
}

with st.sidebar.container(gap="xsmall"):
    subject = choose_subject()
    level = choose_level(subject.experiment.dataset)
section = choose_one("Section", list(SECTIONS), "Verdict", "bias_section", label_visibility="collapsed")
SECTIONS[section](subject, level)
