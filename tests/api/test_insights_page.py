"""The insights are for whoever has the token: as a page without scripts or styles in it, as JSON, as a table."""

import csv
import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import create_engine, insert
from starlette.testclient import TestClient

from api.app import create_app
from api.overview import Remembering, overview
from api.records import QUESTIONS, Records
from api.service import Service
from api.settings import Settings
from api.sign_in import COOKIE, SIGNED_IN_SECONDS
from index.encoder import Role
from tests.doubles import HashingEncoder

TOKEN = "correct horse battery"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
MARS, FORMULA = "How much is a ticket to Mars?", "=HYPERLINK(1) to Mars?"


def settings_of(folder: Path, **more: object) -> Settings:
    return Settings.model_validate({"home": folder, "insights_token": TOKEN, **more})


@pytest.fixture
def client(service: Service, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: service, settings_of(tmp_path))) as client:
        yield client


def fill(folder: Path, *rows: tuple[str, str, int]) -> None:
    """Keep questions: each with its status, and how many days ago it was asked."""
    url = Settings(home=folder).database_url
    Records(url, 30).questions(1)
    now = datetime.now(UTC)
    with create_engine(url).begin() as connection:
        for question, status, ago in rows:
            asked = now - timedelta(days=ago)
            connection.execute(insert(QUESTIONS).values(answer_id="a", question=question, status=status, asked=asked))


def test_without_a_token_there_is_no_such_page(service: Service, tmp_path: Path) -> None:
    with TestClient(create_app(lambda: service, Settings(home=tmp_path))) as client:
        for headers in ({}, BEARER, {"Authorization": "Bearer "}, {"Cookie": f"{COOKIE}=1.a"}):
            assert client.get("/insights", headers=headers).status_code == 404
        assert client.post("/insights", data={"token": ""}).status_code == 404
        assert client.post("/insights/sign-out").status_code == 404


@pytest.mark.parametrize("shown", [None, "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x"])
def test_a_machine_without_the_token_is_refused(client: TestClient, shown: str | None) -> None:
    refused = client.get("/insights", headers={"Authorization": shown} if shown else {})
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert refused.json()["type"] == "urn:communique:problem:unauthorized"


def test_a_machine_with_the_token_gets_json_or_a_table(client: TestClient, tmp_path: Path) -> None:
    fill(
        tmp_path,
        (MARS, "not_stated", 0),
        (MARS, "not_stated", 2),
        ("Who came?", "answered", 2),
        ("Old?", "partial", 29),
    )
    week = client.get("/insights", params={"days": 7}, headers=BEARER).json()
    assert week["totals"] == {"answered": 1, "partial": 0, "not_stated": 2}
    assert [(day["answered"], day["not_stated"]) for day in week["days"]] == [(0, 0)] * 4 + [(1, 1), (0, 0), (0, 1)]
    assert [(one["question"], one["count"]) for one in week["unstated"]] == [(MARS, 2)]
    assert len(client.get("/insights", headers=BEARER).json()["unstated"]) == 2
    by_format = client.get("/insights", params={"format": "csv"}, headers=BEARER)
    for table in (by_format, client.get("/insights", headers={**BEARER, "Accept": "text/csv"})):
        assert table.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
        assert [MARS, "2"] in [row[1:3] for row in rows]


def test_a_period_that_is_not_offered_is_refused(client: TestClient) -> None:
    assert client.get("/insights", params={"days": 8}, headers=BEARER).status_code == 422


def test_a_person_signs_in_by_the_form_and_out_again(client: TestClient) -> None:
    shown = client.get("/insights", headers=PAGE)
    assert (shown.status_code, 'type="password"' in shown.text) == (401, True)
    wrong = client.post("/insights", data={"token": "wrong"}, headers=PAGE)
    assert (wrong.status_code, "not the token" in wrong.text, "set-cookie" in wrong.headers) == (401, True, False)
    entered = client.post("/insights", data={"token": TOKEN}, headers=PAGE, follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "/insights")
    assert "Nothing has been asked" in client.get("/insights", headers=PAGE).text
    client.post("/insights/sign-out")
    assert client.get("/insights", headers=PAGE).status_code == 401


def test_the_cookie_is_not_the_token_and_is_shown_to_this_page_alone(client: TestClient) -> None:
    cookie = client.post("/insights", data={"token": TOKEN}, follow_redirects=False).headers["set-cookie"]
    assert TOKEN not in cookie
    attributes = cookie.split("; ")[1:]
    assert {"HttpOnly", "Path=/insights", "SameSite=strict", f"Max-Age={SIGNED_IN_SECONDS}"} == set(attributes)
    secure = TestClient(client.app, base_url="https://testserver")
    assert "Secure" in secure.post("/insights", data={"token": TOKEN}, follow_redirects=False).headers["set-cookie"]


def test_a_cookie_that_ended_or_was_changed_or_is_of_another_token_lets_nobody_in(
    client: TestClient, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/insights", data={"token": TOKEN}, follow_redirects=False)
    cookie = client.cookies[COOKIE]
    ends, signature = cookie.split(".")
    client.cookies.clear()

    def status(value: str, at: TestClient = client) -> int:
        return at.get("/insights", headers={"Cookie": f"{COOKIE}={value}"}).status_code

    assert status(cookie) == 200
    for changed in (f"{int(ends) + 1}.{signature}", f"{ends}.{'0' * 64}", ends, "", "x.y", f"{ends}.", "9" * 400):
        assert status(changed) == 401
    with TestClient(create_app(lambda: service, settings_of(tmp_path, insights_token=TOKEN[::-1]))) as other:
        assert status(cookie, other) == 401
    later = time.time() + SIGNED_IN_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert status(cookie) == 401


def test_tokens_cannot_be_tried_beyond_the_rate_limit(service: Service, tmp_path: Path) -> None:
    with TestClient(create_app(lambda: service, settings_of(tmp_path, rate_limit="4/minute"))) as client:
        statuses = [client.get("/insights", headers={"Authorization": "Bearer no"}).status_code for _ in range(2)]
        statuses += [client.post("/insights", data={"token": "no"}).status_code for _ in range(3)]
        assert statuses == [401, 401, 401, 401, 429]
        assert client.get("/insights", headers=BEARER).status_code == 429
        assert client.get("/insights", headers=PAGE).status_code == 401


def test_nothing_of_it_is_cached_or_framed(client: TestClient) -> None:
    for headers in ({}, PAGE, BEARER, BEARER | PAGE):
        found = client.get("/insights", headers=headers).headers
        assert (found["cache-control"], found["x-frame-options"]) == ("no-store", "DENY")


def test_the_page_shows_counts_charts_groups_and_votes(client: TestClient, tmp_path: Path) -> None:
    fill(
        tmp_path,
        *((MARS, "not_stated", day) for day in range(3)),
        ("Who came?", "answered", 1),
        ("誰付款？", "partial", 1),
    )
    vote = {"answer_id": "a", "question": "Who came?", "status": "answered", "vote": "down", "comment": "<b>All</b>"}
    client.post("/v1/feedback", json=vote)
    page = client.get("/insights", params={"days": 7}, headers=BEARER | PAGE).text
    assert re.findall(r"<dt>([\w ]+)</dt><dd>(\d+)", page) == [
        ("asked", "5"), ("answered", "1"), ("partial", "1"), ("not stated", "3")
    ]  # fmt: skip
    days, groups = (ET.fromstring(one) for one in re.findall(r"<svg.*?</svg>", page, re.DOTALL))
    words = {element.text for element in days.iter("{http://www.w3.org/2000/svg}text")}
    assert {"answered", "partial", "not stated", "questions", "day"} <= words
    words = {element.text for element in groups.iter("{http://www.w3.org/2000/svg}text")}
    assert {MARS, "誰付款？", "times asked"} <= words
    assert "&lt;b&gt;All&lt;/b&gt;" in page
    assert 'aria-current="page">7 days' in page


def test_the_page_holds_nothing_that_its_policy_forbids(client: TestClient, tmp_path: Path) -> None:
    fill(tmp_path, (MARS, "not_stated", 0), (FORMULA, "not_stated", 0), ("Who came?", "answered", 1))
    page = client.get("/insights", headers=BEARER | PAGE).text
    assert page.count("<svg") == 2
    assert not re.search(r"<style|\sstyle=|<script|\son\w+=", page)


def test_what_is_left_out_is_told(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(
        tmp_path,
        *((f"Question of {number}?", "not_stated", 0) for number in range(7)),
        ("Question of 6?", "partial", 0),
    )
    records = Records(Settings(home=tmp_path).database_url, 30)
    found = overview(records, HashingEncoder(), 7, most=3)
    assert (found.wordings, found.left_out) == (7, 4)
    assert sum(group.count for group in found.groups) == 4
    monkeypatch.setattr("api.insights_page.overview", partial(overview, most=3))
    monkeypatch.setattr("api.insights_page.SHOWN", 1)
    with TestClient(create_app(lambda: service, settings_of(tmp_path, keep_days=5))) as client:
        page = " ".join(client.get("/insights", params={"days": 7}, headers=BEARER | PAGE).text.split())
    assert "Of 7 different wordings the 3 asked most are grouped; the other 4 are in no group" in page
    assert "Questions are kept for 5 days" in page


def test_a_wording_is_encoded_once_and_the_oldest_is_forgotten() -> None:
    encoder = HashingEncoder()
    remembering = Remembering(encoder, most=2)
    first = remembering.encode(["a", "b", "a"], Role.QUERY)
    assert (first == HashingEncoder().encode(["a", "b", "a"], Role.QUERY)).all()
    remembering.encode(["b", "a"], Role.QUERY)
    assert encoder.texts == ["a", "b"]
    remembering.encode(["c"], Role.QUERY)
    remembering.encode(["a"], Role.QUERY)
    assert encoder.texts == ["a", "b", "c"]
    remembering.encode(["b"], Role.QUERY)
    assert encoder.texts == ["a", "b", "c", "b"]


def test_a_token_that_can_be_guessed_is_an_error_and_none_is_shown() -> None:
    with pytest.raises(ValueError, match="insights_token") as raised:
        Settings.model_validate({"insights_token": "short"})
    assert "'short'" not in str(raised.value)
    assert TOKEN not in repr(Settings.model_validate({"insights_token": TOKEN}))
