"""Charts as inline SVG: no script, no font, no address outside of the page.

Colours come from the page's own style (classes and currentColor), so that a chart follows the
reader's light or dark theme. Every mark has a <title>, which a browser shows on hovering and a
screen reader reads out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape

from dzherelo.evals.abstention import Point
from dzherelo.evals.cost import Cost
from dzherelo.evals.measures import Score

WIDTH = 360  # units of the drawing; the page scales it
_LEFT, _RIGHT = 104, 44


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a forest plot; `strong` for the sum of all."""

    name: str
    score: Score
    strong: bool = False


def forest(title: str, bars: Sequence[Bar]) -> Markup:
    """Means with their intervals, one line each, over a scale from 0 to 1."""
    step, top = 22, 8
    height = top + step * len(bars) + 22
    parts = [_grid(top, height - 22)]
    for at, bar in enumerate(bars):
        y = top + step * at + step / 2
        low, high, mean = _x(bar.score.low), _x(bar.score.high), _x(bar.score.mean)
        said = f"{bar.name}: {bar.score.mean:.2f} ({bar.score.low:.2f}–{bar.score.high:.2f})"
        parts.append(
            f'<g class="{"strong" if bar.strong else "bar"}"><title>{escape(said)}, '
            f"{bar.score.count} questions</title>"
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(bar.name)}</text>'
            f'<line class="interval" x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<circle cx="{mean:.1f}" cy="{y:.1f}" r="4.5"/>'
            f'<text class="value" x="{WIDTH - _RIGHT + 8}" y="{y + 4:.1f}">'
            f"{bar.score.mean:.2f}</text></g>"
        )
    return _svg(title, height, parts)


def risk_chart(points: Sequence[Point], *, left: int = 40) -> Markup:
    """Risk against coverage; the last point is where the assistant itself stops answering."""
    height, bottom, top = 220, 184, 12
    most = max([0.1, *(point.risk for point in points)])
    most = float(np.ceil(most * 10) / 10)

    def place(point: Point) -> tuple[float, float]:
        x = left + point.coverage * (WIDTH - left - 16)
        return x, bottom - point.risk / most * (bottom - top)

    parts = [_axes(left, top, bottom, most)]
    if points:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, points))
        x, y = place(points[-1])
        last = points[-1]
        parts.append(f'<polyline class="line" points="{path}"/>')
        parts.append(
            f'<g class="strong"><title>answers {last.coverage:.0%} of the questions, '
            f"{last.risk:.0%} of them wrong</title>"
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5"/></g>'
        )
    return _svg("Risk against coverage", height, parts)


def latency_chart(cost: Cost, *, left: int = 40) -> Markup:
    """How many answers took how long: a histogram with the median and the 95th percentile."""
    height, bottom, top = 220, 184, 22
    most = float(np.percentile(cost.ms, 99)) * 1.05 or 1.0
    counts, edges = np.histogram(np.minimum(cost.ms, most), bins=24, range=(0, most))
    scale = (bottom - top) / max(1, int(counts.max()))
    wide = (WIDTH - left - 16) / len(counts)
    parts = [f'<line class="axis" x1="{left}" x2="{WIDTH - 16}" y1="{bottom}" y2="{bottom}"/>']
    for at, count in enumerate(counts):
        tall = count * scale
        parts.append(
            f'<g class="column"><title>{count} answers in {edges[at]:.0f}–{edges[at + 1]:.0f} ms'
            f'</title><rect x="{left + at * wide + 0.5:.1f}" y="{bottom - tall:.1f}" '
            f'width="{wide - 1:.1f}" height="{tall:.1f}"/></g>'
        )
    for name, key in (("median", "p50"), ("95 %", "p95")):
        ms = cost.percentiles()[key]
        x = left + min(1.0, ms / most) * (WIDTH - left - 16)
        parts.append(
            f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 6}" y2="{bottom}"/>'
            f'<text x="{x:.1f}" y="{top - 10}" text-anchor="middle">{name}: {ms:.0f}</text>'
        )
    parts += [
        f'<text x="{left + ms / most * (WIDTH - left - 16):.1f}" y="{bottom + 16}" '
        f'text-anchor="middle">{ms:g}</text>'
        for ms in _ticks(most)
    ]
    parts.append(f'<text x="{WIDTH / 2}" y="{height - 4}" text-anchor="middle">milliseconds</text>')
    return _svg("How long answers took", height, parts)


def _x(share: float) -> float:
    return _LEFT + share * (WIDTH - _LEFT - _RIGHT)


def _grid(top: float, bottom: float) -> str:
    lines = [
        f'<line class="grid" x1="{_x(share):.1f}" x2="{_x(share):.1f}" y1="{top}" y2="{bottom}"/>'
        f'<text x="{_x(share):.1f}" y="{bottom + 16}" text-anchor="middle">{share:g}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]
    return "".join(lines)


def _axes(left: float, top: float, bottom: float, most: float) -> str:
    right = WIDTH - 16
    parts = []
    for risk in _ticks(most):
        y = bottom - risk / most * (bottom - top)
        parts.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{risk:.0%}</text>')
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = left + share * (right - left)
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{share:.0%}</text>')
    middle = (left + right) / 2
    parts.append(
        f'<text x="{middle}" y="{bottom + 32}" text-anchor="middle">questions answered</text>'
    )
    return "".join(parts)


def _ticks(most: float) -> list[float]:
    """Round numbers from 0 to `most`, at most six steps apart."""
    step = 10 ** np.floor(np.log10(most))
    step *= next(part for part in (0.1, 0.2, 0.25, 0.5, 1, 2) if most / (step * part) <= 6)
    return [round(float(at), 6) for at in np.arange(0, most + step / 1000, step)]


def _svg(title: str, height: float, parts: Iterable[str]) -> Markup:
    return Markup(
        f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )
