"""Trains the cross-encoder and writes what ships: `python -m assistant.reader.train DATA`.

DATA is the folder of open-licensed question sets (see `assistant.reader.open_data` and `page_groups`). First the
network learns from those, then from the English ones of the invented releases in `assistant/calibration`, last from all
of these and, so that it does not forget, from a part of the first again, in rounds; what ships is the mean of the last
two. The weights between the stages are kept below `.communique`, and a second run goes on from there. On two cores it
takes about eight hours. Needs the development dependencies.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated

import torch
import typer

from assistant.evaluate import read_rows
from assistant.examples import QUESTIONS, Part, releases_of
from assistant.reader import card
from assistant.reader.cross_encoder import CARD, FILES, MODEL
from assistant.reader.export import cut_embeddings, export, kept_pieces, write_tokenizer
from assistant.reader.groups import Group, as_typed
from assistant.reader.network import CrossEncoder, average, measure, restore, save, tokenised, train
from assistant.reader.open_data import open_groups
from assistant.reader.page_groups import page_groups
from assistant.reader.progress import Progress
from assistant.reader.release_groups import release_groups
from assistant.reader.shipped import FOLDER, TOKENIZER
from assistant.reader.tokens import Tokenizer, load
from index.encoder import DEFAULT_MODEL, locate
from index.exported import TOKENIZER as WHOLE
from index.tokenizing import converted

SEED = 20250424
GENERAL_RATE, ENGLISH_RATE = 7e-5, 5e-5


@dataclass(frozen=True, slots=True)
class Round:
    """One run of the last stage: how often it sees each question on the releases, and how many others beside each."""

    rate: float
    passes: int
    rehearsed: float


# Each with other wrong statements, the rate rising and falling anew ("warm restarts"). What is rehearsed keeps pages
# of agencies from being forgotten.
ROUNDS = (Round(5e-5, 2, 0.1), Round(4e-5, 2, 0.1), Round(4e-5, 2, 0.1), Round(4e-5, 1, 0.25), Round(4e-5, 1, 0.25))
# So many groups does the network read to be rounded well when it is exported.
SHOWN = 100
WORK = Path(".communique")


def main(data: Annotated[Path, typer.Argument(help="The folder of question sets.")]) -> None:
    """Train, measure, and write the weights with their card."""
    from index.sentence_encoder import SentenceEncoder

    weights = locate(DEFAULT_MODEL, WORK / "models")
    converted(weights.folder / WHOLE, WORK / TOKENIZER)
    tokenizer = load(WORK / TOKENIZER)
    torch.manual_seed(SEED)
    network = CrossEncoder(weights.folder)
    rows, encoder, readers = read_rows(QUESTIONS), SentenceEncoder(weights), releases_of(Part.READER)
    general, general_kept = open_groups(data, SEED)
    general += page_groups(data, encoder, random.Random(SEED))
    run_stage(network, tokenizer, lambda: as_typed(general, random.Random(SEED)), GENERAL_RATE, "general")

    def english() -> Iterator[Group]:
        rng = random.Random(SEED)
        groups = list(release_groups([one for one in readers if one.language == "en"], rows, encoder, rng))
        return as_typed(groups, rng)

    def mixed(one: Round, seed: int) -> Iterator[Group]:
        rng = random.Random(seed)
        groups = list(release_groups(readers, rows, encoder, rng, one.passes))
        return as_typed([*groups, *rng.sample(general, int(one.rehearsed * len(groups)))], rng)

    run_stage(network, tokenizer, english, ENGLISH_RATE, "english")
    for number, one in enumerate(ROUNDS, 1):
        run_stage(network, tokenizer, partial(mixed, one, SEED + number), one.rate, f"releases-{number}")
    average(network, [kept_at(f"releases-{number}") for number in (len(ROUNDS) - 1, len(ROUNDS))])
    rng = random.Random(SEED)
    own = list(release_groups(readers, rows, encoder, rng))
    kept = list(release_groups(releases_of(Part.HELD_OUT), rows, encoder, rng))
    measured = card.measured([*general_kept, *kept], measure(network, tokenised(tokenizer, [*general_kept, *kept])))
    pieces = kept_pieces(tokenizer, texts_of(chain(general, general_kept, own, kept)))
    write_tokenizer(tokenizer, pieces, FOLDER / TOKENIZER)
    cut_embeddings(network, pieces)
    shown = tokenised(load(FOLDER / TOKENIZER), rng.sample(own, SHOWN))
    export(network, FOLDER / MODEL, [row for group in shown for row in group.rows])
    about = {"encoder": weights.digest, "seed": SEED, "groups": card.counted([*general, *own]), "measured": measured}
    card.write(FOLDER / CARD, FILES, about, card.ON_PAGES | card.ON_RELEASES)


def run_stage(
    network: CrossEncoder,
    tokenizer: Tokenizer,
    groups: Callable[[], Iterable[Group]],
    rate: float,
    name: str,
) -> None:
    """Train on the groups that are given when asked for, or take up the weights of an earlier run."""
    kept = kept_at(name)
    if kept.exists():
        print(f"{name}: taken up from {kept}")
        restore(network, kept)
        return
    train(network, tokenised(tokenizer, groups()), rate, SEED, Progress(name))
    save(network, kept)


def kept_at(name: str) -> Path:
    """Where the weights after a stage are kept."""
    return WORK / f"reader-{name}.pt"


def texts_of(groups: Iterator[Group]) -> Iterator[str]:
    """Every text of some groups."""
    for group in groups:
        yield group.question
        for text in group.texts:
            yield from (text.context, text.statement)


if __name__ == "__main__":
    typer.run(main)
