"""Formulas on one line: "x² + (a+b)/c"."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dzherelo.corpus.read.lines import raised

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def linear(node: LexborNode, depth: int = 0) -> str:
    """A MathML element as its TeX in dollars, if it carries that, else as a line of plain signs."""
    tag = (node.tag or "").rpartition(":")[2]
    if depth > 150 or tag in ("mi", "mn", "mo", "ms", "mtext"):
        return " ".join(node.text().split())
    if tag == "math":
        source = node.css_first("annotation[encoding*=tex i]")
        if source is not None and (tex := " ".join(source.text().split())):
            return f"${tex.strip('$')}$"
    if tag.startswith("annotation"):
        return ""
    parts = [linear(child, depth + 1) for child in node.iter()]
    if not parts:
        return " ".join(node.text().split())
    write = _WRITTEN.get((tag, len(parts))) or _WRITTEN.get((tag, 0))
    return write(*parts) if write else "".join(parts)


def _script(sign: str, text: str) -> str:
    if not text:
        return ""
    above = raised(text)
    return above if sign == "^" and above != text else f"{sign}{_grouped(text)}"


def _grouped(text: str) -> str:
    return text if text.isalnum() or len(text) < 2 else f"({text})"


_WRITTEN: dict[tuple[str, int], Callable[..., str]] = {  # by tag and number of parts; 0: any number
    ("mfrac", 2): lambda above, below: f"{_grouped(above)}/{_grouped(below)}",
    ("msup", 2): lambda base, up: base + _script("^", up),
    ("mover", 2): lambda base, up: base + _script("^", up),
    ("msub", 2): lambda base, down: base + _script("_", down),
    ("munder", 2): lambda base, down: base + _script("_", down),
    ("msubsup", 3): lambda base, down, up: base + _script("_", down) + _script("^", up),
    ("munderover", 3): lambda base, down, up: base + _script("_", down) + _script("^", up),
    ("msqrt", 0): lambda *parts: f"√{_grouped(''.join(parts))}",
    ("mroot", 2): lambda base, degree: f"{raised(degree)}√{_grouped(base)}",
    ("mtable", 0): lambda *rows: "; ".join(rows),
    ("mtr", 0): lambda *cells: ", ".join(cells),
    ("mfenced", 0): lambda *parts: f"({', '.join(parts)})",
}
