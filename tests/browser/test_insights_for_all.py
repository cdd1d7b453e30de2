"""In a real browser: one signs in, reads the insights and leaves, without scripts, in light and dark, on any screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.service import Service
from tests.api.test_insights_page import MARS, TOKEN, fill, settings_of
from tests.browser.test_chat_for_all import RULES
from tests.serving import serving

pytestmark = pytest.mark.slow
ASKED = (
    *((MARS, "not_stated", day) for day in range(5)),
    ("Is a ticket to Mars how much?", "partial", 1),
    ("誰去火星？", "not_stated", 1),
    ("Who came?", "answered", 3),
)


@pytest.fixture
def insights(service: Service, tmp_path: Path) -> Iterator[str]:
    fill(tmp_path, *ASKED)
    with serving(create_app(lambda: service, settings_of(tmp_path))) as address:
        yield f"{address}/insights"


def sign_in(page: Page) -> None:
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What was asked", exact=True)).to_be_visible()


def test_one_signs_in_reads_and_leaves_without_a_script(browser: Browser, insights: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(insights)
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not the token.")
    sign_in(page)
    page.get_by_role("link", name="7 days").click()
    expect(page.get_by_role("link", name="7 days")).to_have_attribute("aria-current", "page")
    expect(page.locator(".figures")).to_contain_text("asked8")
    page.get_by_text("The numbers").click()
    expect(page.get_by_role("table", name="Questions of each day").get_by_role("row")).to_have_count(8)
    with page.expect_download() as table:
        page.get_by_role("link", name="Questions and votes as CSV").click()
    assert MARS in Path(table.value.path()).read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Token")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_everybody_can_read_it(browser: Browser, insights: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 700}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    forbidden: list[str] = []
    page.on("console", lambda message: forbidden.append(message.text) if "policy" in message.text.lower() else None)
    page.goto(insights)
    assert Axe().run(page, options=RULES).response["violations"] == []
    sign_in(page)
    for summary in page.locator("summary").all():
        summary.click()
    assert Axe().run(page, options=RULES).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    colours = page.evaluate("[...document.querySelectorAll('svg text')].map((one) => getComputedStyle(one).fill)")
    assert set(colours) == {page.evaluate("getComputedStyle(document.body).color")}
    assert forbidden == []
    context.close()
