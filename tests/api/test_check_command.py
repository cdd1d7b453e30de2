"""`communique check` names what is wrong with the index and where editions differ, and repairs what it can."""

import json
from pathlib import Path

import pytest

from tests.api.commands import Run

ENGLISH = "Harbour plan\n\nFerries\n----\nAdd 8 night ferries by 1 May 2026.\n\nTrain 120 pilots.\n"
CHINESE = "海港計劃\n\n渡輪\n----\n在2026年5月1日前增加8班夜間渡輪。\n\n培訓130名領港員。\n"


def added(run: Run, folder: Path, name: str, text: str, *options: str) -> None:
    """Add a release written into a file."""
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    about = {"issuer": "Harbour", "issued": "2026-03-03T15:00:00+08:00", "url": f"https://example.test/{name}"}
    path.with_suffix(".json").write_text(json.dumps(about), encoding="utf-8")
    assert run("add", str(path), *options)[0] == 0


def index_of(home: Path) -> Path:
    """The folder of the current index."""
    return home / "index" / (home / "index" / "current").read_text(encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of the index that the fixture `run` works with."""
    return tmp_path / "home"


def test_an_index_that_is_whole_has_nothing_to_report(run: Run, tmp_path: Path) -> None:
    added(run, tmp_path, "plan", ENGLISH)
    assert run("check")[:2] == (0, "1 release checked.\n")


def test_figures_that_differ_between_editions_are_reported(run: Run, tmp_path: Path) -> None:
    added(run, tmp_path, "plan", ENGLISH)
    added(run, tmp_path, "plan-zh", CHINESE, "--edition-of", "plan")
    code, printed, _ = run("check")
    assert code == 1
    assert printed.splitlines()[0] == "plan#ferries.2 has 120 where plan-zh#dulun.2 has 130"
    assert printed.splitlines()[-1] == "2 releases checked."


def test_a_damaged_file_is_named_and_repaired(run: Run, tmp_path: Path, home: Path) -> None:
    added(run, tmp_path, "plan", ENGLISH)
    path = index_of(home) / "vectors.f16"
    path.write_bytes(path.read_bytes()[:-2] + b"xx")
    code, printed, _ = run("check")
    assert (code, "vectors.f16" in printed) == (1, True)
    code, printed, _ = run("check", "--repair")
    assert code == 0
    assert "Repaired; lost, and to be added again: none." in printed
    assert run("check")[0] == 0
    assert "night ferries" in run("ask", "night ferries")[1]


def test_a_release_that_is_lost_is_named(run: Run, tmp_path: Path, home: Path) -> None:
    added(run, tmp_path, "plan", ENGLISH)
    added(run, tmp_path, "plan-zh", CHINESE)
    path = index_of(home) / "outlines.jsonl"
    path.write_bytes(path.read_bytes().replace(b"120", b"121"))
    code, printed, _ = run("check", "--repair")
    assert (code, "to be added again: plan." in printed) == (1, True)
    assert "plan-zh" in run("list")[1]


@pytest.mark.parametrize("command", ["list", "build"])
def test_a_missing_catalogue_is_one_line_with_the_remedy(run: Run, tmp_path: Path, home: Path, command: str) -> None:
    added(run, tmp_path, "plan", ENGLISH)
    (index_of(home) / "catalogue.jsonl").unlink()
    code, _, said = run(command)
    assert (code, len(said.splitlines())) == (2, 1)
    assert said.rstrip().endswith("run `communique check --repair`")
