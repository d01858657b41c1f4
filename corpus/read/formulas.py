"""Formulas on one line: "x² + (a+b)/c"."""

from __future__ import annotations

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
    match tag, parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msup" | "mover", [base, up]:
            return base + _script("^", up)
        case "msub" | "munder", [base, down]:
            return base + _script("_", down)
        case "msubsup" | "munderover", [base, down, up]:
            return base + _script("_", down) + _script("^", up)
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
        case "mroot", [base, degree]:
            return f"{raised(degree)}√{_grouped(base)}"
        case "mtable", _:
            return "; ".join(parts)
        case "mtr", _:
            return ", ".join(parts)
        case "mfenced", _:
            attributes = node.attributes
            return (
                f"{attributes.get('open') or '('}{', '.join(parts)}{attributes.get('close') or ')'}"
            )
    return "".join(parts) or ("" if parts else " ".join(node.text().split()))


def _script(sign: str, text: str) -> str:
    if not text:
        return ""
    above = raised(text)
    return above if sign == "^" and above != text else f"{sign}{_grouped(text)}"


def _grouped(text: str) -> str:
    return text if text.isalnum() or len(text) < 2 else f"({text})"
