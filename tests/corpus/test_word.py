"""A Word file is read by its styles, or by what is bold; what was deleted in it is gone, what was inserted stands."""

import io
import zipfile

import docx
import pytest

from corpus import word
from corpus.errors import ReleaseError
from corpus.model import BlockKind
from corpus.word import read_word
from tests.corpus.documents import saved, word_file


def repacked(**changed: str) -> bytes:
    """A Word file with the contents of some of its parts replaced; underscores stand for slashes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name.replace("/", "_").removesuffix(".xml"), old.read(name)))
    return file.getvalue()


def test_styles_and_bold_lines_give_the_same_headings() -> None:
    styled, bold = read_word(word_file())[0], read_word(word_file(styled=False))[0]
    assert [text for kind, text in styled if kind is BlockKind.HEADING] == ["Building", "Rents"]
    assert [text for kind, text in bold if kind is BlockKind.HEADING] == ["Building", "Rents"]
    assert styled[0] == bold[0] == (BlockKind.TITLE, "Alberry to build 240 flats on the old cattle market")


def test_listed_paragraphs_are_items_and_a_break_ends_no_paragraph() -> None:
    blocks = read_word(word_file())[0]
    assert (BlockKind.ITEM, "Keep the market hall as it is;") in blocks
    assert any(text.startswith("The Housing Office of Alberry will build 240 flats on the old") for _, text in blocks)


def test_tracked_changes_read_as_if_accepted_and_content_controls_are_read() -> None:
    texts = [text for _, text in read_word(word_file())[0]]
    assert texts[-2:] == ["Tenants may apply from eight o’clock.", "Questions: 0800 61 62."]


@pytest.mark.parametrize(
    ("title", "first", "expected"),
    [
        ("Flats", "A short line", "A short line"),
        ("Flats", "A whole sentence of the text.", "Flats"),
        ("", "A whole sentence of the text.", "A whole sentence of the text."),
    ],
)
def test_the_title_among_the_properties_counts_where_the_text_has_none(title: str, first: str, expected: str) -> None:
    document = docx.Document()
    document.core_properties.title = title
    document.add_paragraph(first)
    document.add_paragraph("The office will build.")
    assert read_word(saved(document))[0][0] == (BlockKind.TITLE, expected)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "this is no Word file, or a damaged one"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the file is encrypted, or in Word's old format"),
        (word_file()[:2000], "this is no Word file, or a damaged one"),
        (repacked(word_document="<broken"), "this is no Word file, or a damaged one"),
        (repacked(word_document="<a/>"), "damaged"),
    ],
)
def test_a_word_file_that_cannot_be_read_says_why(content: bytes, error: str) -> None:
    with pytest.raises(ReleaseError, match=error):
        read_word(content)


def test_a_file_that_grows_too_large_when_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_UNPACKED", 10_000)
    with pytest.raises(ReleaseError, match="larger than 0 MB unpacked"):
        read_word(word_file())
