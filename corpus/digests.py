"""Digests: what tells one content from every other."""

import hashlib
from pathlib import Path


def digest_of(text: str) -> str:
    """The digest of a text: `sha256:` and the hex digest of its UTF-8 bytes."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def digest_of_file(path: Path) -> str:
    """The sha256 of a file in hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
