"""The engine's own lines: taken from its source, so that what is shown is what runs."""

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True)
class EngineCode:
    """Some lines of a function of the engine, word for word, and where they stand."""

    path: str
    function: str
    lines: str


@cache
def engine_code(function: Callable[..., Any], *beginnings: str) -> EngineCode:
    """The lines of a function that begin so, each moved to the margin; without beginnings, the whole function.

    Raises ValueError where a beginning fits no line of the function, or several.
    """
    text = textwrap.dedent(inspect.getsource(function)).rstrip()
    path = function.__module__.replace(".", "/") + ".py"
    if not beginnings:
        return EngineCode(path, function.__qualname__, text)
    lines = [line.strip() for line in text.splitlines()]
    found = []
    for beginning in beginnings:
        fitting = [line for line in lines if line.startswith(beginning)]
        if len(fitting) != 1:
            raise ValueError(f"{len(fitting)} lines of {function.__qualname__} begin with {beginning}")
        found += fitting
    return EngineCode(path, function.__qualname__, "\n".join(found))
