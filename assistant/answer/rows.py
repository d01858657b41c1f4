"""Rows of tables: which of their cells a question asks for."""

from __future__ import annotations

from typing import NamedTuple

from dzherelo.assistant.query.question import Question
from dzherelo.corpus.language.words import content
from dzherelo.corpus.types import Passage


class Cell(NamedTuple):
    """A cell and the name of its column, empty where the table has none."""

    column: str
    text: str


def cells(row: Passage) -> tuple[Cell, ...]:
    """The cells of a row, with the names of their columns, which end its context."""
    texts = row.text.split("|")
    names = row.context.rstrip(". ").split("|")[-len(texts) :]
    if len(names) < len(texts):
        names = [""] * len(texts)
    names[0] = names[0].rsplit(". ", 1)[-1]
    return tuple(Cell(*map(str.strip, pair)) for pair in zip(names, texts, strict=True))


def is_asked(question: Question, row: Passage) -> bool:
    """Whether a question names the row by a cell of it, and what it asks by the row's column or
    caption."""
    own = _keys(row.text, row)
    named = [term for term in question.weighty if not term.keys.isdisjoint(own)]
    around = _keys(row.context, row)
    others = [term for term in question.weighty if term not in named]
    return bool(named) and (not others or any(not t.keys.isdisjoint(around) for t in others))


def asked_cells(question: Question, row: Passage, *, most: int = 3) -> str:
    """The cells whose columns the question names best, each behind its column's name; empty where
    it names none, or more than the `most`."""
    scored = [
        (sum(not term.keys.isdisjoint(_keys(cell.column, row)) for term in question.weighty), cell)
        for cell in cells(row)
        if not any(not t.keys.isdisjoint(_keys(cell.text, row)) for t in question.weighty)
    ]
    best = max((score for score, _ in scored), default=0)
    found = [cell for score, cell in scored if score == best and cell.text]
    if not best or len(found) > most:
        return ""
    return "; ".join(f"{cell.column} – {cell.text}" for cell in found)


def _keys(text: str, row: Passage) -> frozenset[str]:
    return frozenset().union(*(bases for _, bases in content(text, row.language)))
