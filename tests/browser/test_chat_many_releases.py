"""In a real browser, over several releases: one chooses which count, and sees what belongs to a source."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from api.app import create_app
from api.settings import Settings
from tests.api.collection import COLLECTION, DREDGING, FERRY, HARBOURS, ROADS, TUNNEL
from tests.api.services import service_over
from tests.browser.conftest import Ask
from tests.browser.hosts import host
from tests.browser.test_chat_for_all import accessible
from tests.serving import serving

pytestmark = pytest.mark.slow
FIXED = '<communique-chat mode="inline" endpoint="{{endpoint}}" {}></communique-chat>'
BOTH = "Which measures are there on Dredging?"


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over a few small releases."""
    service = service_over(COLLECTION, tmp_path_factory.mktemp("many"))
    with serving(create_app(lambda: service, Settings(home=tmp_path_factory.mktemp("home")))) as address:
        yield address


def sent(page: Page) -> list[dict[str, Any]]:
    """What is sent with each question from now on, without the question itself."""
    bodies: list[dict[str, Any]] = []

    def keep(request: Request) -> None:
        if "/v1/answers" in request.url:
            body: dict[str, Any] = request.post_data_json or {}
            bodies.append({name: value for name, value in body.items() if name not in ("question", "history")})

    page.on("request", keep)
    return bodies


def open_filter(page: Page) -> Locator:
    page.get_by_role("button", name="Filter", exact=True).click()
    return page.get_by_role("group", name="Filter")


def test_what_is_chosen_is_sent_told_kept_and_cleared(page: Page, many: str, ask: Ask) -> None:
    bodies = sent(page)
    page.goto(many)
    summary = page.locator(".summary")
    expect(summary).to_have_text("All 4 releases")
    fields = open_filter(page)
    fields.get_by_label("Issuer").select_option(HARBOURS)
    fields.get_by_label("Language").select_option(label="English (3)")
    fields.get_by_label("Issued to").fill("2025-03-05")
    said = f"{HARBOURS} · English · Issued to 5 March 2025"
    expect(summary).to_have_text(f"{said} (1 of 4 releases)")
    expect(page.get_by_role("status")).to_have_text(f"{said} (1 of 4 releases)")
    ask(page, TUNNEL)
    expect(page.locator("[data-status=not_stated] [part=within]")).to_have_text(f"Filter: {said}")
    page.reload()
    expect(summary).to_have_text(f"{said} (1 of 4 releases)")
    page.get_by_role("button", name="Clear the filter").click()
    expect(page.get_by_role("button", name="Filter", exact=True)).to_be_focused()
    expect(summary).to_have_text("All 4 releases")
    ask(page, TUNNEL)
    expect(page.locator("[data-status=answered] .from")).to_have_text("Road works begin · 2 April 2025")
    chosen = {"issuers": [HARBOURS], "languages": ["en"], "issued_to": "2025-03-05"}
    assert bodies == [chosen, {}]


def test_the_keyboard_alone_chooses_and_days_in_disorder_are_not_taken(page: Page, many: str, ask: Ask) -> None:
    bodies = sent(page)
    page.goto(many)
    toggle = page.get_by_role("button", name="Filter", exact=True)
    toggle.focus()
    page.keyboard.press("Enter")
    issuer = page.get_by_label("Issuer")
    expect(issuer).to_be_focused()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    page.keyboard.type("Roads")
    page.get_by_label("Issued from").fill("2025-04-01")
    page.get_by_label("Issued to").fill("2025-03-30")
    expect(page.get_by_role("alert")).to_have_text("The first day is after the last.")
    expect(page.get_by_label("Issued to")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Issued to").press("Escape")
    expect(page.get_by_role("group", name="Filter")).to_have_count(0)
    expect(toggle).to_be_focused()
    ask(page, TUNNEL)
    assert bodies == [{"issuers": [ROADS], "issued_from": "2025-04-01"}]


def test_what_is_suggested_is_on_the_releases_that_were_chosen(page: Page, many: str) -> None:
    page.goto(many)
    fields = open_filter(page)
    with page.expect_request("**/v1/suggestions*issuer=Roads+Office*"):
        fields.get_by_label("Issuer").select_option(ROADS)
    expect(page.get_by_role("list", name="You could ask")).to_have_count(1)


@pytest.mark.parametrize(
    ("attributes", "body", "fields"),
    [
        ('release="H1 H2"', {"release_ids": ["H1", "H2"]}, None),
        (f'issuer="{HARBOURS}|Nobody"', {"issuers": [HARBOURS, "Nobody"]}, ["Language", "Issued from", "Issued to"]),
        (f'issuer="{ROADS}"', {"issuers": [ROADS]}, None),
        ('release-language="en"', {"languages": ["en"]}, ["Issuer", "Issued from", "Issued to"]),
        (
            'issued-from="2025-03-10" issued-to="2025-04-02"',
            {"issued_from": "2025-03-10", "issued_to": "2025-04-02"},
            ["Issuer"],
        ),
    ],
)  # fmt: skip
def test_what_the_attributes_fix_is_sent_and_not_offered(
    page: Page, many: str, ask: Ask, attributes: str, body: dict[str, Any], fields: list[str] | None
) -> None:
    bodies = sent(page)
    with serving(host(many, FIXED.format(attributes))) as origin:
        page.goto(origin)
        ask(page, FERRY)
        if fields is None:
            expect(page.get_by_role("button", name="Filter", exact=True)).to_have_count(0)
        else:
            labels = [
                label.evaluate("(one) => one.firstChild.data") for label in open_filter(page).locator("label").all()
            ]
            assert labels == fields
    assert bodies == [body]


def test_over_one_release_there_is_nothing_to_choose(page: Page, address: str, ask: Ask) -> None:
    page.goto(address)
    ask(page, "Which documents were signed?")
    expect(page.get_by_role("button", name="Filter", exact=True)).to_have_count(0)


@pytest.mark.parametrize(("lang", "button", "label"), [("zh-HK", "篩選", "發布者"), ("zh-CN", "筛选", "发布者")])
def test_the_filter_speaks_the_language_of_the_page(page: Page, many: str, lang: str, button: str, label: str) -> None:
    with serving(host(many, FIXED.format(""), lang)) as origin:
        page.goto(origin)
        page.get_by_role("button", name=button, exact=True).click()
        page.get_by_label(label).select_option(ROADS)
        expect(page.locator(".summary")).to_contain_text(ROADS)


def test_a_source_shows_what_became_of_it_and_the_passage_in_the_other_edition(page: Page, many: str, ask: Ask) -> None:
    page.goto(many)
    ask(page, BOTH)
    page.locator(".marker").nth(1).click()
    source = page.locator(".source")
    expect(source).to_contain_text("Harbour works begin")
    expect(source).to_contain_text("3 March 2025")
    expect(source.locator("[part=earlier]")).to_have_text("Earlier release")
    later = source.locator("[part=revision]")
    expect(later).to_have_text("Corrected later by Harbour works begin (Correction) · 10 March 2025")
    assert later.get_by_role("link").get_attribute("href") == f"{many}/releases/H2"
    edition = source.get_by_role("group", name="繁體中文")
    expect(edition.locator("p[lang=zh-Hant]")).to_have_text("內港疏浚工程耗資4,000萬元。")
    with page.expect_popup() as opened:
        edition.get_by_role("link", name="Open the release at this place").click()
    expect(opened.value.locator("mark")).to_have_text("內港疏浚工程耗資4,000萬元。")
    page.locator(".marker").first.click()
    expect(page.locator(".source [part=earlier], .source [part=revision]")).to_have_count(0)


def test_a_source_that_comes_late_is_shown_once_and_leaves_the_focus_to_whoever_types(
    page: Page, many: str, ask: Ask
) -> None:
    page.goto(many)
    ask(page, FERRY)
    release = page.request.get(f"{many}/v1/releases/R1").text()
    held: list[Route] = []
    page.route("**/v1/releases/*", lambda route: held.append(route))  # noqa: PLW0108 (playwright takes no method of C)
    with page.expect_request("**/v1/releases/*"):
        page.locator(".marker").first.dblclick()
    question = page.get_by_role("textbox", name="Your question")
    question.focus()
    for route in held:
        route.fulfill(body=release, content_type="application/json")
    expect(page.locator(".source")).to_have_count(1)
    expect(question).to_be_focused()


def test_where_the_same_stands_in_another_release_it_is_linked(page: Page, many: str, ask: Ask) -> None:
    page.goto(many)
    ask(page, FERRY)
    page.locator(".marker").first.click()
    link = page.locator("[part=also] a")
    expect(link).to_have_text("Harbour works begin · 3 March 2025")
    with page.expect_popup() as opened:
        link.click()
    expect(opened.value.locator("mark")).to_have_text(page.locator(".exact").inner_text())


def test_without_javascript_an_answer_shows_the_same_and_the_list_is_filtered(browser: Browser, many: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{many}/?question={BOTH}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("earlier release")
    expect(main).to_contain_text("Corrected by Harbour works begin (Correction), 2025-03-10")
    expect(page.locator(".edition")).to_have_text("內港疏浚工程耗資4,000萬元。")
    page.goto(f"{many}/?question={FERRY}")
    expect(page.get_by_text("The same also stands in")).to_contain_text("Harbour works begin")
    page.goto(f"{many}/releases")
    page.get_by_label("Language").select_option("zh-Hant")
    page.get_by_role("button", name="List").click()
    expect(page.get_by_role("status")).to_have_text("1 of 4 releases")
    expect(page.locator(".plain li")).to_contain_text("海港工程展開")
    page.get_by_role("link", name="English", exact=True).click()
    expect(page.get_by_role("banner")).to_contain_text("Corrected by Harbour works begin (Correction)")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_filter_and_the_sources_pass_axe_and_fit(
    browser: Browser, many: str, ask: Ask, scheme: Any, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(many)
    fields = open_filter(page)
    fields.get_by_label("Issued from").fill("2025-04-01")
    fields.get_by_label("Issued to").fill("2025-03-30")
    page.get_by_role("alert").wait_for()
    accessible(page, "days in disorder")
    fields.get_by_label("Issued to").fill("")
    page.get_by_role("button", name="Clear the filter").click()
    for question in (BOTH, FERRY, DREDGING):
        ask(page, question)
        page.locator(".turn").last.locator(".marker").first.click()
        page.locator(".turn").last.locator(".source").wait_for()
    accessible(page, "sources")
    for path in ("/releases?title=harbour", "/releases/H1", f"/?question={BOTH}"):
        page.goto(f"{many}{path}")
        accessible(page, path)
    context.close()
