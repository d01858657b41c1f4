"""The list of sources as HTML: what each is, where the article cites it, what can be done with it.
Pure; what sources say is escaped by `dzherelo.ui.views.markup`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from dzherelo.assistant.citations.lookup import Mark
from dzherelo.corpus.types import Source, Status
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views import outline
from dzherelo.ui.views.markup import attribute, button, escaped
from dzherelo.ui.views.places import Place
from dzherelo.ui.views.render import source_facts

CITED = 12  # places shown of a source; the others are folded
ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Cited:
    """A place where the article cites a source, and what opens it; None where it has no text."""

    mark: Mark
    place: Place | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A source of the library. `held`: a text of it is there, which can be removed; `fetchable`:
    its text is not there whole, and an address of it is known. `entries` are the numbers of its
    reference list, where the works of that list are not sources of the library."""

    source: Source
    number: int | None = None
    cited: tuple[Cited, ...] = ()
    beginning: Place | None = None
    held: bool = False
    fetchable: bool = False
    entries: tuple[int, ...] = ()

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


def sources_html(sources: Sequence[Listed], words: Words, shown: Shown = AT_REST) -> str:
    """The sources with their status; how to begin, where there are none."""
    if not sources:
        head, how = words("empty"), words("empty.how")
        return f'<div class="dz-empty"><b>{head}</b><p>{escaped(how)}</p></div>'
    parts = []
    for group, listed in groupby(sources, lambda one: one.group):
        items = "".join(_source(one, words, shown) for one in listed)
        parts.append(
            f'<section class="dz-shelf"><h3>{words(f"sources.{group}")}</h3>'
            f'<ul class="dz-library">{items}</ul></section>'
        )
    return _head(sources, words, shown) + "".join(parts)


def _head(sources: Sequence[Listed], words: Words, shown: Shown) -> str:
    """How many there are, and the way to those that are missing."""
    held = sum(one.held for one in sources)
    counted = words("sources.counted", count=len(sources), held=held)
    missing = sum(one.fetchable for one in sources)
    fetch = ""
    if missing:
        fetch = _tool(words("fetch.all", count=missing), "fetch", shown, source="")
    return f'<div class="dz-shelf-head"><span class="dz-aside">{counted}</span>{fetch}</div>'


def _source(one: Listed, words: Words, shown: Shown) -> str:
    source = one.source
    status, *facts = source_facts(source, words)
    number = f'<span class="dz-number">{one.number}</span> ' if one.number is not None else ""
    title = escaped(source.title)
    if one.beginning is not None:
        named = f"{source.title}: {words('sources.read')}"
        title = button(title, "open", title=named, look="dz-open", place=one.beginning.key)
    else:
        title = f"<b>{title}</b>"
    authors = f'<p class="dz-authors">{escaped(", ".join(source.authors))}</p>' * bool(
        source.authors
    )
    counted = f' <span class="dz-place">{", ".join(facts)}</span>' if facts else ""
    tools = _sure(source, words) if source.id == shown.removing else _tools(one, words, shown)
    badge = f'<span class="dz-badge dz-{source.status}">{status}</span>'
    return (
        f'<li data-source="{attribute(source.id)}"><div class="dz-name">{number}{title}</div>'
        f'{authors}<p class="dz-state">{badge}{counted}</p>'
        f"{_cited(one, words)}{_entries(one, words)}{tools}</li>"
    )


def _cited(one: Listed, words: Words) -> str:
    """Where the article cites a source, each place a button."""
    if not one.cited:
        if one.group != "references":
            return ""
        return f'<p class="dz-cited-at dz-aside">{words("sources.not.cited")}</p>'
    chips = [_mark(cited, words) for cited in one.cited]
    first, more = "".join(chips[:CITED]), chips[CITED:]
    folded = ""
    if more:
        count = words("sources.cited.more", count=len(more))
        folded = f"<details><summary>{count}</summary>{''.join(more)}</details>"
    named = words("sources.cited")
    return (
        f'<div class="dz-cited-at" data-all="{_keys(one.cited)}">'
        f'<span class="dz-aside">{named}:</span>{first}{folded}</div>'
    )


def _entries(one: Listed, words: Words) -> str:
    """The numbers of an article's own list, each to be looked up."""
    if not one.entries:
        return ""
    numbers = "".join(
        button(f"&#91;{number}&#93;", "lookup", look="dz-at", ref=str(number))
        for number in one.entries
    )
    named = words("sources.entries")
    return f'<div class="dz-cited-at"><span class="dz-aside">{named}:</span>{numbers}</div>'


def _mark(cited: Cited, words: Words) -> str:
    label = outline.place_of_mark(cited.mark, words)
    if cited.place is None:
        return f'<span class="dz-at">{escaped(label)}</span>'
    named = f"{label}: {words('sources.mark')}"
    return button(escaped(label), "open", title=named, look="dz-at", place=cited.place.key)


def _keys(cited: Iterable[Cited]) -> str:
    return attribute(" ".join(one.place.key for one in cited if one.place is not None))


def _tools(one: Listed, words: Words, shown: Shown) -> str:
    source = one.source
    named = {"title": source.title}
    focus = shown.focus == source.id
    tools = [
        button(
            words("sources.about"), "lookup", title=words("sources.about.of", **named),
            look="dz-small", ref=source.id,
        )
    ]  # fmt: skip
    if one.fetchable:
        title = words("fetch.of", **named)
        tools.append(_tool(words("fetch.this"), "fetch", shown, title=title, source=source.id))
    if source.status is not Status.FULL:
        title = words("attach.of", **named)
        tools.append(_tool(words("attach"), "attach", shown, title=title, source=source.id))
    if one.held:
        title = words("remove.of", **named)
        tools.append(
            _tool(words("remove.this"), "remove", shown, title=title, focus=focus, source=source.id)
        )
    return f'<div class="dz-tools">{"".join(tools)}</div>'


def _sure(source: Source, words: Words) -> str:
    """The question that stands between a reader and the loss of a text."""
    yes = button(
        words("remove.this"), "confirm", title=words("remove.of", title=source.title),
        look="dz-small dz-danger", source=source.id,
    )  # fmt: skip
    no = button(words("remove.cancel"), "cancel", look="dz-small", source=source.id, focus="1")
    asked = words("remove.sure")
    return f'<div class="dz-tools dz-sure" role="alert"><span>{asked}</span>{yes}{no}</div>'


def _tool(
    label: str, act: str, shown: Shown, *, title: str = "", focus: bool = False, **data: str
) -> str:
    """A button that changes the library; it rests while something else does."""
    if focus:
        data["focus"] = "1"
    made = button(label, act, title=title, look="dz-small", **data)
    return made.replace("<button ", "<button disabled ", 1) if shown.busy else made


# What is going on ------------------------------------------------------------------------------


def status_html(lines: Sequence[str], now: str = "", *, done: int = 0, total: int = 0) -> str:
    """What was done so far, as lines of HTML, and what is being done `now`, `done` of `total`."""
    said = "".join(f"<p>{line}</p>" for line in lines)
    step = ""
    if now:
        of = f' value="{min(done, total)}" max="{total}"' if total else ""
        bar = f'<progress{of} aria-label="{now}"></progress>'
        step = f'<div class="dz-step"><span>{now}</span>{bar}</div>'
    return f'<div class="dz-status"><div role="status">{said}</div>{step}</div>'


def attaching_html(title: str, words: Words) -> str:
    """Says whose text the next file becomes, with a way out."""
    said = escaped(words("attach.next", title=title))
    cancel = button(words("cancel"), "cancel", look="dz-small")
    return status_html([f"{said} {cancel}"])
