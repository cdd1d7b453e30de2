"""The encoder that ships with the software gives unit vectors that put a question near its passage."""

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from corpus.read import packaged_releases, read_release
from index.building import build
from index.encoder import DEFAULT_MODEL, PACKAGED, Role, Weights, locate
from index.saved import load


@pytest.mark.slow
@pytest.mark.parametrize("model", PACKAGED)
def test_a_packaged_encoder_finds_passages_by_meaning(tmp_path: Path, models: Path, model: str) -> None:
    from index.sentence_encoder import SentenceEncoder

    weights = locate(model, models)
    encoder = SentenceEncoder(weights)
    vectors = encoder.encode(["more planes", "Increase the frequency of flights"], Role.QUERY)
    assert vectors.shape == (2, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    build(tmp_path, [read_release(path) for path in packaged_releases()], weights, encoder)
    hits = load(tmp_path, weights, encoder).search("Which airports will have more planes?", 5)
    assert max(hits, key=lambda hit: hit.dense).passage.id == "P2025042400475#aviation.1"


@pytest.mark.slow
def test_the_default_encoder_puts_a_chinese_question_near_its_english_answer(models: Path) -> None:
    from index.sentence_encoder import SentenceEncoder

    encoder = SentenceEncoder(locate(DEFAULT_MODEL, models))
    questions = encoder.encode(["機場會有更多航班嗎？", "谁会得到奖学金？"], Role.QUERY)
    statements = encoder.encode(["More flights will leave the airport.", "Scholarships go to nurses."], Role.PASSAGE)
    assert (questions @ statements.T).argmax(axis=1).tolist() == [0, 1]


@pytest.mark.slow
def test_weights_that_are_no_model_are_told(tmp_path: Path) -> None:
    from index.sentence_encoder import SentenceEncoder

    (tmp_path / "model.safetensors").write_bytes(b"no model")
    with pytest.raises(EncoderError, match=f"the model 'broken' in {tmp_path} cannot be loaded"):
        SentenceEncoder(Weights("broken", tmp_path, "sha256:00"))
