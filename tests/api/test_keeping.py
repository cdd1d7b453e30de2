"""The collection is kept by commands: releases are added, replaced, removed and listed, and nothing is lost."""

import json
from pathlib import Path

import pytest

from api.settings import Settings
from index.manifest import FORMAT_VERSION
from index.saved import MANIFEST, current_folder
from tests.api.commands import Run

AIR = "Air\n\nAviation\n----\nAdd flights to Norwick.\n\nTrain pilots.\n"
ABOUT = {"issuer": "Harbour Authority", "issued": "2026-03-03T15:00:00+08:00"}


def written(folder: Path, name: str, text: str = AIR, **about: str) -> str:
    """A release in a file with what is known of it beside, and its path."""
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    metadata = {**ABOUT, "url": f"https://example.test/{name}", **about}
    path.with_suffix(".json").write_text(json.dumps(metadata), encoding="utf-8")
    return str(path)


def ids(run: Run) -> list[str]:
    """The ids of the releases in the index, as they are listed."""
    return [json.loads(line)["id"] for line in run("list", "--json")[1].splitlines()]


def test_a_release_that_is_added_stands_beside_those_that_are_there(run: Run, tmp_path: Path) -> None:
    run("build")
    code, _, said = run("add", written(tmp_path, "air"))
    assert code == 0
    assert "1 added: 2 releases with 47 passages." in said
    assert ids(run) == ["air", "P2025042400475"]
    assert "> Add flights to Norwick. [1]" in run("ask", "flights to Norwick")[1]


def test_an_index_can_begin_with_what_is_added(run: Run, tmp_path: Path) -> None:
    assert run("add", written(tmp_path, "air"))[0] == 0
    assert ids(run) == ["air"]


def test_what_was_added_stays_when_the_index_is_brought_up_to_date(run: Run, tmp_path: Path) -> None:
    run("build")
    run("add", written(tmp_path, "air"))
    assert "is up to date" in run("build")[2]
    assert ids(run) == ["air", "P2025042400475"]


def test_what_was_added_stays_when_an_index_of_an_earlier_form_is_made_anew(run: Run, tmp_path: Path) -> None:
    run("build")
    run("add", written(tmp_path, "air"))
    manifest = current_folder(Settings().index) / MANIFEST
    earlier = json.loads(manifest.read_text(encoding="utf-8")) | {"format_version": FORMAT_VERSION - 1}
    manifest.write_text(json.dumps(earlier), encoding="utf-8")
    assert run("ask", "flights to Norwick")[0] == 2
    assert run("build")[0] == 0
    assert ids(run) == ["air", "P2025042400475"]
    assert "> Add flights to Norwick. [1]" in run("ask", "flights to Norwick")[1]


def test_what_is_there_already_is_not_added_again(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, "air")
    run("add", path)
    code, _, said = run("add", path)
    assert (code, "is up to date" in said, "1 unchanged" in said) == (0, True, True)


def test_another_release_with_the_same_id_takes_its_place_only_when_told(run: Run, tmp_path: Path) -> None:
    run("add", written(tmp_path, "air"))
    path = written(tmp_path, "air", AIR.replace("Norwick", "Gullholm"))
    code, _, said = run("add", path)
    assert code == 2
    assert "left out: there is another release air, “Air”; give --replace to replace it" in said
    assert "Norwick" in run("ask", "flights")[1]
    code, _, said = run("add", path, "--replace")
    assert (code, "1 replaced: 1 release" in said) == (0, True)
    assert "Gullholm" in run("ask", "flights")[1]


def test_files_of_a_folder_are_added_and_what_cannot_be_read_is_named_and_left_out(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    written(folder, "air")
    (folder / "broken.pdf").write_bytes(b"no PDF")
    (folder / "notes.xyz").write_text("of no known format")
    code, _, said = run("add", str(folder))
    assert code == 1
    assert "broken.pdf" in said
    assert "1 added" in said
    assert said.rstrip().endswith("1 left out.")
    assert ids(run) == ["air"]


def test_options_say_what_a_file_does_not(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text(AIR, encoding="utf-8")
    assert "--issuer" in run("add", str(path))[2]
    options = (
        "--id",
        "P9",
        "--issuer",
        "Port",
        "--issued",
        "2026-03-03T15:00:00+08:00",
        "--url",
        "https://example.test/9",
    )
    assert run("add", str(path), *options)[0] == 0
    assert run("list")[1] == "2026-03-03  P9  en  Air\n"


def test_a_release_is_removed_by_its_id(run: Run, tmp_path: Path) -> None:
    run("build")
    run("add", written(tmp_path, "air"))
    code, _, said = run("remove", "P2025042400475")
    assert (code, "1 removed: 1 release with 3 passages." in said) == (0, True)
    assert ids(run) == ["air"]


@pytest.mark.parametrize(
    ("command", "told"), [(("remove", "P9"), "no release has the id P9"), (("remove", "air"), "none would be left")]
)
def test_a_removal_that_is_no_good_changes_nothing(
    run: Run, tmp_path: Path, command: tuple[str, ...], told: str
) -> None:
    run("add", written(tmp_path, "air"))
    code, _, said = run(*command)
    assert (code, told in said) == (2, True)
    assert ids(run) == ["air"]


def test_an_address_that_is_not_public_is_not_fetched(run: Run) -> None:
    run("build")
    code, _, said = run("add", "http://127.0.0.1:9/release.html")
    assert code == 2
    assert "left out: " in said
    assert ids(run) == ["P2025042400475"]
