"""What stands before a statute's first heading: its title block and its preamble."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from dzherelo.corpus.split.provisions import Line, Shape

_CLAUSE = re.compile(
    r"(?:нагадуючи|враховуючи|беручи до уваги|маючи на увазі|бажаючи|прагнучи|усвідомлюючи|"
    r"визнаючи|керуючись|переконані|having regard|considering|recalling|recogni[sz]ing|bearing in "
    r"mind|noting|desiring|convinced|reaffirming|mindful|conscious|resolved|determined)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:Верховна Рада|Цей (?:Закон|Кодекс|Статут)|Ми,|Народи|Учасники|Держави|Сторони|Уряди|"
    r"Високі|We,? the|The (?:participants|States|High|Governments|Member|Parties|Contracting)|"
    r"This (?:Act|Law|Code|Convention|Charter))\b",
    re.IGNORECASE,
)
_ACT_ALONE = re.compile(
    r"(?:ЗАКОН|КОДЕКС|УКАЗ|ПОСТАНОВА|LAW|ACT|CODE)(?: УКРАЇНИ| OF UKRAINE)?$", re.I
)
_DATED = re.compile(r"\d|^\(|^[«\"\[]")
_TREATY = re.compile(
    r"\b[Pp]resent ((?:Charter|Convention|Covenant|Treaty|Statute|Protocol|Agreement)"
    r" (?:of|on|for) (?:the )?[A-Z]\w+(?: [A-Z]\w+){0,4})"
)
_DIVISION = re.compile(r"Розділ [IVXLCІХ]+\..*")
_SENTENCE_LENGTH = 100
_TITLE_LENGTH = 12


class Title(NamedTuple):
    """The lines `[begin, end)` that hold the title of an act, its words, and the division of the
    act that the file holds where the title names one."""

    begin: int
    end: int
    words: str
    section: str | None = None


def is_clause(text: str) -> bool:
    """Whether a paragraph reads like a clause of a preamble: "Враховуючи, що …"."""
    return _CLAUSE.match(text) is not None


def front_end(lines: Sequence[Line]) -> int:
    """How many of the lines are the title block: up to the preamble, if there is one."""
    headed = (at for at, line in enumerate(lines) if line.shape is Shape.PREAMBLE)
    opened = (at for at, line in enumerate(lines) if _opens(line))
    return next(headed, next(opened, len(lines)))


def _opens(line: Line) -> bool:
    text = line.text
    prose = len(text) >= _SENTENCE_LENGTH and text[-1] in ",;:." and text[0] not in "(["
    return line.shape in (Shape.PART, Shape.POINT) or (
        line.shape is Shape.TEXT and (bool(_OPENING.match(text)) or is_clause(text) or prose)
    )


def title_of(lines: Sequence[Line]) -> Title:
    """The title among the lines of the title block; no lines and no words if there is none."""
    first = lines[0] if lines else None
    if first is not None and first.shape is Shape.EDITOR and "Примітка" not in first.text:
        words = first.text.strip("[] ")
        division = _DIVISION.search(words)
        return Title(0, 1, words, division[0] if division else None)
    for at, line in enumerate(lines):
        if line.is_title and len(line.text) >= _TITLE_LENGTH and not _DATED.search(line.text):
            end = at + 1
            while end < len(lines) and (
                _ACT_ALONE.match(lines[end - 1].text) or lines[end].text[0].islower()
            ):
                end += 1
            return Title(at, end, "\n".join(one.text for one in lines[at:end]))
    return Title(0, 0, "")


def treaty_name(text: str) -> str:
    """What a treaty without a title calls itself ("the present Charter of …"); empty if nothing."""
    named = _TREATY.search(text)
    return named[1] if named else ""
