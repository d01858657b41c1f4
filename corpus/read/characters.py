"""Characters: which are dropped, which become a plain space, a hyphen or a line end."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

SOFT_HYPHEN = "\u00ad"

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\u0085\u000b]")
_SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_HYPHENS = (0x2010, 0x2011)
_CONTROLS = (*range(0x00, 0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0))
_INVISIBLE = (
    *(0x180E, 0x200B, 0x200C, 0x200E, 0x200F, 0xFEFF),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
)
_NONCHARACTERS = (
    *range(0xD800, 0xE000),  # lone surrogates
    *range(0xFDD0, 0xFDF0),
    *(plane + low for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)),
)
# Bullets of Word's Symbol and Wingdings fonts, which have no Unicode meaning of their own.
_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF02D: "-"}

_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
# A zero-width joiner holds an emoji together; anywhere else it is invisible noise.
_STRAY_JOINER = re.compile(f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])")
_SOFT_HYPHEN_INSIDE = re.compile(f"{SOFT_HYPHEN}(?!\\s*[\n\f])")


@cache
def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys((*_CONTROLS, *_INVISIBLE, *_NONCHARACTERS))
    table.update(dict.fromkeys(_SPACES, " "))
    table.update(dict.fromkeys(_HYPHENS, "-"))
    table.update(_BULLETS)
    return table


def clean(text: str) -> str:
    """`text` in NFC with "\\n" line ends and plain spaces, without control and invisible marks.

    Form feeds and tabs stay for the split into lines, and so does a soft hyphen at the end of a
    line: it says that the word goes on.
    """
    text = _LINE_ENDS.sub("\n", text).translate(_table())
    text = _SOFT_HYPHEN_INSIDE.sub("", _STRAY_JOINER.sub("", text))
    return unicodedata.normalize("NFC", text)
