"""Words that Markdown shows as they are: what is quoted or repeated can make no link, image, markup or marker."""

import re

# What opens a link, an image or a marker; markup; and the escape itself.
ACTIVE = re.compile(r"[\\\[<]")
ESCAPED = re.compile(r"\\([\\\[<])")


def literal(text: str) -> str:
    """A text as Markdown that shows it."""
    return ACTIVE.sub(r"\\\g<0>", text)


def plain(markdown: str) -> str:
    """What such Markdown shows."""
    return ESCAPED.sub(r"\1", markdown)
