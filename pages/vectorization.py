"""Vectorisation: a loop against np.dot, broadcasting, and the traps of rank-1 arrays."""

import streamlit as st

from playground.ui.broadcasting import calories, rank_1_traps, try_shapes
from playground.ui.controls import BIND
from playground.ui.loop_timing import loop_against_dot

LOOP, BROADCASTING, RANK_1 = "Loop or np.dot", "Broadcasting", "Rank-1 arrays"

section = st.segmented_control(
    "Section", [LOOP, BROADCASTING, RANK_1], default=LOOP, required=True, key="vec_section", bind=BIND,
    label_visibility="collapsed",
)  # fmt: skip
if section == LOOP:
    loop_against_dot()
elif section == BROADCASTING:
    calories()
    try_shapes()
else:
    rank_1_traps()
