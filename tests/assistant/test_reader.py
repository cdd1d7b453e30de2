"""The reader ranks candidates and says how sure one may be of the best."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.candidates import candidates
from assistant.evidence import FEATURES
from assistant.question import understand
from assistant.reader import FOLDER, JUDGED, LinearReader, Reading, dot, judged_features
from assistant.scope import Scope
from corpus.errors import ReaderError
from index.encoder import PACKAGED
from tests.assistant.doubles import HARBOUR, NO_EVIDENCE, hit_of, passage_on
from tests.corpus.texts import TEXTS
from tests.doubles import DEFAULT_DIGEST

VOCABULARY = Scope.of([HARBOUR]).vocabulary
NEAREST_FIRST = LinearReader({"similarity": 1.0}, {"similarity": 4.0}, -2.0, 0.5)
MUSEUM = passage_on(HARBOUR, "museum")


def ranked(question: str, reader: LinearReader = NEAREST_FIRST, *similarities: float) -> list[Reading]:
    """The readings of the two statements on the museum: that it opens, and what it costs."""
    return reader.rank(understand(question), candidates([hit_of(MUSEUM, *similarities)]), VOCABULARY)


def texts(readings: list[Reading]) -> list[str]:
    """What the readings say, in their order."""
    return [reading.candidate.text for reading in readings]


OPENS, COSTS = "Open a lighthouse museum.", "It will cost two million crowns."


def test_the_higher_score_comes_first() -> None:
    assert texts(ranked("Is there a museum?", NEAREST_FIRST, 0.3, 0.7)) == [COSTS, OPENS]
    assert texts(ranked("Is there a museum?", NEAREST_FIRST, 0.7, 0.3)) == [OPENS, COSTS]


def test_what_scores_the_same_comes_in_the_order_of_the_text() -> None:
    assert texts(ranked("Is there a museum?", NEAREST_FIRST, 0.5, 0.5)) == [OPENS, COSTS]


def test_what_lacks_the_type_that_is_asked_for_comes_last_however_near_it_is() -> None:
    readings = ranked("How much does the museum cost?", NEAREST_FIRST, 0.99, 0.01)
    assert texts(readings) == [COSTS, OPENS]
    assert [reading.lacks_type for reading in readings] == [False, True]


def test_without_readings_there_is_no_confidence() -> None:
    assert NEAREST_FIRST.confidence(understand("Is there a museum?"), []) == 0.0


def test_a_best_reading_without_the_type_that_is_asked_for_gives_no_confidence() -> None:
    question = "When does the museum open?"
    assert NEAREST_FIRST.confidence(understand(question), ranked(question, NEAREST_FIRST, 0.99)) == 0.0


def test_confidence_is_the_logistic_of_the_weighted_evidence() -> None:
    question = "Is there a museum?"
    assert NEAREST_FIRST.confidence(understand(question), ranked(question, NEAREST_FIRST, 0.5)) == pytest.approx(0.5)
    assert NEAREST_FIRST.confidence(understand(question), ranked(question, NEAREST_FIRST, 0.9)) > 0.8


@given(TEXTS, st.floats(-1, 1), st.floats(-1, 1))
def test_the_packaged_reader_is_never_more_than_sure(text: str, one: float, other: float) -> None:
    reader, question = LinearReader.fitted_to(DEFAULT_DIGEST), understand(text)
    readings = reader.rank(question, candidates([hit_of(MUSEUM, one, other)]), VOCABULARY)
    assert 0 <= reader.confidence(question, readings) <= 1
    assert [reading.order for reading in readings] == sorted(reading.order for reading in readings)


def test_the_margin_is_over_the_best_of_another_passage() -> None:
    found = candidates([hit_of(MUSEUM, 0.9, 0.8), hit_of(passage_on(HARBOUR, "herring"), 0.5)])
    question = understand("Is there a museum?")
    judged = judged_features(question, NEAREST_FIRST.rank(question, found, VOCABULARY))
    values = dict(zip(JUDGED, judged, strict=True))
    assert values["margin"] == pytest.approx(0.4)
    assert (values["score"], values["asks_fact"], values["asks_time"]) == (0.9, 1.0, 0.0)


@pytest.mark.parametrize(("text", "terms", "short"), [("museum boats", 0.2, 1.0), ("museum boats sail", 0.3, 0.0)])
def test_the_judge_is_told_how_much_a_question_says(text: str, terms: float, short: float) -> None:
    candidate = candidates([hit_of(MUSEUM)])[0]
    judged = judged_features(understand(text), [Reading(candidate, 0.0, NO_EVIDENCE)])
    values = dict(zip(JUDGED, judged, strict=True))
    assert (values["terms"], values["short"]) == pytest.approx((terms, short))


@pytest.mark.parametrize("name", PACKAGED)
def test_each_packaged_encoder_has_a_reader_that_weighs_only_known_evidence(name: str) -> None:
    values = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert values["ranking"].keys() <= set(FEATURES)
    assert values["judge"].keys() <= set(JUDGED)
    assert LinearReader.fitted_to(f"sha256:{PACKAGED[name].sha256}").threshold == values["threshold"]
    assert 0 < values["threshold"] < 1


def test_an_encoder_that_no_reader_was_fitted_to_is_told() -> None:
    with pytest.raises(ReaderError, match=r"fitted to the encoder sha256:other; run `python -m assistant.calibrate`"):
        LinearReader.fitted_to("sha256:other")


@pytest.mark.parametrize("model", ["ranking", "judge"])
def test_weights_of_evidence_that_is_unknown_are_an_error(model: str, tmp_path: Path) -> None:
    values = {"encoder": "x", "ranking": {}, "judge": {}, "intercept": 0.0, "threshold": 0.5}
    values |= {model: {"moon": 1.0, "similarity": 1.0}}
    (tmp_path / "x.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(ReaderError, match=r"unknown evidence \['moon'\]; run `python -m assistant.calibrate`"):
        LinearReader.fitted_to("x", tmp_path)


def test_evidence_without_a_weight_counts_for_nothing() -> None:
    assert [r.score for r in ranked("Is there a museum?", LinearReader({}, {}, 0.0, 0.5), 0.9)] == [0.0, 0.0]


def test_a_weighted_sum_needs_a_weight_for_each_number() -> None:
    assert dot([2.0, 3.0], [1.0, 10.0]) == 32.0
    with pytest.raises(ValueError, match="zip"):
        dot([1.0], [1.0, 2.0])
