"""The command that encodes beforehand takes every text that an index needs, and tells how many."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.encoding import texts_of
from corpus.read import packaged_releases
from index.digests import row_digest
from index.encoder import DEFAULT_MODEL, locate

REPOSITORY = Path(__file__).parents[2]
RUN = "import typer; from api.encoding import encode; typer.run(encode)"
RELEASE = (
    "Air\n\nAdd flights to Ningbo. Train pilots.\n",
    '{"issuer": "I", "issued": "2026-01-01T00:00:00+08:00", "url": "https://example.test/"}',
)


def written(folder: Path) -> Path:
    """A file with a release, and what is known of it beside it."""
    for suffix, text in zip((".txt", ".json"), RELEASE, strict=True):
        (folder / f"air{suffix}").write_text(text, encoding="utf-8")
    return folder / "air.txt"


def test_the_texts_are_those_of_passages_and_statements(tmp_path: Path) -> None:
    texts = list(texts_of([written(tmp_path), *packaged_releases()]))
    assert texts[:4] == ["Air", "Add flights to Ningbo. Train pilots.", "Add flights to Ningbo.", "Train pilots."]
    assert len(texts) > 50


def test_a_file_that_cannot_be_read_is_told_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = list(texts_of([tmp_path / "nowhere.txt", written(tmp_path)]))
    assert texts[0] == "Air"
    assert "left out: " in (told := capsys.readouterr().err)
    assert "nowhere.txt" in told.replace("\n", "")


@pytest.mark.slow
def test_a_second_run_encodes_nothing(tmp_path: Path, models: Path) -> None:
    from index.parquet import ParquetVectors

    out = tmp_path / "vectors"
    environment = {**os.environ, "COMMUNIQUE_HOME": str(models)}
    command = [sys.executable, "-c", RUN, str(written(tmp_path)), "--out", str(out)]
    told = [
        subprocess.run(
            command, cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE, text=True, check=True
        ).stderr.splitlines()[-1]
        for _ in range(2)
    ]
    assert [line.split(" into ")[0] for line in told] == ["Encoded 4 texts", "Encoded 0 texts"]
    weights = locate(DEFAULT_MODEL, models)
    texts = texts_of([written(tmp_path)])
    assert ParquetVectors(out, weights.digest).contains([row_digest(weights.digest, text) for text in texts]).all()
