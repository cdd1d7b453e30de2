"""A text may ask several things, nothing, or only lean on what was said before."""

import pytest
from hypothesis import given

from assistant.parts import MAX_PARTS, parts_of
from assistant.question import is_no_question, understand
from tests.corpus.texts import TEXTS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("When does the ferry start and how much is it?", ["When does the ferry start", "how much is it?"]),
        ("Which pier is repaired? When will it open?", ["Which pier is repaired", "When will it open?"]),
        ("Who leads the board, and by when will it report?", ["Who leads the board", "by when will it report?"]),
        ("碼頭何時啟用，費用多少？", ["碼頭何時啟用", "費用多少？"]),
        ("Who signed it, and what did he say?", ["Who signed it", "what did he say?"]),
        ("Are meals free, and can I see the menu?", ["Are meals free", "can I see the menu?"]),
        ("Who is the reviewer and what is she paid?", ["Who is the reviewer", "what is she paid?"]),
        ("加建多少條通道，每條造價多少？", ["加建多少條通道", "每條造價多少？"]),
        ("簡介會有多少個名額？會不會提供手語傳譯？", ["簡介會有多少個名額", "會不會提供手語傳譯？"]),
        ("码头何时启用？谁负责？", ["码头何时启用", "谁负责？"]),
        (
            "Which pier is repaired? When will it open? Who pays?",
            ["Which pier is repaired", "When will it open", "Who pays?"],
        ),
    ],
)
def test_a_question_that_asks_several_things_has_several_parts(text: str, parts: list[str]) -> None:
    assert parts_of(understand(text)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "When does the ferry start?",
        "Which boats and ferries sail?",
        "Where is it, and when?",
        "Is the pier open and is the museum open?",
        "Who pays? When? Where? Which pier?",
        "碼頭何時啟用？",
        "如果碼頭關閉，會不會退票？",
        "What was agreed on piers? All of it please.",
        "有哪些措施？全部列出",
        "Explain what the board is and how it works",
    ],
)
def test_a_question_that_asks_one_thing_or_too_many_is_its_only_part(text: str) -> None:
    assert parts_of(understand(text)) == [text]


@given(TEXTS)
def test_any_text_has_one_to_three_parts_and_they_are_its_own_words(text: str) -> None:
    question = understand(text)
    parts = parts_of(question)
    assert 1 <= len(parts) <= MAX_PARTS
    assert all(part in question.text for part in parts)


@pytest.mark.parametrize(
    "text",
    [
        "hello", "Hi there!", "Thank you so much.", "thx", "Good morning", "ok, great", "testing",
        "你好", "您好！", "多謝晒！", "唔該", "早晨", "谢谢你", "再见",
        "", "???", "!!! 👍", "……",
    ],
)  # fmt: skip
def test_a_greeting_thanks_or_noise_is_no_question(text: str) -> None:
    assert is_no_question(understand(text))


@pytest.mark.parametrize(
    "text",
    ["Hello, when does the ferry start?", "thanks, and the fare?", "ferries", "你好，渡輪幾時開？", "漁業", "2031"],
)
def test_a_greeting_before_a_question_or_a_bare_word_is_a_question(text: str) -> None:
    assert not is_no_question(understand(text))


@pytest.mark.parametrize(
    "text",
    ["What about ferries?", "And how about fishing", "Tell me more about piers", "housing", "漁業呢？", "关于渔业"],
)
def test_what_only_names_a_topic_is_a_topic(text: str) -> None:
    assert understand(text).is_topic


@pytest.mark.parametrize("text", ["When does the ferry start?", "Which boats sail?", "渡輪何時啟航？"])
def test_what_asks_something_of_its_topic_is_no_topic(text: str) -> None:
    assert not understand(text).is_topic


@pytest.mark.parametrize(
    "text", ["When does it start?", "Who pays for that?", "Will they sail?", "佢幾時開？", "那要多久？"]
)
def test_a_word_that_stands_for_something_said_before_leans_back(text: str) -> None:
    assert understand(text).leans_back


@pytest.mark.parametrize("text", ["When does the ferry start?", "Who repairs italic signs?", "渡輪何時啟航？"])
def test_a_question_that_names_everything_leans_on_nothing(text: str) -> None:
    assert not understand(text).leans_back
