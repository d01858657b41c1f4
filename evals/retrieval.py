"""Search, judged by units of evidence and by characters; the IR measures come from `ir-measures`.

A unit is one group of a question's evidence. A hit finds a unit if it covers at least half of the
characters of any of its places, and counts for it once, where it is first found. So chunks of any
size are judged alike. In the run, a hit that finds nothing new stands as its passage; one that
finds several units stands as each of them, in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ir_measures
from ir_measures import RR, R, Success, nDCG

from dzherelo.assistant.types import Hit
from dzherelo.corpus.types import Passage, Span
from dzherelo.evals.gold import Evidence, Region
from dzherelo.evals.outcome import Excerpt, Outcome

COVERED = 0.5  # share of a region that a hit must cover
DEPTH = 10  # hits that the IR measures look at
BUDGET = 1_500  # tokens

IR = {"S@1": Success @ 1, "R@5": R @ 5, "R@10": R @ 10, "RR@10": RR @ 10, "nDCG@10": nDCG @ 10}

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of a run: a unit of evidence (`u1`, `u2`, …) or the passage of a hit."""

    id: str
    score: float


def qrels(evidence: Evidence) -> dict[str, int]:
    """Each unit of a question, relevant; empty without evidence."""
    return {f"u{number}": 1 for number in range(1, len(evidence) + 1)}


def units(hits: Sequence[Hit], evidence: Evidence) -> list[Unit]:
    """The first DEPTH hits as a run of units, by falling score (one over the place)."""
    names: list[str] = []
    seen: set[int] = set()
    for hit, found in zip(hits[:DEPTH], finds(hits[:DEPTH], evidence), strict=True):
        new = sorted(found - seen)
        seen |= found
        names += [f"u{number + 1}" for number in new] or [f"{hit.rank}:{hit.passage.id}"]
    return [Unit(name, 1 / place) for place, name in enumerate(names, start=1)]


def ir_score(name: str) -> Callable[[Outcome], float | None]:
    """The measure `name` of IR as a function of an outcome; None without evidence."""

    def of(outcome: Outcome) -> float | None:
        if not outcome.evidence:
            return None
        return _ir_scores(
            tuple((unit.id, unit.score) for unit in units(outcome.hits, outcome.evidence)),
            len(outcome.evidence),
        )[name]

    return of


@lru_cache(maxsize=1_000)
def _ir_scores(run: tuple[tuple[str, float], ...], groups: int) -> dict[str, float]:
    """All IR measures of one question; a question that found nothing scores 0."""
    names = {measure: name for name, measure in IR.items()}
    relevant = {f"u{number}": 1 for number in range(1, groups + 1)}
    found = ir_measures.iter_calc(list(names), {"q": relevant}, {"q": dict(run)})
    return {names[metric.measure]: float(metric.value) for metric in found}


def all_found(outcome: Outcome) -> float | None:
    """Whether every unit is among the first DEPTH hits; None for fewer than two units."""
    if len(outcome.evidence) < 2:
        return None
    found = frozenset().union(*finds(outcome.hits[:DEPTH], outcome.evidence))
    return float(len(found) == len(outcome.evidence))


def finds(hits: Sequence[Hit], evidence: Evidence) -> list[frozenset[int]]:
    """For each hit the numbers, from 0, of the units that it finds."""
    return [
        frozenset(
            number
            for number, group in enumerate(evidence)
            if any(_covers(hit, region) for region in group)
        )
        for hit in hits
    ]


def _covers(hit: Hit, region: Region) -> bool:
    length = region.span.end - region.span.start
    return region.shared(hit.passage, hit.passage.span) >= COVERED * length > 0


# Characters within a budget -----------------------------------------------------------------------


def within_budget(
    hits: Iterable[Hit], count: Count, *, tokens: int = BUDGET
) -> tuple[Excerpt, ...]:
    """What a reader gets who is given the hits in order until `tokens` are used up.

    The hit that no longer fits is cut at the last word that does.
    """
    left = tokens
    taken: list[Excerpt] = []
    for hit in hits:
        used = count(hit.passage.text)
        if used > left:
            if end := _fitting(hit.passage.text, left, count):
                start = hit.passage.span.start
                taken.append(Excerpt(hit.passage, Span(start, start + end)))
            break
        taken.append(Excerpt(hit.passage, hit.passage.span))
        left -= used
    return tuple(taken)


def _fitting(text: str, tokens: int, count: Count) -> int:
    """The length of the longest beginning of `text` that ends with a word and has no more than
    `tokens`; by bisection, since a longer beginning never has fewer tokens."""
    ends = [at for at, char in enumerate(text) if char.isspace()]
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        if count(text[: ends[middle - 1]]) <= tokens:
            low = middle
        else:
            high = middle - 1
    return ends[low - 1] if low else 0


def character_recall(outcome: Outcome) -> float | None:
    """The share of the evidence's characters within the budget, of each unit its best place."""
    if not outcome.evidence:
        return None
    shares = [
        max((_share(r, outcome.budget) for r in group), default=0.0) for group in outcome.evidence
    ]
    return sum(shares) / len(shares)


def character_precision(outcome: Outcome) -> float | None:
    """The share of the characters within the budget that are evidence; 0 if nothing was found."""
    if not outcome.evidence:
        return None
    regions = [region for group in outcome.evidence for region in group]
    read = sum(e.span.end - e.span.start for e in outcome.budget)
    good = sum(_marked(e.passage, e.span, regions) for e in outcome.budget)
    return good / read if read else 0.0


def _share(region: Region, excerpts: Sequence[Excerpt]) -> float:
    """How much of a region the excerpts cover together; overlapping ones count once."""
    covered = {
        at
        for excerpt in excerpts
        if region.shared(excerpt.passage, excerpt.span)
        for at in range(
            max(region.span.start, excerpt.span.start), min(region.span.end, excerpt.span.end)
        )
    }
    return len(covered) / (region.span.end - region.span.start)


def _marked(passage: Passage, span: Span, regions: Iterable[Region]) -> int:
    marked: set[int] = set()
    for region in regions:
        if region.shared(passage, span):
            marked |= set(range(max(region.span.start, span.start), min(region.span.end, span.end)))
    return len(marked)
