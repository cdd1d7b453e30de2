"""In a real browser: one asks, gets a cited answer as it comes, and checks where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from api.app import create_app
from api.records import Records
from api.service import Service
from api.settings import Settings
from assistant.answering import Assistant
from assistant.rephrase import Rephraser, Written
from tests.assistant.doubles import WordScorer
from tests.browser.conftest import Ask
from tests.browser.hosts import Scripted, host
from tests.serving import serving

pytestmark = pytest.mark.slow
SIGNED = "Which documents were signed?"
JOINED = "What exchange of airport management experience, and what frequency of flights to the airports in Hangzhou?"
INLINE = '<communique-chat mode="inline" endpoint="{endpoint}"></communique-chat>'


def wire(page: Page, address: str, question: str) -> dict[str, Any]:
    """The answer of the endpoint, as the widget got it."""
    answer: dict[str, Any] = page.request.post(f"{address}/v1/answers", data={"question": question}).json()
    return answer


def test_an_answer_shows_each_quote_with_a_marker_that_opens_its_source(page: Page, address: str, ask: Ask) -> None:
    page.goto(address)
    ask(page, SIGNED)
    citations = wire(page, address, SIGNED)["citations"]
    expect(page.locator(".exact")).to_have_text([one["quote"]["exact"] for one in citations])
    for number, citation in enumerate(citations):
        page.locator(".marker").nth(number).click()
        expect(page.locator(".source")).to_have_count(1)
        expect(page.locator(".source mark")).to_have_text([citation["quote"]["exact"]])
        assert page.locator(".excerpt p").count() > 1


def test_from_the_source_one_gets_to_the_same_words_marked_in_the_release(page: Page, address: str, ask: Ask) -> None:
    page.goto(address)
    ask(page, SIGNED)
    quote = page.locator(".exact").nth(1).inner_text()
    page.locator(".marker").nth(1).click()
    assert page.get_by_role("link", name="Original page").get_attribute("href", timeout=5000).count("#:~:text=") == 1  # type: ignore[union-attr]
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open the release at this place").click()
    marks = opened.value.locator("mark")
    assert marks.all_inner_texts() == [quote]
    expect(marks).to_be_in_viewport()


def test_all_quotes_of_an_answer_are_stepped_through_on_the_release_s_page(page: Page, address: str, ask: Ask) -> None:
    page.goto(address)
    ask(page, SIGNED)
    quotes = page.locator(".exact").all_inner_texts()
    with page.expect_popup() as opened:
        page.get_by_role("link", name=f"All {len(quotes)} quotes").click()
    release = opened.value
    assert len(parse_qs(urlsplit(release.url).query)["cite"]) == len(quotes)
    expect(release.locator("output")).to_have_text(f"1 of {len(quotes)}")
    seen = []
    for _ in quotes:
        expect(release.locator("mark.current")).to_be_in_viewport()
        seen.append(release.locator("mark.current").inner_text())
        release.get_by_role("button", name="Next quote").click()
    assert sorted(seen) == sorted(quotes)
    expect(release.locator("output")).to_have_text(f"1 of {len(quotes)}")


def test_a_refusal_shows_what_comes_closest_as_no_answer(page: Page, address: str, ask: Ask) -> None:
    page.goto(address)
    ask(page, "How much is a ticket to Mars?")
    turn = page.locator("[data-status=not_stated]")
    expect(turn.locator(".status")).to_have_text("Not stated")
    expect(turn.get_by_role("list", name="Closest, not an answer").locator("li")).to_have_count(3)
    assert turn.locator("blockquote").count() == 0
    turn.get_by_role("button", name="Show in the release").first.click()
    closest = turn.locator(".nearest > li > p").first.inner_text()
    expect(turn.locator("mark")).to_have_text([closest])


def test_markup_in_a_question_is_shown_as_it_was_typed(page: Page, address: str, ask: Ask) -> None:
    page.goto(address)
    ask(page, "Is <b>Mars</b> a [port](https://evil.example) \\ [1]?")
    refused = page.locator("[data-status=not_stated] .body")
    expect(refused).to_contain_text("“Is <b>Mars</b> a [port](https://evil.example) \\ [1]?”")
    assert refused.locator("b, a[href*=evil]").count() == 0


def test_a_greeting_is_no_question(page: Page, address: str, ask: Ask) -> None:
    page.goto(address)
    ask(page, "Hello!")
    expect(page.locator("[data-status=no_question] .status")).to_have_text("No question")


def test_a_suggestion_is_drawn_from_the_release_and_answered_in_full(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".suggestion").first.click()
    expect(page.locator("[data-status=answered] [part=coverage]")).to_have_text("2 of 2")
    expect(page.locator(".suggestion").first).to_be_hidden()


def test_a_conversation_survives_a_reload_and_can_be_cleared(page: Page, address: str, ask: Ask) -> None:
    page.goto(address)
    ask(page, SIGNED)
    shown = page.locator(".turn").inner_text()
    page.reload()
    assert page.locator(".turn").inner_text() == shown
    page.get_by_role("button", name="Clear the conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Your question")).to_be_focused()
    page.reload()
    expect(page.locator(".suggestion").first).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)


def test_a_release_that_has_changed_since_is_not_shown_with_a_wrong_mark(page: Page, address: str, ask: Ask) -> None:
    def change(route: Route) -> None:
        release = route.fetch().json()
        route.fulfill(json={**release, "text": f"Corrected. {release['text']}"})

    page.route("**/v1/releases/*", change)
    page.goto(address)
    ask(page, SIGNED)
    page.locator(".marker").first.click()
    expect(page.get_by_role("status")).to_contain_text("The release has changed since this answer.")
    expect(page.locator(".source")).to_have_count(0)


def test_a_vote_and_a_comment_are_kept(page: Page, address: str, ask: Ask, settings: Settings) -> None:
    page.goto(address)
    ask(page, SIGNED)
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_role("textbox", name="What was right").fill("The annexes are missing.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".feedback")).to_contain_text("Thank you.")
    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    kept = Records(settings.database_url, 0).votes()[-1]
    assert (kept.question, kept.vote, kept.comment) == (SIGNED, "down", "The annexes are missing.")


def test_what_is_copied_names_its_source(browser: Browser, address: str, ask: Ask) -> None:
    context = browser.new_context(locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    ask(page, SIGNED)
    citation = wire(page, address, SIGNED)["citations"][0]
    page.locator(".marker").first.click()
    page.get_by_role("button", name="Copy the citation").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    for part in (citation["quote"]["exact"], citation["title"], "24 April 2025", citation["url"]):
        assert part in copied
    page.get_by_role("button", name="Copy the answer").click()
    page.wait_for_function("async (known) => await navigator.clipboard.readText() !== known", arg=copied)
    assert SIGNED in page.evaluate("navigator.clipboard.readText()")
    context.close()


def type_question(page: Page) -> None:
    """Ask without waiting for the answer."""
    page.get_by_role("textbox", name="Your question").fill(SIGNED)
    page.keyboard.press("Enter")


@pytest.fixture
def scripted(page: Page, address: str) -> Scripted:
    return Scripted(wire(page, address, SIGNED))


def test_text_is_shown_as_it_comes_and_announced_once_when_it_is_whole(
    page: Page, address: str, scripted: Scripted
) -> None:
    with serving(scripted.app()) as endpoint, serving(host(address, INLINE, endpoint=endpoint)) as origin:
        page.goto(origin)
        type_question(page)
        expect(page.locator(".exact")).to_have_count(len(scripted.answer["citations"]))
        expect(page.locator("[data-status=asking]")).to_have_count(1)
        expect(page.get_by_role("status")).to_have_text("Searching …")
        scripted.finish.set()
        expect(page.locator("[data-status=answered]")).to_be_focused()
        expect(page.get_by_role("status")).to_contain_text("The full list")


def test_an_answer_can_be_stopped_and_asked_for_again(page: Page, address: str, scripted: Scripted) -> None:
    with serving(scripted.app()) as endpoint, serving(host(address, INLINE, endpoint=endpoint)) as origin:
        page.goto(origin)
        type_question(page)
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("[data-status=stopped] .status")).to_have_text("Stopped")
        scripted.finish.set()
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("[data-status=answered]")).to_have_count(1)
        assert [one["history"] for one in scripted.asked] == [[], []]


def test_a_connection_that_breaks_off_can_be_tried_again(page: Page, address: str, scripted: Scripted) -> None:
    scripted.breaks = 1
    scripted.finish.set()
    with serving(scripted.app()) as endpoint, serving(host(address, INLINE, endpoint=endpoint)) as origin:
        page.goto(origin)
        type_question(page)
        broken = page.locator("[data-status=failed]")
        expect(broken).to_contain_text("The connection broke off.")
        page.reload()
        expect(broken).to_contain_text("The connection broke off.")
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("[data-status=answered]")).to_have_count(1)


def test_a_partial_answer_says_what_is_missing_and_how_the_question_was_understood(
    page: Page, address: str, scripted: Scripted
) -> None:
    said, understood = "The releases do not say: “who paid?”", "which documents did both sign, and who paid?"
    scripted.answer |= {"status": "partial", "missing": ["who paid?"], "interpreted_question": understood}
    scripted.answer["text"] += f"\n\n{said}"
    scripted.finish.set()
    with serving(scripted.app()) as endpoint, serving(host(address, INLINE, endpoint=endpoint)) as origin:
        page.goto(origin)
        type_question(page)
        turn = page.locator("[data-status=partial]")
        expect(turn.locator(".status")).to_have_text("Partly answered")
        expect(turn).to_contain_text(said)
        expect(turn).to_contain_text(f"Understood as: {understood}")


def test_what_the_server_says_of_a_wrong_question_is_shown(page: Page, address: str) -> None:
    page.goto(address)
    page.route("**/v1/answers", lambda route: route.fulfill(status=503, json={"detail": "busy; try again in 2 s"}))
    type_question(page)
    expect(page.locator("[data-status=failed]")).to_contain_text("busy; try again in 2 s")


def test_it_works_on_a_page_of_another_origin_with_a_strict_policy(page: Page, address: str, ask: Ask) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    with serving(host(address, INLINE)) as origin:
        page.goto(origin)
        page.evaluate("""() => {
          window.heard = [];
          for (const name of ["question", "answer", "citation", "feedback", "error"])
            addEventListener(`communique:${name}`, (event) => heard.push([name, Object.keys(event.detail)]));
        }""")
        ask(page, SIGNED)
        page.locator(".marker").first.click()
        expect(page.locator(".source mark")).to_have_count(1)
        assert page.evaluate("heard") == [
            ["question", ["question"]],
            ["answer", ["answer"]],
            ["citation", ["citation"]],
        ]
        assert page.locator("button.send").evaluate("(send) => getComputedStyle(send).cursor") == "pointer"
        assert {url for url in requested if not url.startswith((address, origin))} == set()


def test_a_language_model_s_sentence_opens_what_it_cites_and_what_failed_is_a_quote(
    browser: Browser, service: Service, settings: Settings
) -> None:
    class Joining:
        def write(self, question: str, statements: Sequence[str]) -> list[Written]:  # noqa: ARG002
            return [Written(one.removesuffix("."), (number,)) for number, one in enumerate(statements[:-1], 1)]

    assistant = Assistant(service.searcher, service.reader, Rephraser(Joining(), WordScorer()))
    with serving(create_app(lambda: replace(service, assistant=assistant), settings)) as address:
        page = browser.new_page()
        page.goto(address)
        page.get_by_role("textbox", name="Your question").fill(JOINED)
        page.keyboard.press("Enter")
        sentence = page.locator("[part=sentence]").first
        citations = wire(page, address, JOINED)["citations"]
        expect(sentence).to_contain_text(citations[0]["quote"]["exact"].removesuffix("."))
        sentence.get_by_role("button").click()
        expect(page.locator(".source mark")).to_have_text([citations[0]["quote"]["exact"]])
        expect(page.locator("blockquote .exact")).to_have_text([citations[-1]["quote"]["exact"]])
        page.close()
