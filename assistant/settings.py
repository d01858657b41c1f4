"""One settings object: from `settings.toml` in the data folder and from `DZHERELO_*` variables."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from dzherelo.assistant.addresses import check_address, check_named, is_address
from dzherelo.corpus.errors import LibraryError, SettingsError
from dzherelo.corpus.library.libraries import DEFAULT, PACK, Libraries
from dzherelo.corpus.library.pack import Pack

FILE = "settings.toml"
OFF = "off"  # `--llm off`: no language model, whatever the settings say


class Settings(BaseSettings):
    """What a user may change. Every field also reads the variable `DZHERELO_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="DZHERELO_",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,  # it may be a key
    )

    home: Path = Field(description="folder for libraries, models and settings")
    library: str = Field(
        DEFAULT,
        description="the library that commands work on; it is chosen by `dzherelo library use`, "
        "`--library` or this variable, never in the file",
    )
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
        "notes on them belong to the library `default`",
    )
    llm: str | None = Field(
        None,
        description="language model that writes answers: address of an OpenAI-compatible server, "
        "for example `http://127.0.0.1:11434/v1`, or path of a GGUF file; by default none is used",
    )
    llm_model: str | None = Field(
        None, description="name of the model on that server; by default the first that it lists"
    )
    llm_key: SecretStr | None = Field(None, description="key of that server, if it wants one")
    llm_context: int = Field(
        4096, ge=1024, description="tokens that the model takes in, its answer included"
    )
    llm_answer: int = Field(600, ge=50, description="tokens that an answer may have")
    llm_timeout: float = Field(
        120, gt=0, description="seconds within which a model must have answered"
    )
    llm_silence: float = Field(60, gt=0, description="seconds that a model may be silent")
    mailto: str | None = Field(
        None,
        description="your address of electronic mail, which the services behind `--online` are "
        "told; without it Unpaywall is not asked",
    )
    crossref: str = Field(
        "https://api.crossref.org",
        description="where `--online` asks Crossref; empty: not at all",
    )
    openalex: str = Field(
        "https://api.openalex.org",
        description="where `--online` asks OpenAlex; empty: not at all",
    )
    openalex_key: SecretStr | None = Field(
        None, description="key of OpenAlex; without it OpenAlex is asked by DOI only"
    )
    arxiv: str = Field(
        "https://export.arxiv.org/api",
        description="where `--online` asks arXiv; empty: not at all",
    )
    unpaywall: str = Field(
        "https://api.unpaywall.org/v2",
        description="where `--online` asks Unpaywall for open copies; empty: not at all",
    )
    zotero: str = Field(
        "http://localhost:23119",
        description="where the Zotero on this computer answers `dzherelo zotero`",
    )
    k: int = Field(10, ge=1, le=100, description="passages found for a question")

    @property
    def folder(self) -> Path:
        """Where texts, index, chats and own data of the library lie; raises UnknownLibrary."""
        return Libraries(self.home).folder(self.library)

    @property
    def pack(self) -> Pack:
        """What comes with the library: of `default` the default pack, unless it is left out."""
        if self.library == DEFAULT:
            return Pack.default() if self.default_library else Pack.empty()
        own = self.folder / PACK
        return Pack.open(own) if own.is_dir() else Pack.empty()

    @field_validator("k", "llm_context", "llm_answer", "llm_timeout", "llm_silence", mode="before")
    @classmethod
    def _no_flag(cls, said: object) -> object:
        if isinstance(said, bool):
            raise ValueError("a number is wanted, not true or false")
        return said

    @field_validator("llm")
    @classmethod
    def _without_password(cls, named: str | None) -> str | None:
        check_address(named or "")
        return named

    @field_validator("llm_key")
    @classmethod
    def _fit_for_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        """A key without the line end that a file leaves behind it."""
        bare = key.get_secret_value().strip() if key else ""
        if not (bare.isascii() and bare.isprintable()):
            # Libraries that are given such a key print it in their errors.
            raise SettingsError(
                "The key in `llm_key` or DZHERELO_LLM_KEY has signs that no key has.",
                "Copy it again: one line of Latin letters, digits and signs.",
            )
        return SecretStr(bare) if bare else None

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


def load_settings(
    home: Path | None = None, *, llm: str | None = None, library: str | None = None
) -> Settings:
    """Settings of the data folder `home`, else of `DZHERELO_HOME`, else of the user's own.

    `library`, if given, wins over `DZHERELO_LIBRARY`, and that over the one in use. `llm`, if
    given, wins over the setting of that name: an address or a path; OFF stands for none. Behind an
    address, there as here, a `#` and a model's name may stand where it has several.

    Raises UnknownLibrary, and SettingsError for an `llm` that is neither, a file that is not TOML,
    an unknown name or a value out of range.
    """
    folder = home_of(home)
    stored = _read(folder / FILE)
    stored.pop("home", None)
    if "library" in stored:
        raise SettingsError(
            f"{folder / FILE} sets `library`, which is no setting of the file.",
            "Take it out; `dzherelo library use NAME` chooses the library.",
        )
    try:
        # `home` is settled above: the variable must not win over the command line.
        settings = Settings(**stored, home=folder)
        chosen = _chosen(llm, settings.llm)
        named = "library" in settings.model_fields_set
        used = library or (settings.library if named else Libraries(folder).in_use())
        found = settings.model_copy(update={"home": folder, "library": used.lower(), **chosen})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known = (one for one in Settings.model_fields if one not in ("home", "library"))
        raise SettingsError(
            f"Setting `{name}` in {folder / FILE} or in DZHERELO_{name.upper()}: {first['msg']}.",
            f"Known settings: {', '.join(known)}.",
        ) from error
    _ = found.folder  # a library that is not there should not cost an indexing run
    return found


def _chosen(llm: str | None, stored: str | None) -> dict[str, str | None]:
    """The settings that a model stands for, named on the command line or, if none is, stored."""
    if llm == OFF:
        return {"llm": None}
    place, _, model = (llm or stored or "").partition("#")
    if llm is not None:
        check_named(place)  # a slip on the command line should not cost an indexing run
    elif not is_address(place):
        return {}
    return {"llm": place, **({"llm_model": model} if model else {})}


def home_of(home: Path | None) -> Path:
    """The data folder that is meant: the one given, else `DZHERELO_HOME`, else the user's own."""
    usual = os.environ.get("DZHERELO_HOME") or user_data_path("dzherelo", appauthor=False)
    return Path(home or usual).expanduser().absolute()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
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
