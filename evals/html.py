"""The report of a run, and of a comparison, as one HTML page that needs nothing beside itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup, escape

from dzherelo.corpus.files import write_atomically
from dzherelo.evals import charts, tables
from dzherelo.evals.abstention import risk_coverage
from dzherelo.evals.judge import Verdicts
from dzherelo.evals.measures import BY_NAME, FAMILIES, Score
from dzherelo.evals.rows import Row
from dzherelo.evals.runs import REPORT, Run
from dzherelo.evals.scores import ALL

TILES = ("Accuracy", "S@1", "R@5", "Cited", "Precision", "Declined", "CiteRecall", "Exact")
FORESTS = (
    ("Right thing done", "Accuracy"),
    ("First hit is evidence", "S@1"),
    ("Answered from the evidence", "Cited"),
)
PARTS = ("lang:uk", "lang:en", "crossing")
_NAMES = {ALL: "all", "lang:uk": "Ukrainian", "lang:en": "English", "crossing": "English over uk"}
_ABOUT = {
    "AURC": "area under the risk–coverage curve",
    "P@50%": "precision of the surest answers to half of the questions",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage that is linked to, with the spans to be marked, relative to its text."""

    anchor: str
    source: str
    origin: str
    locator: str
    text: str
    spans: tuple[tuple[int, int], ...]

    @property
    def marked(self) -> Markup:
        """The text with its spans marked; overlapping ones become one."""
        out, at = [], 0
        for start, end in sorted(self.spans):
            start = max(start, at)
            if start < end:
                out += [escape(self.text[at:start]), Markup("<mark>"), escape(self.text[start:end])]
                out.append(Markup("</mark>"))
                at = end
        return Markup("").join([*out, escape(self.text[at:])])


def report_html(run: Run, verdicts: Verdicts | None = None) -> str:
    """The page of a run: what was measured, charts, every measure, and every question that went
    wrong, linked to its passages. Of sealed questions only the sums are there.

    `verdicts` are those of a language model, if one was asked.
    """
    missed = [row for row in run.rows if row.detail is not None and is_miss(row)]
    page: str = _template("report.html.j2").render(
        run=run,
        config=run.config,
        tiles=[_tile(run, name) for name in TILES if run.score(name)],
        forests=list(_forests(run)),
        risk=charts.risk_chart(risk_coverage(run.rows)) if run.score("AURC") else None,
        latency=charts.latency_chart(run.cost) if run.cost.ms else None,
        percentiles=run.cost.percentiles(),
        families=list(_families(run)),
        heads=[_name(part) for part in _parts(run)],
        kinds=_kinds(run),
        kind_measures=tables.BY_KIND,
        misses=missed,
        sealed=sum(row.detail is None for row in run.rows),
        passages=_passages(missed),
        anchor=anchor_of,
        agreement=(*run.agreement, *(verdicts.agreement if verdicts else ())),
        verdicts=verdicts,
        interval=tables.interval,
        cell=tables.cell,
        lower=tables.is_lower_better,
    )
    return page


def write_report(run: Run, verdicts: Verdicts | None = None) -> str:
    """Writes the page of a run into its folder; returns its path."""
    path = run.folder / REPORT
    write_atomically(path, report_html(run, verdicts).encode())
    return str(path)


def is_miss(row: Row) -> bool:
    """Whether something went wrong: the wrong thing was done, the evidence was not found, or what
    was shown is not what it says it is."""
    wrong = row.scores.get("Accuracy", 1.0) < 1 or row.scores.get("R@10", 1.0) < 1
    return wrong or bool(row.detail and row.detail["why"])


def anchor_of(passage: str) -> str:
    """The name of a passage within the page."""
    return f"p{hashlib.sha256(passage.encode()).hexdigest()[:10]}"


def _tile(run: Run, name: str) -> dict[str, Any]:
    found = run.score(name)
    return {"name": name, "about": _about(name), "score": found}


def _about(name: str) -> str:
    return BY_NAME[name].about if name in BY_NAME else _ABOUT.get(name, "")


def _parts(run: Run) -> list[str]:
    return [part for part in PARTS if part in run.scores]


def _name(part: str) -> str:
    return _NAMES.get(part, part.partition(":")[2])


def _forests(run: Run) -> Iterator[dict[str, Any]]:
    kinds = [part for part in run.scores if part.startswith("kind:")]
    for title, name in FORESTS:
        bars = [
            charts.Bar(_name(part), found, strong=part == ALL)
            for part in (ALL, *_parts(run), *kinds)
            if (found := run.score(name, part))
        ]
        if bars:
            yield {"title": title, "name": name, "svg": charts.forest(title, bars)}


def _families(run: Run) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for family in FAMILIES:
        lines = [
            {
                "name": name,
                "about": _about(name),
                "score": found,
                "parts": [run.score(name, part) for part in _parts(run)],
            }
            for name, found in run.scores[ALL].items()
            if tables.family_of(name) == family
        ]
        if lines:
            yield family, lines


def _kinds(run: Run) -> list[tuple[str, int, list[Score | None]]]:
    return [
        (_name(part), len(rows), [run.score(name, part) for name in tables.BY_KIND])
        for part, rows in run.slices.items()
        if part.startswith("kind:")
    ]


def _passages(rows: Sequence[Row]) -> list[Shown]:
    """Every passage that a miss names, once, with what was expected of it marked; as they stand
    in their sources."""
    held: dict[str, dict[str, Any]] = {}
    spans: dict[str, set[tuple[int, int]]] = {}
    for told in (told for row in rows for told in _told(row.detail or {})):
        held.setdefault(told["passage"], told)
        marks = spans.setdefault(told["passage"], set())
        marks |= {
            (start - told["start"], end - told["start"]) for start, end in told.get("spans", ())
        }
    shown = [
        Shown(
            anchor_of(id), one["source"], one["origin"], one["locator"], one["text"],
            tuple((max(0, a), min(len(one["text"]), b)) for a, b in sorted(spans[id])),
        )
        for id, one in sorted(held.items(), key=lambda pair: (pair[1]["source"], pair[1]["start"]))
    ]  # fmt: skip
    return shown


def _told(detail: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for group in detail.get("expected", ()):
        yield from group["passages"]
    yield from detail.get("hits", ())
    yield from (detail.get("answer") or {}).get("citations", ())


@cache
def _environment() -> Environment:
    def load(name: str) -> str:
        return (resources.files(__package__) / "templates" / name).read_text(encoding="utf-8")

    return Environment(
        loader=FunctionLoader(load), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def _template(name: str) -> Any:
    return _environment().get_template(name)
