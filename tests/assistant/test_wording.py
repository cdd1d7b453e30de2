"""The framing of an answer is a closed catalogue that says the same in every language."""

import string

import pytest

from assistant.wording import CATALOGUE, SEPARATORS, join, say


def placeholders(text: str) -> set[str]:
    """The names of what is put into a wording."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", CATALOGUE)
def test_every_language_has_the_same_wordings_with_the_same_placeholders(language: str) -> None:
    assert CATALOGUE[language].keys() == CATALOGUE["en"].keys()
    for key, text in CATALOGUE[language].items():
        assert placeholders(text) == placeholders(CATALOGUE["en"][key])
        assert text.strip() == text != ""


def test_the_languages_of_releases_have_a_catalogue_and_a_separator() -> None:
    assert CATALOGUE.keys() == SEPARATORS.keys() == {"en", "zh-Hant", "zh-Hans"}


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Under Ports:"), ("zh-Hant", "「Ports」之下："), ("zh-Hans", "“Ports”之下：")]
)
def test_a_wording_holds_the_values_put_in(language: str, text: str) -> None:
    assert say(language, "under", section="Ports") == text


def test_braces_in_a_value_are_left_alone() -> None:
    assert say("en", "under", section="{total}") == "Under {total}:"


def test_a_language_without_a_catalogue_is_framed_in_english() -> None:
    assert say("fr", "under", section="Ports") == "Under Ports:"
    assert join("fr", ["a", "b"]) == "a, b"


def test_terms_in_a_row_are_separated_as_the_language_does() -> None:
    assert [join(language, ["甲", "乙"]) for language in CATALOGUE] == ["甲, 乙", "甲、乙", "甲、乙"]
