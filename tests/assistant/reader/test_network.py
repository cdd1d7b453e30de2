"""The cross-encoder is trained from an encoder: the lowest layers stay, the rest learns to prefer what is right."""

import math
import random
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader import network as module
from assistant.reader.groups import Group
from assistant.reader.network import (
    FROZEN_LAYERS,
    LENGTHS,
    WARM_UP,
    CrossEncoder,
    Tokenised,
    average,
    in_batches,
    loss_of,
    measure,
    restore,
    rise_and_fall,
    save,
    scores_of,
    tokenised,
    train,
)
from assistant.reader.texts import Text
from assistant.reader.tokens import CONTEXT, QUESTION, STATEMENT
from tests.assistant.reader.tiny import HIDDEN, LAYERS, tokenizer

SAILS, OPENS, RAINS = Text("", "ferries sail"), Text("the mayor", "the museum opens"), Text("", "in a limit of herring")
ANSWERED = Group("who opens the museum", (OPENS, SAILS, RAINS), True, "toy", "en")
UNANSWERED = Group("how many ferries", (RAINS, OPENS), False, "toy", "en")
TOKENIZER = tokenizer()
TOKENS = 512


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps are smaller than in earnest: tests have to be quick."""
    monkeypatch.setattr(module, "TOKENS_A_STEP", TOKENS)


@pytest.fixture
def network(encoder: Path) -> CrossEncoder:
    """A network that has learned nothing yet."""
    torch.manual_seed(1)
    return CrossEncoder(encoder)


def group_of(*lengths: int, answerable: bool = True) -> Tokenised:
    """A group with rows of those lengths."""
    return Tokenised(tuple([0, *[5] * (length - 2), 2] for length in lengths), answerable)


def weights(network: CrossEncoder) -> dict[str, torch.Tensor]:
    """Every weight, as it is now."""
    return {name: value.clone() for name, value in network.state_dict().items()}


def train_on(network: CrossEncoder, groups: list[Tokenised], rate: float = 1e-3) -> list[float]:
    """Train, and give the loss of each step."""
    losses: list[float] = []
    train(network, groups, rate, 7, lambda _step, _steps, loss: losses.append(loss))
    return losses


def test_a_network_gives_one_number_a_row_and_does_without_chance(network: CrossEncoder) -> None:
    tokens = torch.tensor([[0, 5, 2], [0, 6, 2]])
    network.train()
    scores = network(tokens, torch.ones_like(tokens))
    assert scores.shape == (2,)
    assert scores.tolist() == network(tokens, torch.ones_like(tokens)).tolist()
    assert network.body.config._attn_implementation == "eager"
    assert network.head.in_features == HIDDEN


def test_padding_does_not_count(network: CrossEncoder) -> None:
    one = network(torch.tensor([[0, 5, 2]]), torch.tensor([[1, 1, 1]]))
    padded = network(torch.tensor([[0, 5, 2, 1, 1]]), torch.tensor([[1, 1, 1, 0, 0]]))
    assert one.tolist() == pytest.approx(padded.tolist(), abs=1e-5)


def test_a_group_becomes_a_row_a_text_in_order() -> None:
    [found] = tokenised(TOKENIZER, [ANSWERED])
    alone = [tokenised(TOKENIZER, [Group(ANSWERED.question, (t,), True, "", "")])[0].rows[0] for t in ANSWERED.texts]
    assert list(found.rows) == alone
    assert found.answerable
    assert not tokenised(TOKENIZER, [UNANSWERED])[0].answerable


@pytest.mark.parametrize(("longest", "length"), [(3, 32), (32, 32), (33, 48), (161, 192), (192, 192)])
def test_a_group_is_padded_to_the_next_length(longest: int, length: int) -> None:
    assert group_of(3, longest, 5).length == length


def test_there_is_a_length_for_the_longest_row() -> None:
    assert max(LENGTHS) >= QUESTION + CONTEXT + STATEMENT + 4
    assert list(LENGTHS) == sorted(LENGTHS)


SIZES = st.lists(st.lists(st.integers(3, 192), min_size=1, max_size=6), max_size=60)


@given(SIZES, st.one_of(st.none(), st.integers(0, 9)))
def test_each_group_is_in_one_batch_of_its_length_that_is_not_too_large(
    sizes: list[list[int]], seed: int | None
) -> None:
    groups = [group_of(*lengths) for lengths in sizes]
    batches = in_batches(groups, None if seed is None else random.Random(seed))
    assert sorted(id(group) for batch in batches for group in batch) == sorted(map(id, groups))
    for batch in batches:
        [length] = {group.length for group in batch}
        assert len(batch) == 1 or sum(len(group.rows) for group in batch) * length <= TOKENS


@given(SIZES)
def test_without_chance_groups_of_one_length_keep_their_order(sizes: list[list[int]]) -> None:
    groups = [group_of(*lengths) for lengths in sizes]
    for length in LENGTHS:
        own = [group for batch in in_batches(groups) for group in batch if group.length == length]
        assert list(map(id, own)) == [id(group) for group in groups if group.length == length]


def test_the_same_seed_shuffles_alike() -> None:
    groups = [group_of(*[5] * (n % 3 + 1)) for n in range(300)]
    one, same, other = (in_batches(groups, random.Random(seed)) for seed in (3, 3, 4))
    assert one == same != other


class RowCounter(CrossEncoder):
    """A network that scores a row by how many tokens it has, and notes the shapes that it is given."""

    def __init__(self) -> None:
        torch.nn.Module.__init__(self)
        self.shapes: list[tuple[int, ...]] = []

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """One score a row."""
        self.shapes.append(tuple(tokens.shape))
        return mask.sum(dim=1).float()


def test_scores_are_a_row_a_group_and_minus_infinity_where_a_group_has_no_text() -> None:
    scores = scores_of(RowCounter(), [group_of(5, 9, 7), group_of(4)])
    assert scores.tolist() == [[5.0, 9.0, 7.0], [4.0, -math.inf, -math.inf]]


def test_every_step_of_one_length_has_the_same_shape() -> None:
    counter = RowCounter()
    for groups in ([group_of(5)], [group_of(5, 7), group_of(32)], [group_of(40)], [group_of(33), group_of(48)]):
        scores_of(counter, groups)
    assert counter.shapes == [(TOKENS // 32, 32)] * 2 + [(TOKENS // 48, 48)] * 2


def test_a_group_that_is_larger_than_a_step_is_scored_whole() -> None:
    many = group_of(*[192] * 40)
    assert scores_of(RowCounter(), [many]).shape == (1, 40)


def test_measuring_keeps_the_order_of_groups_and_texts() -> None:
    groups = [group_of(40, 5), group_of(7), group_of(6, 33, 9), group_of(8, 4)]
    assert measure(RowCounter(), groups) == [[40.0, 5.0], [7.0], [6.0, 33.0, 9.0], [8.0, 4.0]]


def test_measuring_changes_nothing_and_gives_the_same_each_time(network: CrossEncoder) -> None:
    groups, before = tokenised(TOKENIZER, [ANSWERED, UNANSWERED]), weights(network)
    one = measure(network, groups)
    assert one == measure(network, groups)
    assert all(torch.equal(before[name], value) for name, value in weights(network).items())
    assert [len(scores) for scores in one] == [3, 2]


def test_the_loss_is_how_unlikely_the_right_choice_is_among_texts_and_none() -> None:
    scores = torch.tensor([[2.0, 0.0, 1.0], [-1.0, 3.0, -math.inf]])
    groups = [group_of(5, 5, 5), group_of(5, 5, answerable=False)]
    first = -math.log(math.exp(2) / (math.exp(2) + math.exp(0) + math.exp(1) + 1))
    second = -math.log(1 / (math.exp(-1) + math.exp(3) + 1))
    assert loss_of(scores, groups).item() == pytest.approx((first + second) / 2)


def test_the_loss_falls_as_the_right_text_rises_and_where_there_is_none_as_all_fall() -> None:
    answered, unanswered = [group_of(5, 5)], [group_of(5, 5, answerable=False)]
    steps = [torch.tensor([[score, 0.5]]) for score in (-1.0, 0.0, 1.0, 2.0)]
    rising = [loss_of(scores, answered).item() for scores in steps]
    assert rising == sorted(rising, reverse=True)
    falling = [loss_of(scores, unanswered).item() for scores in steps]
    assert falling == sorted(falling)


def test_word_vectors_and_lowest_layers_stay_as_they_are_and_all_else_learns(network: CrossEncoder) -> None:
    assert LAYERS == FROZEN_LAYERS + 1
    before = weights(network)
    train_on(network, tokenised(TOKENIZER, [ANSWERED, UNANSWERED] * 4))
    frozen = ("body.embeddings.", *(f"body.encoder.layer.{number}." for number in range(FROZEN_LAYERS)))
    for name, value in weights(network).items():
        assert torch.equal(before[name], value) is name.startswith(frozen), name


def toys(count: int) -> list[Tokenised]:
    """Questions to which only one statement is ever right; at times it is not there."""
    words, rng = "ferries sail herring limit mayor".split(), random.Random(0)
    groups = []
    for _ in range(count):
        wrong, answerable = [Text("", word) for word in rng.sample(words, 2)], rng.random() < 0.7
        texts = (OPENS, *wrong) if answerable else (*wrong, RAINS)
        groups.append(Group("who opens the museum", texts, answerable, "toy", "en"))
    return tokenised(TOKENIZER, groups)


def test_the_loss_falls_while_training(network: CrossEncoder) -> None:
    losses = train_on(network, toys(100), 2e-2)
    assert sum(losses[-3:]) < 0.5 * sum(losses[:3])


def test_what_was_learned_tells_right_from_wrong_and_answered_from_not(network: CrossEncoder) -> None:
    groups = toys(100)
    train_on(network, groups, 2e-2)
    for group, scores in zip(groups, measure(network, groups), strict=True):
        assert (max(scores) > 0) is group.answerable
        assert not group.answerable or scores[0] == max(scores)


def test_training_is_told_step_by_step_and_ends_ready_to_measure(network: CrossEncoder) -> None:
    told: list[tuple[int, int]] = []
    groups = tokenised(TOKENIZER, [ANSWERED] * 20)
    train(network, groups, 1e-3, 7, lambda step, steps, _loss: told.append((step, steps)))
    assert told == [(step, len(told)) for step in range(1, len(told) + 1)]
    assert len(told) == len(in_batches(groups))
    assert not network.training


def test_the_same_seed_trains_alike(encoder: Path) -> None:
    groups = toys(20)
    trained = []
    for _ in range(2):
        torch.manual_seed(1)
        network = CrossEncoder(encoder)
        trained.append((train_on(network, groups), measure(network, groups[:3])))
    assert trained[0] == trained[1]


@given(st.floats(0, 1))
def test_the_rate_of_learning_is_a_share(done: float) -> None:
    assert 0 <= rise_and_fall(done) <= 1


def test_the_rate_of_learning_rises_to_its_height_and_falls_to_nothing() -> None:
    assert (rise_and_fall(0), rise_and_fall(WARM_UP), rise_and_fall(1)) == (0, 1, 0)
    assert rise_and_fall(WARM_UP / 2) == pytest.approx(0.5)
    assert rise_and_fall((1 + WARM_UP) / 2) == pytest.approx(0.5)
    assert rise_and_fall(1.01) == 0


def test_weights_that_are_kept_can_be_taken_up_again(network: CrossEncoder, encoder: Path, tmp_path: Path) -> None:
    groups = tokenised(TOKENIZER, [ANSWERED, UNANSWERED])
    train_on(network, groups * 4)
    save(network, tmp_path / "kept.pt")
    fresh = CrossEncoder(encoder)
    assert measure(fresh, groups) != measure(network, groups)
    restore(fresh, tmp_path / "kept.pt")
    assert measure(fresh, groups) == measure(network, groups)


def test_of_weights_that_are_kept_the_mean_can_be_taken_up(
    network: CrossEncoder, encoder: Path, tmp_path: Path
) -> None:
    save(network, tmp_path / "one.pt")
    other = CrossEncoder(encoder)
    torch.nn.init.constant_(other.head.weight, 2.0)
    save(other, tmp_path / "other.pt")
    mean = CrossEncoder(encoder)
    average(mean, [tmp_path / "one.pt", tmp_path / "other.pt"])
    assert torch.allclose(mean.head.weight, (network.head.weight + other.head.weight) / 2)
    average(mean, [tmp_path / "one.pt"] * 2)
    groups = tokenised(TOKENIZER, [ANSWERED, UNANSWERED])
    assert measure(mean, groups) == measure(network, groups)
