"""Where a quote repeats a slip of the article that the catalogue knows of."""

from __future__ import annotations

from collections.abc import Iterator

from dzherelo.assistant.types import Citation
from dzherelo.corpus.library.holdings import Holdings
from dzherelo.corpus.library.records import Correction
from dzherelo.corpus.types import Locator

_LONG = 5  # words


def slips_of(citation: Citation, holdings: Holdings) -> tuple[Correction, ...]:
    """The slips in the quoted words of a citation; none in our notes, which know better."""
    if citation.origin != "text":
        return ()
    record = holdings.record(citation.source)
    return tuple(
        one
        for one in (record.corrections if record else ())
        if one.at is not None
        and (same_place(citation.locator, one.at) or _is_long(one.article_says or ""))
        and repeats(citation.text, one)
    )


def slips_at(source: str, at: Locator, holdings: Holdings) -> Iterator[Correction]:
    """The slips of a source in one of its paragraphs, or in one item of its list."""
    record = holdings.record(source)
    for one in record.corrections if record else ():
        if one.at is not None and same_place(at, one.at):
            yield one


def repeats(words: str, one: Correction) -> bool:
    """Whether words have what is wrong."""
    return bool(one.article_says) and _squeezed(one.article_says or "") in _squeezed(words)


def bare(locator: Locator) -> Locator:
    """The paragraph and the item alone."""
    return Locator(paragraph=locator.paragraph, item=locator.item)


def same_place(one: Locator, other: Locator) -> bool:
    return one.paragraph is not None and bare(one) == bare(other)


def _is_long(words: str) -> bool:
    """Whether words are so many that they are the slip wherever the article repeats them."""
    return len(words.split()) >= _LONG


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())
