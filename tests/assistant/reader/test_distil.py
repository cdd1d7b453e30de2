"""A network of half as many layers learns to read as a larger one does."""

from pathlib import Path

import pytest
import torch

from assistant.reader import network as module
from assistant.reader.distil import apart_by, distillation, kept_of, smaller
from assistant.reader.groups import Group
from assistant.reader.network import CrossEncoder, Tokenised, measure, tokenised, train
from assistant.reader.texts import Text
from tests.assistant.reader.tiny import LAYERS, network_of, tokenizer

TEXTS = tuple(Text("", text) for text in ("ferries sail", "the museum opens", "in a limit of herring"))
ASKED = ("who opens the museum", "how many ferries", "when", "the mayor of herring")
GROUPS = tokenised(tokenizer(), [Group(asked, TEXTS, True, "toy", "en") for asked in ASKED])


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps are smaller than in earnest: tests have to be quick."""
    monkeypatch.setattr(module, "TOKENS_A_STEP", 512)


@pytest.fixture
def teacher(encoder: Path) -> CrossEncoder:
    """A network whose layers do so much that half of them do not do the same."""
    network = network_of(encoder)
    for part in network.body.encoder.modules():
        if isinstance(part, torch.nn.Linear):
            part.weight.data *= 8
    return network


def weights(network: CrossEncoder) -> dict[str, torch.Tensor]:
    """Every weight, as it is now."""
    return {name: value.clone() for name, value in network.state_dict().items()}


def distance(network: CrossEncoder, teacher: CrossEncoder, groups: list[Tokenised]) -> float:
    """How far the scores of one are from those of the other."""
    pairs = zip(measure(network, groups), measure(teacher, groups), strict=True)
    return sum(abs(one - other) for own, wanted in pairs for one, other in zip(own, wanted, strict=True))


def test_a_smaller_network_has_every_second_layer_of_the_larger_and_leaves_that_as_it_is(teacher: CrossEncoder) -> None:
    before = weights(teacher)
    student = smaller(teacher)
    assert LAYERS == 5
    assert student.body.config.num_hidden_layers == 3
    for layer, place in zip(student.body.encoder.layer, (0, 2, 4), strict=True):
        theirs = teacher.body.encoder.layer[place]
        assert torch.equal(layer.output.dense.weight, theirs.output.dense.weight)
    assert len(teacher.body.encoder.layer) == LAYERS
    assert all(torch.equal(before[name], value) for name, value in weights(teacher).items())


@pytest.mark.parametrize(("layers", "kept"), [(12, [1, 3, 5, 7, 9, 11]), (5, [0, 2, 4]), (2, [1]), (1, [0])])
def test_the_last_layer_is_always_kept(layers: int, kept: list[int]) -> None:
    assert list(range(layers))[kept_of(layers)] == kept


def test_all_its_layers_learn_and_its_word_vectors_stay(teacher: CrossEncoder) -> None:
    student = smaller(teacher)
    before = weights(student)
    train(student, GROUPS * 5, 1e-3, 7, lambda *_: None, distillation(teacher))
    for name, value in weights(student).items():
        assert torch.equal(before[name], value) is name.startswith("body.embeddings."), name


def test_its_scores_come_nearer_to_those_of_its_teacher_which_stays_as_it_is(teacher: CrossEncoder) -> None:
    student, before = smaller(teacher), weights(teacher)
    apart = distance(student, teacher, GROUPS)
    train(student, GROUPS * 60, 5e-3, 7, lambda *_: None, distillation(teacher))
    assert distance(student, teacher, GROUPS) < 0.5 * apart
    assert all(torch.equal(before[name], value) for name, value in weights(teacher).items())


def test_states_are_apart_by_their_spread_and_padding_does_not_count() -> None:
    wanted = torch.tensor([[[0.0, 0.0], [2.0, 20.0], [9.0, 9.0]]])
    mask = torch.tensor([[1, 1, 0]])
    spread = wanted[0, :2].std(dim=0)
    moved = wanted + torch.stack([spread, spread, 100 * spread])
    assert apart_by(wanted, wanted, mask).item() == 0
    assert apart_by(moved, wanted, mask).item() == pytest.approx(1)


def test_the_less_is_made_of_the_states_the_longer_it_has_learned(teacher: CrossEncoder) -> None:
    student, loss = smaller(teacher), distillation(teacher)
    early, late = (loss(student, GROUPS, done).item() for done in (0.0, 0.9))
    assert early > late > 0
