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
# The assistant is handed its searcher: of the index it knows the types. Calibration builds indexes of its own.
ASSISTANT_MAY_USE = {"index.hits"}
ASSISTANT_TOOLS = {"calibrate.py", "examples.py"}
ONE_FILE_EACH = {
    "sentence_transformers": "index/sentence_encoder.py",
    "faiss": "index/dense.py",
    "bm25s": "index/lexical.py",
    "sentencex": "corpus/statements.py",
    "opencc": "corpus/words.py",
    "Stemmer": "corpus/words.py",
    "lxml": "corpus/infogov.py",
    "spellchecker": "assistant/vocabulary.py",
    "rapidfuzz": "assistant/vocabulary.py",
    "uvicorn": "api/cli.py",
}
HEAVY = ("torch", "transformers", "sentence_transformers", "faiss", "bm25s", "scipy")
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
    for path in (ROOT / "assistant").glob("*.py"):
        if path.name not in ASSISTANT_TOOLS:
            assert {name for name in imports(path) if name.startswith("index")} <= ASSISTANT_MAY_USE, path


@pytest.mark.parametrize(("library", "file"), ONE_FILE_EACH.items())
def test_a_heavy_library_is_imported_by_one_file(library: str, file: str) -> None:
    users = {str(path.relative_to(ROOT)) for path in sources() if library in {n.split(".")[0] for n in imports(path)}}
    assert users == {file}


def test_the_application_is_imported_without_any_heavy_library_and_builds_nothing(tmp_path: Path) -> None:
    code = f"import sys, api.app, api.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert not list(tmp_path.iterdir())


def test_every_file_says_what_it_is_for_and_has_one_job() -> None:
    for path in sources():
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), path
        assert len(text.splitlines()) <= MAX_LINES, path
