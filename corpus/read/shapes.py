"""What a line looks like: a list item, a heading, a line in capitals, an unfinished sentence.

Every question about the look of a line that the joining of lines asks is answered here.
"""

from __future__ import annotations

import re

_BULLET = r"[-–—•·▪◦‣*●○■□➢✓]"
_BULLETED = re.compile(rf"{_BULLET}\s")
_NUMBERED = re.compile(
    r"""(?: \(?\d{1,3}(?:\.\d{1,3})*(?:-\d{1,2})?[.)]     # 1.  2)  (3)  4.1.  131-1.
        | \(?[a-zа-яіїєґ]\)                               # а)  (b)
        | [IVXІХ]{1,5}[.)]                                # IV.  in Latin or Cyrillic letters
        | \[\d{1,3}\]                                     # [12]
        | \d{1,2}(?:\.\d{1,2}){1,3}(?=\s+[A-ZА-ЯІЇЄҐ])    # 2.1 Heading
        )(?:\s|$)""",
    re.VERBOSE,
)
_HEADING = re.compile(
    r"""(?: (?:Стаття|СТАТТЯ|Статья|Розділ|РОЗДІЛ|Підрозділ|Глава|ГЛАВА|Частина|Параграф|Книга
             |Додаток|ДОДАТОК|Article|ARTICLE|Chapter|CHAPTER|Section|SECTION|Part|PART|Annex
             |ANNEX|Appendix)\s+(?:\d|[IVXLCІХ]+\b)
        | §+\s*\d )""",
    re.VERBOSE,
)
_LABEL = re.compile(
    r"(?:УДК|UDC|DOI|ORCID|ISSN|ISBN|e-?mail|Ключові слова|Ключевые слова|Key ?words|Анотація"
    r"|Abstract|Summary|Резюме|Вступ|Висновки|Introduction|Conclusions?|References|Література"
    r"|Список)\b[\s.:]",
    re.IGNORECASE,
)
_FINISHED = re.compile(r"[.!?…:;][\"'»”“’)\]}]*(?:\s*\[\d[^\]]*\])?[*†¹²³⁰-⁹]*$")
_TAIL = 200  # characters at the end of a line in which the patterns of ends are looked for
_MARKERS_AT_END = re.compile(r"(?:\s*\[\d[^\]]*\])+$")
_BEFORE_ADDRESS = re.compile(r"(?:URL|DOI|Режим доступу|Available at):$")
_MORE_ITEMS = re.compile(r";\s*(?:and|or|та|або|і|й|а також)$")
_SENTENCE_INSIDE = re.compile(r"(?<=[^\W\d_]{3})[.!?…][»”\")\]]*\s+[«“\"(]?[A-ZА-ЯІЇЄҐ]")
_LAST_WORD = re.compile(r"([^\W\d_][\w'’ʼ-]*)[,\s–—-]*$")
_FIRST_WORD = re.compile(r"[«“\"„(]*([^\W\d_][\w'’ʼ-]*)")

# Abbreviations that ask for a word after them, and those that may also end a sentence.
_OPEN_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\[])(?:ст|ч|п|пп|абз|гл|розд|див|напр|проф|доц|акад|ім|м|вул|обл|c|с|сс|т|№|No"
    r"|art|para|pp?|vol|ed|e\.g|i\.e|cf|Mr|Mrs|Dr|Prof|St|[A-ZА-ЯІЇЄҐ](?:\.\s?[A-ZА-ЯІЇЄҐ])?)\.$"
)
_ANY_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\[])(?:рр?|т\.\s?з|т\.\s?ч|т\.\s?зв|т\.\s?д|т\.\s?п|тис|млн|млрд|грн|ін|вип|ред|etc)"
    r"\.\)?$"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OPEN_WORDS = _words(
    """а або аби адже без біля в від для до є з за зі із й і коли крім лише між на навколо над не
    ніж о об оскільки під по після перед при про проте саме та також тим у усіх через чи щоб
    що як яка яке який які якого якої яких якою яким якщо
    a an and are as at be between by for from has have in into is its not of on or our per than that
    the their this to under upon was were which who whose will with within without"""
)
_OPENERS = _words(
    """а або без в від для до з за зі із й і його її їх на однак окрім отже перед під по при про
    проте серед та так також така такий такі тому у це ці цей ця через що щодо як якщо
    a after all an and as at but by finally for from however if in it moreover on our since such
    that the their there these they this those thus to under we when where while with"""
)


def is_item(text: str) -> bool:
    """Whether the line opens a list item, a numbered entry or a numbered heading."""
    return bool(_BULLETED.match(text) or _NUMBERED.match(text))


def is_bulleted(text: str) -> bool:
    """Whether the line opens with a bullet or a dash."""
    return bool(_BULLETED.match(text))


def is_dashed(text: str) -> bool:
    """Whether the line opens with a long dash: an item, or a sentence that goes on."""
    return text.startswith(("– ", "— "))


def is_heading(text: str) -> bool:
    """Whether the line opens like a numbered heading: "Стаття 5", "Chapter II", "§ 3"."""
    return bool(_HEADING.match(text))


def is_label(text: str) -> bool:
    """Whether the line opens with a label of scholarly front matter: "УДК", "Key words:"."""
    return bool(_LABEL.match(text))


def is_note(text: str) -> bool:
    """Whether the whole line is an editor's note in braces or square brackets."""
    return (text[0], text[-1]) in (("{", "}"), ("[", "]"))


def in_capitals(text: str) -> bool:
    """Whether the line is set in capitals and is more than an abbreviation."""
    if not text.isupper():
        return False
    letters = sum(map(str.isalpha, text))
    return max(4, len(text) / 2) <= letters and (" " in text or letters >= 8)


def stands_alone(text: str) -> bool:
    """Whether the line opens a block of its own whatever comes before it."""
    return is_item(text) or is_heading(text) or is_label(text) or is_note(text)


def is_one_title(first: str, second: str, *, full: bool) -> bool:
    """Whether two lines, one of them in capitals, are one heading or the end of one.

    `full`: the first line has no room for the next word.
    """
    if stands_alone(second) or not in_capitals(second) or not first[-1].isalpha():
        return False
    if in_capitals(first):
        return len(first) >= 20 and not stands_alone(first)
    last = first.rsplit(" ", 1)[-1]
    return full and last.isupper() and len(last) > 1


def only_looks_alone(paragraph: str, last: str, line: str) -> bool:
    """Whether a line opens like an item by chance, in mid-sentence: "ст. | 5. ..."."""
    if is_finished(last) or is_note(line):
        return False
    if is_dashed(line):
        return not is_bulleted(paragraph) and last[-1] not in ",;"
    return wants_more(last)


def is_finished(text: str) -> bool:
    """Whether the line ends as a sentence, a lead-in or an item ends, abbreviations apart."""
    text = text[-_TAIL:]
    if _BEFORE_ADDRESS.search(text):
        return False
    if _MORE_ITEMS.search(text):
        return True
    return bool(_FINISHED.search(text)) and not ends_in_abbreviation(text)


def wants_more(text: str) -> bool:
    """Whether the line ends in a word or mark after which no sentence can end."""
    text = text[-_TAIL:]
    if text.endswith(("–", "—", "(", "«")) or _OPEN_ABBREVIATION.search(text):
        return True
    if _BEFORE_ADDRESS.search(text):
        return True
    last = _LAST_WORD.search(text)
    return last is not None and last[1] in _OPEN_WORDS


def ends_in_abbreviation(text: str) -> bool:
    """Whether a full stop at the end belongs to an abbreviation, citation markers apart."""
    text = _MARKERS_AT_END.sub("", text[-_TAIL:])
    return bool(_OPEN_ABBREVIATION.search(text) or _ANY_ABBREVIATION.search(text))


def has_open_bracket(text: str) -> bool:
    """Whether a bracket or a quotation that opens in the line does not close in it."""
    return text.count("(") > text.count(")") or text.count("«") > text.count("»")


def closes_bracket(text: str) -> bool:
    """Whether the line closes a bracket or a quotation before it opens one."""
    return any(
        -1 < text.find(end) < (text.find(start) if start in text else len(text))
        for start, end in ("()", "«»")
    )


def ends_in_small_word(text: str) -> bool:
    """Whether the last thing in the line is a lower-case word, with or without a comma."""
    last = _LAST_WORD.search(text[-_TAIL:])
    return last is not None and last[1][0].islower()


def has_sentence_inside(text: str) -> bool:
    """Whether a sentence ends before the end of the line, as in prose and not in titles."""
    return bool(_SENTENCE_INSIDE.search(text))


def begins_small(text: str) -> bool:
    """Whether the line goes on in mid-sentence: a lower-case word, or brackets around one or a
    number.
    """
    first = text.lstrip('«“"„(')
    if not first:
        return False
    return first[0].islower() or (text[0] == "(" and first[0].isdigit())


def begins_sentence(text: str) -> bool:
    """Whether the line opens with a capital on a word that has one only in a sentence's start."""
    first = _FIRST_WORD.match(text)
    return first is not None and first[1][0].isupper() and first[1].lower() in _OPENERS
