"""Lines in their places -> passages: one a place, lists hung on the words that lead to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.split.body import LONG
from dzherelo.corpus.split.build import Builder
from dzherelo.corpus.split.places import ANNOUNCES, Placed
from dzherelo.corpus.split.provisions import Shape
from dzherelo.corpus.types import Kind, Locator, Passage, Span

_WHOLE = 1_500  # characters; a longer part is cut between its paragraphs
_LEAD_IN = 300  # characters of a lead-in that its items carry in their context


def gather(builder: Builder, placed: Sequence[Placed], *, context: str) -> None:
    """Adds the passages of one article or section to `builder`, all in `context`.

    A part whose points follow leads them: it is a LEAD, they are ITEMs. Neighbouring lines of the
    same place are one passage, as long as that is not too long to be cited.
    """
    groups = list(_groups(placed))
    leads: list[Passage] = []
    earlier: Passage | None = None
    for at, group in enumerate(groups):
        first = group[0]
        span = Span(first.line.span.start, group[-1].line.span.end)
        if first.kind is not None:
            skip = first.line.skip if first.kind is Kind.PROVISION else 0
            builder.add(span, first.kind, first.place, context=context, skip=skip)
            continue
        while leads and _level(leads[-1].locator) >= _level(first.place):
            leads.pop()
        later = (groups[place][0] for place in range(at + 1, len(groups)))
        below = next((other for other in later if other.kind is None), None)
        is_lead = below is not None and _leads(group, below)
        lead_ins = [_lead_in(lead) for lead in leads]
        if earlier is not None and _same(earlier.locator, first.place):
            lead_ins.append(_lead_in(earlier, first=True))
        for piece in _pieces(span, builder.text):
            earlier = builder.add(
                piece,
                Kind.ITEM if leads else Kind.LEAD if is_lead else _kind(first.place),
                first.place,
                context=" ".join(part for part in (context, *lead_ins) if part),
                lead=leads[-1].id if leads else None,
                skip=first.line.skip if piece.start == span.start else 0,
            )
        if is_lead and earlier is not None:
            leads.append(earlier)


def _groups(placed: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Runs of lines that make one passage: a numbered line and what goes on below it."""
    group: list[Placed] = []
    for one in placed:
        if group and not _goes_on(group[0], one):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _goes_on(first: Placed, one: Placed) -> bool:
    return (
        first.kind is None
        and one.kind is None
        and one.place == first.place
        and one.line.shape is Shape.TEXT
        and one.line.span.end - first.line.span.start <= _WHOLE
    )


def _level(place: Locator) -> int:
    return 3 if place.subpoint else 2 if place.point else 1 if place.part else 0


def _leads(group: Sequence[Placed], below: Placed) -> bool:
    """Whether what stands below hangs on the group: points on a part, parts on opening words."""
    here, there = group[-1].place, below.place
    deeper = _level(there) > _level(here)
    if not deeper or here.part not in (None, there.part) or here.point not in (None, there.point):
        return False
    numbered = here.article is not None or here.point is not None
    return (numbered and _level(there) > 1) or bool(ANNOUNCES.search(group[-1].line.text))


def _kind(place: Locator) -> Kind:
    return Kind.PARAGRAPH if place.paragraph is not None else Kind.PROVISION


def _same(one: Locator, other: Locator) -> bool:
    return replace(one, page=None) == replace(other, page=None)


def _pieces(span: Span, text: str) -> list[Span]:
    """The span whole, unless it is longer than anyone would cite: then cut at sentences."""
    if span.end - span.start <= LONG:
        return [span]
    pieces: list[Span] = []
    for sentence in sentences(span.of(text), start=span.start):
        if pieces and sentence.end - pieces[-1].start <= _WHOLE:
            pieces[-1] = Span(pieces[-1].start, sentence.end)
        else:
            pieces.append(sentence)
    return pieces


def _lead_in(passage: Passage, *, first: bool = False) -> str:
    """The sentence of a passage that its items, or the rest of its part, hang on."""
    if not passage.sentences:
        return ""
    words = passage.words(passage.sentences[0 if first else -1])
    return words if len(words) <= _LEAD_IN else words[:_LEAD_IN].rsplit(" ", 1)[0] + " …"
