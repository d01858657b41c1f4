"""Answers as plain text, and what every view shares: wordings, and the templates of the page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from dzherelo.assistant.types import Answer, Citation, Hit
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.types import Kind, Passage, Source, Status
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views import markup, places
from dzherelo.ui.views.markup import calm

if TYPE_CHECKING:
    from jinja2 import Environment

    from dzherelo.assistant.citations.lookup import Mark, Work
    from dzherelo.corpus.library.notes import Note
    from dzherelo.corpus.records import Correction, Record

Titles = Mapping[str, Source]  # the sources of the library by id
Slips = Callable[[Citation], "Sequence[Correction]"]  # what a quote repeats that is wrong


def no_slips(citation: Citation) -> Sequence[Correction]:
    return ()


@dataclass
class View:
    """What answers and look-ups are shown with: our words, the sources by id, and what can be
    opened: a place that still stands, a source from its beginning, a note of ours."""

    words: Words
    titles: Titles = field(default_factory=dict)
    stands: Callable[[places.Place], bool] = lambda place: True
    first: Callable[[], Sequence[str]] = tuple  # questions for who has not asked one yet
    slips: Slips = no_slips  # what a quote repeats that is wrong in its source
    beginning: Callable[[str], places.Place | None] = lambda source: None
    place_of: Callable[[Note], places.Place | None] = lambda note: None
    shown: list[places.Place] = field(default_factory=list)  # in order, for previous and next

    def key(self, place: places.Place) -> str:
        """The key of a place that is shown, which the viewer then leads through."""
        if place not in self.shown:
            self.shown.append(place)
        return place.key

    def label(self, passage: Passage) -> str:
        return passage.locator.label(self.words.language)

    def name(self, passage: Passage) -> str:
        """Title and place of a passage."""
        return f"{title_of(passage.source, self.titles)}, {self.label(passage)}"

    def status(self, passage: Passage) -> str:
        return status_of(passage, self.titles, self.words)


# -- HTML ----------------------------------------------------------------------------------------


def html(template: str, macro: str, *values: Any, **named: Any) -> Markup:
    """What a macro of a template makes of values; whatever is not `Markup` comes out inert."""
    made = getattr(_environment().get_template(f"{template}.html.j2").module, macro)
    return Markup(made(*values, **named))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("dzherelo.ui.views"),
        autoescape=True,
        finalize=markup.inert,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "text": markup.escaped,
        "own": markup.with_own_markers,
        "lang": markup.language_attribute,
    }
    shared: tuple[Callable[..., Any], ...] = (
        title_of, title_of_work, short_title, ref_of, place_of_mark, source_facts, own_references,
        corrected, noted, copies, short, quoted, places.of_citation, places.of_passage,
    )  # fmt: skip
    made.globals |= {one.__name__: one for one in shared}
    return made


# -- plain text ----------------------------------------------------------------------------------


def plain_answer(
    answer: Answer, titles: Titles, *, width: int | None = None, slips: Slips = no_slips
) -> str:
    """The answer with its markers, then each citation, with the `slips` that its words repeat;
    wrapped to `width` columns if given.

    The text of a declined answer itself says so and names what is nearby.
    """
    view = View(Words(answer.language), titles)
    blocks = [view.words("understood", question=taken)] if (taken := taken_as(answer)) else []
    blocks += [_with_quotes_on_a_line(answer), answer.notice or ""]
    blocks = [fill(block, width) for block in blocks if block]
    for citation in answer.citations:
        blocks.append(_plain_citation(citation, view, width))
        for slip in slips(citation):
            blocks[-1] += f"\n{fill(slip_line(slip, view.words), width, indent='    ')}"
    blocks += [fill(line, width) for line in model_lines(answer, view.words)]
    return "\n\n".join(blocks)


def _with_quotes_on_a_line(answer: Answer) -> str:
    """The text of the answer, in which the lines of a quote do not break it up."""
    text = answer.text
    for statement in answer.statements if answer.mode == "quotes" else ():
        text = text.replace(statement.text, on_a_line(statement.text))
    return text


def on_a_line(text: str) -> str:
    """Words of a source as they are shown within a line."""
    return " ".join(text.split())


def model_lines(answer: Answer, words: Words) -> list[str]:
    """What a language model took (its name, tokens, seconds), and what became of the sentences
    that it wrote; what did not happen is not said."""
    lines, cost, review = [], answer.cost, answer.review
    if cost:
        key = "cost.cached" if cost.cached else "cost.estimated" if cost.estimated else "cost"
        tokens = cost.prompt_tokens + cost.completion_tokens
        lines.append(words(key, model=cost.model, tokens=tokens, seconds=f"{cost.seconds:.1f}"))
    if review:
        said = [words("review", sentences=review.sentences, supported=review.supported)]
        for name in ("repaired", "unknown", "unmarked", "withheld"):
            if count := getattr(review, name):
                said.append(words(f"review.{name}", count=count))
        lines.append(" · ".join(said))
    return lines


def plain_hits(
    hits: Sequence[Hit], titles: Titles, language: str, *, width: int | None = None
) -> str:
    """A numbered list of passages: source, locator, score, and the whole text."""
    view = View(Words(language), titles)
    return "\n\n".join(
        f"{hit.rank}. {_place(hit.passage, view)}  ({hit.score:.2f})\n"
        + fill(hit.passage.text, width, indent="   ")
        for hit in hits
    )


def _plain_citation(citation: Citation, view: View, width: int | None) -> str:
    head = f"[{citation.marker}] {_place(citation.passage, view)}"
    head += "".join(f" ({one})" for one in own_references(citation, view.words))
    quote = quoted(on_a_line(citation.text), view.words.language)
    return f"{fill(head, width)}\n{fill(quote, width, indent='    ')}"


def _place(passage: Passage, view: View) -> str:
    status = view.status(passage)
    return f"{view.name(passage)} ({status})" if status else view.name(passage)


def fill(text: str, width: int | None, *, indent: str = "") -> str:
    """`text` line by line, wrapped and indented, without control characters."""
    lines = calm(text).split("\n")
    if width is None:
        return "\n".join(indent + line for line in lines)
    return "\n".join(
        textwrap.fill(
            line,
            max(width, 30),
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )


# -- words shared by both ------------------------------------------------------------------------


def title_of(source: str, titles: Titles) -> str:
    """The title of a source, or its id where the library has no title for it."""
    known = titles.get(source)
    return (known.title if known else "") or source


def corrected(one: Correction, words: Words) -> str:
    """What the article says, what is right, and why."""
    said, rightly = one.article_says, one.rightly
    key = ("cite.says" if said else "cite.rightly") if rightly else "cite.said" if said else ""
    first = words(key, said=said, rightly=rightly) if key else ""
    evidence = f"({one.evidence})" if one.evidence else ""
    return " ".join(part for part in (first, noted(one, words), evidence) if part)


def slip_line(one: Correction, words: Words) -> str:
    """A slip of the article, named as one."""
    return f"{words('cite.slip')}: {corrected(one, words)}"


def taken_as(answer: Answer) -> str | None:
    """The question as it was taken, where more than its capitals and signs is another."""
    taken = answer.understood
    return taken if taken and _said(taken) != _said(answer.question) else None


def _said(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def own_references(citation: Citation, words: Words) -> list[str]:
    """What of its reference list a source itself cites for the quoted words: "cites reference 2,
    p. 84"."""
    if citation.passage.kind is Kind.ENTRY:
        return []  # an entry is a reference, and cites none
    found = [one for one in citation.passage.references if citation.quote.overlap(one.supports)]
    if not found and citation.reference is not None:
        return [words("own.reference", number=citation.reference)]
    pages = {one: f", {words('own.page', page=one.page)}" if one.page else "" for one in found}
    said = [words("own.reference", number=f"{one.number}{pages[one]}") for one in found]
    return list(dict.fromkeys(said))


def source_facts(source: Source, words: Words) -> list[str]:
    """What a list of sources says of one: its status, then what was counted in it."""
    counted = (
        ("passages", source.passages),
        ("references", source.entries),
        ("markers", source.references),
    )
    facts = [words(key, count=count) for key, count in counted if count]
    return [words(f"status.{source.status}"), *facts]


def status_of(passage: Passage, titles: Titles, words: Words) -> str:
    """What the reader must know of the source: nothing if its whole text is in the library."""
    if passage.origin == "note":
        return words("from.notes")
    known = titles.get(passage.source)
    return words(f"status.{known.status}") if known and known.status != Status.FULL else ""


def short(text: str, most: int = 200) -> str:
    """The beginning of a text, on one line."""
    line = on_a_line(text)
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"


def title_of_work(work: Work) -> str:
    """A work's title, else its entry in the article's list."""
    return work.record.title if work.record else work.entry.text if work.entry else ""


def short_title(work: Work, words: Words) -> str:
    """What a work is called for short, else its entry in the article's list."""
    return work.record.short(words.language) if work.record else title_of_work(work)


def ref_of(work: Work) -> str:
    """The reference by which a work is looked up."""
    return str(work.number) if work.number is not None else work.id or ""


def place_of_mark(mark: Mark, words: Words) -> str:
    """Where in the article a mark stands, and the mark."""
    place = mark.locator.label(words.language)
    return f"{place}  {mark.marker}" if mark.marker else place


def noted(note: Note | Correction, words: Words) -> str:
    """What we say of it in the reader's language."""
    return note.uk if words.language == "uk" else note.en


def copies(record: Record, words: Words) -> list[tuple[str, str]]:
    """A work's reference in the formats that are copied, each with what its button says."""
    from dzherelo.corpus.bibliography.formats import export

    return [(words(f"copy.{form}"), export([record], form).strip()) for form in ("dstu", "bibtex")]
