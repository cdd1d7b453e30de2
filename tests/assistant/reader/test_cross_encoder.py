"""The cross-encoder that ships reads each statement alone, and only weights that are those that its card names."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.reader.cross_encoder import CARD, FILES, MODEL, CrossEncoder
from assistant.reader.shipped import FOLDER, TOKENIZER, check
from assistant.reader.texts import Text
from corpus.errors import ReaderError
from tests.assistant.reader.tiny import network_of

TEXTS = [Text("", "ferries sail"), Text("the mayor", "the museum opens"), Text("limit", "of herring " * 40)]
QUESTION = "who opens the museum"


@pytest.fixture
def copied(exported: Path, tmp_path: Path) -> Path:
    """A copy of the tiny reader, to be damaged."""
    return Path(shutil.copytree(exported, tmp_path / "copied"))


@pytest.mark.slow
def test_what_the_card_names_is_loaded_and_gives_one_number_a_text(exported: Path) -> None:
    check(exported, CARD, FILES)
    scores = CrossEncoder(exported).score(QUESTION, TEXTS)
    assert len(scores) == len(set(scores)) == len(TEXTS)
    assert CrossEncoder(exported).score(QUESTION, []) == []


@pytest.mark.slow
def test_the_scores_are_nearly_those_of_the_network(exported: Path, encoder: Path) -> None:
    from assistant.reader.groups import Group
    from assistant.reader.network import measure, tokenised
    from tests.assistant.reader.tiny import tokenizer

    [theirs] = measure(network_of(encoder), tokenised(tokenizer(), [Group(QUESTION, tuple(TEXTS), True, "", "")]))
    assert CrossEncoder(exported).score(QUESTION, TEXTS) == pytest.approx(theirs, abs=0.5)


@pytest.mark.slow
def test_a_text_scores_the_same_each_time_whatever_stands_beside_it(exported: Path) -> None:
    reader = CrossEncoder(exported)
    together = reader.score(QUESTION, TEXTS)
    assert reader.score(QUESTION, TEXTS[::-1]) == together[::-1]
    assert [reader.score(QUESTION, [text]) for text in TEXTS] == [[score] for score in together]
    assert CrossEncoder(exported).score(QUESTION, TEXTS) == together


@pytest.mark.slow
def test_several_threads_may_ask_at_once(exported: Path) -> None:
    reader = CrossEncoder(exported)
    questions = [f"{QUESTION} {word}" for word in ("ferries", "limit", "how many", "when")] * 10
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda question: reader.score(question, TEXTS), questions))
    assert at_once == [reader.score(question, TEXTS) for question in questions]


@pytest.mark.slow
@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_a_file_that_is_not_the_one_on_the_card_is_named(copied: Path, name: str) -> None:
    with (copied / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(
        ReaderError, match=rf"copied/{name} has the sha256 \w{{64}}, its card names \w{{64}}; reinstall"
    ):
        CrossEncoder(copied)


@pytest.mark.slow
@pytest.mark.parametrize("name", [MODEL, TOKENIZER, CARD])
def test_a_file_that_is_missing_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ReaderError, match=rf"weights in .*copied cannot be read \(.*{name}.*\); reinstall"):
        CrossEncoder(copied)


@pytest.mark.parametrize("card", ["", "{", "{}", '{"digests": {}}', "[]", '{"digests": null}'])
def test_a_card_that_names_no_digests_is_told(tmp_path: Path, card: str) -> None:
    for name in (MODEL, TOKENIZER):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / CARD).write_text(card, encoding="utf-8")
    with pytest.raises(ReaderError, match=r"cannot be read \(.*\); reinstall"):
        check(tmp_path, CARD, FILES)


def test_weights_that_are_nowhere_are_told(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match=r"nowhere cannot be read \(.*\); reinstall"):
        CrossEncoder(tmp_path / "nowhere")


@pytest.fixture(scope="module")
def packaged() -> CrossEncoder:
    """The cross-encoder that ships with the software."""
    return CrossEncoder()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answer", "others"),
    [
        (
            "When will the new ferry terminal open?",
            Text("Transport", "The new ferry terminal will open on 3 May 2027."),
            [
                Text("Transport", "The new ferry terminal has four berths."),
                Text("Housing", "Two hundred flats will be built in Norwick."),
            ],
        ),
        (
            "Who chairs the water board?",
            Text("Appointments", "Ms Ada Holm is the chairperson of the water board."),
            [
                Text("Appointments", "The water board meets four times a year."),
                Text("", "The weather will be fine."),
            ],
        ),
        (
            "新碼頭何時啟用？",
            Text("運輸", "新碼頭將於二○二七年五月三日啟用。"),
            [Text("運輸", "新碼頭設有四個泊位。"), Text("房屋", "政府將興建二百個單位。")],
        ),
        (
            "新码头何时启用？",
            Text("运输", "新码头将于2027年5月3日启用。"),
            [Text("运输", "新码头设有四个泊位。"), Text("房屋", "政府将兴建二百个单位。")],
        ),
    ],
)
def test_the_packaged_reader_prefers_an_obvious_answer(
    packaged: CrossEncoder, question: str, answer: Text, others: list[Text]
) -> None:
    best, *rest = packaged.score(question, [answer, *others])
    assert best > 0
    assert best > max(rest)
    assert rest[-1] < 0


@pytest.mark.slow
def test_the_packaged_reader_gives_the_same_numbers_each_time_whatever_stands_beside_a_text(
    packaged: CrossEncoder,
) -> None:
    together = packaged.score(QUESTION, TEXTS)
    assert [packaged.score(QUESTION, [text])[0] for text in TEXTS] == together
    assert CrossEncoder().score(QUESTION, TEXTS) == together


@pytest.mark.slow
def test_the_packaged_card_says_what_was_learned_from_and_how_well(packaged: CrossEncoder) -> None:
    assert packaged
    card = json.loads((FOLDER / CARD).read_text(encoding="utf-8"))
    assert sum(card["groups"].values()) > 10_000
    assert card["measured"]["releases"]["questions"] > 200
    assert {"language en", "language zh"} <= card["measured"].keys()
    assert card["licences"]
