"""The conversation as HTML: questions, answers with numbered citations, declined ones. Pure.

The words around an answer are in the language of the interface; what sources and users wrote is
escaped by `dzherelo.ui.views.markup`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from dzherelo.assistant.types import Answer, Citation, Hit, Statement
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.types import Kind
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page import anchor as places
from dzherelo.ui.views.markup import (
    attribute,
    button,
    copy_button,
    escaped,
    language_attribute,
    slips_html,
    with_own_markers,
)
from dzherelo.ui.views.render import (
    Slips,
    Titles,
    corrected,
    cost_line,
    no_slips,
    own_references,
    plain_answer,
    review_line,
    snippet,
    status_of,
    taken_as,
    title_of,
)

NEARBY = 4  # passages offered under a declined answer
_ANSWER_MARKERS = re.compile(r"(?:\s*\[\d+\])+\s*$")


@dataclass(frozen=True, slots=True)
class View:
    """What an answer is shown with: the sources by id, our words, what can still be opened, what to
    ask first."""

    titles: Titles
    words: Words
    stands: Callable[[places.Place], bool] = lambda place: True
    first: Callable[[], Sequence[str]] = tuple  # questions for who has not asked one yet
    slips: Slips = no_slips  # what a quote repeats that is wrong in its source


def question_html(question: str) -> str:
    """What the user asked, as it was typed."""
    return f'<div class="dz-question" tabindex="0">{escaped(question)}</div>'


def statements_html(statements: Iterable[Statement], view: View) -> str:
    """The statements that a stream has brought so far; their citations come with the answer."""
    body = "".join(f"<p>{_statement(one, {}, view)}</p>" for one in statements)
    return f'<div class="dz-answer">{body}</div>'


def answer_html(answer: Answer, view: View) -> str:
    """A whole answer with its citations, or a declined one with what is nearby."""
    taken = ""
    if understood := taken_as(answer):
        said = view.words("understood", question=understood)
        taken = f'<p class="dz-aside dz-understood">{escaped(said)}</p>'
    if answer.notice:
        taken += f'<p class="dz-remark" role="note">{escaped(answer.notice)}</p>'
    lines = [cost_line(answer.cost, view.words)] if answer.cost else []
    lines += [review_line(answer.review, view.words)] if answer.review else []
    told = "<br>".join(escaped(line) for line in lines)
    took = f'<p class="dz-aside dz-cost">{told}</p>' if told else ""
    if not answer.answered:
        return taken + _declined(answer, view) + took
    shown = " ".join(statement.text for statement in answer.statements)
    cites = "".join(
        _citation(citation, view, repeat=citation.text not in shown)
        for citation in answer.citations
    )
    named = view.words("cited")
    listed = f'<ol class="dz-cites" aria-label="{named}">{cites}</ol>' if cites else ""
    return f"{taken}{_body(answer, view)}{listed}{took}"


def error_html(line: str) -> str:
    """One line that says what went wrong."""
    return f'<div class="dz-error">{escaped(line)}</div>'


def places_of(answer: Answer) -> str:
    """What the viewer leads through, one key after the other."""
    if answer.answered:
        keys = [places.of_citation(one).key for one in answer.citations]
    else:
        keys = [places.of_passage(hit.passage).key for hit in answer.hits[:NEARBY]]
    return " ".join(keys)


def copied(answer: Answer, view: View) -> str:
    """The answer with its citations as plain text, for the clipboard; not what it took."""
    bare = replace(answer, cost=None, review=None)
    told = plain_answer(bare, view.titles, slips=view.slips)
    return f"{answer.question}\n\n{told}"


def _body(answer: Answer, view: View) -> str:
    """The statements as paragraphs, those that quote the items of a list as a list."""
    cited = {citation.marker: citation for citation in answer.citations}
    statements = answer.statements or (Statement(answer.text, ()),)

    def is_item(statement: Statement) -> bool:
        quoted = (cited[marker] for marker in statement.citations if marker in cited)
        return any(citation.passage.kind is Kind.ITEM for citation in quoted)

    parts = []
    for listed, group in groupby(statements, is_item):
        lines = [_statement(statement, cited, view) for statement in group]
        if listed and len(lines) > 1:
            parts.append(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
        else:
            parts += [f"<p>{line}</p>" for line in lines]
    language = language_attribute(answer.language)
    return f'<div class="dz-answer"{language}>{"".join(parts)}</div>'


def _statement(statement: Statement, cited: Mapping[int, Citation], view: View) -> str:
    text = re.sub(r"\n\s*\n", "\n", statement.text)  # an author's lines stand apart in the source
    if statement.citations:
        text = _ANSWER_MARKERS.sub("", text)
    chips = "".join(_chip(marker, cited.get(marker), view) for marker in statement.citations)
    if statement.supported:
        return f"{with_own_markers(text)}{chips}"
    doubt = view.words("unsupported")
    return (
        f'<span class="dz-unsupported">{with_own_markers(text)}</span>{chips}'
        f' <span class="dz-doubt">{doubt}</span>'
    )


def _chip(marker: int, citation: Citation | None, view: View) -> str:
    """The answer's own mark, which opens the quote: a chip to the eye, "[1]" when copied."""
    shown = f"<i>&#91;</i>{marker}<i>&#93;</i>"
    if citation is None:
        return f' <span class="dz-mark">{shown}</span>'
    return " " + _opening(
        shown, "dz-mark", places.of_citation(citation), _named(citation, view), view
    )


def _opening(shown: str, look: str, place: places.Place, name: str, view: View) -> str:
    """A link that opens `place` in the viewer; one to a text that is gone says so."""
    if not view.stands(place):
        look, name = f"{look} dz-gone", f"{name}. {view.words('gone')}"
    return (
        f'<a href="#dz-source" class="{look}" data-act="open" data-place="{attribute(place.key)}"'
        f' aria-label="{attribute(name)}" title="{attribute(name)}">{shown}</a>'
    )


def _named(citation: Citation, view: View) -> str:
    title = title_of(citation.source, view.titles)
    place = citation.locator.label(view.words.language)
    return view.words("citation", marker=citation.marker, title=title, place=place)


def _citation(citation: Citation, view: View, *, repeat: bool) -> str:
    """One line of the list below an answer; `repeat`: the line shows the quote too."""
    words, passage, place = view.words, citation.passage, places.of_citation(citation)
    badges = []
    if status := status_of(passage, view.titles, words):
        badges.append(status)
    badges += own_references(citation, words)
    if not view.stands(place):
        badges.append(words("gone"))
    badge = "".join(f' <span class="dz-badge">{escaped(one)}</span>' for one in badges)
    head = (
        f'<span class="dz-mark">{citation.marker}</span> '
        f'<span class="dz-title">{escaped(title_of(passage.source, view.titles))}</span> '
        f'<span class="dz-place">{escaped(passage.locator.label(words.language))}</span>'
    )
    language = language_attribute(passage.language)
    text = with_own_markers(quoted(citation.text, words.language))
    quote = f'<span class="dz-quote"{language}>{text}</span>' if repeat else ""
    line = _opening(head, "dz-cite", place, _named(citation, view), view)
    slips = slips_html((corrected(one, words) for one in view.slips(citation)), words("cite.slip"))
    return f"<li>{line}{badge}{quote}{slips}</li>"


def _declined(answer: Answer, view: View) -> str:
    """What the answer says for itself, and the passages that came nearest, each to be opened."""
    near = "".join(_near(hit, view) for hit in answer.hits[:NEARBY])
    listed = (
        f'<p class="dz-near-head">{view.words("near")}</p><ul class="dz-near">{near}</ul>'
        if near
        else ""
    )
    # The lines after the first name what is near: here it is listed to be opened.
    why = escaped(answer.text.partition("\n")[0])
    language = language_attribute(answer.language)
    if answer.reason == "unclear":  # a greeting, or no words: no fault of the library
        offered = _offers(view.first())
        return f'<div class="dz-declined dz-unclear"><p{language}>{why}</p>{offered}</div>'
    return f'<div class="dz-declined"><p class="dz-why"{language}>{why}</p>{listed}</div>'


def _near(hit: Hit, view: View) -> str:
    passage, words = hit.passage, view.words
    name = f"{title_of(passage.source, view.titles)}, {passage.locator.label(words.language)}"
    link = _opening(escaped(name), "dz-cite", places.of_passage(passage), name, view)
    status = status_of(passage, view.titles, words)
    badge = f' <span class="dz-badge">{escaped(status)}</span>' if status else ""
    language = language_attribute(passage.language)
    begins = with_own_markers(snippet(passage.text))
    return f"<li>{link}{badge}<br><span{language}>{begins}</span></li>"


# -- the whole conversation ----------------------------------------------------------------------


def turn_html(
    number: int, asked: str, replied: str, *, all_places: str, actions: str, view: View
) -> str:
    """A question and its reply, with what can be done about them."""
    words = view.words
    edit = button(words("edit"), "edit", turn=str(number), look="dz-small")
    return (
        f'<article class="dz-turn" aria-label="{words("turn", number=number + 1)}">'
        f'<div class="dz-asked">{question_html(asked)}<div class="dz-actions">{edit}</div></div>'
        f'<div class="dz-reply" data-all="{attribute(all_places)}">{replied}'
        f'<div class="dz-actions">{actions}</div></div></article>'
    )


def reply_actions(number: int, answer: Answer | None, view: View, *, again: bool) -> str:
    """Copy and, of the last reply, retry."""
    words, parts = view.words, []
    if answer is not None and answer.answered:
        parts.append(copy_button(words("copy.answer"), copied(answer, view), look="dz-small"))
    if again:
        parts.append(button(words("retry"), "retry", turn=str(number), look="dz-small"))
    if answer is not None and answer.answered:
        parts.append(f'<span class="dz-mode">{escaped(words(f"mode.{_made_of(answer)}"))}</span>')
    return "".join(parts)


def _made_of(answer: Answer) -> str:
    """Notes are no quotes: their words are ours."""
    notes = all(citation.passage.origin == "note" for citation in answer.citations)
    return "notes" if notes and answer.mode == "quotes" else answer.mode


def welcome_html(words: Words, questions: Sequence[str], *, more: str = "") -> str:
    """What an empty conversation shows: an invitation, questions to begin with, a line `more`."""
    head = words("start") if questions else words("empty.how")
    listed = _offers(questions)
    told = f'<p class="dz-aside">{escaped(more)}</p>' if more else ""
    return f'<div class="dz-welcome"><p>{escaped(head)}</p>{listed}{told}</div>'


def _offers(questions: Sequence[str]) -> str:
    offered = "".join(
        f"<li>{button(escaped(one), 'ask', question=one, look='dz-offer')}</li>"
        for one in questions
    )
    return f'<ul class="dz-offers">{offered}</ul>' if offered else ""


def waiting_html(words: Words) -> str:
    """What stands where a reply will be, with a way to stop it."""
    stop = button(words("stop"), "stop", look="dz-small")
    return f'<div class="dz-waiting"><span class="dz-aside">{words("searching")}</span>{stop}</div>'
