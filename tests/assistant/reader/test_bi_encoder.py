"""The bi-encoder says of English statements how like an answer they are, and encodes each once."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.reader.bi_encoder import FOLDER, NONE, BiEncoder, joined
from assistant.reader.cross_encoder import FOLDER as READER
from assistant.reader.texts import Text
from index.encoder import Encoder, Role, Vectors
from index.exported import check_export

QUESTION = "Is there anything for holidaymakers?"
TOURISM = Text("Culture", "Strengthen tourism exchanges.")
HOUSING = Text("", "Build more flats.")


class Axes:
    """Encodes what tells of tourism as one axis, all else as another, a query between both; knows what it was given."""

    def __init__(self) -> None:
        self.given: list[tuple[list[str], Role]] = []

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row a text."""
        self.given.append((list(texts), role))
        if role is Role.QUERY:
            return np.array([[0.6, 0.8]], dtype=np.float32)
        return np.array([[1.0, 0.0] if "tourism" in text else [0.0, 1.0] for text in texts], dtype=np.float32)


def test_likeness_is_over_that_of_none_of_them() -> None:
    assert BiEncoder(Axes()).score(QUESTION, [TOURISM, HOUSING]) == pytest.approx([0.6 - NONE, 0.8 - NONE], abs=1e-3)
    assert BiEncoder(Axes()).score(QUESTION, []) == []


def test_a_statement_is_encoded_under_its_heading_and_each_text_once() -> None:
    encoder = Axes()
    reader = BiEncoder(encoder)
    for _ in range(2):
        reader.score(QUESTION, [TOURISM, HOUSING])
    assert encoder.given == [
        ([QUESTION], Role.QUERY),
        (["Culture | Strengthen tourism exchanges."], Role.PASSAGE),
        (["Build more flats."], Role.PASSAGE),
    ]
    assert joined(HOUSING) == "Build more flats."


@pytest.mark.parametrize(("question", "text"), [("有甚麼旅遊措施？", HOUSING), (QUESTION, Text("", "加強旅遊交流。"))])
def test_chinese_is_not_guessed_at(question: str, text: Text) -> None:
    encoder = Axes()
    assert BiEncoder(encoder).score(question, [text]) is None
    assert encoder.given == []


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    """The encoder that ships, whose files are as they were written."""
    from index.onnx_encoder import OnnxEncoder

    check_export(FOLDER)
    return OnnxEncoder(FOLDER)


def test_the_shipped_one_knows_words_for_the_same_thing(shipped: Encoder) -> None:
    texts = [HOUSING, TOURISM, Text("Education", "Support vocational education.")]
    scores = BiEncoder(shipped).score(QUESTION, texts)
    assert scores is not None
    assert int(np.argmax(scores)) == 1
    scores = BiEncoder(shipped).score("What is planned for trade schools?", texts)
    assert scores is not None
    assert int(np.argmax(scores)) == 2


def test_what_ships_stays_small() -> None:
    files = [path for folder in (FOLDER, READER) for path in folder.iterdir()]
    assert sum(path.stat().st_size for path in files) < 64_000_000
