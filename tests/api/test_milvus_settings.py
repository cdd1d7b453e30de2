"""Where Milvus is, is a server's address or a local file, and its token stays out of sight."""

import pytest
from pydantic import SecretStr, ValidationError

from api.settings import Settings


@pytest.mark.parametrize(
    "address", ["", "http://127.0.0.1:19530", "https://milvus.example.org/press", "folder/index.db"]
)
def test_a_server_and_a_file_are_taken(address: str) -> None:
    assert Settings(milvus=address).milvus == address


@pytest.mark.parametrize("address", ["127.0.0.1:19530", "folder/index", "tcp://127.0.0.1"])
def test_anything_else_is_an_error_at_once(address: str) -> None:
    with pytest.raises(ValidationError, match=r"has to begin with http:// or https://, or to end in \.db"):
        Settings(milvus=address)


def test_the_token_is_not_shown() -> None:
    assert "secret" not in repr(Settings(milvus_token=SecretStr("user:secret")))
