"""A question is understood: its language, the kind of thing it asks for, its terms and its names."""

import pytest
from hypothesis import given

from assistant.lexicon import FRAME_WORDS, FUNCTION_WORDS
from assistant.question import Ask, asking_part, names_in, understand, which_of
from corpus.blocks import clean
from tests.corpus.texts import TEXTS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("When does the ferry start?", "en"),
        ("渡輪何時啟航？", "zh-Hant"),
        ("渡轮何时启航？", "zh-Hans"),
        ("邊個係局長？", "zh-Hant"),
        ("Ferry 渡輪 services at the new harbour", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_that_of_the_question(text: str, language: str) -> None:
    assert understand(text).language == language


def test_a_language_that_is_given_overrides_the_one_found() -> None:
    assert understand("When does the ferry start?", "zh-Hans").language == "zh-Hans"


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Does the pier have a roof?", Ask.FACT),
        ("Who leads the harbour board?", Ask.PERSON),
        ("When does the ferry start?", Ask.TIME),
        ("What year was the pier built?", Ask.TIME),
        ("Where is the new pier?", Ask.PLACE),
        ("Which town gets a pier?", Ask.PLACE),
        ("How many boats sail?", Ask.QUANTITY),
        ("How much does a ticket cost?", Ask.QUANTITY),
        ("List all the measures on fishing", Ask.LIST),
        ("Which schools get new buildings?", Ask.LIST),
    ],
)
def test_an_english_question_shows_what_it_asks_for(text: str, ask: Ask) -> None:
    assert understand(text).ask is ask


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("碼頭會重建嗎？", Ask.FACT),
        ("誰是局長？", Ask.PERSON),
        ("局长是谁？", Ask.PERSON),
        ("邊個係局長？", Ask.PERSON),
        ("渡輪何時啟航？", Ask.TIME),
        ("渡轮什么时候启航？", Ask.TIME),
        ("隻船幾時開？", Ask.TIME),
        ("碼頭在哪裏？", Ask.PLACE),
        ("码头在什么地方？", Ask.PLACE),
        ("碼頭喺邊度？", Ask.PLACE),
        ("有多少艘船？", Ask.QUANTITY),
        ("有几个码头？", Ask.QUANTITY),
        ("有幾多隻船？", Ask.QUANTITY),
        ("漁業有什麼措施？", Ask.LIST),
        ("列出所有码头", Ask.LIST),
        ("漁業有咩措施？", Ask.LIST),
    ],
)
def test_a_chinese_question_shows_what_it_asks_for_in_either_script_and_in_cantonese(text: str, ask: Ask) -> None:
    assert understand(text).ask is ask


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("How many people knew when it sank?", Ask.QUANTITY),
        ("When did the mayor say who won?", Ask.TIME),
        ("List all the towns where boats sail", Ask.LIST),
        ("Everything about boats and the people who sail them, please", Ask.LIST),
        ("What can firms who build boats do?", Ask.FACT),
    ],
)
def test_of_several_kinds_the_most_particular_is_meant(text: str, ask: Ask) -> None:
    assert understand(text).ask is ask


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("I live in Porto. Can I sail?", "Can I sail?"),
        ("Baker from Porto here, on deadline: which boats sail?", "which boats sail?"),
        ("I write for the Porto Times; list each measure on boats.", "list each measure on boats."),
        ("Porto baker here – who pays?", "who pays?"),
        ("我在港口工作：哪些船開？", "我在港口工作：哪些船開？"),
        ("Boats: the whole set of measures", "Boats: the whole set of measures"),
        ("Which of these sail: boats or ships?", "Which of these sail: boats or ships?"),
        ("Does it open at 10:30 or 11:00?", "Does it open at 10:30 or 11:00?"),
    ],
)
def test_what_only_tells_of_the_asker_is_no_part_of_what_asks(text: str, part: str) -> None:
    assert asking_part(text) == part


@pytest.mark.parametrize(
    "text",
    [
        "Every item in the fishing section",
        "Fishing: the whole set of measures, please",
        "I write for the Porto Times; list each measure on boats.",
        "What did they settle on boats?",
    ],
)
def test_a_list_is_asked_for_in_many_ways(text: str) -> None:
    assert understand(text).ask is Ask.LIST


def test_a_measure_each_is_no_list_where_something_is_asked_of_it() -> None:
    assert understand("Is each measure paid for?").ask is Ask.FACT


def test_who_is_on_deadline_asks_for_no_deadline() -> None:
    assert understand("Reporter on deadline, is there anything on boats?").ask is Ask.FACT
    assert understand("Is there a deadline?").ask is Ask.TIME


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("How many officials went along?", "which officials went along?"),
        ("去了幾位官員？", "去了哪些官員？"),
        ("How long is the pier?", None),
    ],
)
def test_what_is_counted_can_be_asked_for(text: str, asked: str | None) -> None:
    found = which_of(understand(text))
    assert (found.text if found else None) == asked


def test_when_that_joins_two_clauses_does_not_ask_for_a_time() -> None:
    assert understand("Must boats stop when fog comes?").ask is Ask.FACT


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Which schools get new buildings?", ("school", "new", "build")),
        ("What does the press release say about the ferries, ferry by ferry?", ("ferri",)),
        ("What day does the museum open?", ("museum", "open")),
        ("How often is co-operation reviewed?", ("cooper", "oper", "review")),
        ("渡輪何時啟航？", ("渡轮", "启航")),
        ("請問漁業有咩措施？", ("渔业", "措施")),
        ("What is it?", ()),
    ],
)
def test_terms_are_the_stems_and_bigrams_that_carry_meaning(text: str, terms: tuple[str, ...]) -> None:
    assert understand(text).terms == terms


@given(TEXTS)
def test_terms_come_once_each_and_none_is_a_function_word(text: str) -> None:
    terms = understand(text).terms
    assert len(set(terms)) == len(terms)
    assert not set(terms) & (FUNCTION_WORDS | FRAME_WORDS)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Will the ferry to Gullholm stop at Norwick, not at gullholm?", ("Gullholm", "Norwick")),
        ("Gullholm gets ferries?", ()),
        ("It sails. Where does Gullholm lie?", ("Gullholm",)),
        ("Are there 44 boats in 2031?", ("44", "2031")),
        ("May I ask what I'm paying, and What for?", ()),
        ("Does Norwick like Norwick?", ("Norwick",)),
        ("They sail! “Gullholm lies there? (Norwick too?", ()),
    ],
)
def test_names_are_words_with_a_capital_inside_a_sentence_and_figures(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


def test_a_question_is_put_on_one_line_in_composed_form_without_invisible_characters() -> None:
    assert clean(" Cafe\u0301\n\tat the\u200b  pier? ") == "Café at the pier?"


@given(TEXTS)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_a_curly_apostrophe_reads_like_a_straight_one() -> None:
    assert (
        understand("Where is O’Neil’s pier?").terms == understand("Where is O'Neil's pier?").terms == ("o'neil", "pier")
    )
