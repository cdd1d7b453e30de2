"""Makes findings out of whole pieces of a release: passages, headings, sections."""

from collections.abc import Iterable, Sequence

from assistant.answer import Coverage, Finding, Quotable
from assistant.enumerations import Enumeration
from assistant.lexicon import DATE, fold
from assistant.question import Ask, Question
from corpus.blocks import ENUMERATOR
from corpus.model import Passage, PassageKind, Section


def is_item(passage: Passage) -> bool:
    """Whether a passage is an item of a list."""
    return passage.kind is PassageKind.AGREEMENT or ENUMERATOR.match(passage.text) is not None


def whole(passage: Passage) -> Quotable:
    """The whole of a passage."""
    return Quotable(passage, passage.span)


def heading(section: Section) -> Quotable:
    """The heading of a section."""
    return Quotable(section.passages[0], section.span)


def single(frame: str, passages: Iterable[Passage]) -> Finding | None:
    """A finding that quotes the first statement of each passage; None if there is no passage."""
    quotables = tuple(Quotable(p, p.statements[0].span) for p in passages)
    return Finding(frame, quotables, 1.0) if quotables else None


def dated(passages: Iterable[Passage]) -> Finding | None:
    """A finding that quotes, of each issue line, the statements that give a date or time, equal ones once."""
    quotables = []
    for passage in passages:
        statements = {s.text: s for s in reversed(passage.statements) if DATE.search(fold(s.text))}
        quotables += [Quotable(passage, s.span) for s in sorted(statements.values(), key=lambda s: s.span)]
    return Finding("issued", tuple(quotables), 1.0) if quotables else None


def enumerated(enumeration: Enumeration, question: Question) -> Finding:
    """A whole enumeration, counted by its clauses."""
    total = len(enumeration.clauses)
    frame = "count" if question.ask is Ask.QUANTITY else "list"
    return Finding(frame, (enumeration.quotable,), 1.0, Coverage(total, total))


def joined(findings: Sequence[Finding]) -> Finding | None:
    """Findings on several releases as one; complete if each of them is."""
    if not findings:
        return None
    coverages = [finding.coverage for finding in findings if finding.coverage]
    total = sum(coverage.total for coverage in coverages)
    complete = len(coverages) == len(findings)
    quotables = tuple(quotable for finding in findings for quotable in finding.quotables)
    return Finding("count" if complete else "fact", quotables, 1.0, Coverage(total, total) if complete else None)


def of_sections(sections: Sequence[Section], *, counted: bool, everything: bool = False) -> Finding | None:
    """Every measure of some sections, or every passage of one without any, or where everything is wanted."""
    passages = [p for section in sections for p in (not everything and section.measures) or section.passages]
    if not passages:
        return None
    coverage = Coverage(len(passages), len(passages))
    return Finding("count" if counted else "list", tuple(map(whole, passages)), 1.0, coverage)
