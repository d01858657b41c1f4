"""Word's formulas as MathML."""

from __future__ import annotations

import html
from typing import Any

from dzherelo.corpus.read.ooxml import M

_TAGS = {  # by Word's tag, that of MathML and which children it takes, in order
    "f": ("mfrac", "num den"),
    "sSup": ("msup", "e sup"),
    "sSub": ("msub", "e sub"),
    "sSubSup": ("msubsup", "e sub sup"),
    "limLow": ("munder", "e lim"),
    "limUpp": ("mover", "e lim"),
    "m": ("mtable", "mr"),
    "mr": ("mtr", "e"),
    "eqArr": ("mtable", "e"),
}


def mathml(element: Any) -> str:
    """A formula (`m:oMath`, `m:oMathPara`) or a part of one as markup."""
    tag = str(element.tag).removeprefix(M)
    match tag:
        case "oMathPara":
            return "".join(map(_displayed, element.iter(f"{M}oMath")))
        case "oMath":
            return f"<math><mrow>{_all(element)}</mrow></math>"
        case "t":
            return f"<mtext>{html.escape(element.text or '')}</mtext>"
        case "rad":
            degree = _part(element, "deg")
            root = _part(element, "e")
            plain = degree == "<mrow></mrow>"
            return f"<msqrt>{root}</msqrt>" if plain else f"<mroot>{root}{degree}</mroot>"
        case "nary":
            sign = _property(element, "chr", "∫")
            limits = _part(element, "sub") + _part(element, "sup")
            return f"<munderover>{_sign(sign)}{limits}</munderover>{_part(element, 'e')}"
        case "d":
            opening, closing = _property(element, "begChr", "("), _property(element, "endChr", ")")
            inner = _sign(_property(element, "sepChr", "|")).join(
                f"<mrow>{_all(part)}</mrow>" for part in element.findall(f"{M}e")
            )
            return f"{_sign(opening)}{inner}{_sign(closing)}"
    if tag in _TAGS:
        name, parts = _TAGS[tag]
        inner = "".join(
            mathml(one) if one.tag == f"{M}mr" else f"<mrow>{_all(one)}</mrow>"
            for part in parts.split()
            for one in element.findall(M + part)
        )
        return f"<{name}>{inner}</{name}>"
    return _all(element)


def _displayed(formula: Any) -> str:
    return f'<math display="block"><mrow>{_all(formula)}</mrow></math>'


def _all(element: Any) -> str:
    return "".join(
        mathml(child)
        for child in element
        if isinstance(child.tag, str) and not child.tag.endswith("Pr")
    )


def _part(element: Any, tag: str) -> str:
    found = element.find(M + tag)
    return f"<mrow>{'' if found is None else _all(found)}</mrow>"


def _property(element: Any, tag: str, usual: str) -> str:
    found = element.find(f"{element.tag}Pr/{M}{tag}")
    return usual if found is None else found.get(f"{M}val") or ""


def _sign(sign: str) -> str:
    return f"<mo>{html.escape(sign)}</mo>"
