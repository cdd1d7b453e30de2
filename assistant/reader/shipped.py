"""The networks that ship with the software: where they stand, whether they are as written, how they are run."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnxruntime

from corpus.digests import digest_of_file
from corpus.errors import ReaderError

FOLDER = Path(__file__).parent / "weights"
# Both networks read the same pieces.
TOKENIZER = "tokenizer.model"


def check(folder: Path, card: str, files: Sequence[str]) -> None:
    """Compare files of a folder with the digests on their card. Raises ReaderError."""
    try:
        expected = json.loads((folder / card).read_text(encoding="utf-8"))["digests"]
        for name in files:
            if (actual := digest_of_file(folder / name)) != expected[name]:
                raise ReaderError(
                    f"{folder / name} has the sha256 {actual}, its card names {expected[name]}; reinstall"
                )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReaderError(f"the reader's weights in {folder} cannot be read ({error}); reinstall") from error


def open_session(network: Path) -> Any:
    """A network, to be run by the thread that asks: one text for each core is faster than all cores on one text."""
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    # It was written as onnxruntime would optimise it.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
