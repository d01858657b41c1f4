"""The conversation as HTML: questions, answers with numbered citations, declined ones. Pure.

The words around an answer are in the language of the interface; `answer.html.j2` is how it looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup

from dzherelo.assistant.types import Answer, Hit, Statement
from dzherelo.corpus.types import Kind
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views import places
from dzherelo.ui.views.render import View, html, model_lines, plain_answer, taken_as

_ANSWER_MARKERS = re.compile(r"(?:\s*\[\d+\])+\s*$")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it so far: statements, then the answer, or an error's line.

    With neither it is still being answered, or was stopped.
    """

    question: str
    statements: tuple[Statement, ...] = ()
    answer: Answer | None = None
    error: str | None = None


Talk = tuple[Exchange, ...]


def talk_html(
    talk: Sequence[Exchange], view: View, *, busy: bool = False, more: str = ""
) -> Markup:
    """A whole talk, or how to begin one, with a line `more`. `busy`: the last reply is not
    whole."""
    last = len(talk) - 1
    turns = [
        _turn(number, one, view, last=number == last, busy=busy and number == last)
        for number, one in enumerate(talk)
    ]
    begin = () if talk else view.first()
    return html("answer", "talk", Markup("").join(turns), view, begin, more)


def _turn(number: int, one: Exchange, view: View, *, last: bool, busy: bool) -> Markup:
    """A question and its reply, with what can be done about them: copy and, of the last, retry."""
    words, answer, copy, mode = view.words, one.answer, "", ""
    if one.error is not None:
        replied = error_html(one.error)
    elif answer is not None:
        replied = answer_html(answer, view)
    else:
        said = statements_html(one.statements, view) if one.statements else Markup("")
        replied = said + (waiting_html(words) if busy else error_html(words("interrupted")))
    if answer is not None and answer.answered and not busy:
        # Notes are no quotes: their words are ours.
        notes = all(citation.passage.origin == "note" for citation in answer.citations)
        mode = "notes" if notes and answer.mode == "quotes" else answer.mode
        copy = copied(answer, view)
    places = places_of(answer) if answer else ""
    again = last and not busy
    return html("answer", "turn", number, one.question, replied, places, copy, mode, again, words)


def answer_html(answer: Answer, view: View) -> Markup:
    """A whole answer with its citations, or a declined one with what is nearby."""
    shown = " ".join(statement.text for statement in answer.statements)
    return html(
        "answer",
        "answer",
        answer,
        view,
        understood=taken_as(answer),
        model=model_lines(answer, view.words),
        groups=_groups(answer),
        cited={citation.marker: citation for citation in answer.citations},
        repeated={one.marker for one in answer.citations if one.text not in shown},
        near=_near(answer),
    )


def _groups(answer: Answer) -> Iterator[tuple[bool, list[Statement]]]:
    """The statements as they stand together: those that quote the items of a list are a list."""
    items = {one.marker for one in answer.citations if one.passage.kind is Kind.ITEM}
    statements = answer.statements or (Statement(answer.text, ()),)
    for listed, group in groupby(statements, lambda one: not items.isdisjoint(one.citations)):
        shown = [_unmarked(one) for one in group]
        yield listed and len(shown) > 1, shown


def _unmarked(statement: Statement) -> Statement:
    """A statement without the markers that its chips show, an author's paragraphs as lines."""
    text = re.sub(r"\n\s*\n", "\n", statement.text)
    return replace(statement, text=_ANSWER_MARKERS.sub("", text) if statement.citations else text)


def _near(answer: Answer) -> tuple[Hit, ...]:
    """The passages offered under a declined answer."""
    return () if answer.answered else answer.hits[:4]


def places_of(answer: Answer) -> str:
    """What the viewer leads through, one key after the other."""
    cited = answer.citations if answer.answered else ()
    near = (places.of_passage(hit.passage) for hit in _near(answer))
    found = [*map(places.of_citation, cited), *near]
    return " ".join(place.key for place in found)


def copied(answer: Answer, view: View) -> str:
    """The answer with its citations as plain text, for the clipboard; not what it took."""
    bare = replace(answer, cost=None, review=None)
    return f"{answer.question}\n\n{plain_answer(bare, view.titles, slips=view.slips)}"


def statements_html(statements: Iterable[Statement], view: View) -> Markup:
    """The statements that a stream has brought so far; their citations come with the answer."""
    return html("answer", "statements", map(_unmarked, statements), view)


def waiting_html(words: Words, *, stop: bool = True) -> Markup:
    """What stands where a reply will be, with a way to stop it."""
    return html("answer", "waiting", words, stop)


def error_html(line: str) -> Markup:
    """One line that says what went wrong."""
    return html("macros", "error", line)
