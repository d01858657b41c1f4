"""What a line looks like (a list item, a heading, an unfinished one), and two lines made one."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

SOFT_HYPHEN = "\u00ad"

# How a block of its own opens, by kind.
_OPENING = re.compile(
    r"""(?P<bullet> [-–—•·▪◦‣*●○■□➢✓]\s )
    |(?P<number> (?: \(?\d{1,3}(?:\.\d{1,3})*(?:-\d{1,2})?[.)]     # 1.  2)  (3)  4.1.  131-1.
        | \(?[a-zа-яіїєґ]\)                                       # а)  (b)
        | [IVXІХ]{1,5}[.)]                                        # IV.  in Latin or Cyrillic
        | \[\d{1,3}\]                                             # [12]
        | \d{1,2}(?:\.\d{1,2}){1,3}(?=\s+[A-ZА-ЯІЇЄҐ])            # 2.1 Heading
        )(?:\s|$) )
    |(?P<heading> (?:Стаття|СТАТТЯ|Статья|Розділ|РОЗДІЛ|Підрозділ|Глава|ГЛАВА|Частина|Параграф|Книга
        |Додаток|ДОДАТОК|Article|ARTICLE|Chapter|CHAPTER|Section|SECTION|Part|PART|Annex|ANNEX
        |Appendix)\s+(?:\d|[IVXLCІХ]+\b) | §+\s*\d )
    |(?P<label> (?i:УДК|UDC|DOI|ORCID|ISSN|ISBN|e-?mail|Ключові[ ]слова|Ключевые[ ]слова
        |Key[ ]?words|Анотація|Abstract|Summary|Резюме|Вступ|Висновки|Introduction|Conclusions?
        |References|Література|Список)\b[\s.:] )""",
    re.VERBOSE,
)
_FINISHED = re.compile(
    r"(?P<address>(?:URL|DOI|Режим доступу|Available at):)$"  # that is to follow
    r"|;\s*(?:and|or|та|або|і|й|а також)$"
    r"|[.!?…:;][\"'»”“’)\]}]*(?:\s*\[\d[^\]]*\])?[*†¹²³⁰-⁹]*$"
)
# An abbreviation that asks for a word after it.
_OPEN_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\[])(?:ст|ч|п|пп|абз|гл|розд|див|напр|проф|доц|акад|ім|м|вул|обл|c|с|сс|т|№|No"
    r"|art|para|pp?|vol|ed|e\.g|i\.e|cf|Mr|Mrs|Dr|Prof|St|[A-ZА-ЯІЇЄҐ](?:\.\s?[A-ZА-ЯІЇЄҐ])?)\.$"
)
_OPEN_WORDS = frozenset(
    """а або аби адже без біля в від для до є з за зі із й і коли крім лише між на навколо над не
    ніж о об оскільки під по після перед при про проте саме та також тим у усіх через чи щоб
    що як яка яке який які якого якої яких якою яким якщо
    a an and are as at be between by for from has have in into is its not of on or our per than that
    the their this to under upon was were which who whose will with within without""".split()
)
_OPENERS = frozenset(
    """а або без в від для до з за зі із й і його її їх на однак окрім отже перед під по при про
    проте серед та так також така такий такі тому у це ці цей ця через що щодо як якщо
    a after all an and as at but by finally for from however if in it moreover on our since such
    that the their there these they this those thus to under we when where while with""".split()
)


def opening(text: str) -> str:
    """The kind of block that a line opens: "bullet", "number", "heading", "label", or ""."""
    found = _OPENING.match(text)
    return found.lastgroup or "" if found else ""


def is_item(text: str) -> bool:
    """Whether the line opens a list item, a numbered entry or a numbered heading."""
    return opening(text) in ("bullet", "number")


def is_dashed(text: str) -> bool:
    """Whether the line opens with a long dash: an item, or a sentence that goes on."""
    return text.startswith(("– ", "— "))


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
    return bool(opening(text)) or is_note(text)


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
        return opening(paragraph) != "bullet" and last[-1] not in ",;"
    return wants_more(last)


def is_finished(text: str) -> bool:
    """Whether the line ends as a sentence, a lead-in or an item ends, abbreviations apart."""
    end = _FINISHED.search(text[-200:])
    if end is None or end["address"]:
        return False
    return end[0].startswith(";") or not ends_in_abbreviation(text)


def wants_more(text: str) -> bool:
    """Whether the line ends in a word or mark after which no sentence can end."""
    text = text[-200:]
    if text.endswith(("–", "—", "(", "«")) or _OPEN_ABBREVIATION.search(text):
        return True
    end = _FINISHED.search(text)
    return bool(end and end["address"]) or _last_word(text) in _OPEN_WORDS


def ends_in_abbreviation(text: str) -> bool:
    """Whether a full stop at the end belongs to an abbreviation, citation markers apart."""
    text = text[-200:]
    if text.endswith("]"):
        text = re.sub(r"(?:\s*\[\d[^\]]*\])+$", "", text)
    return bool(
        _OPEN_ABBREVIATION.search(text)
        or re.search(  # those that may also end a sentence
            r"(?:^|[\s(«\[])(?:рр?|т\.\s?(?:з|ч|зв|д|п)|тис|млн|млрд|грн|ін|вип|ред|etc)\.\)?$",
            text,
        )
    )


def has_open_bracket(text: str) -> bool:
    """Whether a bracket or a quotation that opens in the line does not close in it."""
    return text.count("(") > text.count(")") or text.count("«") > text.count("»")


def closes_bracket(text: str) -> bool:
    """Whether the line closes a bracket or a quotation before it opens one."""
    return any(
        -1 < text.find(end) < (text.find(start) if start in text else len(text))
        for start, end in ("()", "«»")
    )


def _last_word(text: str) -> str:
    found = re.search(r"([^\W\d_][\w'’ʼ-]*)[,\s–—-]*$", text)
    return found[1] if found else ""


def ends_in_small_word(text: str) -> bool:
    """Whether the last thing in the line is a lower-case word, with or without a comma."""
    return _last_word(text[-200:])[:1].islower()


def has_sentence_inside(text: str) -> bool:
    """Whether a sentence ends before the end of the line, as in prose and not in titles."""
    inside = r"(?<=[^\W\d_]{3})[.!?…][»”\")\]]*\s+[«“\"(]?[A-ZА-ЯІЇЄҐ]"
    return re.search(inside, text) is not None


def begins_small(text: str) -> bool:
    """Whether the line goes on in mid-sentence: a lower-case word, or brackets around one or a
    number.
    """
    first = text.lstrip('«“"„(')[:1]
    return first.islower() or (text[0] == "(" and first.isdigit())


def begins_sentence(text: str) -> bool:
    """Whether the line opens with a capital on a word that has one only in a sentence's start."""
    first = re.match(r"[«“\"„(]*([^\W\d_][\w'’ʼ-]*)", text)
    return first is not None and first[1][0].isupper() and first[1].lower() in _OPENERS


# Two lines made one ------------------------------------------------------------------------

Known = Callable[[str], bool]

_BROKEN_WORD = re.compile(rf"([^\W\d_][^\W_'’ʼ]*(?:['’ʼ-][^\W_]+)*)[-{SOFT_HYPHEN}]$")
_ADDRESS = re.compile(r"(?:https?://|www\.|doi\.org/)[!-~]*$")
_LONGEST = 300  # characters: no word or address at the end of a line is longer
_SUSPENDED = frozenset(("та", "і", "й", "або", "чи", "and", "or", "und", "и"))
_PREFIXES = frozenset(
    """all cross ex half high long low non quasi self semi short so well""".split()
)

_TAILS = frozenset(
    """aware based born centric centred driven free induced known led like made oriented related
    specific speaking style type wide""".split()
)


def _is_known(word: str) -> bool:
    word = word.lower().replace("’", "'").replace("ʼ", "'")
    if _is_cyrillic(word):
        from dzherelo.corpus.language.words import known

        return known(word)
    import simplemma

    return simplemma.is_known(word, lang="en")


def _is_cyrillic(word: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in word)


class Seen:
    """Which words stand unbroken in a text; it is read when the first is asked for."""

    def __init__(self, text: str = "") -> None:
        self._text = text

    def __contains__(self, word: str) -> bool:
        return word in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        """Runs of letters and hyphens, and up to four of them with the apostrophes between."""
        found: set[str] = set()
        for run in set(re.findall(r"[\w'’-]+", self._text.lower())):
            parts = re.split("(['’])", run)
            for at in range(0, len(parts), 2):
                found.update("".join(parts[at : at + more]) for more in (1, 3, 5, 7))
        return frozenset(found)


def breaks_word(first: str, second: str) -> bool:
    """Whether `first` ends in the hyphen of a word or a range of numbers that `second` goes on."""
    tail = first[-_LONGEST:]
    if not tail.endswith(("-", SOFT_HYPHEN)) or _ADDRESS.search(tail):
        return False
    if re.search(r"\d-$", tail):
        return second[:1].isdigit()
    return bool(_BROKEN_WORD.search(tail)) and second[:1].isalpha()


def breaks_address(first: str, second: str) -> bool:
    """Whether `first` ends in the address of a page that goes on in `second`."""
    tail = first[-_LONGEST:]
    return bool(_ADDRESS.search(tail)) and _goes_on_address(tail, second)


def ends_in_address(text: str) -> bool:
    """Whether the last thing in the line is the address of a page."""
    return _ADDRESS.search(text[-_LONGEST:]) is not None


def joined(first: str, second: str, *, seen: Seen | None = None, known: Known = _is_known) -> str:
    """Two lines as one: with a space, or without one where a word, a range or a compound is cut.

    `seen` has the words of the whole text, among which the same word may stand unbroken: that
    decides first, then the dictionary `known`, then the look of the two halves.
    """
    if first.endswith(SOFT_HYPHEN):
        return first.rstrip(SOFT_HYPHEN) + second
    tail = first[-_LONGEST:]
    if re.search(r"\d-$", tail) and second[:1].isdigit():
        return first + second
    if _ADDRESS.search(tail):
        return first + second if _goes_on_address(tail, second) else f"{first} {second}"
    before = _BROKEN_WORD.search(tail)
    if before and tail.endswith("-") and second[:1].isdigit():
        return first + second
    after = re.match(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*", second)
    if before is None or after is None or after[0].lower() in _SUSPENDED:
        return f"{first} {second}"
    if _keeps_hyphen(before[1], after[0], seen or Seen(), known):
        return first + second
    return first[:-1] + second


class Joined:
    """Lines joined into one text as they come, in time that grows with their length alone."""

    def __init__(self, text: str, seen: Seen) -> None:
        self._seen = seen
        self._done: list[str] = []
        self._tail = text

    def add(self, line: str) -> None:
        self._tail = joined(self._tail, line, seen=self._seen)
        if len(self._tail) > 5_000:
            self._done.append(self._tail[:-_LONGEST])
            self._tail = self._tail[-_LONGEST:]

    @property
    def start(self) -> str:
        """The text, or its first thousands of characters."""
        return self._done[0] if self._done else self._tail

    @property
    def text(self) -> str:
        return "".join([*self._done, self._tail])


def _goes_on_address(tail: str, second: str) -> bool:
    """Whether the address at the end of a line goes on in the next one."""
    word = re.match(r"[!-'*-~]+(?=\s|$|\))", second)
    if word is None or second.startswith(("http", "www")):
        return False
    marks = "/?=&%#_-~"
    if tail[-1] in marks or any(mark in word[0][:-1] for mark in marks):
        return True
    return bool(re.match(r"(?i)\s*\((?:дата|date|accessed|last)", second[word.end() :]))


def _keeps_hyphen(before: str, after: str, seen: Seen, known: Known) -> bool:
    whole, hyphened = f"{before}{after}".lower(), f"{before}-{after}".lower()
    if (whole in seen) != (hyphened in seen):
        return hyphened in seen
    if not after[0].islower() or before.isupper():
        return True
    head = before.lower().rsplit("-", 1)[-1]
    if _is_cyrillic(before):
        if known(hyphened):
            return True
        if known(f"{head}{after}".lower()):
            return False
        return known(after) and (known(head) or head.endswith(("о", "е")))
    if head in _PREFIXES:
        return True
    if before[0].isupper() and after.lower() not in _TAILS:  # a name: "Bern-|stein"
        return False
    return not known(f"{head}{after}") and known(head) and known(after)
