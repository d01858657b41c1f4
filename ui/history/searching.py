"""Full-text search over chats: words in any case, inflected, or begun.

FTS5 (https://sqlite.org/fts5.html) folds case for all of Unicode; beside the words stand their
base forms, so that "асоціація" finds "Асоціацію".
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from dzherelo.corpus.language.notation import STRAIGHT
from dzherelo.corpus.language.words import lemmas, tokens, words

_BEFORE, _LONGEST = 40, 120  # characters of a snippet before the first word found, and at most


def put(connection: Connection, rowid: int, body: str) -> None:
    """Makes `body` what search finds under `rowid`, in place of what was there."""
    connection.execute(
        text("INSERT OR REPLACE INTO words (rowid, body, bases) VALUES (:rowid, :body, :bases)"),
        {"rowid": rowid, "body": body.translate(STRAIGHT), "bases": " ".join(tokens(body))},
    )


def expression(query: str) -> str:
    """An FTS5 query for rows with every word of `query`; empty if it has no word."""
    return " AND ".join(_either(word.form) for word in words(query))


def snippet(body: str, query: str) -> str:
    """The surroundings of the first word of `body` that `query` asks for; each such word stands
    between \x02 and \x03."""
    asked = [(word.form, lemmas(word.form)) for word in words(query)]
    found = [
        word.span
        for word in words(body)
        if any(word.form.startswith(form) or bases & lemmas(word.form) for form, bases in asked)
    ]
    begin = max(0, found[0].start - _BEFORE) if found else 0
    begin = body.find(" ", begin) + 1 if begin else 0
    end = begin + _LONGEST
    cut = len(body) if len(body) <= end else body.rfind(" ", begin, end)
    cut = cut if cut > begin else end
    parts, place = ["…" if begin else ""], begin
    for span in found:
        if begin <= span.start and span.end <= cut:
            parts += [body[place : span.start], "\x02", span.of(body), "\x03"]
            place = span.end
    parts += [body[place:cut], "…" if cut < len(body) else ""]
    return " ".join("".join(parts).split())


def _either(form: str) -> str:
    """The word as it begins, or any word with one of its base forms."""
    alternatives = [f"body : {_quoted(form)} *"]
    alternatives += [f"bases : {_quoted(base)}" for base in sorted(lemmas(form))]
    return f"({' OR '.join(alternatives)})"


def _quoted(form: str) -> str:
    return '"' + form.replace('"', '""') + '"'
