"""Pages of agencies are read as releases, and questions on them with the places that answer."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.doc2dial import Asked, pages, questions, single_spaced
from corpus.model import Span

TEXT = "Fees\n\nA licence costs ten crowns. It holds for two years.\n\nBring a photograph."


def write(folder: Path, kind: str, *rows: dict[str, Any]) -> None:
    """Write a file of the data folder."""
    with gzip.open(folder / f"govdocs_pier.{kind}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def asked_of(folder: Path, *gold: str, **changed: Any) -> list[Asked]:
    """The questions that are read, of one with some marked places."""
    row = {"question": "What is the fee?", "history": [], "document": "p1", "gold": gold}
    write(folder, "documents", {"id": "p1", "title": "Boat licences", "text": TEXT})
    write(folder, "questions", {**row, **changed})
    return list(questions(folder, "pier", pages(folder, "pier")))


def test_a_page_is_a_release_of_its_title_and_text(tmp_path: Path) -> None:
    asked_of(tmp_path)
    [release] = pages(tmp_path, "pier")
    assert (release.id, release.title, release.language) == ("p1", "Boat licences", "en")
    assert release.text.endswith("Bring a photograph.")


def test_what_is_marked_is_a_place_in_the_text_with_single_spaces(tmp_path: Path) -> None:
    [one] = asked_of(tmp_path, "A licence  costs ten crowns.", "two years. Bring a photograph.")
    [release] = pages(tmp_path, "pier")
    text = " ".join(release.text.split())
    assert [span.of(text) for span in one.gold] == ["A licence costs ten crowns.", "two years. Bring a photograph."]
    assert (one.question, one.history, one.page) == ("What is the fee?", (), "p1")


def test_a_span_of_the_release_is_counted_as_marked_places_are(tmp_path: Path) -> None:
    [one] = asked_of(tmp_path, "Bring a photograph.")
    [release] = pages(tmp_path, "pier")
    start = release.text.index("Bring")
    assert single_spaced(Span(start, len(release.text)), release) == one.gold[0]


def test_the_questions_before_are_kept(tmp_path: Path) -> None:
    [one] = asked_of(tmp_path, "ten crowns", history=["I have a boat."])
    assert one.history == ("I have a boat.",)


def test_a_question_whose_marked_places_are_not_in_the_page_is_left_out(tmp_path: Path) -> None:
    assert asked_of(tmp_path, "twenty crowns") == []


def test_a_folder_without_the_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="govdocs_pier"):
        pages(tmp_path, "pier")
