"""The conversation as HTML: questions, answers with numbered citations, declined ones. Pure.

The words around an answer are in the language of the interface; `answer.html.j2` is how it looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Protocol

from markupsafe import Markup

from dzherelo.assistant.types import Answer, Hit, Statement
from dzherelo.corpus.types import Kind
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views import places
from dzherelo.ui.views.render import View, html, model_lines, plain_answer, taken_as

__all__ = ["View"]

_ANSWER_MARKERS = re.compile(r"(?:\s*\[\d+\])+\s*$")


class Exchange(Protocol):
    """A question and what came of it so far: statements, then the answer, or an error's line."""

    @property
    def question(self) -> str: ...
    @property
    def statements(self) -> tuple[Statement, ...]: ...
    @property
    def answer(self) -> Answer | None: ...
    @property
    def error(self) -> str | None: ...


def talk_html(
    talk: Sequence[Exchange], view: View, *, busy: bool = False, more: str = ""
) -> Markup:
    """A whole talk, or how to begin one, with a line `more`. `busy`: the last reply is not
    whole."""
    last = len(talk) - 1
    shown = [
        _turn(number, one, view, last=number == last, busy=busy and number == last)
        for number, one in enumerate(talk)
    ] or [welcome_html(view.words, view.first(), more=more)]
    return html("answer", "talk", Markup("").join(shown), view)


def _turn(number: int, one: Exchange, view: View, *, last: bool, busy: bool) -> Markup:
    """A question and its reply, with what can be done about them."""
    words, answer = view.words, one.answer
    if one.error is not None:
        replied = error_html(one.error)
    elif answer is not None:
        replied = answer_html(answer, view)
    else:
        said = statements_html(one.statements, view) if one.statements else Markup("")
        replied = said + (waiting_html(words) if busy else error_html(words("interrupted")))
    actions = Markup("") if busy else _actions(number, answer, view, again=last)
    keys = places_of(answer) if answer else ""
    return html("answer", "turn", number, one.question, replied, keys, actions, words)


def _actions(number: int, answer: Answer | None, view: View, *, again: bool) -> Markup:
    """Copy and, of the last reply, retry; how the answer was made."""
    copy, mode = "", ""
    if answer is not None and answer.answered:
        notes = all(citation.passage.origin == "note" for citation in answer.citations)
        # Notes are no quotes: their words are ours.
        mode = "notes" if notes and answer.mode == "quotes" else answer.mode
        copy = copied(answer, view)
    return html("answer", "actions", number, copy, mode, again, view.words)


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
    found = [places.of_citation(one) for one in answer.citations if answer.answered]
    return " ".join(
        one.key for one in [*found, *(places.of_passage(h.passage) for h in _near(answer))]
    )


def copied(answer: Answer, view: View) -> str:
    """The answer with its citations as plain text, for the clipboard; not what it took."""
    bare = replace(answer, cost=None, review=None)
    return f"{answer.question}\n\n{plain_answer(bare, view.titles, slips=view.slips)}"


def question_html(question: str) -> Markup:
    """What the user asked, as it was typed."""
    return html("answer", "question", question)


def statements_html(statements: Iterable[Statement], view: View) -> Markup:
    """The statements that a stream has brought so far; their citations come with the answer."""
    return html("answer", "statements", map(_unmarked, statements), view)


def welcome_html(words: Words, questions: Sequence[str], *, more: str = "") -> Markup:
    """What an empty conversation shows: an invitation, questions to begin with, a line `more`."""
    return html("answer", "welcome", words, questions, more)


def waiting_html(words: Words, *, stop: bool = True) -> Markup:
    """What stands where a reply will be, with a way to stop it."""
    return html("answer", "waiting", words, stop)


def error_html(line: str) -> Markup:
    """One line that says what went wrong."""
    return html("macros", "error", line)
