"""The source viewer: the words of a citation, highlighted in the text that stands around them.

A source may be a whole code of laws, so the page gets a window of passages around the place, and
more of them on demand. Between passages there is only white space, so that nothing is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from dzherelo.corpus.errors import UnknownSource
from dzherelo.corpus.library.notes import Note, note_passages
from dzherelo.corpus.types import Passage, Source, Span
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views import places
from dzherelo.ui.views.page_html import rows_of
from dzherelo.ui.views.places import Place
from dzherelo.ui.views.render import html, status_of

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.corpus.records import Record

AROUND = 1500  # characters shown before and after the passage, at least, where there are so many
MORE = 5000  # characters that are added on demand


@dataclass(frozen=True, slots=True)
class Window:
    """Which passages are shown, `[first, last)`, and which of them the eye is led to, if any."""

    first: int
    last: int
    anchor: int | None = None


class Viewer:
    """What the library has at a place, as HTML."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._opened = count()

    def passages(self, source_id: str, origin: str) -> tuple[Passage, ...]:
        """The text of a source, or our notes on it, by passages; empty where there is none."""
        if origin == "note":
            library = self._assistant.library
            record = library.record(source_id)
            return note_passages(record, library.notes(source_id)) if record else ()
        try:
            found = self._assistant.passages(source_id)
        except UnknownSource:
            return ()
        return tuple(passage for passage in found if passage.origin == "text")

    def passage(self, place: Place) -> Passage | None:
        """The passage of a place; None where it is no longer there."""
        shown = self.passages(place.source, place.origin)
        return next((one for one in shown if one.id == place.passage), None)

    def beginning(self, source_id: str, language: str) -> Place | None:
        """Where a source begins, no words of it highlighted; of one that has no text, our notes
        in that language. None where there is nothing to read."""
        shown = self.passages(source_id, "text") or tuple(
            one for one in self.passages(source_id, "note") if one.language == language
        )
        if not shown:
            return None
        return places.of_passage(shown[0], Span(shown[0].span.start, shown[0].span.start))

    def place_of(self, note: Note, language: str) -> Place | None:
        """Where one of our notes can be read."""
        said = note.uk if language == "uk" else note.en
        for one in self.passages(note.source, "note"):
            if one.text == said and one.locator == note.locator:
                return places.of_passage(one)
        return None

    def html(
        self,
        place: Place,
        words: Words,
        *,
        among: Sequence[Place] = (),
        grow: str = "",
        window: Window | None = None,
        quote: str | None = None,
    ) -> str:
        """The source at `place`, its quote highlighted, with a way to the others of `among`.

        `window` widens what is shown (`grow`: "before" or "after"); `quote` is what stood at the
        place when it was cited, for a text that is no longer there.
        """
        shown = self.passages(place.source, place.origin)
        at = next((n for n, one in enumerate(shown) if one.id == place.passage), None)
        if at is None or not shown[at].span.covers(place.span):
            return self._gone(place, words, among, quote)
        if place.origin == "note":  # each note stands in two languages; one of them is read
            shown = tuple(one for one in shown if one.language == shown[at].language)
            at = next(n for n, one in enumerate(shown) if one.id == place.passage)
        view = window or around(shown, at)
        if grow:
            view = grown(shown, view, grow)
        passage, source, record = shown[at], self._source(place.source), self._record(place.source)
        rows = rows_of(shown[view.first : view.last], place)
        url = self._address(place.source, record)
        return html(
            "viewer",
            "source",
            passage,
            html("viewer", "pages", rows, view, place, words, len(shown)),
            place,
            words,
            title=source.title if source else place.source,
            status=status_of(passage, {source.id: source} if source else {}, words),
            tools=html("viewer", "tools", passage, record, url, words),
            gloss=self._gloss(passage, words),
            kind=grow or "open",
            opened=next(self._opened),
            among=among,
        )

    def _gloss(self, passage: Passage, words: Words) -> Sequence[Passage]:
        """For a passage in another language than the reader's, our note on it."""
        if passage.language == words.language:
            return ()
        if passage.origin == "note":
            twin = f"{passage.id.rpartition(':')[0]}:{words.language}"
            notes = self.passages(passage.source, "note")
            return [one for one in notes if one.id == twin]
        glosses = self._assistant.library.gloss(passage)
        return [one for one in glosses if one.language == words.language][:3]

    def _gone(self, place: Place, words: Words, among: Sequence[Place], quote: str | None) -> str:
        """What is left to say of a text that was removed or replaced since it was cited."""
        source = self._source(place.source)
        title, opened = source.title if source else place.source, next(self._opened)
        return html("viewer", "gone", place, words, title, quote, opened, among)

    def _source(self, source_id: str) -> Source | None:
        return next((one for one in self._assistant.sources() if one.id == source_id), None)

    def _record(self, source_id: str) -> Record | None:
        from dzherelo.corpus.library.linkage import record_of

        source = self._source(source_id)
        return self._assistant.library.record(source_id) or (record_of(source) if source else None)

    def _address(self, source_id: str, record: Record | None) -> str | None:
        """Where the original may be read: the catalogue's address, else where it was fetched."""
        if record is not None and record.reading():
            return record.reading()[0].url
        source = self._source(source_id)
        provenance = (source.extra.get("provenance") if source else None) or {}
        url = str(provenance.get("final_url") or provenance.get("url") or "")
        return url if url.startswith(("http://", "https://")) else None


def around(shown: Sequence[Passage], at: int) -> Window:
    """A window of some `AROUND` characters on both sides of passage `at`."""
    return Window(_reach(shown, at, -1, AROUND), _reach(shown, at, 1, AROUND) + 1)


def grown(shown: Sequence[Passage], view: Window, grow: str) -> Window:
    """The window, larger by some `MORE` characters at one end; the eye stays where it was."""
    first = min(max(view.first, 0), len(shown) - 1)
    last = min(max(view.last, first + 1), len(shown))
    if grow == "before":
        return Window(_reach(shown, first, -1, MORE), last, anchor=first)
    return Window(first, _reach(shown, last - 1, 1, MORE) + 1, anchor=last - 1)


def _reach(shown: Sequence[Passage], start: int, step: int, characters: int) -> int:
    """How far one may go from `start` until that many characters are gathered."""
    at = start
    while characters > 0 and 0 <= at + step < len(shown):
        at += step
        characters -= len(shown[at].text)
    return at
