"""A file becomes a release, or an error that names the file, the value at fault and the remedy."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from corpus.digests import digest_of
from corpus.errors import CommuniqueError, ReleaseError, UnknownRelease
from corpus.read import packaged_releases, read_file, read_release
from tests.corpus.pages import ENGLISH
from tests.doubles import METADATA

BESIDE = "or in a JSON file beside the release"


def write(folder: Path, text: str | bytes, beside: str | None = json.dumps(METADATA), suffix: str = ".txt") -> Path:
    """A file with that text, and what lies beside it."""
    path = folder / f"release{suffix}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    if beside is not None:
        path.with_suffix(".json").write_text(beside, encoding="utf-8")
    return path


def without(key: str) -> str:
    """The metadata of small releases but one."""
    return json.dumps({name: value for name, value in METADATA.items() if name != key})


def given(**metadata: object) -> str:
    """The metadata of small releases with something changed."""
    return json.dumps({**METADATA, **metadata})


def message(path: Path) -> str:
    """What the error says that reading the file raises, which always opens with the file's path."""
    with pytest.raises(ReleaseError) as caught:
        read_release(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    return text.removeprefix(f"{path}: ")


def test_a_text_with_a_file_beside_it_is_a_release(tmp_path: Path) -> None:
    release = read_release(write(tmp_path, "Title\n*****\nText.\nNNNN\n"))
    assert (release.id, release.title, release.text) == ("P1", "Title", "Title\n\nText.")
    assert (release.issuer, release.url, release.language) == (METADATA["issuer"], METADATA["url"], "en")
    assert release.issued == datetime.fromisoformat(METADATA["issued"])
    assert release.digest == digest_of("Title\n\nText.")


def test_an_id_that_is_not_given_is_the_name_of_the_file(tmp_path: Path) -> None:
    assert read_release(write(tmp_path, "Title", without("id"))).id == "release"


def test_an_issue_time_that_is_not_given_is_found_in_the_closing_lines(tmp_path: Path) -> None:
    text = "Title\nText.\nEnds/Friday, May 2, 2025\nIssued at HKT 9:05\n"
    issued = read_release(write(tmp_path, text, without("issued"))).issued
    assert issued == datetime.fromisoformat("2025-05-02T09:05:00+08:00")
    assert issued.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(("text", "language"), [("會議結束", "zh-Hant"), ("会议结束", "zh-Hans"), ("The end", "en")])
def test_a_language_that_is_not_given_is_found_in_the_text(tmp_path: Path, text: str, language: str) -> None:
    assert read_release(write(tmp_path, text)).language == language


def test_what_lies_beside_a_page_overrides_what_the_page_says(tmp_path: Path) -> None:
    beside = json.dumps({"id": "X1", "issuer": "Harbour Office", "language": "zh-Hans"})
    release = read_release(write(tmp_path, ENGLISH, beside, ".HTM"))
    assert (release.id, release.issuer, release.language) == ("X1", "Harbour Office", "zh-Hans")
    assert release.url.endswith("/P2025050200123.htm")


def test_a_byte_order_mark_and_windows_line_ends_are_no_words(tmp_path: Path) -> None:
    assert read_release(write(tmp_path, b"\xef\xbb\xbfTitle\r\n\r\nText.\r\n")).text == "Title\n\nText."


@pytest.mark.parametrize("key", ["issuer", "url", "issued"])
def test_what_stays_unknown_is_named_with_the_remedy(tmp_path: Path, key: str) -> None:
    assert (
        message(write(tmp_path, "Title\nText.", without(key))) == f"'{key}' is unknown; give it with --{key} {BESIDE}"
    )


def test_an_empty_value_is_unknown_too(tmp_path: Path) -> None:
    assert message(write(tmp_path, "Title", given(issuer=""))) == f"'issuer' is unknown; give it with --issuer {BESIDE}"


@pytest.mark.parametrize("release_id", ["P1#a", "P 1", "a/b", "P?1", "100%", "新聞", "a\\b"])
def test_an_id_that_means_something_in_an_address_is_refused(tmp_path: Path, release_id: str) -> None:
    told = message(write(tmp_path, "Title", given(id=release_id)))
    assert told == f"the id {release_id!r} has to be ASCII without spaces and '#/?%\\'"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//a.test", "https://a.test/ b", 'https://"']
)
def test_an_address_that_is_no_address_of_the_web_is_refused(tmp_path: Path, url: str) -> None:
    assert message(write(tmp_path, "Title", given(url=url))).startswith(f"the url {url!r} has to begin with https://")


def test_an_issue_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    told = message(write(tmp_path, "Title", given(issued="2025-04-24T18:32:00")))
    assert told == "'issued' is '2025-04-24T18:32:00', without a time zone such as +08:00"


def test_an_issue_time_that_is_none_is_refused(tmp_path: Path) -> None:
    told = message(write(tmp_path, "Title", given(issued="yesterday")))
    assert told == "'issued' is 'yesterday', not a time such as 2025-04-24T18:32:00+08:00"


def test_an_unknown_suffix_is_named_with_those_that_are_known(tmp_path: Path) -> None:
    told = message(write(tmp_path, "Title", suffix=".odt"))
    known = ".txt, .html, .htm, .md, .markdown, .pdf, .docx, .jsonl, .ndjson"
    assert told == f"the suffix '.odt' is not supported; supported are {known}"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    told = message(write(tmp_path, "會議".encode("big5")))
    assert told == "not UTF-8 at byte 0; save the file as UTF-8"


@pytest.mark.parametrize("text", ["", "\n \n", "-----\nNNNN\n", "\u200b"])
def test_a_file_without_words_is_refused(tmp_path: Path, text: str) -> None:
    assert message(write(tmp_path, text)) == "the release has no text; give a file with a title and at least one line"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "No such file" in message(tmp_path / "nowhere.txt")


def test_a_broken_file_beside_a_release_is_named(tmp_path: Path) -> None:
    told = message(write(tmp_path, "Title", '{"id": "P1",}'))
    assert told.startswith("release.json is not JSON: ")
    assert "line 1 column" in told


@pytest.mark.parametrize("beside", ['["P1"]', given(issued=2025), "null"])
def test_a_file_beside_a_release_has_to_be_an_object_of_strings(tmp_path: Path, beside: str) -> None:
    assert message(write(tmp_path, "Title", beside)) == "release.json has to be an object of strings"


def test_the_packaged_releases_come_in_the_order_of_their_ids() -> None:
    stems = [path.stem for path in packaged_releases()]
    assert "P2025042400475" in stems
    assert stems == sorted(set(stems))


def test_an_unknown_release_is_named_and_told_where_to_look() -> None:
    error = UnknownRelease("P9")
    assert isinstance(error, CommuniqueError)
    assert error.release_id == "P9"
    assert str(error) == "no release has the id 'P9'; GET /v1/releases lists those that there are"


def test_what_is_given_overrides_the_file_beside_and_the_file_itself(tmp_path: Path) -> None:
    path = write(tmp_path, ENGLISH, json.dumps({"id": "X1", "issuer": "Harbour Office"}), ".html")
    release = read_release(path, {"issuer": "Lighthouse Office", "supersedes": "X0", "editions": "X2 X3", "id": ""})
    assert (release.id, release.issuer) == ("X1", "Lighthouse Office")
    assert (release.supersedes, release.editions) == ("X0", ("X2", "X3"))
    assert release.url.endswith("/P2025050200123.htm")


def test_a_title_given_that_the_text_does_not_open_with_comes_before_it(tmp_path: Path) -> None:
    path = write(tmp_path, "PRESS RELEASE\nThe council met.\nIt will meet again.")
    release = read_release(path, {"title": "The council meets"})
    assert release.title == "The council meets"
    assert [(str(b.kind), b.span.of(release.text)) for b in release.blocks[:2]] == [
        ("title", "The council meets"),
        ("paragraph", "PRESS RELEASE"),
    ]
    assert read_release(path, {"title": "PRESS RELEASE"}).text == read_release(path).text


@pytest.mark.parametrize("stem", ["Press release 5", "新聞 5", "a#b?c%d"])
def test_a_file_whose_name_is_no_id_gets_one_made_of_it(tmp_path: Path, stem: str) -> None:
    path = tmp_path / f"{stem}.txt"
    path.write_text("Title\nText.", encoding="utf-8")
    made = read_release(path, METADATA | {"id": ""}).id
    assert made in ("Press-release-5", "XinWen-5", "a-b-c-d")


@pytest.mark.parametrize("key", ["supersedes", "editions"])
def test_the_ids_of_other_releases_have_to_be_ids_too(tmp_path: Path, key: str) -> None:
    assert message(write(tmp_path, "Title", given(**{key: "P#1"}))).startswith("the id 'P#1' has to be ASCII")


def test_a_date_given_alone_is_midnight_in_utc(tmp_path: Path) -> None:
    release = read_release(write(tmp_path, "Title", given(issued="2025-04-24")))
    assert release.issued == datetime.fromisoformat("2025-04-24T00:00:00+00:00")


def test_an_unknown_key_in_the_file_beside_is_named(tmp_path: Path) -> None:
    told = message(write(tmp_path, "Title", given(publisher="Harbour Office")))
    assert told.startswith("release.json has the key 'publisher'; known are id, title, issuer")


def test_an_error_comes_in_place_of_a_release_and_stops_nothing(tmp_path: Path) -> None:
    (told,) = read_file(tmp_path / "nowhere.txt")
    assert isinstance(told, ReleaseError)
    assert "No such file" in str(told)


def test_a_text_in_lines_of_a_fixed_width_has_its_paragraphs_joined(tmp_path: Path) -> None:
    lines = ["The council will open three reading rooms at the", "piers of the town, and lend books there to all"]
    text = "\n".join(
        ["Title", "", *lines, "who ask; nobody has to pay for it, and everyone is", "welcome there.", "", "End"]
    )
    assert read_release(write(tmp_path, text)).text.split("\n\n") == [
        "Title",
        f"{lines[0]} {lines[1]} who ask; nobody has to pay for it, and everyone is welcome there.",
        "End",
    ]
