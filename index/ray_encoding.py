"""Encodes a large corpus as a Ray Data job over a pool of actors; the only file that imports Ray.

Without `RAY_ADDRESS` Ray runs on this machine alone, listens to it alone, and leaves nothing behind. Only the process
that starts the job writes files, so the machines of a cluster need not share a disk.
"""

import logging
import os
import re
import secrets
import socket
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from corpus.errors import EncoderError
from index.digests import row_digest
from index.encoder import Encoder, Role, Weights, locate
from index.parquet import UNFINISHED, ParquetVectors, write_vectors

CLUSTER = "RAY_ADDRESS"
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
# What Ray's processes tell of themselves on the error stream; what goes wrong is raised too.
os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
if CLUSTER not in os.environ:
    # The first has Ray listen on 127.0.0.1 as it does on other systems, not on every address. The others keep other
    # users of the machine out, by a secret of this process instead of one in a file of the home folder.
    os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))

try:
    import ray
    import ray.data
except ModuleNotFoundError as missing:
    raise EncoderError(
        f"encoding with Ray needs {missing.name}, which is not installed; run `pip install 'communique[ray]'`"
    ) from missing

# So many texts are one job, and so many vectors one file: what is lost at most when the process is killed.
CHUNK, FILE_ROWS = 100_000, 4096
STORE_BYTES = 256 * 2**20
LOCK, PROBE_SECONDS = "lock", 5
# Not where TMPDIR says: the names of Ray's sockets below it may have 107 characters in all.
TEMPORARY = "/tmp" if os.path.isdir("/tmp") else None

Progress = Callable[[int, int], None]
MakeEncoder = Callable[[Weights], Encoder]
# The numbers of some texts, and their vectors.
Result = tuple[NDArray[np.int64], NDArray[np.float16]]


def encode_with_ray(
    texts: Iterable[str],
    weights: Weights,
    out: Path,
    actors: int = 1,
    batch: int = 256,
    make_encoder: MakeEncoder | None = None,
    progress: Progress = lambda *_: None,
) -> int:
    """Write the vectors of texts to Parquet files in a folder, and give how many were encoded.

    Texts whose vectors are there are not encoded again. `progress` is told how many texts have been dealt with, and how
    many of them were encoded. Two jobs for one folder take turns. Raises EncoderError, or IndexUnusable if the folder
    holds something else or cannot be written; what was written until then counts.
    """
    out.mkdir(parents=True, exist_ok=True)
    done = encoded = 0
    remaining = iter(texts)
    with FileLock(out / LOCK), session(actors):
        for leftover in out.glob(f"*{UNFINISHED}"):
            leftover.unlink()
        while chunk := list(islice(remaining, CHUNK)):
            new = new_texts(chunk, weights, out)
            done += len(chunk) - len(new)
            progress(done, encoded)
            results = encode(list(new.values()), weights, actors, batch, make_encoder or load)
            for written in write(results, list(new), weights, out):
                done, encoded = done + written, encoded + written
                progress(done, encoded)
    return encoded


def new_texts(texts: Iterable[str], weights: Weights, out: Path) -> dict[bytes, str]:
    """Those texts whose vectors are not in a folder, by digest."""
    all_texts = {row_digest(weights.digest, text): text for text in texts}
    known = ParquetVectors(out, weights.digest).contains(list(all_texts))
    return {digest: text for (digest, text), one in zip(all_texts.items(), known, strict=True) if not one}


def write(results: Iterable[Result], digests: Sequence[bytes], weights: Weights, out: Path) -> Iterator[int]:
    """Write vectors as they come, several batches a file; yield how many each file has."""
    numbers, vectors = list[NDArray[np.int64]](), list[NDArray[np.float16]]()

    def flush() -> int:
        found = [digests[number] for number in np.concatenate(numbers)]
        write_vectors(out, weights.digest, found, np.concatenate(vectors))
        numbers.clear()
        vectors.clear()
        return len(found)

    for some, theirs in results:
        numbers.append(some)
        vectors.append(theirs)
        if sum(map(len, numbers)) >= FILE_ROWS:
            yield flush()
    if numbers:
        yield flush()


def encode(texts: list[str], weights: Weights, actors: int, batch: int, make_encoder: MakeEncoder) -> Iterator[Result]:
    """The vectors of some texts, batch by batch as they are ready, with the numbers of their texts."""
    if not texts:
        return
    items = [{"number": number, "text": text} for number, text in enumerate(texts)]
    blocks = min(len(texts), max(actors, -(-len(texts) // batch)))
    job = ray.data.from_items(items, override_num_blocks=blocks).map_batches(
        Worker,
        fn_constructor_args=(make_encoder, weights),
        batch_size=batch,
        compute=ray.data.ActorPoolStrategy(size=actors),
        num_cpus=1,
    )
    try:
        for done in job.iter_batches(batch_size=None, batch_format="numpy"):
            yield done["number"], done["vector"]
    except ray.exceptions.RayError as error:
        raise EncoderError(
            f"the Ray job failed ({reason(error)}); run it again, what was written is not encoded again"
        ) from error


def reason(error: BaseException) -> str:
    """What went wrong: the error that comes first in the traceback that Ray makes its message of."""
    text = str(error).strip()
    found = re.search(r"^[A-Za-z_][\w.]*: .+$", text, re.MULTILINE)
    return found.group() if found else text or type(error).__name__


class Worker:
    """An actor of the pool: loads the encoder once, then encodes batch after batch."""

    def __init__(self, make_encoder: MakeEncoder, weights: Weights) -> None:
        self._encoder = make_encoder(weights)

    def __call__(self, batch: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """The vectors of a batch of texts."""
        vectors = self._encoder.encode([str(text) for text in batch["text"]], Role.PASSAGE)
        return {"number": batch["number"], "vector": vectors.astype(np.float16)}


def load(weights: Weights) -> Encoder:
    """The encoder of some weights, which another machine has to find for itself. Raises EncoderError."""
    from index.sentence_encoder import SentenceEncoder

    if not weights.folder.exists():
        here = locate(weights.name, Path(tempfile.gettempdir()) / "communique-models")
        if here.digest != weights.digest:
            raise EncoderError(f"a worker has the weights {here.digest} of {weights.name!r}, not {weights.digest}")
        weights = here
    return SentenceEncoder(weights)


@contextmanager
def session(actors: int) -> Iterator[None]:
    """Ray as it is already running here, or in the cluster that `RAY_ADDRESS` names, or else on this machine alone."""
    if ray.is_initialized():
        quiet()
        yield
        return
    with tempfile.TemporaryDirectory(prefix="ray-", dir=TEMPORARY, ignore_cleanup_errors=True) as folder:
        local: dict[str, Any] = {
            "address": "local",
            "num_cpus": actors + 1,
            "include_dashboard": False,
            "object_store_memory": STORE_BYTES,
            "_temp_dir": folder,
        }
        cluster = os.environ.get(CLUSTER)
        try:
            if cluster:
                probe(cluster)
            ray.init(log_to_driver=False, logging_level=logging.ERROR, **({} if cluster else local))
        except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
            where = f"at {cluster}, which {CLUSTER} names" if cluster else "on this machine"
            raise EncoderError(f"Ray cannot be used {where}: {reason(error)}; see that it runs") from error
        try:
            quiet()
            yield
        finally:
            ray.shutdown()


def probe(address: str) -> None:
    """Raise OSError if nothing listens at an address: Ray would try for minutes."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    if parts.hostname and parts.port:
        socket.create_connection((parts.hostname, parts.port), PROBE_SECONDS).close()


def quiet() -> None:
    """Keep Ray's own progress and warnings, which are about its own settings, off the terminal."""
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        ray.data.DataContext.get_current().enable_progress_bars = False
