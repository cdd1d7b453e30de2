"""Which releases count is said with a question, a search, a list, and by the Model Context Protocol, and is kept to."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.service import Service
from api.settings import Settings
from api.wire import AnswerModel
from tests.api.collection import COLLECTION, DREDGING, FERRY, HARBOURS, ROADS, TUNNEL
from tests.api.leftover import leftover
from tests.api.services import service_over
from tests.api.test_mcp import call
from tests.api.wellformed import check_answer, check_problem
from tests.serving import serving

FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({"release_ids": ["H1", "R1"]}, {"H1", "R1"}),
    ({"issuers": [ROADS]}, {"R1"}),
    ({"issuers": [ROADS.upper(), "Nobody"]}, {"R1"}),
    ({"languages": ["zh-Hant"]}, {"H1C"}),
    ({"issued_from": "2025-03-10"}, {"H2", "R1"}),
    ({"issued_to": "2025-03-10", "languages": ["en"]}, {"H1", "H2"}),
    ({"issued_from": "2025-03-04", "issued_to": "2025-04-01"}, {"H2"}),
    ({"issuers": ["Nobody"]}, set()),
]
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"issued_from": "yesterday"}, "issued_from"),
    ({"issued_to": "2025-02-30"}, "issued_to"),
    ({"languages": ["tlh"]}, "languages/0"),
    ({"languages": []}, "languages"),
    ({"issuers": []}, "issuers"),
    ({"release_ids": []}, "release_ids"),
    ({"issued_from": "2025-04-02", "issued_to": "2025-04-01"}, "issued_from=2025-04-02 is after issued_to=2025-04-01"),
]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_over(COLLECTION, tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def client(many: Service, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: many, settings)) as client:
        yield client


def used(answer: dict[str, Any]) -> set[str]:
    """The releases that an answer quotes, or shows as coming close."""
    return {one["release_id"] for one in (*answer["citations"], *answer["nearest"])}


@pytest.mark.parametrize("question", [DREDGING, FERRY, TUNNEL, "List all measures", "最新消息是甚麼？"])
@pytest.mark.parametrize(("given", "passing"), FILTERS)
def test_an_answer_is_from_the_releases_that_pass(
    client: TestClient, many: Service, question: str, given: dict[str, Any], passing: set[str]
) -> None:
    answer = client.post("/v1/answers", json={"question": question, **given}).json()
    assert used(answer) <= passing
    assert set(answer["coverage"]["release_ids"] if answer["coverage"] else ()) <= passing
    model = AnswerModel.model_validate(answer)
    check_answer(model, many)
    assert leftover(model, (), many.searcher.outlines.entries) == []


@pytest.mark.parametrize(("given", "passing"), FILTERS)
def test_a_search_finds_all_releases_that_pass_and_no_others(
    client: TestClient, given: dict[str, Any], passing: set[str]
) -> None:
    hits = client.post("/v1/search", json={"query": "harbour", "limit": 50, **given}).json()["hits"]
    assert {hit["release_id"] for hit in hits} == passing


def test_what_one_filter_lets_through_is_answered_and_what_it_does_not_is_refused(client: TestClient) -> None:
    statuses = {
        issuer: client.post("/v1/answers", json={"question": TUNNEL, "issuers": [issuer]}).json()["status"]
        for issuer in (ROADS, HARBOURS)
    }
    assert statuses == {ROADS: "answered", HARBOURS: "not_stated"}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (TUNNEL, "No release is chosen by these filters"),
        ("隧道何時關閉？", "沒有新聞公報符合所選條件"),
        ("隧道何时关闭？", "没有新闻公报符合所选条件"),
    ],
)
def test_if_no_release_passes_the_refusal_says_that_none_was_read(client: TestClient, question: str, said: str) -> None:
    answer = client.post("/v1/answers", json={"question": question, "issuers": ["Nobody"]}).json()
    assert (answer["status"], answer["confidence"], answer["missing"]) == ("not_stated", 0.0, [question])
    assert answer["text"].startswith(said)
    assert "\n\n" not in answer["text"]


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/search"])
@pytest.mark.parametrize(("given", "said"), WRONG)
def test_what_is_no_filter_is_a_problem_that_names_it(
    client: TestClient, path: str, given: dict[str, Any], said: str
) -> None:
    response = client.post(path, json={"question" if path == "/v1/answers" else "query": FERRY, **given})
    check_problem(response)
    assert response.status_code == 422
    assert said in response.json()["detail"]


def test_an_id_that_no_release_has_is_a_problem(client: TestClient) -> None:
    for body in ({"question": FERRY}, {"query": FERRY}):
        path = "/v1/answers" if "question" in body else "/v1/search"
        response = client.post(path, json={**body, "release_ids": ["H1", "H9"]})
        check_problem(response)
        assert (response.status_code, "H9" in response.json()["detail"]) == (404, True)


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", ["R1", "H2", "H1C", "H1"]),
        (f"issuer={HARBOURS}", ["H2", "H1C", "H1"]),
        (f"issuer={HARBOURS}&issuer={ROADS}&language=en", ["R1", "H2", "H1"]),
        ("language=zh-Hant&language=zh-Hans", ["H1C"]),
        ("issued_from=2025-03-10&issued_to=2025-03-10", ["H2"]),
        ("issuer=Nobody", []),
    ],
)
def test_releases_are_listed_by_filters_and_page_by_page(client: TestClient, query: str, listed: list[str]) -> None:
    whole = client.get(f"/v1/releases?{query}").json()
    assert ([one["id"] for one in whole["releases"]], whole["total"]) == (listed, len(listed))
    paged = [client.get(f"/v1/releases?{query}&limit=2&offset={offset}").json() for offset in (0, 2, 4)]
    assert [one["id"] for page in paged for one in page["releases"]] == listed
    assert {page["total"] for page in paged} == {len(listed)}


BACKWARDS = "issued_from=2025-04-02&issued_to=2025-04-01"
LISTS = [
    *(f"/v1/releases?{query}" for query in ("limit=0", "limit=1001", "offset=-1")),
    *(
        f"/v1/{path}?{query}"
        for path in ("releases", "facets")
        for query in ("language=tlh", "issued_to=soon", BACKWARDS)
    ),
]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_that_there_cannot_be_is_a_problem(client: TestClient, path: str) -> None:
    response = client.get(path)
    check_problem(response)
    assert response.status_code == 422


def test_facets_count_what_can_be_chosen(client: TestClient) -> None:
    assert client.get("/v1/facets").json() == {
        "issuers": {HARBOURS: 3, ROADS: 1},
        "languages": {"en": 3, "zh-Hant": 1},
        "issued_from": "2025-03-03",
        "issued_to": "2025-04-02",
    }
    roads = client.get("/v1/facets", params={"issuer": ROADS}).json()
    assert (roads["issuers"], roads["languages"]) == ({ROADS: 1}, {"en": 1})
    none = client.get("/v1/facets", params={"issuer": "Nobody"}).json()
    assert none == {"issuers": {}, "languages": {}, "issued_from": None, "issued_to": None}


def test_suggestions_are_drawn_from_the_releases_that_pass(client: TestClient) -> None:
    found = client.get("/v1/suggestions", params={"issuer": ROADS}).json()["suggestions"]
    assert found
    assert "Dredging" not in str(found)
    check_problem(client.get(f"/v1/suggestions?{BACKWARDS}"))


def test_a_release_and_a_citation_tell_what_belongs_to_them(client: TestClient) -> None:
    first = client.get("/v1/releases/H1").json()
    assert (first["editions"], first["revision"]["release_id"], first["revision"]["relation"]) == (
        ["H1C"], "H2", "corrected",
    )  # fmt: skip
    [cited] = client.post("/v1/answers", json={"question": DREDGING, "release_ids": ["H1"]}).json()["citations"]
    assert cited["revision"] == first["revision"]
    assert [one["quote"]["exact"] for one in cited["editions"]] == ["內港疏浚工程耗資4,000萬元。"]
    [cited] = client.post("/v1/answers", json={"question": FERRY}).json()["citations"]
    assert (cited["release_id"], [one["release_id"] for one in cited["also"]]) == ("R1", ["H1"])


def test_the_tools_of_mcp_keep_to_filters(many: Service, settings: Settings) -> None:
    with serving(create_app(lambda: many, settings)) as address:
        for given, passing in FILTERS:
            results = call(address, "search", query="harbour", allowed=given)["results"]
            assert {one["id"].split("#")[0] for one in results} == passing
            assert used(call(address, "answer", question=FERRY, allowed=given)) <= passing
        for given, said in WRONG:
            assert said.split("/")[0] in call(address, "answer", question=FERRY, allowed=given)
        assert "H9" in call(address, "search", query="harbour", allowed={"release_ids": ["H9"]})
