"""An encoder exported to ONNX, as files: its card, whether they are what they were, how an index comes to hold them.

The card says how the network is to be run, has the digest of each file, and last one of itself: that is the digest of
the whole.
"""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.digests import digest_of, digest_of_file
from corpus.errors import EncoderError
from corpus.split import slugify
from index.encoder import Weights
from index.manifest import REMEDY

VERSION = 3
# The folder of an index that holds the encoder, and what is in it.
ENCODER = "encoder"
NETWORK, NUMBERS, CARD = "encoder.onnx", "encoder.onnx.data", "card.json"
# Of these it has one: a Unigram model is held as its pieces alone.
TOKENIZER, PIECES = "tokenizer.json", "tokenizer.model"


def folder_of(weights: Weights, cache: Path) -> Path:
    """Where below a cache the export of some weights stands."""
    return cache / f"{slugify(weights.name)}-onnx-{VERSION}-{weights.digest.removeprefix('sha256:')[:12]}"


def write_card(folder: Path, weights: Weights, about: Mapping[str, Any]) -> None:
    """Write the card of the files in a folder; `about` says how they are to be run."""
    digests = {path.name: digest_of_file(path) for path in sorted(folder.iterdir())}
    card = {"version": VERSION, "model": weights.name, "model_digest": weights.digest, **about, "digests": digests}
    text = json.dumps({**card, "digest": digest_of_card(card)}, indent=2)
    (folder / CARD).write_text(text + "\n", encoding="utf-8")


def digest_of_card(card: Mapping[str, Any]) -> str:
    """The digest of a card, whatever it says that it is."""
    return digest_of(json.dumps({name: value for name, value in card.items() if name != "digest"}, sort_keys=True))


def read_card(folder: Path) -> dict[str, Any]:
    """What a folder says of itself. Raises EncoderError if the card is not as it was written."""
    try:
        card: dict[str, Any] = json.loads((folder / CARD).read_text(encoding="utf-8"))
        if card["digest"] != digest_of_card(card):
            raise damaged(folder / CARD)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise EncoderError(f"the encoder in {folder} cannot be read ({error!r}); {REMEDY}") from error
    return card


def check_export(folder: Path) -> dict[str, Any]:
    """The card of a folder, all of whose files are as they were written. Raises EncoderError."""
    card = read_card(folder)
    for name, digest in card["digests"].items():
        try:
            if digest_of_file(folder / name) != digest:
                raise damaged(folder / name)
        except OSError as error:
            raise EncoderError(f"the encoder in {folder} cannot be read ({error}); {REMEDY}") from error
    return card


def damaged(path: Path) -> EncoderError:
    """The error for a file that is not what it was."""
    return EncoderError(f"{path} is not as it was written; {REMEDY}")


def is_export_of(weights: Weights, folder: Path) -> bool:
    """Whether a folder holds an export of some weights that is whole and in the form that is written now."""
    try:
        card = check_export(folder)
    except EncoderError:
        return False
    return (card.get("version"), card.get("model_digest")) == (VERSION, weights.digest)


def link(source: Path, target: Path) -> None:
    """Have an export in a new folder too: its files are linked, so that they take no more of the disk, or copied."""
    target.mkdir()
    for path in sorted(source.iterdir()):
        try:
            os.link(path, target / path.name)
        except OSError:
            shutil.copyfile(path, target / path.name)
