"""Texts are cut into the pieces that a model reads, by SentencePiece where that gives the same as `tokenizers`."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from corpus.blocks import clean
from index.exported import PIECES, TOKENIZER
from index.tokenizing import END, MARKS, START, by_any, by_pieces, slim, tokenize_of
from tests.corpus.texts import TEXTS

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,:;()!?-'\"渡輪開放"
VOCABULARY = [
    *((mark, 0.0) for mark in MARKS),
    ("\u2581", -3.0),
    *((f"\u2581{word}", -4.0 - n / 10) for n, word in enumerate("the ferry ferries sail museum opens".split())),
    *((letter, -9.0 - n / 100) for n, letter in enumerate(LETTERS)),
]
LONGEST = 16
TYPED = ["the ferries sail", "Ferries", "渡輪開放", "  the   museum  opens", "ｆｅｒｒｙ", "zebra: (9)!", ""]


def unigram(vocabulary: list[tuple[str, float]] = VOCABULARY) -> Tokenizer:
    """A tokenizer as XLM-RoBERTa has it."""
    found = Tokenizer(models.Unigram(vocabulary, unk_id=MARKS.index("<unk>"), byte_fallback=False))
    found.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    found.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    found.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[(mark, MARKS.index(mark)) for mark in (START, END)]
    )
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a Unigram tokenizer that was made slim, and beside it that one as it was."""
    folder = tmp_path_factory.mktemp("slim")
    unigram().save(str(folder / TOKENIZER))
    unigram().save(str(folder / "before.json"))
    slim(folder, LONGEST, TYPED[:3])
    return folder


def test_a_unigram_tokenizer_is_replaced_by_its_pieces(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {PIECES, "before.json"}


@pytest.mark.parametrize("text", TYPED)
def test_its_pieces_cut_a_text_as_it_did(folder: Path, text: str) -> None:
    assert tokenize_of(folder, LONGEST)(text) == by_any(folder / "before.json", LONGEST)(text)


@given(TEXTS.map(clean))
def test_whatever_is_typed_stands_between_the_marks_and_is_no_longer_than_allowed(folder: Path, text: str) -> None:
    found = tokenize_of(folder, LONGEST)(text)
    assert (found[0], found[-1]) == (MARKS.index(START), MARKS.index(END))
    assert len(found) <= LONGEST
    assert not {MARKS.index(mark) for mark in (START, "<pad>", END)} & {*found[1:-1]}


@given(st.text(LETTERS + " "))
def test_what_has_known_characters_is_cut_alike(folder: Path, text: str) -> None:
    cleaned = clean(text)
    assert tokenize_of(folder, LONGEST)(cleaned) == by_any(folder / "before.json", LONGEST)(cleaned)


@pytest.mark.parametrize("mark", [START, "<pad>", END])
def test_a_mark_that_is_typed_is_cut_into_characters(folder: Path, mark: str) -> None:
    assert len(tokenize_of(folder, LONGEST)(mark)) > len(mark)


def test_a_tokenizer_of_another_kind_stays(tmp_path: Path) -> None:
    words = Tokenizer(models.WordPiece({"[UNK]": 0, "ferry": 1}, unk_token="[UNK]"))
    words.save(str(tmp_path / TOKENIZER))
    slim(tmp_path, LONGEST, TYPED)
    assert [path.name for path in tmp_path.iterdir()] == [TOKENIZER]
    assert tokenize_of(tmp_path, LONGEST)("ferry") == [1]


def test_a_unigram_tokenizer_that_normalises_otherwise_stays(tmp_path: Path) -> None:
    lower = unigram()
    lower.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    lower.save(str(tmp_path / TOKENIZER))
    slim(tmp_path, LONGEST, ["THE FERRY"])
    assert [path.name for path in tmp_path.iterdir()] == [TOKENIZER]


def test_one_with_other_marks_stays(tmp_path: Path) -> None:
    other = Tokenizer(models.Unigram([("[UNK]", 0.0), ("a", -1.0)], unk_id=0, byte_fallback=False))
    other.save(str(tmp_path / TOKENIZER))
    slim(tmp_path, LONGEST, TYPED)
    assert [path.name for path in tmp_path.iterdir()] == [TOKENIZER]


def test_a_long_text_is_cut_off_before_the_mark(folder: Path) -> None:
    whole, cut = (
        by_pieces(folder / PIECES, 99)("the ferries sail " * 9),
        tokenize_of(folder, LONGEST)("the ferries " * 9),
    )
    assert len(whole) > len(cut) == LONGEST
    assert cut[-1] == MARKS.index(END)
