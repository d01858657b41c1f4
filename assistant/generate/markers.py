"""What a model writes, as it comes: sentences and the markers behind them.

A sentence is given out once nothing that may follow can change it: when the first letter of the
next has come, or the text has ended. So any chopping of the same text gives the same sentences,
and half a marker is never part of one. Markers are `[3]`, `[1, 4]`, `[2–5]`, `【3】`, and `(3)` at
the end of a sentence; they belong to the one that they follow, at the start of a line to that line.
The lead-in of a list, which ends with a colon and has no marker, takes those of the item behind it;
a heading ("Article 8.") is one sentence with what stands under it. References of the source's own
that the model copies, as `prompts` shows them, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dzherelo.corpus.language.sentences import sentences

_MARKER = re.compile(
    r"[\[【][ \t]{0,2}\^?(?:(?:уривок|джерело|passage|source|ref)\.?[ \t]{0,2})?№?[ \t]{0,2}"
    r"(?P<numbers>\d{1,3}(?:[ \t]{0,2}[,;–—-][ \t]{0,2}\d{1,3}){0,9})"
    r"(?:†[^\]】]{0,20})?[ \t]{0,2}[\]】]"
    r"|(?<=[^\W\d_][ \t])\((?P<round>\d{1,2}(?:, ?\d{1,2}){0,5})\)(?=[ \t]{0,2}(?:[.!?…\n]|\Z))",
    re.IGNORECASE,
)
_OPENED = re.compile(r"(?:\s*[\[【][\^№\d\s,;–—-]*)+$")  # markers begun and not ended
_HALF_ROUND = re.compile(r"\([\d, ]{0,30}$")
_NUMBER = re.compile(r"(\d+)(?:\s*[–—-]\s*(\d+))?")
_BULLET = re.compile(r"^(?:[-*•–—]\s+|\d{1,2}[.)]\s+|#{1,6}\s+|>\s+)+")
_COPIED = re.compile(r"\s*\((?:посилання|reference) \d[^()]{0,80}\)")
_HEADING = re.compile(
    r"(?:стаття|розділ|глава|частина|пункт|article|chapter|section|part|paragraph)\s+"
    r"(?:\d{1,4}|[IVXLC]{1,7})(?:[-–.]\d{1,3})?[.:]?",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*|__|`")
_BEFORE_STOP = re.compile(r"\s+([.,;:!?…])")
_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")  # "1903 р. [1]." without its marker
_LEFT = re.compile(r"(?:,\s?)+(?=[.!?](?!\.)|$)")  # "[1], [2]." without its markers
_BLANKS = re.compile(r"\s+")
_THINK, _THOUGHT = "<think>", "</think>"


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as the model wrote it, without its markers; `item`: it stood in a list."""

    text: str
    markers: tuple[int, ...]
    item: bool = False

    @property
    def ends(self) -> bool:
        """Whether it has come to its end: a stop, or what closes a quotation."""
        return self.text.endswith((*'.!?…»”")',))


@dataclass(frozen=True, slots=True)
class _Cleared:
    """Text without markers; `places[i]` is where letter i stood, `marks` where each marker falls
    between letters, with its numbers; `end` is where what is not decided yet begins."""

    text: str
    places: tuple[int, ...]
    marks: tuple[tuple[int, tuple[int, ...]], ...]
    end: int


class Parser:
    """Takes text in pieces and gives sentences as they are finished."""

    def __init__(self, language: str = "uk") -> None:
        self._language = language  # told from half a sentence it might change with the next piece
        self._text = ""
        self._thinking: bool | None = None  # None: too early to say
        self._lead: Written | None = None
        self._heading: Written | None = None

    def feed(self, piece: str) -> Iterator[Written]:
        """The sentences that `piece` finishes."""
        self._text += piece
        if not self._thought():
            return
        while (found := self._first(final=False)) is not None:
            yield from self._out(found)

    def finish(self) -> Iterator[Written]:
        """What is left when the text has ended."""
        if self._thought(final=True):
            self._text = _OPENED.sub("", self._text)
            while (found := self._first(final=True)) is not None:
                yield from self._out(found)
        yield from filter(None, (self._lead, self._heading))
        self._lead, self._heading, self._text = None, None, ""

    def _thought(self, *, final: bool = False) -> bool:
        """Whether what the model thinks aloud before its answer is over; it is no part of it."""
        if self._thinking is None:
            start = self._text.lstrip()
            if not final and len(start) < len(_THINK) and _THINK.startswith(start):
                return False
            self._thinking = start.startswith(_THINK)
        if self._thinking:
            end = self._text.find(_THOUGHT)
            if end < 0:
                return False
            self._text, self._thinking = self._text[end + len(_THOUGHT) :], False
        return True

    def _first(self, *, final: bool) -> Written | None:
        """Takes the first sentence off the text, if it is finished; None if it is not."""
        cleared = _cleared(self._text, final=final)
        spans = sentences(cleared.text, language=self._language)
        if not spans or (len(spans) == 1 and not final):
            return None
        begin, end = spans[0]
        upto = spans[1].start if len(spans) > 1 else len(cleared.text) + 1
        markers = [n for at, numbers in cleared.marks if at < upto for n in numbers]
        if len(spans) > 1:
            # A marker right before the next sentence, and belonging to it, stays.
            stays = [at for at, _ in cleared.marks if at == upto]
            self._text = self._text[_raw(cleared, upto, bool(stays)) :]
        else:
            self._text = ""
        raw = _OPENED.sub("", _EMPHASIS.sub("", cleared.text[begin:end]))
        return Written(
            _tidied(raw), tuple(dict.fromkeys(markers)), _BULLET.match(raw.strip()) is not None
        )

    def _out(self, found: Written) -> Iterator[Written]:
        if self._heading is not None:
            found = replace(
                found, text=f"{self._heading.text} {found.text}", item=self._heading.item
            )
            self._heading = None
        elif _HEADING.fullmatch(found.text) and not found.markers:
            self._heading = found
            return
        if self._lead is not None:
            yield replace(self._lead, markers=found.markers)
            self._lead = None
        if found.text.endswith(":") and not found.markers:
            self._lead = found
        elif any(letter.isalnum() for letter in found.text):
            yield found


def _raw(cleared: _Cleared, at: int, with_marker: bool) -> int:
    """Where letter `at` stood in the raw text; with the marker before it, right behind the letter
    that comes before the marker."""
    return cleared.places[at - 1] + 1 if with_marker and at else cleared.places[at]


def _cleared(text: str, *, final: bool) -> _Cleared:
    end = len(text) if final else _decided(text)
    letters: list[str] = []
    places: list[int] = []
    marks: list[tuple[int, tuple[int, ...]]] = []
    place = 0
    for match in _MARKER.finditer(text, 0, end):
        _take(text, place, match.start(), letters, places)
        leads = _leads(text, match.start(), match.end(), end)
        if not leads:
            while letters and letters[-1].isspace():
                letters.pop(), places.pop()
        marks.append((len(letters) - (0 if leads or not letters else 1), _numbers(match)))
        place = match.end()
        while leads and place < end and text[place] in " \t":
            place += 1
    _take(text, place, end, letters, places)
    return _Cleared("".join(letters), tuple(places), tuple(marks), end)


def _take(text: str, begin: int, end: int, letters: list[str], places: list[int]) -> None:
    letters.extend(text[begin:end])
    places.extend(range(begin, end))


def _leads(text: str, begin: int, after: int, end: int) -> bool:
    """Whether a marker opens a line of text, so that it belongs to what follows."""
    line = text[:begin].rpartition("\n")[2]
    if line.strip() or _MARKER.sub("", line).strip():
        return False
    rest = text[after:end].partition("\n")[0]
    return bool(_MARKER.sub("", rest).strip())


def _decided(text: str) -> int:
    """How far the text is certain: not a marker that has only begun, nor blanks or a marker at
    the end, behind which more of it may come."""
    opened = max(text.rfind("["), text.rfind("【"))
    end = len(text)
    if half := _HALF_ROUND.search(text):
        opened = max(opened, half.start())
    if opened >= 0 and not re.search(r"[\]】]", text[opened:]) and end - opened <= 120:
        end = opened
    while True:
        bare = len(text[:end].rstrip())
        closing = [m for m in _MARKER.finditer(text, 0, bare) if m.end() == bare]
        if not closing:
            return bare
        end = closing[0].start()


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    found: list[int] = []
    for first, last in _NUMBER.findall(match["numbers"] or match["round"]):
        low, high = int(first), int(last or first)
        found += (
            range(low, high + 1) if low <= high <= low + 20 else [low, high]
        )  # "[1-300]" is no list
    return tuple(found)


def _tidied(raw: str) -> str:
    text = _COPIED.sub("", _BULLET.sub("", raw.strip()))
    text = _BEFORE_STOP.sub(r"\1", _BLANKS.sub(" ", text)).strip()
    return _TWO_STOPS.sub(".", _LEFT.sub("", text))
