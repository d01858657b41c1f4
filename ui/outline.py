"""What a look-up shows, and in which order: on a terminal and on the page alike. Pure.

Only the exact words of a text stand in quotation marks; our notes stand without, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from assistant.lookup import Behind, Cited, Lookup, Mark, Provision, Work
from assistant.places import readable
from corpus.notes import Note
from corpus.quoting import quoted
from corpus.records import Correction
from corpus.types import Passage, Source
from ui.texts import Words

LONGEST = 700  # characters of a passage that are shown beside a place
MOST = 30  # passages of a provision that are shown
HITS = 5
ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Heading:
    """A work, and how much of it is held."""

    work: Work


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence, or the value of what `label` names."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """An item of a list: a note of ours, or what the article has `wrong`."""

    text: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage, of which at most `longest` characters are shown."""

    passage: Passage
    longest: int | None = None

    @property
    def text(self) -> str:
        text = self.passage.text
        if self.longest is None or len(text) <= self.longest:
            return text
        return text[: self.longest].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True, slots=True)
class More:
    """Passages that are not shown: how many, and the first of them."""

    count: int
    first: Passage


@dataclass(frozen=True, slots=True)
class CitedAt:
    """A place where the article cites a work; `work` where it is not the one of the heading."""

    cited: Cited
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Itself:
    """The article was looked up; its list has `count` works."""

    count: int


@dataclass(frozen=True, slots=True)
class Address:
    """Where a work may be read."""

    url: str


@dataclass(frozen=True, slots=True)
class Other:
    """A work that the same words name."""

    source: Source


@dataclass(frozen=True, slots=True)
class Held:
    """A source, and its passages that hold what was looked up."""

    source: Source
    excerpts: tuple[Excerpt, ...]


Line = Fact | Point | More | Address | Other
Item = Heading | Excerpt | CitedAt | Itself | Held | Line


class Section(NamedTuple):
    """What belongs together, with a heading unless it goes without saying."""

    items: tuple[Item, ...]
    head: str = ""


def outline(found: Lookup, words: Words) -> tuple[Section, ...]:
    """All that is shown of a look-up."""
    back = found.kind == "statement" or _is_back(found)
    return tuple(_way_back(found, words) if back else _forward(found, words))


def _is_back(found: Lookup) -> bool:
    """Whether passages of the article were given, and what they rest on is asked."""
    return found.kind == "passage" and not any(
        work.id == one.source for work in found.works for one in found.provisions
    )


# What is said, wherever it is said -------------------------------------------------------------


def title_of_work(work: Work) -> str:
    """A work's title, else its entry in the article's list."""
    return work.record.title if work.record else work.entry.text if work.entry else ""


def short_title(work: Work, words: Words) -> str:
    """What a work is called for short, else its entry in the article's list."""
    return work.record.short(words.language) if work.record else title_of_work(work)


def place_of_mark(mark: Mark, words: Words) -> str:
    """Where in the article a mark stands, and the mark."""
    place = mark.locator.label(words.language)
    return f"{place}  {mark.marker}" if mark.marker else place


def noted(notes: Iterable[Note], words: Words) -> Iterator[Point]:
    """Our notes in the reader's language."""
    for note in notes:
        yield Point(note.uk if words.language == "uk" else note.en)


def corrected(one: Correction, words: Words) -> str:
    """What the article says, what is right, and why."""
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


def backed(behind: Behind, words: Words) -> tuple[str, tuple[Excerpt, ...]]:
    """What is said of what stands behind a mark, and its passages."""
    if behind.how == "unread":
        return words("cite.unread"), ()
    if behind.missing:
        return behind.missing[words.language], ()
    shown = readable(behind.passages, words.language)
    more = f" ({words('cite.of', count=behind.of)})" if behind.of > len(shown) else ""
    excerpts = tuple(Excerpt(passage, LONGEST) for passage in shown)
    return f"{words(f'cite.{behind.how}')}{more}", excerpts


def elsewhere(item: CitedAt) -> tuple[str, ...]:
    """Where a work that was not read may be read, beside the words that rest on it."""
    unread = item.work is not None and item.cited.behind.how == "unread"
    return item.work.addresses() if item.work and unread else ()


# From a work to where it is cited --------------------------------------------------------------


def _forward(found: Lookup, words: Words) -> Iterator[Section]:
    for work in found.works:
        provisions = [one for one in found.provisions if one.source == work.id]
        facts = tuple(_facts(work, words))
        yield Section((Heading(work), *(() if provisions else facts)))
        for one in provisions:
            yield Section(tuple(_provision(one, words)), words("cite.provision"))
        if not provisions:
            yield from _corrections(work, words)
        yield _where(found, work, words)
        if provisions:  # who asks for a provision wants its words first
            if facts:
                yield Section(facts, words("cite.record"))
            yield from _corrections(work, words)
        yield from _rest(found, work, words)
    if found.also:
        yield Section(tuple(map(Other, found.also)), words("cite.also"))


def _facts(work: Work, words: Words) -> Iterator[Fact]:
    record, ukrainian = work.record, words.language == "uk"
    if record is None:
        return
    yield Fact(work.formats()["dstu"].strip(), words("cite.dstu"))
    if work.entry:
        yield Fact(quoted(work.entry.text, words.language), words("cite.listed"))
    if edition := record.edition if ukrainian else record.edition_en:
        yield Fact(edition, words("cite.edition"))
    if rights := record.rights if ukrainian else record.rights_en:
        yield Fact(rights)


def _corrections(work: Work, words: Words) -> Iterator[Section]:
    points = []
    for one in work.record.corrections if work.record else ():
        place = f"{one.at.label(words.language)}: " if one.at else ""
        points.append(Point(f"{place}{corrected(one, words)}", wrong=True))
    if points:
        yield Section(tuple(points), words("cite.corrections"))


def _provision(one: Provision, words: Words) -> Iterator[Item]:
    if one.missing:
        yield Fact(one.missing[words.language])
    shown = readable(one.passages, words.language)
    yield from map(Excerpt, shown[:MOST])
    if len(shown) > MOST:
        yield More(len(shown) - MOST, shown[MOST])


def _where(found: Lookup, work: Work, words: Words) -> Section:
    cited = list(found.of(work))
    if not cited:
        if work.id == ARTICLE:
            return Section((Itself(found.listed),))
        return Section((), words("cite.nowhere"))
    asked = [CitedAt(one) for one in cited if one.asked]
    others = [CitedAt(one) for one in cited if not one.asked]
    by_notes = all(one.mark.quote is None for one in cited)
    act = "cite.where.act" if found.provisions else "cite.where"
    items: list[Item] = [*asked]
    if not asked:
        key = "cite.not.page" if found.page else "cite.not.place"
        items.append(Fact(words(key, page=found.page)))
    if others:
        items += [Fact(f"{words('cite.others')}:"), *others]
    return Section(tuple(items), words("cite.where.notes" if by_notes else act))


def _rest(found: Lookup, work: Work, words: Words) -> Iterator[Section]:
    """What the article says elsewhere of the work, and where it can be had."""
    shown = {note for one in found.cited for note in one.mark.notes}
    left = [note for note in work.said if note not in shown]
    if left:
        yield Section(tuple(noted(left, words)), words("cite.notes"))
    if work.addresses():
        yield Section(tuple(map(Address, work.addresses())), words("cite.read.at"))


# From words to what they rest on ---------------------------------------------------------------


def _way_back(found: Lookup, words: Words) -> Iterator[Section]:
    for one in found.provisions:
        yield Section(tuple(map(Excerpt, readable(one.passages, words.language))))
    items: list[Item] = []
    if not found.cited:
        items.append(Fact(words("cite.no.marks")))
    elif not found.direct:
        items.append(Fact(words("cite.beside")))
    items += [CitedAt(cited, work) for work in found.works for cited in found.of(work)]
    yield Section(tuple(items), words("cite.rests"))
    yield _held(found, words)


def _held(found: Lookup, words: Words) -> Section:
    """The passages of the library that hold a statement, by source."""
    head = words("cite.held")
    if not found.hits:
        return Section((Fact(words("cite.not.held")),), head)
    by_source: dict[str, list[Excerpt]] = {}
    for hit in found.hits[:HITS]:
        by_source.setdefault(hit.passage.source, []).append(Excerpt(hit.passage, LONGEST))
    sources = {source.id: source for source in found.sources}
    return Section(tuple(Held(sources[one], tuple(by_source[one])) for one in by_source), head)
