"""The path of a question: understood, put to structure and reader, answered or refused, verified, composed."""

import hashlib
import json
from collections.abc import Callable, Collection, Sequence

from assistant.answer import Answer, Citation, Finding, Mode, Quotable, Status
from assistant.compose import PLAIN_FRAMES, Draft
from assistant.focus import Chooser
from assistant.inquiry import Inquiry, Outcome
from assistant.names import absent_names
from assistant.parts import parts_of
from assistant.question import Question, is_no_question, understand
from assistant.quotes import verify
from assistant.reader.judge import Reader
from assistant.rephrase import Rephraser
from assistant.scope import absent_terms, occurs
from assistant.sources import Sources
from assistant.vocabulary import Vocabulary
from corpus.filters import EVERYTHING, Filter, make_filter
from corpus.model import PassageKind
from corpus.relations import Relations
from index.hits import Searcher

NEAREST = 3
# "Where else to look" names so many releases at most.
MAX_ELSEWHERE = 3


class Assistant:
    """Answers questions from the releases of a searcher, with the judgement of a reader. Keeps no state."""

    def __init__(self, searcher: Searcher, reader: Reader, rephraser: Rephraser | None = None) -> None:
        self._searcher, self._rephraser = searcher, rephraser
        self._sources = Sources(searcher.outlines)
        self._inquiry = Inquiry(
            searcher, reader, Chooser(searcher, self._sources.relations, reader.focus, reader.compare)
        )

    @property
    def relations(self) -> Relations:
        """What belongs together among the releases."""
        return self._sources.relations

    def answer(
        self,
        question: str,
        history: Sequence[str] = (),
        release_ids: Collection[str] | None = None,
        language: str | None = None,
        allowed: Filter = EVERYTHING,
    ) -> Answer:
        """Answer a question, given the earlier ones of the conversation, oldest first.

        Only those releases count that are `allowed`, and have one of `release_ids` if these are given; `language`
        (`en`, `zh-Hant`, `zh-Hans`) overrides the question's for the framing. Raises UnknownRelease.
        """
        asked = understand(question, language)
        chosen = self._chosen(allowed, release_ids)
        answer_id = self._id(question, history, chosen, language)
        if is_no_question(asked):
            return self._invite(answer_id, asked)
        if chosen is not None and not chosen:
            return self._refuse_unread(answer_id, asked)
        outcomes: list[Outcome] = []
        for part in parts_of(asked):
            outcomes.append(self._inquiry.find(part, history, [one.part for one in outcomes], chosen))
        answer = self._compose(answer_id, asked, outcomes)
        verify([*answer.citations, *answer.nearest])
        return answer

    def _chosen(self, allowed: Filter, release_ids: Collection[str] | None) -> frozenset[str] | None:
        """The ids of the releases that count, or None if all do. Raises UnknownRelease."""
        chosen = allowed.chosen(self._searcher.outlines)
        ids = make_filter(release_ids).chosen(self._searcher.outlines)
        return ids if chosen is None else chosen if ids is None else chosen & ids

    def _compose(self, answer_id: str, asked: Question, outcomes: Sequence[Outcome]) -> Answer:
        """Write the answer to all parts, and name those that are left open."""
        draft = Draft(asked.language, self._sources)
        findings = [outcome.finding for outcome in outcomes if outcome.finding]
        for finding in findings:
            draft.add_finding(finding)
        mode = self._rephrase(draft, findings, " ".join(o.interpreted for o in outcomes if o.finding))
        draft.add_revisions()
        open_parts = [outcome for outcome in outcomes if outcome.finding is None]
        # Beside an answer the part that is left open says more than the plain words in it that occur nowhere.
        absent = absent_names if findings else absent_terms
        missing = list(dict.fromkeys(term for o in open_parts for term in self._absent(absent, o) or [o.part]))
        nearest: list[Citation] = []
        if not findings:
            nearest = self._nearest(open_parts)
            urls = [outline.release.url for outline in outcomes[0].scope.outlines[:MAX_ELSEWHERE]]
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

    def _absent(self, absent: Callable[[Question, Vocabulary], list[str]], outcome: Outcome) -> list[str]:
        """The terms of an open part that occur nowhere: not in the releases that it was put to, nor in any other."""
        terms = absent(outcome.question, outcome.scope.vocabulary)
        return [term for term in terms if outcome.whole or not occurs(term, self._searcher)]

    def _rephrase(self, draft: Draft, findings: Sequence[Finding], question: str) -> Mode:
        """Have what was found joined by a language model, if there is one; lists, counts and dates stay as they are."""
        plain = all(finding.frame in PLAIN_FRAMES and not finding.coverage for finding in findings)
        if not (self._rephraser and findings and plain) or any(citation.earlier for citation in draft.citations):
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
        return [self._sources.cite(quotable, number) for number, quotable in enumerate(chosen, 1)]

    def _invite(self, answer_id: str, asked: Question) -> Answer:
        """The answer to what is no question."""
        draft = Draft(asked.language, self._sources)
        draft.add_invitation()
        return Answer(
            answer_id, Status.NO_QUESTION, asked.language, asked.text, None, draft.text, (), (), None, (), (), 0.0
        )

    def _refuse_unread(self, answer_id: str, asked: Question) -> Answer:
        """The refusal where no release counts, so that none was read."""
        draft, missing = Draft(asked.language, self._sources), [asked.text]
        draft.add_none_chosen(asked.text)
        return Answer(
            answer_id, Status.NOT_STATED, asked.language, asked.text, None, draft.text, [], [], None, missing, [], 0.0
        )

    def _id(self, *parts: object) -> str:
        """The answer's id: the same question to the same releases has the same, on every replica."""
        values = [sorted(part) if isinstance(part, (set, frozenset)) else part for part in parts]
        content = json.dumps([self._searcher.digest, *values], ensure_ascii=True, default=list)
        return f"ans_{hashlib.sha256(content.encode()).hexdigest()[:20]}"


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
