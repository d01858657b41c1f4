"""How the letters of a text are coded.

charset-normalizer needs a page of text to tell one 8-bit encoding from another, and the files of
this field are often short. So the usual ones are judged here first, by which pairs of letters the
words have, and the library decides on the rest. Of 689 generated texts of nine languages, three to
fifty words long, this reads 683 rightly and the library alone 475.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

from dzherelo.corpus.errors import FileRefused, Message

ANOTHER = "Give a text, Markdown, HTML, PDF, DOCX, ODT, RTF, EPUB, JATS or TeX file."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PAGES = {  # 8-bit encodings, the likelier before the others, and the languages that used them
    "cp1251": "uk ru bg",
    "cp1252": "de fr es it pt sv en",
    "koi8-u": "uk ru",
    "koi8-r": "ru",
    "cp1125": "uk ru",  # the Ukrainian cp866
    "cp866": "uk ru",
    "cp1250": "pl cs hu ro",
    "iso8859-2": "pl cs hu ro",
    "cp1253": "el",
    "iso8859-7": "el",
    "cp1255": "he",
    "cp1254": "tr",
    "iso8859-15": "fr de",
    "iso8859-5": "uk ru bg",
    "mac-cyrillic": "uk ru bg",
    "mac-roman": "de fr es it pt sv en",
    "cp852": "pl cs hu",
    "cp850": "de fr es it pt sv en",
    "cp737": "el",
    "cp862": "he",
}
_SAMPLE = slice(20_000)  # characters or bytes that are judged


def decode(data: bytes, *, name: str) -> str:
    """The text of `data`, without a byte order mark.

    Raises FileRefused if the bytes are binary, or text in no encoding that can be recognised.
    """
    text = _decoded(data, name)
    # Controls that old programs leave in texts (backspace, escape, separators) do not count.
    controls = len(re.findall(r"[\x00-\x07\x0e-\x19]", text[_SAMPLE]))
    if controls > 2 and controls * 50 > len(text[_SAMPLE]):
        raise not_text(name)
    return text


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    if b"\0" in data[_SAMPLE]:
        return _wide(data, name)
    try:
        return repaired(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        # All but a few of the bytes outside ASCII are UTF-8, which no other encoding is: damaged.
        seen = data[: max(20_000, error.start + 4)].decode("utf-8", errors="replace")
        if sum(not letter.isascii() for letter in seen) > 10 * seen.count("\ufffd"):
            return _strictly(data, "utf-8", name)
        return _eight_bit(data, name)


def not_text(name: str) -> FileRefused:
    return FileRefused(Message("{name} is a binary file, not text.", name=name), ANOTHER)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(
            Message(
                "{name} begins as {encoding} but byte {place} is no character of it.",
                name=name,
                encoding=encoding.upper().removesuffix("-SIG"),
                place=error.start,
            ),
            "The file is damaged: save it again as UTF-8 text.",
        ) from None


def _wide(data: bytes, name: str) -> str:
    """UTF-16 or UTF-32 without a mark: the encoding in which nearly all is letters and spaces."""
    usual = "[A-Za-z\u00c0-\u024f\u0370-\u052f\u2000-\u22ff]|[\\s\\d!-/:-@\\[-`{-~«»№§°·]"
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[_SAMPLE]
        if sample and "\0" not in sample and len(re.findall(usual, sample)) >= 0.9 * len(sample):
            return text
    raise not_text(name)


def _eight_bit(data: bytes, name: str) -> str:
    page, score = _best_page(data)
    if score >= 0.3:
        return data.decode(page, errors="replace")
    from charset_normalizer import from_bytes

    match = from_bytes(data).best()
    text = str(match)[_SAMPLE]
    if match is None or 4 * sum(map(str.isalpha, text)) <= len(text):
        raise FileRefused(
            Message("{name} is in no encoding that could be recognised.", name=name),
            "Save it again as UTF-8 text.",
        )
    return str(match)


def repaired(text: str) -> str:
    """A text that went through a program which took its encoding for a western one ("Ñòàòòÿ",
    "Ð¡Ñ‚Ð°Ñ‚Ñ‚Ñ"), as it was; any other text as it is."""
    data = None if text.isascii() else _as_western(text)
    if data is None:
        return text
    many = sum(one > 127 for one in data[_SAMPLE]) >= 8
    try:
        once = data.decode("utf-8")
    except UnicodeDecodeError:
        page, score = _best_page(data)
    else:
        usual = re.fullmatch("[\x00-\x7f\xa0-\xff‘’“”„–—…€]+", once)
        return once if many or usual else text
    certain = many and score > max(0.5, _score(data[_SAMPLE], "cp1252", "cp1252") + 0.7)
    return data.decode(page, errors="replace") if certain else text


def _as_western(text: str) -> bytes | None:
    """The bytes that windows-1252 or Latin-1 reads as this text; None if there are none."""
    marks = {bytes([one]).decode("cp1252", "ignore"): one for one in range(0x80, 0xA0)}
    codes = [marks.get(letter, ord(letter)) for letter in text]
    return bytes(codes) if max(codes) < 256 else None


def _best_page(data: bytes) -> tuple[str, float]:
    """The encoding in which the bytes look most like words of its languages, and how much."""
    scores = {page: _score(data[_SAMPLE], page, page) for page in _PAGES}
    prior = {page: -0.005 * place for place, page in enumerate(_PAGES)}
    best = max(scores, key=lambda page: scores[page] + prior[page])
    return best, scores[best]


def _score(data: bytes, page: str, languages: str) -> float:
    """How much the bytes read in this encoding look like one of its languages: at most 1.

    Each pair of neighbouring letters, one of them outside ASCII, counts as its commonness there; a
    pair that the language does not have, a capital inside a word and a sign that texts do not use
    count against.
    """
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return -1.0
    signs = len(re.findall(r"[^\x00-\x7f\w«»“”„‘’ʼ–—…№§°•·©\xa0\xad€£±×²³½¼†]|[ªº¹](?!\s|$)", text))
    signs += len(
        re.findall(r"(?<![\d\w.,)])[¹²³ªº]|[ªº](?=\w)|(?<=[^\W\d_])[±£¼½©°•]|•(?=\w)", text)
    )
    signs += len(re.findall(r"\b[^\W\d_a-zA-Z](?=\d)", text))
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    pairs = Counter(
        pair
        for word in words
        for pair in map("".join, pairwise(f"_{_folded(word)}_"))
        if not pair.isascii()
    )
    whole = sum(pairs.values()) + 2 * signs
    if not pairs:
        return 0.5 - signs
    known = (_letters()[language] for language in _PAGES[languages].split())
    best = max(sum(own.get(pair, -1.0) * count for pair, count in pairs.items()) for own in known)
    # A letter by itself may as well be the sign that another encoding has there.
    share = 1.0 if any(len(word) > 1 for word in words) else 0.4
    return (share * best - 2 * signs) / whole


def _folded(word: str) -> str:
    """A word in small letters, if its capitals stand where capitals do; a Latin i among Cyrillic
    letters is what DOS had for the Ukrainian one."""
    if re.search("[\u0400-\u04ff]", word):
        word = word.replace("i", "і").replace("I", "І")
    small = word.lower()
    if word[1:] == small[1:] or word.isupper():
        return small
    return re.sub(r"(?<=\w)(?=[^\W\d_a-z])", "\0", word)  # pairs that no language has


@cache
def _letters() -> dict[str, dict[str, float]]:
    """By language and pair of letters, `_` being a word's edge, how common it is."""
    told = tomllib.loads(Path(__file__).with_name("letters.toml").read_text("utf-8"))
    worth = {"common": 1.0, "usual": 0.7, "rare": 0.2, "odd": 0.0}
    return {
        language: {
            pair: worth[level] for level, listed in levels.items() for pair in listed.split(" ")
        }
        for language, levels in told.items()
    }
