"""The bi-encoder learns which statements answer; what is written of it encodes alike and has fewer pieces."""

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.reader.release_statements import Asking, Statements

if TYPE_CHECKING:
    from assistant.reader.bi_network import BiNetwork

pytestmark = pytest.mark.slow
NO, FIRST, SECOND = frozenset[int](), frozenset({0}), frozenset({1})
RELEASE = Statements(
    ("ferries sail to the museum", "the museum opens", "a limit of herring"),
    (
        Asking("when the museum opens", SECOND, frozenset({0, 2})),
        Asking("how many ferries sail", FIRST, frozenset({1, 2})),
        Asking("who the mayor", NO, frozenset({0, 1, 2})),
    ),
)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence encoder with weights of chance."""
    from tests.assistant.reader.tiny_sentences import write_sentence_encoder

    return write_sentence_encoder(tmp_path_factory.mktemp("start"))


@pytest.fixture
def network(start: Path) -> "BiNetwork":
    """A network that has learned nothing."""
    from assistant.reader.bi_network import BiNetwork

    return BiNetwork(start)


def test_a_text_has_one_vector_of_length_one_whatever_it_is_padded_to(network: "BiNetwork") -> None:
    import torch

    network.eval()
    with torch.no_grad():
        one, other = network(["the museum opens"], 16, 1), network(["the museum opens", "ferries"], 32, 8)
    assert other.shape == (2, one.shape[1])
    assert one.norm(dim=1).tolist() == pytest.approx([1.0])
    assert (one @ other.T)[0].tolist()[0] == pytest.approx(1.0, abs=0.01)


def test_training_brings_what_answers_first_and_moves_no_word_vectors(network: "BiNetwork") -> None:
    import torch

    from assistant.reader.bi_network import measure, steps_of, train

    torch.manual_seed(0)
    words = network.body.embeddings.word_embeddings.weight.clone()
    before = [scores for _, scores in measure(network, [RELEASE])]
    told: list[tuple[int, int]] = []
    steps = [step for seed in range(40) for step in steps_of([RELEASE], random.Random(seed))]
    train(network, steps, 5e-3, lambda step, steps, _: told.append((step, steps)))
    after = list(measure(network, [RELEASE]))
    assert told == [(number, 40) for number in range(1, 41)]
    assert all(scores[0] == max(scores) for group, scores in after if group.answerable)
    assert max(after[2][1]) < max(before[2])
    assert torch.equal(words, network.body.embeddings.word_embeddings.weight)


def test_a_step_has_every_question_on_a_release_that_can_be_asked_in_it() -> None:
    from assistant.reader.bi_network import QUESTIONS, STATEMENTS, UNASKED, steps_of

    places = range(STATEMENTS + 20)
    asked = tuple(Asking(f"about {n}?", frozenset({n}), frozenset(places) - {n}) for n in places[:STATEMENTS])
    large = Statements(tuple(f"statement {n}" for n in places), asked)
    [step] = [one for one in steps_of([large], random.Random(1)) if len(one.texts) == STATEMENTS]
    assert len(step.asked) == STATEMENTS - UNASKED <= QUESTIONS
    for asking in step.asked:
        [place] = asking.right
        number = step.texts[place].removeprefix("statement ")
        assert number in asking.question.lower()
        assert asking.wrong == frozenset(range(STATEMENTS)) - {place}


def test_a_release_of_which_nothing_is_asked_makes_no_step() -> None:
    from assistant.reader.bi_network import steps_of

    assert steps_of([Statements(("ferries sail",), ())], random.Random(1)) == []


def test_what_is_written_encodes_as_the_network_does_and_has_fewer_pieces(
    network: "BiNetwork", start: Path, tmp_path: Path
) -> None:
    import torch

    from assistant.reader.train_bi_encoder import write_model
    from index.encoder import Role, Weights
    from index.sentence_encoder import SentenceEncoder

    with torch.no_grad():
        expected = network.eval()(["the museum opens"], 16, 1).numpy()
    write_model(network, start, tmp_path / "written")
    pieces = json.loads((tmp_path / "written" / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    assert list(pieces.values()) == list(range(len(pieces)))
    assert "museum" in pieces
    assert "船" not in pieces
    encoder = SentenceEncoder(Weights("written", tmp_path / "written", "sha256:x"))
    assert (encoder.encode(["the museum opens"], Role.PASSAGE) @ expected.T).item() == pytest.approx(1.0, abs=0.01)


def test_rare_pieces_and_those_of_other_scripts_are_left_out() -> None:
    from assistant.reader.train_bi_encoder import FREQUENT, MARKS, is_kept

    assert is_kept("[unused9]", MARKS - 1)
    assert not is_kept("[unused900]", MARKS)
    assert is_kept("museum", FREQUENT - 1)
    assert not is_kept("museum", FREQUENT)
    assert is_kept("##z", FREQUENT)
    assert not is_kept("船", 2000)
