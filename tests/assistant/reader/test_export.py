"""What is exported scores as the network did, with a tokenizer that cuts up what it was kept for as before."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from sentencepiece import SentencePieceProcessor

from assistant.reader.cross_encoder import MODEL
from assistant.reader.export import cut_embeddings, kept_pieces, write_tokenizer
from assistant.reader.network import CrossEncoder
from assistant.reader.tokens import load
from tests.assistant.reader.tiny import HIDDEN, LAYERS, MARKS, PIECES, WORDS, export_to, network_of, tokenizer

TOKENIZER = tokenizer()
KEPT_TEXTS = ("how many ferries sail", "the mayor opens")
KEPT = kept_pieces(TOKENIZER, KEPT_TEXTS)


@pytest.fixture
def network(encoder: Path) -> CrossEncoder:
    """A network whose scores differ enough to compare them."""
    return network_of(encoder)


def cut(target: Path) -> SentencePieceProcessor:
    """The tokenizer cut to what the texts need."""
    write_tokenizer(TOKENIZER, KEPT, target)
    return load(target)


def scores(network: CrossEncoder, tokens: torch.Tensor, mask: torch.Tensor) -> list[float]:
    """What the network itself says."""
    with torch.no_grad():
        found: list[float] = network(tokens, mask).tolist()
    return found


def test_only_pieces_of_several_letters_that_the_texts_do_not_need_are_cut() -> None:
    unused = {f"\u2581{word}" for word in WORDS} - {f"\u2581{w}" for text in KEPT_TEXTS for w in text.split()}
    unused -= {"\u2581a"}
    assert {piece for piece, _ in PIECES} - {PIECES[number][0] for number in KEPT} == unused
    assert {"\u2581herring", "\u2581museum"} <= unused


def test_the_marks_come_first_and_the_pieces_keep_their_order() -> None:
    assert KEPT[: len(MARKS)] == list(range(len(MARKS)))
    assert sorted(set(KEPT)) == KEPT


def test_a_cut_tokenizer_cuts_the_texts_that_it_was_kept_for_as_before(tmp_path: Path) -> None:
    fewer = cut(tmp_path / "cut.model")
    assert fewer.vocab_size() == len(KEPT) < TOKENIZER.vocab_size()
    for text in (*KEPT_TEXTS, "the ferries", "渡輪開放", "zeppelin", "Ж", ""):
        assert fewer.encode(text, out_type=str) == TOKENIZER.encode(text, out_type=str)
    assert fewer.encode("herring", out_type=str) == ["\u2581", *"herring"]
    assert [fewer.piece_to_id(mark) for mark in MARKS] == [0, 1, 2, 3]


def test_a_network_cut_to_the_kept_pieces_scores_as_before(network: CrossEncoder, tmp_path: Path) -> None:
    fewer = cut(tmp_path / "cut.model")
    full_row, cut_row = ([0, *one.encode(KEPT_TEXTS[1]), 2] for one in (TOKENIZER, fewer))
    assert full_row != cut_row
    before = scores(network, torch.tensor([full_row]), torch.ones(1, len(full_row)))
    cut_embeddings(network, KEPT)
    assert scores(network, torch.tensor([cut_row]), torch.ones(1, len(cut_row))) == before
    assert network.body.embeddings.word_embeddings.weight.shape == (len(KEPT), HIDDEN)


def session_of(folder: Path) -> Any:
    """What runs the network exported to a folder."""
    return onnxruntime.InferenceSession(str(folder / MODEL), providers=["CPUExecutionProvider"])


@pytest.mark.slow
@pytest.mark.parametrize("masked", [False, True])
def test_the_exported_network_scores_nearly_as_the_network_does_whatever_the_shape(
    network: CrossEncoder, exported: Path, masked: bool
) -> None:
    session, theirs, ours = session_of(exported), [], []
    torch.manual_seed(2)
    for rows, length in ((1, 5), (3, 9), (8, 60), (1, 170), (12, 12)):
        tokens = torch.randint(4, len(PIECES), (rows, length))
        mask = torch.ones_like(tokens)
        mask[:, length - masked * (length // 4) :] = 0
        found = session.run(["found"], {"tokens": tokens.numpy(), "mask": mask.numpy()})[0]
        assert found.shape == (rows,)
        ours += found.tolist()
        theirs += scores(network, tokens, mask)
    assert np.std(theirs) > 0.3
    assert np.abs(np.array(ours) - np.array(theirs)).max() < 0.3 * np.std(theirs)
    assert np.corrcoef(ours, theirs)[0, 1] > 0.99


@pytest.mark.slow
def test_a_network_with_its_vectors_cut_is_exported_alike(network: CrossEncoder, tmp_path: Path) -> None:
    cut_embeddings(network, KEPT)
    export_to(network, tmp_path / MODEL)
    tokens = torch.arange(4, len(KEPT) - len(KEPT) % 4).reshape(-1, 4)
    found = session_of(tmp_path).run(None, {"tokens": tokens.numpy(), "mask": np.ones(tokens.shape, np.int64)})[0]
    assert np.corrcoef(found, scores(network, tokens, torch.ones_like(tokens)))[0, 1] > 0.99


@pytest.mark.slow
def test_the_exported_matrices_are_in_8_bits(exported: Path) -> None:
    graph = onnx.load(str(exported / MODEL)).graph
    stored = {weight.name: onnx.TensorProto.DataType.Name(weight.data_type) for weight in graph.initializer}
    products = [node for node in graph.node if "MatMul" in node.op_type]
    constant = [stored[name] for node in products for name in node.input[:2] if name in stored]
    assert len(constant) == 6 * LAYERS
    assert set(constant) == {"INT8"}
    lookups = [stored[n.input[0]] for n in graph.node if n.op_type == "Gather" and n.input[0].endswith(".packed")]
    assert lookups == ["INT8"]


@pytest.mark.slow
def test_an_exported_network_takes_tokens_and_mask_and_gives_one_output(exported: Path) -> None:
    session = session_of(exported)
    assert [one.name for one in session.get_inputs()] == ["tokens", "mask"]
    assert [one.name for one in session.get_outputs()] == ["found"]
