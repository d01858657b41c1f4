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
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.library.notes import Note, note_passages
from dzherelo.corpus.types import Passage, Source, Span
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page import anchor as places
from dzherelo.ui.page.anchor import Place
from dzherelo.ui.views.markup import attribute, button, escaped, with_own_markers
from dzherelo.ui.views.render import status_of
from dzherelo.ui.views.viewer_html import opening_words, record_tools, row_html, steps_html

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.corpus.library.records import Record

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
            holdings = self._assistant.holdings
            record = holdings.record(source_id)
            return note_passages(record, holdings.notes(source_id)) if record else ()
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
        head = self._head(shown[at], place, words, among)
        pages = self._pages(shown, view, place, words)
        return self._section(head + pages, place, words, among, kind=grow or "open")

    def _section(
        self, body: str, place: Place, words: Words, among: Sequence[Place], *, kind: str
    ) -> str:
        keys = " ".join(one.key for one in among)
        return (
            f'<section class="dz-viewer" aria-label="{words("viewer")}" data-kind="{kind}"'
            f' data-opened="{next(self._opened)}" data-place="{attribute(place.key)}"'
            f' data-all="{attribute(keys)}">{body}</section>'
        )

    def _head(self, passage: Passage, place: Place, words: Words, among: Sequence[Place]) -> str:
        source = self._source(place.source)
        title = source.title if source else place.source
        status = status_of(passage, {source.id: source} if source else {}, words)
        badge = status or words("status.full")
        return (
            f"<header>{steps_html(place, among, words)}"
            f'<h2 tabindex="-1">{escaped(title)}</h2>'
            f'<p class="dz-where"><b>{escaped(passage.locator.label(words.language))}</b> '
            f'<span class="dz-badge dz-{place.origin}">{escaped(badge)}</span></p>'
            f"{self._tools(passage, words)}{self._gloss(passage, words)}</header>"
        )

    def _tools(self, passage: Passage, words: Words) -> str:
        """What can be done with the passage and its source."""
        about = words("ask.passage", text=quoted(opening_words(passage.text), words.language))
        near = places.of_passage(passage).key
        tools = [
            button(words("passage.ask"), "ask", question=about, look="dz-small"),
            button(words("similar"), "search", near=near, look="dz-small"),
        ]
        if passage.origin == "text":
            hint = words("passage.cite.title")
            named = words("passage.cite")
            tools.append(
                button(named, "lookup", title=f"{named}: {hint}", ref=passage.id, look="dz-small")
            )
        record = self._record(passage.source)
        if record is not None:
            tools += record_tools(record, words)
        if address := self._address(passage.source, record):
            tools.append(
                f'<a class="dz-small" href="{attribute(address)}" target="_blank"'
                f' rel="noopener noreferrer">{words("original")}</a>'
            )
        return f'<div class="dz-tools">{"".join(tools)}</div>'

    def _gloss(self, passage: Passage, words: Words) -> str:
        """For a passage in another language than the reader's, our note on it."""
        if passage.language == words.language:
            return ""
        if passage.origin == "note":
            twin = f"{passage.id.rpartition(':')[0]}:{words.language}"
            notes = self.passages(passage.source, "note")
            found = [one for one in notes if one.id == twin]
        else:
            glosses = self._assistant.holdings.gloss(passage)
            found = [one for one in glosses if one.language == words.language]
        if not found:
            return ""
        lines = "".join(f"<p>{escaped(one.text)}</p>" for one in found[:3])
        return f'<aside class="dz-gloss"><b>{words("gloss")}</b>{lines}</aside>'

    def _pages(self, shown: Sequence[Passage], view: Window, place: Place, words: Words) -> str:
        """The passages of the window, with buttons for more at both ends."""
        lines = [
            row_html(one, place, words, anchored=number == view.anchor)
            for number, one in enumerate(shown[view.first : view.last], start=view.first)
        ]
        span = {"first": str(view.first), "last": str(view.last), "place": place.key}
        if view.first > 0:
            lines.insert(0, button(words("more.before"), "more", grow="before", **span))
        if view.last < len(shown):
            lines.append(button(words("more.after"), "more", grow="after", **span))
        named = words("text.of")
        return (
            f'<div class="dz-pages" tabindex="0" role="region" aria-label="{named}">'
            f"{''.join(lines)}</div>"
        )

    def _gone(self, place: Place, words: Words, among: Sequence[Place], quote: str | None) -> str:
        """What is left to say of a text that was removed or replaced since it was cited."""
        source = self._source(place.source)
        title = source.title if source else place.source
        kept = (
            f'<blockquote class="dz-kept">{with_own_markers(quote)}</blockquote>' if quote else ""
        )
        said = words("gone.quote") if quote else ""
        body = (
            f"<header>{steps_html(place, among, words)}"
            f'<h2 tabindex="-1">{escaped(title)}</h2></header>'
            f'<div class="dz-pages"><p class="dz-error">{words("gone.why")}</p>'
            f"<p>{said}</p>{kept}</div>"
        )
        return self._section(body, place, words, among, kind="open")

    def _source(self, source_id: str) -> Source | None:
        return next((one for one in self._assistant.sources() if one.id == source_id), None)

    def _record(self, source_id: str) -> Record | None:
        from dzherelo.assistant.citations.works import record_of

        source = self._source(source_id)
        return self._assistant.holdings.record(source_id) or (record_of(source) if source else None)

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
