"""One settings object: from `settings.toml` in the data folder and from `DZHERELO_*` variables."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from corpus.errors import LibraryError, SettingsError

FILE = "settings.toml"


class Settings(BaseSettings):
    """What a user may change. Every field also reads the variable `DZHERELO_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="DZHERELO_", extra="forbid", frozen=True)

    home: Path = Field(description="folder for texts, index and settings")
    embedder: str = Field(
        "bundled",
        description="`bundled` (multilingual-e5-small), or a sentence-transformers model "
        "by name or path",
    )
    reranker: str | None = Field(
        None, description="a sentence-transformers CrossEncoder by name or path; none by default"
    )
    chroma: str | None = Field(
        None,
        description="address of a Chroma server, for example `http://127.0.0.1:8000`; "
        "by default Chroma runs inside the program",
    )
    default_library: bool = Field(
        True,
        description="whether the article that comes with the program, the works it cites and our "
        "notes on them belong to the library",
    )
    k: int = Field(10, ge=1, le=100, description="passages found for a question")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables come before what the file says; the file arrives as keyword arguments."""
        return env_settings, init_settings


def load_settings(home: Path | None = None) -> Settings:
    """Settings of the data folder `home`, else of `DZHERELO_HOME`, else of the user's own.

    Raises SettingsError for a file that is not TOML, an unknown name or a value out of range.
    """
    folder = (home or _default_home()).expanduser().absolute()
    stored = _read(folder / FILE)
    stored.pop("home", None)
    try:
        # `home` is settled above: the variable must not win over the command line.
        return Settings(**stored, home=folder).model_copy(update={"home": folder})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"Setting `{name}` in {folder / FILE} or in DZHERELO_{name.upper()}: {first['msg']}.",
            f"Known settings: {', '.join(n for n in Settings.model_fields if n != 'home')}.",
        ) from error


def _default_home() -> Path:
    return Path(os.environ.get("DZHERELO_HOME") or user_data_path("dzherelo", appauthor=False))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} is not valid TOML: {error}.", "Mend the line or delete it."
        ) from error
    except OSError as error:
        raise LibraryError(
            f"{path} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error
