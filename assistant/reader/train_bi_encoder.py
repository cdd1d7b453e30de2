"""Trains the bi-encoder on the invented releases and writes what ships: `python -m assistant.reader.train_bi_encoder`.

It reads the pieces that the cross-encoder reads, and shares its word vectors: train that first, by
`assistant.reader.train`. On two cores it takes about 45 minutes; the trained weights are kept below `.communique`, and
a second run goes on from there. Needs the development dependencies.
"""

import random
from pathlib import Path

import torch
import typer

from assistant.evaluate import read_rows
from assistant.examples import QUESTIONS, Part, releases_of
from assistant.reader import card, cross_encoder
from assistant.reader.bi_encoder import CARD, FILES, MODEL
from assistant.reader.bi_network import BiNetwork, measure, steps_of, train
from assistant.reader.export import cut_embeddings, export
from assistant.reader.network import restore, save
from assistant.reader.progress import Progress
from assistant.reader.release_statements import release_statements
from assistant.reader.sharing import share
from assistant.reader.shipped import FOLDER, TOKENIZER
from assistant.reader.tokens import Tokenizer, load, question_row, statement_row
from index.encoder import DEFAULT_MODEL, locate
from index.exported import TOKENIZER as WHOLE
from index.tokenizing import converted

SEED, RATE, PASSES = 20250424, 6e-5, 4
WORK = Path(".communique")
TRAINED = "bi-encoder.pt"
# So many releases does the network read to be rounded well when it is exported.
SHOWN = 10


def main() -> None:
    """Train, measure, and write the weights with their card."""
    torch.manual_seed(SEED)
    rng, start, rows = random.Random(SEED), locate(DEFAULT_MODEL, WORK / "models"), read_rows(QUESTIONS)
    tokenizer = load(FOLDER / TOKENIZER)
    converted(start.folder / WHOLE, WORK / TOKENIZER)
    network = BiNetwork(start.folder)
    cut_embeddings(network, numbers_in(load(WORK / TOKENIZER), tokenizer))
    training, held_out = (list(release_statements(releases_of(part), rows)) for part in (Part.READER, Part.HELD_OUT))
    if (WORK / TRAINED).exists():
        restore(network, WORK / TRAINED)
    else:
        steps = [step for _ in range(PASSES) for step in steps_of(training, rng)]
        train(network, tokenizer, steps, RATE, Progress("bi-encoder"))
        save(network, WORK / TRAINED)
    measured = card.measured(*zip(*measure(network, tokenizer, held_out), strict=True))
    shown = steps_of(rng.sample(training, SHOWN), rng)
    texts = [statement_row(tokenizer, text) for step in shown for text in step.texts]
    questions = [question_row(tokenizer, asking.question) for step in shown for asking in step.asked]
    export(network, FOLDER / MODEL, [*texts, *questions])
    share(FOLDER / MODEL, FOLDER / cross_encoder.MODEL)
    about = {"encoder": start.digest, "seed": SEED, "questions": sum(len(one.asked) for one in training)}
    card.write(FOLDER / CARD, FILES, {**about, "measured": measured}, card.ON_RELEASES)


def numbers_in(whole: Tokenizer, part: Tokenizer) -> list[int]:
    """The numbers that the pieces of a part of a tokenizer have in the whole."""
    return [whole.piece_to_id(part.id_to_piece(number)) for number in range(part.vocab_size())]


if __name__ == "__main__":
    typer.run(main)
