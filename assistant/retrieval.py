"""Measures how well each stage of the search finds the passages that answer: dense, lexical, fused, read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc

from assistant.candidates import candidates
from assistant.evaluate import Row, covers
from assistant.inquiry import HITS
from assistant.question import understand
from assistant.reader.judge import Reader
from assistant.scope import Scope
from index.hits import Hit, Searcher

STAGES = ("dense", "lexical", "fused", "read")
# So many hits are asked for that the first of either index are among them, however the two are fused.
DEPTH = 200
MEASURES = {"recall_1": R @ 1, "recall_3": R @ 3, "recall_5": R @ 5, "mrr": RR}


@dataclass(frozen=True, slots=True)
class Rankings:
    """The ids of the passages relevant to one question, and of those that each stage finds, best first."""

    relevant: frozenset[str]
    stages: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class StageFigures:
    """The mean share of the relevant passages among the first 1, 3 and 5, and 1 / the rank of the first of them."""

    recall_1: float
    recall_3: float
    recall_5: float
    mrr: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The figures of each stage over some questions; no stages where there are no questions."""

    questions: int
    stages: dict[str, StageFigures]


def rank_passages(rows: Iterable[Row], searcher: Searcher, reader: Reader) -> list[Rankings]:
    """What each stage finds for every question that can be measured: with gold in a passage, and without history."""

    @cache
    def scope_of(release: str | None) -> Scope:
        return Scope.of(searcher.outlines, None if release is None else [release])

    asked = ((row, scope_of(row.release)) for row in rows if not row.history)
    return [
        Rankings(relevant, stages_of(row.question, searcher, reader, scope))
        for row, scope in asked
        if (relevant := relevant_passages(row.gold, scope))
    ]


def relevant_passages(gold: Sequence[str], scope: Scope) -> frozenset[str]:
    """The ids of the passages that cover a gold fragment, or are covered by one."""
    passages = (passage for outline in scope.outlines for passage in outline.passages)
    return frozenset(p.id for p in passages if any(covers(p.text, one) or covers(one, p.text) for one in gold))


def stages_of(text: str, searcher: Searcher, reader: Reader, scope: Scope) -> dict[str, list[str]]:
    """The ids of the passages that each stage finds, best first; fused and read as when a question is answered."""
    question = understand(scope.vocabulary.correct(text))
    deep = searcher.search(question.text, DEPTH, scope.release_ids)
    hits = searcher.search(question.text, HITS, scope.release_ids)
    readings = reader.rank(question, candidates(hits), scope.vocabulary)
    return {
        "dense": ids(sorted(deep, key=lambda hit: (-hit.dense, hit.passage.id))),
        "lexical": ids(sorted((h for h in deep if h.lexical > 0), key=lambda hit: (-hit.lexical, hit.passage.id))),
        "fused": ids(hits),
        "read": list(dict.fromkeys(reading.candidate.passage.id for reading in readings)),
    }


def ids(hits: Iterable[Hit]) -> list[str]:
    """The ids of the passages of some hits."""
    return [hit.passage.id for hit in hits]


def retrieval(rankings: Sequence[Rankings]) -> Retrieval:
    """The figures of each stage over some questions."""
    if not rankings:
        return Retrieval(0, {})
    return Retrieval(len(rankings), {stage: stage_figures(rankings, stage) for stage in STAGES})


def stage_figures(rankings: Sequence[Rankings], stage: str) -> StageFigures:
    """The figures of one stage; a question for which it finds nothing counts as 0."""
    relevant = [Qrel(str(number), one, 1) for number, r in enumerate(rankings) for one in sorted(r.relevant)]
    found = [
        ScoredDoc(str(number), one, -float(rank))
        for number, r in enumerate(rankings)
        for rank, one in enumerate(r.stages[stage], 1)
    ]
    values = ir_measures.calc_aggregate(MEASURES.values(), relevant, found)
    return StageFigures(**{name: round(values[measure], 4) for name, measure in MEASURES.items()})
