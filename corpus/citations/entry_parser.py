"""An entry of a reference list as a record.

DOI, arXiv id, ISBN, addresses and days of access have shapes of their own and are found by them.
Authors, title, journal and the rest are told apart by a small conditional random field over the
entry's tokens (docs/reference-parser.md says what it was fitted on and how good it is). What it is
in doubt of is left empty.
"""

from __future__ import annotations

import datetime
import gzip
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from dzherelo.corpus.citations.entry_marks import printed_mark
from dzherelo.corpus.citations.entry_names import authors_in
from dzherelo.corpus.citations.entry_tokens import DATA, WORDS, Token, features, tokens
from dzherelo.corpus.language.notation import doi_in
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.records import Address, Record
from dzherelo.corpus.types import Span

if TYPE_CHECKING:
    from pycrfsuite import Tagger

WEIGHTS = Path(__file__).with_name("entry_parser.crfsuite.gz")
_LOCK = Lock()  # a tagger holds the entry that it is at
_DOI = re.compile(  # with the gaps that a line's end or a PDF leaves in it
    r"10\s?\.\s?(?P<prefix>\d{4,9})\s?/\s?(?P<rest>[^\s\[\],\"«»]+(?:"
    r"(?<=[./_])\s(?=[a-z\d.]*[a-z][a-z\d.]*\d)[^\s\[\],\"«»]+|(?<=-)\s\d[\d-]+|\s\.\d[\d.]+)?)"
)
_ARXIV = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/|\s?[:.]?\s?(?:preprint\s)?(?:arxiv\s?:\s?)?)(?P<id>\d{4}\s?\.\d{4,5})|"
    r"\b(?P<old>(?:astro|cond|gr|hep|math|nucl|quant|cs|physics)(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{7})\b",
    re.IGNORECASE,
)
_ISBN = re.compile(r"ISBN(?:-1[03])?:?\s*((?:97[89][-–\s]?)?\d[\d–\s-]{7,15}[\dXХ])", re.IGNORECASE)
_URL = re.compile(
    r"(?:https?\s?:\s?//\s?|www\.)[^\s<>«»“”\"]+"
    r"(?:(?<=[-/_=]) (?=\S*[/=.-]\S*[/=-])[^\s<>«»“”\"]+)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.])((?:1[4-9]|20)\d\d)([a-zа-яіїє]?)(?![\d\w])")
_LAST_YEAR = re.compile(r"[,.]\s((?:1[4-9]|20)\d\d)()(?:\s?(?:р|г|року)\.?)?$")
_DAY = re.compile(
    r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>(?:19|20)\d\d)|"
    r"(?P<year2>(?:19|20)\d\d)-(?P<month2>\d\d)-(?P<day2>\d\d)|"
    r"(?:(?P<day3>\d{1,2})\.?\s(?:de\s)?(?P<name>[^\W\d_]+)\.?(?:\sde)?,?|"
    r"(?P<name2>[^\W\d_]+)\.?\s(?P<day4>\d{1,2}),?)\s(?P<year3>(?:19|20)\d\d)"
)
_ACT = re.compile(
    r"(?P<genre>(?:закон|кодекс|указ|постанова|наказ|розпорядження|рішення|ухвала|меморандум|"
    r"статут|федер\w*\.? закон|приказ|постановление)\b[^.:№\d]{0,60}?)\s(?:від|от)\s"
    r"(?P<day>\d{1,2}\.\d{1,2}\.\d{4})(?:\s?р(?:оку)?\.?|\s?г\.)?,?(?:\s?№\s?(?P<number>[\w/–-]+))?",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"[a-zA-Z]{0,2}\d[\w.:]*(?:\s?[-–—]{1,2}\s?[a-zA-Z]?\d\w*)?|\b[ivxlc]+\s?[-–—]\s?[ivxlc]+"
)
_LED = re.compile(r"^(?:(?:In|in|У|В|у|в|W|w)\s*:\s*|(?:In|in)\s+|\[[wW]:?\]:?\s*)")
_EDGES = " ,.;:/–—-|=+&"
_QUOTES = "«»“”„\"‘’'`()[]"


def doi_of(text: str) -> str:
    """The first DOI of an entry, in lower case, put together where a line's end broke it."""
    match = _DOI.search(text)
    return doi_in(f"10.{match['prefix']}/{''.join(match['rest'].split())}") if match else ""


@cache
def _tagger() -> tuple[Tagger, bytes]:
    """The tagger, and its weights, which it reads where they lie: they must live as long."""
    from pycrfsuite import Tagger

    tagger, weights = Tagger(), gzip.decompress(WEIGHTS.read_bytes())
    tagger.open_inmemory(weights)
    return tagger, weights


def labels_of(found: Sequence[Token], tagger: Tagger | None = None) -> list[str]:
    """The label of each token: author, title, container, …, "O" of what is none of these; by the
    weights that ship, or by another `tagger`."""
    with _LOCK:
        labels = (tagger or _tagger()[0]).tag(features(found))
    return [label.removeprefix("B-").removeprefix("I-") for label in labels]


def segments(text: str, found: Sequence[Token], labels: Sequence[str]) -> list[tuple[str, Span]]:
    """Stretches of one label, in order; signs between two of them do not part them."""
    made: list[tuple[str, Span]] = []
    for token, label in zip(found, labels, strict=True):
        if label == "O" or not any(map(str.isalnum, token.text)):
            continue
        if made and made[-1][0] == label:
            between = text[made[-1][1].end : token.span.start].strip(_EDGES + _QUOTES).lower()
            if not any(map(str.isalnum, between)) or between in WORDS["joints"]:
                made[-1] = (label, Span(made[-1][1].start, token.span.end))
                continue
        made.append((label, token.span))
    return made


def fields_of(text: str, parts: Sequence[tuple[str, Span]]) -> dict[str, str]:
    """What stands in an entry, by field, as printed; fields that are not there are empty. Of an
    entry of several works the first counts."""
    by_label: dict[str, list[tuple[Span, str]]] = {}
    for label, span in parts:
        by_label.setdefault(label, []).append((span, _closed(text, span)))
    first = {label: said[0][1] for label, said in by_label.items()}
    titles = by_label.get("title", [])
    quoted = (said for span, said in titles if text[: span.start].rstrip()[-1:] in tuple('“«„"‘'))
    long = (said for _, said in titles if len(said) > 9)
    title = next(quoted, None) or next(long, first.get("title", ""))
    authors = by_label.get("author", [])
    above = [said for span, said in authors if not titles or span.start < titles[0][0].start]
    dates = " ".join(said for _, said in by_label.get("date", ()))
    year = _YEAR.search(dates) or _lone_year(text, title)
    return {
        "authors": " ".join(above or [said for _, said in authors[:1]]),
        "editors": ", ".join(said for _, said in by_label.get("editor", ())),
        "title": title,
        "year": year[1] if year else "",
        "year_printed": year[1] + year[2] if year else "",
        "doi": doi_of(text),
        **{
            name: first.get(name, "")
            for name in ("container", "volume", "issue", "pages", "publisher", "place")
        },
    }


def _lone_year(text: str, title: str) -> re.Match[str] | None:
    """The only year of an entry, if it stands outside of its title and addresses, or ends it."""
    outside = _URL.sub(" ", text.replace(title, " ", 1)) if title else _URL.sub(" ", text)
    found = list(_YEAR.finditer(outside))
    if len({match[1] for match in found}) == 1:
        return found[0]
    return None if found else _LAST_YEAR.search(title)


def _closed(text: str, span: Span) -> str:
    """The words of a stretch with what closes them: a question mark, a bracket, an initial's full
    stop."""
    said, behind = span.of(text), text[span.end : span.end + 1]
    for opening, closing in ("()", "[]", "«»", "“”", "„”"):
        if behind == closing and said.count(opening) > said.count(closing):
            return said + behind
    initial = behind == "." and re.search(r"(?:^|[\s.-])[^\W\d_]$", said) is not None
    return said + behind if behind in tuple("?!") or initial else said


# The record -----------------------------------------------------------------------------------


def parse_entry(
    text: str, *, id: str, number: int | None = None, language: str | None = None
) -> Record:
    """The record of an entry, with or without its printed mark; `number` is its number in the list,
    `language` that of the text around it, if it is known.

    The title is the entry's own words where none was told apart. A year with a letter ("2020a") is
    the year, and stands whole in `listed["year"]`.
    """
    mark = printed_mark(text)
    said = " ".join(text[mark.length if mark else 0 :].split()) or text
    found = tokens(said)
    fields = fields_of(said, segments(said, found, labels_of(found)))
    authors, act = authors_in(fields["authors"]), _act(said)
    title = _title(fields["title"])
    if not title and not fields["container"] and len(authors) == 1 and not authors[0].given:
        title, authors = authors[0].family, ()  # "Rust Society. URL: …" is a page of this name
    year, printed = fields["year"], fields["year_printed"]
    if (ending := _LAST_YEAR.search(title)) and ending[1] == year:
        title = title[: ending.start()]
    arxiv, isbn = _ARXIV.search(said), _ISBN.search(said)
    return Record(
        id=id,
        type=_type(said, fields),
        title=_undated(title or _before_address(said)) if act else title or _before_address(said),
        language=language or language_of(title or said),
        number=number,
        key=mark.key if mark and mark.style == "key" else None,
        authors=authors,
        editors=authors_in(fields["editors"]),
        container=_title(_LED.sub("", fields["container"], count=1)) or None,
        place=fields["place"].strip(_EDGES + _QUOTES) or None,
        publisher=fields["publisher"].strip(_EDGES + _QUOTES) or None,
        volume=_number(fields["volume"]),
        issue=_number(fields["issue"]),
        year=int(year) if year else None,
        listed={"year": printed} if printed != year else {},
        pages=_pages(fields["pages"], said),
        genre=act["genre"].strip(_EDGES) if act else None,
        date=_date(act["day"]) if act else None,
        act=act["number"].rstrip(_EDGES) if act and act["number"] else None,
        doi=fields["doi"] or None,
        arxiv=(arxiv["id"] or arxiv["old"]).lower().replace(" ", "") if arxiv else None,
        isbn=re.sub(r"[–\s-]", "", isbn[1]).replace("Х", "X") if isbn else None,
        addresses=_addresses(said),
    )


def _before_address(text: str) -> str:
    """An entry's words up to its address; all of it where nothing stands before."""
    return _URL.split(text)[0].strip(_EDGES).removesuffix("URL").strip(_EDGES) or text


def _undated(title: str) -> str:
    """The title of an act without its day: "Статут Спілки від 25.06.1995 р."."""
    return re.split(r"\s(?:від|от)\s\d", title)[0] or title


def _title(text: str) -> str:
    """A title without what stands around it: quotation marks that pair, signs at its end."""
    text = text.strip(_EDGES)
    for opening, closing in ("«»", "“”", "„“", "„”", '""', "‘’", "''"):
        inner = text[1:].rstrip(_EDGES)
        if text.startswith(opening) and inner.endswith(closing) and opening not in inner[:-1]:
            return inner[:-1].strip(_EDGES)
    lone = text[:1] in tuple('“„"‘«') and not any(c in text[1:] for c in '”“"’»')
    return text[1:] if lone else text


def _number(text: str) -> str | None:
    match = re.search(r"\w*\d[\w/–—-]*|\b[IVXLCDM]+\b", text)
    return match[0] if match else None


def _pages(pages: str, text: str) -> str | None:
    """The pages that a work takes ("11–19", "e215"), or how many a book has as its entry says it
    ("212 с.")."""
    match = _PAGES.search(pages)
    found = re.sub(r"\s?[-–—]+\s?", "–", match[0]).rstrip(".:") if match else ""
    plain = _URL.sub(" ", text)
    extent = re.search(r"(?<![-–—\d.])\b(\d{2,4})\s?(?:с|c|pp?|S|s)\.", plain)
    return extent[0] if extent and found in ("", extent[1]) else found or None


@cache
def _types() -> dict[str, re.Pattern[str]]:
    """By type the wordings by which a work is known to be of it."""
    return {
        name: re.compile(
            rf"(?<!\w)(?:{'|'.join(re.escape(' '.join(one.split())) for one in words.split(','))})",
            re.IGNORECASE,
        )
        for name, words in DATA["types"].items()
    }


def _type(text: str, fields: dict[str, str]) -> str:
    for name, known in _types().items():
        if known.search(fields["container"] if name == "paper-conference" else text):
            return name
    if container := fields["container"]:
        led = _LED.match(container) or re.search(rf"\bIn:?\s+{re.escape(container)}", text)
        publisher, volume = fields["publisher"], fields["volume"]
        apart = fields["editors"] or (publisher and (led or not volume)) or (led and not volume)
        return "chapter" if apart and not fields["issue"] else "article-journal"
    if fields["publisher"] or fields["place"] or "isbn" in text.lower():
        return "book"
    return "webpage" if _URL.search(text) and not fields["doi"] else "document"


def _act(text: str) -> re.Match[str] | None:
    """What an act of state is, its day and its number: "Закон від 01.02.1999 № 77-IV"."""
    return _ACT.search(text)


def _addresses(text: str) -> tuple[Address, ...]:
    """The addresses of an entry, each with the day of access that the entry tells; a DOI's and
    those of arXiv apart, which the ids give."""
    found = []
    for match in _URL.finditer(text):
        url = re.sub(r"\s", "", match[0]).rstrip(".,;:)]>")
        url = url if url.lower().startswith("http") else f"http://{url}"
        if "doi.org/" not in url:
            found.append(Address(url=url, role="listed", accessed=_accessed(text)))
    return tuple(found)


def _accessed(text: str) -> datetime.date | None:
    """The day on which the authors say they read a page: the first date behind words for it."""
    lower = text.lower()
    led = (one.strip() for one in DATA["access"]["led"].split(","))
    places = [at for one in led if (at := lower.rfind(one)) >= 0]
    return _date(lower[min(places) :]) if places else None


def _date(text: str) -> datetime.date | None:
    """The first day that a text in small letters names, in figures or with a month's name."""
    for match in _DAY.finditer(text):
        said = {name.rstrip("234"): value for name, value in match.groupdict().items() if value}
        month = int(said.get("month", 0)) or _month(said.get("name", ""))
        with suppress(ValueError):
            return datetime.date(int(said["year"]), month, int(said["day"]))
    return None


def _month(name: str) -> int:
    """The number of a month by its name's beginning in nine languages; 0 of other words."""
    months = enumerate(DATA["access"]["months"], start=1)
    return next((at for at, starts in months if name.startswith(tuple(starts.split()))), 0)
