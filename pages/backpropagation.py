"""Backpropagation: one iteration in slow motion, a computation graph, and the shapes of it all."""

import streamlit as st

from playground.ui.choices import choose_one
from playground.ui.graph_stepper import graph_controls, graph_stepper
from playground.ui.iteration_source import iteration_source
from playground.ui.shapes_panel import shapes_panel
from playground.ui.slow_motion import slow_motion
from playground.ui.stepper import keep_hidden_controls

VIEWS = ["One iteration", "Computation graph", "Shapes"]

keep_hidden_controls()
view = choose_one("View", VIEWS, VIEWS[0], "view", label_visibility="collapsed")
if view == "Computation graph":
    with st.sidebar:
        example, inputs = graph_controls()
    graph_stepper(example, inputs)
else:
    with st.sidebar:
        start = iteration_source()
    if view == "Shapes":
        shapes_panel(start)
    else:
        slow_motion(start)
