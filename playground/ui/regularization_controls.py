"""Controls of the page on regularisation: data and network beside the stage, the strengths above it."""

from typing import Any

import streamlit as st

from playground.datasets import DATASETS
from playground.training.experiment import MAX_SEED, Experiment
from playground.ui import help_texts
from playground.ui.choices import choose_dataset, choose_rate, choose_strength
from playground.ui.controls import BIND, LEAST_KEEP
from playground.ui.regularizers import DATA, NETWORK, REGULARIZERS

COURSE_SET = "football"


def base_experiment() -> Experiment:
    """The experiment that all columns share, from the controls beside the stage."""
    st.markdown("**Data**")
    name = choose_dataset("reg_dataset", COURSE_SET)
    seed = st.number_input("Data seed", 0, MAX_SEED, 1, key="reg_data_seed", bind=BIND, help=help_texts.DATA_SEED)
    noise = DATA["dataset"]["noise"] if name == COURSE_SET else DATASETS[name].noise
    st.caption("300 points, of which 30 % train: few enough to learn by heart.")
    st.markdown("**Network**")
    st.caption("2-20-3-1 with ReLU, Xavier initialisation and gradient descent, as in the course.")
    weights = st.number_input(
        "Weights seed", 0, MAX_SEED, 1, key="reg_seed", bind=BIND, help=help_texts.WEIGHTS_SEED
    )
    rate = choose_rate("reg_alpha", 0.3)
    dataset = {**DATA["dataset"], "name": name, "noise": noise, "seed": seed}
    written: dict[str, Any] = {**DATA, **NETWORK, "dataset": dataset}
    written["init"] = {**NETWORK["init"], "seed": weights}
    written["optimizer"] = {**NETWORK["optimizer"], "learning_rate": rate}
    return Experiment.from_json(written)


def strengths() -> dict[str, dict[str, float]]:
    """The live values of each regulariser, from sliders that act while it trains."""
    l2, l1, dropout = st.columns(3)
    lambd = choose_strength("reg_lambd", REGULARIZERS["l2"].live["lambd"], "L2 strength λ", l2)
    absolute = choose_strength("reg_l1", REGULARIZERS["l1"].live["l1"], "L1 strength λ", l1, help_texts.L1)
    keep = dropout.slider(
        "Dropout keep_prob",
        LEAST_KEEP,
        1.0,
        REGULARIZERS["dropout"].live["keep_prob"],
        0.01,
        key="reg_keep_prob",
        bind=BIND,
        help=help_texts.KEEP_PROB,
    )
    return {
        "none": {},
        "l2": {"lambd": lambd},
        "l1": {"l1": absolute},
        "dropout": {"keep_prob": keep},
        "early": {},
    }
