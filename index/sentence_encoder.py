"""The encoder that runs a sentence-transformers model; the only file that imports that library, and so PyTorch."""

import logging
import os
from collections.abc import Sequence
from threading import Lock

# The weights are on disk by now: nothing may be looked up on the network, and no notice of a missing token printed.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from corpus.errors import EncoderError
from index.encoder import Role, Vectors, Weights

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
