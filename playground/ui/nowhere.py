"""Nowhere: a place for controls that are not shown; their values are those that the address tells."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import streamlit as st


class Nowhere:
    """Has the methods of Streamlit that groups of controls use. Nothing appears, and the values come all the same.

    What the address says wrong is taken for the default, as the widgets do. `address` collects what is no default,
    as the address tells it: Streamlit takes the values of controls that have gone out of it.
    """

    def __init__(self) -> None:
        """Nothing was asked for yet."""
        self.address: dict[str, str] = {}

    def columns(self, spec: int | Sequence[float], **looks: Any) -> list["Nowhere"]:
        """As many places as there would be columns."""
        return [self] * (spec if isinstance(spec, int) else len(spec))

    def grid(self, *spec: Any, **looks: Any) -> AbstractContextManager[None]:
        """Nothing to enter."""
        return nullcontext()

    popover = grid

    def markdown(self, words: str, **looks: Any) -> None:
        """Nothing to read."""

    def selectbox(
        self,
        label: str,
        options: Sequence[Any],
        *,
        key: str,
        index: int = 0,
        format_func: Callable[[Any], str] = str,
        **looks: Any,
    ) -> Any:
        """The option whose text is in the address, or that of the index."""
        return self._chosen(key, options, options[index], format_func)

    def select_slider(
        self,
        label: str,
        options: Sequence[Any],
        *,
        key: str,
        value: Any,
        format_func: Callable[[Any], str] = str,
        **looks: Any,
    ) -> Any:
        """The option whose text is in the address, or `value`."""
        return self._chosen(key, options, value, format_func)

    def slider(self, label: str, *, key: str, value: Any, min_value: Any, max_value: Any, **looks: Any) -> Any:
        """The number in the address, of the type of `value` and between the two ends, or `value`."""
        try:
            told = type(value)(st.query_params.get(key))
        except (TypeError, ValueError):
            told = value
        return self._held(key, told if min_value <= told <= max_value else value, value, str)

    number_input = slider

    def toggle(self, label: str, *, key: str, value: bool = False, **looks: Any) -> bool:
        """Whether the address says so."""
        return bool(self._chosen(key, [False, True], value, lambda on: str(on).lower()))

    def _chosen(self, key: str, options: Sequence[Any], default: Any, format_func: Callable[[Any], str]) -> Any:
        names = {format_func(option): option for option in options}
        return self._held(key, names.get(st.query_params.get(key, ""), default), default, format_func)

    def _held(self, key: str, told: Any, default: Any, written: Callable[[Any], str]) -> Any:
        value = st.session_state.setdefault(key, told)
        self.address[key] = "" if value == default else written(value)
        return value
