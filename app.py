"""The server: Streamlit with the live channel and the stage's assets beside it. Run `streamlit run app.py`."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:  # so that the app may be started from any folder
    sys.path.insert(0, str(ROOT))

from playground.stage import visitor_errors  # noqa: E402
from playground.stage.server import lifespan, routes  # noqa: E402

visitor_errors.install()
app = st.App(
    ROOT / "playground" / "ui" / "main.py",
    routes=routes(),
    lifespan=lifespan,
    on_script_error=visitor_errors.show_failure,
)
