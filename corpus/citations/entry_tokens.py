"""An entry of a reference list as tokens with what a tagger looks at."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from dzherelo.corpus.types import Span

DATA: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("entry_parser.toml").read_text("utf-8")
)
WORDS: dict[str, frozenset[str]] = {
    name: frozenset(" ".join(one.split()) for one in words.split(","))
    for name, words in DATA["words"].items()
}
_TOKEN = re.compile(
    r"(?:https?\s?:\s?//|www\.)\S+|\b10\.\d{4,9}/\S+|arxiv\s?:\s?\S+|"
    r"\b(?:isbn|issn|pmid|pmcid|zbl|mr)(?:-1[03])?\s?:?\s?[\dx–-][\dxх –-]{5,}[\dxх]\b|"
    r"[^\W_]+(?:['’ʼ`´][^\W\d_]+)*|//|\S",
    re.IGNORECASE,
)
_CODES = ("www.", "10.", "arxiv", "isbn", "issn", "pmid", "pmcid", "zbl", "mr")
_YEAR = re.compile(r"(?:1[4-9]|20)\d\d[a-zа-яіїє]?$")
_PARTING = frozenset('.,;:()[]«»“”„"?!/=') | {"//"}
_QUOTES = (("“", "”“"), ("«", "»"), ("„", "“”"), ('"', '"'), ("‘", "’"), ("`", "'"), ("'", "'’"))
_OPENING, _CLOSING = "([«“„‘", ")]»”"


class Token(NamedTuple):
    text: str
    span: Span


class _Looks(NamedTuple):
    """What a token shows by itself: its word, its kind, its shape, its beginning and end, the lists
    that it stands in."""

    word: str
    kind: str
    shape: str
    start: str
    end: str
    lists: tuple[str, ...]


def tokens(text: str) -> list[Token]:
    """Words with their apostrophes, numbers, addresses, and signs one by one."""
    return [Token(match[0], Span(*match.span())) for match in _TOKEN.finditer(text)]


@lru_cache(maxsize=20_000)
def _looks(text: str) -> _Looks:
    lower = text.lower()
    kind = _kind(text, lower)
    word = re.sub(r"\d", "0", lower)[:20] if kind not in ("web", "sign") else kind + lower[:4]
    collapsed = re.sub(r"(.)\1+", r"\1", "".join(map(_sort, text[:12])))
    lists = tuple(name for name, words in WORDS.items() if lower in words)
    return _Looks(word, kind, collapsed, lower[:3], lower[-3:], lists)


def _kind(text: str, lower: str) -> str:
    coded = lower.startswith(_CODES) and any(map(str.isdigit, text))
    if len(text) > 6 and (coded or "//" in text):
        return "web"
    if not any(map(str.isalnum, text)):
        return "sign"
    if _YEAR.match(lower):
        return "year"
    if text.isdigit():
        return f"digits{min(len(text), 5)}"
    if any(map(str.isdigit, text)):
        return "mixed"
    if text.isupper():
        return "initial" if len(text) == 1 else "initials" if len(text) < 4 else "upper"
    return "title" if text[0].isupper() else "lower"


def _sort(char: str) -> str:
    return "d" if char.isdigit() else "X" if char.isupper() else "x" if char.isalpha() else char


def features(found: Sequence[Token]) -> list[list[str]]:
    """For each token what the tagger looks at: itself, two neighbours on each side, the run of
    words that it is in, where in the entry it stands, and how the entry is written as a whole."""
    looks = [_looks(token.text) for token in found]
    style, around, runs = _style(found, looks), _around(found, looks), _runs(found, looks)
    quoted = _quoted(found)
    edge = _Looks("|", "edge", "|", "|", "|", ())
    padded = [edge, edge, *looks, edge, edge]
    made: list[list[str]] = []
    for at, here in enumerate(looks):
        before2, before, _, after, after2 = padded[at : at + 5]
        one = [
            "w=" + here.word,
            "k=" + here.kind,
            "s=" + here.shape,
            "a=" + here.start,
            "z=" + here.end,
            "w-1=" + before.word,
            "w+1=" + after.word,
            "w-2=" + before2.word,
            "w+2=" + after2.word,
            "kk=" + before.kind + "," + here.kind,
            "kkk=" + before.kind + "," + here.kind + "," + after.kind,
            "ww=" + before.word + "," + here.kind,
            "wk=" + here.kind + "," + after.word,
            "kw=" + here.kind + "," + before2.word + "," + before.word,
            "k2=" + here.kind + "," + after.word + "," + after2.word,
            "q=" + quoted[at] + here.kind,
            "qq=" + quoted[at] + (quoted[at - 1] if at else "|"),
            *around[at],
            *runs[at],
            *(one + here.kind for one in style),
        ]
        one += ["l=" + name for name in here.lists]
        one += ["l-1=" + name for name in before.lists] + ["l+1=" + name for name in after.lists]
        made.append(one)
    return made


class _Run(NamedTuple):
    """Tokens between two signs that part fields: `[start, end)`, how they are written, and the
    lists that their words stand in."""

    start: int
    end: int
    case: str
    size: str
    lists: tuple[str, ...]


def _parted(found: Sequence[Token], looks: Sequence[_Looks]) -> list[_Run]:
    runs: list[_Run] = []
    start = 0
    for at in range(len(found) + 1):
        parts = at == len(found) or (found[at].text in _PARTING and not _abbreviates(looks, at))
        if parts:
            if at > start:
                runs.append(_run(looks, start, at))
            start = at + 1
    return runs


def _abbreviates(looks: Sequence[_Looks], at: int) -> bool:
    """Whether a full stop belongs to an initial or a short word, and not to a field's end."""
    before = looks[at - 1] if at else None
    short = before is not None and before.kind in ("initial", "initials", "title", "lower")
    return looks[at].word == "sign." and short and before is not None and len(before.word) < 5


def _run(looks: Sequence[_Looks], start: int, end: int) -> _Run:
    kinds = [one.kind for one in looks[start:end]]
    capital, lower = sum(kind in ("title", "upper") for kind in kinds), kinds.count("lower")
    number = sum(kind[:4] in ("year", "digi", "mixe") for kind in kinds)
    names = sum(kind in ("initial", "initials") for kind in kinds)
    case = "n" * min(number, 2) + "i" * min(names, 2) + "C" * min(capital, 2) + "l" * min(lower, 2)
    lists = {name for one in looks[start:end] for name in one.lists}
    size = end - start
    return _Run(start, end, case, str(size) if size < 4 else "<8" if size < 8 else "8+", (*lists,))


def _runs(found: Sequence[Token], looks: Sequence[_Looks]) -> list[list[str]]:
    """For each token the run that it is in: how it is written, what is in it, what parts it from
    its neighbours, how these are written."""
    made: list[list[str]] = [["run=sign"] for _ in found]
    runs = _parted(found, looks)
    for place, run in enumerate(runs):
        left = found[run.start - 1].text if run.start else "|"
        right = found[run.end].text if run.end < len(found) else "|"
        before = runs[place - 1].case if place else "|"
        after = runs[place + 1] if place + 1 < len(runs) else None
        case = after.case if after else "|"
        shared = [
            f"rc={run.case}",
            f"rs={run.case},{run.size}",
            f"rl={left},{run.case}",
            f"rr={right},{run.case}",
            f"rb={before},{run.case}",
            f"ra={run.case},{right},{case}",
            f"rn={min(place, 7)},{run.case}",
            f"rz={min(len(runs) - place, 7)},{run.case}",
            *(f"rw={name}" for name in run.lists),
            *(f"rw+={name}" for name in (after.lists if after else ())),
        ]
        for at in range(run.start, run.end):
            made[at] = [*shared, f"rp={min(at - run.start, 3)},{looks[at].kind},{left}"]
    return made


def _style(found: Sequence[Token], looks: Sequence[_Looks]) -> list[str]:
    """How the entry is written: what it begins with, whether its year stands in front in brackets,
    whether its title is quoted, what parts its fields."""
    texts = [token.text for token in found]
    years = [at for at, one in enumerate(looks) if one.kind == "year"]
    early = bool(years) and years[0] < len(looks) * 0.45
    bracket = early and years[0] > 0 and texts[years[0] - 1] == "("
    place = "none" if not years else "(" if bracket else "early" if early else "late"
    quoted = any(sign in texts for sign in '«“„"')
    slashed = "//" in texts or " / " in " ".join(texts)
    return [f"y={place},", f"q={quoted:d}{slashed:d},", f"b={looks[0].kind if looks else ''},"]


def quotation(found: Sequence[Token]) -> tuple[int, int] | None:
    """The first quotation of two words or more: the places of its marks among the tokens."""
    texts = [token.text for token in found]
    for opening, closing in _QUOTES:
        for start in (at for at, text in enumerate(texts) if text == opening):
            for end in range(start + 3, len(texts)):
                last = end + 1 == len(texts)
                if texts[end] in closing and (
                    last
                    or found[end].span.end < found[end + 1].span.start
                    or not texts[end + 1][0].isalnum()
                ):
                    return start, end
    return None


def _quoted(found: Sequence[Token]) -> list[str]:
    """For each token where it stands to the quotation: before, in or behind it; "no" where there
    is none."""
    place = quotation(found)
    if place is None:
        return ["no"] * len(found)
    start, end = place
    return ["b"] * start + ["q"] * (end + 1 - start) + ["a"] * (len(found) - end - 1)


def _around(found: Sequence[Token], looks: Sequence[_Looks]) -> list[list[str]]:
    """Where each token stands: how far on, within which brackets or quotation marks, behind how
    many signs that part fields, behind the year or before it."""
    made: list[list[str]] = []
    inside, years, stops, signs = "", 0, 0, ""
    size = max(len(found), 1)
    for at, (token, look) in enumerate(zip(found, looks, strict=True)):
        char = token.text
        if len(char) == 1 and char in _OPENING:
            inside = char
        part = 10 * at // size
        made.append(
            [
                f"p={part}",
                f"n={min(at, 8)}",
                f"i={inside}",
                f"y{min(years, 2)}={look.kind}",
                f"st={min(stops, 6)}",
                f"sk={signs[-2:]},{look.kind}",
                f"py={part // 3},{min(years, 2)},{look.kind}",
            ]
        )
        if len(char) == 1 and char in _CLOSING:
            inside = ""
        years += look.kind == "year"
        if look.kind == "sign":
            signs += char
            long = at > 0 and looks[at - 1].kind not in ("initial", "initials")
            stops += char in ".;:?!" and long
    return made
