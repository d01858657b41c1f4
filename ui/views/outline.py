"""What a look-up shows, and in which order: on a terminal and on the page alike. Pure.

Only the exact words of a text stand in quotation marks; our notes stand without, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dzherelo.assistant.citations.lookup import Behind, Lookup, Mark, Provision, Work
from dzherelo.assistant.query.targets import readable
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.library.notes import Note
from dzherelo.corpus.types import Span
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.lookup_items import (
    LONGEST,
    Address,
    CitedAt,
    CitedInShort,
    Excerpt,
    Fact,
    Full,
    Heading,
    Item,
    Itself,
    Line,
    More,
    Nearest,
    Other,
    Point,
    Section,
    shortened,
)
from dzherelo.ui.views.outline_back import way_back
from dzherelo.ui.views.render import corrected

MOST = 30  # passages of a provision that are shown
BRIEF = 150  # characters of the article's words that are shown where it is said in short
ARTICLE = "article"


def outline(found: Lookup, words: Words) -> tuple[Section, ...]:
    """All that is shown of a look-up."""
    back = found.kind == "statement" or _is_back(found)
    return tuple(way_back(found, words) if back else _forward(found, words))


def _is_back(found: Lookup) -> bool:
    """Whether passages of the article were given, and what they rest on is asked."""
    return found.kind == "passage" and not any(
        work.id == one.source for work in found.works for one in found.provisions
    )


# What is said, wherever it is said -------------------------------------------------------------


def title_of_work(work: Work) -> str:
    """A work's title, else its entry in the article's list."""
    return work.record.title if work.record else work.entry.text if work.entry else ""


def short_title(work: Work, words: Words) -> str:
    """What a work is called for short, else its entry in the article's list."""
    return work.record.short(words.language) if work.record else title_of_work(work)


def ref_of(work: Work) -> str:
    """The reference by which a work is looked up."""
    return str(work.number) if work.number is not None else work.id or ""


def place_of_mark(mark: Mark, words: Words) -> str:
    """Where in the article a mark stands, and the mark."""
    place = mark.locator.label(words.language)
    return f"{place}  {mark.marker}" if mark.marker else place


def noted(notes: Iterable[Note], words: Words) -> Iterator[Point]:
    """Our notes in the reader's language."""
    for note in notes:
        yield Point(note.uk if words.language == "uk" else note.en)


def backed(behind: Behind, words: Words) -> tuple[str, tuple[Excerpt, ...]]:
    """What is said of what stands behind a mark, and its passages."""
    if behind.how == "unread":
        return words("cite.unread"), ()
    if behind.missing:
        return behind.missing[words.language], ()
    shown = readable(behind.passages, words.language)
    more = f" ({words('cite.of', count=behind.of)})" if behind.of > len(shown) else ""
    excerpts = tuple(Excerpt(passage, LONGEST) for passage in shown)
    return f"{words(f'cite.{behind.how}')}{more}", excerpts


def elsewhere(item: CitedAt) -> tuple[str, ...]:
    """Where a work that was not read may be read, beside the words that rest on it."""
    unread = item.work is not None and item.cited.behind.how == "unread"
    return item.work.addresses() if item.work and unread else ()


# From a work to where it is cited --------------------------------------------------------------


def _forward(found: Lookup, words: Words) -> Iterator[Section]:
    for work in found.works:
        provisions = [one for one in found.provisions if one.source == work.id]
        if provisions:
            yield from _of_provisions(found, work, provisions, words)
        else:
            yield Section((Heading(work), *_facts(work, words)))
            yield from _corrections(work, words)
            yield _where(found, work, words)
            yield from _notes(found, work, words)
            yield from _addresses(work, words)
    if found.also:
        yield Section(tuple(map(Other, found.also)), words("cite.also"))


def _of_provisions(
    found: Lookup, work: Work, provisions: Sequence[Provision], words: Words
) -> Iterator[Section]:
    """Who asks for a provision wants its words, and all else in short; of one that is not there,
    nothing but what there is."""
    yield Section((Heading(work),))
    for one in provisions:
        noted = bool(one.passages) and all(p.origin == "note" for p in one.passages)
        head = words("cite.provision.note" if noted else "cite.provision")
        yield Section(tuple(_provision(one, words)), "" if one.missing else head)
    if all(one.missing and not one.passages for one in provisions):
        return
    where = _where(found, work, words)
    yield where._replace(brief=tuple(_where_in_short(found, work, words))) if where.items else where
    inside = [item for part in _corrections(work, words) for item in (Fact(part.head), *part.items)]
    inside += [item for part in _addresses(work, words) for item in (Fact(part.head), *part.items)]
    record = (*_facts(work, words), *inside)
    if record:
        yield Section(record, words("cite.record.full"), tuple(_record_in_short(work, words)))
    for part in _notes(found, work, words):
        yield part._replace(brief=())


def _where_in_short(found: Lookup, work: Work, words: Words) -> Iterator[Line]:
    """In a line, where the article cites the place, and its words there; else where it cites the
    act."""
    cited, language = list(found.of(work)), words.language
    asked = [one for one in cited if one.asked]
    for one in asked:
        mark, said = one.mark, ""
        if mark.quote:
            at = one.named.start if one.named else None
            said = quoted(shortened(mark.words, Span(0, len(mark.words)), BRIEF, at=at), language)
        for point in list(noted(mark.notes, words))[:1] if not mark.quote else ():
            part = shortened(point.text, Span(0, len(point.text)), BRIEF)
            said = f"({words('cite.note')}) {part}"
        yield CitedInShort(one, said)
        for slip in mark.slips:
            yield Fact(corrected(slip, words), words("cite.slip"), wrong=True)
    if not asked:
        others = "; ".join(place_of_mark(one.mark, words) for one in cited)
        yield Fact(f"{words('cite.not.place')} {words('cite.others')}: {others}.")


def _record_in_short(work: Work, words: Words) -> Iterator[Line]:
    record = work.formats().get("dstu", "").strip()
    yield Fact(record.partition(" URL:")[0], words("cite.record"))
    yield Full(work)


def _facts(work: Work, words: Words) -> Iterator[Fact]:
    record, ukrainian = work.record, words.language == "uk"
    if record is None:
        return
    yield Fact(work.formats()["dstu"].strip(), words("cite.dstu"))
    if work.entry:
        yield Fact(quoted(work.entry.text, words.language), words("cite.listed"))
    if edition := record.edition if ukrainian else record.edition_en:
        yield Fact(edition, words("cite.edition"))
    if rights := record.rights if ukrainian else record.rights_en:
        yield Fact(rights)


def _corrections(work: Work, words: Words) -> Iterator[Section]:
    points = []
    for one in work.record.corrections if work.record else ():
        place = f"{one.at.label(words.language)}: " if one.at else ""
        points.append(Point(f"{place}{corrected(one, words)}", wrong=True))
    if points:
        yield Section(tuple(points), words("cite.corrections"))


def _provision(one: Provision, words: Words) -> Iterator[Item]:
    if one.missing:
        yield Fact(one.missing[words.language])
    if one.nearest is not None:
        yield Nearest(one.nearest)
    shown = readable(one.passages, words.language)
    if shown and all(passage.origin == "note" for passage in shown):
        yield Fact(words("cite.note.only"))
    yield from map(Excerpt, shown[:MOST])
    if len(shown) > MOST:
        yield More(len(shown) - MOST, shown[MOST])


def _where(found: Lookup, work: Work, words: Words) -> Section:
    cited = list(found.of(work))
    if not cited:
        if work.id == ARTICLE:
            return Section((Itself(found.listed),))
        return Section((), words("cite.nowhere"))
    asked = [CitedAt(one) for one in cited if one.asked]
    others = [CitedAt(one) for one in cited if not one.asked]
    by_notes = all(one.mark.quote is None for one in cited)
    act = "cite.where.act" if found.provisions else "cite.where"
    items: list[Item] = [*asked]
    if not asked:
        key = "cite.not.page" if found.page else "cite.not.place"
        items.append(Fact(words(key, page=found.page)))
    if others:
        items += [Fact(f"{words('cite.others')}:"), *others]
    return Section(tuple(items), words("cite.where.notes" if by_notes else act))


def _notes(found: Lookup, work: Work, words: Words) -> Iterator[Section]:
    """What the article says elsewhere of the work."""
    shown = {note for one in found.cited for note in one.mark.notes}
    left = [note for note in work.said if note not in shown]
    if left:
        yield Section(tuple(noted(left, words)), words("cite.notes"))


def _addresses(work: Work, words: Words) -> Iterator[Section]:
    """Where it can be had."""
    if work.addresses():
        yield Section(tuple(map(Address, work.addresses())), words("cite.read.at"))
