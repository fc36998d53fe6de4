"""Activations: their curves and slopes, why linear layers are one line, and the same network with each."""

import streamlit as st

from playground.ui.activation_sections import one_unit, side_by_side, three_layers, which_columns
from playground.ui.activations import columns
from playground.ui.controls import BIND

PAGE = "activations"
ONE, LAYERS, CHOICE = "One unit", "Three linear layers", "Which to choose"

section = st.segmented_control(
    "Section", [ONE, LAYERS, CHOICE], default=ONE, required=True, key="act_section", bind=BIND,
    label_visibility="collapsed",
)  # fmt: skip
if section == ONE:
    one_unit()
elif section == LAYERS:
    three_layers()
else:
    side_by_side(PAGE, columns(which_columns()))
