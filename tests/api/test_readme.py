"""The README is true where it can be checked."""

import json
import re
import shlex
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.service import Service
from api.settings import Settings
from api.settings_page import rows

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_commands_it_names_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ((?:[a-z]+ ?)+)", README)) != set()
    for named in re.findall(r"^    make ([a-z]+)", README, re.MULTILINE) + re.findall(r"`make ([a-z]+)", README):
        assert named in targets


def test_the_settings_that_it_names_are_as_on_their_page() -> None:
    named = re.findall(r"^\| `COMMUNIQUE_.*$", README, re.MULTILINE)
    assert len(named) > 3
    assert set(named) <= set(rows()), "copy the rows from docs/settings.md"


def test_the_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists()


def test_the_words_quoted_are_in_the_release() -> None:
    release = (ROOT / "corpus" / "data" / "P2025042400475.txt").read_text(encoding="utf-8")
    (quoted,) = re.findall(r"^    > (.+) \[1\]$", README, re.MULTILINE)
    assert quoted in release


@pytest.fixture
def client(service: Service) -> TestClient:
    return TestClient(create_app(lambda: service, Settings()))


def test_the_curl_call_works_and_every_endpoint_named_exists(client: TestClient) -> None:
    with client:
        call = shlex.split(re.sub(r"\\\n", " ", README[README.index("curl -s") :].split("\n\n")[0]))
        path = call[2].removeprefix("http://127.0.0.1:8000")
        assert client.post(path, json=json.loads(call[call.index("-d") + 1])).status_code == 200
        paths = client.get("/openapi.json").json()["paths"]
    table = re.findall(r"`(GET|POST) ([^`?]+)", README)
    assert len(table) > 8
    for method, path in table:
        assert path == "/openapi.json" or method.lower() in paths[path.replace("{id}", "{release_id}")], path
