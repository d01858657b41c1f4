"""The other parts of the page as HTML: the sources, the reader's chats, evaluation. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup

from dzherelo.corpus.types import Passage, Source, Span
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.places import Place
from dzherelo.ui.views.render import html

if TYPE_CHECKING:
    from dzherelo.assistant.citations.lookup import Mark

ARTICLE = "article"


class ListedChat(Protocol):
    """A chat as a list shows it; `snippet`: where a search found its words, those in \x02…\x03."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def updated(self) -> datetime: ...
    @property
    def snippet(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Cited:
    """A place where the article cites a source, and what opens it; None where it has no text."""

    mark: Mark
    place: Place | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A source of the library. `held`: a text of it is there, which can be removed; `fetchable`:
    its text is not there whole, and an address of it is known."""

    source: Source
    number: int | None = None
    cited: tuple[Cited, ...] = ()
    beginning: Place | None = None
    held: bool = False
    fetchable: bool = False

    @property
    def group(self) -> str:
        if self.source.kind == ARTICLE or self.source.id == ARTICLE:
            return "article"
        return "references" if self.number is not None else "others"


@dataclass(frozen=True, slots=True)
class Shown:
    """The source that is about to be removed, the one whose buttons get the keyboard, and whether
    the library is being changed at the moment."""

    removing: str | None = None
    focus: str | None = None
    busy: bool = False


AT_REST = Shown()


def sources_html(sources: Sequence[Listed], words: Words, shown: Shown = AT_REST) -> Markup:
    """The sources with their status, in groups; how to begin, where there are none."""
    groups = groupby(sources, lambda one: one.group)
    held = sum(one.held for one in sources)
    missing = sum(one.fetchable for one in sources)
    return html("sources", "sources", groups, words, shown, len(sources), held, missing)


def status_html(lines: Sequence[str], now: str = "", *, done: int = 0, total: int = 0) -> Markup:
    """What was done so far, as lines (text, or `Markup`), and what is being done `now`, `done` of
    `total`."""
    return html("sources", "status", lines, now, done, total)


def attaching_html(title: str, words: Words) -> Markup:
    """Says whose text the next file becomes, with a way out."""
    return html("sources", "attaching", title, words)


@dataclass(frozen=True, slots=True)
class ChatsShown:
    """Which chat is open, which one is about to be deleted, and whether the list was searched."""

    open: str | None = None
    deleting: str | None = None
    searched: bool = False


def chats_html(
    chats: Sequence[ListedChat],
    shown: ChatsShown,
    words: Words,
    *,
    now: datetime,
    notice: str | None = None,
) -> Markup:
    """The chats with what can be done to each; `notice` is a line above them."""
    items = []
    for chat in chats:
        changed = chat.updated.astimezone(now.tzinfo)
        when = f"{changed:%d.%m.%Y}"
        if changed.date() == now.date():
            when = f"{words('history.today')}, {changed:%H:%M}"
        # Every other part of a snippet is a word that was looked for.
        snippet = (chat.snippet or "").replace("\x03", "\x02").split("\x02")
        items.append((chat, changed.isoformat(), when, snippet if chat.snippet else ()))
    return html("chats", "chats", items, shown, words, notice)


def rows_of(
    passages: Sequence[Passage], place: Place
) -> list[tuple[Passage, tuple[str, str, str] | None]]:
    """The passages of the viewer, each with its text before, in and after the quote of `place`, if
    it has any of it."""
    quoted = place.passage if place.span.start < place.span.end else None
    return [(one, cut(one, place.span) if one.id == quoted else None) for one in passages]


def cut(passage: Passage, quote: Span) -> tuple[str, str, str]:
    """The text of a passage before, in and after a quote."""
    start, end = (at - passage.span.start for at in quote)
    return passage.text[:start], passage.text[start:end], passage.text[end:]
