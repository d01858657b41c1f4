"""What to say of a reference that leads nowhere: what can be looked up, and the nearest names."""

from __future__ import annotations

from dzherelo.corpus.errors import InputError, Message
from dzherelo.corpus.library.holdings import Holdings

WHAT = (
    "Look up a number (8), a marker ([2, с. 86]), a source id, an author, title words, a DOI, "
    "a provision (ст. 9 Конституції), or words of several."
)
_NEAR = 3
_ALIKE = 60  # of 100


def unknown(wanted: str, holdings: Holdings) -> InputError:
    """The error for words that name nothing."""
    near = _nearest(wanted, _names(holdings))
    remedy = Message(WHAT + " Nearest names: {names}.", names="; ".join(near)) if near else WHAT
    fact = Message("Nothing in the library is called “{name}”.", name=_cut(wanted))
    return InputError(fact, remedy)


def _names(holdings: Holdings) -> dict[str, str]:
    """What sources are called, with the id of each."""
    names: dict[str, str] = {}
    for source in holdings.sources():
        record = holdings.record(source.id)
        called = [source.title, *source.authors]
        if record is not None:
            called += [record.title_en or "", *record.names]
            called += [name for one in record.authors for name in (one.family, one.family_en)]
            called += [record.doi or ""]
        for name in filter(None, called):
            names.setdefault(name, source.id)
    return names


def _nearest(wanted: str, names: dict[str, str]) -> list[str]:
    """Up to three names that are spelt most alike, one a source."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        wanted,
        list(names),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=10,
        score_cutoff=_ALIKE,
    )
    first: dict[str, str] = {}
    for name, _, _ in found:
        first.setdefault(names[name], name)
    return [f"“{name}” ({source})" for source, name in list(first.items())[:_NEAR]]


def _cut(wanted: str) -> str:
    return wanted if len(wanted) <= 80 else f"{wanted[:80]}…"
