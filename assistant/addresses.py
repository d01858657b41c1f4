"""Where a language model is: the address of a server, or the path of a GGUF file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from dzherelo.corpus.errors import SettingsError


def check_named(named: str) -> None:
    """Raises SettingsError for what is neither an address nor a GGUF file that is there, and for
    an address with a password."""
    check_address(named)
    if not is_address(named):
        model_file(named)


def check_address(named: str) -> None:
    """Raises SettingsError for an address with a password: addresses are shown, keys are not."""
    if is_address(named) and "@" in urlsplit(named).netloc:
        raise SettingsError(
            "The address in `llm` has a name or a password in it.",
            "Leave out what stands before the @; the key belongs into DZHERELO_LLM_KEY.",
        )


def is_address(named: str) -> bool:
    """Whether `named` is the address of a server rather than a path."""
    try:
        url = urlsplit(named)
        return url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:  # "http://[", "http://host:port"
        return False


def base_of(address: str) -> str:
    """The address up to and with `/v1`, which may be left out where there is no other path."""
    bare = address.rstrip("/")
    return bare if urlsplit(bare).path else f"{bare}/v1"


def model_file(named: str) -> Path:
    """The path of a GGUF file; raises SettingsError where there is none."""
    path = Path(named).expanduser()
    if path.suffix.lower() != ".gguf":
        raise SettingsError(
            f"`llm` is neither an address nor a GGUF file: {named}.",
            "Give an address such as http://127.0.0.1:11434/v1, or the path of a .gguf file.",
        )
    if not path.is_file():
        raise SettingsError(f"There is no file {path}.", "Check `llm` in the settings, or --llm.")
    return path
