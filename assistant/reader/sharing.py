"""Lets one exported network read from another's file the numbers that both hold: they then ship once."""

from collections.abc import Iterator
from pathlib import Path

import onnx
from onnx.external_data_helper import ExternalDataInfo, set_external_data, uses_external_data

from corpus.errors import ReaderError
from index.shrink import save

# Fewer bytes than these are not worth it.
LARGE = 1 << 16


def share(target: Path, source: Path) -> None:
    """Take what `source` holds too out of the file of `target`, beside which it stands, and refer to it there.

    Raises ReaderError if there is nothing of the kind.
    """
    held = dict(large_numbers(source))
    network = onnx.load(target)
    common = [one for one in network.graph.initializer if one.raw_data in held]
    if not common:
        raise ReaderError(f"{target} and {source} have no numbers in common; train both from the same encoder")
    for one in common:
        network.graph.initializer.remove(one)
    save(network, target)
    network = onnx.load(target, load_external_data=False)
    for one in common:
        place = held[one.raw_data]
        set_external_data(one, place.location, place.offset, place.length)
        one.ClearField("raw_data")
        network.graph.initializer.append(one)
    target.write_bytes(network.SerializeToString())


def large_numbers(network: Path) -> Iterator[tuple[bytes, ExternalDataInfo]]:
    """The large blocks of a network's numbers, and where each stands."""
    whole, apart = (onnx.load(network, load_external_data=load).graph.initializer for load in (True, False))
    for one, outside in zip(whole, apart, strict=True):
        if uses_external_data(outside) and len(one.raw_data) >= LARGE:
            yield one.raw_data, ExternalDataInfo(outside)
