"""Initialisation: zeros, random, Xavier and He, trained together on the same points and the same clock."""

import streamlit as st

from playground.ui.comparison import keep_comparison, live_comparison
from playground.ui.initialization_controls import initialization_columns
from playground.ui.seeds import seeds_panel

PAGE = "initialization"

with st.sidebar.container(gap="xsmall"):
    columns, notes = initialization_columns()
if columns:
    keep_comparison(PAGE, columns, notes=notes)
    live_comparison(PAGE)
    seeds_panel(PAGE, columns)
else:
    st.info("Choose at least one initialisation to compare.", icon=":material/info:")
