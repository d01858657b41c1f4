"""Questions that ask what supports some words: "what supports that …", «хто каже, що …».

A question is a lead and, behind it, the words in question. The lead is who or where, then a verb of
saying or supporting; or a noun of support ("evidence that …"), which needs the "that" behind it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_VERBS_UK = (
    r"(?:підтвер\w+|каж(?:е|уть)|сказа(?:в|ла|ли|но)|говор(?:ить|ять|ив|или|иться)|тверд(?:ить|ять)|"
    r"стверджу\w+|пиш(?:е|уть)|написа(?:в|ла|ли|но)|зазнач\w+|вказ(?:ує|ують|ано)|вважа\w+|"
    r"довод(?:ить|ять)|дов(?:ів|ели|едено)|засвідч\w+|свідч\w+|обґрунт\w+|показ(?:ує|ують|ано)|"
    r"йдеться|мовиться|підкріпл\w+|відомо|видно|випливає|взя(?:то|ли|в)|беруть|спира\w+|базу\w+|"
    r"ґрунту\w+)"
)
_WHO_UK = (
    r"(?:хто|що|де|чим|ким|звідки|з\s+чого|на\s+чому|на\s+що|на\s+(?:підставі\s+чого|якій\s+підставі)|"
    r"(?:(?:у|в|на|з|із|за)\s+)?(?:як|котр)\w+\s+(?:\w+\s+)?"
    r"(?:джерел|прац|автор|документ|акт|закон|стат|норм|положенн|місц|слов)\w*)"
)
_AUTHORS_UK = r"(?:(?:це|саме|автор\w*|(?:[ув]\s+)?статт\w+|тут|там|прямо)\s+)*"
_NOUNS_UK = r"(?:підтвердження|доказ\w*|джерел[оа]|підстав[аи]|посилання|опора)"
_OF_UK = (
    r"(?:\s*,?\s*\b(?:для|про|з|те|того|тому|тез\w+|слів|слова|твердж\w+|думк\w+|коли|кажуть|пишуть|"
    r"автор\w*)\b)*"
)
_THAT_UK = r"\s*,?\s*\b(?:що|щоб|нібито|ніби)\b"

_VERBS_EN = (
    r"(?:support(?:s|ed)?|sa(?:ys?|id)|stat(?:es?|ed)|confirm(?:s|ed)?|prove[sdn]?|show(?:s|n)?|"
    r"claim(?:s|ed)?|assert(?:s|ed)?|maintain(?:s|ed)?|writ(?:es?|ten)|wrote|argue[sd]?|holds?|"
    r"thinks?|back(?:s|ed)?(?:\s+up)?|justif(?:y|ies|ied)|underl(?:ies|ie)|demonstrate[sd]?|"
    r"suggest(?:s|ed)?|indicate[sd]?|tells?\s+us|evidences)"
)
_WHO_EN = (
    r"(?:on\s+what\s+(?:basis|grounds?)|(?:in\s+)?(?:which|what)\s+(?:source|work|act|law|article|"
    r"provision|text|author|document|passage|place|reference)s?|who|what|where)"
)
_AUTHORS_EN = r"(?:(?:does|do|did|is|are|was|it|the|article|authors?|text|exactly|here|else)\s+)*"
_NOUNS_EN = r"(?:sources?|basis|support|evidence|references?|authority|proof|grounds?|citations?)"
_OF_EN = (
    r"(?:\s*,?\s*\b(?:for|of|behind|to|this|(?:(?:the|a)\s+)?(?:claim|statement|words?|assertion|"
    r"thesis|fact|idea|view))\b)*"
)
_THAT_EN = r"\s*,?\s*\bthat\b"

_QUOTED = r"\s*(?=[:«»\"“”„])"
_ASKS = re.compile(
    rf"\s*(?:(?:а|і|то|and|so)\s+)?(?:"
    rf"{_WHO_UK}\s+{_AUTHORS_UK}{_VERBS_UK}\b{_OF_UK}(?P<that>{_THAT_UK}|{_QUOTED})?"
    rf"|{_WHO_EN}\s+{_AUTHORS_EN}{_VERBS_EN}\b{_OF_EN}(?P<that_en>{_THAT_EN}|{_QUOTED})?"
    rf"|(?:(?:чи|яке|які|яка|є|на)\s+)*{_NOUNS_UK}{_OF_UK}(?P<noun>{_THAT_UK}|{_QUOTED})"
    rf"|(?:(?:what|is|are|there|any|a|an|the|what's)\s+)*{_NOUNS_EN}{_OF_EN}"
    rf"(?P<noun_en>{_THAT_EN}|{_QUOTED})"
    rf"|according\s+to\s+(?:whom|what)\b(?P<whom>)"
    rf")\s*",
    re.IGNORECASE,
)
_RESTS = re.compile(
    r"\s*(?:on\s+)?what\s+(?:do|does|are|is)\s+(?:the\s+)?(?:(?:words|statement|claim)\s+(?:that\s+)?)?"
    r"(?P<words>.+?)\s+(?:rests?|bas(?:ed|es)|rel(?:ies|y))(?:\s+(?:on|upon))?\s*\??\s*",
    re.IGNORECASE,
)
_AROUND = " \t\"“”„«»‘’':;,.?!–—-"
_LEAST = 2  # words that make a statement


class Claim(NamedTuple):
    """Words of which it is asked what supports them; `told`: a "that" or quotation marks lead to
    them, so that they are a statement and no name."""

    words: str
    told: bool


def claim_of(wanted: str) -> Claim | None:
    """The words whose support is asked for; None for what asks no such thing."""
    asks, rests = _ASKS.match(wanted), _RESTS.fullmatch(wanted)
    if asks is None and rests is None:
        return None
    said = wanted[asks.end() :] if asks else rests["words"] if rests else ""
    said = said.strip(_AROUND)
    told = asks is None or any(mark is not None for mark in asks.groupdict().values())
    return Claim(said, told) if len(said.split()) >= _LEAST else None
