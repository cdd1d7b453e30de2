"""Makes the links of a citation, to the original page and to our own at the span, and the name of what they lead to."""

from urllib.parse import quote as percent_encode

from assistant.answer import Citation
from corpus.model import Release

# A longer quote is named by its first and last words: browsers match those, and links stay short.
MAX_WHOLE = 120
EDGE = 40


def source_url(citation: Citation) -> str:
    """The release's address with the text fragment of the quote (https://wicg.github.io/scroll-to-text-fragment/)."""
    return place_url(citation.release, citation.quote.exact)


def place_url(release: Release, exact: str) -> str:
    """A release's address with the text fragment of some of its words."""
    if len(exact) <= MAX_WHOLE and "\n" not in exact:
        fragment = encode(exact)
    else:
        first, last = exact.split("\n", maxsplit=1)[0], exact.rsplit("\n", maxsplit=1)[-1]
        fragment = f"{encode(first_words(first))},{encode(last_words(last))}"
    return f"{release.url}#:~:text={fragment}"


def first_words(text: str) -> str:
    """Whole words from the beginning of a text; the text itself if it is short or has no spaces to cut at."""
    cut = text[:EDGE].rfind(" ")
    return text if len(text) <= EDGE else text[: cut if cut > 0 else EDGE]


def last_words(text: str) -> str:
    """Whole words up to the end of a text."""
    start = len(text) - EDGE
    cut = text.find(" ", start)
    return text if start <= 0 else text[cut + 1 if cut > 0 else start :]


def encode(text: str) -> str:
    """Percent-encoded, with the characters that have a meaning in a text fragment."""
    return percent_encode(text, safe="").replace("-", "%2D")


def view_url(citation: Citation) -> str:
    """Our own page of the release, the quote marked and scrolled to."""
    span = citation.quote.span
    return f"/releases/{citation.release.id}?start={span.start}&end={span.end}#quote"


def source_name(title: str, section: str) -> str:
    """What a source is called in lists of others: its release, and the section if it stands in one."""
    return " · ".join(filter(None, (title, section)))
