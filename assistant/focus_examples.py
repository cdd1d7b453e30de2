"""Gathers what the weights that choose a release are fitted on: questions put to all invented releases together."""

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from assistant.evaluate import read_rows
from assistant.examples import QUESTIONS, Part, releases_of
from assistant.focus import Chooser
from assistant.question import understand
from assistant.reader.judge import Scorer, likenesses_of
from corpus.relations import Relations
from index.building import build
from index.encoder import Encoder, Weights
from index.saved import load

# Which of the nearest releases are compared, as long as nothing is fitted: by their similarity alone.
ALIKE = (1.0, 1.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class FocusExample:
    """The evidence for each release near to a question, shape (releases, FOCUSED), and which of them answers it."""

    evidence: NDArray[np.float64]
    right: NDArray[np.bool_]


def gather_focus(weights: Weights, encoder: Encoder, comparer: Scorer) -> list[FocusExample]:
    """The answerable questions on the releases that the linear weights are fitted on, where the right one is near."""
    languages = weights.languages or {"en", "zh-Hant", "zh-Hans"}
    releases = [one for part in Part for one in releases_of(part) if one.language in languages]
    asked = {release.id for release in releases_of(Part.JUDGE)}
    rows = [row for row in read_rows(QUESTIONS) if row.release in asked and row.gold and not row.history]
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), releases, weights, encoder)
        searcher = load(Path(folder), weights, encoder)
        compare = partial(likenesses_of, comparer=comparer)
        chooser = Chooser(searcher, Relations.of(searcher.outlines.entries), ALIKE, compare)
        examples = []
        for row in track(rows, "Choosing releases"):
            question = understand(row.question)
            if not weights.reads(question.language):
                continue
            found = chooser.evidence(question, None)
            if row.release in found:
                right = np.array([release_id == row.release for release_id in found])
                examples.append(FocusExample(np.array(list(found.values())), right))
    return examples
