"""Visitor errors: a malformed message from a visitor leaves one line in the log, and no traceback."""

import logging
import traceback
from json import JSONDecodeError

import streamlit as st
from google.protobuf.message import DecodeError

# Who logs what a visitor sent wrong: uvicorn a text frame that is not UTF-8; Streamlit a message that is none of
# its own, a component's state that is no JSON, and a script that failed on a widget's impossible value.
LOGGERS = (
    "uvicorn.error",
    "streamlit.web.server.starlette.starlette_websocket",
    "streamlit.components.v2.bidi_component.serialization",
    "streamlit.error_util",
)

# Streamlit's functions that turn what came for a widget into its value, and back: they refuse only what no
# browser sends.
WIDGET_VALUES = ("deserialize", "get_serialized")


def is_visitors(error: BaseException | None) -> bool:
    """Return whether a visitor's malformed message caused `error`, and no fault of this program could have."""
    if isinstance(error, UnicodeDecodeError | DecodeError | JSONDecodeError):
        return True
    frames = traceback.walk_tb(error.__traceback__ if error is not None else None)
    return any(
        frame.f_code.co_name in WIDGET_VALUES and frame.f_globals.get("__name__", "").startswith("streamlit.")
        for frame, _ in frames
    )


class OneLine(logging.Filter):
    """Let a record about a visitor's error through as one line, without its traceback; others stay whole."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True: every record is logged."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and is_visitors(error):
            record.msg, record.args = f"{record.getMessage()} ({type(error).__name__}: {error})"[:300], ()
            record.exc_info = record.exc_text = None
        return True


def install() -> None:
    """Filter the log of this process; doing it twice changes nothing."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(installed, OneLine) for installed in logger.filters):
            logger.addFilter(OneLine())


def show_failure(error: Exception) -> bool:
    """Say on the page that it failed; the details are in the log. Return True: Streamlit shows nothing else."""
    st.error("Something went wrong on this page. Reload it to go on.", icon=":material/error:")
    return True
