"""Puts the numbers of an ONNX network into a file beside it, which is mapped into memory when the network is loaded."""

from pathlib import Path

import onnx


def put_apart(source: Path, network: Path, numbers: Path) -> None:
    """Write a network to one file and its numbers to another in the same folder."""
    onnx.save_model(
        onnx.load(str(source)), str(network), save_as_external_data=True, all_tensors_to_one_file=True,
        location=numbers.name,
    )  # fmt: skip
    # The library lets the owner alone read this file; an index can be read by whoever may read the others.
    numbers.chmod(network.stat().st_mode)
