"""Puts a release's title where it belongs: first."""

from collections.abc import Sequence

from corpus.blocks import RawBlock, clean
from corpus.model import BlockKind

# A letterhead, the words "Press release" and a date may stand above a title.
MAX_ABOVE_TITLE = 8
MAX_TITLE = 240


def with_title(blocks: Sequence[RawBlock], title: str) -> list[RawBlock]:
    """The blocks with that title first: the block that says it, or a new one if none near the beginning does."""
    title = clean(title)
    texts = [text for _, text in blocks[:MAX_ABOVE_TITLE]]
    found = texts.index(title) if title in texts else None
    rest = [demoted(block, number < (found or 0)) for number, block in enumerate(blocks) if number != found]
    return [(BlockKind.TITLE, title), *rest] if title else list(blocks)


def demoted(block: RawBlock, above: bool) -> RawBlock:
    """A block that is not the title after all; one that stood above it, as a letterhead does, is no heading either."""
    plain = block[0] is BlockKind.TITLE or (above and block[0] is BlockKind.HEADING)
    return (BlockKind.PARAGRAPH, block[1]) if plain else block


def first_title(blocks: Sequence[RawBlock]) -> str:
    """The text of the first block that its format marks as the title, or nothing."""
    return next((text for kind, text in blocks if kind is BlockKind.TITLE), "")


def likely_title(blocks: Sequence[RawBlock], named: str) -> str:
    """The title where no format marks it: the first block if it is short, else that named beside the text, if any."""
    first = blocks[0][1] if blocks else ""
    return named if named and (len(first) > MAX_TITLE or first.endswith((".", "。"))) else first
