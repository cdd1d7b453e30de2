"""An answer as Markdown with links in place of its markers, and where in that text each source is cited."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.wire import AnswerModel, CitationModel, StatementModel
from assistant.answer import AnswerStatement
from assistant.compose import paragraph, words


@dataclass(frozen=True, slots=True)
class Cited:
    """A place in the text, in code points, that cites a source."""

    start: int
    end: int
    citation: CitationModel


def paragraphs(answer: AnswerModel) -> Iterator[tuple[str, StatementModel | None]]:
    """The paragraphs of an answer; those that state something with links to what they cite."""
    cited = {citation.number: citation for citation in answer.citations}
    stated = {paragraph(as_composed(statement)): statement for statement in answer.statements}
    for text in answer.text.split("\n\n"):
        statement = stated.get(text)
        if statement is None:
            yield text, None
        else:
            links = " ".join(f"[[{number}]]({address(cited[number])})" for number in statement.citations)
            yield f"{words(as_composed(statement))} {links}", statement


def as_composed(statement: StatementModel) -> AnswerStatement:
    """A statement as it was composed."""
    return AnswerStatement(statement.text, statement.section, tuple(statement.citations), statement.quoted)


def sources(answer: AnswerModel, statement: StatementModel) -> list[CitationModel]:
    """What a statement cites."""
    return [citation for citation in answer.citations if citation.number in statement.citations]


def linked(answer: AnswerModel) -> tuple[str, list[Cited]]:
    """The whole text, and every place that cites: the statement with its links."""
    text, cited = "", list[Cited]()
    for part, statement in paragraphs(answer):
        text += "\n\n" if text else ""
        if statement:
            cited += [Cited(len(text), len(text) + len(part), one) for one in sources(answer, statement)]
        text += part
    return text, cited


def address(citation: CitationModel) -> str:
    """The address of a source, without what would end a link in Markdown."""
    return citation.url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
