"""The names of authors in an entry, however they are written: "Ames, B. C., & Fox, G.", "Ames BC",
"B. C. Ames", "Ames, Bea", "Ківшар П. І.", "MÜLLER, Hans", a body's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dzherelo.corpus.citations.entry_tokens import DATA
from dzherelo.corpus.records import Author

_ROLE = re.compile(  # "(Eds.)", "Hrsg. von", "за ред.", "In:"
    r"\([^()]*\)?|^(?:in|у|в)\b:?|\[w:\]|\bhrsg\.?(?: von\b)?|"
    r"\b(?:за|под)\s(?:(?:заг|общ|наук)\w*\.?\s)?ред\w*\.?|"
    r"\b(?:eds?|editors?|edited by|hg|éds?|dir|red|ред|упоряд|уклад|сост|coords?)\b\.?",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r",?\s*(?:…|\.\.\.|\b(?:et\.? ?al|та ін|і ін|и др|i in|u\. ?a|and others|y otros)\b)[.,]*",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\s*(?:;|&|/|"
    r"(?<![^\W\d_])(?:and|und|et|y|e|та|й|і|и|oraz|i)(?=\s))\s*"
)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_PARTICLES = frozenset(one.strip() for one in DATA["bodies"]["particles"].split(","))
_BODIES = frozenset(" ".join(DATA["bodies"]["words"].split()).split(", "))
_PATRONYMIC = ("ович", "евич", "івна", "ївна", "овна", "евна", "йович", "ич")


def authors_in(text: str) -> tuple[Author, ...]:
    """The authors that a stretch of an entry names, in order; a body is one family name. What
    stands for further authors ("et al.") is none."""
    text = _OTHERS.sub(",", " ".join(text.split())).strip(" ,;:")
    if _is_body(text):
        return (Author(family=text),)
    text = _ROLE.sub(" ", text).strip(" ,;:.") + ("." if text.endswith(".") else "")
    found: list[Author] = []
    for part in _parts(text):
        if author := _author(part):
            found.append(author)
    return tuple(found)


def _is_body(text: str) -> bool:
    """Whether the whole names one body: it has a body's word, and no initials or lists of names."""
    words = [word.strip(".,()").lower() for word in text.split()]
    bodily = not _BODIES.isdisjoint(words)
    joined = [
        word for word in words if word in ("of", "for", "the", "з", "із", "для", "de", "des", "für")
    ]
    initials = re.search(r"(?<![^\W_])[^\W\d_]\.", text) is not None
    return (bodily and not initials and len(words) > 1) or (len(joined) > 1 and not initials)


def _parts(text: str) -> Iterator[str]:
    """The names one by one: surname and given name of one are together, parted by a comma."""
    if ";" in text and not re.search(r";\s*[^\W\d_]\.", text):
        for part in text.split(";"):
            yield from _pairs([part] if part.count(",") == 1 else part.split(","))
        return
    pieces = [piece for part in _JOINT.split(text) for piece in part.split(",")]
    yield from _pairs(pieces)


def _pairs(pieces: Sequence[str]) -> Iterator[str]:
    cleaned = [piece.strip(" ") for piece in pieces if piece.strip(" .,:")]
    at = 0
    while at < len(cleaned):
        here, after = cleaned[at], cleaned[at + 1] if at + 1 < len(cleaned) else ""
        if after and not _has_initials(here) and _gives(here, after, first=at == 0):
            yield f"{here}, {after}"
            at += 2
        else:
            yield here
            at += 1


def _has_initials(name: str) -> bool:
    return any(map(_is_initials, name.split()))


def _is_initials(word: str) -> bool:
    """Whether a word is the first letters of given names: "B.", "B.-C.", "BC", "Ю.", "Yu."."""
    pieces = [piece for piece in re.split(r"[.-]", word) if piece]
    if "." in word:
        return bool(pieces) and all(one[0].isupper() and len(one) < 3 for one in pieces)
    return all(one.isupper() and one.isalpha() for one in pieces) and 0 < len(word) < 4


def _gives(here: str, after: str, *, first: bool) -> bool:
    """Whether what stands behind a comma is the given name of what stands before it."""
    bare = [word for word in here.split() if word.lower() not in _PARTICLES]
    if all(map(_is_initials, after.split())):
        return True
    return (
        len(bare) == 1
        and len(after.split()) < 4
        and (first or len(after.split()) == 1 or "." in after)
    )


def _author(name: str) -> Author | None:
    name = name.strip(" ,;:")
    if not any(map(str.isalpha, name)) or _SUFFIX.match(name):
        return None
    if "," in name:
        family, given = (part.strip() for part in name.split(",", 1))
        return Author(family=family.rstrip("."), given=given.strip(" ,"))
    words = name.split()
    if len(words) == 1 or _is_body(name):
        return Author(family=name.rstrip("."))
    return _split(words)


def _split(words: list[str]) -> Author:
    """A name without a comma: initials stand before or behind the surname, given names before it,
    behind it where the surname is in capitals or a patronymic follows."""
    initial = [_is_initials(word) for word in words]
    if initial[-1] and not initial[0]:
        cut = next(at for at in range(len(words)) if all(initial[at:]))
        return _named(words[:cut], words[cut:])
    capitals = [len(word) > 2 and word.isupper() for word in words]
    if capitals[0] and not capitals[-1]:
        cut = next(at for at in range(len(words)) if not capitals[at])
        return _named(words[:cut], words[cut:])
    if len(words) == 3 and words[2].endswith(_PATRONYMIC) and not any(initial):
        return _named(words[:1], words[1:])
    cut = len(words) - 1
    if _SUFFIX.match(words[-1]) and cut > 1:
        cut -= 1
    while cut > 1 and words[cut - 1].lower() in _PARTICLES:
        cut -= 1
    return _named(words[cut:], words[:cut])


def _named(family: Sequence[str], given: Sequence[str]) -> Author:
    return Author(family=" ".join(family).rstrip("."), given=" ".join(given))
