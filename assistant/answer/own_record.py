"""What an article says of itself as a publication: its DOI, year, journal, in its own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dzherelo.assistant.answer.compose import Draft
from dzherelo.assistant.query.answer_type import Shape, wording
from dzherelo.assistant.query.question import Question
from dzherelo.corpus.records import Record
from dzherelo.corpus.split.record import cites, year_told
from dzherelo.corpus.types import Kind, Passage, Span

Says = Callable[[str], bool]


def fields_asked(question: Question) -> tuple[str, ...]:
    """The fields of the article's record that a question asks for: "doi", "container", "year"."""
    keys = frozenset().union(*(term.keys for term in (*question.weighty, *question.frame)))
    named = [name for name, words in wording().fields.items() if not keys.isdisjoint(words)]
    dated = not named or question.shape is Shape.DATE  # to ask for its publishing is to ask when
    return (*named, "year") if dated and "year" not in named else tuple(named)


def told(question: Question, record: Record, passages: Sequence[Passage]) -> list[Draft]:
    """For each field asked, the first place of the text that gives what the record has of it."""
    own = [
        one
        for one in passages
        if one.kind in (Kind.FRONT, Kind.AUTHOR)
        or (one.kind in (Kind.PARAGRAPH, Kind.NOTE) and cites(one.text, record.title))
    ]
    made = []
    for name in fields_asked(question):
        value = getattr(record, name, None)
        says = _says(name, str(value)) if value else None
        if says and (found := _place(says, own)):
            made.append(Draft(*found, short=str(value)))
    return made


def _place(says: Says, passages: Sequence[Passage]) -> tuple[Passage, Span] | None:
    for passage in passages:
        if says(passage.text):
            sentence = next((s for s in passage.sentences if says(passage.words(s))), passage.span)
            return passage, sentence
    return None


def _says(name: str, value: str) -> Says:
    if name == "doi":
        return lambda text: value.lower() in "".join(text.split()).lower()
    if name == "year":
        return lambda text: year_told(text) == int(value)
    folded = value.casefold()
    return lambda text: folded in text.casefold()
