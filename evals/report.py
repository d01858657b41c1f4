"""Runs and comparisons to read: tables in the terminal, and one HTML page that needs nothing
beside itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup, escape
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from dzherelo.evals.measures import BY_NAME, FAMILIES
from dzherelo.evals.runs import ALL, Row, Run, Score, risk_coverage

if TYPE_CHECKING:
    from dzherelo.evals.compare import Comparison

T = TypeVar("T")

TILES = ("Accuracy", "S@1", "R@5", "Cited", "Precision", "Declined", "CiteRecall", "Exact")
BY_KIND = ("S@1", "R@5", "Cited", "Vital", "Correct", "Declined", "Accuracy")
PARTS = {"lang:uk": "Ukrainian", "lang:en": "English", "crossing": "English over uk"}
_ABOUT = {
    "AURC": "area under the risk–coverage curve",
    "P@50%": "precision of the surest answers to half of the questions",
}


def family_of(name: str) -> str:
    """The family of a measure or statistic by its name."""
    return BY_NAME[name].family if name in BY_NAME else "abstention"


def is_lower_better(name: str) -> bool:
    return BY_NAME[name].lower if name in BY_NAME else name == "AURC"


def cell(found: Score | None) -> str:
    return f"{found.mean:.2f}" if found else "–"


def interval(found: Score) -> str:
    """The interval; of less than three clusters there is none."""
    return "too few" if found.low is None else f"{found.low:.2f}–{found.high:.2f}"


# In the terminal ----------------------------------------------------------------------------------


def show(run: Run, out: Console) -> None:
    """What was left out; every measure, over all and by language; the main ones by kind; cost."""
    for line in run.config.get("remarks", ()):
        out.print(f"{line}.", highlight=False, soft_wrap=True)
    parts = [part for part in PARTS if part in run.scores]
    title = f"{run.system}: {len(run.rows)} questions"
    table = table_of(title, ["measure", "n", "all", "95 %", *parts])
    for name, found in _sections(table, run.scores[ALL].items(), lambda line: family_of(line[0])):
        cells = [cell(run.score(name, part)) for part in parts]
        table.add_row(arrow(name), str(found.count), cell(found), interval(found), *cells)
    out.print(table)
    out.print(_by_part(run, "kind", f"by kind of question: {run.name}"))
    if len([part for part in run.scores if part.startswith("file:")]) > 1:
        out.print(_by_part(run, "file", "by gold file"))
    if any(part.startswith("turn:") for part in run.scores):
        out.print(_by_part(run, "turn", "by turn of the dialogue"))
    out.print(cost_line(run), highlight=False, soft_wrap=True)


def cost_line(run: Run) -> str:
    """Latency, memory and what a language model took, in a sentence; nothing where none of them was
    measured."""
    parts = []
    if times := run.cost.percentiles():
        parts.append(f"answers: median {times['p50']:.0f} ms, 95 % within {times['p95']:.0f} ms")
    if run.cost.memory_mb:
        parts.append(f"memory at its peak: {run.cost.memory_mb:.0f} MB")
    if spent := run.cost.spent:
        about = "about " * spent["estimated"]
        parts.append(
            f"{spent['model']}: {spent['answers']} answers, {spent['cached']} of them written "
            f"before; {about}{spent['prompt_tokens']} tokens in, {spent['completion_tokens']} out, "
            f"{spent['seconds']:.0f} s"
        )
    return "; ".join(parts)


def _by_part(run: Run, prefix: str, title: str) -> Table:
    table = table_of(title, [prefix, "n", *map(arrow, BY_KIND)])
    for part, rows in run.slices.items():
        if part.startswith(f"{prefix}:"):
            values = [cell(run.score(name, part)) for name in BY_KIND]
            table.add_row(part.partition(":")[2], str(len(rows)), *values)
    return table


def show_comparison(found: Comparison, out: Console) -> None:
    """Each measure in both runs with its difference, and the questions that changed."""
    title = f"{found.first.name} → {found.second.name}: {found.common} questions in common"
    table = table_of(title, ["measure", "n", "first", "second", "difference", "95 %", "p (Holm)"])
    for one in _sections(table, found.differences, lambda one: one.family):
        table.add_row(
            arrow(one.measure),
            str(one.count),
            f"{one.first:.3f}",
            f"{one.second:.3f}",
            f"{one.delta:+.3f}{' *' if one.real else ''}",
            "too few" if one.low is None else f"{one.low:+.3f}…{one.high:+.3f}",
            f"{one.p_holm:.3f}",
            style=("green" if one.better else "red") if one.real else "",
        )
    out.print(table)
    better = sum(change.better for change in found.changes)
    worse = len(found.changes) - better
    out.print(f"{worse} questions got worse, {better} better.", highlight=False)
    shown = [change for change in found.changes if change.question is not None]
    if shown:
        table = table_of("questions that changed", ["", "id", "question", "why it was or is wrong"])
        for column in table.columns[2:]:
            column.no_wrap = False
            column.justify = "left"
        for change in shown:
            sign = "[green]+[/]" if change.better else "[red]–[/]"
            table.add_row(sign, change.id, change.question, "; ".join(change.why))
        out.print(table)


def arrow(name: str) -> str:
    return f"{name} ↓" if is_lower_better(name) else name


def table_of(title: str, heads: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for at, head in enumerate(heads):
        table.add_column(head, justify="right" if at else "left", no_wrap=True)
    return table


def _sections(table: Table, lines: Iterable[T], family: Callable[[T], str]) -> Iterator[T]:
    """The lines, with a rule in the table where another family begins."""
    for number, (_, held) in enumerate(groupby(lines, family)):
        if number:
            table.add_section()
        yield from held


# The page -----------------------------------------------------------------------------------------


def report_html(run: Run) -> str:
    """The page of a run: what was measured, every measure, and every question that went wrong,
    linked to its passages. Of sealed questions only the sums are there."""
    missed = [row for row in run.rows if row.detail is not None and is_miss(row)]
    parts = [part for part in PARTS if part in run.scores]
    kinds = [part for part in run.slices if part.startswith("kind:")]
    environment = Environment(
        loader=FunctionLoader(_template), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.j2").render(
        run=run,
        config=run.config,
        tiles=[name for name in TILES if run.score(name)],
        about=lambda name: BY_NAME[name].about if name in BY_NAME else _ABOUT[name],
        risk=risk_coverage(run.rows) if run.score("AURC") else [],
        percentiles=run.cost.percentiles(),
        families=[
            (family, names)
            for family in FAMILIES
            if (names := [name for name in run.scores[ALL] if family_of(name) == family])
        ],
        parts={part: PARTS[part] for part in parts},
        kinds={part: part.partition(":")[2] for part in kinds},
        kind_measures=BY_KIND,
        misses=missed,
        sealed=sum(row.detail is None for row in run.rows),
        passages=_passages(missed),
        anchor=anchor_of,
        interval=interval,
        cell=cell,
        lower=is_lower_better,
    )


def _template(name: str) -> str:
    return (resources.files(__package__) / "templates" / name).read_text(encoding="utf-8")


def is_miss(row: Row) -> bool:
    """Whether something went wrong: the wrong thing was done, the evidence was not found, or what
    was shown is not what it says it is."""
    wrong = row.scores.get("Accuracy", 1.0) < 1 or row.scores.get("R@10", 1.0) < 1
    return wrong or bool(row.detail and row.detail["why"])


def anchor_of(passage: str) -> str:
    """The name of a passage within the page."""
    return f"p{hashlib.sha256(passage.encode()).hexdigest()[:10]}"


def _passages(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Every passage that a miss names, once, in order of the sources, with its text as `marked`:
    what was expected of it stands out."""
    held: dict[str, dict[str, Any]] = {}
    spans: dict[str, set[tuple[int, int]]] = {}
    for told in (told for row in rows for told in _told(row.detail or {})):
        one = held.setdefault(told["passage"], told)
        spans.setdefault(told["passage"], set()).update(
            (start - one["start"], end - one["start"]) for start, end in told.get("spans", ())
        )
    ordered = sorted(held.values(), key=lambda one: (one["source"], one["start"]))
    return [one | {"marked": _marked(one["text"], spans[one["passage"]])} for one in ordered]


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """The text with its spans marked; overlapping ones become one."""
    out, at = Markup(), 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            out += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:end])
            at = end
    return out + escape(text[at:])


def _told(detail: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for group in detail.get("expected", ()):
        yield from group["passages"]
    yield from detail.get("hits", ())
    yield from (detail.get("answer") or {}).get("citations", ())
