"""What is quoted or repeated is shown as it is by Markdown, and can make nothing of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.compose import quoted
from assistant.markdown import literal, plain

# What can bring a reader elsewhere, or anything of others' onto a page.
FOREIGN = {"link_open", "image", "html_inline", "html_block"}
PIECES = st.sampled_from(
    ["[", "]", "(", ")", "<", ">", "!", "\\", ":", '"', "`", "*", "_", "&lt;", "&#91;", "\n", " ", "[1]", "[1]: ", "a",
     "https://evil.example", "<a href=x>", "<!--", "![x](https://evil.example/x.png)", "[x](javascript:a)", "    "]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def tokens(markdown: str) -> set[str]:
    """The kinds of everything in a text of Markdown, by CommonMark."""

    def all_of(found: list[Token]) -> set[str]:
        return {token.type for token in found} | {kind for t in found if t.children for kind in all_of(t.children)}

    return all_of(MarkdownIt("commonmark").parse(markdown))


@given(TEXTS)
def test_nothing_in_it_links_loads_or_marks_up(text: str) -> None:
    for markdown in (quoted(text) + " [1]", f"Under {literal(text)}:", f"- {literal(text)}"):
        assert not tokens(markdown) & FOREIGN


@pytest.mark.parametrize("text", ["![x](https://evil.example)", "<b>x</b>", "[x](y)", "<https://evil.example>"])
def test_without_the_escapes_it_would(text: str) -> None:
    assert tokens(f"> {text}") & FOREIGN


@given(st.one_of(st.text(), TEXTS))
def test_what_was_escaped_can_be_had_back(text: str) -> None:
    assert plain(literal(text)) == text


def test_an_ordinary_text_stays_as_it_is() -> None:
    text = "Increase flights (Hangzhou, Ningbo & Wenzhou): 5 > 3, “R&D” — 《協議》!"
    assert literal(text) == text
