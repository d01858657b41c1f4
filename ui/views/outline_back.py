"""What is shown of words: what the article rests them on, and what else of the library says so."""

from __future__ import annotations

from collections.abc import Iterator

from dzherelo.assistant.citations.attribution import Carried
from dzherelo.assistant.citations.lookup import Lookup
from dzherelo.assistant.query.targets import readable
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.lookup_items import LONGEST, CitedAt, Excerpt, Fact, Held, Item, Section

HITS = 5


def way_back(found: Lookup, words: Words) -> Iterator[Section]:
    """Passages of the article that were given, what they or the words rest on, what else says so;
    what says so first, where the article has no part in it."""
    for one in found.provisions:
        yield Section(tuple(map(Excerpt, readable(one.passages, words.language))))
    held = _held(found, words)
    rests = Section(tuple(_rests(found, words)), words("cite.rests"))
    if held and not found.cited and not found.own and found.hits:
        yield from (held, rests)
    else:
        yield from filter(None, (rests, held))


def _rests(found: Lookup, words: Words) -> Iterator[Item]:
    """The references for the words; else that the authors say it themselves, or that nobody does.
    Where the authors do, a reference beside their words does not stand for them."""
    if found.own:
        yield Fact(words("cite.own"))
        yield from (Excerpt(one.passage, LONGEST, one.span) for one in found.own)
        beside = dict.fromkeys(one.mark.marker or f"[{one.mark.number}]" for one in found.cited)
        if beside:
            yield Fact(words("cite.own.beside", markers=", ".join(beside)))
        return
    if not found.cited:
        yield Fact(words("cite.no.marks"))
    elif not found.direct:
        yield Fact(words("cite.beside"))
    for work in found.works:
        yield from (CitedAt(cited, work) for cited in found.of(work))


def _held(found: Lookup, words: Words) -> Section | None:
    """What else of the library holds a statement, by source; None where it is shown already."""
    head = words("cite.held")
    if not found.hits:
        shown = found.own or found.cited
        return None if shown else Section((Fact(words("cite.not.held")),), head)
    by_source: dict[str, list[Excerpt]] = {}
    for one in [one for one in found.held if not _is_shown(one, found)][:HITS]:
        excerpts = by_source.setdefault(one.passage.source, [])
        if one.lead is not None and one.lead not in [shown.passage for shown in excerpts]:
            excerpts.append(Excerpt(one.lead, LONGEST))
        excerpts.append(Excerpt(one.passage, LONGEST, one.span))
    sources = {source.id: source for source in found.sources}
    items = tuple(Held(sources[one], tuple(by_source[one])) for one in by_source)
    return Section(items, head) if items else None


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
