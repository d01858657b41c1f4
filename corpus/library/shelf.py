"""The shelf: the texts of the library as files in the data folder, one folder a source.

    texts/<id>/source.json        the record; names the two files below, and is written last
    texts/<id>/text-<hash>.txt    canonical text
    texts/<id>/file-<hash>.<ext>  what was added, as it came
    texts/<id>/passages.json      split once, kept; made anew when the splitter changes

`source.json` is replaced atomically, so a run that is killed leaves the old source or the new
one, never half of either. Changes are made under a lock of the library's folder. The records are
held in memory; what another process changed is seen after `refresh`, which looks at the files'
times alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from dzherelo.corpus.errors import InputError, LibraryError, Message, UnknownSource
from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.corpus.language.acts import Acts
from dzherelo.corpus.library.pack import ARTICLE
from dzherelo.corpus.split import SPLITTER, Split, describe, split
from dzherelo.corpus.types import (
    Document,
    Element,
    Kind,
    Locator,
    Metadata,
    Pages,
    Passage,
    Reference,
    Source,
    Span,
    Status,
    Unlinked,
)

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LOCK_SECONDS = 30


Stamp = tuple[tuple[str, int, int, int], ...]  # of each record: id, time, size, inode


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: the source, whether the library changed, whether an older text gave way; and
    by what the text was recognised as a work of the catalogue, if it was; and whether many of its
    words mix two alphabets."""

    source: Source
    changed: bool
    replaced: bool
    recognised: Literal["doi", "title"] | None = None
    garbled: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """The records as they were when the files had this stamp."""

    stamp: Stamp
    records: Mapping[str, dict[str, Any]]
    sources: tuple[Source, ...]


class Shelf:
    """The sources in `home`. Reading never writes anything but derived data."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "texts"
        self._now: _Held | None = None
        self._texts: dict[str, tuple[str, str]] = {}  # of each source its digest and what it is of
        self._passages: dict[str, tuple[str, tuple[Passage, ...]]] = {}

    # Reading -------------------------------------------------------------------------------

    def refresh(self) -> Stamp:
        """Takes in what has changed on disk; gives what changes when the sources do. Reads no file
        where nothing has."""
        with guarded(self.folder):
            stamp = self._stamp()
            if self._now is None or self._now.stamp != stamp:
                self._now = self._read(stamp)
        return stamp

    @property
    def stamp(self) -> Stamp:
        """What `refresh` gave last."""
        return self._held.stamp

    def sources(self) -> tuple[Source, ...]:
        """All sources: the article first, then by id."""
        return self._held.sources

    def source(self, source_id: str) -> Source:
        """Raises UnknownSource."""
        return _source(self._record_of(source_id))

    def __contains__(self, source_id: object) -> bool:
        return source_id in self._held.records

    def text(self, source_id: str) -> str:
        """The canonical text; raises UnknownSource, or LibraryError where it was tampered with."""
        path = self._text_of(record := self._record_of(source_id))
        held = self._texts.get(source_id)
        if held is not None and held[0] == record["sha256"]:
            return held[1]
        if not path.is_file():  # replaced by another process since
            self.refresh()
            path = self._text_of(record := self._record_of(source_id))
        with guarded(path):
            text = path.read_bytes().decode("utf-8")
        if hash_of(text) != record["sha256"]:
            raise LibraryError(
                f"{path} is not the text that was added as {source_id}.",
                f"Add the file again: `dzherelo add {record['file'] or 'FILE'} --as {source_id}`.",
            )
        self._texts[source_id] = str(record["sha256"]), text
        return text

    def pages(self, source_id: str) -> Pages:
        """Where the pages of a source start; raises UnknownSource."""
        record = self._record_of(source_id)
        starts = tuple((offset, number) for offset, number in record["pages"])
        return Pages(starts, bool(record.get("printed_pages")))

    def passages(self, source_id: str) -> tuple[Passage, ...]:
        """The passages of a source in order of the text; raises UnknownSource."""
        record = self._record_of(source_id)
        digest = str(record["sha256"])
        held = self._passages.get(source_id)
        if held is None or held[0] != digest:
            held = digest, self._load_passages(source_id, digest, record)
            self._passages[source_id] = held
        return held[1]

    def original(self, source_id: str) -> tuple[Document, bytes]:
        """A source as it was read, and the bytes that were added; raises UnknownSource."""
        record = self._record_of(source_id)
        path = self.folder / source_id / Path(str(record["original"])).name
        document = Document(
            text=self.text(source_id),
            media_type=record["media_type"],
            pages=tuple((offset, number) for offset, number in record["pages"]),
            title=record["title"],
            elements=tuple(_element(row) for row in record.get("elements", ())),
            metadata=self.source(source_id).metadata,
        )
        with guarded(path):
            return document, path.read_bytes()

    # Changing ------------------------------------------------------------------------------

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the data folder's lock; raises LibraryError if another process keeps it."""
        from filelock import FileLock, Timeout

        with guarded(self.home):
            self.home.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.home / ".lock")
            try:
                lock.acquire(timeout=_LOCK_SECONDS)
            except Timeout:
                raise LibraryError(
                    Message("Another dzherelo is changing the library in {home}.", home=self.home),
                    "Wait until it has finished and run the command again.",
                ) from None
        try:
            yield
        finally:
            lock.release()

    def add(
        self,
        document: Document,
        *,
        name: str,
        data: bytes,
        as_id: str | None = None,
        status: Status = Status.FULL,
        provenance: Mapping[str, object] | None = None,
        acts: Acts | None = None,
        taken: Container[str] = (),
        cites: str | None = None,
    ) -> Added:
        """Puts a document on the shelf.

        `name` is the file's name and `data` what it held. Without `as_id` the id comes from the
        title and is none of those `taken`, and a text that is already there is left as it is.
        `status` says whether the text is the whole work, which one of the `acts` without its first
        or last article is not; `provenance`, where it was fetched from; `cites` is as in `Source`.
        Raises InputError for an id that cannot be used, LibraryError where the folder cannot be
        written.
        """
        self.refresh()
        digest = hash_of(document.text)
        present = {source.id: source for source in self.sources()}
        twin = next((s for s in present.values() if s.sha256 == digest), None)
        if as_id is None and twin is not None:
            return Added(twin, changed=False, replaced=False)
        if as_id is not None and not _ID.fullmatch(as_id):
            raise InputError(
                f"`{as_id}` cannot be a source id.",
                "Use lower-case Latin letters, digits, - and _, for example `melnyk-2020`.",
            )
        made = split(
            as_id or "x",
            document.text,
            pages=document.pages,
            elements=document.elements,
            metadata=document.metadata,
        )
        title = describe(document, made).title or document.title or Path(name).stem
        source_id = as_id or _free_id(title, Path(name).stem, {*present}, taken)
        if status is Status.FULL and acts and not acts.is_whole(source_id, made.passages):
            status = Status.PART
        held = present.get(source_id)
        if held is not None and (held.sha256, held.status) == (digest, status):
            return Added(held, changed=False, replaced=False)
        source = self._write(
            replace(
                self._described(source_id, document, made),
                title=title,
                file=name,
                status=status,
                cites=cites,
            ),
            document,
            data=data,
            provenance=provenance,
        )
        return Added(source, changed=True, replaced=source_id in present)

    def remove(self, source_id: str) -> None:
        """Takes a source off the shelf, with everything that was kept of it."""
        self._record_of(source_id)
        folder = self.folder / source_id
        with guarded(folder):
            (folder / "source.json").unlink()
            shutil.rmtree(folder)
        self._texts.pop(source_id, None)
        self._passages.pop(source_id, None)
        self.refresh()

    # Inside --------------------------------------------------------------------------------

    @property
    def _held(self) -> _Held:
        held = self._now
        if held is None:
            self.refresh()
            held = self._now
        assert held is not None
        return held

    def _stamp(self) -> Stamp:
        found = []
        with suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError, NotADirectoryError):
                    state = os.stat(os.path.join(entry.path, "source.json"))
                    found.append((entry.name, state.st_mtime_ns, state.st_size, state.st_ino))
        return tuple(sorted(found))

    def _read(self, stamp: Stamp) -> _Held:
        records = {}
        for name, *_ in stamp:
            with suppress(FileNotFoundError):  # taken away since: another stamp, seen next time
                records[name] = _record(self.folder / name / "source.json")
        found = [_source(record) for record in records.values()]
        found.sort(key=lambda s: (s.id != ARTICLE, s.kind != "article", s.id))
        return _Held(stamp, records, tuple(found))

    def _described(self, source_id: str, document: Document, made: Split) -> Source:
        kinds = [passage.kind for passage in made.passages]
        told = describe(document, made)
        return Source(
            id=source_id,
            title=told.title,
            language=told.language,
            status=Status.FULL,
            kind=made.kind,
            authors=told.authors,
            characters=len(document.text),
            passages=len(made.passages),
            entries=kinds.count(Kind.ENTRY),
            references=sum(len(passage.references) for passage in made.passages),
            added=datetime.now(UTC).isoformat(timespec="seconds"),
            sha256=hash_of(document.text),
            metadata=told,
        )

    def _write(
        self,
        source: Source,
        document: Document,
        *,
        data: bytes,
        provenance: Mapping[str, object] | None,
    ) -> Source:
        digest = (source.sha256 or "")[:12]
        extension = Path(source.file or "").suffix.lower()[:10]
        record = asdict(source) | {
            "text": f"text-{digest}.txt",
            "original": f"file-{digest}{extension}",
            "pages": document.pages,
            "printed_pages": document.printed_pages,
            "elements": [_element_row(one) for one in document.elements],
            "media_type": document.media_type,
            "provenance": dict(provenance) if provenance else None,
        }
        folder = self.folder / source.id
        with guarded(folder):
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(folder / record["text"], document.text.encode())
            write_atomically(folder / record["original"], data)
            write_atomically(folder / "source.json", _json(record))
            self._sweep(folder, record)
        self.refresh()
        return _source(record)

    def _sweep(self, folder: Path, record: dict[str, Any]) -> None:
        """Deletes what an earlier text of the same source left behind."""
        keep = {"source.json", record["text"], record["original"]}
        for path in folder.iterdir():
            if path.name not in keep:
                path.unlink()

    def _record_of(self, source_id: str) -> dict[str, Any]:
        record = self._held.records.get(source_id)
        if record is None:
            known = ", ".join(source.id for source in self.sources()) or "none yet"
            raise UnknownSource(
                Message("There is no source `{id}` in the library.", id=source_id),
                Message("Sources: {known}.", known=known),
            )
        return record

    def _text_of(self, record: dict[str, Any]) -> Path:
        return self.folder / str(record["id"]) / Path(str(record["text"])).name

    def _load_passages(
        self, source_id: str, digest: str, record: dict[str, Any]
    ) -> tuple[Passage, ...]:
        path = self.folder / source_id / "passages.json"
        stamp = [SPLITTER, digest]
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["stamp"] == stamp:
                return tuple(_passage(row) for row in kept["passages"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # derived data: made anew below
        elements = [_element(row) for row in record.get("elements", ())]
        told = _source(record).metadata
        text, pages = self.text(source_id), self.pages(source_id).starts
        made = split(source_id, text, pages=pages, elements=elements, metadata=told).passages
        with suppress(OSError):  # a library that can be read but not written still answers
            write_atomically(path, _json({"stamp": stamp, "passages": [asdict(p) for p in made]}))
        return made


def _record(path: Path) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise LibraryError(
            f"{path} is damaged: {error}.",
            f"Delete the folder {path.parent} and add the file again.",
        ) from error
    return record


def _source(record: dict[str, Any]) -> Source:
    names = Source.__dataclass_fields__
    kept = {name: value for name, value in record.items() if name in names}
    status, authors = Status(kept.pop("status")), tuple(kept.pop("authors"))
    told = kept.pop("metadata", {})
    kept["metadata"] = Metadata(**told | {"authors": tuple(told.get("authors", ()))})
    provenance = record.get("provenance")
    kept["extra"] = {"provenance": provenance} if provenance else {}
    return Source(**kept, status=status, authors=authors)


def _element_row(element: Element) -> tuple[object, ...]:
    return (*element.span, element.kind, element.level, element.label, element.context)


def _element(row: Sequence[Any]) -> Element:
    start, end, kind, level, label, context = row
    return Element(Span(start, end), Kind(kind), level, label, context)


def _passage(row: dict[str, Any]) -> Passage:
    return Passage(
        **{
            **row,
            "span": Span(*row["span"]),
            "locator": Locator(**row["locator"]),
            "kind": Kind(row["kind"]),
            "sentences": tuple(Span(*pair) for pair in row["sentences"]),
            "references": tuple(
                Reference(**{**r, "marker": Span(*r["marker"]), "supports": Span(*r["supports"])})
                for r in row["references"]
            ),
            "unlinked": tuple(
                Unlinked(Span(*one["marker"]), tuple(one["fits"])) for one in row["unlinked"]
            ),
        }
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=None).encode()


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _free_id(title: str, stem: str, *taken: Container[str]) -> str:
    """A readable id out of the title, else of the file's name; numbered where it is taken."""
    from translitua import translit

    for words in (title, stem, "source"):
        slug = re.sub(r"[^a-z0-9]+", "-", translit(words).lower()).strip("-")[:40].strip("-")
        if slug:
            break
    number = 1
    while any((candidate := slug if number == 1 else f"{slug}-{number}") in one for one in taken):
        number += 1
    return candidate
