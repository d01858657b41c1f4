"""How often, how long and how much more: what a statement may not say otherwise than its source
where no number tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dzherelo.assistant.verify.alignment import Statement, Window
from dzherelo.assistant.verify.problems import Problem

_LEAST = r"(?:at least|no(?:t)? less(?: often)? than|щонайменше|принаймні|не рідше|не менше)"
_MOST = r"(?:at most|no(?:t)? more(?: often)? than|щонайбільше|максимум|не частіше|не більше)"
_ONCE = r"(?: ніж| як)?\s+(?:one time|once|(?:одного |один )?раз[уи]?)\b"
_OFTEN = {
    "least": re.compile(rf"\b{_LEAST}{_ONCE}", re.IGNORECASE),
    "most": re.compile(rf"\b{_MOST}{_ONCE}", re.IGNORECASE),
}
_HIGHER = r"(?!(?:n?either|whether|other|rather|another|under|over|after|n?ever)\b)\w{3,}er"
_COMPARED = re.compile(
    rf"\b(?:(?:more|less|fewer)\b[^.;]{{0,80}}\bthan|{_HIGHER} than)\b|"
    r"\b(?:більше|менше|більш|менш|\w{3,}іше)\b[^.;]{0,80}(?:\bніж|\bпорівняно|, як)\b",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\b(?:more|less|fewer|least|most|exceed\w*|greater|\w{3,}er than)\b|"
    r"\b(?:більш|менш|най|перевищ)\w*|\w{3,}іш(?:е|ий|а|і|ого|ому|им|их|ої|ій|ими|ою)\b",
    re.IGNORECASE,
)


def degrees(said: Statement, window: Window) -> Iterator[Problem]:
    """ "At most once" for "at least once", and a comparison that the source does not make."""
    own, held = _often(said.text), _often(window.text)
    if own and held and own.keys().isdisjoint(held):
        yield Problem("number", next(iter(own.values())))
    limits = [figure.limit for figure in said.figures if figure.limit]
    for match in _COMPARED.finditer(said.text):
        if any(limit.start < match.end() and match.start() < limit.end for limit in limits):
            continue
        if not _COMPARISON.search(window.text):
            yield Problem("quantifier", match[0])


def _often(text: str) -> dict[str, str]:
    """ "least" and "most" of a "once", with the words that say so."""
    found = {name: pattern.search(text) for name, pattern in _OFTEN.items()}
    return {name: match[0] for name, match in found.items() if match}
