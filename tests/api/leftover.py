"""What of an answer's text is no wording of the catalogue, no quote, and not the question repeated: nothing may be."""

import re
import string
from collections.abc import Collection, Iterator, Sequence

from api.markdown import as_composed
from api.wire import AnswerModel, StatementModel
from assistant.compose import paragraph, quoted
from assistant.fidelity import faithful
from assistant.markdown import plain
from assistant.wording import CATALOGUE


def leftover(answer: AnswerModel, history: Sequence[str], urls: Collection[str]) -> list[str]:
    """The paragraphs that nothing accounts for; `urls` are the addresses of the releases that were asked."""
    quotes = {f"{quoted(one.quote.exact)} [{one.number}]" for one in answer.citations}
    sentences = {paragraph(as_composed(one)) for one in answer.statements if not one.quoted and is_kept_to(one, answer)}
    nearest = [
        f"- {one.section}: {one.quote.exact}" if one.section else f"- {one.quote.exact}" for one in answer.nearest
    ]
    asked = " ".join((*history, answer.question, answer.interpreted_question or ""))
    sources = {*urls, *(one.section for one in answer.citations)}
    rest = []
    for piece in answer.text.split("\n\n"):
        listed = nearest and plain(piece) == "\n".join(nearest)
        if (
            piece not in quotes | sentences
            and not listed
            and not is_wording(plain(piece), answer.language, asked, sources)
        ):
            rest.append(piece)
    return rest


def is_kept_to(statement: StatementModel, answer: AnswerModel) -> bool:
    """Whether a language model's sentence says what the quotes say that it cites."""
    cited = {citation.number: citation.quote.exact for citation in answer.citations}
    return faithful(statement.text, [cited[number] for number in statement.citations])


def is_wording(paragraph: str, language: str, asked: str, sources: Collection[str]) -> bool:
    """Whether a paragraph is one of the catalogue, with nothing put in but what was asked, a source, or a number."""
    found = (match.groupdict().items() for match in matches(paragraph, language))
    return any(all(is_accounted_for(name, value, asked, sources) for name, value in values) for values in found)


def matches(paragraph: str, language: str) -> Iterator[re.Match[str]]:
    """The wordings of a language that a paragraph can be, with what is put in."""
    for wording in CATALOGUE[language].values():
        pieces = [(re.escape(text), name) for text, name, _, _ in string.Formatter().parse(wording)]
        pattern = "".join(f"{text}(?P<{name}>.*)" if name else text for text, name in pieces)
        if match := re.fullmatch(pattern, paragraph):
            yield match


def is_accounted_for(name: str, value: str, asked: str, sources: Collection[str]) -> bool:
    """Whether what is put into a wording is the asker's own, a release's heading or address, or a number."""
    if name == "total":
        return value.isdigit()
    if name in ("section", "url"):
        return value in sources
    if name == "terms":
        return all(term in asked for term in re.split(", |、", value))
    return value in asked
