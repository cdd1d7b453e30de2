"""Questions on agencies' pages become groups: what is marked is right, what is near but not marked is wrong."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.candidates import Candidate
from assistant.doc2dial import Asked, single_spaced
from assistant.reader import page_groups
from assistant.reader.groups import Group
from assistant.reader.page_groups import RIGHT, SOURCE, group_of, of_page
from assistant.reader.release_groups import as_asked
from assistant.reader.texts import text_of
from corpus.model import Release
from tests.assistant.test_doc2dial import TEXT, write
from tests.doubles import HashingEncoder, outline_of

PAGE = outline_of("Boats", "A licence costs ten crowns.", "It is sent by post.", "Bring a photograph.", id="A").release
OTHER = outline_of("Piers", "A berth costs two crowns.", "No dogs.", id="B").release
FOUND = [(release, candidate) for release in (PAGE, OTHER) for candidate in of_page(release)]
LICENCE = next(c for _, c in FOUND if c.text.startswith("A licence"))


def marked(*candidates: Candidate) -> Asked:
    """A question that some statements of the first page answer."""
    return Asked("What is the fee?", (), "A", tuple(single_spaced(c.span, PAGE) for c in candidates))


def groups(asked: Asked, nearest: list[tuple[Release, Candidate]] = FOUND) -> Iterator[Group]:
    """The groups of one question under many seeds."""
    return (group_of(asked, nearest, random.Random(seed)) for seed in range(60))


def test_a_marked_statement_is_right_and_never_wrong() -> None:
    found = list(groups(marked(LICENCE)))
    assert {group.texts[0] for group in found if group.answerable} == {text_of(LICENCE)}
    assert text_of(LICENCE) not in {text for group in found for text in group.texts[group.answerable :]}
    assert {(group.source, group.language) for group in found} == {(SOURCE, "en")}


def test_wrong_statements_are_of_the_same_page_and_of_others() -> None:
    pages = {text: release.id for release, candidate in FOUND for text in [text_of(candidate)]}
    wrong = {pages[text] for group in groups(marked(LICENCE)) for text in group.texts[group.answerable :]}
    assert wrong == {"A", "B"}


def test_of_many_marked_statements_the_nearest_are_right() -> None:
    own = [candidate for release, candidate in FOUND if release is PAGE]
    right = {group.texts[0] for group in groups(marked(*own)) if group.answerable}
    assert right == {text_of(candidate) for candidate in own[:RIGHT]}


def test_some_questions_are_shown_other_pages_alone_and_then_nothing_answers() -> None:
    others = {text_of(candidate) for release, candidate in FOUND if release is OTHER}
    alone = [group for group in groups(marked(LICENCE)) if {*group.texts} <= others]
    assert alone
    assert not any(group.answerable for group in alone)


@pytest.mark.parametrize(
    ("history", "shown"),
    [((), "And by post?"), (("What does a licence cost?",), "What does a licence cost? And by post?")],
)
def test_a_question_is_shown_after_the_one_that_it_follows(history: tuple[str, ...], shown: str) -> None:
    assert as_asked(replace(marked(LICENCE), question="And by post?", history=history)) == shown


def test_the_groups_are_read_from_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_groups, "PAGES", "pier")
    write(tmp_path, "documents", {"id": "p1", "title": "Boat licences", "text": TEXT})
    row = {"question": "What is the fee?", "history": [], "document": "p1", "gold": ["ten crowns"]}
    write(tmp_path, "questions", row, {**row, "question": "How long is it good for?"})
    found = list(page_groups.page_groups(tmp_path, HashingEncoder(), random.Random(1)))
    assert [group.question for group in found] == ["What is the fee?", "How long is it good for?"]
