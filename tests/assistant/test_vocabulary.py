"""The words of the releases tell how rare a word is, what it is akin to, and which word was misspelt."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.english import english, read
from assistant.vocabulary import PREFIX_WORTH, Vocabulary, affinity, initials, kindred
from tests.assistant.doubles import HARBOUR
from tests.doubles import outline_of

LINES = (
    "Harbour Council",
    "Two accountants audit the Norwick ferries. Hong Kong boats cross the Sound. The Ministry of Sea and Ice paid.",
    "The harbour is open to 3,200 ferries.",
    "Strengthen the lighthouse.",
)
VOCABULARY = Vocabulary([outline_of(*LINES)])


def test_the_rarer_a_word_the_more_it_weighs() -> None:
    common, rare, absent = map(VOCABULARY.weight, ("ferri", "lighthous", "whale"))
    assert common < rare < absent


def test_the_share_of_a_word_is_that_of_the_passages_that_hold_it() -> None:
    assert [VOCABULARY.share(word) for word in ("ferri", "lighthous", "whale")] == [0.5, 0.25, 0.0]


def test_without_releases_every_word_is_absent() -> None:
    nothing = Vocabulary([])
    assert (nothing.share("ferri"), nothing.affinity("ferri"), nothing.holds("Norwick")) == (0.0, 0.0, False)


def test_a_heading_counts_as_words_of_its_passages() -> None:
    assert Vocabulary([outline_of("Title", "Whales", "---", "Save them.")]).holds("Whales")


def test_a_word_meets_itself_fully_a_kindred_one_nearly_and_others_not_at_all() -> None:
    known = {"accountant", "boat"}
    assert [affinity(term, known) for term in ("boat", "account", "boar", "whale")] == [1.0, PREFIX_WORTH, 0.0, 0.0]


@pytest.mark.parametrize("pair", [("account", "accountant"), ("strengthen", "strength")])
def test_words_that_share_most_of_their_beginning_are_kindred(pair: tuple[str, str]) -> None:
    assert kindred(*pair)
    assert kindred(*reversed(pair))


@pytest.mark.parametrize("pair", [("intern", "international"), ("strenuous", "strengthen"), ("ferri", "ferment")])
def test_words_that_share_little_of_their_beginning_are_not(pair: tuple[str, str]) -> None:
    assert not kindred(*pair)


@given(st.text("abcde", min_size=1, max_size=12), st.text("abcde", min_size=1, max_size=12))
def test_affinity_is_the_same_in_both_directions(one: str, other: str) -> None:
    assert affinity(one, {other}) == affinity(other, {one})


@pytest.mark.parametrize("name", ["Norwick", "norwick", "Ferry", "3,200", "Hongkong", "HongKong", "HK", "MSI", "Sea"])
def test_a_name_occurs_as_a_word_joined_from_two_or_by_its_initials(name: str) -> None:
    assert VOCABULARY.holds(name)


@pytest.mark.parametrize("name", ["Shanghai", "UN", "Kong-Hong", "4", "Norwic", "hk"])
def test_a_name_that_is_none_of_these_occurs_nowhere(name: str) -> None:
    assert not VOCABULARY.holds(name)


def test_two_words_written_as_one_are_matched() -> None:
    assert VOCABULARY.affinity("hongkong") == 1.0
    assert VOCABULARY.affinity("konghong") == 0.0


def test_initials_leave_out_small_words() -> None:
    assert initials("Ministry of Sea and Ice", 3) == {"msi"}
    assert initials("Sea", 2) == frozenset()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Which harbuor is open?", "Which harbour is open?"),
        ("the lihgthouse", "the lighthouse"),
        ("acountants", "accountants"),
        ("Will the Norwcik ferries sail?", "Will the Norwick ferries sail?"),
    ],
)
def test_a_misspelt_word_becomes_the_word_of_the_release(written: str, meant: str) -> None:
    assert VOCABULARY.correct(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Which library is open?",  # English, though not the release's
        "the boaat",  # nothing in the release is as near
        "teh opne",  # short
        "xarbour",  # another first letter
        "harbour1",  # no word
        "the accounting",  # akin to a word of the release
        "Will the Sounnd freeze?",  # a short name
        "渡輪幾時開？",
    ],
)
def test_what_is_no_misspelling_of_the_release_is_left_alone(text: str) -> None:
    assert VOCABULARY.correct(text) == text


def test_an_english_word_is_left_alone_however_near_it_is() -> None:
    vocabulary = Vocabulary([outline_of("Title", "The crown is gold.")])
    assert vocabulary.correct("the crowd and the crowm") == "the crowd and the crown"


def test_of_words_equally_near_the_one_that_the_release_writes_more_often_is_meant() -> None:
    vocabulary = Vocabulary([outline_of("Title", "Grolten and gralten. Gralten sails.")])
    assert vocabulary.correct("is grilten here") == "is gralten here"


@pytest.mark.parametrize(
    "text",
    ["Will whales sing?", "gullholm norwick", "herring xyzzyx", "wen was teh reprot relesed", "漁業", "", "Is it 44?"],
)
def test_a_text_of_english_or_of_words_of_the_releases_is_known(text: str) -> None:
    assert Vocabulary([HARBOUR]).knows(text)


@pytest.mark.parametrize("text", ["asdf qwer zxcv", "lorem ipsum dolor", "xyzzyx"])
def test_noise_is_not_known(text: str) -> None:
    assert not Vocabulary([HARBOUR]).knows(text)


@pytest.mark.parametrize(
    ("word", "held"), [("museum", True), ("the", True), ("musuem", False), ("", False), ("é" * 99, False)]
)
def test_the_dictionary_holds_the_words_of_english(word: str, held: bool) -> None:
    assert english().holds(word) is held
    assert (english().usage(word) > 0) is held


def test_the_dictionary_knows_what_one_slip_makes_of_a_word() -> None:
    assert english().one_slip_from("musuem") == ["museum"]
    assert "from" in english().one_slip_from("form")
    assert english().usage("the") > english().usage("museum")


def test_the_dictionary_is_read_when_it_is_first_needed_and_once_however_many_ask_at_once() -> None:
    read.cache_clear()
    vocabulary = Vocabulary([HARBOUR])
    assert vocabulary.correct("the museum opens") == "the museum opens"
    assert read.cache_info().misses == 0
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(vocabulary.correct, ["herrring"] * 4)) == {"herring"}
    assert read.cache_info().misses == 1
