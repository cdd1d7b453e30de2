"""An address gives the releases that it holds, read by the type that the server names, or by the suffix."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest

from corpus.errors import ReleaseError
from corpus.fetch import Fetcher
from corpus.model import Release
from corpus.remote import id_of_address, read_url
from tests.corpus.documents import ROWS, documents, json_lines
from tests.corpus.pages import CHINESE, ENGLISH
from tests.serving import listening

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENTS = {
    **documents(),
    "rows": json_lines({"text": 5}, *ROWS),
    "english": ENGLISH.encode(),
    "chinese": CHINESE.replace('<meta charset="utf-8">', "").encode("big5hkscs"),
}
HERE = Fetcher(allowed="127.0.0.1".__eq__)


class Handler(BaseHTTPRequestHandler):
    """Gives the content that the query names, with the type that it names."""

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        content = CONTENTS[query["give"][0]]
        self.send_response(200)
        self.send_header("Content-Type", query.get("type", [""])[0])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Give the address of a server on loopback."""
    with listening(Handler) as address:
        yield address


def read(url: str, **given: str) -> list[Release | ReleaseError]:
    """What an address gives."""
    return list(read_url(url, given, HERE))


@pytest.mark.parametrize(
    ("name", "content_type", "path"),
    [
        ("agency.html", "text/html", "a"),
        ("agency.html", "application/xhtml%2Bxml", "a.php"),
        ("agency.html", "application/octet-stream", "a.htm"),
        ("harbour.md", "text/markdown", "a"),
        ("harbour.md", "text/plain", "a.md"),
        ("library.txt", "text/plain", "a.php"),
        ("water.pdf", "application/pdf", "a"),
        ("water.pdf", "", "a.PDF"),
        ("flats.docx", WORD, "a.txt"),
    ],
)
def test_the_reader_is_chosen_by_type_and_then_by_suffix(server: str, name: str, content_type: str, path: str) -> None:
    (release,) = read(f"{server}/{path}?give={name}&type={content_type}", id="X1")
    assert isinstance(release, Release), release
    assert (release.id, len(release.blocks) > 8) == ("X1", True)


def test_a_type_that_is_not_supported_is_named(server: str) -> None:
    url = f"{server}/a.png?give=english&type=image/png"
    (error,) = read(url)
    assert str(error) == f"{url}: the content type 'image/png' is not supported; save the release as a file"


def test_the_address_is_the_url_where_the_page_names_none(server: str) -> None:
    url = f"{server}/news/ferries.html?give=english"
    (ours,) = read(f"{url}&type=text/html")
    (other,) = read(f"{server}/news/water%20mains.html?give=water.pdf&type=application/pdf")
    assert isinstance(ours, Release)
    assert isinstance(other, Release)
    assert (ours.id, ours.url) == (
        "P2025050200123",
        "https://www.info.gov.hk/gia/general/202505/02/P2025050200123.htm",
    )
    assert other.url == f"{server}/news/water%20mains.html?give=water.pdf&type=application/pdf"
    assert other.id == "127.0.0.1-news-water-mains-give=water.pdf&type=application-pdf"


def test_the_charset_that_the_server_names_counts(server: str) -> None:
    (release,) = read(f"{server}/a?give=chinese&type=text/html;charset=big5")
    assert isinstance(release, Release)
    assert release.title == "三個碼頭開設閱讀室"


def test_rows_are_a_release_each_and_a_bad_one_is_named(server: str) -> None:
    url = f"{server}/a?give=rows&type=application/x-ndjson"
    bad, first, second = read(url)
    assert str(bad) == f"{url}, line 1: the value of 'text' has to be a string"
    assert [r.id for r in (first, second) if isinstance(r, Release)] == ["FIRE-1", "FIRE-1-zh"]


def test_what_stays_unknown_or_is_not_fetched_is_an_error_that_names_the_address(server: str) -> None:
    (unknown,) = read(f"{server}/a?give=ferries.pdf&type=application/pdf")
    assert str(unknown).endswith("'issuer' is unknown; give it with --issuer or in a JSON file beside the release")
    (refused,) = read_url(server)
    assert "which is not a public one" in str(refused)


def test_ids_of_long_addresses_are_cut_and_stay_apart() -> None:
    long = "https://a.example/" + "x" * 300
    assert len(id_of_address(long)) <= 120
    assert id_of_address(long) != id_of_address(long + "y")
    assert id_of_address("https://a.example/") == "a.example"
