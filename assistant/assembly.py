"""The composition root: settings in, a working assistant out."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypedDict

from dzherelo.assistant.answer.calibration import Calibration, neutral
from dzherelo.assistant.citations.cite import Citer
from dzherelo.assistant.citations.contexts import Citing
from dzherelo.assistant.citations.lookup import Lookup, Mark
from dzherelo.assistant.generate.open import Pen
from dzherelo.assistant.query.small_talk import without_courtesies
from dzherelo.assistant.query.targets import Places
from dzherelo.assistant.service import Answerer
from dzherelo.assistant.settings import Settings
from dzherelo.assistant.types import Answer, Event, Hit, Mode, Turn
from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.files import guarded
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.libraries import DEFAULT
from dzherelo.corpus.library.pack import Examples
from dzherelo.corpus.library.shelf import Added, Stamp
from dzherelo.corpus.read import read, read_bytes
from dzherelo.corpus.read.scans import is_garbled, recognise
from dzherelo.corpus.records import Record
from dzherelo.corpus.split import SPLITTER
from dzherelo.corpus.types import Passage, Source, Status
from dzherelo.index.bm25 import LexicalIndex
from dzherelo.index.embed import Embedder, TokenEmbedder
from dzherelo.index.language_centring import Centres, open_centres
from dzherelo.index.maxsim import LateIndex, Meeting
from dzherelo.index.models import open_embedder
from dzherelo.index.precomputed import Precomputed
from dzherelo.index.retrieve import Retriever, Weights
from dzherelo.index.sentence import CrossReranker
from dzherelo.index.spelling import Spelling
from dzherelo.index.store import COLLECTION, Maker, Store, drop_store, open_store
from dzherelo.index.sync import Progress, Sync, SyncReport, quiet
from dzherelo.index.units import UNITS

if TYPE_CHECKING:
    from dzherelo.assistant.answer.abstention import Weighed
    from dzherelo.assistant.fetching import Outcome
    from dzherelo.assistant.generate.write import Writer
    from dzherelo.assistant.online import Traced
    from dzherelo.corpus.bibliography.imported import Imported
    from dzherelo.corpus.fetch.fetcher import Fetcher
    from dzherelo.corpus.library.importing import Placed
    from dzherelo.corpus.lookup.client import Client
    from dzherelo.corpus.lookup.services import Adapter

__all__ = ["Added", "Assistant", "Progress", "SyncReport", "open_assistant"]

log = logging.getLogger(__name__)

LEXICON = "5"  # raise it when the same passage would be counted otherwise by BM25


class _StoreArguments(TypedDict):
    folder: Path
    server: str | None
    collection: str


@dataclass(frozen=True, slots=True)
class _Open:
    """What answering needs, for one state of the library."""

    answerer: Answerer
    retriever: Retriever
    lexical: LexicalIndex
    meet: Meeting | None


class Assistant:
    """One library, ready to be asked. Opens models and databases when they are first needed."""

    def __init__(
        self, settings: Settings, *, progress: Progress = quiet, weights: Weights | None = None
    ) -> None:
        self.settings = settings
        self._weights = weights or Weights()
        self.library = Library(settings.folder, settings.pack, noted=self._weights.notes)
        self.shelf = self.library.shelf
        self._progress = progress
        self._opened: tuple[tuple[Stamp, int], _Open] | None = None
        self._words: Terms | None = None
        self._pen = Pen(settings, self.library)
        self._lock = threading.RLock()

    # Asking --------------------------------------------------------------------------------

    @property
    def modes(self) -> tuple[Mode, ...]:
        """How it can answer, the usual way first: "llm" only where the settings name a model."""
        return ("llm", "quotes") if self.settings.llm else ("quotes",)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        k: int | None = None,
        mode: Mode | None = None,
    ) -> Answer:
        """Answers a question, in the usual way or that of `mode`; raises only what corpus.errors
        names."""
        turns = without_courtesies(history)
        return self._answering(mode).answer(question, history=turns, k=k or self.settings.k)

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), mode: Mode | None = None
    ) -> Iterator[Event]:
        """The statements of the answer one by one, then the answer. Closing it stops a model."""
        turns = without_courtesies(history)
        yield from self._answering(mode).stream(question, history=turns, k=self.settings.k)

    def weighed(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        without: Callable[[Passage], bool] = lambda passage: False,
    ) -> Weighed:
        """The question as taken and the sentences that may answer it, best first, as if the
        library had no passages `without`."""
        answerer = self._open().answerer
        return answerer.weighed(question, history=history, without=without)

    def search(self, query: str, *, k: int | None = None) -> tuple[Hit, ...]:
        """The k best passages by falling score; empty if the library is empty."""
        return self._open().answerer.search(query, k=k or self.settings.k)

    def cite(self, ref: str) -> Lookup:
        """The work, provision or words that `ref` stands for, where the article cites it, and what
        stands there; raises InputError for what names nothing."""
        self.library.refresh()  # once: what is looked up below sees the same library
        citer = Citer(
            self.library,
            terms=lambda: self._terms,
            search=lambda words: self._open(look=False).answerer.search(words, k=self.settings.k),
            nearest=self._nearest,
        )
        return citer.cite(ref)

    def marks(self) -> tuple[Mark, ...]:
        """Every place where the article cites a source, in the order of its text; without the
        text, those that our notes know."""
        self.library.refresh()
        return Citing(self.library, Places(self.library, self._terms.acts)).marks

    # The library ---------------------------------------------------------------------------

    def sources(self) -> tuple[Source, ...]:
        """The article, the works it cites, and what else was added, each with its status."""
        self.library.refresh()
        return self.library.sources()

    def examples(self, language: str) -> Examples:
        """What may be asked and looked up, for a reader who does not know the library yet."""
        return self.library.examples(language)

    def text(self, source_id: str, *, notes: bool = False) -> str:
        """The canonical text, or that of our notes, as quotes refer to it.

        Raises UnknownSource, and InputError where the library has no such text.
        """
        self.library.refresh()
        return self.library.text(source_id, notes=notes)

    def passages(self, source_id: str) -> tuple[Passage, ...]:
        """What can be cited of a source; raises UnknownSource."""
        self.library.refresh()
        return self.library.passages(source_id)

    def add(
        self,
        path: Path,
        *,
        as_id: str | None = None,
        part: bool = False,
        cites: int | None = None,
        ocr: str | None = None,
    ) -> Added:
        """Reads a file and puts it on the shelf; raises FileRefused, InputError, LibraryError.

        Without `as_id`, a text that is a work of the catalogue takes that work's id, unless
        another text has it already; `cites` is the number of the entry whose work it is, 0 if it
        is none's; see `Library.add`. `part`: the file has only a part of the work. `ocr`: the
        languages in which its text is recognised first, as `recognise` takes them. The index
        follows with the next `sync`.
        """
        from dzherelo.corpus.library.bibliography import is_bibliography

        if is_bibliography(path):
            raise FileRefused(
                Message("{name} is a bibliography, not a text.", name=path.name),
                Message("Take it in by `dzherelo add {name}`.", name=path.name),
            )
        document = read_bytes(recognise(path, ocr), name=path.name) if ocr else read(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise FileRefused(f"{path}: {error.strerror}.", "Check the file.") from error
        status = Status.PART if part else Status.FULL
        with self.shelf.locked():
            added = self.library.add(
                document, name=path.name, data=data, as_id=as_id, status=status, cites=cites
            )
        return replace(added, garbled=is_garbled(document.text))

    def relink(self, source_id: str, cites: int) -> Added:
        """Makes a text the work of entry `cites` of the article's list, 0: of none; see
        `Library.relink`. The index follows with the next `sync`."""
        with self.shelf.locked():
            return self.library.relink(source_id, cites)

    def take_in(self, imported: Sequence[Imported], *, cited: bool = False) -> list[Placed]:
        """Writes the records of a bibliography into the library's catalogue; with `cited`, only
        those of works in the article's list. Their files are added by `add`."""
        from dzherelo.corpus.library.importing import take_in

        with self.shelf.locked():
            self.library.refresh()
            placed = take_in(imported, self.library, cited=cited)
            self._opened = None
        return placed

    def fetch(
        self,
        ids: Iterable[str] = (),
        *,
        progress: Progress | None = None,
        fetcher: Fetcher | None = None,
    ) -> Iterator[Outcome]:
        """Fetches sources from their addresses, one by one: those named, else all that have an
        address and are not held whole. The index follows with the next `sync`.

        `progress` is told the address and the bytes that came; `fetcher` takes the place of the
        usual one, which asks public addresses only. Raises UnknownSource, LibraryError.
        """
        from dzherelo.assistant.fetching import fetch, wanted

        fetcher = fetcher or self._fetcher(progress or self._progress)
        yield from fetch(wanted(self.library, ids), self.library, fetcher)

    def services(self) -> list[Adapter]:
        """The services that `online` asks, by the settings."""
        from dzherelo.corpus.lookup.services import adapters

        told, key = self.settings, self.settings.openalex_key
        names = ("crossref", "openalex", "arxiv", "unpaywall")
        bases = {name: getattr(told, name) for name in names}
        secret = key.get_secret_value() if key else ""
        return [*adapters(bases, mailto=told.mailto or "", key=secret)]

    def online(
        self,
        records: Sequence[Record],
        *,
        client: Client | None = None,
        fetcher: Fetcher | None = None,
    ) -> Iterator[Traced]:
        """Looks works up on the web and fetches what is open; see `online.trace`. The index
        follows with the next `sync`. Raises LibraryError."""
        from dzherelo.assistant.online import opened, trace

        client = client or opened(self.settings.home, self.settings.mailto or "")
        self._opened = None
        try:
            yield from trace(
                records,
                self.library,
                adapters=self.services(),
                client=client,
                fetcher=fetcher or self._fetcher(self._progress),
                progress=self._progress,
            )
        finally:
            client.close()

    @staticmethod
    def _fetcher(tell: Progress) -> Fetcher:
        """The usual one, which asks public addresses only."""
        from dzherelo.corpus.fetch.fetcher import Fetcher

        return Fetcher(
            progress=lambda address, done, total: tell(address[:60], done, max(done, total))
        )

    def remove(self, source_id: str) -> None:
        """Takes a source out of the library and of the index; raises UnknownSource."""
        with self.shelf.locked():
            self.library.refresh()
            self.shelf.remove(source_id)
        self.sync()

    def sync(self, *, rebuild: bool = False) -> SyncReport:
        """Brings the index up to date; with `rebuild`, makes it anew."""
        with self._lock, self.shelf.locked():
            self.library.refresh()
            if rebuild:
                self._drop()
            elif self.in_step() and self._is_there():
                return SyncReport(0, 0, self._sync().units)
            report = self._sync().run(
                self._store, self._embedder, self._centres, self._terms, self._precomputed
            )
            self._opened = None
            return report

    def in_step(self) -> bool:
        """Whether the index is up to date."""
        self.library.refresh()
        return self._sync().in_step()

    def close(self) -> None:
        """Lets go of models and databases."""
        if "_store" in self.__dict__:
            self._store.close()
        self._pen.close()
        for name in ("_store", "_embedder", "_centres", "_precomputed"):
            self.__dict__.pop(name, None)
        self._opened = self._words = None

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Inside --------------------------------------------------------------------------------

    def _answering(self, mode: Mode | None) -> Answerer | Writer:
        opened = self._open()
        if (mode or self.modes[0]) == "quotes":
            return opened.answerer
        with self._lock:
            return self._pen.writer(
                opened.answerer,
                terms=self._terms,
                weigh=opened.lexical.idf,
                meet=opened.meet,
                hung=opened.answerer.hung,
            )

    @property
    def _folder(self) -> Path:
        return self.library.home / "index"

    def _sync(self) -> Sync:
        maker = self._maker
        stamp = f"{maker.model}/{maker.splitter}/{maker.units}/{LEXICON}/{self.settings.chroma}"
        stamp += f"/{self._precomputed.space_id}{self._weights.without}"
        return Sync(self.library, folder=self._folder, stamp=stamp, progress=self._progress)

    def _nearest(self, words: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Given passages, the nearest in meaning to some words first."""
        retriever = self._open(look=False).retriever
        found = retriever.placed(retriever.embed([words])[0], list(passages), above=())
        return tuple(hit.passage for hit in found)

    def _open(self, *, look: bool = True) -> _Open:
        """What answering needs, made anew when the library has changed since; without a `look`, as
        it was when somebody last looked."""
        with self._lock:
            stamp = self.library.refresh() if look else self.library.stamp
            state = stamp, self._indexed_at()
            if self._opened is None or self._opened[0] != state:
                if not self._sync().in_step():
                    self.sync()
                    state = self.library.refresh(), self._indexed_at()
                made = self._wire(*self._beside_vectors())
                self._opened = (state[0], self._indexed_at()), made
            return self._opened[1]

    def _indexed_at(self) -> int:
        """When the index was last brought up to date, in nanoseconds; 0 if it never was."""
        try:
            return (self._folder / "state.json").stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def _beside_vectors(self) -> tuple[LexicalIndex, LateIndex | None]:
        """The indexes that are kept beside the vectors; all are mended first if one is damaged or
        lost."""
        try:
            lexical, late = self._loaded()
            if bool(lexical.ids) <= bool(self._store.count()):
                return lexical, late
        except (OSError, ValueError, KeyError, TypeError):
            pass
        log.warning("A part of the index is lost or damaged; it is made again.")
        self._sync().forget()
        self.sync()
        return self._loaded()

    def _loaded(self) -> tuple[LexicalIndex, LateIndex | None]:
        lexical = LexicalIndex.load(self._folder / "lexical")
        space = self._precomputed.space
        return lexical, LateIndex(self._sync().tokens(), space) if space else None

    def _wire(self, lexical: LexicalIndex, late: LateIndex | None) -> _Open:
        by_id = {
            passage.id: passage
            for source in self.library.sources()
            for passage in self.library.passages(source.id)
        }
        reranker = self.settings.reranker
        retriever = Retriever(
            store=self._store,
            lexical=lexical,
            embedder=self._embedder,
            centres=self._centres,
            terms=self._terms,
            passage=by_id.__getitem__,
            late=late,
            reranker=CrossReranker(reranker) if reranker else None,
            weights=self._weights,
        )
        answerer = Answerer(
            retriever=retriever,
            lexical=lexical,
            terms=self._terms,
            library=self.library,
            spelling=Spelling(lexical.forms, also=self._terms),
            passage=by_id.get,
            calibration=self._calibration,
        )
        model = self._embedder
        meet = Meeting(model, late) if late and isinstance(model, TokenEmbedder) else None
        return _Open(answerer, retriever, lexical, meet)

    @property
    def _calibration(self) -> Calibration:
        own = self.library.pack.calibration
        return Calibration.load(own) if own else neutral()

    def _is_there(self) -> bool:
        """Whether the index has its files; of a server, only a look can tell."""
        files = [self._folder / "chroma" / "chroma.sqlite3", self._folder / "lexical" / "head.json"]
        return self.settings.chroma is None and all(file.is_file() for file in files)

    def _drop(self) -> None:
        drop_index(self.settings)
        self._sync().forget()
        self.close()

    @cached_property
    def _embedder(self) -> Embedder:
        return open_embedder(self.settings.embedder, cache=self.settings.home / "models")

    @cached_property
    def _centres(self) -> Centres:
        if not self._weights.centring:
            return Centres.none(self._embedder.dimension)
        with guarded(self._folder):
            return open_centres(self._embedder, cache=self._folder)

    @property
    def _maker(self) -> Maker:
        model = self._embedder.identity + ("" if self._weights.centring else "/uncentred")
        return Maker(model, self._embedder.dimension, SPLITTER, UNITS)

    @cached_property
    def _store(self) -> Store:
        return open_store(self._maker, **_store_of(self.settings))

    @cached_property
    def _precomputed(self) -> Precomputed:
        return Precomputed(self.library.pack.vectors, self._embedder)

    @property
    def _terms(self) -> Terms:
        """Made anew where another text changes which acts and languages there are."""
        held, library = self._words, self.library
        if held is None or (held.acts, held.languages) != (library.acts, library.languages):
            self._words = self.library.terms(glossary=self._weights.glossary)
        assert self._words is not None
        return self._words


def drop_index(settings: Settings) -> None:
    """Deletes the vectors of a library, which may lie on a server."""
    drop_store(**_store_of(settings))


def _store_of(settings: Settings) -> _StoreArguments:
    """Where the vectors of a library lie; on a server each library has a collection of its own."""
    name = hashlib.sha256(settings.library.encode()).hexdigest()[:12]
    return {
        "folder": settings.folder / "index" / "chroma",
        "server": settings.chroma,
        "collection": COLLECTION if settings.library == DEFAULT else f"{COLLECTION}-{name}",
    }


def open_assistant(
    settings: Settings, *, progress: Progress = quiet, weights: Weights | None = None
) -> Assistant:
    """An assistant over the library that the settings name."""
    return Assistant(settings, progress=progress, weights=weights)
