"""What a citation look-up looks like on a terminal. Pure functions."""

from __future__ import annotations

from dzherelo.assistant.citations.lookup import Lookup, Provision
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.types import Passage
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views import lookup_items
from dzherelo.ui.views import outline as shows
from dzherelo.ui.views.lookup_items import CitedAt, Excerpt, Heading, Section
from dzherelo.ui.views.outline import outline
from dzherelo.ui.views.render import fill, on_a_line, slip_line


def plain_lookup(found: Lookup, words: Words, *, width: int) -> str:
    """All of a look-up, in blocks, no line wider than `width` unless a word is."""
    page = _Page(words, width)
    for section in outline(found, words):
        page.section(section)
    return page.text()


def missing_line(one: Provision, words: Words) -> str:
    """That a place is not there, and what there is, for stderr."""
    said = one.missing[words.language]
    return f"{said} {_nearest(one.nearest, words)}" if one.nearest else said


def _nearest(passage: Passage, words: Words) -> str:
    return f"{words('cite.nearest')}: {passage.locator.label(words.language)}."


class _Page:
    """Lines that are gathered, wrapped and indented."""

    def __init__(self, words: Words, width: int) -> None:
        self.words = words
        self._width = width
        self._lines: list[str] = []
        self._brief = False  # whether what stands last is the gist of sections

    def text(self) -> str:
        return "\n".join(self._lines).strip("\n")

    def section(self, section: Section) -> None:
        if section.brief is not None:
            self._briefly(section.brief)
            return
        self._gap()
        self._brief = False
        if section.head:
            self._put(section.head)
        for item in section.items:
            self._item(item, level=1 if section.head else 0)

    def _briefly(self, lines: tuple[lookup_items.Line, ...]) -> None:
        """Sections of which only the gist is shown, one under the other."""
        if lines and not self._brief:
            self._gap()
            self._brief = True
        for line in lines:
            self._put(self._line(line))

    def _item(self, item: lookup_items.Item, *, level: int) -> None:
        match item:
            case Heading():
                self._heading(item)
            case Excerpt():
                self._excerpt(item, level)
            case CitedAt():
                self._cited(item)
            case lookup_items.Itself(count):
                self._put(self.words("cite.self", count=count))
            case lookup_items.Held(source, excerpts):
                self._put(f"{source.title}  ({source.id})", 1)
                for excerpt in excerpts:
                    self._excerpt(excerpt, 2)
            case _:
                self._put(self._line(item), 1)

    def _line(self, item: lookup_items.Line) -> str:
        match item:
            case lookup_items.Fact(text, label, _):
                return f"{label}: {text}" if label else text
            case lookup_items.Point(text, _):
                return f"- {text}"
            case lookup_items.More(count, first):
                return self.words("cite.more", count=count, id=first.source)
            case lookup_items.Address(url):
                return url
            case lookup_items.Other(source):
                return f"{source.id}  {source.title}"
            case lookup_items.Nearest(passage):
                return _nearest(passage, self.words)
            case lookup_items.CitedInShort(cited, said):
                place = shows.place_of_mark(cited.mark, self.words)
                return f"{self.words('cite.here')}: {place}  {on_a_line(said)}"
            case lookup_items.Full(work):
                return self.words("cite.full", ref=shows.ref_of(work))

    def _heading(self, item: Heading) -> None:
        work = item.work
        number = f"[{work.number}] " if work.number is not None else ""
        name = f"  ({work.id})" if work.id else ""
        self._put(f"{number}{shows.title_of_work(work)}{name}")
        self._put(self.words("cite.status", status=work.status_text(self.words.language)), 1)

    def _excerpt(self, item: Excerpt, level: int) -> None:
        label = item.passage.locator.label(self.words.language)
        if item.passage.origin == "note":
            self._put(f"{label} ({self.words('cite.note')}): {item.text}", level)
        else:
            self._put(f"{label}: {quoted(on_a_line(item.text), self.words.language)}", level)

    def _cited(self, item: CitedAt) -> None:
        """The words of the article, what is wrong in them, what of the source is behind them."""
        words, mark, work = self.words, item.cited.mark, item.work
        label = shows.place_of_mark(mark, words)
        if work is None:
            self._put(label, 1)
        else:
            self._put(f"{label}  → [{work.number}] {shows.short_title(work, words)}", 1)
            self._put(words("cite.status", status=work.status_text(words.language)), 2)
        if mark.quote:
            self._put(quoted(on_a_line(mark.words), words.language), 2)
        else:
            self._put(f"{words('cite.note')}:", 2)
            for point in shows.noted(mark.notes, words):
                self._put(f"- {point.text}", 2)
        for slip in mark.slips:
            self._put(slip_line(slip, words), 2)
        said, excerpts = shows.backed(item.cited.behind, words)
        self._put(said, 2)
        for excerpt in excerpts:
            self._excerpt(excerpt, 3)
        if addresses := shows.elsewhere(item):
            self._put(f"{words('cite.read.at')}: {'; '.join(addresses)}", 2)

    def _put(self, text: str, level: int = 0) -> None:
        self._lines.append(fill(text, self._width, indent="  " * level))

    def _gap(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")
