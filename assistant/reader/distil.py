"""Teaches a network of fewer layers to read as a larger one does, so that an answer takes a fraction of the time.

The smaller one starts with every second layer of the larger (Sanh et al., "DistilBERT", 2019). It learns to give each
pair the score that the larger gives it, to make of each token, layer by layer, what the larger makes of it (Jiao et
al., "TinyBERT", 2020), the less the longer it has learned, and to choose what is right.
"""

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from assistant.reader.network import CrossEncoder, Loss, Tokenised, by_group, loss_of, rows_of

KEPT_EVERY = 2
# What the scores, the choice and the states weigh; scores are a few units wide, states are measured by their spread.
OF_SCORES, OF_CHOICE, OF_STATES = 0.1, 0.3, 1.0
LEAST_SPREAD = 1e-3


def smaller(network: CrossEncoder) -> CrossEncoder:
    """A network with every second layer of another, all of them to be trained."""
    student = copy.deepcopy(network)
    kept = student.body.encoder.layer[kept_of(len(student.body.encoder.layer))]
    student.body.encoder.layer = kept
    student.body.config.num_hidden_layers = len(kept)
    student.body.encoder.requires_grad_(True)
    return student


def kept_of(layers: int) -> slice:
    """Which of so many layers are kept: every second, the last among them."""
    return slice((layers - 1) % KEPT_EVERY, None, KEPT_EVERY)


def distillation(teacher: CrossEncoder) -> Loss:
    """How far a smaller network is from its teacher, and from what is right."""
    teacher = copy.deepcopy(teacher).eval().bfloat16()

    def loss(student: CrossEncoder, groups: Sequence[Tokenised], done: float) -> Tensor:
        tokens, mask = rows_of(groups)
        with torch.no_grad():
            wanted = teacher.states(tokens, mask)
            target = teacher.scores(wanted[-1]).float()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = student.states(tokens, mask)
            scores = student.scores(states[-1]).float()
        taught = wanted[kept_of(len(wanted))]
        apart = sum(apart_by(own, other, mask) for own, other in zip(states, taught, strict=True)) / len(states)
        return (
            OF_SCORES * nn.functional.mse_loss(scores, target)
            + OF_CHOICE * loss_of(by_group(scores, groups), groups)
            + OF_STATES * (1 - done) * apart
        )

    return loss


def apart_by(state: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
    """The mean squared distance of the tokens that are not padding, each dimension measured by its spread."""
    read = mask[:, : state.shape[1]].bool()
    own, other = state[read].float(), wanted[read].float()
    return ((own - other) / other.std(dim=0).clamp(min=LEAST_SPREAD)).square().mean()
