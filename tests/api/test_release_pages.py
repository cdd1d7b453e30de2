"""The list of releases, and a release's page with several spans marked."""

from starlette.testclient import TestClient

from tests.api.test_pages import ID, read


def test_the_list_names_every_release_and_leads_to_it(client: TestClient) -> None:
    page = read(client, "/releases")
    for release in client.get("/v1/releases").json()["releases"]:
        assert f"/releases/{release['id']}" in page.links
        assert release["url"] in page.links


def test_every_span_cited_is_marked_and_can_be_gone_to(client: TestClient) -> None:
    citations = client.post("/v1/answers", json={"question": "Which documents were signed?"}).json()["citations"]
    quotes = sorted((one["quote"] for one in citations), key=lambda quote: quote["start"])
    page = read(client, f"/releases/{ID}", cite=[f"{quote['start']}-{quote['end']}" for quote in quotes])
    assert page.marked == "".join(quote["exact"] for quote in quotes)
    anchors = ["quote", *(f"quote-{number}" for number in range(2, len(quotes) + 1))]
    assert [one for one in page.ids if one.startswith("quote")] == anchors
    assert {f"#{anchor}" for anchor in anchors} <= set(page.links)


def test_spans_that_overlap_are_marked_once_and_each_keeps_its_place(client: TestClient) -> None:
    text = client.get(f"/v1/releases/{ID}").json()["text"]
    page = read(client, f"/releases/{ID}", cite=["10-30", "20-40", "10-30", "10-15"])
    assert page.marked == text[10:40]
    assert sorted(one for one in page.ids if one.startswith("quote")) == ["quote", "quote-2", "quote-3"]


def test_what_is_no_span_is_a_problem_that_says_so(client: TestClient) -> None:
    for cite in ("", "5", "5-", "9-5", "0-999999999", "a-b", "1-2-3"):
        response = client.get(f"/releases/{ID}", params={"cite": cite})
        assert response.status_code == 422, cite
        assert "start < end" in response.json()["detail"]
