"""Whatever bytes a reader is given, it gives a release or a ReleaseError, and soon."""

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ReleaseError
from corpus.model import Release
from corpus.read import READERS, read_file
from corpus.split import split
from tests.corpus.documents import ADDRESS, documents, pdf_file
from tests.corpus.pages import CHINESE, ENGLISH
from tests.corpus.texts import TEXTS

GIVEN = {**ADDRESS, "issuer": "Harbour Office", "issued": "2026-01-01"}
SAMPLES = {
    **documents(),
    "infogov.html": ENGLISH.encode(),
    "infogov-zh.html": CHINESE.encode(),
    "small.pdf": pdf_file("Ferries to Gullholm", "", "The council will add eight ferries."),
}
NAMES = st.sampled_from(sorted(SAMPLES))
SECONDS = 5
PIECES = (
    b"<", b">", b"<table><tr><td>", b"</p>", b"<li>", b"<script>", b"<!--", b"&#0;", b"&#xD800;", b"\x00", b"\xff",
    b"# ", b"| a | b |\n|---|---|\n", b"> " * 50, b"- " * 50, b"---\n", b"```", b"[a](b)", b'{"text": "', b'"}\n',
    b"\\ud800", b"obj\n<<", b"stream\n", b"/Pages 2 0 R", b"endobj", b"%PDF-1.7", b"PK\x03\x04", b"\n",
    "會議。".encode(),
)  # fmt: skip
XML_PIECES = (
    b"",
    b"<w:p/>",
    b"<w:tbl><w:tr/></w:tbl>",
    b"<w:r><w:t/></w:r>",
    b"</w:p>",
    b"<w:pPr>",
    b"x",
    b"&amp;",
    b"\xff",
)


@st.composite
def mutated(draw: st.DrawFn, name: str) -> bytes:
    """A valid document in which some stretches are cut out, doubled or written over."""
    content = bytearray(SAMPLES[name])
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 300)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=40) | st.just(bytes(content[start:end]) * 2))
        content[start:end] = piece
    return bytes(content)


@st.composite
def mutated_word(draw: st.DrawFn) -> bytes:
    """A Word file, whole as an archive, of which one part is damaged."""
    file, damaged = io.BytesIO(), draw(st.sampled_from(["word/document.xml", "word/styles.xml", "docProps/core.xml"]))
    with zipfile.ZipFile(io.BytesIO(SAMPLES["flats.docx"])) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == damaged:
                start = draw(st.integers(0, len(content)))
                cut = draw(st.integers(0, 60))
                content = content[:start] + draw(st.sampled_from(XML_PIECES)) + content[start + cut :]
            new.writestr(name, content)
    return file.getvalue()


def check(folder: Path, name: str, content: bytes) -> None:
    """Read a file with that content; what it gives can be split, and its spans hold."""
    path = folder / name
    path.write_bytes(content)
    begun = time.monotonic()
    for found in read_file(path, {} if name.endswith("jsonl") else GIVEN):
        if isinstance(found, ReleaseError):
            assert str(found).startswith(str(path))
            continue
        assert isinstance(found, Release)
        outline = split(found)
        found.text.encode()
        statements = [statement for passage in outline.passages for statement in passage.statements]
        assert all(statement.span.of(found.text) == statement.text for statement in statements)
    assert time.monotonic() - begun < SECONDS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for the files."""
    return tmp_path_factory.mktemp("fuzz")


@pytest.mark.parametrize("suffix", [*READERS, ".jsonl"])
@settings(max_examples=60)
@given(content=st.binary(max_size=400) | st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
def test_arbitrary_bytes_give_a_release_or_its_error(folder: Path, suffix: str, content: bytes) -> None:
    check(folder, f"bytes{suffix}", content)


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_document_gives_a_release_or_its_error(folder: Path, name: str, data: st.DataObject) -> None:
    check(folder, name, data.draw(mutated(name)))


@settings(max_examples=100)
@given(content=mutated_word())
def test_a_word_file_with_a_damaged_part_gives_a_release_or_its_error(folder: Path, content: bytes) -> None:
    check(folder, "damaged.docx", content)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@given(text=TEXTS)
def test_any_text_gives_a_release_or_its_error(folder: Path, suffix: str, text: str) -> None:
    check(folder, f"text{suffix}", text.encode("utf-8", "surrogatepass"))


DEEP: dict[str, Callable[[int], str]] = {
    "divs.html": lambda n: "<div>" * n + "x",
    "lists.html": lambda n: "<h1>Title</h1><p>Text of the page.</p>" + "<ul><li>x" * n,
    "tables.html": lambda n: "<table><tr><td>x" * n,
    "infogov.html": lambda n: ENGLISH.replace("Visitors", "<b><i>" * n + "Visitors"),
    "quotes.md": lambda n: "> " * n + "x",
    "lists.md": lambda n: "\n".join("  " * m + "- x" for m in range(min(n, 300))),
    "brackets.md": lambda n: "[" * n + "](x" * n,
    "stars.md": lambda n: "*a **b " * n,
    "comments.md": lambda n: "<!-- <script> <a " * n,
    "fences.md": lambda n: "---\n" + "a: b\n" * n,
    "tags.html": lambda n: "<meta charset=utf-8>" + "<meta " * n + "<a href='" * n,
    "dashes.txt": lambda n: "Title\n" + "a-\n" * n + "2026年" * n,
    "one-line.txt": lambda n: "Title\n" + "1 May 2026 – " * n,
    "spaces.txt": lambda n: "Title\n" + " " * n + "Issued by " * n,
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_deeply_or_repeated_long_takes_no_longer(folder: Path, name: str) -> None:
    check(folder, name, DEEP[name](3_000).encode())
