"""Plain text: messages that quote what came from outside (an address, a file) are shown as written."""

import re
from itertools import groupby

import streamlit as st

# A word that no Markdown of Streamlit's can turn into anything but itself: letters and digits, with hyphens and
# decimal points between, in ordinary punctuation; or a lone sign. No other word is trusted: www.example.com
# becomes a link, :material/home: an icon and $x$ a formula, even with a backslash before each sign.
_PLAIN_WORD = re.compile(r"[(‘“'\"]?[^\W_]+(-[^\W_]+|[.,]\d+)*[)’”'\".,:;?!…]*|[=–—×·%]")
_LIST_NUMBER = re.compile(r"\d+[.)]")


def as_markdown(text: str) -> str:
    """Return Markdown that shows `text` and nothing else: words that could be markup stand in code spans.

    White space is folded, so the result is one paragraph.
    """
    words = text.split()
    if words and (_LIST_NUMBER.fullmatch(words[0]) or words[0] == "="):
        return _code_span(" ".join(words))
    runs = groupby(words, key=lambda word: bool(_PLAIN_WORD.fullmatch(word)))
    return " ".join(" ".join(run) if plain else _code_span(" ".join(run)) for plain, run in runs)


def _code_span(text: str) -> str:
    """Return a code span of CommonMark; its fence is longer than any run of backticks inside.

    A full stop or comma at the end stays outside, where a sentence has it.
    """
    text, end = re.fullmatch(r"(.*?)([.,;]?)", text).groups()  # type: ignore[union-attr]
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}{end}" if text else end


def show_problem(problem: Exception | str) -> None:
    """Show what cannot be done, in words that may quote anything."""
    st.warning(as_markdown(str(problem)), icon=":material/info:")
