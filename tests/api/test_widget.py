"""The widget's modules are served to every page, at an address that stays and at one that names the version."""

import gzip

import pytest
from starlette.testclient import TestClient

from api.widget import VERSION, WIDGET, modules

ENTRY = "communique-chat.js"
# The browser's tests see that a page does not load these to begin with.
WHEN_NEEDED = ("filter.js", "source.js")


def test_the_latest_is_checked_each_time_and_a_version_may_be_kept(client: TestClient) -> None:
    latest, pinned = client.get(f"/widget/{ENTRY}"), client.get(f"/widget/{VERSION}/{ENTRY}")
    assert latest.content == pinned.content
    assert latest.headers["cache-control"] == "no-cache"
    assert "max-age" in pinned.headers["cache-control"]
    again = client.get(f"/widget/{ENTRY}", headers={"If-None-Match": latest.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_any_page_may_load_it(client: TestClient) -> None:
    for name in modules():
        response = client.get(f"/widget/{name}", headers={"Origin": "https://department.example"})
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["nothing.js", "0.0.0/communique-chat.js", "../style.css", "%2e%2e/style.css"])
def test_what_is_no_module_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"/widget/{path}").status_code == 404


def test_it_is_served_without_comments_and_otherwise_as_it_is_written() -> None:
    for name, code in modules().items():
        written = (WIDGET / name).read_text(encoding="utf-8")
        lines = [line.lstrip() for line in code.decode().splitlines()]
        assert lines
        assert not any(line.startswith(("/**", "*/", "//")) for line in lines)
        kept = iter(line.lstrip() for line in written.splitlines())
        assert all(line in kept for line in lines)


def test_what_a_page_loads_of_it_to_begin_with_is_small_and_that_is_one_language() -> None:
    *_, largest = sorted(
        (name for name in modules() if name.startswith("wording/")), key=lambda name: len(modules()[name])
    )
    loaded = b"".join(
        code
        for name, code in modules().items()
        if name not in WHEN_NEEDED and (not name.startswith("wording/") or name == largest)
    )
    assert len(loaded) < 40_000
    assert len(gzip.compress(loaded)) < 12_000


def test_what_it_loads_when_that_is_needed_is_small_too() -> None:
    assert all(len(gzip.compress(modules()[name])) < 2_500 for name in WHEN_NEEDED)


def test_it_makes_no_markup_from_strings() -> None:
    for name, code in modules().items():
        for word in (b"innerHTML", b"outerHTML", b"insertAdjacentHTML", b"document.write", b"eval(", b".style."):
            assert word not in code, (name, word)
