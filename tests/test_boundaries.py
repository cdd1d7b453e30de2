"""Imports point one way, heavy libraries have one file each, and nothing is built at import time."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "corpus": set[str](),
    "index": {"corpus"},
    "assistant": {"corpus", "index"},
    "api": {"corpus", "index", "assistant"},
}
# The assistant is handed its searcher: of the index it knows the types. Training and measuring build indexes of their
# own.
ASSISTANT_MAY_USE = {"index.hits", "index.encoder"}
ASSISTANT_TOOLS = {
    "calibrate.py", "examples.py", "focus_examples.py", "govdocs.py", "reader/train.py", "reader/release_groups.py",
    "reader/page_groups.py", "reader/release_statements.py", "reader/train_bi_encoder.py",
    "reader/export.py", "reader/sharing.py",
}  # fmt: skip
ONE_FILE_EACH = {
    "sentence_transformers": "index/sentence_encoder.py",
    "faiss": "index/dense.py",
    "bm25s": "index/lexical.py",
    "sentencex": "corpus/statements.py",
    "opencc": "corpus/words.py",
    "Stemmer": "corpus/words.py",
    "lxml": "corpus/trees.py",
    "trafilatura": "corpus/web.py",
    "pypdfium2": "corpus/pdf.py",
    "docx": "corpus/word.py",
    "markdown_it": "corpus/markdown.py",
    "httpcore": "corpus/connecting.py",
    "spellchecker": "assistant/english.py",
    "rapidfuzz": "assistant/vocabulary.py",
    "uvicorn": "api/server.py",
    "matplotlib": "api/plots.py",
    "sqlalchemy": "api/records.py",
    "mcp": "api/mcp_server.py",
    "prometheus_client": "api/metrics.py",
    "structlog": "api/log.py",
    "httpx": "api/language_model.py",
    "opentelemetry": "api/telemetry.py",
    "ir_measures": "assistant/retrieval.py",
    "pymilvus": "index/milvus.py",
    "ray": "index/ray_encoding.py",
    "pyarrow": "index/parquet.py",
}
# What several files import, each for a reason: those that answer and those that train, or measure.
FEW_FILES = {
    "sentencepiece": {"index/tokenizing.py", "assistant/reader/tokens.py"},
    "onnxruntime": {"assistant/reader/shipped.py", "index/onnx_encoder.py", "index/shrink.py"},
    "onnx": {"assistant/reader/sharing.py", "index/shrink.py"},
    "torch": {
        "index/sentence_encoder.py",
        "assistant/reader/network.py",
        "assistant/reader/bi_network.py",
        "assistant/reader/export.py",
        "assistant/reader/train.py",
        "assistant/reader/train_bi_encoder.py",
    },
    "transformers": {"index/sentence_encoder.py", "assistant/reader/network.py", "assistant/reader/bi_network.py"},
    "scipy": {"assistant/calibrate.py", "assistant/fitting.py"},
    "sklearn": {
        "assistant/calibrate.py",
        "assistant/reader/card.py",
        "assistant/reliability.py",
        "assistant/govdocs.py",
    },
}
HEAVY = (
    "torch", "transformers", "sentence_transformers", "faiss", "bm25s", "scipy", "sklearn", "onnxruntime", "onnx",
    "matplotlib", "ir_measures", "opentelemetry.sdk", "trafilatura", "pypdfium2", "docx", "lxml", "pymilvus", "ray",
    "pyarrow",
)  # fmt: skip
# What a module may not import before it is needed, as every command, or every start of the server, would wait for it.
LATE = {
    "api.cli": "fastapi starlette uvicorn mcp sqlalchemy jinja2 structlog httpx prometheus_client limits rich.progress"
    " spellchecker assistant",
    "api.loading": "fastapi starlette mcp sqlalchemy jinja2 onnxruntime sentencepiece tokenizers faiss",
    "api.app": "mcp structlog limits.strategies sqlalchemy.dialects.postgresql uvicorn onnxruntime sentencepiece"
    " tokenizers faiss",
}
MAX_LINES = 260


def sources() -> list[Path]:
    return sorted(path for package in ALLOWED for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_the_packages_before_it(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        siblings = {name.split(".")[0] for name in imports(path)} & set(ALLOWED) - {package}
        assert siblings <= ALLOWED[package], path


def test_the_assistant_knows_only_the_types_of_the_index() -> None:
    folder = ROOT / "assistant"
    for path in folder.rglob("*.py"):
        if path.relative_to(folder).as_posix() not in ASSISTANT_TOOLS:
            assert {name for name in imports(path) if name.startswith("index")} <= ASSISTANT_MAY_USE, path


def users_of(library: str) -> set[str]:
    using = (path for path in sources() if library in {name.split(".")[0] for name in imports(path)})
    return {path.relative_to(ROOT).as_posix() for path in using}


def test_every_tool_of_the_assistant_exists() -> None:
    assert [name for name in ASSISTANT_TOOLS if not (ROOT / "assistant" / name).exists()] == []


@pytest.mark.parametrize(("library", "file"), ONE_FILE_EACH.items())
def test_a_heavy_library_is_imported_by_one_file(library: str, file: str) -> None:
    assert users_of(library) == {file}


@pytest.mark.parametrize(("library", "files"), FEW_FILES.items())
def test_what_trains_and_runs_networks_is_imported_by_few_files(library: str, files: set[str]) -> None:
    assert users_of(library) == files


def ours(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            files = (ROOT / f"{name.replace('.', '/')}.py" for name in names)
            yield from (file for file in files if file.exists())


def test_nothing_that_serves_reaches_what_only_trains_or_measures() -> None:
    reached, new = set[Path](), set((ROOT / "api").rglob("*.py"))
    while new:
        reached |= new
        new = {file for path in new for file in ours(path)} - reached
    names = {path.relative_to(ROOT).as_posix() for path in reached}
    assert {"assistant/reader/judge.py", "assistant/reader/tokens.py", "index/dense.py"} <= names
    assert names.isdisjoint(f"assistant/{name}" for name in ASSISTANT_TOOLS)


def test_the_application_is_imported_without_any_heavy_library_and_builds_nothing(tmp_path: Path) -> None:
    code = f"import sys, api.app, api.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("module", "late"), LATE.items())
def test_what_takes_long_to_import_is_imported_when_it_is_needed(module: str, late: str) -> None:
    code = f"import sys, {module}; print([name for name in {late.split()!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_file_says_what_it_is_for_and_has_one_job() -> None:
    for path in sources():
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), path
        assert len(text.splitlines()) <= MAX_LINES, path
