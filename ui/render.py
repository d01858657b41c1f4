"""What an answer looks like: plain text for a terminal, escaped HTML for the chat. Pure functions.

Nothing that came from a source or a user is ever markup here. In HTML every ASCII character that
HTML or Markdown could read as syntax leaves as a numeric entity, so that the words stay words even
where a Markdown renderer goes over them afterwards.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from assistant.types import Answer, Citation, Cost, Hit, Statement
from corpus.types import Kind, Passage, Source, Span, Status
from ui.texts import Words

Titles = Mapping[str, Source]  # the sources of the library by id

NEARBY = 3  # passages shown under a declined answer
_SNIPPET = 200  # characters of a passage in a list of what is nearby

# The in-text markers of the sources themselves: "[3]", "[2, с. 86]", "[1; 4]".
_OWN_MARKER = re.compile(r"\[\d+(?:\s*[,;–-][^\[\]\n]{0,40})?\]")
_ANSWER_MARKERS = re.compile(r"(?:\s*\[\d+\])+\s*$")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85]")
_BLANKS = re.compile("[ \t]+")
_UNSAFE = re.compile(r"[!-/:-@\[-`{-~]")
# Control characters could drive a terminal; bidirectional overrides could reorder the line.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


# -- plain text ----------------------------------------------------------------------------------


def plain_answer(answer: Answer, titles: Titles, *, width: int | None = None) -> str:
    """The answer with its markers, then each citation; wrapped to `width` columns if given.

    The text of a declined answer itself says so and names what is nearby.
    """
    words = Words(answer.language)
    blocks = []
    if answer.understood and answer.understood != answer.question:
        blocks.append(fill(words("understood", question=answer.understood), width))
    blocks.append(fill(answer.text, width))
    if answer.notice:
        blocks.append(fill(answer.notice, width))
    blocks.extend(_plain_citation(citation, titles, words, width) for citation in answer.citations)
    if answer.cost:
        blocks.append(fill(cost_line(answer.cost, words), width))
    return "\n\n".join(blocks)


def cost_line(cost: Cost, words: Words) -> str:
    """What a language model took: its name, tokens, seconds."""
    key = "cost.cached" if cost.cached else "cost.estimated" if cost.estimated else "cost"
    tokens = cost.prompt_tokens + cost.completion_tokens
    return words(key, model=cost.model, tokens=tokens, seconds=f"{cost.seconds:.1f}")


def plain_hits(
    hits: Sequence[Hit], titles: Titles, language: str, *, width: int | None = None
) -> str:
    """A numbered list of passages: source, locator, score, and the whole text."""
    words = Words(language)
    return "\n\n".join(
        f"{hit.rank}. {_place(hit.passage, titles, words)}  ({hit.score:.2f})\n"
        + fill(hit.passage.text, width, indent="   ")
        for hit in hits
    )


def _plain_citation(citation: Citation, titles: Titles, words: Words, width: int | None) -> str:
    head = f"[{citation.marker}] {_place(citation.passage, titles, words)}"
    return f"{fill(head, width)}\n{fill(f'«{citation.text}»', width, indent='    ')}"


def fill(text: str, width: int | None, *, indent: str = "") -> str:
    """`text` line by line, wrapped and indented, without control characters."""
    lines = _calm(text).split("\n")
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


def source_facts(source: Source, words: Words) -> list[str]:
    """What a list of sources says of one: its status, then what was counted in it."""
    counted = (
        ("passages", source.passages),
        ("references", source.entries),
        ("markers", source.references),
    )
    facts = [words(key, count=count) for key, count in counted if count]
    return [words(f"status.{source.status}"), *facts]


def _place(passage: Passage, titles: Titles, words: Words) -> str:
    place = f"{title_of(passage.source, titles)}, {passage.locator.label(words.language)}"
    status = _status(passage, titles, words)
    return f"{place} ({status})" if status else place


def _status(passage: Passage, titles: Titles, words: Words) -> str:
    """What the reader must know of the source: nothing if its whole text is in the library."""
    if passage.origin == "note":
        return words("from.notes")
    known = titles.get(passage.source)
    return words(f"status.{known.status}") if known and known.status != Status.FULL else ""


def _calm(text: str) -> str:
    """`text` with plain line ends and without characters that a screen would obey."""
    return _CONTROLS.sub("\ufffd", _LINE_END.sub("\n", text))


def _snippet(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SNIPPET else line[:_SNIPPET].rsplit(" ", 1)[0] + "…"


# -- HTML ----------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """`text` as inert HTML that a Markdown renderer leaves alone too; line ends become `<br>`."""
    safe = _UNSAFE.sub(lambda match: f"&#{ord(match[0])};", _calm(text))
    # Four spaces at the start of a line would be a code block to Markdown.
    return _BLANKS.sub(" ", safe).replace("\n", "<br>")


def html_question(question: str) -> str:
    """What the user asked, as it was typed."""
    return f'<div class="dz-question">{escaped(question)}</div>'


def html_statements(statements: Iterable[Statement], language: str) -> str:
    """The statements that a stream has brought so far."""
    words = Words(language)
    body = "".join(f"<p>{_html_statement(one, words)}</p>" for one in statements)
    return f'<div class="dz-answer">{body}</div>'


def html_answer(answer: Answer, titles: Titles) -> str:
    """A whole answer with its citations, or a declined one with what is nearby."""
    words = Words(answer.language)
    before = [answer.notice] if answer.notice else []
    if answer.understood and answer.understood != answer.question:
        before.insert(0, words("understood", question=answer.understood))
    taken = "".join(f'<p class="dz-aside">{escaped(line)}</p>' for line in before)
    cost = cost_line(answer.cost, words) if answer.cost else ""
    took = f'<p class="dz-aside dz-cost">{escaped(cost)}</p>' if cost else ""
    if not answer.answered:
        return taken + _html_declined(answer, titles, words) + took
    shown = " ".join(statement.text for statement in answer.statements)
    cites = "".join(
        _html_citation(citation, titles, words, repeat=citation.text not in shown)
        for citation in answer.citations
    )
    listed = f'<ol class="dz-cites" aria-label="{words("cited")}">{cites}</ol>' if cites else ""
    return taken + _html_body(answer, words) + listed + took


def _html_body(answer: Answer, words: Words) -> str:
    """The statements as paragraphs, those that quote the items of a list as a list."""
    kinds = {citation.marker: citation.passage.kind for citation in answer.citations}
    statements = answer.statements or (Statement(answer.text, ()),)

    def is_item(statement: Statement) -> bool:
        return any(kinds.get(marker) is Kind.ITEM for marker in statement.citations)

    parts = []
    for listed, group in groupby(statements, is_item):
        lines = [_html_statement(statement, words) for statement in group]
        if listed and len(lines) > 1:
            parts.append(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
        else:
            parts += [f"<p>{line}</p>" for line in lines]
    return f'<div class="dz-answer">{"".join(parts)}</div>'


def html_error(line: str) -> str:
    """One line that says what went wrong."""
    return f'<div class="dz-error">{escaped(line)}</div>'


def _html_statement(statement: Statement, words: Words) -> str:
    text = statement.text
    if statement.citations:
        text = _ANSWER_MARKERS.sub("", text)
    chips = "".join(_chip(marker) for marker in statement.citations)
    doubt = "" if statement.supported else f' <i class="dz-doubt">{words("unsupported")}</i>'
    return f"{_with_own_markers(text)}{chips}{doubt}"


def _html_declined(answer: Answer, titles: Titles, words: Words) -> str:
    """What the answer says for itself, and behind a click the passages that came nearest."""
    near = "".join(
        f"<li><b>{escaped(_place(hit.passage, titles, words))}</b>"
        f"<br>{_with_own_markers(_snippet(hit.passage.text))}</li>"
        for hit in answer.hits[:NEARBY]
    )
    listed = (
        f'<details><summary>{words("near")}</summary><ul class="dz-near">{near}</ul></details>'
        if near
        else ""
    )
    return f'<div class="dz-declined"><p>{escaped(answer.text)}</p>{listed}</div>'


def _html_citation(citation: Citation, titles: Titles, words: Words, *, repeat: bool) -> str:
    """One line that opens to the quote in its passage; `repeat`: the line shows the quote too."""
    passage = citation.passage
    status = _status(passage, titles, words)
    badge = f' <span class="dz-badge">{status}</span>' if status else ""
    own = (
        f' <span class="dz-badge">{words("own.reference", number=citation.reference)}</span>'
        if citation.reference is not None
        else ""
    )
    context = f'<p class="dz-context">{escaped(passage.context)}</p>' if passage.context else ""
    language = "uk" if passage.language == "uk" else "en"
    quoted = _with_own_markers(citation.text)
    quote = f'<q class="dz-quote" lang="{language}">{quoted}</q>' if repeat else ""
    return (
        f"<li><details><summary>{_chip(citation.marker).lstrip()} "
        f'<span class="dz-title">{escaped(title_of(passage.source, titles))}</span> '
        f'<span class="dz-place">{escaped(passage.locator.label(words.language))}</span>'
        f"{badge}{own}{quote}</summary>"
        f'<div class="dz-passage" lang="{language}">{context}'
        f"<p>{_highlighted(passage, citation.quote)}</p></div></details></li>"
    )


def _highlighted(passage: Passage, quote: Span) -> str:
    start, end = (place - passage.span.start for place in quote)
    before, inside, after = passage.text[:start], passage.text[start:end], passage.text[end:]
    return (
        f"{_with_own_markers(before)}<mark>{_with_own_markers(inside)}</mark>"
        f"{_with_own_markers(after)}"
    )


def _with_own_markers(text: str) -> str:
    """Escaped text in which the source's own `[2, с. 86]` is set apart from the answer's marks."""
    parts, place = [], 0
    for match in _OWN_MARKER.finditer(text):
        parts.append(escaped(text[place : match.start()]))
        parts.append(f'<span class="dz-own">{escaped(match[0])}</span>')
        place = match.end()
    return "".join(parts) + escaped(text[place:])


def _chip(marker: int) -> str:
    """The answer's own mark: a chip to the eye, "[1]" to a screen reader and when copied."""
    return f' <span class="dz-mark"><i>&#91;</i>{marker}<i>&#93;</i></span>'
