"""Names and figures that the releases never mention are found, but not those that only tell of the asker."""

import pytest

from assistant.names import absent_figures, absent_names, is_name
from assistant.question import understand
from assistant.scope import Scope
from tests.assistant.doubles import HARBOUR, PORT
from tests.assistant.many import ARVIK

SCOPE = Scope.of([HARBOUR])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Do ferries sail to Gullholm?", []),
        ("Do ferries sail to Shanghai or Gullholm?", ["Shanghai"]),
        ("Did ferries sail in 2019?", ["2019"]),
        ("Are there 44 ferries?", []),
        ("Does Mum get a ferry on Sunday?", []),
        ("Is the NATO part of it?", []),
        ("will whales sing?", []),
        ("I live in Shanghai. Are there ferries?", []),
        ("There are 44 ferries in Shanghai", ["Shanghai"]),
        ("What did Mr. Tanaka say?", ["Tanaka"]),
    ],
)
def test_names_and_figures_that_occur_nowhere_are_found(text: str, names: list[str]) -> None:
    assert absent_names(understand(text), SCOPE.vocabulary) == names


@pytest.mark.parametrize(
    "word",
    [
        "GDP",
        "GPs",
        "R",
        "MoUs",
        "Mrs",
        "Professor",
        "Co-operation",
        "Areas",
        "Memoranda",
        "Sunday",
        "May",
        "Gran",
        "44",
    ],
)
def test_acronyms_titles_days_relatives_and_words_for_structure_are_no_names(word: str) -> None:
    assert not is_name(word)


@pytest.mark.parametrize("word", ["NATOPS", "Gullholm", "2019"])
def test_other_capitalised_words_and_years_are_names(word: str) -> None:
    assert is_name(word)


def test_a_word_of_one_release_is_absent_from_another() -> None:
    question = understand("Do ferries sail to Gullholm?")
    assert absent_names(question, Scope.of([ARVIK]).vocabulary) == ["Gullholm"]
    assert absent_names(question, Scope.of([HARBOUR, ARVIK]).vocabulary) == []


def test_chinese_spells_names_otherwise_but_writes_years_alike() -> None:
    question = understand("Did ferries sail to Gullholm in 2019?")
    assert absent_names(question, Scope.of([PORT]).vocabulary) == ["2019"]
    assert absent_names(question, Scope.of([PORT, ARVIK]).vocabulary) == ["Gullholm", "2019"]


def test_a_figure_that_is_no_year_is_told_from_a_name() -> None:
    assert absent_figures(understand("Are there 44 ferries in Shanghai in 2019?"), SCOPE.vocabulary) == ["44"]
