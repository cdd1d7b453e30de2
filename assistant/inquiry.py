"""Puts a question to the releases: chosen, read and judged, each reading of the question in turn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Coverage, Finding, Quotable
from assistant.candidates import Candidate, candidates
from assistant.duplicates import with_versions, without_duplicates
from assistant.focus import Chooser, Focus
from assistant.followups import contexts, topic_of, within
from assistant.names import absent_figures, absent_names
from assistant.narrowing import beside_issue, named
from assistant.question import Ask, Question, understand, which_of
from assistant.reader.judge import Reader, Reading
from assistant.scope import Scope, occurs
from corpus.relations import language_group
from index.hits import Searcher

HITS = 20
# From this confidence on no other release is asked; that much is wanted of one that is not the likeliest; and more than
# that no answer counts for, though structure is never in doubt.
SURE, SURER, CERTAIN = 0.9, 0.8, 0.99
MAX_STATEMENTS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one part of a question; `question` is the reading that it was understood in.

    `scope` are the releases that it was put to, `whole` says that they are all that count.
    """

    part: str
    question: Question
    scope: Scope
    interpreted: str
    finding: Finding | None
    readings: Sequence[Reading]
    confidence: float
    whole: bool = True


class Inquiry:
    """Finds what the releases of a searcher say on a question, with the judgement of a reader."""

    def __init__(self, searcher: Searcher, reader: Reader, chooser: Chooser) -> None:
        self._searcher, self._reader, self._chooser = searcher, reader, chooser

    def find(self, part: str, history: Sequence[str], before: Sequence[str], chosen: frozenset[str] | None) -> Outcome:
        """Put a part of a question to the releases that it names, and if that gives nothing to all that are chosen."""
        topic = topic_of(before or history)
        narrowed = self._named(part, topic, chosen)
        outcomes = []
        for ids in [narrowed, chosen] if narrowed else [chosen]:
            outcome = self._answer_from(part, history, before, ids)
            if outcome.finding is not None:
                return outcome
            outcomes.append(outcome)
        return replace(outcomes[0], whole=outcomes[0].scope.release_ids == chosen)

    def _named(self, part: str, topic: Question | None, chosen: frozenset[str] | None) -> frozenset[str] | None:
        """The ids of the releases that a part of a question names, or else what it may follow up; None for neither."""
        entries = self._chooser.entries(chosen)
        return named(understand(part), entries) or (named(topic, entries) if topic else None)

    def _answer_from(
        self, part: str, history: Sequence[str], before: Sequence[str], chosen: frozenset[str] | None
    ) -> Outcome:
        """Read a part of a question by itself; if that gives nothing, once with what came before.

        That is the parts before it, or else the history; only the latter is worth telling the asker. A conversation
        stays with its releases: they are chosen by the earlier question too.
        """
        topic = topic_of(before or history)
        around = f"{topic.text} {part}" if topic else part
        focus = self._chooser.focus(around, understand(part).language, chosen)
        bare = understand(focus.scopes[0].vocabulary.correct(part, lambda word: occurs(word, self._searcher)))
        outcomes = []
        for question in within(bare, before) if before else contexts(bare, history):
            outcome = self._attempt(part, question, focus, chosen)
            outcome = replace(outcome, interpreted=bare.text if before else question.text)
            if outcome.finding is not None:
                return outcome
            outcomes.append(outcome)
        return outcomes[0]

    def _attempt(self, part: str, question: Question, focus: Focus, chosen: frozenset[str] | None) -> Outcome:
        """Put a question to few releases together, or to the likeliest of many in turn, until one surely answers.

        Then the best answer counts. Of one that is not the likeliest more is asked, as each is one more chance to err.
        """
        first = best = self._ask(part, question, focus.scopes[0])
        highest = standing(first, focus.scores[0]) if first.finding else -math.inf
        for scope, score in zip(focus.scopes[1:], focus.scores[1:], strict=True):
            if best.finding and best.confidence >= SURE:
                break
            other = self._ask(part, question, scope)
            if other.finding and other.confidence >= SURER and standing(other, score) > highest:
                best, highest = other, standing(other, score)
        return self._with_versions(best, chosen)

    def _with_versions(self, outcome: Outcome, chosen: frozenset[str] | None) -> Outcome:
        """An outcome that quotes one statement with what other releases say in its place, as of their time."""
        finding = outcome.finding
        alone = len(self._searcher.outlines) == 1
        if alone or finding is None or finding.coverage or len(finding.quotables) > 1 or finding.frame != "fact":
            return outcome
        [quotable] = finding.quotables
        text = quotable.span.of(self._searcher.outlines.of(quotable.passage.release_id).release.text)
        hits = self._searcher.search(text, HITS, chosen)
        language = self._searcher.outlines.entry(quotable.passage.release_id).language
        others = [hit for hit in hits if self._searcher.outlines.entry(hit.passage.release_id).language == language]
        asked = frozenset(outcome.question.terms)
        versions = with_versions(quotable, text, others, self._issued, asked)[:MAX_STATEMENTS]
        return replace(outcome, finding=replace(finding, quotables=tuple(versions)))

    def _ask(self, part: str, question: Question, scope: Scope) -> Outcome:
        """Put a question to the structure of some releases, then to the reader; an absent name settles it."""
        asked, question = question, beside_issue(question, self._chooser.entries(scope.ids))
        absent = absent_names(question, scope.vocabulary)
        unknown = absent or absent_figures(question, scope.vocabulary)
        finding = None if unknown else scope.structure.find(question)
        if finding is not None:
            finding = complete_for(finding, *scope.ids)
            return Outcome(part, question, scope, question.text, finding, (), finding.confidence)
        topic = scope.structure.narrowed(question)
        if absent or not (self._searcher.reads(question.language) and scope.vocabulary.knows(question.text)):
            readings, confidence = self._likeliest(topic if topic is not question else asked, scope), 0.0
        else:
            readings, confidence = self._read(asked, scope)
            if topic is not question:
                readings, narrowed = self._read(topic, scope)
                confidence = max(confidence, narrowed)
        if self._answers(question, confidence):
            finding = from_readings(question, readings, scope, confidence, self._reader.close)
        elif not absent and scope.structure.happened_with_the_release(question):
            finding = scope.structure.issue_line()
        elif not absent and question.ask is Ask.QUANTITY:
            finding = self._counted(question, scope)
        return Outcome(
            part, question, scope, question.text, finding, readings, finding.confidence if finding else confidence
        )

    def _counted(self, question: Question, scope: Scope) -> Finding | None:
        """The enumeration of what is counted, where no figure is stated: the one that answers who or which they are."""
        if (asked := which_of(question)) is None:
            return None
        readings, confidence = self._read(asked, scope)
        if not self._answers(asked, confidence):
            return None
        return enumeration_at(readings[0].candidate, replace(asked, ask=Ask.QUANTITY), scope, confidence)

    def _answers(self, question: Question, confidence: float) -> bool:
        """Whether that is sure enough to answer a question."""
        return confidence >= self._reader.thresholds[language_group(question.language)]

    def _read(self, question: Question, scope: Scope) -> tuple[list[Reading], float]:
        """What the reader makes of the hits for a question, and how sure it is of the best."""
        readings = self._reader.rank(question, self._found(question, scope), scope.vocabulary)
        return readings, self._reader.confidence(question, readings)

    def _likeliest(self, question: Question, scope: Scope) -> list[Reading]:
        """What comes nearest to a question that nothing answers: that need not be read."""
        return self._reader.likeliest(question, self._found(question, scope), scope.vocabulary)

    def _found(self, question: Question, scope: Scope) -> list[Candidate]:
        """What might answer a question."""
        hits = self._searcher.search(question.text, HITS, scope.release_ids)
        return without_duplicates(candidates(hits), self._issued)

    def _issued(self, release_id: str) -> float:
        """When a release was issued, in seconds of the epoch."""
        return self._searcher.outlines.entry(release_id).issued.timestamp()


def standing(outcome: Outcome, score: float) -> float:
    """How good an answer is among those of other releases: how sure, and how likely its release is the one meant."""
    confidence = min(outcome.confidence, CERTAIN)
    return math.log(confidence / (1 - confidence)) + score


def complete_for(finding: Finding, *release_ids: str) -> Finding:
    """A finding whose coverage names the releases that were looked through."""
    if finding.coverage is None:
        return finding
    return replace(finding, coverage=replace(finding.coverage, release_ids=release_ids))


def from_readings(
    question: Question, readings: Sequence[Reading], scope: Scope, confidence: float, closeness: float
) -> Finding:
    """The whole section, if that is asked for; else the best candidate, with those that come as close.

    One that introduces a list brings the list, unless a time, a place or a person is asked for. Such a list is that of
    its own release.
    """
    nearest = readings[0].candidate.passage
    if section := scope.structure.section_of_topic(question, nearest):
        return complete_for(replace(section, confidence=confidence), nearest.release_id)
    best = readings[0].score
    close = [r.candidate for r in readings[:MAX_STATEMENTS] if best - r.score <= closeness]
    quotables = [quotable_of(candidate) for candidate in close]
    release_id = quotables[0].passage.release_id
    if counted := enumeration_at(close[0], question, scope, confidence):
        return counted
    particular = question.ask in (Ask.TIME, Ask.PLACE, Ask.PERSON)
    listed = [] if particular else scope.structure.introduced_by(quotables[0])
    coverage = Coverage(len(listed), len(listed), (release_id,)) if listed else None
    return Finding("fact", (*quotables[:1], *listed, *quotables[1:]), confidence, coverage)


def enumeration_at(candidate: Candidate, question: Question, scope: Scope, confidence: float) -> Finding | None:
    """The whole enumeration that a candidate is or is of, if the question wants it whole: that of its own release."""
    quotable = quotable_of(replace(candidate, also=()))
    counted = scope.structure.enumeration_at(quotable, question)
    return complete_for(replace(counted, confidence=confidence), quotable.passage.release_id) if counted else None


def quotable_of(candidate: Candidate) -> Quotable:
    """The stretch of a candidate, with those of other releases that say the same."""
    return Quotable(candidate.passage, candidate.span, tuple(map(quotable_of, candidate.also)))
