"""The list of releases as a page: filtered by a plain form, fifty on a page, each with what belongs to it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.release_list import ON_A_PAGE
from api.settings import Settings
from tests.api.collection import COLLECTION, DREDGING, FERRY, HARBOURS, ROADS
from tests.api.services import service_over
from tests.api.test_pages import MARKUP, read
from tests.doubles import release_of

NOTICES = [
    release_of(
        f"Notice {number} to mariners",
        f"Buoy {number} is moved.",
        id=f"N{number:03}",
        issuer=ROADS if number % 3 else HARBOURS,
        issued=f"{date(2024, 1, 1) + timedelta(number)}T10:00:00+08:00",
        url=f"https://example.test/N{number}.htm",
    )
    for number in range(120)
]
EMPTY = {"issuer": "", "language": "", "issued_from": "", "issued_to": "", "title": ""}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[TestClient]:
    service = service_over([*COLLECTION, *NOTICES], tmp_path_factory.mktemp("index"))
    with TestClient(create_app(lambda: service, settings)) as client:
        yield client


def listed(client: TestClient, **params: str | int) -> list[str]:
    """The ids of the releases that a page lists, in order, without those that are linked beside them."""
    page = client.get("/releases", params=params).text
    return [item.split('"')[0] for item in page.split('<li><a href="/releases/')[1:]]


def told(client: TestClient, **params: str | int) -> str:
    """What a page says on how many there are."""
    page = client.get("/releases", params=params).text
    return " ".join(page.split('<p role="status">')[1].split("</p>")[0].split())


def test_all_releases_are_on_some_page_the_latest_first(client: TestClient) -> None:
    pages = [listed(client, page=number) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [ON_A_PAGE, ON_A_PAGE, 24]
    assert [one for page in pages for one in page] == [
        one["id"] for one in client.get("/v1/releases").json()["releases"]
    ]
    assert told(client) == "124 releases, 1 to 50 on this page"
    assert told(client, page=3) == "124 releases, 101 to 124 on this page"


def test_pages_are_linked_and_keep_the_filter(client: TestClient) -> None:
    params: dict[str, str | int] = {"issuer": ROADS, "title": "notice", "page": 1}
    [older] = [link for link in read(client, "/releases", **params).links if "page=" in link]
    assert client.get(older).text == client.get("/releases", params={**params, "page": 2}).text
    assert set(listed(client, **params)).isdisjoint(listed(client, **{**params, "page": 2}))
    assert client.get("/releases", params={"page": 4}).status_code == 422


@pytest.mark.parametrize(
    ("params", "ids"),
    [
        ({"title": "HARBOUR begin"}, ["H2", "H1"]),
        ({"title": "工程"}, ["H1C"]),
        ({"language": "zh-Hant"}, ["H1C"]),
        ({"issuer": ROADS, "issued_from": "2025-01-01"}, ["R1"]),
        ({"issued_from": "2025-03-03", "issued_to": "2025-03-03"}, ["H1C", "H1"]),
        ({"title": "Mars"}, []),
    ],
)
def test_the_form_filters(client: TestClient, params: dict[str, str], ids: list[str]) -> None:
    assert listed(client, **EMPTY | params) == ids
    page = client.get("/releases", params=EMPTY | params).text
    assert all(f'value="{value}"' in page for value in params.values())
    assert told(client, **params) == (f"{len(ids)} of 124 releases" if ids else "None of 124 releases is such a one.")


def test_a_form_left_empty_lists_all(client: TestClient) -> None:
    assert client.get("/releases", params=EMPTY).text == client.get("/releases").text


@pytest.mark.parametrize(
    "params",
    [
        {"issued_from": "soon"},
        {"language": "tlh"},
        {"page": "0"},
        {"issued_from": "2025-02-02", "issued_to": "2025-02-01"},
    ],
)
def test_what_is_no_filter_is_a_problem(client: TestClient, params: dict[str, str]) -> None:
    assert client.get("/releases", params=params).status_code == 422


def test_markup_in_the_form_stays_text(client: TestClient) -> None:
    page = read(client, "/releases", issuer=MARKUP, title=MARKUP)
    assert not {"img", "script", "b"} & set(page.tags)


def test_each_release_leads_to_its_editions_and_to_what_came_after_it(client: TestClient) -> None:
    for path in ("/releases?title=harbour", "/releases/H1"):
        page = client.get(path).text
        assert 'href="/releases/H1C" lang="zh-Hant"' in page
        assert "繁體中文" in page
        assert 'Corrected by <a href="/releases/H2">' in page
    assert "Corrected by" not in client.get("/releases/H2").text


def test_an_answer_on_the_page_shows_what_belongs_to_its_quotes(client: TestClient) -> None:
    page = client.get("/", params={"question": DREDGING}).text
    assert "內港疏浚工程耗資4,000萬元。" in page
    assert 'Corrected by <a href="/releases/H2">' in page
    also = client.get("/", params={"question": FERRY}).text.split("The same also stands in")[1]
    assert "Harbour works begin</a> (2025-03-03)" in also


def test_the_home_page_counts_all_and_lists_the_newest(client: TestClient) -> None:
    page = read(client, "/")
    assert "124 releases" in client.get("/").text
    assert len([link for link in page.links if link.startswith("/releases/")]) == 10
    assert "/releases" in page.links
