"""What of an answer's text is no wording of the catalogue, no quote, and not the question repeated: nothing may be."""

import re
import string
from collections.abc import Collection, Iterator, Mapping, Sequence

from api.markdown import as_composed
from api.wire import AnswerModel, StatementModel
from assistant.compose import paragraph, quoted
from assistant.fidelity import faithful
from assistant.markdown import plain
from assistant.wording import CATALOGUE
from corpus.outlines import Entry

# These wordings are put into others and are no paragraph of their own.
PARTS = ("release",)


def leftover(answer: AnswerModel, history: Sequence[str], releases: Collection[Entry]) -> list[str]:
    """The paragraphs that nothing accounts for; `releases` are those that may have been asked."""
    quotes = {f"{quoted(one.quote.exact)} [{one.number}]" for one in answer.citations}
    sentences = {paragraph(as_composed(one)) for one in answer.statements if not one.quoted and is_kept_to(one, answer)}
    nearest = [
        f"- {one.section}: {one.quote.exact}" if one.section else f"- {one.quote.exact}" for one in answer.nearest
    ]
    asked = " ".join((*history, answer.question, answer.interpreted_question or ""))
    names = names_of(answer, {one.id: one for one in releases})
    sources = {*(one.url for one in releases), *(one.section for one in answer.citations)}
    rest = []
    for piece in answer.text.split("\n\n"):
        listed = nearest and plain(piece) == "\n".join(nearest)
        if (
            piece not in quotes | sentences
            and not listed
            and not is_wording(plain(piece), answer.language, asked, sources, names)
        ):
            rest.append(piece)
    return rest


def is_kept_to(statement: StatementModel, answer: AnswerModel) -> bool:
    """Whether a language model's sentence says what the quotes say that it cites."""
    cited = {citation.number: citation.quote.exact for citation in answer.citations}
    return faithful(statement.text, [cited[number] for number in statement.citations])


def names_of(answer: AnswerModel, releases: Mapping[str, Entry]) -> set[str]:
    """What may be named: the releases that are cited, those that came after them, and those of the coverage."""
    covered = answer.coverage.release_ids if answer.coverage else []
    named = [(releases[one].title, releases[one].issued) for one in covered]
    named += [(one.title, one.issued) for one in answer.citations]
    named += [(one.revision.title, one.revision.issued) for one in answer.citations if one.revision]
    return {CATALOGUE[answer.language]["release"].format(title=title, date=issued.date()) for title, issued in named}


def is_wording(paragraph: str, language: str, asked: str, sources: Collection[str], names: Collection[str]) -> bool:
    """Whether a paragraph is one of the catalogue, with nothing in it but what was asked, a source, or a number."""
    found = (match.groupdict().items() for match in matches(paragraph, language))
    return any(all(is_accounted_for(name, value, asked, sources, names) for name, value in values) for values in found)


def matches(paragraph: str, language: str) -> Iterator[re.Match[str]]:
    """The wordings of a language that a paragraph can be, with what is put in."""
    for wording in (wording for key, wording in CATALOGUE[language].items() if key not in PARTS):
        pieces = [(re.escape(text), name) for text, name, _, _ in string.Formatter().parse(wording)]
        pattern = "".join(f"{text}(?P<{name}>.*)" if name else text for text, name in pieces)
        if match := re.fullmatch(pattern, paragraph):
            yield match


def is_accounted_for(name: str, value: str, asked: str, sources: Collection[str], names: Collection[str]) -> bool:
    """Whether what is put into a wording is the asker's own, a release's name, heading or address, or a number."""
    if name == "total":
        return value.isdigit()
    if name in ("release", "later"):
        return value in names
    if name == "releases":
        return are_names(value, names)
    if name in ("section", "url"):
        return value in sources
    if name == "terms":
        return all(term in asked for term in re.split(", |、", value))
    return value in asked


def are_names(value: str, names: Collection[str]) -> bool:
    """Whether a text is names in a row; one may be a part of another, so that the longest are taken out first."""
    for name in sorted(names, key=len, reverse=True):
        value = value.replace(name, "")
    return not value.strip(", 、")
