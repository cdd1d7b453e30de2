"""Answers about a release as a whole: its title, its date, its outline."""

from collections.abc import Iterator, Sequence

from assistant import lexicon
from assistant.answer import Coverage, Finding, Quotable
from assistant.findings import dated, heading, single
from assistant.question import Ask, Question
from assistant.topics import about_the_whole, topic_of
from assistant.vocabulary import Vocabulary
from corpus.model import Outline, PassageKind
from corpus.words import words

TITLE_WORDS = frozenset(words("title headline")) | {"标题", "题目"}
# An outline of more releases than these is no outline.
MAX_OUTLINED = 3


def title(question: Question, outlines: Sequence[Outline], vocabulary: Vocabulary) -> Finding | None:
    """Answer "what is the title of the release?"."""
    known = lexicon.PUBLICATION | TITLE_WORDS
    if not lexicon.TITLE.search(question.folded) or topic_of(question, known, vocabulary):
        return None
    return single("title", (p for o in outlines for p in o.passages if p.kind is PassageKind.TITLE))


def publication(question: Question, outlines: Sequence[Outline], vocabulary: Vocabulary) -> Finding | None:
    """Answer "when was it published?"."""
    if question.ask is not Ask.TIME or not set(question.terms) & lexicon.PUBLICATION:
        return None
    return None if topic_of(question, lexicon.PUBLICATION, vocabulary) else issue_line(outlines)


def issue_line(outlines: Sequence[Outline]) -> Finding | None:
    """The line that says when a release was issued."""
    return dated(p for o in outlines for p in o.passages if p.kind is PassageKind.ISSUED)


def outline(question: Question, outlines: Sequence[Outline], vocabulary: Vocabulary) -> Finding | None:
    """Answer "what is this about?": the title of each release, and its areas."""
    known = about_the_whole(outlines) | lexicon.CO_OPERATION | lexicon.STRUCTURE_NOUNS | lexicon.OUTLINE_WORDS
    if not lexicon.OUTLINE.search(question.folded) or topic_of(question, known, vocabulary):
        return None
    if len(outlines) > MAX_OUTLINED:
        return None
    quotables = tuple(q for one in outlines for q in outlined(one))
    areas = sum(len(one.areas) for one in outlines)
    return Finding("outline", quotables, 1.0, Coverage(areas, areas) if areas else None) if quotables else None


def outlined(one: Outline) -> Iterator[Quotable]:
    """The title of a release and the headings of its areas; of one without areas its title and first statement."""
    for passage in one.passages:
        if passage.kind is PassageKind.TITLE:
            yield Quotable(passage, passage.statements[0].span)
    yield from map(heading, one.areas)
    leads = [p for p in one.passages if p.kind is PassageKind.LEAD]
    if leads and not one.areas:
        yield Quotable(leads[0], leads[0].statements[0].span)
