"""Brings the index in step with the library: what is new is added, what is gone is taken out.

Crash-safe without a journal: ids are made of the words, units are upserted batch by batch, and a
source is only noted as done in `state.json` when all of its units are in. A run that was killed
finds what is there already and goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.corpus.language.terms import Terms, base_tokens, concept_tokens
from dzherelo.corpus.language.words import language_of, words
from dzherelo.corpus.split import UNSEARCHED
from dzherelo.corpus.types import Passage
from dzherelo.index.bm25 import LexicalIndex, Row
from dzherelo.index.embed import Embedder
from dzherelo.index.language_centring import Centres
from dzherelo.index.maxsim import LateFiles, TokenRows
from dzherelo.index.precomputed import Precomputed, encode
from dzherelo.index.store import Store
from dzherelo.index.units import units

Progress = Callable[[str, int, int], object]  # what is going on, done, total
_FIELDS = attrgetter(*(field.name for field in fields(Row)))


@dataclass(frozen=True, slots=True)
class SyncReport:
    """Units put in, taken out and left as they were."""

    added: int
    removed: int
    kept: int

    @property
    def changed(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True, slots=True)
class _State:
    """What the last run that ended left: each source as it was indexed, and all units."""

    sources: dict[str, str]
    units: int


def quiet(what: str, done: int, total: int) -> None:
    """A Progress that says nothing."""


class Indexed(Protocol):
    """What is indexed: passages by source, our notes on them, questions that they answer, and what
    all of these follow from."""

    def passages(self, source_id: str, /) -> Sequence[Passage]: ...
    def gloss(self, passage: Passage, /) -> Sequence[Passage]: ...
    def asked(self, passage: Passage, /) -> Sequence[str]: ...
    def digests(self) -> dict[str, str]: ...


class Sync:
    """Compares library and index, and closes the gap."""

    def __init__(
        self,
        library: Indexed,
        *,
        folder: Path,
        stamp: str,
        progress: Progress = quiet,
        batch: int = 64,
    ) -> None:
        """`stamp` names everything that decides how a text is indexed besides the text; `batch`
        units are embedded and put in at a time."""
        self._library = library
        self._folder = folder
        self._stamp = stamp
        self._progress = progress
        self._batch = batch
        self._late = LateFiles(folder / "late")

    def in_step(self) -> bool:
        """Whether there is nothing to do; reads no vectors and no texts."""
        return self._state_file.exists() and self._state().sources == self._wanted()

    @property
    def units(self) -> int:
        """How many units there were when the last run ended."""
        return self._state().units

    def tokens(self) -> TokenRows:
        """The tokens of all passages; raises OSError or ValueError where some are lost."""
        return self._late.load(self._wanted())

    def forget(self) -> None:
        """Takes nothing for done any more: the next run looks at everything again."""
        with guarded(self._folder):
            self._state_file.unlink(missing_ok=True)

    def run(
        self,
        store: Store,
        embedder: Embedder,
        centres: Centres,
        terms: Terms,
        precomputed: Precomputed,
    ) -> SyncReport:
        """Does what is to be done; the caller holds the library's lock."""
        state, wanted = self._state().sources, self._wanted()
        added = removed = 0
        self._late.keep_only(wanted)
        for source in sorted(store.sources() - wanted.keys()):
            stale = sorted(store.ids(source))
            store.delete(stale)
            removed += len(stale)
        for source, digest in wanted.items():
            if state.get(source) != digest:
                put, out = self._source(source, digest, store, embedder, centres, precomputed)
                added, removed = added + put, removed + out
        self._lexical(wanted, terms)
        held = store.count()
        with guarded(self._folder):
            kept = json.dumps({"sources": wanted, "units": held})
            write_atomically(self._state_file, kept.encode())
        return SyncReport(added, removed, held - added)

    # Inside --------------------------------------------------------------------------------

    def _wanted(self) -> dict[str, str]:
        """Each source and what its units follow from: its contents and the stamp."""
        digests = self._library.digests()
        return {source: f"{digest}/{self._stamp}" for source, digest in digests.items()}

    @property
    def _state_file(self) -> Path:
        return self._folder / "state.json"

    def _state(self) -> _State:
        try:
            kept = json.loads(self._state_file.read_text())
            return _State(dict(kept["sources"]), int(kept["units"]))
        except (OSError, ValueError, KeyError, TypeError):
            return _State({}, 0)

    def _source(
        self,
        source: str,
        digest: str,
        store: Store,
        embedder: Embedder,
        centres: Centres,
        precomputed: Precomputed,
    ) -> tuple[int, int]:
        fresh = units(self._library.passages(source), self._library.gloss, self._library.asked)
        there = store.ids(source)
        missing = [unit for unit in fresh if unit.id not in there]
        space = precomputed.space
        rows = self._late.tokens(source, stamp=f"/{self._stamp}") if space else {}
        # A killed run may have put vectors in and not got to the tokens of the same passages.
        bare = [u for u in fresh if space and u.is_whole and u.id not in rows and u.id in there]
        todo = missing + bare
        for start in range(0, len(todo), self._batch):
            self._progress(source, start, len(todo))
            part = todo[start : start + self._batch]
            made = encode(part, embedder, shipped=precomputed.vectors, space=space)
            store.put(part, centres.centre(made.vectors, part))
            rows |= made.tokens
        self._progress(source, len(todo), len(todo))
        if space:
            self._late.put(source, digest, {u.id: rows[u.id] for u in fresh if u.is_whole})
        stale = sorted(there - {unit.id for unit in fresh})
        store.delete(stale)
        return len(missing), len(stale)

    def _lexical(self, wanted: dict[str, str], terms: Terms) -> None:
        for path in (self._folder / "tokens").glob("*.json"):
            if path.stem not in wanted:
                path.unlink()
        rows: list[Row] = []
        for source, digest in wanted.items():
            rows += self._rows(source, digest, terms)
        with guarded(self._folder):
            LexicalIndex.of(rows).save(self._folder / "lexical")

    def _rows(self, source: str, digest: str, terms: Terms) -> list[Row]:
        """The tokens of a source's passages; kept, so that one changed source reads only itself."""
        path = self._folder / "tokens" / f"{source}.json"
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["digest"] == digest:
                return [Row(row[0], row[1], *map(tuple, row[2:])) for row in kept["rows"]]
        except (OSError, ValueError, KeyError):
            pass  # derived data: made anew below
        read = [p for p in self._library.passages(source) if p.kind not in UNSEARCHED]
        rows: list[Row] = []
        for passage in read:
            if len(rows) % self._batch == 0:
                self._progress(f"{source}, BM25", len(rows), len(read))
            gloss, asked = self._library.gloss(passage), self._library.asked(passage)
            rows.append(row_of(passage, terms, gloss, asked))
        self._progress(f"{source}, BM25", len(read), len(read))
        with guarded(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            kept = {"digest": digest, "rows": [_FIELDS(row) for row in rows]}
            write_atomically(path, json.dumps(kept, ensure_ascii=False).encode())
        return rows


def row_of(
    passage: Passage,
    terms: Terms,
    notes: Iterable[Passage] = (),
    asked: Iterable[str] = (),
) -> Row:
    """A passage as BM25 counts it: its words and those of its context; and the words of our notes
    on it and of the questions that it answers, by language."""
    read = terms.read(f"{passage.context} {passage.text}", passage.language)
    said = [(note.language, note.text) for note in notes]
    said += [(language_of(question), question) for question in asked]
    by_language = {
        language: terms.read(" ".join(text for one, text in said if one == language))
        for language in ("uk", "en")
    }
    return Row(
        passage.id,
        passage.language,
        tuple(base_tokens(read)),
        tuple(concept_tokens(read)),
        tuple(base_tokens(by_language["uk"])),
        tuple(base_tokens(by_language["en"])),
        tuple({word.form for word in words(passage.text)}),
    )
