"""In a real browser: the keyboard alone, three languages, small and dark screens, hostile text, no JavaScript."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.service import Service
from api.settings import Settings
from assistant.answering import Assistant
from assistant.reader.judge import LinearReader
from assistant.reader.linear_weights import LinearWeights
from index.building import build
from index.saved import load
from tests.api.test_widget import WHEN_NEEDED
from tests.assistant.doubles import WordComparer, WordScorer
from tests.browser.conftest import Ask
from tests.browser.hosts import host
from tests.doubles import DEFAULT_DIGEST, WEIGHTS, HashingEncoder, release_of
from tests.serving import serving

pytestmark = pytest.mark.slow
SIGNED = "Which documents were signed?"
LAUNCHER = '<communique-chat endpoint="{endpoint}"></communique-chat>'
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def test_the_keyboard_alone_opens_asks_checks_and_closes(page: Page, address: str) -> None:
    with serving(host(address, LAUNCHER)) as origin:
        page.goto(origin)
        launcher = page.locator("button.launcher")
        launcher.wait_for()
        page.keyboard.press("Tab")
        expect(launcher).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name="Ask about the press releases")).to_be_visible()
        expect(page.get_by_role("textbox", name="Your question")).to_be_focused()
        page.keyboard.type(SIGNED)
        page.keyboard.press("Enter")
        expect(page.locator("[data-status=answered]")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator(".marker").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".source")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".source")).to_have_count(0)
        expect(page.locator(".marker").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(launcher).to_be_focused()
        expect(launcher).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize(
    ("lang", "send", "status", "retry"),
    [
        ("en-GB", "Ask", "Not stated", "Helpful"),
        ("zh-HK", "提問", "公報沒有說明", "有用"),
        ("zh-CN", "提问", "公报没有说明", "有用"),
    ],
)
def test_every_word_is_in_the_language_of_the_page(
    page: Page, address: str, lang: str, send: str, status: str, retry: str
) -> None:
    with serving(
        host(address, '<communique-chat mode="inline" endpoint="{endpoint}"></communique-chat>', lang)
    ) as origin:
        page.goto(origin)
        page.locator("textarea").fill("How much is a ticket to Mars?")
        page.get_by_role("button", name=send, exact=True).click()
        expect(page.locator(".turn .status")).to_have_text(status)
        expect(page.get_by_role("button", name=retry, exact=True)).to_be_visible()
        assert set(page.locator(".nearest p").evaluate_all("(all) => all.map((one) => one.lang)")) == {"en"}


def test_all_languages_have_the_same_words_to_say(page: Page, address: str) -> None:
    page.goto(address)
    keys = page.evaluate("""async () => Promise.all(["en", "zh-Hant", "zh-Hans"].map(async (language) => {
      const { default: words } = await import(`/widget/wording/${language}.js`);
      return Object.entries(words).map(([key, text]) => key + (text.match(/\\{\\w+\\}/g) ?? []).sort());
    }))""")
    assert keys[0] == keys[1] == keys[2]


def test_the_attributes_are_the_source_of_truth(page: Page, address: str) -> None:
    page.goto(address)
    widget = page.locator("communique-chat")
    widget.evaluate("(chat) => { chat.setAttribute('language', 'zh-Hant'); chat.setAttribute('heading', 'Harbours'); }")
    expect(page.get_by_role("textbox", name="你的問題")).to_be_visible()
    expect(page.get_by_role("heading", name="Harbours")).to_be_visible()
    widget.evaluate("(chat) => chat.setAttribute('suggestions', 'One? | Two?')")
    expect(page.locator(".suggestion")).to_have_text(["One?", "Two?"])
    widget.evaluate("(chat) => { chat.mode = 'launcher'; chat.open = true; }")
    expect(page.get_by_role("dialog", name="Harbours")).to_be_visible()
    widget.evaluate("(chat) => { chat.open = false; }")
    expect(page.get_by_role("dialog")).to_have_count(0)


MARKUP = "<img src=x onerror=alert(1)> </script> \u202egnp.exe <b>quay</b>"


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over a release whose words are markup."""
    folder, encoder = tmp_path_factory.mktemp("hostile"), HashingEncoder()
    release = release_of("Harbour plan", "Harbours", "----", f"The quay {MARKUP} opens to dredgers in the harbour.")
    build(folder, [release], WEIGHTS, encoder)
    searcher = load(folder, WEIGHTS, encoder)
    reader = LinearReader(LinearWeights.fitted_to(DEFAULT_DIGEST), WordComparer(), WordScorer())
    service = Service(Assistant(searcher, reader), searcher, reader)
    with serving(create_app(lambda: service, Settings(home=Path(folder)))) as address:
        yield address


def test_markup_in_a_question_and_in_a_release_stays_text(page: Page, hostile: str, ask: Ask) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(hostile)
    ask(page, f"Does the quay open to dredgers in the harbour? {MARKUP}")
    ask(page, "Which measures are there on Harbours?")
    expect(page.locator(".question").first).to_contain_text("<img src=x onerror=alert(1)>")
    look = page.locator(".marker, .look").last
    look.click()
    expect(page.locator(".source mark")).to_contain_text("<b>quay</b>")
    assert page.locator("communique-chat img, communique-chat b, communique-chat script").count() == 0
    page.goto(f"{hostile}/releases/P1?start=0&end=12")
    assert page.locator("img, b").count() == 0
    assert not dialogs


def test_without_javascript_a_form_answers_with_sources(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Your question").fill(SIGNED)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name=SIGNED)).to_be_visible()
    quote = page.locator("blockquote").first.inner_text()
    page.get_by_role("link", name="check in the release").first.click()
    assert page.locator("mark").inner_text() == quote
    expect(page.locator("mark")).to_be_in_viewport()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_passes_axe_and_fits(browser: Browser, address: str, ask: Ask, scheme: Any, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale="en-GB",
        reduced_motion="reduce",
        bypass_csp=True,  # or the checker that the test brings along could not run on the other page
    )
    page = context.new_page()
    page.goto(address)
    page.locator(".suggestion").first.wait_for()
    accessible(page, "the start")
    ask(page, SIGNED)
    page.locator(".marker").nth(1).click()
    page.locator(".source").wait_for()
    accessible(page, "an answer with its source")
    ask(page, "How much is a ticket to Mars?")
    page.get_by_role("button", name="Helpful", exact=True).last.click()
    page.locator(".comment").wait_for()
    ask(page, "Hello!")
    page.route("**/v1/answers", lambda route: route.abort())
    ask(page, SIGNED)
    accessible(page, "a refusal, a greeting, an error")
    page.unroute("**/v1/answers")
    page.goto(f"{address}/releases/P2025042400475?cite=0-20&cite=100-300")
    accessible(page, "the release")
    page.goto(f"{address}/releases")
    accessible(page, "the releases")
    with serving(host(address, LAUNCHER)) as origin:
        page.goto(origin)
        page.locator("button.launcher").click()
        ask(page, SIGNED)
        page.locator(".marker").first.click()
        page.locator(".source").wait_for()
        accessible(page, "the dialog on another page")
    context.close()


def accessible(page: Page, state: str) -> None:
    """Whether a page has no violation, and nothing that one would have to scroll sideways for."""
    violations = Axe().run(page, options=RULES).response["violations"]
    found = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in violations]
    assert not found, (state, found)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state


def test_the_widget_is_small_and_comes_from_one_place(page: Page, address: str) -> None:
    sizes: dict[str, int] = {}
    page.on(
        "response",
        lambda response: sizes.update({response.url: len(response.body())}) if "/widget/" in response.url else None,
    )
    page.goto(address)
    page.locator(".suggestion").first.wait_for()
    assert all(url.startswith(address) for url in sizes)
    assert 10_000 < sum(sizes.values()) < 40_000
    assert not any(url.endswith(WHEN_NEEDED) for url in sizes)


@pytest.mark.parametrize(
    ("language", "framing"), [("zh-Hant", "完整列出，共 2 項："), ("zh-Hans", "完整列出，共 2 项：")]
)
def test_a_chinese_question_is_answered_in_the_script_of_the_interface(
    page: Page, address: str, language: str, framing: str
) -> None:
    page.goto(address)
    page.locator("communique-chat").evaluate("(chat, language) => chat.setAttribute('language', language)", language)
    page.locator("textarea").and_(page.locator("[placeholder^=你]")).fill("Aviation有哪些措施？")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status=answered]")).to_contain_text(framing)
