"""The cross-encoder as a PyTorch network: started from the encoder's weights, trained, measured.

A question and a statement are read together by the encoder's layers, and the first token's vector is weighed to one
number (Nogueira and Cho, "Passage Re-ranking with BERT", 2019); the last layer works out that vector alone. In training
a group's statements compete with each other and with a score of 0, which stands for "none of them answers", as in SQuAD
2.0 readers (Devlin et al. 2019): so the score tells right from wrong and answered from not.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from transformers import AutoModel

from assistant.reader.groups import Group
from assistant.reader.tokens import Tokenizer, encode, padded

# The word vectors and the lowest layers stay as they are: what they know of words is more than the data can teach.
FROZEN_LAYERS = 4
# A step reads about so many tokens. Its rows are padded to one of these lengths, and their number depends on the length
# alone: PyTorch compiles its kernels for each shape that it meets anew, which would take longer than to run them.
TOKENS_A_STEP = 6144
LENGTHS = (32, 48, 64, 80, 96, 112, 128, 160, 192)
# What is added to what padding weighs, before the weights are made shares: it is then not seen.
UNSEEN = float(torch.finfo(torch.bfloat16).min)
WARM_UP = 0.06
WEIGHT_DECAY = 0.01
LARGEST_GRADIENT = 1.0

Batch = TypeVar("Batch")


class CrossEncoder(nn.Module):
    """Scores a question and a statement read together."""

    def __init__(self, encoder: Path) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(
            encoder, add_pooling_layer=False, attn_implementation="eager",
            hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        )  # fmt: skip
        self.head = nn.Linear(self.body.config.hidden_size, 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        for module in (self.body.embeddings, *self.body.encoder.layer[:FROZEN_LAYERS]):
            module.requires_grad_(False)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """One score a row; `tokens` and `mask` have the shape (rows, longest)."""
        hidden = self.body.embeddings(input_ids=tokens)
        bias = (1 - mask.to(hidden.dtype))[:, None, None, :] * UNSEEN
        *lower, last = self.body.encoder.layer
        for layer in lower:
            hidden = layer(hidden, bias)
        scores: Tensor = self.head(of_first_token(last, hidden, bias)[:, 0])[:, 0]
        return scores


def of_first_token(layer: Any, hidden: Tensor, bias: Tensor) -> Tensor:
    """What a layer makes of the first token of each row: the rest of a last layer's work would be thrown away."""
    first, attention = hidden[:, :1], layer.attention.self

    def in_heads(projected: Tensor) -> Tensor:
        heads = projected.reshape(*projected.shape[:2], -1, attention.attention_head_size)
        return heads.transpose(1, 2)

    query, key = in_heads(attention.query(first)), in_heads(attention.key(hidden))
    weights = nn.functional.softmax(query @ key.transpose(2, 3) * attention.scaling + bias, dim=-1)
    seen = (weights @ in_heads(attention.value(hidden))).transpose(1, 2).flatten(2)
    state: Tensor = layer.feed_forward_chunk(layer.attention.output(seen, first))
    return state


@dataclass(frozen=True, slots=True)
class Tokenised:
    """A group as token numbers, a row a text."""

    rows: tuple[list[int], ...]
    answerable: bool

    @property
    def length(self) -> int:
        """To how many tokens its rows are padded."""
        longest = max(map(len, self.rows))
        return next(length for length in LENGTHS if length >= longest)


def tokenised(tokenizer: Tokenizer, groups: Iterable[Group]) -> list[Tokenised]:
    """The groups as token numbers."""
    return [Tokenised(tuple(encode(tokenizer, g.question, g.texts)), g.answerable) for g in groups]


def scores_of(network: CrossEncoder, groups: Sequence[Tokenised]) -> Tensor:
    """The scores of the groups' texts, a row a group; shape (groups, most texts), -inf where there is none."""
    length = max(group.length for group in groups)
    rows = [row for group in groups for row in group.rows]
    filling = [rows[0]] * (max(len(rows), TOKENS_A_STEP // length) - len(rows))
    tokens, mask = padded([*rows, *filling], length)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        flat = network(torch.from_numpy(tokens), torch.from_numpy(mask))[: len(rows)].float()
    parts = torch.split(flat, [len(group.rows) for group in groups])
    return nn.utils.rnn.pad_sequence(list(parts), batch_first=True, padding_value=float("-inf"))


def loss_of(scores: Tensor, groups: Sequence[Tokenised]) -> Tensor:
    """How unlikely the right choice is among the texts and the score 0 for none."""
    with_none = torch.cat([scores, torch.zeros(len(groups), 1)], dim=1)
    right = torch.tensor([0 if group.answerable else scores.shape[1] for group in groups])
    return nn.functional.cross_entropy(with_none, right)


def train(
    network: CrossEncoder,
    groups: Sequence[Tokenised],
    rate: float,
    seed: int,
    report: Callable[[int, int, float], None],
) -> None:
    """Go through the groups once, the rate of learning rising to `rate` and falling to 0."""
    torch.manual_seed(seed)
    batches = in_batches(groups, random.Random(seed))
    descend(network, batches, lambda batch: loss_of(scores_of(network, batch), batch), rate, report)


def descend(
    network: nn.Module,
    batches: Sequence[Batch],
    loss_of: Callable[[Batch], Tensor],
    rate: float,
    report: Callable[[int, int, float], None],
) -> None:
    """Lessen a loss batch by batch, the rate of learning rising to `rate` and falling to 0."""
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rise_and_fall(step / len(batches)))
    network.train()
    for step, batch in enumerate(batches, 1):
        loss = loss_of(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(weights, LARGEST_GRADIENT)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        report(step, len(batches), loss.item())
    network.eval()


def rise_and_fall(done: float) -> float:
    """The share of the rate of learning when so much of the training is done."""
    return done / WARM_UP if done < WARM_UP else max(0.0, (1 - done) / (1 - WARM_UP))


def in_batches(groups: Sequence[Tokenised], rng: random.Random | None = None) -> list[list[Tokenised]]:
    """The groups in batches of one length each, shuffled if there is a source of chance."""
    batches: list[list[Tokenised]] = []
    open_batches: dict[int, list[Tokenised]] = {}
    for group in rng.sample(list(groups), len(groups)) if rng else groups:
        batch = open_batches.setdefault(group.length, [])
        if sum(len(one.rows) for one in (*batch, group)) > TOKENS_A_STEP // group.length and batch:
            batches.append(batch)
            batch = open_batches[group.length] = []
        batch.append(group)
    batches += open_batches.values()
    return rng.sample(batches, len(batches)) if rng else batches


@torch.no_grad()
def measure(network: CrossEncoder, groups: Sequence[Tokenised]) -> list[list[float]]:
    """The scores of each group's texts."""
    network.eval()
    found: dict[int, list[float]] = {}
    for batch in in_batches(groups):
        for group, row in zip(batch, scores_of(network, batch).tolist(), strict=True):
            found[id(group)] = row[: len(group.rows)]
    return [found[id(group)] for group in groups]


def save(network: nn.Module, path: Path) -> None:
    """Keep the weights between the stages of training."""
    torch.save(network.state_dict(), path)


def restore(network: nn.Module, path: Path) -> None:
    """Take up weights that were kept."""
    network.load_state_dict(torch.load(path, weights_only=True))


def average(network: CrossEncoder, paths: Sequence[Path]) -> None:
    """Take up the mean of weights that were kept ("model soups", Wortsman et al. 2022)."""
    kept = [torch.load(path, weights_only=True) for path in paths]
    mean = {name: torch.stack([one[name] for one in kept]).float().mean(0) for name in kept[0]}
    network.load_state_dict({name: value.to(kept[0][name].dtype) for name, value in mean.items()})
