"""Small print that everyone can read."""

import streamlit as st


def small_print(text: str) -> None:
    """Text in small letters of the page's own colour: a caption's grey has too little contrast on the page."""
    st.markdown(f":small[{text.replace('[', chr(92) + '[').replace(']', chr(92) + ']')}]")


def of_another_experiment() -> None:
    """The note on results of an experiment that is no longer the chosen one."""
    small_print(":material/info: These results are of another experiment. Train again for this one.")
