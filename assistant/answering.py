"""The path of a question: understood, put to structure and reader, answered or refused, verified, composed."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation, Coverage, Finding, Mode, Quotable, Status
from assistant.candidates import candidates
from assistant.compose import PLAIN_FRAMES, Draft
from assistant.followups import contexts, within
from assistant.names import absent_figures, absent_names
from assistant.parts import parts_of
from assistant.question import Ask, Question, is_no_question, understand
from assistant.quotes import cite, verify
from assistant.reader.judge import Reader, Reading
from assistant.rephrase import Rephraser
from assistant.scope import Scope, absent_terms
from corpus.errors import UnknownRelease
from corpus.model import PassageKind
from index.hits import Searcher

HITS = 20
NEAREST = 3
MAX_STATEMENTS = 3
# "Where else to look" names so many releases at most.
MAX_ELSEWHERE = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one part of a question; `question` is the reading that it was understood in."""

    part: str
    question: Question
    interpreted: str
    finding: Finding | None
    readings: Sequence[Reading]
    confidence: float


class Assistant:
    """Answers questions from the releases of a searcher, with the judgement of a reader. Keeps no state."""

    def __init__(self, searcher: Searcher, reader: Reader, rephraser: Rephraser | None = None) -> None:
        self._searcher, self._reader, self._rephraser = searcher, reader, rephraser
        self._everything = Scope.of(searcher.outlines)
        self.releases = {outline.release.id: outline.release for outline in searcher.outlines}

    def answer(
        self,
        question: str,
        history: Sequence[str] = (),
        release_ids: Collection[str] | None = None,
        language: str | None = None,
    ) -> Answer:
        """Answer a question, given the earlier ones of the conversation, oldest first.

        With `release_ids`, only those releases count; `language` (`en`, `zh-Hant`, `zh-Hans`) overrides the
        question's for the framing. Raises UnknownRelease.
        """
        asked = understand(question, language)
        answer_id = self._id(question, history, release_ids, language)
        if is_no_question(asked):
            return self._invite(answer_id, asked)
        scope = self._scope(release_ids)
        outcomes: list[Outcome] = []
        for part in parts_of(asked):
            outcomes.append(self._answer_part(part, history, [one.part for one in outcomes], scope))
        answer = self._compose(answer_id, asked, outcomes, scope)
        verify([*answer.citations, *answer.nearest])
        return answer

    def _scope(self, release_ids: Collection[str] | None) -> Scope:
        """What a question is put to: everything, or some releases."""
        if release_ids is None:
            return self._everything
        for release_id in release_ids:
            if release_id not in self.releases:
                raise UnknownRelease(release_id)
        return Scope.of(self._searcher.outlines, release_ids)

    def _answer_part(self, part: str, history: Sequence[str], before: Sequence[str], scope: Scope) -> Outcome:
        """Read a part of a question by itself; if that gives nothing, once with what came before.

        That is the parts before it, or else the history; only the latter is worth telling the asker.
        """
        bare = understand(scope.vocabulary.correct(part))
        outcomes = []
        for question in within(bare, before) if before else contexts(bare, history):
            outcome = self._attempt(part, question, scope)
            outcome = replace(outcome, interpreted=bare.text if before else question.text)
            if outcome.finding is not None:
                return outcome
            outcomes.append(outcome)
        return outcomes[0]

    def _attempt(self, part: str, question: Question, scope: Scope) -> Outcome:
        """Put a question to the structure, then to the reader; a name that occurs nowhere settles it."""
        absent = absent_names(question, scope.vocabulary)
        unknown = absent or absent_figures(question, scope.vocabulary)
        finding = None if unknown else scope.structure.find(question)
        if finding is not None:
            return Outcome(part, question, question.text, finding, (), finding.confidence)
        readings, confidence = self._read(question, scope)
        if (topic := scope.structure.narrowed(question)) is not question:
            readings, narrowed = self._read(topic, scope)
            confidence = max(confidence, narrowed)
        if absent or not (self._searcher.reads(question.language) and scope.vocabulary.knows(question.text)):
            confidence = 0.0
        if confidence >= self._reader.threshold:
            finding = from_readings(question, readings, scope, confidence, self._reader.close)
        elif not absent and scope.structure.happened_with_the_release(question):
            finding = scope.structure.issue_line()
        return Outcome(part, question, question.text, finding, readings, finding.confidence if finding else confidence)

    def _read(self, question: Question, scope: Scope) -> tuple[list[Reading], float]:
        """What the reader makes of the hits for a question, and how sure it is of the best."""
        found = candidates(self._searcher.search(question.text, HITS, scope.release_ids))
        readings = self._reader.rank(question, found, scope.vocabulary)
        return readings, self._reader.confidence(question, readings)

    def _compose(self, answer_id: str, asked: Question, outcomes: Sequence[Outcome], scope: Scope) -> Answer:
        """Write the answer to all parts, and name those that are left open."""
        draft = Draft(asked.language, self.releases)
        findings = [outcome.finding for outcome in outcomes if outcome.finding]
        for finding in findings:
            draft.add_finding(finding)
        mode = self._rephrase(draft, findings, " ".join(o.interpreted for o in outcomes if o.finding))
        open_parts = [outcome for outcome in outcomes if outcome.finding is None]
        # Beside an answer the part that is left open says more than the plain words in it that occur nowhere.
        absent = absent_names if findings else absent_terms
        missing = [term for o in open_parts for term in absent(o.question, scope.vocabulary) or [o.part]]
        nearest: list[Citation] = []
        if not findings:
            nearest = self._nearest(open_parts)
            urls = [outline.release.url for outline in scope.outlines[:MAX_ELSEWHERE]]
            draft.add_refusal(missing, asked.text, nearest, urls, unread=not self._searcher.reads(asked.language))
        else:
            draft.add_missing(outcome.part for outcome in open_parts)
        return Answer(
            id=answer_id,
            status=status_of(len(findings), len(open_parts)),
            language=asked.language,
            question=asked.text,
            interpreted_question=interpretation(outcomes),
            text=draft.text,
            statements=draft.statements,
            citations=draft.citations,
            coverage=findings[0].coverage if len(findings) == 1 else None,
            missing=missing,
            nearest=nearest,
            confidence=round(min(outcome.confidence for outcome in outcomes), 4),
            mode=mode,
        )

    def _rephrase(self, draft: Draft, findings: Sequence[Finding], question: str) -> Mode:
        """Have what was found joined by a language model, if there is one; lists, counts and dates stay as they are."""
        plain = all(finding.frame in PLAIN_FRAMES and not finding.coverage for finding in findings)
        if not (self._rephraser and findings and plain):
            return Mode.VERBATIM
        statements = self._rephraser.rephrase(question, draft.citations)
        if statements is None:
            return Mode.VERBATIM
        draft.restate(statements)
        return Mode.REPHRASED

    def _nearest(self, outcomes: Sequence[Outcome]) -> list[Citation]:
        """The passages that come closest to a refused question, each once."""
        readings = sorted((r for o in outcomes for r in o.readings), key=lambda r: -r.score)
        best: dict[str, Quotable] = {}
        for reading in readings:
            passage = reading.candidate.passage
            if passage.kind not in (PassageKind.TITLE, PassageKind.ISSUED):
                best.setdefault(passage.id, Quotable(passage, reading.candidate.span))
        chosen = list(best.values())[:NEAREST]
        return [cite(quotable, number, self.releases) for number, quotable in enumerate(chosen, 1)]

    def _invite(self, answer_id: str, asked: Question) -> Answer:
        """The answer to what is no question."""
        draft = Draft(asked.language, self.releases)
        draft.add_invitation()
        return Answer(
            answer_id, Status.NO_QUESTION, asked.language, asked.text, None, draft.text, (), (), None, (), (), 0.0
        )

    def _id(self, *parts: object) -> str:
        """The answer's id: the same question to the same releases has the same, on every replica."""
        values = [sorted(part) if isinstance(part, (set, frozenset)) else part for part in parts]
        content = json.dumps([self._searcher.digest, *values], ensure_ascii=True, default=list)
        return f"ans_{hashlib.sha256(content.encode()).hexdigest()[:20]}"


def from_readings(
    question: Question, readings: Sequence[Reading], scope: Scope, confidence: float, closeness: float
) -> Finding:
    """The whole section, if that is asked for; else the best candidate, with those that come as close.

    One that introduces a list brings the list, unless a time, a place or a person is asked for.
    """
    if section := scope.structure.section_of_topic(question, readings[0].candidate.passage):
        return replace(section, confidence=confidence)
    best = readings[0].score
    close = [r.candidate for r in readings[:MAX_STATEMENTS] if best - r.score <= closeness]
    quotables = [Quotable(candidate.passage, candidate.span) for candidate in close]
    if counted := scope.structure.enumeration_at(quotables[0], question):
        return replace(counted, confidence=confidence)
    particular = question.ask in (Ask.TIME, Ask.PLACE, Ask.PERSON)
    listed = [] if particular else scope.structure.introduced_by(quotables[0])
    coverage = Coverage(len(listed), len(listed)) if listed else None
    return Finding("fact", (*quotables[:1], *listed, *quotables[1:]), confidence, coverage)


def status_of(answered: int, open_parts: int) -> Status:
    """The status of an answer with so many parts answered and so many left open."""
    if not answered:
        return Status.NOT_STATED
    return Status.PARTIAL if open_parts else Status.ANSWERED


def interpretation(outcomes: Sequence[Outcome]) -> str | None:
    """How the question was understood, where that is not how it was put."""
    if all(outcome.interpreted == outcome.part for outcome in outcomes):
        return None
    return " ".join(outcome.interpreted for outcome in outcomes)
