"""Names of authors as a title block prints them: "Anna Berg1☯, Md Ali Noor1*" and their kin."""

from __future__ import annotations

import re

from dzherelo.corpus.language.words import fold, is_cyrillic, is_personal, known
from dzherelo.corpus.split.lines import WORDS

# A mark that leads to a note or an affiliation, on the letter before it: "Noor1☯*", "Berg¹,²".
_SIGN = r"[\d¹²³⁰⁴-⁹*†‡§¶#∗⁎☯✉✝⊥‖|]|\\\*|\[\d+\]|\(\d+\)"
_MARKS = re.compile(rf"(?<=[^\W\d_.])\.?(?:\s?(?:{_SIGN})(?:[,;]?\s?(?:{_SIGN}))*)+")
_LETTERED = re.compile(r"(?<=[^\W\d_])\s+[a-h](?:,\s?[a-h*])*(?=\s*(?:,|;|$))")
_ASIDE = re.compile(r"\([^()]*\)|\S*(?:@|orcid|://)\S*|(?<!\w)orcid\s*(?:id)?\s*:?", re.IGNORECASE)
_JOINT = re.compile(
    r"\s*[,;·•\x1f]\s*(?:(?:and|und|et|та|і|й)\s+)?"
    r"|\s+(?:and|und|et|та|i|і|й|и|y|e|oraz|sowie|with|&)\s+|\s*&\s*"
)
_INITIALS = re.compile(r"(?:[^\W\d_a-zа-яіїєґё][a-zа-яіїєґ]?\.?[-–]?){1,4}")
_CAPITALISED = re.compile(r"(?:[^\W\d_]['’ʼ`])?[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*\.?")


def names(line: str) -> tuple[str, ...]:
    """The names that a line consists of, in full and without marks; empty where it holds anything
    but names, degrees, marks and addresses."""
    bare = _MARKS.sub("\x1f", _LETTERED.sub("", _ASIDE.sub(" ", line)))
    pieces = [_without_degrees(piece) for piece in _JOINT.split(bare)]
    pieces = [piece for piece in pieces if piece]
    if ";" in bare and bare.count(",") >= bare.count(";"):  # "Berg, Anna; Noor, Ali"
        parts = (_without_degrees(" ".join(one.split(",")[::-1])) for one in bare.split(";"))
        pieces = [part for part in parts if part]
    found = _with_initials(pieces)
    return tuple(found) if found and all(map(_is_name, found)) else ()


def are_certain(line: str) -> bool:
    """Whether the names of a line have more for them than capitals: marks, initials, a list."""
    found = names(line)
    initialled = any(re.search(r"(?:^|\s)[^\W\d_]\.", one) for one in found)
    return bool(found) and (len(found) > 1 or initialled or _MARKS.search(line) is not None)


def _without_degrees(piece: str) -> str:
    words = piece.strip(" ,*\t").split()
    left = [word for word in words if word.strip(".,") not in WORDS["degrees"]]
    made = " ".join(left).strip(" *,")
    return made if _INITIALS.fullmatch(made.split()[-1] if made else "") else made.rstrip(".")


def _with_initials(pieces: list[str]) -> list[str]:
    """ "Berg", "A. B." as one name: some write the comma within."""
    made: list[str] = []
    for piece in pieces:
        if made and _INITIALS.fullmatch(piece.replace(" ", "")) and len(made[-1].split()) == 1:
            made[-1] = f"{made[-1]} {piece}"
        else:
            made.append(piece)
    return made


def _is_name(name: str) -> bool:
    words = name.split()
    if not 2 <= len(words) <= 6:
        return False
    said = [word for word in words if word.lower() not in WORDS["particles"]]
    full = [word for word in said if not _INITIALS.fullmatch(word) or len(word) > 4]
    return (
        bool(said)
        and bool(full or all(len(word) > 1 for word in said))
        and all(_is_part(word) for word in said)
        and not _are_common(full)
    )


def _are_common(words: list[str]) -> bool:
    """Whether the dictionary has all these words, in Cyrillic, and none of them as a name."""
    forms = [fold(word) for word in words]
    return bool(forms) and all(
        is_cyrillic(form) and known(form) and not is_personal(form) for form in forms
    )


def _is_part(word: str) -> bool:
    if _INITIALS.fullmatch(word):
        return True
    own = re.sub(r"^[dl]['’ʼ]", "", word)  # "d'Arc"
    named = _CAPITALISED.fullmatch(word) is not None and own[:1].isupper()
    lower = word.lower().strip(".")
    return named and lower not in WORDS["institutions"] and lower not in WORDS["unnamed"]
