"""The bi-encoder says how like an answer statements are, works out each vector once, and reads Chinese too."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.reader.bi_encoder import CARD, FILES, MODEL, NUMBERS, BiEncoder
from assistant.reader.shipped import FOLDER, TOKENIZER, open_session
from assistant.reader.texts import Text
from assistant.reader.tokens import question_row, statement_row
from corpus.errors import ReaderError
from tests.assistant.reader.tiny import tokenizer

TEXTS = [Text("", "ferries sail"), Text("the mayor", "the museum opens"), Text("limit", "of herring " * 40)]
QUESTION = "who opens the museum"
HOLIDAYS = "Is there anything for holidaymakers?"
HOUSING, TOURISM = Text("", "Build more flats."), Text("Culture", "Strengthen tourism exchanges.")
SCHOOLS = Text("Education", "Support vocational education.")


@pytest.mark.slow
def test_likeness_is_over_that_of_none_of_them(exported: Path) -> None:
    from assistant.reader.bi_encoder import NONE

    session = open_session(exported / MODEL)

    def vector(row: list[int]) -> np.ndarray:
        tokens = np.array([row])
        found: np.ndarray = session.run(None, {"tokens": tokens, "mask": np.ones_like(tokens)})[0][0]
        return found

    asked, *stated = map(vector, [question_row(tokenizer(), QUESTION), *(statement_row(tokenizer(), t) for t in TEXTS)])
    expected = [float(one @ asked) - NONE for one in stated]
    assert BiEncoder(exported).score(QUESTION, TEXTS) == pytest.approx(expected, abs=2e-3)
    assert BiEncoder(exported).score(QUESTION, []) == []


@pytest.mark.slow
def test_each_vector_is_worked_out_once(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, rows = BiEncoder(exported), list[int]()
    session = reader._session

    class Counting:
        """Runs the network, and keeps how many rows each run had."""

        def run(self, names: None, given: dict[str, np.ndarray]) -> list[np.ndarray]:
            rows.append(len(given["tokens"]))
            found: list[np.ndarray] = session.run(names, given)
            return found

    monkeypatch.setattr(reader, "_session", Counting())
    first = reader.score(QUESTION, TEXTS)
    assert reader.score(QUESTION, TEXTS[::-1]) == first[::-1]
    reader.score("how many ferries", TEXTS)
    assert rows == [1] * (1 + len(TEXTS) + 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_the_one_on_the_card_is_named(exported: Path, tmp_path: Path, name: str) -> None:
    copied = Path(shutil.copytree(exported, tmp_path / "copied"))
    with (copied / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(
        ReaderError, match=rf"copied/{name} has the sha256 \w{{64}}, its card names \w{{64}}; reinstall"
    ):
        BiEncoder(copied)


@pytest.fixture(scope="module")
def shipped() -> BiEncoder:
    """The bi-encoder that ships with the software."""
    return BiEncoder()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (HOLIDAYS, [TOURISM, HOUSING, SCHOOLS]),
        ("What is planned for trade schools?", [SCHOOLS, HOUSING, TOURISM]),
        ("有甚麼措施吸引旅客？", [TOURISM, HOUSING, SCHOOLS]),
        (
            "新碼頭何時啟用？",
            [Text("運輸", "新碼頭將於二○二七年五月三日啟用。"), Text("房屋", "政府將興建二百個單位。")],
        ),
        ("哪些学校会得到资助？", [Text("", "支援職業學校。"), Text("", "加強旅遊交流。"), Text("", "興建更多公屋。")]),
    ],
)
def test_the_shipped_one_knows_words_for_the_same_thing(shipped: BiEncoder, question: str, texts: list[Text]) -> None:
    assert int(np.argmax(shipped.score(question, texts))) == 0


@pytest.mark.slow
def test_the_shipped_one_scores_the_same_each_time(shipped: BiEncoder) -> None:
    assert shipped.score(HOLIDAYS, [TOURISM, HOUSING]) == BiEncoder().score(HOLIDAYS, [TOURISM, HOUSING])


def test_the_shipped_card_says_what_was_learned_from_and_how_well() -> None:
    card = json.loads((FOLDER / CARD).read_text(encoding="utf-8"))
    assert card["questions"] > 30_000
    assert {"language en", "language zh"} <= card["measured"].keys()
    assert card["licences"]


def test_what_ships_stays_small() -> None:
    files = [*FOLDER.iterdir()]
    assert {MODEL, NUMBERS, TOKENIZER} <= {path.name for path in files}
    assert sum(path.stat().st_size for path in files) < 64_000_000
