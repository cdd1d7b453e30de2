"""An answer as Markdown with links in place of its markers, and where in that text each source is cited."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.wire import AnswerModel, CitationModel
from assistant.compose import quoted


@dataclass(frozen=True, slots=True)
class Cited:
    """A place in the text, in code points, that cites a source."""

    start: int
    end: int
    citation: CitationModel


def paragraphs(answer: AnswerModel) -> Iterator[tuple[str, CitationModel | None]]:
    """The paragraphs of an answer; those that quote with their link, and what they cite."""
    waiting = list(answer.citations)
    for paragraph in answer.text.split("\n\n"):
        marker = f" [{waiting[0].number}]" if waiting else ""
        if waiting and paragraph == quoted(waiting[0].quote.exact) + marker:
            citation = waiting.pop(0)
            yield f"{quoted(citation.quote.exact)} [[{citation.number}]]({address(citation)})", citation
        else:
            yield paragraph, None


def linked(answer: AnswerModel) -> tuple[str, list[Cited]]:
    """The whole text, and every place that cites: the quote with its link."""
    text, cited = "", list[Cited]()
    for paragraph, citation in paragraphs(answer):
        text += "\n\n" if text else ""
        if citation:
            cited.append(Cited(len(text), len(text) + len(paragraph), citation))
        text += paragraph
    return text, cited


def address(citation: CitationModel) -> str:
    """The address of a source, without what would end a link in Markdown."""
    return citation.url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
