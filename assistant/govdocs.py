"""Measures answers over another agency's pages: `python -m assistant.govdocs DATA`.

The pages are those on student aid of Doc2Dial (Feng et al. 2020), which nothing here was trained on, indexed as
releases; the questions are first turns of dialogues. Measured is how often the first citation overlaps what the
annotators marked, beside the nearest statement by BM25 or by an encoder alone, and how well answers are told from
refusals when the page that answers is taken out.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.progress import track
from sklearn.metrics import roc_auc_score

from assistant.answering import Assistant
from assistant.doc2dial import Asked, pages, questions, single_spaced
from assistant.reader.bi_encoder import BiEncoder
from assistant.reader.cross_encoder import CrossEncoder
from assistant.reader.judge import LinearReader
from assistant.reader.linear_weights import LinearWeights
from corpus.model import Release, Span
from corpus.split import split
from index.building import build
from index.encoder import PACKAGED, Encoder, Role, Weights, locate
from index.lexical import LexicalIndex
from index.onnx_encoder import answering
from index.saved import load

MODELS = Path(".communique") / "models"


@dataclass(frozen=True, slots=True)
class Place:
    """A statement that could be cited."""

    page: str
    span: Span
    text: str


Find = Callable[[str], Place]


def main(
    data: Annotated[Path, typer.Argument(help="The folder of question sets.")],
    name: Annotated[str, typer.Option(help="Which pages.")] = "studentaid",
) -> None:
    """Measure and print one table."""
    releases = pages(data, name)
    asked = [one for one in questions(data, name, releases) if not one.history]
    places = places_of(releases)
    print(f"{len(releases)} pages, {len(places)} statements, {len(asked)} questions")
    print(f"{'BM25 alone':32} {overlap(by_words(places), asked):.3f}")
    encoders = {model: answering(locate(model, MODELS), MODELS) for model in PACKAGED}
    for model, encoder in encoders.items():
        print(f"{model + ' alone':32} {overlap(by_meaning(places, encoder), asked):.3f}")
    for model, encoder in encoders.items():
        print(f"{'communique with ' + model:32} {answers(releases, asked, locate(model, MODELS), encoder)}")


def places_of(releases: Sequence[Release]) -> list[Place]:
    """Every statement of the pages, with its place in the text with single spaces."""
    return [
        Place(release.id, single_spaced(statement.span, release), statement.text)
        for release in releases
        for passage in split(release).passages
        for statement in passage.statements
    ]


def overlap(find: Find, asked: Sequence[Asked]) -> float:
    """How often the statement found overlaps a marked place."""
    return float(np.mean([hits(find(one.question), one) for one in asked]))


def hits(place: Place, asked: Asked) -> bool:
    """Whether a place overlaps what answers a question."""
    return place.page == asked.page and any(place.span.overlaps(gold) for gold in asked.gold)


def by_words(places: Sequence[Place]) -> Find:
    """The best statement by BM25."""
    index = LexicalIndex.build([place.text for place in places])
    return lambda question: places[next(iter(index.search(question, 1, None)), (0, 0.0))[0]]


def by_meaning(places: Sequence[Place], encoder: Encoder) -> Find:
    """The nearest statement by an encoder."""
    vectors = encoder.encode([place.text for place in places], Role.PASSAGE)
    return lambda question: places[int(np.argmax(vectors @ encoder.encode([question], Role.QUERY)[0]))]


def answers(releases: Sequence[Release], asked: Sequence[Asked], weights: Weights, encoder: Encoder) -> str:
    """How often the first citation is right, how much was refused, and how well answers are told from refusals."""
    reader = LinearReader(LinearWeights.fitted_to(weights.digest), BiEncoder(), CrossEncoder())
    by_id = {release.id: release for release in releases}
    firsts, sure, unsure, refused = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), list(releases), weights, encoder)
        assistant = Assistant(load(Path(folder), weights, encoder), reader)
        for one in track(asked, f"Asking, {weights.name}"):
            answer = assistant.answer(one.question)
            cited = [*answer.citations, *answer.nearest][:1]
            places = [Place(c.release.id, single_spaced(c.quote.span, by_id[c.release.id]), "") for c in cited]
            firsts.append(any(hits(place, one) for place in places))
            refused.append(not answer.citations)
            sure.append(answer.confidence)
            unsure.append(assistant.answer(one.question, release_ids=by_id.keys() - {one.page}).confidence)
    auroc = roc_auc_score([True] * len(sure) + [False] * len(unsure), sure + unsure)
    return f"{np.mean(firsts):.3f}, refused {np.mean(refused):.3f}, AUROC without the page {auroc:.3f}"


if __name__ == "__main__":
    typer.run(main)
