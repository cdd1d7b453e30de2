"""The settings, read from the environment: `COMMUNIQUE_HOME`, `COMMUNIQUE_PORT`, and so on."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.encoder import DEFAULT_MODEL


class Settings(BaseSettings):
    """What an installation may choose."""

    model_config = SettingsConfigDict(env_prefix="COMMUNIQUE_", frozen=True)

    home: Path = Field(default=Path(".communique"), description="the folder that holds the index and unpacked models")
    host: str = Field(default="127.0.0.1", description="the address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="the port to listen on; 0 for any that is free")
    model: str = Field(
        default=DEFAULT_MODEL, description="the encoder: a packaged model, a folder, or a name on the hub"
    )
    origins: str = Field(
        default="*", description='the pages that may embed the widget, as origins with spaces between; "*" for any'
    )
    database: str = Field(
        default="sqlite:///{home}/communique.db",
        description="where feedback is kept, as SQLAlchemy writes it; {home} stands for the folder of that name",
    )

    @property
    def database_url(self) -> str:
        """Where feedback is kept."""
        return self.database.replace("{home}", str(self.home))

    @property
    def models(self) -> Path:
        """The folder of unpacked models."""
        return self.home / "models"

    @property
    def index(self) -> Path:
        """The folder of the saved index."""
        return self.home / "index"
