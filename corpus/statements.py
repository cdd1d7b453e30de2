"""Splits a passage into statements: sentences, and the clauses of a long enumeration."""

import re

import sentencex

from corpus.blocks import ENUMERATOR
from corpus.model import Span, Statement

MIN_CLAUSES = 3
# The words after which an enumeration begins, the surest first.
LEAD_INS = (
    re.compile(r"[:：]"),
    re.compile(r"\b(?:include[sd]?|including|comprise[sd]?|comprising|namely)\b|包括|分別[為是]|分别[为是]"),
    re.compile(r"\b(?:attended|joined|accompanied) by\b"),
    re.compile(r"\b(?:were|are)\b"),
)
SEMICOLON = re.compile(r"\s*[;；]\s*(?:(?:and|or)\s+|以及)?")
CHINESE_COMMA = re.compile(r"、|，?以及")
MIN_CHINESE_CLAUSE = 6
WORD = re.compile(r"\w")


def split_statements(text: str, language: str) -> tuple[Statement, ...]:
    """The statements of a passage, their spans counted from the passage's first code point.

    Together they leave out nothing but spaces and the separators of an enumeration.
    """
    found: list[Statement] = []
    for sentence in sentences(text, language):
        found += clauses(sentence, text)
    return tuple(found)


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of a text, without the white space around them; a piece without a word joins its neighbour.

    The number of an item belongs to its first sentence.
    """
    spans: list[Span] = []
    numbered = ENUMERATOR.match(text)
    skipped = numbered.end() if numbered and WORD.search(text, numbered.end()) else 0
    for boundary in sentencex.get_sentence_boundaries(language.partition("-")[0], text[skipped:]):
        start = skipped + boundary["start_index"] if spans else 0
        span = trimmed(text, start, skipped + boundary["end_index"])
        if span is None:
            continue
        if spans and not (WORD.search(span.of(text)) and WORD.search(spans[-1].of(text))):
            span = Span(spans.pop().start, span.end)
        spans.append(span)
    return spans


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends; None if nothing is left."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip())) if piece.strip() else None


def clauses(sentence: Span, text: str) -> list[Statement]:
    """The clauses of a sentence that enumerates at length, or the sentence itself."""
    parts = split_at(SEMICOLON, sentence, text)
    if len(parts) < MIN_CLAUSES:
        parts = chinese_parts(sentence, text)
    if len(parts) < MIN_CLAUSES:
        return [Statement(sentence, sentence.of(text))]
    head, first = split_lead_in(parts[0], text)
    lead_in = head.of(text) if head else ""
    opening = [Statement(head, lead_in)] if head else []
    return opening + [Statement(span, span.of(text), lead_in) for span in [first, *parts[1:]]]


def chinese_parts(sentence: Span, text: str) -> list[Span]:
    """The parts of a Chinese enumeration, if it is introduced as one and each part can stand alone."""
    parts = split_at(CHINESE_COMMA, sentence, text)
    if len(parts) < MIN_CLAUSES or not LEAD_INS[1].search(parts[0].of(text)):
        return []
    _, first = split_lead_in(parts[0], text)
    alone = all(part.end - part.start >= MIN_CHINESE_CLAUSE for part in [first, *parts[1:]])
    return parts if alone else []


def split_at(separator: re.Pattern[str], sentence: Span, text: str) -> list[Span]:
    """The parts of a sentence between separators; a part without a word makes the whole one part."""
    spans, start = [], sentence.start
    for match in separator.finditer(text, sentence.start, sentence.end):
        spans.append(trimmed(text, start, match.start()))
        start = match.end()
    spans.append(trimmed(text, start, sentence.end))
    whole = [span for span in spans if span is not None and WORD.search(span.of(text))]
    return whole if len(whole) == len(spans) else [sentence]


def split_lead_in(clause: Span, text: str) -> tuple[Span | None, Span]:
    """The words that open an enumeration, and what remains of its first clause."""
    for pattern in LEAD_INS:
        if match := pattern.search(text, clause.start, clause.end):
            head = trimmed(text, clause.start, match.end())
            rest = trimmed(text, match.end(), clause.end)
            if head and rest and WORD.search(head.of(text)) and WORD.search(rest.of(text)):
                return head, rest
    return None, clause
