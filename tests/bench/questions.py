"""The questions that the benchmark puts: a fixed mix, chosen with a fixed seed, no two the same but for case and signs.

The packaged release's own questions come first as they are written, then in other words around them ("For a report,
please tell me: ..."), and among ten of these three on other releases, most of which this release has to refuse.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from assistant.evaluate import Row, read_rows
from assistant.examples import QUESTIONS as FOREIGN

OWN = Path(__file__).parents[1] / "quality" / "packaged_release.jsonl"
SEED = 20250424
FOREIGN_OF_TEN = 3
HEADS = (
    "please tell me", "could you tell me", "I would like to know", "a reader asks", "a colleague asks", "let me ask",
    "my question is", "help me with this", "I was asked", "we are asked", "I wonder", "kindly answer",
)  # fmt: skip
OCCASIONS = (
    "", "for a report, ", "for an article, ", "for a class, ", "for a friend, ", "once more, ", "in short, ", "today, ",
    "for my neighbours, ", "before I go, ",
)  # fmt: skip
HEADS_ZH = (
    "請問",
    "請告訴我",
    "我想知道",
    "有讀者問",
    "同事問",
    "我的問題是",
    "請幫忙回答",
    "有人問",
    "麻煩回答",
    "想請教",
)
OCCASIONS_ZH = (
    "",
    "為了寫報告，",
    "為了寫文章，",
    "為了上課，",
    "替朋友問，",
    "再問一次，",
    "簡單來說，",
    "替鄰居問，",
)
HAN = re.compile(r"[\u4e00-\u9fff]")


def own_rows() -> list[Row]:
    """The packaged release's questions, with what a right answer is."""
    return read_rows(OWN)


def mixed() -> Iterator[str]:
    """Every question of the mix, each once: the baseline knows no conversations, so none that follows up another."""
    generator = random.Random(SEED)
    plain = [row.question for row in own_rows() if not row.history]
    reworded = [text for question in plain for text in rewordings(question)]
    foreign = foreign_questions()
    for some in (plain, reworded, foreign):
        generator.shuffle(some)
    return distinct([*plain, *interleaved(reworded, foreign)])


def rewordings(question: str) -> Iterator[str]:
    """A question behind other words in its language."""
    heads, occasions = (HEADS_ZH, OCCASIONS_ZH) if HAN.search(question) else (HEADS, OCCASIONS)
    for occasion, head in product(occasions, heads):
        opening = f"{occasion}{head}"
        yield f"{opening[0].upper()}{opening[1:]}: {question}"


def foreign_questions() -> list[str]:
    """The questions on the invented releases, in English and Chinese."""
    with FOREIGN.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [str(row["question"]) for row in rows if not row.get("history")]


def interleaved(own: Sequence[str], foreign: Sequence[str]) -> Iterator[str]:
    """Three foreign questions after seven own ones, until either are used up."""
    a_turn = 10 - FOREIGN_OF_TEN
    for turn in range(min(len(own) // a_turn, len(foreign) // FOREIGN_OF_TEN)):
        yield from own[turn * a_turn : (turn + 1) * a_turn]
        yield from foreign[turn * FOREIGN_OF_TEN : (turn + 1) * FOREIGN_OF_TEN]


def bare(question: str) -> str:
    """What is left of a question for a cache that does not mind case, blanks and signs."""
    return re.sub(r"\W+", "", question).casefold()


def distinct(questions: Sequence[str]) -> Iterator[str]:
    """The first of all questions that are bare the same."""
    known = set[str]()
    for question in questions:
        if (key := bare(question)) not in known:
            known.add(key)
            yield question
