"""Answers which documents were signed: the listed agreements, and what the text says was signed."""

import re
from collections.abc import Iterable, Sequence

from assistant import lexicon
from assistant.answer import Coverage, Finding, Quotable
from assistant.findings import whole
from assistant.question import Ask, Question
from assistant.topics import about_the_whole, topic_of
from assistant.vocabulary import Vocabulary, affinity
from corpus.kinds import DOCUMENT, SIGNED
from corpus.model import Outline, Passage, PassageKind
from corpus.words import word_set, words

GENERIC = frozenset(words("document documents agreement agreements paper papers")) | {"文件", "协议", "协定"}
# What a short form stands for, among the words of a passage.
MEMORANDUM = frozenset(words("memorandum"))
SHORT_FORMS = dict.fromkeys(words("mou mous memo memoranda memorandums"), MEMORANDUM)
QUOTED_TITLE = re.compile('["“]([^"”]{8,}?)["”]|《([^》]{4,})》')


def documents(question: Question, outlines: Sequence[Outline], vocabulary: Vocabulary) -> Finding | None:
    """List or count the documents that were signed; those of a kind or on a topic, if one is named."""
    asked = set(question.terms) & lexicon.DOCUMENT_NOUNS
    listing = question.ask in (Ask.LIST, Ask.QUANTITY)
    if not listing or not (asked or set(question.terms) & lexicon.SIGNING):
        return None
    known = lexicon.DOCUMENT_NOUNS | lexicon.SIGNING | lexicon.CO_OPERATION | lexicon.FILLERS
    topic = topic_of(question, known | about_the_whole(outlines), vocabulary)
    kinds = {kind for term in asked - GENERIC for kind in SHORT_FORMS.get(term, {term})}
    statements, items = signed(outlines, kinds, topic)
    if not items:
        return None
    texts = {outline.release.id: outline.release.text for outline in outlines}
    titles = sum(len(QUOTED_TITLE.findall(s.span.of(texts[s.passage.release_id]))) for s in statements)
    total = titles + len(items)
    frame = "count" if question.ask is Ask.QUANTITY else "list"
    return Finding(frame, (*statements, *items), 1.0, Coverage(total, total))


def signed(outlines: Sequence[Outline], kinds: set[str], topic: Sequence[str]) -> tuple[list[Quotable], list[Quotable]]:
    """The statements and the listed items that name signed documents; items alone, if of a kind or on a topic."""
    statements: list[Quotable] = []
    items = []
    for passage in (passage for outline in outlines for passage in outline.passages):
        held = word_set(passage.text)
        fits = (not kinds or kinds & held) and all(affinity(term, held) for term in topic)
        if passage.kind is PassageKind.AGREEMENT and fits:
            items.append(whole(passage))
        if passage.kind is PassageKind.STATEMENT and not kinds and not topic:
            statements += telling_of_signing(passage)
    return statements, items


def telling_of_signing(passage: Passage) -> Iterable[Quotable]:
    """The statements of a passage that say that a document was signed."""
    return [
        Quotable(passage, statement.span)
        for statement in passage.statements
        if DOCUMENT.search(statement.text) and SIGNED.search(statement.text)
    ]
