"""A citation look-up as HTML: every passage, place and work in it can be opened. Pure.

What is shown, and in which order, is `ui.views.outline`'s; what sources wrote is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from dzherelo.assistant.citations.lookup import Cited, Lookup, Mark, Work
from dzherelo.assistant.types import Hit
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.library.notes import Note
from dzherelo.corpus.types import Passage, Source
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page import anchor as places
from dzherelo.ui.views import lookup_items
from dzherelo.ui.views import outline as shows
from dzherelo.ui.views.lookup_items import CitedAt, Excerpt, Heading, Section
from dzherelo.ui.views.markup import (
    attribute,
    button,
    escaped,
    language_attribute,
    slips_html,
    with_own_markers,
)
from dzherelo.ui.views.outline import outline
from dzherelo.ui.views.render import Titles, corrected, snippet, status_of, title_of
from dzherelo.ui.views.viewer_html import record_tools

MOST_PLACES = 100  # that the viewer leads through
FEW = 3  # notes on a place that can each be opened


@dataclass
class Page:
    """What a look-up is shown with. `beginning` and `place_of` say what else can be opened: a
    source from its beginning, a note of ours."""

    words: Words
    titles: Titles
    beginning: Callable[[str], places.Place | None] = lambda source: None
    place_of: Callable[[Note], places.Place | None] = lambda note: None
    shown: list[places.Place] = field(default_factory=list)  # in order, for previous and next

    def opening(self, label: str, place: places.Place, *, look: str = "dz-open") -> str:
        """A button that opens a place; `label` is HTML."""
        if place not in self.shown:
            self.shown.append(place)
        return button(label, "open", look=look, place=place.key)

    def badge(self, passage: Passage) -> str:
        status = status_of(passage, self.titles, self.words)
        kind = " dz-note" if passage.origin == "note" else ""
        return f' <span class="dz-badge{kind}">{escaped(status)}</span>' if status else ""

    def words_of(self, passage: Passage, text: str) -> str:
        """Words of a passage: a text's between quotation marks, our notes' without."""
        said = text if passage.origin == "note" else quoted(text, self.words.language)
        language = language_attribute(passage.language)
        return f'<div class="dz-words"{language}>{with_own_markers(said)}</div>'


@dataclass(frozen=True, slots=True)
class Example:
    """Something that can be looked up, and what it is an example of."""

    ref: str
    case: str


def lookup_html(found: Lookup, page: Page) -> str:
    """All of a look-up."""
    body = "".join(_section(section, page) for section in outline(found, page.words))
    named = [shows.short_title(work, page.words) for work in found.works]
    return looked_html(body, "; ".join(named) or found.ref, page)


def similar_html(hits: Sequence[Hit], page: Page, *, to: Passage | None, ref: str) -> str:
    """Passages near in meaning to a passage, or to words."""
    words = page.words
    begins = ""
    if to is not None:
        label = f"{title_of(to.source, page.titles)}, {to.locator.label(words.language)}"
        begins = (
            f'<div class="dz-excerpt dz-like"><p>{words("similar.to")}</p>'
            f"{page.opening(escaped(label), places.of_passage(to))}"
            f"{page.words_of(to, snippet(to.text))}</div>"
        )
    else:
        begins = f'<p class="dz-aside">{escaped(ref)}</p>'
    listed = "".join(f"<li>{_hit(hit, page)}</li>" for hit in hits)
    listed = f'<ol class="dz-hits">{listed}</ol>' if listed else f"<p>{words('similar.none')}</p>"
    head = words("similar.head" if to is not None else "similar.words")
    return looked_html(f"<section><h3>{head}</h3>{begins}{listed}</section>", head, page)


def looked_html(body: str, what: str, page: Page) -> str:
    """What was found, as a whole: the viewer leads through its places, a reader is told of it."""
    keys = " ".join(place.key for place in page.shown[:MOST_PLACES])
    said = page.words("lookup.found", what=what)
    return (
        f'<section class="dz-looked" tabindex="-1" aria-label="{page.words("lookup.result")}"'
        f' data-all="{attribute(keys)}" data-said="{attribute(said)}">{body}</section>'
    )


def examples_html(examples: Iterable[Example], words: Words) -> str:
    """What may be looked up, for an empty box."""
    offered = "".join(
        "<li>"
        + button(
            f"<b>{escaped(one.ref)}</b><span>{escaped(words(one.case))}</span>",
            "lookup", ref=one.ref, look="dz-offer",
        )
        + "</li>"
        for one in examples
    )  # fmt: skip
    listed = f'<ul class="dz-offers">{offered}</ul>' if offered else ""
    return f'<div class="dz-examples"><p>{words("lookup.start")}.</p>{listed}</div>'


# The parts of a look-up ------------------------------------------------------------------------


def _section(section: Section, page: Page) -> str:
    if section.head and not section.items:
        return f'<section><p class="dz-aside">{escaped(section.head)}</p></section>'
    head = f"<h4>{escaped(section.head)}</h4>" if section.head else ""
    parts = []
    for listed, group in groupby(section.items, _is_listed):
        shown = [_item(item, page) for item in group]
        if listed:
            shown = [f'<ul class="dz-points">{"".join(shown)}</ul>']
        parts += shown
    if section.brief is not None:
        return _folded(section, "".join(parts), page)
    return f"<section>{head}{''.join(parts)}</section>"


def _folded(section: Section, inside: str, page: Page) -> str:
    """A section of which only the gist is seen until it is opened."""
    gist = (line for line in section.brief or () if not isinstance(line, lookup_items.Full))
    said = "".join(_line(line, page) for line in gist)
    opens = f"<summary><h4>{escaped(section.head)}</h4></summary>"
    return f'<section class="dz-folded">{said}<details>{opens}{inside}</details></section>'


def _is_listed(item: lookup_items.Item) -> bool:
    return isinstance(item, lookup_items.Point | lookup_items.Address | lookup_items.Other)


def _item(item: lookup_items.Item, page: Page) -> str:
    match item:
        case Heading(work):
            return _heading(work, page)
        case Excerpt():
            return _excerpt(item, page)
        case CitedAt():
            return _cited(item, page)
        case lookup_items.Itself(count):
            return _list_of(count, page)
        case lookup_items.Held(source, excerpts):
            inside = "".join(_excerpt(one, page) for one in excerpts)
            return f'<div class="dz-held"><h5>{_named(source)}</h5>{inside}</div>'
        case _:
            return _line(item, page)


def _line(item: lookup_items.Line, page: Page) -> str:
    match item:
        case lookup_items.Fact(text, label, wrong):
            named = f"<b>{escaped(label)}</b> " if label else ""
            return f'<p class="{"dz-slip" if wrong else "dz-fact"}">{named}{escaped(text)}</p>'
        case lookup_items.Point(text, wrong):
            look = ' class="dz-slip"' if wrong else ""
            return f"<li{look}>{escaped(text)}</li>"
        case lookup_items.More(count, first):
            return page.opening(page.words("lookup.more", count=count), places.of_passage(first))
        case lookup_items.Address(url):
            return f"<li>{_address(url)}</li>"
        case lookup_items.Other(source):
            return f"<li>{_named(source)}</li>"
        case lookup_items.Nearest(passage):
            label = escaped(passage.locator.label(page.words.language))
            opens = page.opening(label, places.of_passage(passage))
            return f'<p class="dz-fact">{page.words("cite.nearest")}: {opens}.</p>'
        case lookup_items.CitedInShort(cited, said):
            return _in_short(cited, said, page)
        case lookup_items.Full(work):
            ref = shows.ref_of(work)
            return button(page.words("lookup.work"), "lookup", look="dz-open", ref=ref)


def _in_short(cited: Cited, said: str, page: Page) -> str:
    """Where the article cites it, to be opened, and the gist of its words."""
    label = f"<b>{escaped(page.words('cite.here'))}</b>"
    language = language_attribute(cited.mark.passage.language) if cited.mark.passage else ""
    gist = f"<span{language}>{with_own_markers(said)}</span>"
    return f'<p class="dz-fact">{label}{_place_of(cited.mark, page)} {gist}</p>'


def _place_of(mark: Mark, page: Page) -> str:
    """A place of the article, to be opened where its text is there."""
    label = escaped(shows.place_of_mark(mark, page.words))
    if mark.passage is not None and mark.quote is not None:
        return page.opening(label, places.of_passage(mark.passage, mark.quote))
    return f'<span class="dz-place">{label}</span>'


def _heading(work: Work, page: Page) -> str:
    words = page.words
    number = f'<span class="dz-number">{work.number}</span> ' if work.number is not None else ""
    tools = []
    if work.id and (beginning := page.beginning(work.id)):
        named = f"{words('lookup.read')}: {shows.short_title(work, words)}"
        tools.append(
            button(words("lookup.read"), "open", title=named, look="dz-small", place=beginning.key)
        )
    if work.record is not None:
        tools += record_tools(work.record, words)
    name = f' <code class="dz-id">{escaped(work.id)}</code>' if work.id else ""
    status = escaped(work.status_text(words.language))
    return (
        f'<header class="dz-work"><h3>{number}{escaped(shows.title_of_work(work))}</h3>'
        f'<p class="dz-aside">{status}{name}</p>'
        f'<div class="dz-tools">{"".join(tools)}</div></header>'
    )


def _excerpt(item: Excerpt, page: Page) -> str:
    """A passage: its place opens it, its words can be read and copied here."""
    passage = item.passage
    label = escaped(passage.locator.label(page.words.language))
    return (
        f'<div class="dz-excerpt">{page.opening(label, places.of_passage(passage))}'
        f"{page.badge(passage)}{page.words_of(passage, item.text)}</div>"
    )


def _cited(item: CitedAt, page: Page) -> str:
    """The words of the article, what is wrong in them, what of the source is behind them."""
    words, mark, work = page.words, item.cited.mark, item.work
    head = _place_of(mark, page)
    if mark.passage is not None and mark.quote is not None:
        said = page.words_of(mark.passage, mark.words)
    else:
        said = _notes(mark.notes, page)
    towards = "" if work is None else _towards(work, page)
    slips = slips_html((corrected(one, words) for one in mark.slips), words("cite.slip"))
    behind, excerpts = shows.backed(item.cited.behind, words)
    shown = "".join(_excerpt(one, page) for one in excerpts)
    read_at = "".join(f"<li>{_address(url)}</li>" for url in shows.elsewhere(item))
    read_at = f'<ul class="dz-points">{read_at}</ul>' if read_at else ""
    return (
        f'<div class="dz-cited"><div class="dz-cited-head">{head}{towards}</div>{said}{slips}'
        f'<div class="dz-behind"><p class="dz-aside">{escaped(behind)}</p>{shown}{read_at}</div>'
        "</div>"
    )


def _notes(notes: Sequence[Note], page: Page) -> str:
    """Our notes on what the article says at a place."""
    badge = f'<span class="dz-badge dz-note">{escaped(page.words("cite.note"))}</span>'
    said = []
    for note, point in zip(notes, shows.noted(notes, page.words), strict=True):
        place = page.place_of(note) if len(notes) <= FEW else None
        opens = f" {page.opening(page.words('lookup.open'), place)}" if place else ""
        said.append(f"<p>{escaped(point.text)}{opens}</p>")
    return f'<div class="dz-excerpt">{badge}{"".join(said)}</div>'


def _towards(work: Work, page: Page) -> str:
    """The work that a place of the article points to."""
    words = page.words
    title = escaped(shows.short_title(work, words))
    label = f'<span class="dz-number">{work.number}</span> {title}'
    named = f"{shows.short_title(work, words)}: {words('lookup.work')}"
    link = button(label, "lookup", title=named, look="dz-open", ref=str(work.number))
    status = escaped(work.status_text(words.language))
    return f' <span aria-hidden="true">→</span> {link}<p class="dz-aside">{status}</p>'


def _list_of(count: int, page: Page) -> str:
    """The numbers of the article's list, each to be looked up."""
    numbers = "".join(
        button(str(number), "lookup", title=f"[{number}]", look="dz-number", ref=str(number))
        for number in range(1, count + 1)
    )
    return f'<p class="dz-fact">{page.words("lookup.self")}</p><p class="dz-numbers">{numbers}</p>'


def _hit(hit: Hit, page: Page) -> str:
    passage = hit.passage
    title = title_of(passage.source, page.titles)
    name = f"{escaped(title)}, {escaped(passage.locator.label(page.words.language))}"
    return (
        f'<div class="dz-excerpt">{page.opening(name, places.of_passage(passage))}'
        f"{page.badge(passage)}{page.words_of(passage, passage.text)}</div>"
    )


def _named(source: Source) -> str:
    """A source that can be looked up."""
    return button(escaped(source.title), "lookup", look="dz-open", ref=source.id)


def _address(url: str) -> str:
    """An address as a link, if it is one of the web; else as words."""
    if not url.startswith(("http://", "https://")):
        return escaped(url)
    return (
        f'<a href="{attribute(url)}" target="_blank" rel="noopener noreferrer">{escaped(url)}</a>'
    )
