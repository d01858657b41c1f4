"""From the settings to a model (an address or a GGUF file, remembered on disk) and its writer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.llm.cache import CachedModel
from assistant.llm.check import Checker
from assistant.llm.gguf import LocalModel
from assistant.llm.model import Model
from assistant.llm.remote import Limits, RemoteModel
from assistant.llm.write import Quoting, Size, Writer
from assistant.verify import Weigh
from corpus.errors import SettingsError
from corpus.holdings import Holdings
from corpus.terms import Terms

if TYPE_CHECKING:
    from assistant.settings import Settings

CACHE = "replies.sqlite"


def open_model(settings: Settings) -> Model:
    """The model that the settings name; nothing is asked or loaded yet.

    Raises SettingsError for none, and for what is neither an address nor a GGUF file that is there.
    """
    if not settings.llm:
        raise SettingsError(
            "No language model is set.",
            "Give one with --llm or the setting `llm`; `dzherelo doctor` looks for local ones.",
        )
    limits = Limits(timeout=settings.llm_timeout, silence=settings.llm_silence)
    url = urlsplit(settings.llm)
    model: Model
    if url.scheme in ("http", "https") and url.hostname:
        key = settings.llm_key
        model = RemoteModel(
            settings.llm,
            model=settings.llm_model,
            key=key.get_secret_value() if key else None,
            context=settings.llm_context,
            limits=limits,
        )
        state = settings.llm
    else:
        path = _file(settings.llm)
        model = LocalModel(path, context=settings.llm_context, limits=limits)
        state = f"{path} {path.stat().st_size}"
    return CachedModel(model, settings.home / "llm" / CACHE, state=state)


def open_writer(
    settings: Settings,
    *,
    model: Model,
    quoting: Quoting,
    holdings: Holdings,
    terms: Terms,
    weigh: Weigh,
) -> Writer:
    """What writes answers with `model` over one state of the library."""
    return Writer(
        model=model,
        quoting=quoting,
        checker=Checker(terms=terms, weigh=weigh, gloss=holdings.gloss),
        holdings=holdings,
        terms=terms,
        weigh=weigh,
        size=Size(settings.llm_context, settings.llm_answer),
    )


def _file(named: str) -> Path:
    path = Path(named).expanduser()
    if path.suffix.lower() != ".gguf":
        raise SettingsError(
            f"`llm` is neither an address nor a GGUF file: {named}.",
            "Give an address such as http://127.0.0.1:11434/v1, or the path of a .gguf file.",
        )
    if not path.is_file():
        raise SettingsError(f"There is no file {path}.", "Check `llm` in the settings, or --llm.")
    return path
