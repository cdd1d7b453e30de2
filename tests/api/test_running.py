"""The files that run the service elsewhere name real settings, publish nothing by themselves and hold no secret."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.background import AT_THE_END
from api.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
CONTAINER, COMPOSE, UNIT = ROOT / "Containerfile", ROOT / "compose.yaml", ROOT / "docs" / "communique.service"


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.fixture
def services() -> dict[str, Any]:
    return dict(yaml.safe_load(text(COMPOSE))["services"])


@pytest.mark.parametrize("path", [CONTAINER, COMPOSE, UNIT, ROOT / "docs" / "running.md"], ids=lambda path: path.name)
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]", text(path)))
    assert named
    assert named <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def test_nothing_is_published_beyond_the_machine(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_password_has_no_default(services: dict[str, Any]) -> None:
    given = [
        services["communique"]["environment"]["PGPASSWORD"],
        services["database"]["environment"]["POSTGRES_PASSWORD"],
    ]
    assert all(re.fullmatch(r"\$\{POSTGRES_PASSWORD:\?[^}]+\}", password) for password in given)


def test_the_database_is_waited_for_and_kept(services: dict[str, Any]) -> None:
    assert services["communique"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert services["database"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    volumes = yaml.safe_load(text(COMPOSE))["volumes"]
    for service in services.values():
        assert service["volumes"][0].split(":")[0] in volumes
    assert services["communique"]["volumes"][0].split(":")[1] == home_in_the_container()


def home_in_the_container() -> str:
    (home,) = re.findall(r"COMMUNIQUE_HOME=(\S+)", text(CONTAINER))
    return str(home)


def test_the_container_runs_as_nobody_in_particular_and_keeps_its_home() -> None:
    lines = text(CONTAINER).splitlines()
    assert f"VOLUME {home_in_the_container()}" in lines
    assert lines.index("USER communique") < next(place for place, line in enumerate(lines) if line.startswith("CMD"))


def test_the_container_is_made_of_what_is_packaged() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))
    allowed = {line[1:] for line in text(ROOT / ".dockerignore").splitlines() if line.startswith("!")}
    packages = {name.split(".")[0] for name in project["tool"]["setuptools"]["packages"]}
    files = {project["project"]["readme"], *project["project"]["license-files"], "pyproject.toml", "requirements.lock"}
    assert allowed == packages | files


def test_the_container_s_check_tells_a_server_that_is_ready_from_one_that_is_not(address: str) -> None:
    (found,) = re.findall(r"HEALTHCHECK .*\\\n +CMD (\[.*\])", text(CONTAINER))
    _, option, code = json.loads(found)
    assert "http://127.0.0.1:8000/readyz" in code
    for at, status in ((address, 0), ("http://127.0.0.1:9", 1)):
        command = [sys.executable, option, code.replace("http://127.0.0.1:8000", at)]
        assert subprocess.run(command, check=False, capture_output=True).returncode == status


def test_what_has_begun_may_be_finished_before_the_process_is_killed(services: dict[str, Any]) -> None:
    needed = Settings.model_fields["deadline"].default + AT_THE_END
    for given in (
        re.findall(r"^TimeoutStopSec=(\d+)$", text(UNIT), re.MULTILINE)[0],
        services["communique"]["stop_grace_period"],
    ):
        assert int(given.removesuffix("s")) >= needed
