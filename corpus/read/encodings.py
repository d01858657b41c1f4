"""How the letters of a text are coded.

charset-normalizer needs a page of text to tell an 8-bit Cyrillic encoding from an East Asian one;
the files of this field are often short, and nearly all of them are windows-1251 or KOI8-U. So the
Cyrillic code pages are judged here first, by how much the letters look like Ukrainian or Russian
words, and the library decides on the rest.
"""

from __future__ import annotations

import codecs
import re

from dzherelo.corpus.errors import FileRefused, Message

ANOTHER = "Give a text, Markdown, HTML, PDF, DOCX, ODT, RTF, EPUB, JATS or TeX file."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# With what each is likelier than the last before a byte is seen; cp1125 is the Ukrainian cp866.
_CYRILLIC_PAGES = {"cp1251": 0.15, "koi8-u": 0.1, "cp1125": 0.05, "iso8859-5": 0, "mac-cyrillic": 0}
_SAMPLE = slice(20_000)  # characters or bytes that are judged
_COMMON = {
    letter: weight
    for weight, letters in ((1.0, "оанивеітрслкдумпя"), (0.6, "зьгбчйхжїєцюшщы"), (0.3, "фґэъё"))
    for letter in letters
}


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
        return data.decode("utf-8")
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
    sample = data[_SAMPLE]
    scores = {page: _cyrillic_score(sample, page) for page in _CYRILLIC_PAGES}
    page = max(scores, key=lambda page: scores[page] + _CYRILLIC_PAGES[page])
    if scores[page] >= 0.5:
        return data.decode(page, errors="replace")
    western = (
        r"(?:[\x00-\x7f‘’“”„–—…•€™\xa0§©«®°±·»]|(?<![a-zA-Z])[¹²³ªº¿¡](?![a-zA-Z])"
        r"|[ÀÁÂÄÇÈÉÊËÍÎÏÑÓÔÖÙÚÛÜßàáâãäåçèéêëìíîïñòóôõöùúûüœÅØåøæÆ])*"
    )
    if re.fullmatch(western, sample.decode("cp1252", errors="replace")):
        return data.decode("cp1252", errors="replace")
    from charset_normalizer import from_bytes

    match = from_bytes(data).best()
    text = str(match)[_SAMPLE]
    if match is None or 4 * sum(map(str.isalpha, text)) <= len(text):
        raise FileRefused(
            Message("{name} is in no encoding that could be recognised.", name=name),
            "Save it again as UTF-8 text.",
        )
    return str(match)


def _cyrillic_score(data: bytes, page: str) -> float:
    """How much the bytes read in this code page look like Ukrainian or Russian: at most 1.

    Counted over the characters outside ASCII: a letter counts as its commonness, unless its word
    mixes alphabets or has capitals inside; other signs that texts do not use count against.
    """
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return 0.0
    score = 0.0
    words = [
        word for word in re.findall(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*", text) if not word.isascii()
    ]
    if not words:
        return 0.0
    for word in words:
        if all(
            re.fullmatch("[\u0400-\u04ff]+", part)
            and (part.islower() or part.isupper() or (part[:1].isupper() and part[1:].islower()))
            for part in re.split(r"['’ʼ-]", word)
        ):
            weight = 0.8 if word.isupper() else 1.0
            score += weight * sum(_COMMON.get(letter, 0.0) for letter in word.lower())
        else:
            score -= len(word)
    strange = re.findall(r"[^\x00-\x7f\w«»“”„‘’ʼ–—…№§°•·©\xa0\xad€±×²³½¼]|[ªº¹]", text)
    return (score - 2 * len(strange)) / sum(not letter.isascii() for letter in text)
