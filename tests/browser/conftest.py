"""A real browser, a real server over the packaged release, and pages that embed the widget."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.api.conftest import address, service, settings  # noqa: F401 (fixtures)
from tests.browser.chromium import FLAGS, find


@pytest.fixture(scope="module")  # playwright's event loop must not be running when other modules run theirs
def browser() -> Iterator[Browser]:
    path = find()
    assert path, "no Chromium was found; `make test` installs one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test if the browser reports an error on it."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(10_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors


Ask = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Type a question into the widget and wait until its answer is whole."""

    def asking(page: Page, question: str) -> None:
        before = page.locator(".turn").count()
        page.get_by_role("textbox", name="Your question").fill(question)
        page.keyboard.press("Enter")
        page.locator(".turn").nth(before).and_(page.locator(":not([data-status=asking])")).wait_for()

    return asking
