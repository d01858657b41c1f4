"""Which works the notes of an article cite: in full, by "ibid." and "там само", by "Smith, op. cit.",
"Smith (n 5) 12", or by a short form ("Smith, Gravity, 12")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING

from dzherelo.corpus.citations.author_year import Works, author_year, fold, folded
from dzherelo.corpus.citations.references import Named, any_of

if TYPE_CHECKING:
    from dzherelo.corpus.citations.linking import Listed

_LEAD = rf"(?:(?:{any_of('lead')})(?![^\W\d_])[.,:]*\s*)*"
_IBID = re.compile(rf"{_LEAD}(?:{any_of('ibid')})(?![^\W\d_])\.?", re.IGNORECASE)
_ABOVE = re.compile(
    rf"(?:(?<!\w)(?:{any_of('above')})(?![^\W\d_])\.?"
    rf"|\((?=\s*(?:{any_of('note')})\.?\s*\d))"
    rf"(?:\s*,?\s*(?:at\s+)?(?:{any_of('note')})\.?\s*(?P<note>\d{{1,3}})\)?)?",
    re.IGNORECASE,
)
_PAGE = re.compile(
    rf"[,:.)\s]\s*(?:at\s+)?(?:(?:{any_of('page')})\.?\s*)?"
    r"(?P<page>\d{1,4}[a-z]?(?:\s*[-–—]\s*\d+)?(?:\s*,\s*\d+)*)\s*[.)»]*\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|https?://|doi|\b\d+\s+[A-Z][\w.]*\s+\d+\b")
_PARTS = re.compile(r";\s+")
_SHORT = 90  # characters that a short form has at most


def has_repeats(notes: Sequence[Listed]) -> bool:
    """Whether some of the notes say "ibid.": a bibliography has none."""
    return any(_IBID.match(note.text) for note in notes)


class Footnotes:
    """The `notes` of a text in order, and what they cite: entries of the list by its `works`, or
    where there is no list the notes that cite a work in full."""

    def __init__(self, notes: Sequence[Listed], works: Works | None) -> None:
        self._works = works
        self._cited: dict[str, tuple[Named, ...]] = {}
        self._full: list[tuple[int, tuple[str, ...]]] = []  # number and words of notes before
        self.repeats: dict[int, Named] = {}
        last: tuple[Named, ...] = ()
        for note in notes:
            found = tuple(self._in_note(note, last))
            if note.key:
                self._cited.setdefault(note.key, found)
            if len(found) == 1 and found[0].number != note.number:
                self.repeats[note.number] = found[0]
            last = found or last

    @property
    def labels(self) -> Set[str]:
        return self._cited.keys()

    def cited(self, label: str) -> tuple[Named, ...]:
        """What the note of a label cites; nothing if there is no such note, or it explains."""
        return self._cited.get(label, ())

    def _in_note(self, note: Listed, last: Sequence[Named]) -> Iterator[Named]:
        if self._works is not None and (
            marks := list(author_year(note.text, self._works, note=True))
        ):
            yield from dict.fromkeys(one for mark in marks for one in mark.cited)
            return
        full = False
        for part in _PARTS.split(note.text):
            page = _PAGE.search(part)
            if _IBID.match(part.strip()):
                if last:
                    yield Named(last[-1].number, page["page"] if page else last[-1].page)
                continue
            number = self._repeated(part)
            if number is not None:
                yield Named(number, page["page"] if page else None)
            elif self._works is None and not full and _DATED.search(part):
                full = True
                yield Named(note.number)
        if full:
            self._full.append((note.number, folded(note.text)))

    def _repeated(self, part: str) -> int | None:
        """The note before that a part of a note repeats in short; None if it does not, or if it
        could be several."""
        above = _ABOVE.search(part)
        numbers = dict(self._full)
        if above and above["note"] and int(above["note"]) in numbers:
            return int(above["note"])
        if not above and (_DATED.search(part) or len(part) > _SHORT):
            return None
        words = folded(part[: above.start()] if above else part)
        names = [
            fold(word) for word in re.findall(r"[^\W\d_][\w’'-]{2,}", part) if word[0].isupper()
        ]
        if not names:
            return None
        return self._of_words(names[0], [w for w in words if len(w) > 3 and w != names[0]])

    def _of_words(self, name: str, title: Sequence[str]) -> int | None:
        near = [(n, words) for n, words in self._full if name in words[:12]]
        said = [n for n, words in near if title and all(word in words for word in title)]
        found = said or ([n for n, _ in near] if not title else [])
        return found[-1] if len(set(found)) == 1 or (said and title) else None
