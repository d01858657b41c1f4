"""A small text of our own, gold questions on it, and an assistant that reads it word by word."""

import json

from dzherelo.assistant.types import Answer, Citation, Hit, Statement
from dzherelo.corpus.types import Kind, Locator, Passage, Source, Span, Status
from dzherelo.evals.api import Gold, chosen_for, gold_of, run_system
from dzherelo.evals.harness import System, Tools

TEXT = "Млин збудовано 1888 року.\nВін стоїть над ставком.\nБорошно везли до міста."


def passages():
    found, start = [], 0
    for number, line in enumerate(TEXT.split("\n"), start=1):
        span = Span(start, start + len(line))
        found.append(
            Passage(
                f"p{number}", "mill", span, line, Locator(paragraph=number), "uk", Kind.PARAGRAPH
            )
        )
        start = span.end + 1
    return tuple(found)


class Reader:
    """Finds the passages that share a word's beginning; answers with the best, or declines.

    `shift` puts the text out of step with the offsets; `bold` answers with the first passage when
    nothing was found; `asked` has every question with the length of its dialogue.
    """

    def __init__(self, *, shift=0, bold=False):
        self.shift = shift
        self.bold = bold
        self.asked = []

    def search(self, query, *, k=10):
        stems = {word[:4] for word in query.lower().replace("?", "").split() if len(word) > 3}
        found = [p for p in passages() if any(stem in p.text.lower() for stem in stems)]
        return tuple(Hit(n, 1 / n, p) for n, p in enumerate(found[:k], start=1))

    def ask(self, question, *, history=()):
        self.asked.append((question, len(history)))
        understood = " ".join([*(turn.question for turn in history), question])
        hits = self.search(understood)
        if not hits and self.bold:
            hits = (Hit(1, 0.1, passages()[0]),)
        if not hits:
            return Answer(question, "uk", False, "Немає.", reason="not-in-library")
        best = hits[0].passage
        return Answer(
            question,
            "uk",
            True,
            f"{best.text} [1]",
            statements=(Statement(best.text, (1,)),),
            citations=(Citation(1, best, best.span),),
            hits=hits,
            understood=understood if history else None,
        )

    def sources(self):
        return (Source("mill", "Млин", "uk", Status.FULL),)

    def text(self, id, /, *, notes=False):
        return "-" * self.shift + TEXT

    def passages(self, id, /):
        return passages() if id == "mill" else ()


def place(paragraph, *terms):
    return {"source": "mill", "locator": {"paragraph": paragraph}, "terms": list(terms)}


def line(id, question, split="dev", **fields):
    base = {"id": id, "lang": "uk", "kind": "fact", "question": question, "split": split}
    return json.dumps(base | {"answerable": True} | fields, ensure_ascii=False)


def evidence(paragraph, *terms):
    return [{"any_of": [place(paragraph, *terms)]}]


LINES = (
    line(
        "m1",
        "Коли збудовано млин?",
        evidence=evidence(1, "1888"),
        nuggets=[{"weight": "vital", "any_of": ["1888"]}],
    ),
    line(
        "m2",
        "А де?",
        kind="dialogue",
        history=[{"question": "Над чим стоїть?"}],
        standalone="Над чим стоїть млин?",
        evidence=evidence(2, "ставком"),
    ),
    line("m3", "Хто грає?", answerable=False, reason="not-in-library", kind="off-topic"),
    line("m4", "Секрет млина?", split="sealed", evidence=evidence(1, "Млин")),
    line("m5", "Куди їхав мельник?", evidence=evidence(3, "міста")),
)


def carries(statement, cited):
    """A test of support for tests: the statement stands in the cited words."""
    return any(statement in passage.text for passage in cited)


def measure(reader, gold, folder, **changes):
    """A run of a reader, or of another system over its library, over a gold file."""
    found: Gold = gold_of(changes.pop("split", None), gold)
    choice = chosen_for(reader, found, notes=False, planting=False)
    tools = Tools(carries)
    system = changes.pop("system", System.of(reader))
    return run_system(system, found, choice, tools, runs=folder, **changes)
