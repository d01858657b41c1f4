"""What of a source stands behind the words for which the article cites it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from dzherelo.assistant.citations.lookup import Behind, How, Mark
from dzherelo.assistant.query.missing import no_such_place
from dzherelo.assistant.query.targets import Places, Target
from dzherelo.corpus.language.notation import plain_number, roman
from dzherelo.corpus.language.words import content
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.types import Kind, Pages, Passage, Span

Nearest = Callable[[str, Sequence[Passage]], tuple[Passage, ...]]

_HEADS = (Kind.HEADING, Kind.TITLE, Kind.AUTHOR, Kind.FRONT, Kind.ENTRY)


class Backing:
    """Finds, for a mark of the article, the passages of the source behind it."""

    whole = 4  # passages of a provision up to which all of them are shown
    best = 3  # and how many, the nearest to the words, of a longer one
    near = 12  # passages nearest in meaning, from which the best are chosen

    def __init__(self, library: Library, places: Places, nearest: Nearest) -> None:
        self._library = library
        self._places = places
        self._nearest = nearest

    def of(self, mark: Mark) -> Behind:
        """The provision that the marker or the words name; else the page of the marker; else what
        is nearest to the words in meaning, with the reason where a page is named; else that the
        source was not read."""
        passages = self._citable(mark)
        if not passages:
            return Behind("unread")
        targets = self._targets(mark)
        if targets:
            return self._at(mark, targets)
        paged = self._paged(mark, passages)
        best = self._best(mark.words, paged or passages, 1)
        return Behind("page" if paged else self._without_page(mark), best, _count(paged))

    def pinned(self, mark: Mark) -> tuple[Passage, ...]:
        """All passages of the provisions that the words name, else of the page in the marker;
        none that are only near in meaning."""
        targets = self._targets(mark)
        if targets:
            return tuple(p for target in targets for p in _likeliest(target))
        return tuple(self._paged(mark, self._citable(mark)))

    def named(self, mark: Mark, passages: Collection[str]) -> Span | None:
        """Where the words of a mark name a provision with one of these passages."""
        for target in self._targets(mark):
            if not mark.place and any(p.id in passages for p in target.passages):
                return target.pinpoint.span
        return None

    def _targets(self, mark: Mark) -> list[Target]:
        if mark.place and mark.source:
            return list(self._places.within(mark.place, mark.source))
        found = [t for t in self._places.targets(mark.words) if t.source == mark.source]
        return [target for target in found if not self._is_title(target)]

    def _is_title(self, target: Target) -> bool:
        """Whether what reads as a section is the work's own name: "Меморандум Ради Європи"."""
        record = self._library.record(target.source or "")
        section = target.pinpoint.section
        if record is None or section is None or target.pinpoint.place.keys() != {"section"}:
            return False
        said = section.casefold().split()[-1]
        return any(said in name.casefold().split() for name in record.names)

    def _citable(self, mark: Mark) -> list[Passage]:
        """What can be cited of the source: its text, without one our notes that were made of it."""
        if mark.source is None:
            return []
        found = [p for p in self._library.passages(mark.source) if p.kind not in _HEADS]
        texts = [p for p in found if p.origin == "text"]
        body = [p for p in texts if p.locator.as_dict().keys() - {"section", "page"}]
        return body or texts or found

    def _paged(self, mark: Mark, passages: Sequence[Passage]) -> list[Passage]:
        """The passages on the printed pages that a marker names, wholly or in part. Pages that are
        counted in the file are none; those of our notes are printed ones."""
        numbers = _pages(mark.page) if mark.page else set()
        pages = self._library.pages(mark.source) if numbers and mark.source else Pages()
        return [
            passage
            for passage in passages
            if (
                pages.printed and pages.touch(passage.span, numbers)
                if pages.starts and passage.origin == "text"
                else passage.locator.page in numbers
            )
        ]

    def _without_page(self, mark: Mark) -> How:
        """Why no passage of a page is shown: none is named, the text lacks it, or it cannot be
        told which page is which."""
        pages = self._library.pages(mark.source) if mark.page and mark.source else Pages()
        if not pages.starts:
            return "meaning"
        return "no_page" if pages.printed else "unpaged"

    def _at(self, mark: Mark, targets: Sequence[Target]) -> Behind:
        shown: dict[str, Passage] = {}
        of = 0
        for target in targets:
            whole = _likeliest(target)
            of += _count(whole)
            best = (
                whole if _count(whole) <= self.whole else self._best(mark.words, whole, self.best)
            )
            shown |= {passage.id: passage for passage in best}
        if shown:
            return Behind("pinpoint", tuple(shown.values()), of)
        return Behind("missing", missing=absent(targets[0], self._library))

    def _best(self, words: str, passages: Sequence[Passage], count: int) -> tuple[Passage, ...]:
        """Of the passages nearest in meaning those that share most of the words, the best first; of
        a note, both wordings."""
        said = _bases(words)
        near = list(dict.fromkeys(self._nearest(words, passages)))[: self.near]
        near.sort(key=lambda passage: -len(said & _bases(passage.text)))
        chosen = list(dict.fromkeys(_stem(passage) for passage in near))[:count]
        return tuple(p for stem in chosen for p in passages if _stem(p) == stem)


def absent(target: Target, library: Library) -> Mapping[str, str]:
    """In both languages, that a source has no such place, and what there is instead."""
    return {language: no_such_place(language, target, library) for language in ("uk", "en")}


def _likeliest(target: Target) -> tuple[Passage, ...]:
    """The passages of the likeliest reading alone."""
    read_as = dict(target.resolved.read_as)
    return tuple(p for p in target.passages if p.locator.fits(read_as)) or target.passages


def _bases(text: str) -> frozenset[str]:
    return frozenset(base for _, found in content(text) for base in found)


def _stem(passage: Passage) -> str:
    return passage.id.rpartition(":")[0] if passage.origin == "note" else passage.id


def _count(passages: Sequence[Passage]) -> int:
    return len({_stem(passage) for passage in passages})


def _roman(numeral: str) -> int:
    return roman(plain_number(numeral).upper())


def _pages(page: str) -> set[int]:
    """ "86", "5–7", "3, 8", "XII": the pages that a marker names."""
    found: set[int] = set()
    for part in page.replace("—", "-").replace("–", "-").split(","):
        first, _, last = (side.strip() for side in part.partition("-"))
        ends = [int(one) if one.isdecimal() else _roman(one) for one in (first, last or first)]
        found |= set(range(ends[0], ends[1] + 1)) - {0}
    return found
