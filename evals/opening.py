"""The library that is measured, opened; and the stock pipeline over the same texts and model."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from dzherelo.corpus.errors import InputError
from dzherelo.corpus.types import Passage, Source
from dzherelo.evals.choice import texts_of
from dzherelo.evals.stock import StockPipeline, open_stock

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings
    from dzherelo.index.embed import Embedder

# What a data folder holds beside texts and index: the user's own library data, prepared models.
_KEPT = ("catalog.toml", "glossary.toml", "notes", "models")


class Library(Protocol):
    """What holds the texts."""

    def sources(self) -> Sequence[Source]: ...
    def passages(self, id: str, /) -> Sequence[Passage]: ...
    def text(self, id: str, /, *, notes: bool = False) -> str: ...


@contextmanager
def open_library(home: Path | None, *, texts: bool = True) -> Iterator[Assistant]:
    """The assistant over the data folder `home`, its index up to date.

    Without `texts`, over a temporary folder as if none had been added.
    """
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.assistant.settings import load_settings

    settings = load_settings(home)
    with (
        nullcontext(settings) if texts else without_texts(settings) as chosen,
        open_assistant(chosen) as assistant,
    ):
        assistant.sync()
        yield assistant


@contextmanager
def without_texts(settings: Settings) -> Iterator[Settings]:
    """The same settings over a temporary folder to which no text was added.

    The user's catalogue, notes and glossary and the prepared models are there; a Chroma server,
    which holds the user's own index, is not used.
    """
    with TemporaryDirectory(prefix="dzherelo-eval-", ignore_cleanup_errors=True) as folder:
        carry_over(settings.home, Path(folder))
        yield settings.model_copy(update={"home": Path(folder), "chroma": None})


@contextmanager
def copied(settings: Settings, *, index: bool = True) -> Iterator[Settings]:
    """The same settings over a temporary copy of the data folder, in which one may do anything;
    without `index`, the copy has to be indexed anew."""
    with TemporaryDirectory(prefix="dzherelo-eval-", ignore_cleanup_errors=True) as folder:
        carry_over(settings.home, Path(folder), also=("texts", "index") if index else ("texts",))
        yield settings.model_copy(update={"home": Path(folder), "chroma": None})


def carry_over(home: Path, other: Path, *, also: Sequence[str] = ()) -> None:
    """Copies what a data folder holds beside texts and index into another; and `also` what is
    named."""
    other.mkdir(parents=True, exist_ok=True)
    for name in (*_KEPT, *also):
        kept = home / name
        if kept.is_dir():
            shutil.copytree(kept, other / name)
        elif kept.exists():
            shutil.copy2(kept, other / name)


def embedder_of(assistant: Assistant) -> Embedder:
    """A model of the kind that the assistant's settings name."""
    from dzherelo.index.embed import open_embedder

    settings = assistant.settings
    return open_embedder(settings.embedder, cache=settings.home / "models")


def stock_of(
    library: Library, embedder: Embedder, *, only: str | None = None
) -> AbstractContextManager[StockPipeline]:
    """The stock pipeline over every text that the library holds, or over one source's `only`.

    Raises InputError if it holds none.
    """
    read = (only,) if only else texts_of(library)
    texts = {source: library.text(source) for source in read}
    if not texts:
        raise InputError("The library holds no text.", "Add the article: dzherelo add FILE.")
    return open_stock(texts, embed_passages=embedder.passages, embed_queries=embedder.queries)


def parser_of(command: str, description: str) -> argparse.ArgumentParser:
    """A parser for `dzherelo COMMAND`, with the options that both commands take."""
    parser = argparse.ArgumentParser(prog=f"dzherelo {command}", description=description)
    parser.add_argument("--home", type=Path, metavar="DIR", help="data folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser
