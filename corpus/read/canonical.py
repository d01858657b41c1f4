"""Lines to canonical text: the last step of every reader."""

from __future__ import annotations

from collections.abc import Sequence

from dzherelo.corpus.read.characters import SOFT_HYPHEN, clean
from dzherelo.corpus.read.emphasis import without_emphasis
from dzherelo.corpus.read.lines import Line, page_marks, page_offsets, render, split_lines
from dzherelo.corpus.read.mending import mend
from dzherelo.corpus.read.running import without_running_heads
from dzherelo.corpus.read.wrapping import unwrap

Canonical = tuple[str, tuple[tuple[int, int], ...]]

_PASSES = 20


def from_plain(text: str) -> Canonical:
    """The canonical text of a plain text, and its pages as (offset, number).

    Reading the result again changes nothing: the passes go on until nothing is left to join,
    and every pass that changes anything removes a line or a mark, so they end.
    """
    lines = without_running_heads(split_lines(without_emphasis(clean(text))))
    marks = page_marks(lines)
    settled = _joined(lines, wrapped=True)
    for _ in range(_PASSES):
        again = _joined(split_lines(without_emphasis(clean(settled))), wrapped=True)
        if again == settled:
            break
        settled = again
    return settled, page_offsets(settled, marks)


def from_lines(lines: Sequence[Line]) -> Canonical:
    """The canonical text of lines that are paragraphs already, and its pages.

    Cut paragraphs are mended; nothing is unwrapped.
    """
    marks = page_marks(lines)
    text = _joined(lines, wrapped=False)
    return text, page_offsets(text, marks)


def _joined(lines: Sequence[Line], *, wrapped: bool) -> str:
    text = render(lines).lower() if any(line.text.endswith(_HYPHENS) for line in lines) else ""
    whole = unwrap(lines, text=text) if wrapped else list(lines)
    return render(mend(whole, text=text)).replace(SOFT_HYPHEN, "")


_HYPHENS = ("-", SOFT_HYPHEN)
