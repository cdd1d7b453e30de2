"""The bi-encoder learns which statements answer; what is exported of it gives nearly the same vectors."""

import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.reader.bi_encoder import NONE
from assistant.reader.release_statements import Asking, Statements
from assistant.reader.texts import Text
from assistant.reader.tokens import question_row, statement_row
from tests.assistant.reader.tiny import bi_network_of, tokenizer

if TYPE_CHECKING:
    from assistant.reader.bi_network import BiNetwork

pytestmark = pytest.mark.slow
TOKENIZER = tokenizer()
NO, FIRST, SECOND = frozenset[int](), frozenset({0}), frozenset({1})
TEXTS = (Text("", "ferries sail to the museum"), Text("museum", "the museum opens"), Text("", "a limit of herring"))
RELEASE = Statements(
    TEXTS,
    (
        Asking("when the museum opens", SECOND, frozenset({0, 2})),
        Asking("how many ferries sail", FIRST, frozenset({1, 2})),
        Asking("who the mayor", NO, frozenset({0, 1, 2})),
    ),
)


@pytest.fixture
def network(encoder: Path) -> "BiNetwork":
    """A network that has learned nothing."""
    return bi_network_of(encoder)


def test_a_row_has_one_vector_of_length_one_whatever_stands_beside_it(network: "BiNetwork") -> None:
    import torch

    from assistant.reader.bi_network import BATCH, vectors_of

    rows = [statement_row(TOKENIZER, text) for text in TEXTS] * BATCH
    with torch.no_grad():
        many, [one] = vectors_of(network, rows), vectors_of(network, rows[1:2])
    assert many.shape == (len(rows), one.shape[0])
    assert many.norm(dim=1).tolist() == pytest.approx([1.0] * len(rows), abs=1e-3)
    assert (many[1::3] @ one).tolist() == pytest.approx([1.0] * BATCH, abs=0.01)
    assert float(many[0] @ one) < 0.9


def test_training_brings_what_answers_first_and_moves_neither_word_vectors_nor_lowest_layers(
    network: "BiNetwork",
) -> None:
    import torch

    from assistant.reader.bi_network import measure, steps_of, train

    torch.manual_seed(0)
    still = [network.body.embeddings.word_embeddings.weight, *network.body.encoder.layer[0].parameters()]
    was = [weight.clone() for weight in still]
    told: list[tuple[int, int]] = []
    steps = [step for seed in range(60) for step in steps_of([RELEASE], random.Random(seed))]
    train(network, TOKENIZER, steps, 2e-2, lambda step, steps, _: told.append((step, steps)))
    after = list(measure(network, TOKENIZER, [RELEASE]))
    assert told == [(number, 60) for number in range(1, 61)]
    assert all(scores[0] == max(scores) for group, scores in after if group.answerable)
    assert [max(scores) > NONE for _, scores in after] == [group.answerable for group, _ in after]
    assert all(map(torch.equal, was, still))


def test_what_is_measured_is_told_by_the_language_of_the_question(network: "BiNetwork") -> None:
    from assistant.reader.bi_network import measure

    asked = (Asking("when the museum opens", FIRST, SECOND), Asking("博物館開放", FIRST, SECOND))
    groups = [group for group, _ in measure(network, TOKENIZER, [Statements(TEXTS, asked)])]
    assert [(group.language, group.answerable) for group in groups] == [("en", True), ("zh", True)]


def test_a_step_has_every_question_on_a_release_that_can_be_asked_in_it() -> None:
    from assistant.reader.bi_network import QUESTIONS, STATEMENTS, UNASKED, steps_of

    places = range(STATEMENTS + 20)
    asked = tuple(Asking(f"about {n}?", frozenset({n}), frozenset(places) - {n}) for n in places[:STATEMENTS])
    large = Statements(tuple(Text("", f"statement {n}") for n in places), asked)
    [step] = [one for one in steps_of([large], random.Random(1)) if len(one.texts) == STATEMENTS]
    assert len(step.asked) == STATEMENTS - UNASKED <= QUESTIONS
    for asking in step.asked:
        [place] = asking.right
        number = step.texts[place].statement.removeprefix("statement ")
        assert number in asking.question.lower()
        assert asking.wrong == frozenset(range(STATEMENTS)) - {place}


def test_a_release_of_which_nothing_is_asked_makes_no_step() -> None:
    from assistant.reader.bi_network import steps_of

    assert steps_of([Statements(TEXTS, ())], random.Random(1)) == []


def test_what_is_exported_gives_nearly_the_vectors_of_the_network(network: "BiNetwork", exported: Path) -> None:
    import torch

    from assistant.reader.bi_encoder import MODEL
    from assistant.reader.shipped import open_session

    session = open_session(exported / MODEL)
    rows = [question_row(TOKENIZER, "how many ferries"), *(statement_row(TOKENIZER, text) for text in TEXTS)]
    for row in rows:
        tokens = np.array([row])
        [found] = session.run(None, {"tokens": tokens, "mask": np.ones_like(tokens)})[0]
        with torch.no_grad():
            [expected] = network.eval()(torch.from_numpy(tokens), torch.ones(tokens.shape, dtype=torch.int64))
        assert np.linalg.norm(found) == pytest.approx(1.0, abs=1e-3)
        assert float(found @ expected.numpy()) > 0.99


def test_the_pieces_of_a_part_of_a_tokenizer_are_found_in_the_whole() -> None:
    from assistant.reader.train_bi_encoder import numbers_in

    assert numbers_in(TOKENIZER, TOKENIZER) == list(range(TOKENIZER.vocab_size()))
