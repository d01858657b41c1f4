"""The marks of a text: "all", "some", "most", "only", and "must" and "may"."""

from __future__ import annotations

import re
from functools import lru_cache

from dzherelo.assistant.verify.lists import lists
from dzherelo.corpus.language.words import base_forms, words

_PHRASES = {
    "may": re.compile(
        r"\bма(?:є|ють|ти|в|ла|ли) (?:право(?! голосу)|змогу|можливість|повноваження)\b|\bвправі\b|"
        r"\bна (?:власний |свій )?розсуд\b|\bвільн(?:ий|а|е|і) \w+ти\b|\bfree to\b|"
        r"\b(?:has|have|the) (?:the )?(?:right|power|opportunity) to\b",
        re.IGNORECASE,
    ),
    "right": re.compile(r"\bправ(?:о|а) (?!голосу)|\brights? (?:of|to)\b", re.IGNORECASE),
    "must": re.compile(
        r"\b(?:has|have) to\b|\bis to\b|\bare to\b|"
        r"\bма(?:є|ють|в|ла|ли)\s+(?!право|змогу|можлив|повноваж)(?:\w+\s+){0,2}\w+ти(?:ся|сь)?\b|"
        r"\bналежить\b|\bслід\b|\b(?:по)?треб(?:а|ують|ує)\b|\bпотрібно\b|\bнеобхідно\b|\bпідляга(?:є|ють)\b|"
        r"\bобов'язок\b|\bduty to\b|\bbound to\b|\bneeds? to\b",
        re.IGNORECASE,
    ),
    "none": re.compile(r"\bжодн\w+\s+(?!з\b|із\b)\w+|\bніяк\w+\s+\w+", re.I),
    "least": re.compile(
        r"(?<!\bat )(?<!\bat the )\bleast\b|\bнайменш\w*(?=\s\w+(?:их|ий|а|е|і|им)\b)", re.I
    ),
    "only": re.compile(
        r"\bне\b.{0,60}\b(?:крім|окрім|інакше)\b|\bno\w*\b.{0,60}\b(?:except|other than|but)\b",
        re.IGNORECASE,
    ),
}
_IDLE = re.compile(
    r"\bне (?:лише|тільки)\b|\bnot only\b|\bat all\b(?! times)|\ball (?:the )?(?:same|along)\b|"
    r"\b(?:no|not) (?:fewer|less|more)\b|\b(?:the|their|its|among) most\b(?! of\b)|"
    r"\bshall (?=be (?:eligible|free|entitled|able|open|allowed|permitted|authori[sz]ed)\b|"
    r"have the (?:right|power)\b)|"
    r"\b(?:every|each) (?:year|month|day|week|other|two|three|four|five)\b|"
    r"\bза будь-яких\b|\bнасамперед\b|\bперш за все\b|\babove all\b|\bvis-à-vis\b",
    re.IGNORECASE,
)


_ALLOWING = re.compile(  # "nothing shall prevent" allows
    r"\bnothing\b[^.;]{0,60}\b(?:prevents?|precludes?|impairs?|hinders?)\b|"
    r"\bніщо\b[^.;]{0,60}\bне (?:перешкоджа|забороня|обмежу|виключа)\w*",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_000)
def marks(text: str) -> frozenset[str]:
    """The quantifiers ("all", "some", "most", "only") and modalities ("must", "may") of a text."""
    known = lists()
    plain = _IDLE.sub(" ", _ALLOWING.sub(" may ", text))
    bases = frozenset().union(*(base_forms(word.form) for word in words(plain)))
    named = {**known.quantifiers, **known.modality}
    found = {name for name, forms in named.items() if not forms.isdisjoint(bases)}
    return frozenset(found | {name for name, phrase in _PHRASES.items() if phrase.search(plain)})


def place_of(text: str, name: str) -> int:
    """Where the first mark of a name ends in a text; 0 if it has none."""
    forms = lists().modality.get(name, frozenset())
    ends = [word.span.end for word in words(text) if not forms.isdisjoint(base_forms(word.form))]
    ends += [match.end() for match in _PHRASES[name].finditer(text)]
    return min(ends, default=0)
