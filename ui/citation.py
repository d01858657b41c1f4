"""What a citation look-up looks like on a terminal. Pure functions.

Only the exact words of a text stand in quotation marks; our notes stand without, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.lookup import Behind, Cited, Lookup, Mark, Provision, Work
from assistant.places import readable
from corpus.notes import Note
from corpus.quoting import quoted
from corpus.records import Correction
from corpus.types import Passage
from ui.render import fill
from ui.texts import Words

LONGEST = 700  # characters of a passage that are shown beside a place
MOST = 30  # passages of a provision that are shown
HITS = 5
ARTICLE = "article"


def plain_lookup(found: Lookup, words: Words, *, width: int) -> str:
    """All of a look-up, in blocks, no line wider than `width` unless a word is."""
    page = _Page(words, width)
    if found.kind == "statement" or _is_back(found):
        _way_back(page, found)
    else:
        _forward(page, found)
    return page.text()


class _Page:
    """Lines that are gathered, wrapped and indented."""

    def __init__(self, words: Words, width: int) -> None:
        self.words = words
        self._width = width
        self._lines: list[str] = []

    def put(self, text: str, level: int = 0) -> None:
        self._lines.append(fill(text, self._width, indent="  " * level))

    def head(self, key: str, **values: object) -> None:
        self.gap()
        self.put(self.words(key, **values))

    def gap(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def text(self) -> str:
        return "\n".join(self._lines).strip("\n")


def _is_back(found: Lookup) -> bool:
    """Whether passages of the article were given, and what they rest on is asked."""
    return found.kind == "passage" and not any(
        work.id == one.source for work in found.works for one in found.provisions
    )


# From a work to where it is cited ------------------------------------------------------------


def _forward(page: _Page, found: Lookup) -> None:
    for work in found.works:
        page.gap()
        _title(page, work)
        provisions = [one for one in found.provisions if one.source == work.id]
        for one in provisions:
            _provision(page, one)
        if not provisions:
            _record(page, work)
        _where(page, found, work)
        if provisions:  # who asks for a provision wants its words first
            page.head("cite.record")
            _record(page, work)
        _rest(page, work, found)
    _also(page, found)


def _title(page: _Page, work: Work) -> None:
    words, record = page.words, work.record
    title = record.title if record else work.entry.text if work.entry else ""
    number = f"[{work.number}] " if work.number is not None else ""
    page.put(f"{number}{title}" + (f"  ({work.id})" if work.id else ""))
    page.put(words("cite.status", status=work.status_text(words.language)), 1)


def _record(page: _Page, work: Work) -> None:
    words, record = page.words, work.record
    if record:
        ukrainian = words.language == "uk"
        page.put(f"{words('cite.dstu')}: {work.formats()['dstu'].strip()}", 1)
        if work.entry:
            page.put(f"{words('cite.listed')}: {quoted(work.entry.text, words.language)}", 1)
        if edition := record.edition if ukrainian else record.edition_en:
            page.put(f"{words('cite.edition')}: {edition}", 1)
        if rights := record.rights if ukrainian else record.rights_en:
            page.put(rights, 1)
    if record and record.corrections:
        page.head("cite.corrections")
        for one in record.corrections:
            place = f"{one.at.label(words.language)}: " if one.at else ""
            page.put(f"- {place}{_correction(one, words)}", 1)


def _correction(one: Correction, words: Words) -> str:
    said, rightly = one.article_says, one.rightly
    first = ""
    if said and rightly:
        first = words("cite.says", said=said, rightly=rightly)
    elif rightly:
        first = words("cite.rightly", rightly=rightly)
    elif said:
        first = words("cite.said", said=said)
    reason = one.uk if words.language == "uk" else one.en
    evidence = f"({one.evidence})" if one.evidence else ""
    return " ".join(part for part in (first, reason, evidence) if part)


def _provision(page: _Page, one: Provision) -> None:
    words = page.words
    page.head("cite.provision")
    if one.missing:
        page.put(one.missing[words.language], 1)
    shown = readable(one.passages, words.language)
    for passage in shown[:MOST]:
        _passage(page, passage, 1, longest=None)
    if len(shown) > MOST:
        page.put(words("cite.more", count=len(shown) - MOST, id=one.source), 1)


def _where(page: _Page, found: Lookup, work: Work) -> None:
    cited = list(found.of(work))
    asked = [one for one in cited if one.asked]
    others = [one for one in cited if not one.asked]
    if not cited:
        page.head("cite.nowhere" if work.id != ARTICLE else "cite.self", count=found.listed)
        return
    by_notes = all(one.mark.quote is None for one in cited)
    act = "cite.where.act" if found.provisions else "cite.where"
    page.head("cite.where.notes" if by_notes else act)
    if not asked:
        key = "cite.not.page" if found.page else "cite.not.place"
        page.put(page.words(key, page=found.page), 1)
    _places(page, asked)
    if others:
        page.put(f"{page.words('cite.others')}:", 1)
        _places(page, others)


def _places(page: _Page, cited: Iterable[Cited]) -> None:
    for one in cited:
        page.put(_label(one.mark, page.words), 1)
        _mark(page, one)


def _label(mark: Mark, words: Words) -> str:
    place = mark.locator.label(words.language)
    return f"{place}  {mark.marker}" if mark.marker else place


def _mark(page: _Page, one: Cited) -> None:
    """The words of the article, what is wrong in them, what of the source is behind them."""
    words, mark = page.words, one.mark
    if mark.quote:
        page.put(quoted(mark.words, words.language), 2)
    else:
        page.put(f"{words('cite.note')}:", 2)
        _notes(page, mark.notes, 2)
    for slip in mark.slips:
        page.put(f"{words('cite.slip')}: {_correction(slip, words)}", 2)
    _behind(page, one.behind)


def _behind(page: _Page, behind: Behind) -> None:
    words = page.words
    if behind.how == "unread":
        page.put(words("cite.unread"), 2)
        return
    if behind.missing:
        page.put(behind.missing[words.language], 2)
        return
    shown = readable(behind.passages, words.language)
    more = f" ({words('cite.of', count=behind.of)})" if behind.of > len(shown) else ""
    page.put(f"{words(f'cite.{behind.how}')}{more}", 2)
    for passage in shown:
        _passage(page, passage, 3, longest=LONGEST)


def _passage(page: _Page, passage: Passage, level: int, *, longest: int | None) -> None:
    words, text = page.words, passage.text
    if longest is not None and len(text) > longest:
        text = text[:longest].rsplit(" ", 1)[0] + "…"
    label = passage.locator.label(words.language)
    if passage.origin == "note":
        page.put(f"{label} ({words('cite.note')}): {text}", level)
    else:
        page.put(f"{label}: {quoted(text, words.language)}", level)


def _notes(page: _Page, notes: Sequence[Note], level: int) -> None:
    for note in notes:
        text = note.uk if page.words.language == "uk" else note.en
        page.put(f"- {text}", level)


def _rest(page: _Page, work: Work, found: Lookup) -> None:
    """What the article says elsewhere of the work, and where it can be had."""
    shown = {note for one in found.cited for note in one.mark.notes}
    left = [note for note in work.said if note not in shown]
    if left:
        page.head("cite.notes")
        _notes(page, left, 1)
    if work.addresses():
        page.head("cite.read.at")
        for address in work.addresses():
            page.put(address, 1)


def _also(page: _Page, found: Lookup) -> None:
    if found.also:
        page.head("cite.also")
        for one in found.also:
            page.put(f"{one.id}  {one.title}", 1)


# From words to what they rest on -------------------------------------------------------------


def _way_back(page: _Page, found: Lookup) -> None:
    words = page.words
    for one in found.provisions:
        for passage in readable(one.passages, words.language):
            _passage(page, passage, 0, longest=None)
    page.head("cite.rests")
    if not found.cited:
        page.put(words("cite.no.marks"), 1)
    elif not found.direct:
        page.put(words("cite.beside"), 1)
    for work in found.works:
        for cited in found.of(work):
            record = work.record
            title = (
                record.short(words.language) if record else work.entry.text if work.entry else ""
            )
            page.put(f"{_label(cited.mark, words)}  → [{work.number}] {title}", 1)
            status = work.status_text(words.language)
            page.put(words("cite.status", status=status), 2)
            _mark(page, cited)
            if cited.behind.how == "unread" and work.addresses():
                page.put(f"{words('cite.read.at')}: {'; '.join(work.addresses())}", 2)
    _held(page, found)


def _held(page: _Page, found: Lookup) -> None:
    """The passages of the library that hold a statement, by source."""
    page.head("cite.held")
    if not found.hits:
        page.put(page.words("cite.not.held"), 1)
    titles = {source.id: f"{source.title}  ({source.id})" for source in found.sources}
    shown = found.hits[:HITS]
    for source in dict.fromkeys(hit.passage.source for hit in shown):
        page.put(titles[source], 1)
        for hit in shown:
            if hit.passage.source == source:
                _passage(page, hit.passage, 2, longest=LONGEST)
