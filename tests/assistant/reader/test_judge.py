"""The reader chooses what to read, ranks what it read, and says how sure one may be of the best."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.candidates import candidates
from assistant.evidence import FEATURES
from assistant.question import understand
from assistant.reader.judge import (
    AT_ONCE,
    COMPARED,
    SHORTLIST,
    LinearReader,
    Reading,
    Scorer,
    dot,
    judged_features,
    ranked,
    read,
    read_likeliest,
    suffice,
    with_likeness,
)
from assistant.reader.linear_weights import JUDGED, RANKED, LinearWeights
from assistant.reader.texts import Text, text_of
from assistant.scope import Scope
from tests.assistant.doubles import HARBOUR, WordComparer, WordScorer, hit_of, passage_on
from tests.corpus.texts import TEXTS
from tests.doubles import DEFAULT_DIGEST

VOCABULARY = Scope.of([HARBOUR]).vocabulary
SIMILARITY = {"similarity": 1.0}
NUMBERS = {
    "intercept": 0.0,
    "close": 0.35,
    "threshold_en": 0.5,
    "threshold_zh": 0.25,
    "enough": 9.0,
    "hopeless": -1.0,
    "doubt": -2.0,
}
NEAREST = LinearWeights.named(
    {"shortlist": SIMILARITY, "narrowed": SIMILARITY, "ranking": SIMILARITY, "judge": {"similarity": 4.0}},
    NUMBERS | {"intercept": -2.0},
)
NEAREST_FIRST = LinearReader(NEAREST, WordComparer(), WordScorer())
MUSEUM = passage_on(HARBOUR, "museum")
LAST = passage_on(HARBOUR, "officers")
OPENS, COSTS = "Open a lighthouse museum.", "It will cost two million crowns."
QUESTION = "Is there a museum?"


class GivenScorer:
    """Scores a text by the first fragment that it holds of those given, else by 0; knows what it was asked."""

    def __init__(self, **scores: float) -> None:
        self.asked: list[tuple[str, list[Text]]] = []
        self._scores = scores

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """One number a text."""
        self.asked.append((question, list(texts)))
        return [next((v for f, v in self._scores.items() if f in text.statement), 0.0) for text in texts]


def reader_of(scorer: Scorer, **ranking: float) -> LinearReader:
    """A reader that reads the most similar, and ranks by what is given."""
    models = {"shortlist": SIMILARITY, "narrowed": SIMILARITY, "ranking": ranking}
    return LinearReader(LinearWeights.named(models, NUMBERS), WordComparer(), scorer)


def rank(question: str, reader: LinearReader = NEAREST_FIRST, *similarities: float) -> list[Reading]:
    """The readings of the two statements on the museum: that it opens, and what it costs."""
    return reader.rank(understand(question), candidates([hit_of(MUSEUM, *similarities)]), VOCABULARY)


def texts(readings: list[Reading]) -> list[str]:
    """What the readings say, in their order."""
    return [reading.candidate.text for reading in readings]


def of_all(*similarities: float) -> list[Reading]:
    """Readings of every statement of the release, with nothing for evidence but similarity."""
    found = candidates(hit_of(passage) for passage in HARBOUR.passages)
    padded = [*similarities, *(0.0 for _ in found[len(similarities) :])]
    empty = (0.0,) * (len(FEATURES) - 1)
    assert FEATURES[0] == "similarity"
    return [Reading(candidate, 0.0, (value, *empty)) for candidate, value in zip(found, padded, strict=True)]


def judged(question: str, readings: list[Reading]) -> dict[str, float]:
    """What the judge is told, by name."""
    return dict(zip(JUDGED, judged_features(understand(question), readings), strict=True))


def test_the_higher_score_comes_first() -> None:
    assert texts(rank(QUESTION, NEAREST_FIRST, 0.3, 0.7)) == [COSTS, OPENS]
    assert texts(rank(QUESTION, NEAREST_FIRST, 0.7, 0.3)) == [OPENS, COSTS]


def test_what_scores_the_same_comes_in_the_order_of_the_text() -> None:
    assert texts(rank(QUESTION, NEAREST_FIRST, 0.5, 0.5)) == [OPENS, COSTS]


def test_what_lacks_the_type_that_is_asked_for_comes_last_however_near_it_is() -> None:
    readings = rank("How much does the museum cost?", NEAREST_FIRST, 0.99, 0.01)
    assert texts(readings) == [COSTS, OPENS]
    assert [reading.lacks_type for reading in readings] == [False, True]


def test_what_the_cross_encoder_says_can_outweigh_similarity() -> None:
    scorer = GivenScorer(cost=3.0, museum=-1.0)
    assert texts(rank(QUESTION, reader_of(scorer, similarity=1.0), 0.9, 0.1)) == [OPENS, COSTS]
    readings = rank(QUESTION, reader_of(scorer, similarity=1.0, read=1.0), 0.9, 0.1)
    assert texts(readings) == [COSTS, OPENS]
    assert [reading.read for reading in readings] == [3.0, -1.0]


def test_the_cross_encoder_is_given_the_question_and_each_candidate_in_its_context_once() -> None:
    scorer = GivenScorer()
    readings = rank(QUESTION, reader_of(scorer), 0.9, 0.1)
    assert scorer.asked == [(QUESTION, [text_of(reading.candidate) for reading in readings])]


def test_a_reading_is_read_by_adding_the_cross_encoders_number_to_its_evidence() -> None:
    before = with_likeness(of_all()[:2], [0.1, 0.2])
    after = read(understand(QUESTION), before, WordScorer())
    assert [r.candidate for r in after] == [r.candidate for r in before]
    assert [r.features[:-1] for r in after] == [r.features for r in before]
    assert [r.features[-1] for r in after] == WordScorer().score(QUESTION, [text_of(r.candidate) for r in before])
    assert len(after[0].features) == len(RANKED)


def test_what_the_bi_encoder_finds_more_like_an_answer_comes_first() -> None:
    likeness, comparer = {"likeness": 1.0}, GivenScorer(cost=0.3, museum=-0.1)
    weights = LinearWeights.named({"shortlist": SIMILARITY, "narrowed": likeness, "ranking": likeness}, NUMBERS)
    readings = rank(QUESTION, LinearReader(weights, comparer, GivenScorer()), 0.9, 0.1)
    assert texts(readings) == [COSTS, OPENS]
    assert [reading.score for reading in readings] == [0.3, -0.1]
    assert comparer.asked == [(QUESTION, [text_of(reading.candidate) for reading in reversed(readings)])]


def test_where_nothing_is_like_an_answer_nothing_is_read() -> None:
    scorer = GivenScorer()
    weights = LinearWeights.named({"shortlist": SIMILARITY, "narrowed": SIMILARITY, "ranking": {"read": 1.0}}, NUMBERS)
    readings = rank(QUESTION, LinearReader(weights, GivenScorer(cost=-1.1, museum=-1.2), scorer), 0.9, 0.1)
    assert texts(readings) == [OPENS, COSTS]
    assert [reading.read for reading in readings] == [-2.0, -2.0]
    assert scorer.asked == []
    readings = rank(QUESTION, LinearReader(weights, GivenScorer(cost=-1.0, museum=-1.2), scorer), 0.9, 0.1)
    assert [reading.read for reading in readings] == [0.0, 0.0]
    assert len(scorer.asked) == 1


def test_only_the_likeliest_are_compared_and_of_those_the_most_alike_read() -> None:
    hits = [hit_of(passage, 1 - place / 20) for place, passage in enumerate(HARBOUR.passages)]
    found, scorer, comparer = candidates(hits), GivenScorer(), GivenScorer()
    weights = {"shortlist": SIMILARITY, "narrowed": {"likeness": 1.0, "similarity": -1.0}}
    reader = LinearReader(LinearWeights.named(weights, NUMBERS), comparer, scorer)
    reader.rank(understand(QUESTION), found, VOCABULARY)
    [(_, compared)] = comparer.asked
    likeliest = sorted(found, key=lambda candidate: (-candidate.similarity, candidate.span))
    assert compared == [text_of(candidate) for candidate in likeliest[:COMPARED]]
    assert len(found) > COMPARED
    assert [text for _, given in scorer.asked for text in given] == compared[: -SHORTLIST - 1 : -1]


def test_a_scorer_that_leaves_a_text_out_is_an_error() -> None:
    class Forgetful:
        def score(self, question: str, texts: Sequence[Text]) -> list[float]:  # noqa: ARG002
            return [0.0] * (len(texts) - 1)

    with pytest.raises(ValueError, match="zip"):
        read(understand(QUESTION), of_all(), Forgetful())


BY_FIRST = [1.0, *[0.0] * (len(FEATURES) - 1)]


def test_only_the_likeliest_are_read() -> None:
    numbered = of_all(*(float(number) for number in range(len(of_all()))))
    assert len(numbered) > SHORTLIST
    scorer = GivenScorer()
    listed = read_likeliest(understand(QUESTION), numbered, BY_FIRST, scorer)
    assert [r.candidate for r in listed] == [r.candidate for r in reversed(numbered)][:SHORTLIST]
    assert [len(given) for _, given in scorer.asked] == [AT_ONCE, SHORTLIST - AT_ONCE]


class ScoredInTurn:
    """Gives scores in the order in which it is asked for them."""

    def __init__(self, *scores: float) -> None:
        self._scores = iter(scores)

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:  # noqa: ARG002 (what is asked counts for nothing)
        """One number a text."""
        return [next(self._scores) for _ in texts]


@pytest.mark.parametrize(("first", "read_in_all"), [((0.0, 3.0), 2), ((5.0, 0.0), 2), ((2.9, 2.9), SHORTLIST)])
def test_where_one_of_the_first_clearly_answers_no_more_are_read(first: tuple[float, ...], read_in_all: int) -> None:
    numbered = of_all(*(float(number) for number in range(len(of_all()))))
    scorer = ScoredInTurn(*first, *[9.0] * (SHORTLIST - AT_ONCE))
    listed = read_likeliest(understand(QUESTION), numbered, BY_FIRST, scorer, enough=3.0)
    assert len(listed) == read_in_all
    assert [reading.read for reading in listed[:AT_ONCE]] == list(first)


def test_one_that_lacks_what_is_asked_for_is_never_enough() -> None:
    [reading, *_] = of_all()
    lacking = replace(reading, features=(*(float(name in ("time_missing",)) for name in FEATURES), 0.0, 9.0))
    assert not suffice([lacking], 3.0)
    assert suffice([replace(reading, features=(*[0.0] * (len(FEATURES) + 1), 9.0))], 3.0)
    assert not suffice([], 3.0)


def test_for_a_question_that_nothing_answers_the_likeliest_are_given_unread() -> None:
    found = candidates(hit_of(passage) for passage in HARBOUR.passages)
    silent, neutral = GivenScorer(herring=9.0), GivenScorer()
    likeliest = reader_of(silent).likeliest(understand(QUESTION), found, VOCABULARY)
    assert silent.asked == []
    assert likeliest == reader_of(neutral).rank(understand(QUESTION), found, VOCABULARY)
    assert neutral.asked != []


def test_only_what_was_read_is_ranked() -> None:
    found = candidates(hit_of(passage) for passage in HARBOUR.passages)
    scorer = GivenScorer(herring=1.0)
    readings = reader_of(scorer).rank(understand(QUESTION), found, VOCABULARY)
    assert len(readings) == sum(len(given) for _, given in scorer.asked)


@given(st.lists(st.floats(-1, 1), max_size=12), st.lists(st.floats(-9, 9), min_size=1, max_size=8))
def test_ranking_loses_nothing_and_orders_by_score(similarities: list[float], weights: list[float]) -> None:
    readings = of_all(*similarities)
    padded = [*weights, *[0.0] * (len(FEATURES) - len(weights))]
    found = ranked(readings, padded)
    assert {r.candidate.span for r in found} == {r.candidate.span for r in readings}
    assert len(found) == len(readings)
    assert [r.order for r in found] == sorted(r.order for r in found)
    assert [r.score for r in found] == [dot(padded, r.features) for r in found]


def test_without_readings_there_is_no_confidence() -> None:
    assert NEAREST_FIRST.confidence(understand(QUESTION), []) == 0.0


def test_a_best_reading_without_the_type_that_is_asked_for_gives_no_confidence() -> None:
    question = "When does the museum open?"
    assert NEAREST_FIRST.confidence(understand(question), rank(question, NEAREST_FIRST, 0.99)) == 0.0


def test_confidence_is_the_logistic_of_the_weighted_evidence() -> None:
    question = understand(QUESTION)
    assert NEAREST_FIRST.confidence(question, rank(QUESTION, NEAREST_FIRST, 0.5)) == pytest.approx(0.5)
    expected = 1 / (1 + math.exp(2.0 - 4 * 0.9))
    assert NEAREST_FIRST.confidence(question, rank(QUESTION, NEAREST_FIRST, 0.9)) == pytest.approx(expected)


def test_a_reader_is_as_strict_as_its_weights() -> None:
    assert (NEAREST_FIRST.thresholds, NEAREST_FIRST.close) == ({"en": 0.5, "zh": 0.25}, 0.35)


@given(TEXTS, st.floats(-1, 1), st.floats(-1, 1))
def test_the_packaged_reader_is_never_more_than_sure(text: str, one: float, other: float) -> None:
    reader, question = (
        LinearReader(LinearWeights.fitted_to(DEFAULT_DIGEST), WordComparer(), WordScorer()),
        understand(text),
    )
    readings = reader.rank(question, candidates([hit_of(MUSEUM, one, other)]), VOCABULARY)
    assert 0 <= reader.confidence(question, readings) <= 1
    assert [reading.order for reading in readings] == sorted(reading.order for reading in readings)


def test_the_margins_are_over_the_best_of_another_passage() -> None:
    found = candidates([hit_of(MUSEUM, 0.9, 0.8), hit_of(passage_on(HARBOUR, "herring"), 0.5)])
    reader = reader_of(GivenScorer(museum=1.0, cost=4.0, herring=-2.5), similarity=1.0)
    values = judged(QUESTION, reader.rank(understand(QUESTION), found, VOCABULARY))
    assert (values["margin"], values["score"]) == pytest.approx((0.4, 0.9))
    assert (values["read"], values["read_margin"], values["read_most"]) == (1.0, 3.5, 4.0)
    assert (values["asks_fact"], values["asks_time"]) == (1.0, 0.0)


def test_what_is_read_last_may_be_preferred_by_the_cross_encoder_to_the_best() -> None:
    found = candidates([hit_of(MUSEUM, 0.9), hit_of(passage_on(HARBOUR, "herring"), 0.5), hit_of(LAST, 0.4)])
    reader = reader_of(GivenScorer(museum=1.0, herring=-2.5, officers=2.0), similarity=1.0)
    values = judged(QUESTION, reader.rank(understand(QUESTION), found, VOCABULARY))
    assert (values["read_margin"], values["read_most"]) == (-1.0, 2.0)


def test_where_all_is_of_one_passage_the_margins_are_over_its_last() -> None:
    readings = rank(QUESTION, reader_of(GivenScorer(museum=1.0, cost=4.0), similarity=1.0), 0.9, 0.8)
    values = judged(QUESTION, readings)
    assert (values["margin"], values["read_margin"]) == pytest.approx((0.1, -3.0))
    alone = judged(QUESTION, readings[:1])
    assert (alone["margin"], alone["read_margin"], alone["read_most"]) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize(("text", "terms", "short"), [("museum boats", 0.2, 1.0), ("museum boats sail", 0.3, 0.0)])
def test_the_judge_is_told_how_much_a_question_says(text: str, terms: float, short: float) -> None:
    values = judged(text, rank(text, NEAREST_FIRST, 0.5))
    assert (values["terms"], values["short"]) == pytest.approx((terms, short))


@pytest.mark.parametrize(
    ("text", "chinese"), [("Is there a museum?", 0.0), ("有博物館嗎？", 1.0), ("有博物馆吗？", 1.0)]
)
def test_the_judge_is_told_whether_a_question_is_chinese(text: str, chinese: float) -> None:
    assert judged(text, rank(text, NEAREST_FIRST, 0.5))["chinese"] == chinese


def test_evidence_without_a_weight_counts_for_nothing() -> None:
    assert [r.score for r in rank(QUESTION, reader_of(WordScorer()), 0.9)] == [0.0, 0.0]


def test_a_weighted_sum_needs_a_weight_for_each_number() -> None:
    assert dot([2.0, 3.0], [1.0, 10.0]) == 32.0
    with pytest.raises(ValueError, match="zip"):
        dot([1.0], [1.0, 2.0])
