"""JSON lines are read a row at a time: each gives a release, or an error that names its line and what is wrong."""

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import jsonl
from corpus.errors import ReleaseError
from corpus.model import Release
from corpus.read import read_file, read_release
from tests.corpus.documents import ROWS, json_lines


def read(folder: Path, content: bytes, **given: str) -> list[Release | ReleaseError]:
    """What a file with that content gives."""
    path = folder / "rows.jsonl"
    path.write_bytes(content)
    return list(read_file(path, given))


def told(folder: Path, row: bytes | dict[str, object]) -> str:
    """What the error says of a row between two good ones, which are read all the same."""
    content = row if isinstance(row, bytes) else json.dumps(row).encode()
    first, error, last = read(folder, json_lines(ROWS[0]) + content + b"\n" + json_lines(ROWS[1]))
    assert isinstance(first, Release)
    assert isinstance(last, Release)
    assert isinstance(error, ReleaseError)
    return str(error).removeprefix(f"{folder / 'rows.jsonl'}, ")


def test_each_row_is_a_release(tmp_path: Path) -> None:
    english, chinese = read(tmp_path, json_lines(*ROWS))
    assert isinstance(english, Release)
    assert isinstance(chinese, Release)
    assert english.text.split("\n\n") == [
        "Fire brigade opens two stations",
        "The fire brigade will open two stations in May.",
        "Staff",
        "It will train 40 volunteers.",
    ]
    assert [str(block.kind) for block in english.blocks] == ["title", "paragraph", "heading", "paragraph"]
    assert (english.id, english.issuer, english.url) == ("FIRE-1", "Fire Brigade of Wey", "https://fire.example/1")
    assert english.issued.isoformat() == "2026-04-02T10:00:00+02:00"
    assert chinese.text == "消防隊開設兩個分局\n\n消防隊將於五月開設兩個分局。"
    assert (chinese.language, chinese.editions, chinese.supersedes) == ("zh-Hant", ("FIRE-1",), "FIRE-0")
    assert chinese.issued.isoformat() == "2026-04-02T00:00:00+00:00"


def test_blank_lines_and_a_byte_order_mark_are_no_rows(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"\xef\xbb\xbf" + json_lines(ROWS[0]) + b"\r\n  \n" + json_lines(ROWS[1]))) == 2
    assert read(tmp_path, b"") == []


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (b"{", "line 2: the row is not JSON: "),
        (b"[1]", "line 2: a row has to be an object such as "),
        (b"\xff{}", "line 2: not UTF-8 at byte 0 of the row"),
        (b"[" * 100_000, "line 2: the row is nested too deeply"),
        (b'{"text": ' * 100_000, "line 2: the row is nested too deeply"),
        (b"1" * 100_000, "line 2: the row is not JSON: "),
        ({**ROWS[0], "author": "Bo"}, "line 2: the key 'author' is not known; known are id, title, text"),
        ({**ROWS[0], "text": 5}, "line 2: the value of 'text' has to be a string"),
        ({**ROWS[0], "editions": [5]}, "line 2: the value of 'editions' has to be a string"),
        ({**ROWS[0], "text": ""}, "line 2: the key 'text' is missing or empty"),
        ({**ROWS[0], "issuer": None}, "line 2: 'issuer' is unknown; give it with --issuer or"),
        ({**ROWS[0], "url": None}, "line 2: 'url' is unknown; give it with --url or"),
        ({**ROWS[0], "id": None}, "line 2: 'id' is unknown; give it with --id or"),
        ({**ROWS[0], "issued": "soon"}, "line 2: 'issued' is 'soon', not a time such as"),
        ({**ROWS[0], "url": "javascript:alert(1)"}, "line 2: the url 'javascript:alert(1)' has to begin with"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_goes_on(tmp_path: Path, row: bytes | dict[str, object], error: str) -> None:
    assert told(tmp_path, row).startswith(error)


def test_a_row_longer_than_may_be_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_ROW", 2**12)
    assert told(tmp_path, b'{"text": "' + b"x" * 20_000 + b'"}').startswith("line 2: the row is longer than 0 MB")


def test_what_is_given_holds_for_every_row(tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text('{"issuer": "Coast Guard"}', encoding="utf-8")
    found = read(tmp_path, json_lines(*ROWS), language="zh-Hans")
    assert [(r.issuer, r.language) for r in found if isinstance(r, Release)] == [("Coast Guard", "zh-Hans")] * 2


@pytest.mark.parametrize("key", ["id", "title", "url"])
def test_what_can_be_said_of_one_document_only_is_refused_for_several(tmp_path: Path, key: str) -> None:
    (error,) = read(tmp_path, json_lines(*ROWS), **{key: "https://a.example/"})
    assert f"{key!r} is given, but the file holds several documents; leave it out" in str(error)
    (release,) = read(tmp_path, json_lines(ROWS[0]), url="https://a.example/")
    assert isinstance(release, Release)
    assert release.url == "https://a.example/"


def test_a_file_of_several_or_none_is_no_single_release(tmp_path: Path) -> None:
    read(tmp_path, json_lines(*ROWS))
    with pytest.raises(ReleaseError, match="the file holds several releases"):
        read_release(tmp_path / "rows.jsonl")
    read(tmp_path, b"\n")
    with pytest.raises(ReleaseError, match="the file holds no release"):
        read_release(tmp_path / "rows.jsonl")


def test_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("wb") as file:
        for _ in range(2_000):
            file.write(json_lines({**ROWS[0], "text": "The brigade will train. " * 200}))
    tracemalloc.start()
    count = sum(isinstance(release, Release) for release in first(read_file(path), 300))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, path.stat().st_size > 9_000_000) == (300, True)
    assert peak < 3_000_000


def first(releases: Iterator[Release | ReleaseError], count: int) -> Iterator[Release | ReleaseError]:
    """So many of them, and none kept."""
    for _ in range(count):
        yield next(releases)
