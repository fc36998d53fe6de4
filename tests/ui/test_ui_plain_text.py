"""Plain text: whatever a message quotes is shown as written, and nothing in it acts as Markdown."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.ui.plain_text import as_markdown

SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")  # a code span as CommonMark defines it


def shown(markdown: str) -> tuple[str, str]:
    """The text that a reader sees, and the Markdown with each code span reduced to a word."""

    def content(match: re.Match[str]) -> str:
        text = match.group(2)
        return text[1:-1] if text.startswith(" ") and text.endswith(" ") and text.strip() else text

    return SPAN.sub(content, markdown), SPAN.sub("code", markdown)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Dropout needs a hidden layer: this one has none.", "Dropout needs a hidden layer: this one has none."),
        ("λ must be a number from 0 to 1,000.5!", "λ must be a number from 0 to 1,000.5!"),
        ("init.scale must be smaller.", "`init.scale` must be smaller."),
        ("See www.example.com, now", "See `www.example.com`, now"),
        ("an _old_ :material/home:", "an `_old_ :material/home:`"),
        ("a ` b", "a `` ` `` b"),
        ("1. not a list", "`1. not a list`"),
        ("two\n\nparagraphs", "two paragraphs"),
        ("", ""),
    ],
)
def test_words_that_could_be_markup_stand_in_code_spans(text: str, markdown: str) -> None:
    assert as_markdown(text) == markdown


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab1 .,:;-_*#[]()!<>$`~|\\/@&'\"=+{}λ\n"))))
def test_every_text_is_shown_whole_and_only_words_lie_outside_the_spans(text: str) -> None:
    seen, outside = shown(as_markdown(text))
    assert seen == " ".join(text.split())
    assert not set(outside) & set("*_#[]<>$`~|\\/@&+{}")
    assert not re.search(r"\w:\w|:\w+:|www\.|^\s*(\d+[.)]|[-=]+)(\s|$)", outside)
