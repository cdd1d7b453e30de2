"""A Ray job gives the vectors that encoding here gives, and goes on where it was stopped; Ray runs on this machine."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from index.digests import row_digest
from index.encoder import DEFAULT_MODEL, Role, locate
from index.parquet import ParquetVectors
from tests.doubles import WEIGHTS, HashingEncoder
from tests.index.ray_encoders import TEXTS, failing, hashing

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
LOOPBACK = "0100007F"


def users_of(folder: Path) -> set[int]:
    """The processes that have a file below a folder open, as all of Ray's have their logs."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(one).startswith(str(folder)) for one in (process / "fd").iterdir()):
                found.add(int(process.name))
        except OSError:
            continue
    return found


@dataclass(frozen=True, slots=True)
class Killed:
    """A job that killed itself: what it wrote, and where its Ray was."""

    out: Path
    temporary: Path


@pytest.fixture(scope="module", autouse=True)
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    """Give what a killed job left. It comes first, for its Ray takes half a minute to notice and end."""
    # The names of Ray's sockets have to be short.
    with tempfile.TemporaryDirectory(prefix="r", dir="/tmp", ignore_cleanup_errors=True) as temporary:
        out = tmp_path_factory.mktemp("killed")
        command = [sys.executable, "-m", "tests.index.ray_encoders", str(out), temporary]
        done = subprocess.run(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr
        yield Killed(out, Path(temporary))


@pytest.fixture(scope="module", autouse=True)
def running(killed: Killed) -> Iterator[None]:  # noqa: ARG001 (that one first)
    """One Ray for all tests here; every test would start its own otherwise, which takes seconds."""
    from index.ray_encoding import session

    with session(actors=2):
        yield


def descendants() -> set[int]:
    """This process, and all that it started, directly or not."""
    parents = {}
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(process.parent.name)] = int(process.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = {os.getpid()}
    while new := {one for one, parent in parents.items() if parent in family} - family:
        family |= new
    return family


def listening(processes: set[int]) -> set[str]:
    """The addresses that some processes listen on, in hex as Linux tells them."""
    sockets = set()
    for process in processes:
        try:
            sockets |= {os.readlink(one) for one in Path(f"/proc/{process}/fd").iterdir()}
        except OSError:
            continue
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    return {line[1].partition(":")[0] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in sockets}


def found(texts: list[str], out: Path) -> list[bool]:
    """Which texts have a vector in a folder."""
    saved = ParquetVectors(out, WEIGHTS.digest)
    return [bool(one) for one in saved.contains([row_digest(WEIGHTS.digest, text) for text in texts])]


def test_ray_listens_to_this_machine_only() -> None:
    addresses = listening(descendants())
    assert addresses
    assert addresses <= {LOOPBACK, f"0000000000000000FFFF0000{LOOPBACK}"}


def test_vectors_are_those_of_encoding_here(tmp_path: Path) -> None:
    from index.ray_encoding import encode_with_ray

    told: list[tuple[int, int]] = []
    count = encode_with_ray(
        iter([*TEXTS, *TEXTS[:5]]), WEIGHTS, tmp_path, 2, 64, hashing, lambda *now: told.append(now)
    )
    assert count == len(TEXTS)
    assert told == [(5, 0), (len(TEXTS) + 5, len(TEXTS))]
    known, vectors = ParquetVectors(tmp_path, WEIGHTS.digest).find([row_digest(WEIGHTS.digest, one) for one in TEXTS])
    assert known.all()
    assert (vectors == HashingEncoder().encode(TEXTS, Role.PASSAGE).astype(np.float16)).all()


def test_only_what_is_new_is_encoded(tmp_path: Path) -> None:
    from index.ray_encoding import encode_with_ray

    assert encode_with_ray(TEXTS[:100], WEIGHTS, tmp_path, 1, 64, hashing) == 100
    assert encode_with_ray(TEXTS[:130], WEIGHTS, tmp_path, 1, 64, hashing) == 30
    assert encode_with_ray(TEXTS[:130], WEIGHTS, tmp_path, 1, 64, hashing) == 0
    assert len(ParquetVectors(tmp_path, WEIGHTS.digest)) == 130


def test_many_texts_are_several_jobs_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from index import ray_encoding

    monkeypatch.setattr(ray_encoding, "CHUNK", 500)
    monkeypatch.setattr(ray_encoding, "FILE_ROWS", 200)
    assert ray_encoding.encode_with_ray(TEXTS, WEIGHTS, tmp_path, 1, 100, hashing) == len(TEXTS)
    assert len(list(tmp_path.glob("*.parquet"))) == 5
    assert all(found(TEXTS, tmp_path))


def test_an_encoder_that_fails_is_told_and_what_was_written_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import ray_encoding

    monkeypatch.setattr(ray_encoding, "CHUNK", 300)
    with pytest.raises(EncoderError, match=r"the Ray job failed \(.*the weights are gone\); run it again"):
        ray_encoding.encode_with_ray(TEXTS, WEIGHTS, tmp_path, 1, 100, failing)
    assert found(TEXTS[:600], tmp_path) == [True] * 600
    assert ray_encoding.encode_with_ray(TEXTS, WEIGHTS, tmp_path, 1, 100, hashing) <= 300


def test_a_job_that_was_killed_goes_on_where_it_was(killed: Killed) -> None:
    from index.ray_encoding import encode_with_ray

    written = sum(found(TEXTS, killed.out))
    assert 200 <= written < len(TEXTS)
    (killed.out / "0.unfinished").write_bytes(b"half a file")
    assert encode_with_ray(TEXTS, WEIGHTS, killed.out, 1, 100, hashing) == len(TEXTS) - written
    assert all(found(TEXTS, killed.out))
    assert not list(killed.out.glob("*.unfinished"))


def test_the_real_encoder_is_found_and_loaded_by_the_workers(tmp_path: Path, models: Path) -> None:
    from index.ray_encoding import encode_with_ray
    from index.sentence_encoder import SentenceEncoder

    weights, texts = locate(DEFAULT_MODEL, models), ["Add flights to Ningbo.", "增加渡輪班次。"]
    assert encode_with_ray(texts, weights, tmp_path) == 2
    _, vectors = ParquetVectors(tmp_path, weights.digest).find([row_digest(weights.digest, text) for text in texts])
    assert vectors == pytest.approx(SentenceEncoder(weights).encode(texts, Role.PASSAGE), abs=1e-3)


def test_a_cluster_that_is_not_there_is_told() -> None:
    code = (
        "from index.ray_encoding import session\nfrom corpus.errors import EncoderError\n"
        "try:\n    session(1).__enter__()\nexcept EncoderError as error:\n    print(error)"
    )
    environment = {**os.environ, "RAY_ADDRESS": "127.0.0.1:1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    assert "Ray cannot be used at 127.0.0.1:1, which RAY_ADDRESS names: [Errno 111]" in done.stdout


def test_a_job_that_was_killed_leaves_no_process(killed: Killed) -> None:
    for _ in range(600):
        if not users_of(killed.temporary):
            break
        time.sleep(0.1)
    assert not users_of(killed.temporary)
