"""The encoder that runs a sentence-transformers model; the only file that imports that library, and so PyTorch."""

import logging
import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

# The weights are on disk by now: nothing may be looked up on the network, and no notice of a missing token printed.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from corpus.errors import EncoderError
from corpus.read import packaged_releases, read_release
from corpus.split import split
from index.encoder import Role, Vectors, Weights
from index.rows import all_passages

BATCH = 32
logging.getLogger("sentence_transformers").setLevel(logging.WARNING)


class SentenceEncoder:
    """Encodes with a sentence-transformers model, on the CPU unless PyTorch finds better."""

    def __init__(self, weights: Weights) -> None:
        """Load a model. Raises EncoderError if its folder does not hold one that can be loaded."""
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        # The report on weights that only training needs, and that are therefore not there.
        transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        # Tokenizers cannot be used by two threads at once, and PyTorch uses every core for one encoding anyway.
        self._lock = Lock()
        try:
            self._model = SentenceTransformer(str(weights.folder), local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise EncoderError(f"the model {weights.name!r} in {weights.folder} cannot be loaded: {error}") from error

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row a text: float32, shape (texts, dimension), each of length 1."""
        encode = self._model.encode_query if role is Role.QUERY else self._model.encode_document
        with self._lock:
            vectors = encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def export(self, folder: Path) -> dict[str, Any]:
        """Write the network and its tokenizer as `index.onnx_encoder` runs them; give its prompts and longest text.

        Raises EncoderError if the model is not of a kind that can be exported.
        """
        from index.exported import NETWORK, TOKENIZER
        from index.shrink import shrink

        try:
            network: Any = self._model[0]
            config = network.auto_model.config
            # On one line: indented, it takes half as long again to read.
            self._model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER), pretty=False)
            with tempfile.TemporaryDirectory() as scratch:
                plain = Path(scratch) / "plain.onnx"
                self._export_plain(plain)
                shrink(plain, folder / NETWORK, config.num_attention_heads, config.hidden_size, self._samples())
        except (AttributeError, RuntimeError, ValueError, TypeError) as error:
            raise EncoderError(f"the model cannot be exported to ONNX: {error}") from error
        return {"prompts": self._prompts, "longest": self._model.max_seq_length}

    @property
    def _prompts(self) -> dict[Role, str]:
        """What the model wants before a text."""
        prompts: dict[str, Any] = self._model.prompts
        return {Role.QUERY: prompts.get("query", ""), Role.PASSAGE: prompts.get("document", "")}

    def _samples(self) -> list[dict[str, Any]]:
        """What the network is shown to be rounded well: the releases that ship, and the texts it is checked with."""
        from index.onnx_encoder import PROBES

        passages = all_passages([split(read_release(path)) for path in packaged_releases()])
        texts = [*PROBES, *(statement.text for passage in passages for statement in passage.statements)]
        rows = [
            self._model.tokenizer(prompt + text, truncation=True, return_tensors="np")
            for prompt in self._prompts.values()
            for text in texts
        ]
        return [{"tokens": row["input_ids"], "mask": row["attention_mask"]} for row in rows]

    def _export_plain(self, target: Path) -> None:
        """Write the network as it is, from token numbers and mask to vectors, rows and lengths left open."""
        example = torch.tensor([[0, 5, 6, 2], [0, 7, 8, 2]])
        with warnings.catch_warnings(), self._lock:
            warnings.simplefilter("ignore")  # on what tracing holds fixed, which here is not
            torch.onnx.export(
                WholeModel(self._model).eval(),
                (example, torch.ones_like(example)),
                str(target),
                input_names=["tokens", "mask"],
                output_names=["vectors"],
                dynamic_axes={"tokens": {0: "rows", 1: "length"}, "mask": {0: "rows", 1: "length"}},
                opset_version=17,
                dynamo=False,
            )


class WholeModel(torch.nn.Module):
    """All modules of a sentence-transformers model as one function of token numbers and mask."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """One vector a row."""
        features = {"input_ids": tokens, "attention_mask": mask}
        vectors: torch.Tensor = self.model(features)["sentence_embedding"]
        return vectors
