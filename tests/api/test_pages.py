"""The pages for people show answers and releases without JavaScript, and text stays text."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from starlette.testclient import TestClient

ID = "P2025042400475"
MARKUP = "<img src=x onerror=alert(1)></script><b>"


class Reader(HTMLParser):
    """Collects what a page shows: the words in marks, the targets of links, all ids, all tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.marked, self.links, self.ids, self.tags = "", list[str](), list[str](), list[str]()
        self._in_mark = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._in_mark |= tag == "mark"
        self.tags.append(tag)
        self.links += [values["href"]] if tag == "a" and values.get("href") else []  # type: ignore[list-item]
        self.ids += [values["id"]] if values.get("id") else []  # type: ignore[list-item]

    def handle_endtag(self, tag: str) -> None:
        self._in_mark &= tag != "mark"

    def handle_data(self, data: str) -> None:
        self.marked += data if self._in_mark else ""


def read(client: TestClient, path: str, **params: Any) -> Reader:
    response = client.get(path, params=params or None)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    return Reader(response.text)


def test_a_question_asked_on_the_page_is_answered_on_the_page(client: TestClient) -> None:
    page = client.get("/", params={"question": "Which documents were signed?"}).text
    assert "Letter of Intent on Strengthening Exchanges" in page
    assert f"/releases/{ID}?start=" in page


def test_a_citation_leads_to_a_page_where_exactly_the_quote_is_marked(client: TestClient) -> None:
    answer = client.post("/v1/answers", json={"question": "Which documents were signed?"}).json()
    for citation in answer["citations"]:
        page = read(client, citation["view_url"])
        assert page.marked == citation["quote"]["exact"]
        assert page.ids.count("quote") == 1


def test_a_mark_over_several_blocks_is_cut_at_their_ends(client: TestClient) -> None:
    text = client.get(f"/v1/releases/{ID}").json()["text"]
    page = read(client, f"/releases/{ID}", start=0, end=len(text))
    assert page.marked == text.replace("\n\n", "")
    assert page.ids.count("quote") == 1


def test_the_release_page_shows_every_block_and_a_permalink_for_each_passage(client: TestClient) -> None:
    release = client.get(f"/v1/releases/{ID}").json()
    page = read(client, f"/releases/{ID}")
    assert page.marked == ""
    anchors = {passage["id"].split("#")[1] for passage in release["passages"]}
    assert anchors | {section["slug"] for section in release["sections"]} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert release["url"] in page.links


@pytest.mark.parametrize("params", [{"start": 5}, {"end": 5}, {"start": 5, "end": 5}, {"start": 0, "end": 10**6}])
def test_a_span_that_is_not_in_the_release_is_a_problem(client: TestClient, params: dict[str, int]) -> None:
    response = client.get(f"/releases/{ID}", params=params)
    assert response.status_code == 422
    assert "start" in response.json()["detail"]


def test_markup_in_a_question_stays_text(client: TestClient) -> None:
    page = read(client, "/", question=MARKUP, history=[MARKUP])
    assert not {"img", "script", "b"} & set(page.tags)


def test_earlier_questions_travel_with_the_form(client: TestClient) -> None:
    first = client.get("/", params={"question": "What are the measures on aviation?"}).text
    assert '<input type="hidden" name="history" value="What are the measures on aviation?">' in first
    params = {"question": "How many are there?", "history": ["What are the measures on aviation?"]}
    assert "2 of 2" in client.get("/", params=params).text


def test_a_refusal_looks_different_from_an_answer(client: TestClient) -> None:
    page = client.get("/", params={"question": "What did Hong Kong agree with Jiangsu?"}).text
    assert 'class="refused"' in page
    assert "is not an answer" in page
    assert "Jiangsu" in page


def test_pages_load_nothing_from_other_hosts_and_run_nothing_that_stands_in_them(client: TestClient) -> None:
    for path in ("/", f"/releases/{ID}", "/static/style.css"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
    assert re.findall(r"<script[^>]*>(.*?)</script>", client.get("/").text) == [""]


def test_a_form_that_is_posted_is_answered_like_a_link(client: TestClient) -> None:
    fields = {"question": "How many are there?", "history": ["What are the measures on aviation?"]}
    posted = client.post("/", data=fields)
    assert posted.status_code == 200
    assert posted.text == client.get("/", params=fields).text
    assert "<communique-chat" in client.post("/", data={"question": " "}).text


def test_the_home_page_says_what_is_covered_and_how_to_embed_it(client: TestClient) -> None:
    page = client.get("/").text
    assert "1 release, as of" in page
    assert "24 April 2025" in page
    assert "/widget/communique-chat.js&quot;" in page or 'src="http://testserver/widget/communique-chat.js"&gt;' in page
    assert page.count("/?question=") == 3


def test_the_suggested_questions_on_the_page_are_answered_in_full(client: TestClient) -> None:
    for link in (link for link in read(client, "/").links if link.startswith("/?question=")):
        assert "2 of 2" in client.get(link).text
