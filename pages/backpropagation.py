"""Backpropagation: one iteration in slow motion, a computation graph, and the shapes of it all."""

import streamlit as st

from playground.ui.controls import BIND
from playground.ui.graph_stepper import graph_controls, graph_stepper
from playground.ui.iteration_source import iteration_source
from playground.ui.shapes_panel import shapes_panel
from playground.ui.slow_motion import slow_motion

iteration, graph, shapes = st.tabs(["One iteration", "Computation graph", "Shapes"], key="view", bind=BIND)

if graph.open:
    with st.sidebar:
        example, inputs = graph_controls()
    with graph:
        graph_stepper(example, inputs)
else:
    with st.sidebar:
        start = iteration_source()
    with iteration if iteration.open else shapes:
        if iteration.open:
            slow_motion(start)
        else:
            shapes_panel(start)
