"""What is installed is what the lock names, and the tree holds nothing that should not leave this machine."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parent.parent


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return {name.lower().replace("_", "-"): number for name, number in (line.split("==") for line in lines)}


def test_every_dependency_is_locked_and_torch_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[=<>\[]", one)[0].lower().replace("_", "-") for one in wanted}
    assert names <= locked().keys()
    assert "torch==2.13.0" in wanted
    assert locked()["torch"] == "2.13.0"


def test_what_is_installed_is_what_is_locked() -> None:
    installed = {}
    for name in locked():
        try:
            installed[name] = version(name).split("+")[0]
        except PackageNotFoundError:  # needed on other systems only
            continue
    assert installed == {name: locked()[name] for name in installed}
    assert len(installed) > 40


def test_the_data_that_the_software_needs_is_packaged() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    for package, patterns in data.items():
        for pattern in patterns:
            assert list((ROOT / package.replace(".", "/")).glob(pattern)), (package, pattern)
