"""A citation look-up: what it shows and in which order, as plain text and as HTML. Pure.

`outline` makes sections of items; `plain_lookup` and `lookup.html.j2` each show them in their way.
Only the exact words of a text stand in quotation marks; our notes stand without, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from markupsafe import Markup

from dzherelo.assistant.citations.lookup import Carried, Cited, Lookup, Provision, Work
from dzherelo.assistant.query.targets import readable
from dzherelo.assistant.types import Hit
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.types import Passage, Source, Span
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.render import (
    View,
    corrected,
    fill,
    html,
    noted,
    on_a_line,
    place_of_mark,
    ref_of,
    short_title,
    slip_line,
    title_of_work,
)

MOST = 30  # passages of a provision that are shown
_LONGEST = 700  # characters of a passage that are shown beside a place
_Kind = Literal[
    "work", "fact", "point", "excerpt", "cited", "brief", "itself", "held", "other", "address",
    "nearest", "more", "full",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is shown. Its kind says which fields it has:

    work     the heading of `work`, with how much of it is held
    fact     `text`, the value of what `label` names; `wrong`: what the article has wrong
    point    `text` as an item of a list: a note of ours, or what the article has `wrong`
    excerpt  `text` of `passage`
    cited    a place where the article cites a work (`work`, where it is not the heading's): what
             is said (`text`) of the passages and addresses (`items`) that stand behind it
    brief    a place where the article cites what was looked up, and the gist (`text`) of it
    itself   the article was looked up; its list has `count` works
    held     `source`, and its passages (`items`) that hold what was looked up
    other    `source`, which the same words name
    address  where a work may be read (`text`)
    nearest  where there is no such place, the `passage` at the one that comes nearest
    more     `count` passages that are not shown, the first of which is `passage`
    full     that there is more to be seen of `work`
    """

    kind: _Kind
    text: str = ""
    label: str = ""
    wrong: bool = False
    count: int = 0
    work: Work | None = None
    passage: Passage | None = None
    cited: Cited | None = None
    source: Source | None = None
    items: tuple[Item, ...] = ()


class Section(NamedTuple):
    """What belongs together, with a heading unless it goes without saying. With `brief`, that
    alone is shown on a terminal, and the page shows it above the section, which is folded."""

    items: tuple[Item, ...]
    head: str = ""
    brief: tuple[Item, ...] | None = None

    def groups(self) -> Iterator[tuple[bool, list[Item]]]:
        """The items, those that make a list together."""
        for listed, group in groupby(self.items, lambda i: i.kind in ("point", "address", "other")):
            yield listed, list(group)


def outline(found: Lookup, words: Words) -> tuple[Section, ...]:
    """All that is shown of a look-up: of a work, what it is and where the article cites it; of a
    statement or passages of the article, what they rest on."""
    ids = {work.id for work in found.works}
    back = found.kind == "passage" and not any(one.source in ids for one in found.provisions)
    shown = _back if back or found.kind == "statement" else _forward
    return tuple(shown(found, words))


def shortened(text: str, part: Span, longest: int | None, *, at: int | None = None) -> str:
    """A part of a text on at most `longest` characters, with dots where words of it are left out.

    Where it is too long, it begins with the part, or so that what stands at the offset `at` of the
    text is shown.
    """
    begin, end = part
    if longest is None or end - begin <= longest:
        return text[begin:end]
    if at is not None and at - begin > longest // 2:
        begin = min(at - longest // 3, end - longest)
        begin += text[begin:at].find(" ") + 1
    cut = text[begin : begin + longest]
    whole = begin + len(cut) >= end
    return f"{'…' if begin > part.start else ''}{cut if whole else cut.rsplit(' ', 1)[0] + '…'}"


def _excerpts(passages: Iterable[Passage], longest: int | None = None) -> tuple[Item, ...]:
    return tuple(_excerpt(one, one.span, longest) for one in passages)


def _excerpt(passage: Passage, part: Span, longest: int | None = _LONGEST) -> Item:
    start = passage.span.start
    text = shortened(passage.text, Span(part.start - start, part.end - start), longest)
    return Item("excerpt", text, passage=passage)


def _cited(cited: Cited, words: Words, work: Work | None = None) -> Item:
    """A place of the article, with what of the source stands behind its words."""
    behind, items = cited.behind, tuple[Item, ...]()
    if behind.how == "unread":
        said = words("cite.unread")
        items = _addresses(work)
    elif behind.missing:
        said = behind.missing[words.language]
    else:
        shown = readable(behind.passages, words.language)
        more = f" ({words('cite.of', count=behind.of)})" if behind.of > len(shown) else ""
        said, items = f"{words(f'cite.{behind.how}')}{more}", _excerpts(shown, _LONGEST)
    return Item("cited", said, cited=cited, work=work, items=items)


def _addresses(work: Work | None) -> tuple[Item, ...]:
    return tuple(Item("address", url) for url in work.addresses()) if work else ()


# -- from a work to where it is cited ------------------------------------------------------------


def _forward(found: Lookup, words: Words) -> Iterator[Section]:
    for work in found.works:
        if provisions := [one for one in found.provisions if one.source == work.id]:
            yield from _of_provisions(found, work, provisions, words)
        else:
            yield Section((Item("work", work=work), *_facts(work, words)))
            corrections, addresses = _rest_of_record(work, words)
            yield from corrections
            yield _where(found, work, words)
            yield from _notes(found, work, words)
            yield from addresses
    if found.also:
        others = tuple(Item("other", source=source) for source in found.also)
        yield Section(others, words("cite.also"))


def _of_provisions(
    found: Lookup, work: Work, provisions: Sequence[Provision], words: Words
) -> Iterator[Section]:
    """Who asks for a provision wants its words, and all else in short; of one that is not there,
    nothing but what there is."""
    yield Section((Item("work", work=work),))
    for one in provisions:
        ours = bool(one.passages) and all(p.origin == "note" for p in one.passages)
        head = words("cite.provision.note" if ours else "cite.provision")
        yield Section(tuple(_provision(one, words)), "" if one.missing else head)
    if all(one.missing and not one.passages for one in provisions):
        return
    where = _where(found, work, words)
    yield where._replace(brief=tuple(_where_in_short(found, work, words))) if where.items else where
    rest = [part for parts in _rest_of_record(work, words) for part in parts]
    record = [*_facts(work, words)]
    record += [item for part in rest for item in (Item("fact", part.head), *part.items)]
    if record:
        dstu = work.formats().get("dstu", "").strip().partition(" URL:")[0]
        brief = (Item("fact", dstu, words("cite.record")), Item("full", work=work))
        yield Section(tuple(record), words("cite.record.full"), brief)
    for part in _notes(found, work, words):
        yield part._replace(brief=())


def _provision(one: Provision, words: Words) -> Iterator[Item]:
    if one.missing:
        yield Item("fact", one.missing[words.language])
    if one.nearest is not None:
        yield Item("nearest", passage=one.nearest)
    shown = readable(one.passages, words.language)
    if shown and all(passage.origin == "note" for passage in shown):
        yield Item("fact", words("cite.note.only"))
    yield from _excerpts(shown[:MOST])
    if len(shown) > MOST:
        yield Item("more", count=len(shown) - MOST, passage=shown[MOST])


def _where(found: Lookup, work: Work, words: Words) -> Section:
    """Where the article cites a work, the place that was asked for first."""
    cited = list(found.of(work))
    if not cited:
        if work.id and work.id == found.article:
            return Section((Item("itself", count=found.listed),))
        if found.unlinked:
            return Section((), words("cite.nowhere.linked", count=found.unlinked))
        return Section((), words("cite.nowhere"))
    items = [_cited(one, words) for one in cited if one.asked]
    others = [_cited(one, words) for one in cited if not one.asked]
    if not items:
        key = "cite.not.page" if found.page else "cite.not.place"
        items.append(Item("fact", words(key, page=found.page)))
    if others:
        items += [Item("fact", f"{words('cite.others')}:"), *others]
    by_notes = all(one.mark.quote is None for one in cited)
    act = "cite.where.act" if found.provisions else "cite.where"
    return Section(tuple(items), words("cite.where.notes" if by_notes else act))


def _where_in_short(found: Lookup, work: Work, words: Words, most: int = 150) -> Iterator[Item]:
    """In a line, where the article cites the place, and at most so many characters of its words
    there; else where it cites the act."""
    cited, language = list(found.of(work)), words.language
    asked = [one for one in cited if one.asked]
    for one in asked:
        mark, said = one.mark, ""
        if mark.quote:
            at = one.named.start if one.named else None
            said = quoted(shortened(mark.words, Span(0, len(mark.words)), most, at=at), language)
        elif mark.notes:
            note = noted(mark.notes[0], words)
            said = f"({words('cite.note')}) {shortened(note, Span(0, len(note)), most)}"
        yield Item("brief", said, cited=one)
        for slip in mark.slips:
            yield Item("fact", corrected(slip, words), words("cite.slip"), wrong=True)
    if not asked:
        others = "; ".join(place_of_mark(one.mark, words) for one in cited)
        yield Item("fact", f"{words('cite.not.place')} {words('cite.others')}: {others}.")


def _facts(work: Work, words: Words) -> Iterator[Item]:
    record, ukrainian = work.record, words.language == "uk"
    if record is None:
        return
    yield Item("fact", work.formats()["dstu"].strip(), words("cite.dstu"))
    if work.entry:
        yield Item("fact", quoted(work.entry.text, words.language), words("cite.listed"))
    if edition := record.edition if ukrainian else record.edition_en:
        yield Item("fact", edition, words("cite.edition"))
    if rights := record.rights if ukrainian else record.rights_en:
        yield Item("fact", rights)


def _rest_of_record(work: Work, words: Words) -> tuple[list[Section], list[Section]]:
    """What the article has wrong in the record, and where the work can be had; each if any."""
    points = []
    for one in work.record.corrections if work.record else ():
        place = f"{one.at.label(words.language)}: " if one.at else ""
        points.append(Item("point", f"{place}{corrected(one, words)}", wrong=True))
    found = (points, "cite.corrections"), (_addresses(work), "cite.read.at")
    first, second = ([Section(tuple(i), words(key))] if i else [] for i, key in found)
    return first, second


def _notes(found: Lookup, work: Work, words: Words) -> Iterator[Section]:
    """What the article says elsewhere of the work."""
    shown = {note for one in found.cited for note in one.mark.notes}
    if left := [note for note in work.said if note not in shown]:
        points = tuple(Item("point", noted(note, words)) for note in left)
        yield Section(points, words("cite.notes"))


# -- from words to what they rest on -------------------------------------------------------------


def _back(found: Lookup, words: Words) -> Iterator[Section]:
    """Passages of the article that were given, what they or the words rest on, what else says so;
    what says so first, where the article has no part in it."""
    for one in found.provisions:
        yield Section(_excerpts(readable(one.passages, words.language)))
    held = _held(found, words)
    rests = Section(tuple(_rests(found, words)), words("cite.rests"))
    first = held and not found.cited and not found.own and found.hits
    yield from filter(None, (held, rests) if first else (rests, held))


def _rests(found: Lookup, words: Words) -> Iterator[Item]:
    """The references for the words; else that the authors say it themselves, or that nobody does.
    Where the authors do, a reference beside their words does not stand for them."""
    if found.own:
        loose = [mark for one in found.own for mark in one.unlinked]
        said = words("cite.own.unlinked", markers="; ".join(loose)) if loose else words("cite.own")
        yield Item("fact", said)
        yield from (_excerpt(one.passage, one.span) for one in found.own)
        beside = dict.fromkeys(one.mark.marker or f"[{one.mark.number}]" for one in found.cited)
        if beside:
            yield Item("fact", words("cite.own.beside", markers=", ".join(beside)))
        return
    if not found.cited:
        yield Item("fact", words("cite.no.marks"))
    elif not found.direct:
        yield Item("fact", words("cite.beside"))
    for work in found.works:
        yield from (_cited(one, words, work) for one in found.of(work))


def _held(found: Lookup, words: Words, most: int = 5) -> Section | None:
    """What else of the library holds a statement, by source; None where it is shown already."""
    head = words("cite.held")
    if not found.hits:
        shown = found.own or found.cited
        return None if shown else Section((Item("fact", words("cite.not.held")),), head)
    by_source: dict[str, list[Item]] = {}
    for one in [one for one in found.held if not _is_shown(one, found)][:most]:
        excerpts = by_source.setdefault(one.passage.source, [])
        if one.lead is not None and one.lead not in [shown.passage for shown in excerpts]:
            excerpts.append(_excerpt(one.lead, one.lead.span))
        excerpts.append(_excerpt(one.passage, one.span))
    sources = {source.id: source for source in found.sources}
    items = (Item("held", source=sources[one], items=tuple(by_source[one])) for one in by_source)
    return Section(tuple(items), head) if by_source else None


def _is_shown(one: Carried, found: Lookup) -> bool:
    """Whether the words are shown already: as the authors' own, as those of a mark, or as what
    stands behind it."""
    if any(other.passage == one.passage for other in found.own):
        return True
    if not found.direct:
        return False
    quotes = [cited.mark.quote for cited in found.cited if cited.mark.passage == one.passage]
    behind = any(one.passage in cited.behind.passages for cited in found.cited)
    return behind or any(quote and quote.overlap(one.span) for quote in quotes)


# -- as plain text -------------------------------------------------------------------------------


def plain_lookup(found: Lookup, words: Words, *, width: int) -> str:
    """All of a look-up, in blocks, no line wider than `width` unless a word is."""
    blocks: list[list[tuple[int, str]]] = [[]]
    briefly = False  # whether the last block is the gist of sections, one under the other
    for section in outline(found, words):
        if section.brief is None:
            head = [(0, section.head)] if section.head else []
            level = len(head)
            rows = head + [row for one in section.items for row in _rows(one, words, level)]
        else:
            rows = [(0, text) for one in section.brief for _, text in _rows(one, words)]
        if section.brief is None or (rows and not briefly):
            blocks.append([])
        blocks[-1] += rows
        briefly = section.brief is not None and (briefly or bool(rows))
    lines = ([fill(text, width, indent="  " * level) for level, text in one] for one in blocks)
    return "\n\n".join("\n".join(block) for block in lines if block).strip("\n")


def missing_line(one: Provision, words: Words) -> str:
    """That a place is not there, and what there is, for stderr."""
    nearest = [Item("nearest", passage=one.nearest)] if one.nearest else []
    return " ".join([one.missing[words.language], *(_line(item, words) for item in nearest)])


def _rows(item: Item, words: Words, level: int = 1) -> Iterator[tuple[int, str]]:
    """An item in lines, each with how far it is indented; `level` is that of a passage."""
    match item.kind:
        case "work" if work := item.work:
            number = f"[{work.number}] " if work.number is not None else ""
            yield 0, f"{number}{title_of_work(work)}{f'  ({work.id})' if work.id else ''}"
            yield 1, words("cite.status", status=work.status_text(words.language))
        case "cited":
            yield from _rows_of_cited(item, words)
        case "held" if item.source:
            yield 1, f"{item.source.title}  ({item.source.id})"
            yield from (row for one in item.items for row in _rows(one, words, 2))
        case "itself":
            yield 0, words("cite.self", count=item.count)
        case "excerpt":
            yield level, _line(item, words)
        case _:
            yield 1, _line(item, words)


def _line(item: Item, words: Words) -> str:
    """An item of one line."""
    passage, text = item.passage, item.text
    place = passage.locator.label(words.language) if passage else ""
    match item.kind:
        case "excerpt" if passage and passage.origin == "note":
            return f"{place} ({words('cite.note')}): {text}"
        case "excerpt":
            return f"{place}: {quoted(on_a_line(text), words.language)}"
        case "more" if passage:
            return words("cite.more", count=item.count, id=passage.source)
        case "other" if item.source:
            return f"{item.source.id}  {item.source.title}"
        case "nearest":
            return f"{words('cite.nearest')}: {place}."
        case "brief" if item.cited:
            at = place_of_mark(item.cited.mark, words)
            return f"{words('cite.here')}: {at}  {on_a_line(text)}"
        case "full" if item.work:
            return words("cite.full", ref=ref_of(item.work))
    return f"- {text}" if item.kind == "point" else f"{item.label}: {text}" if item.label else text


def _rows_of_cited(item: Item, words: Words) -> Iterator[tuple[int, str]]:
    """The words of the article, what is wrong in them, what of the source is behind them."""
    assert item.cited is not None
    mark, work = item.cited.mark, item.work
    place = place_of_mark(mark, words)
    if work is None:
        yield 1, place
    else:
        yield 1, f"{place}  → [{work.number}] {short_title(work, words)}"
        yield 2, words("cite.status", status=work.status_text(words.language))
    if mark.quote:
        yield 2, quoted(on_a_line(mark.words), words.language)
    else:
        yield 2, f"{words('cite.note')}:"
        yield from ((2, f"- {noted(note, words)}") for note in mark.notes)
    yield from ((2, slip_line(slip, words)) for slip in mark.slips)
    yield 2, item.text
    addresses = [one.text for one in item.items if one.kind == "address"]
    for one in item.items:
        yield from _rows(one, words, 3) if one.kind == "excerpt" else ()
    if addresses:
        yield 2, f"{words('cite.read.at')}: {'; '.join(addresses)}"


# -- as HTML -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Example:
    """Something that can be looked up, and what it is an example of."""

    ref: str
    case: str


def lookup_html(found: Lookup, view: View) -> Markup:
    """All of a look-up."""
    named = "; ".join(short_title(work, view.words) for work in found.works) or found.ref
    return html("lookup", "sections", outline(found, view.words), named, view)


def similar_html(hits: Sequence[Hit], view: View, *, to: Passage | None, ref: str) -> Markup:
    """Passages near in meaning to a passage, or to words."""
    return html("lookup", "similar", hits, view, to, ref)


def looked_html(body: Markup, what: str, view: View) -> Markup:
    """What was found, as a whole: the viewer leads through its places, a reader is told of it."""
    return html("lookup", "looked", body, what, view)


def examples_html(examples: Sequence[Example], words: Words) -> Markup:
    """What may be looked up, for an empty box."""
    return html("lookup", "examples", examples, words)
