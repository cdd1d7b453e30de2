"""What of an answer's text is no wording of the catalogue, no quote, and not the question repeated: nothing may be."""

import re
import string
from collections.abc import Collection, Iterator, Sequence

from api.wire import AnswerModel
from assistant.compose import quoted
from assistant.markdown import plain
from assistant.wording import CATALOGUE


def leftover(answer: AnswerModel, history: Sequence[str], urls: Collection[str]) -> list[str]:
    """The paragraphs that nothing accounts for; `urls` are the addresses of the releases that were asked."""
    quotes = {f"{quoted(one.quote.exact)} [{one.number}]" for one in answer.citations}
    nearest = [
        f"- {one.section}: {one.quote.exact}" if one.section else f"- {one.quote.exact}" for one in answer.nearest
    ]
    asked = " ".join((*history, answer.question, answer.interpreted_question or ""))
    sources = {*urls, *(one.section for one in answer.citations)}
    rest = []
    for paragraph in answer.text.split("\n\n"):
        listed = nearest and plain(paragraph) == "\n".join(nearest)
        if paragraph not in quotes and not listed and not is_wording(plain(paragraph), answer.language, asked, sources):
            rest.append(paragraph)
    return rest


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
