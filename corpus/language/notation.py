"""How things are written: apostrophes, quotation marks, dashes, DOIs, the numbers of provisions."""

from __future__ import annotations

import re

APOSTROPHES = "’ʼ‘`´ʹ′＇"
APOSTROPHE = f"['{APOSTROPHES}]"
STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))  # every apostrophe the same
DASH = "[-–—‑]"
ROMAN = "[IVXLCІХС]"  # digits of Roman numerals, Cyrillic look-alikes too
RAISED = "[⁰¹²³⁴-⁹]"
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")  # of raised digits, the plain ones
CAPITAL = "[А-ЯІЇЄҐA-Z]"
# digits in groups of three, "1 250 000", "1,250,000", "1'250'000", and "1.250.000", but not "1.250"
GROUPED = (
    r"(?<![\d.,])\d{1,3}(?:(?:[ \u00a0\u2009\u202f]\d{3})+|(?:,\d{3})+|(?:['’]\d{3})+|"
    r"(?:\.\d{3}){2,})(?!\d|[.,]\d{3})"
)
# the number of a provision: "131", "131-1", "131 – 1", "131¹", "5a"
PROVISION = rf"\d{{1,4}}(?:\s?{DASH}\s?\d{{1,3}})*{RAISED}*(?:(?:\s?[a-z]|[A-Z])(?![^\W_]))?"
# how parts begin that stand beside an act's numbered provisions and are cited by their names
APPENDED = ("пояснювальн", "explanatory", "додаток", "annex", "appendix")

_QUOTES = {"uk": ("«»", "„“", "“”"), "en": ("“”", "«»", "„“")}
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"«»]+", re.IGNORECASE)
_LONE_DOI = re.compile(
    r"(?:doi\s*:?\s*)?(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/+)?(10\.\d{4,9}/\S+)", re.IGNORECASE
)
_CYRILLIC_ROMAN = str.maketrans("ІХСМ", "IXCM")
_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def quoted(words: str, language: str) -> str:
    """`words` between the first quotation marks of a language ("uk", else English) that are not
    in them: the words stay to the letter, and the reader sees where they end."""
    marks = _QUOTES.get(language, _QUOTES["en"])
    free = (pair for pair in marks if not any(mark in words for mark in pair))
    chosen = next(free, marks[0])
    return f"{chosen[0]}{words}{chosen[1]}"


def letters_of(text: str) -> str:
    """The letters and digits of a text, in small letters: what two printings of one title share."""
    return "".join(filter(str.isalnum, text.casefold()))


def doi_in(text: str) -> str:
    """The first DOI of a text, in lower case; empty if there is none. Angle brackets may belong to
    it ("10.1002/(sici)…<1661::aid>3.0.co;2-2"); what closes a bracket opened before it does not."""
    match = _DOI.search(text)
    doi = match[0].split("</")[0] if match else ""
    while doi:
        opened = {")": "(", "]": "[", ">": "<"}.get(doi[-1])
        if doi[-1] not in ".,;:" and (opened is None or doi.count(opened) >= doi.count(doi[-1])):
            break
        doi = doi[:-1]
    return doi.lower()


def lone_doi(line: str) -> str:
    """The DOI of a line that has nothing else ("DOI: 10.…", "https://doi.org/10.…"), else ""."""
    match = _LONE_DOI.fullmatch(line.strip())
    return doi_in(match[1]) if match else ""


def plain_number(printed: str) -> str:
    """A number as it is cited: "131-1" for "131 – 1" and "131¹", "5a" for "5 A", "IX" for Cyrillic
    "ІХ"."""
    raised = re.sub(rf"(?<=\d){RAISED}+", lambda m: "-" + m[0].translate(LOWERED), printed)
    lettered = re.sub(r"(?<=\d)\s*[A-Za-z](?!\w)", lambda m: m[0].strip().lower(), raised)
    return re.sub(r"\s*[-–‑]\s*", "-", lettered).translate(_CYRILLIC_ROMAN)


def number_key(number: str) -> tuple[int, ...]:
    """(131, 1) for "131-1", (11, 5) for "11.5", (5, 1) for "5a", (9,) for "IX": numbers in the
    order in which they are counted. Of a range "3–4" its first number comes first."""
    first, *parts = re.findall(r"\d+|[^\W\d_]+", number.translate(_CYRILLIC_ROMAN).upper()) or [""]
    counted = [int(first) if first.isdigit() else roman(first)]
    for part in parts:  # a letter behind digits counts, "5a"
        counted.append(int(part) if part.isdigit() else ord(part[0]) - ord("A") + 1)
    return tuple(counted)


def spans_number(label: str, number: str) -> bool:
    """Whether a range ("3–4") or list ("3, 5–7") of numbers has this one."""
    wanted = number_key(number)
    ends = ([number_key(end) for end in part.split("–")] for part in label.split(","))
    return any(found[0] <= wanted <= found[-1] for found in ends)


def roman(numeral: str) -> int:
    """The value of a Roman numeral in capitals; 0 for what is none."""
    values = [_DIGITS.get(letter, 0) for letter in numeral]
    if not all(values):
        return 0
    after = [*values[1:], 0]
    return sum(-v if v < n else v for v, n in zip(values, after, strict=False))
