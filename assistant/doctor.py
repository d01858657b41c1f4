"""What is installed, what can be reached, what is missing and how to get it.

Looks only at this machine: packages by their metadata, files, and servers on loopback (or the
Chroma server that the settings name). Nothing is changed and nothing heavy stays in memory.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from dzherelo.assistant.addresses import base_of, is_address
from dzherelo.assistant.generate.open import open_model
from dzherelo.assistant.settings import Settings
from dzherelo.corpus.errors import DzhereloError

State = Literal["ok", "warn", "missing"]

OLDEST_PYTHON = (3, 11)
LITTLE_SPACE = 500 * 1024 * 1024  # bytes: less than this is worth a word

_PACKAGES = (
    "llama-index-core",
    "llama-index-vector-stores-chroma",
    "chromadb",
    "onnxruntime",
    "sentence-transformers",
    "torch",
    "gradio",
    "bm25s",
    "pymorphy3",
    "pypdfium2",
    "python-docx",
)
# Where local model servers listen unless told otherwise.
LLM_SERVERS = (
    ("Ollama", 11434),
    ("LM Studio", 1234),
    ("llama.cpp", 8080),
    ("llama.cpp", 8081),
    ("vLLM", 8000),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    `ok`: as it should be; `warn`: works, but worth knowing; `missing`: needed and not there.
    `remedy` is empty where nothing need be done.
    """

    name: str
    state: State
    fact: str
    remedy: str = ""


def examine(settings: Settings) -> tuple[Check, ...]:
    """Every check, in the order in which one would mend things; raises nothing."""
    checks: dict[str, Callable[[], Check]] = {
        "python": python,
        "packages": packages,
        "data folder": lambda: data_folder(settings.home),
        "embedding model": lambda: embedding_model(settings),
        "reranker": lambda: reranker(settings),
        "chroma": lambda: chroma(settings),
        "library": lambda: library(settings),
        "language model": lambda: language_model(settings),
        "local language models": language_models,
    }
    return tuple(_guarded(name, check) for name, check in checks.items())


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except DzhereloError as error:
        return Check(name, "missing", error.fact, error.remedy)
    except Exception as error:
        # A broken installation fails in ways nobody can list; the doctor is there to say so.
        fact = f"{type(error).__name__}: {error}"
        return Check(name, "missing", fact, "Install dzherelo again; if it stays, report it.")


def python() -> Check:
    """The interpreter and the platform."""
    fact = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}."
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return Check("python", "ok", fact)
    wanted = ".".join(map(str, OLDEST_PYTHON))
    return Check("python", "missing", fact, f"Install Python {wanted} or newer.")


def packages(names: tuple[str, ...] = _PACKAGES) -> Check:
    """The versions of the packages that matter, without importing them."""
    found, missing = [], []
    for name in names:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        listed = " ".join(missing)
        return Check(
            "packages", "missing", f"Not installed: {listed}.", f"Run: pip install {listed}"
        )
    return Check("packages", "ok", f"{', '.join(found)}.")


def data_folder(home: Path) -> Check:
    """Whether the data folder, or what it would be made in, can be written, and its free space."""
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        return Check(
            "data folder",
            "missing",
            f"{place} cannot be written: {error.strerror}.",
            "Check its permissions, or choose another folder with --home.",
        )
    free = shutil.disk_usage(place).free
    fact = f"{home} ({free / 1024**3:.1f} GB free)."
    if free < LITTLE_SPACE:
        return Check("data folder", "warn", fact, "Free some space before adding large files.")
    return Check("data folder", "ok", fact)


def embedding_model(settings: Settings) -> Check:
    """Whether the embedding model is there; the bundled one is also loaded and tried."""
    name = "embedding model"
    if settings.embedder != "bundled":
        return _named_model(name, settings.embedder, "DZHERELO_EMBEDDER")
    from dzherelo.index.models import open_embedder

    embedder = open_embedder("bundled", cache=settings.home / "models")
    dimension = len(embedder.queries(["перевірка"])[0])
    return Check(name, "ok", f"{embedder.identity} loads; {dimension} dimensions.")


def reranker(settings: Settings) -> Check:
    """Whether the optional reranker, if one is set, is there."""
    if settings.reranker is None:
        return Check("reranker", "ok", "None is set; it is optional.")
    return _named_model("reranker", settings.reranker, "DZHERELO_RERANKER")


def chroma(settings: Settings) -> Check:
    """Chroma inside the program, or the server that the settings name."""
    if settings.chroma is None:
        return Check("chroma", "ok", f"Runs inside the program, in {settings.folder / 'index'}.")
    if _get(_connection(urlsplit(settings.chroma)), "/api/v2/heartbeat") is not None:
        return Check("chroma", "ok", f"The server at {settings.chroma} answers.")
    return Check(
        "chroma",
        "missing",
        f"No Chroma server answers at {settings.chroma}.",
        "Start it (chroma run), or unset DZHERELO_CHROMA to run Chroma inside the program.",
    )


def library(settings: Settings) -> Check:
    """How many sources there are and whether the index is in step with them."""
    from dzherelo.assistant.assembly import open_assistant

    with open_assistant(settings) as assistant:
        sources = assistant.sources()
        if not sources:
            return Check("library", "warn", "The library is empty.", "Run: dzherelo add FILE")
        passages = sum(source.passages for source in sources)
        fact = f"Sources: {len(sources)}; passages: {passages}."
        if assistant.in_step():
            return Check("library", "ok", f"{fact} The index is in step.")
    return Check(
        "library", "warn", f"{fact} The index is behind.", "Run: dzherelo index (ask does it too)"
    )


def language_model(settings: Settings) -> Check:
    """The language model that the settings name: whether its server, or its file, is there."""
    name = "language model"
    if settings.llm is None:
        return Check(name, "ok", "None is set; answers are put together from quotes.")
    if not is_address(settings.llm):
        return _model_file(name, settings)
    key = settings.llm_key
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
    url = urlsplit(base_of(settings.llm))
    reply = _get(_connection(url), f"{url.path}/models", headers=headers)
    if reply is None:
        return Check(
            name,
            "missing",
            f"No model server answers at {settings.llm}, or it wants another key.",
            "Start it, or check `llm` and DZHERELO_LLM_KEY; until then answers are quotes.",
        )
    listed = _models(reply) or ()
    if settings.llm_model and listed and settings.llm_model not in listed:
        known = f"It has: {', '.join(listed[:5])}."
        return Check(name, "missing", f"The server has no model {settings.llm_model}.", known)
    return Check(name, "ok", f"{settings.llm} answers ({', '.join(listed[:3]) or 'no list'}).")


def _model_file(name: str, settings: Settings) -> Check:
    open_model(settings)
    if importlib.util.find_spec("xllamacpp") is None:
        return Check(
            name, "missing", "GGUF files cannot be run.", "Run: pip install 'dzherelo[gguf]'"
        )
    return Check(name, "ok", f"The file {settings.llm} is there.")


def language_models(servers: tuple[tuple[str, int], ...] = LLM_SERVERS) -> Check:
    """Local servers of language models, each with the option that would use it."""
    found: list[tuple[str, int, tuple[str, ...]]] = []
    for server, port in servers:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        reply = _get(connection, "/v1/models", seconds=0.3)
        models = None if reply is None else _models(reply)
        found += [] if models is None else [(server, port, models)]
    name = "local language models"
    if not found:
        return Check(name, "ok", "No server found on this machine; none is needed.")
    fact = "; ".join(
        f"{server} on port {port} ({', '.join(models[:3]) or 'no model loaded'})"
        for server, port, models in found
    )
    uses = " or ".join(
        f"dzherelo chat --llm 'http://127.0.0.1:{port}/v1#{models[0]}'"
        for _, port, models in found
        if models
    )
    return Check(name, "ok", f"Found {fact}.", f"To use it: {uses}" if uses else "")


def _models(reply: bytes) -> tuple[str, ...] | None:
    """The names that a server lists; None if something else answers there."""
    try:
        return tuple(str(model["id"]) for model in json.loads(reply)["data"] or ())
    except (ValueError, KeyError, TypeError):
        return None


def _connection(url: SplitResult) -> http.client.HTTPConnection:
    secure = url.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    return kind(url.hostname or "", url.port or (443 if secure else 80))


def _get(
    connection: http.client.HTTPConnection,
    path: str,
    *,
    seconds: float = 2.0,
    headers: dict[str, str] | None = None,
) -> bytes | None:
    """The body of a 200 answer, its first 64 KiB; None for any other answer or none. No proxy, no
    redirects."""
    connection.timeout = seconds
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        return response.read(64 * 1024) if response.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _named_model(name: str, model: str, variable: str) -> Check:
    """A sentence-transformers model by path, or by name in the local cache."""
    if Path(model).expanduser().is_dir():
        return Check(name, "ok", f"The folder {model} is there.")
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        cached = isinstance(try_to_load_from_cache(model, "config.json"), str)
    except HFValidationError:
        cached = False
    if cached:
        return Check(name, "ok", f"{model} is in the local model cache.")
    return Check(
        name,
        "missing",
        f"{model} is neither a folder nor in the local model cache.",
        f"Give the path of a downloaded model in {variable}, or unset it.",
    )
