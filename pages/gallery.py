"""The gallery: experiments worth seeing, each a card that opens it in the playground."""

import streamlit as st

from playground.ui.gallery import show_topic
from playground.ui.presets import TOPICS

st.title("Gallery", anchor=False)
st.markdown("Open an experiment in the playground, press play, and watch for what its sentence says.")
for topic in TOPICS:
    show_topic(topic)
