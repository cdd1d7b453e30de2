"""The bi-encoder as a PyTorch network: started from a sentence encoder's weights, trained on whole releases, measured.

Question and statement become a vector each, the mean over their tokens; how alike these are is what is learned. All
statements of a release compete for each question asked of it (as in-batch negatives do in dense retrieval, Karpukhin et
al. 2020), and with a fixed likeness that stands for "none of them answers".
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from assistant.reader.bi_encoder import NONE
from assistant.reader.groups import Group, careless
from assistant.reader.network import LARGEST_GRADIENT, WEIGHT_DECAY, rise_and_fall
from assistant.reader.release_statements import Asking, Statements

# A step is so many questions on one release and so many of its statements, of so many tokens each: fixed, as PyTorch
# compiles its kernels anew for each shape that it meets. A release with fewer questions left than the least waits.
QUESTIONS, STATEMENTS = 96, 64
QUESTION_TOKENS, STATEMENT_TOKENS = 32, 72
LEAST_QUESTIONS = 24
# So many of a step's statements answer nothing that is asked in it.
UNASKED = 8
# What differences in likeness are multiplied by to become log-likelihoods.
SHARPNESS = 25.0
IMPOSSIBLE = -1e4
BATCH = 32


class BiNetwork(nn.Module):
    """Turns texts into vectors of length 1."""

    def __init__(self, folder: Path) -> None:
        """Take up a sentence encoder; its word vectors stay as they are."""
        super().__init__()
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        self.body = AutoModel.from_pretrained(
            folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        self.body.embeddings.requires_grad_(False)

    def forward(self, texts: Sequence[str], length: int, rows: int) -> Tensor:
        """One vector a text, shape (texts, dimension); padded to so many tokens and so many rows while at work."""
        filled = [*texts, *([texts[0]] * (rows - len(texts)))]
        batch = self.tokenizer(filled, truncation=True, max_length=length, padding="max_length", return_tensors="pt")
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.body(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).last_hidden_state
        shares = batch["attention_mask"][..., None].float()
        return nn.functional.normalize((hidden.float() * shares).sum(1) / shares.sum(1), dim=-1)[: len(texts)]


@dataclass(frozen=True, slots=True)
class Step:
    """Some statements of a release and some questions on it, which refer to them by their places."""

    texts: tuple[str, ...]
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


def step_of(texts: Sequence[str], asked: Sequence[Asking], rng: random.Random) -> Step:
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


def loss_of(network: BiNetwork, step: Step) -> Tensor:
    """How unlikely what answers is among the statements and "none of them"."""
    statements = network(step.texts, STATEMENT_TOKENS, STATEMENTS)
    questions = network([asking.question for asking in step.asked], QUESTION_TOKENS, QUESTIONS)
    likeness = torch.cat([questions @ statements.T, torch.full((len(step.asked), 1), NONE)], dim=1)
    right, counted = (torch.zeros_like(likeness, dtype=torch.bool) for _ in range(2))
    for row, asking in enumerate(step.asked):
        right[row, [*asking.right] or [-1]] = True
        counted[row, [*asking.right, *asking.wrong, -1]] = True
    shares = torch.log_softmax((SHARPNESS * likeness).masked_fill(~counted, IMPOSSIBLE), dim=1)
    return -torch.logsumexp(shares.masked_fill(~right, IMPOSSIBLE), dim=1).mean()


def train(network: BiNetwork, steps: Sequence[Step], rate: float, report: Callable[[int, int, float], None]) -> None:
    """Go through the steps once, the rate of learning rising to `rate` and falling to 0."""
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rise_and_fall(step / len(steps)))
    network.train()
    for number, step in enumerate(steps, 1):
        loss = loss_of(network, step)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(weights, LARGEST_GRADIENT)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        report(number, len(steps), loss.item())
    network.eval()


@torch.no_grad()
def measure(network: BiNetwork, releases: Sequence[Statements]) -> Iterator[tuple[Group, list[float]]]:
    """Each question, as a group without its texts, with the likenesses of what answers it, best first, and the rest."""
    network.eval()
    for release in releases:
        statements = encode(network, release.texts, STATEMENT_TOKENS)
        questions = encode(network, [asking.question for asking in release.asked], QUESTION_TOKENS)
        for asking, row in zip(release.asked, (questions @ statements.T).tolist(), strict=True):
            right, wrong = (
                sorted((row[place] for place in side), reverse=True) for side in (asking.right, asking.wrong)
            )
            yield Group(asking.question, (), bool(right), "releases", "en"), [*right, *wrong]


def encode(network: BiNetwork, texts: Sequence[str], length: int) -> Tensor:
    """One vector a text, in batches."""
    batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    return torch.cat([network(batch, length, BATCH) for batch in batches])
