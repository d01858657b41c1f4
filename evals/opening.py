"""The library that is measured, opened; and the stock pipeline over the same texts and model."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from corpus.errors import InputError
from corpus.types import Source, Status
from evals.stock import StockPipeline, open_stock

if TYPE_CHECKING:
    from assistant.build import Assistant
    from index.embed import Embedder


class Library(Protocol):
    """What holds the texts."""

    def sources(self) -> Sequence[Source]: ...
    def text(self, id: str, /, *, notes: bool = False) -> str: ...


@contextmanager
def open_library(home: Path | None) -> Iterator[Assistant]:
    """The assistant over the data folder `home`, its index up to date."""
    from assistant.build import open_assistant
    from assistant.settings import load_settings

    with open_assistant(load_settings(home)) as assistant:
        assistant.sync()
        yield assistant


def embedder_of(assistant: Assistant) -> Embedder:
    """A model of the kind that the assistant's settings name."""
    from index.embed import open_embedder

    settings = assistant.settings
    return open_embedder(settings.embedder, cache=settings.home / "models")


def stock_of(library: Library, embedder: Embedder) -> AbstractContextManager[StockPipeline]:
    """The stock pipeline over every text that the library holds.

    Raises InputError if it holds none.
    """
    read = [s.id for s in library.sources() if s.status in (Status.FULL, Status.PART)]
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
