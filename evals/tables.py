"""Runs and comparisons as tables in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from dzherelo.evals.compare import Comparison
from dzherelo.evals.measures import BY_NAME, FAMILIES, Score
from dzherelo.evals.runs import Run
from dzherelo.evals.scores import ALL

if TYPE_CHECKING:
    from dzherelo.evals.ablation import Ablation

BY_KIND = ("S@1", "R@5", "Cited", "Vital", "Correct", "Declined", "Accuracy")
PARTS = ("lang:uk", "lang:en", "crossing")
_FAMILY_OF = {"AURC": "abstention", "P@50%": "abstention"}


def show(run: Run, out: Console) -> None:
    """What was left out; every measure, over all and by language; the main ones by kind; cost."""
    for line in run.config.get("remarks", ()):
        out.print(f"{line}.", highlight=False, soft_wrap=True)
    out.print(_by_measure(run))
    out.print(_by_part(run, "kind", f"by kind of question: {run.name}"))
    if len([part for part in run.scores if part.startswith("file:")]) > 1:
        out.print(_by_part(run, "file", "by gold file"))
    if any(part.startswith("turn:") for part in run.scores):
        out.print(_by_part(run, "turn", "by turn of the dialogue"))
    if run.agreement:
        out.print(_agreement(run))
    out.print(cost_line(run), highlight=False, soft_wrap=True)


def _agreement(run: Run) -> Table:
    table = _table("scorers against labels by hand", ["scorer", "n", "κ", "95 %", "strict", "lax"])
    for one in run.agreement:
        table.add_row(
            one.name,
            str(one.count),
            f"{one.kappa:.2f}",
            f"{one.low:.2f}–{one.high:.2f}",
            str(one.stricter),
            str(one.laxer),
        )
    return table


def cost_line(run: Run) -> str:
    """Latency, memory and what a language model took, in a sentence; nothing where none of them was
    measured."""
    times = run.cost.percentiles()
    parts = []
    if times:
        parts.append(f"answers: median {times['p50']:.0f} ms, 95 % within {times['p95']:.0f} ms")
    if run.cost.memory_mb:
        parts.append(f"memory at its peak: {run.cost.memory_mb:.0f} MB")
    if spent := run.cost.spent:
        about = "about " * spent.estimated
        parts.append(
            f"{spent.model}: {spent.answers} answers, {spent.cached} of them written before; "
            f"{about}{spent.prompt_tokens} tokens in, {spent.completion_tokens} out, "
            f"{spent.seconds:.0f} s"
        )
    return "; ".join(parts)


def _by_measure(run: Run) -> Table:
    parts = [part for part in PARTS if part in run.scores]
    table = _table(
        f"{run.system}: {len(run.rows)} questions", ["measure", "n", "all", "95 %", *parts]
    )
    family = ""
    for name, found in run.scores[ALL].items():
        if (here := family_of(name)) != family:
            if family:
                table.add_section()
            family = here
        cells = [cell(run.score(name, part)) for part in parts]
        table.add_row(_arrow(name), str(found.count), cell(found), interval(found), *cells)
    return table


def _by_part(run: Run, prefix: str, title: str) -> Table:
    table = _table(title, [prefix, "n", *map(_arrow, BY_KIND)])
    for part, rows in run.slices.items():
        if part.startswith(f"{prefix}:"):
            values = [cell(run.score(name, part)) for name in BY_KIND]
            table.add_row(part.partition(":")[2], str(len(rows)), *values)
    return table


def show_comparison(found: Comparison, out: Console) -> None:
    """Each measure in both runs with its difference, and the questions that changed."""
    title = f"{found.first.name} → {found.second.name}: {found.common} questions in common"
    table = _table(title, ["measure", "n", "first", "second", "difference", "95 %", "p (Holm)"])
    family = ""
    for one in found.differences:
        if one.family != family and family:
            table.add_section()
        family = one.family
        style = ("green" if one.better else "red") if one.real else ""
        table.add_row(
            _arrow(one.measure),
            str(one.count),
            f"{one.first:.3f}",
            f"{one.second:.3f}",
            f"{one.delta:+.3f}{' *' if one.real else ''}",
            f"{one.low:+.3f}…{one.high:+.3f}",
            f"{one.p_holm:.3f}",
            style=style,
        )
    out.print(table)
    _show_changes(found, out)


def _show_changes(found: Comparison, out: Console) -> None:
    better = sum(change.better for change in found.changes)
    worse = len(found.changes) - better
    out.print(f"{worse} questions got worse, {better} better.", highlight=False)
    shown = [change for change in found.changes if change.question is not None]
    if not shown:
        return
    table = _table("questions that changed", ["", "id", "question", "why it was or is wrong"])
    for column in table.columns[2:]:
        column.no_wrap = False
        column.justify = "left"
    for change in shown:
        sign = "[green]+[/]" if change.better else "[red]–[/]"
        table.add_row(sign, change.id, change.question, "; ".join(change.why))
    out.print(table)


def show_ablation(found: Ablation, out: Console) -> None:
    """One line a system: the main measures with their intervals; a star where a system differs
    from the whole assistant."""
    whole = next(iter(found.runs.values()))
    for at in range(0, len(found.shown), 5):
        names = found.shown[at : at + 5]
        table = _table(f"{whole.config['split']}: {len(whole.rows)} questions",
                       ["system", *map(_arrow, names)])  # fmt: skip
        for system, run in found.runs.items():
            cells = (
                _with_interval(run.score(name), name in found.real.get(system, ()))
                for name in names
            )
            table.add_row(system, *cells)
        out.print(table)
    out.print("* differs from the whole (p < 0.05, Holm within a family of measures)",
              highlight=False)  # fmt: skip


def _with_interval(found: Score | None, star: bool) -> str:
    return f"{found.mean:.2f}{'*' if star else ' '} ({interval(found)})" if found else "–"


def family_of(name: str) -> str:
    """The family of a measure or statistic by its name."""
    return BY_NAME[name].family if name in BY_NAME else _FAMILY_OF.get(name, FAMILIES[-1])


def is_lower_better(name: str) -> bool:
    return BY_NAME[name].lower if name in BY_NAME else name == "AURC"


def _arrow(name: str) -> str:
    return f"{name} ↓" if is_lower_better(name) else name


def cell(found: Score | None) -> str:
    return f"{found.mean:.2f}" if found else "–"


def interval(found: Score) -> str:
    return f"{found.low:.2f}–{found.high:.2f}"


def _table(title: str, heads: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for at, head in enumerate(heads):
        table.add_column(head, justify="right" if at else "left", no_wrap=True)
    return table
