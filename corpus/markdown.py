"""Reads a press release in Markdown: its blocks, and what its front matter says about it."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.blocks import RawBlock, clean, infer_headings, mark_closing
from corpus.kinds import TABLE_CELL
from corpus.model import BlockKind
from corpus.paragraphs import join
from corpus.titles import first_title, with_title
from corpus.trees import words_of_html

if TYPE_CHECKING:
    from markdown_it.token import Token

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)(?:^---|^\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
ENTRY = re.compile(r"^([A-Za-z_-]{1,30}):[ \t]+(.+?)[ \t]*$", re.MULTILINE)
# The names that sites use, and ours.
KEYS = {
    **{key: key for key in ("id", "title", "issuer", "issued", "language", "url", "editions", "supersedes")},
    "date": "issued",
    "published": "issued",
    "publisher": "issuer",
    "agency": "issuer",
    "author": "author",
    "lang": "language",
    "link": "url",
    "canonical": "url",
}
MAX_NESTING = 60


def read_markdown(text: str) -> tuple[list[RawBlock], dict[str, str]]:
    """The blocks of a text in Markdown (CommonMark with tables), and the metadata of its front matter."""
    front = FRONT_MATTER.match(text)
    found = front_matter(front[1]) if front else {}
    blocks = blocks_of(parse(text[front.end() :] if front else text))
    title = first_title(blocks) or found.pop("title", "") or (blocks[0][1] if blocks else "")
    found.pop("title", None)
    return infer_headings(mark_closing(with_title(blocks, title))), found


def front_matter(text: str) -> dict[str, str]:
    """The `key: value` lines that are known, without the quotes around a value; a name of ours comes before another."""
    entries = [(key.lower(), value) for key, value in ENTRY.findall(text) if key.lower() in KEYS]
    entries.sort(key=lambda entry: KEYS[entry[0]] == entry[0])
    return {KEYS[key]: unquoted(value) for key, value in entries}


def unquoted(value: str) -> str:
    """A value without the quotes around it, or the comment after it."""
    if value[0] in "\"'" and value[-1] == value[0] and len(value) > 1:
        return clean(value[1:-1])
    return clean(re.sub(r"\s#.*", "", value))


def parse(text: str) -> Sequence["Token"]:
    """The tokens of a text."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").parse(text)


def blocks_of(tokens: Sequence["Token"]) -> list[RawBlock]:
    """The blocks in their order: the first top heading is the title, a list's item or a table's row an item."""
    blocks: list[RawBlock] = []
    place, marker, row = Place(), "", list[str]()
    for token in tokens:
        place.step(token)
        if token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            blocks.append((BlockKind.ITEM, TABLE_CELL.join(row)))
        elif token.type == "inline" and place.in_table:
            row.append(clean(text_of(token.children or [])))
        elif token.type == "inline":
            kind, written = place.kind(bool(blocks)), join(text_of(token.children or []).split("\n"))
            blocks.append((kind, clean(marker + written)))
            marker = ""
        elif token.type in ("fence", "code_block", "html_block"):
            plain = words_of_html(token.content) if token.type == "html_block" else token.content
            blocks += [(BlockKind.PARAGRAPH, clean(line)) for line in plain.split("\n")]
    return [block for block in blocks if block[1]]


class Place:
    """Where in the document a token stands."""

    def __init__(self) -> None:
        self.heading = 0
        self.items = 0
        self.in_table = False
        self.titled = False

    def step(self, token: "Token") -> None:
        """Go on past a token."""
        if token.type in ("heading_open", "heading_close"):
            self.heading = int(token.tag[1:]) if token.nesting == 1 else 0
        elif token.type in ("list_item_open", "list_item_close"):
            self.items += token.nesting
        elif token.type in ("table_open", "table_close"):
            self.in_table = token.nesting == 1

    def kind(self, any_before: bool) -> BlockKind:
        """What a text is that stands here."""
        if self.heading == 1 and not self.titled and not any_before:
            self.titled = True
            return BlockKind.TITLE
        if self.heading:
            return BlockKind.HEADING
        return BlockKind.ITEM if self.items else BlockKind.PARAGRAPH


def text_of(tokens: Sequence["Token"]) -> str:
    """The words of a line's tokens, without marks, tags and images."""
    written = ""
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            written += token.content
        elif token.type in ("softbreak", "hardbreak"):
            written += "\n"
    return written
