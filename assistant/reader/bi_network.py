"""The bi-encoder as a PyTorch network: started from the encoder's weights, trained on whole releases, measured.

Question and statement become a vector each, the mean over their tokens; how alike these are is what is learned. All
statements of a release compete for each question asked of it (as in-batch negatives do in dense retrieval, Karpukhin et
al. 2020), and with a fixed likeness that stands for "none of them answers".
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

from assistant.reader.bi_encoder import NONE
from assistant.reader.groups import Group, careless
from assistant.reader.network import FROZEN_LAYERS, descend
from assistant.reader.release_statements import Asking, Statements
from assistant.reader.texts import Text
from assistant.reader.tokens import Row, Tokenizer, padded, question_row, statement_row
from corpus.words import CHINESE

# A step is so many questions on one release and so many of its statements. A release with fewer questions left than the
# least waits.
QUESTIONS, STATEMENTS = 128, 64
LEAST_QUESTIONS = 24
# So many of a step's statements answer nothing that is asked in it.
UNASKED = 8
# Rows go through in batches of one size, the short together, padded to one of these lengths: PyTorch compiles its
# kernels anew for each shape that it meets.
BATCH = 32
LENGTHS = (12, 16, 20, 26, 34, 48, 64, 84, 140)
# What differences in likeness are multiplied by to become log-likelihoods.
SHARPNESS = 40.0
IMPOSSIBLE = -1e4


class BiNetwork(nn.Module):
    """Turns rows of tokens into vectors of length 1."""

    def __init__(self, encoder: Path) -> None:
        """Take up an encoder's weights; the word vectors and the lowest layers stay as they are."""
        super().__init__()
        self.body = AutoModel.from_pretrained(
            encoder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        for module in (self.body.embeddings, *self.body.encoder.layer[:FROZEN_LAYERS]):
            module.requires_grad_(False)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """One vector a row; `tokens` and `mask` have the shape (rows, longest)."""
        hidden = self.body(input_ids=tokens, attention_mask=mask).last_hidden_state.float()
        shares = mask[..., None].float()
        return nn.functional.normalize((hidden * shares).sum(1) / shares.sum(1), dim=-1)


def vectors_of(network: BiNetwork, rows: Sequence[Row]) -> Tensor:
    """One vector a row, in their order."""
    order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    found: list[Tensor] = []
    for start in range(0, len(order), BATCH):
        batch = [rows[place] for place in order[start : start + BATCH]]
        length = next(length for length in LENGTHS if length >= len(batch[-1]))
        tokens, mask = padded([*batch, *[batch[0]] * (BATCH - len(batch))], length)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found.append(network(torch.from_numpy(tokens), torch.from_numpy(mask))[: len(batch)])
    return torch.cat(found)[torch.tensor(order).argsort()]


@dataclass(frozen=True, slots=True)
class Step:
    """Some statements of a release and some questions on it, which refer to them by their places."""

    texts: tuple[Text, ...]
    asked: tuple[Asking, ...]


def steps_of(releases: Sequence[Statements], rng: random.Random) -> list[Step]:
    """Every question once, in steps of one release each, shuffled."""
    steps = []
    for release in releases:
        asked = rng.sample(release.asked, len(release.asked))
        for start in range(0, len(asked), QUESTIONS):
            part = asked[start : start + QUESTIONS]
            if part and (start == 0 or len(part) >= LEAST_QUESTIONS):
                steps.append(step_of(release.texts, part, rng))
    return rng.sample(steps, len(steps))


def step_of(texts: Sequence[Text], asked: Sequence[Asking], rng: random.Random) -> Step:
    """A step: the statements that answer, as many as there is room for, and others; questions as they are typed."""
    answering = sorted({place for asking in asked for place in asking.right})
    kept = rng.sample(answering, min(len(answering), STATEMENTS - UNASKED))
    others = [place for place in range(len(texts)) if place not in answering]
    kept += rng.sample(others, min(len(others), STATEMENTS - len(kept)))
    moved = {place: now for now, place in enumerate(kept)}
    shown = []
    for asking in asked:
        right, wrong = (frozenset(moved[p] for p in side if p in moved) for side in (asking.right, asking.wrong))
        if right or not asking.right:
            shown.append(Asking(careless(asking.question, rng), right, wrong))
    return Step(tuple(texts[place] for place in kept), tuple(shown))


def likenesses(network: BiNetwork, tokenizer: Tokenizer, texts: Sequence[Text], asked: Sequence[Asking]) -> Tensor:
    """How alike each question and each statement are, shape (questions, statements)."""
    statements = vectors_of(network, [statement_row(tokenizer, text) for text in texts])
    questions = vectors_of(network, [question_row(tokenizer, asking.question) for asking in asked])
    return questions @ statements.T


def loss_of(network: BiNetwork, tokenizer: Tokenizer, step: Step) -> Tensor:
    """How unlikely what answers is among the statements and "none of them"."""
    likeness = likenesses(network, tokenizer, step.texts, step.asked)
    likeness = torch.cat([likeness, torch.full((len(step.asked), 1), NONE)], dim=1)
    right, counted = (torch.zeros_like(likeness, dtype=torch.bool) for _ in range(2))
    for row, asking in enumerate(step.asked):
        right[row, [*asking.right] or [-1]] = True
        counted[row, [*asking.right, *asking.wrong, -1]] = True
    shares = torch.log_softmax((SHARPNESS * likeness).masked_fill(~counted, IMPOSSIBLE), dim=1)
    return -torch.logsumexp(shares.masked_fill(~right, IMPOSSIBLE), dim=1).mean()


def train(
    network: BiNetwork,
    tokenizer: Tokenizer,
    steps: Sequence[Step],
    rate: float,
    report: Callable[[int, int, float], None],
) -> None:
    """Go through the steps once, the rate of learning rising to `rate` and falling to 0."""
    descend(network, steps, lambda step: loss_of(network, tokenizer, step), rate, report)


@torch.no_grad()
def measure(
    network: BiNetwork, tokenizer: Tokenizer, releases: Sequence[Statements]
) -> Iterator[tuple[Group, list[float]]]:
    """Each question, as a group without its texts, with the likenesses of what answers it, best first, and the rest."""
    network.eval()
    for release in releases:
        rows = likenesses(network, tokenizer, release.texts, release.asked).tolist()
        for asking, row in zip(release.asked, rows, strict=True):
            right, wrong = (
                sorted((row[place] for place in side), reverse=True) for side in (asking.right, asking.wrong)
            )
            language = "zh" if CHINESE.search(asking.question) else "en"
            yield Group(asking.question, (), bool(right), "releases", language), [*right, *wrong]
