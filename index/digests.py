"""Digests of the texts that are encoded: what tells whether a vector is already known."""

import hashlib

DIGEST_SIZE = 16


def row_digest(model_digest: str, text: str) -> bytes:
    """The digest of a text and the model that encodes it, 16 bytes (BLAKE2b)."""
    return hashlib.blake2b(f"{model_digest}\0{text}".encode(), digest_size=DIGEST_SIZE).digest()
