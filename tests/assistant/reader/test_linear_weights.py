"""Weights are taken by name from the file of their encoder, and only if they fit what this software weighs."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evidence import FEATURES
from assistant.reader.linear_weights import FOLDER, JUDGED, MODELS, NUMBERS, LinearWeights
from corpus.errors import ReaderError
from index.encoder import PACKAGED


@pytest.mark.parametrize("name", PACKAGED)
def test_each_packaged_encoder_has_a_reader_that_weighs_only_known_evidence(name: str) -> None:
    values = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    for model, evidence in MODELS.items():
        assert values[model].keys() <= set(evidence)
    weights = LinearWeights.fitted_to(f"sha256:{PACKAGED[name].sha256}")
    assert weights.thresholds == {"en": values["threshold_en"], "zh": values["threshold_zh"]}
    assert weights.enough == values["enough"]
    assert weights.hopeless == values["hopeless"] < 0
    assert weights.doubt == values["doubt"] < 0
    assert all(0 < threshold < 1 for threshold in weights.thresholds.values())
    assert weights.close >= 0


def test_an_encoder_that_no_reader_was_fitted_to_is_told() -> None:
    with pytest.raises(ReaderError, match=r"fitted to the encoder sha256:other; run `python -m assistant.calibrate`"):
        LinearWeights.fitted_to("sha256:other")


GIVEN = {"intercept": 0.5, "close": 0.25, "threshold_en": 0.75, "threshold_zh": 0.5, "enough": 6.0}
GIVEN |= {"hopeless": -0.5, "doubt": -3.0}


def written(folder: Path, **changed: Any) -> Path:
    """A folder with weights for the encoder `x`, some of them changed; those changed to None are left out."""
    values = {"encoder": "x", **{model: {} for model in MODELS}, "focus": {"size": 4.0}, **GIVEN, **changed}
    kept = {name: value for name, value in values.items() if value is not None}
    (folder / "x.json").write_text(json.dumps(kept), encoding="utf-8")
    return folder


def test_weights_are_taken_by_name_from_the_file_of_their_encoder(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"encoder": "other"}), encoding="utf-8")
    models = {"shortlist": {"lexical": 1.0}, "ranking": {"read": 2.0}, "judge": {"read_most": 3.0}}
    weights = LinearWeights.fitted_to("x", written(tmp_path, **models))
    assert weights == LinearWeights.named({**models, "focus": {"size": 4.0}}, GIVEN)
    assert weights.shortlist[FEATURES.index("lexical")] == 1.0
    assert weights.ranking[-1] == 2.0
    assert weights.judge[JUDGED.index("read_most")] == 3.0
    assert sum(map(sum, (weights.shortlist, weights.ranking, weights.judge))) == 6.0


@pytest.mark.parametrize(
    ("model", "unknown"), [("shortlist", "moon"), ("shortlist", "read"), ("ranking", "margin"), ("judge", "moon")]
)
def test_weights_of_evidence_that_is_unknown_are_an_error(model: str, unknown: str, tmp_path: Path) -> None:
    folder = written(tmp_path, **{model: {unknown: 1.0, "similarity": 1.0}})
    with pytest.raises(ReaderError, match=rf"unknown evidence \['{unknown}'\]; run `python -m assistant.calibrate`"):
        LinearWeights.fitted_to("x", folder)


@pytest.mark.parametrize("name", [*MODELS, *NUMBERS])
def test_weights_that_an_older_version_wrote_without_one_of_the_models_are_an_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match=r"run `python -m assistant.calibrate`"):
        LinearWeights.fitted_to("x", written(tmp_path, **{name: None}))
