"""Words that lead to a question of a dialogue: "ясно, а", "нова тема:", "back to the Council:"."""

from __future__ import annotations

import re
from typing import NamedTuple

from dzherelo.assistant.dialogue.coreference import Centre
from dzherelo.assistant.dialogue.entities import telling
from dzherelo.corpus.language.inflect import phrase_within
from dzherelo.corpus.language.words import language_of, words

_OPENERS = re.compile(
    r"^(?:\W*(?:(?:ясно|зрозуміло|добре|дякую|ок|окей|гаразд|супер|ага|угу|ok|okay|thanks|"
    r"thank you|great|i see|got it|alright|right|well|in english(?: please)?|"
    r"in ukrainian(?: please)?|(?:і )?останнє(?: питання)?|ще (?:одне|питання)|насамкінець|до речі|"
    r"(?:one )?(?:last|more) (?:thing|one|question)|by the way|finally|"
    r"українською(?: будь ласка)?|please|будь ласка)\b[.,!:;]*|"
    r"(?:а|і|й|та|але|ну|тоді|отже|and|but|so|then|also|now)\b,?)\s*)+",
    re.IGNORECASE,
)
_ANEW = re.compile(
    r"\b(?:нова тема|нове питання|інша тема|інше питання|про інше|another (?:thing|topic|question)|"
    r"new (?:topic|question)|different (?:topic|question))\b",
    re.IGNORECASE,
)
_LED = re.compile(r"^(?P<by>[^.:?!]{2,80})[.:]\s+(?P<to>\S.*)$", re.DOTALL)
_BACK = re.compile(
    r"^\W*(?:(?:(?:let'?s |can we )?(?:go |get |come )?back to|returning to|as for|you mentioned)|"
    r"(?:по|в)?вернім(?:о)?с[ья]\s+до|назад до|щодо|(?:ти|ви) (?:казав|казала|казали|згадував|"
    r"згадувала|згадували)(?:\s+про)?|(?:а )?тепер (?:про|щодо)|(?:and )?now (?:about|to))\s+"
    r"(?:(?:our|my|your|that|this)\s+)?(?P<to>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


def without_opener(text: str) -> str:
    """A question without "ясно.", "OK," or "and" before it; the text itself if nothing is left."""
    rest = _OPENERS.sub("", text)
    return rest if any(True for _ in words(rest)) else text


class Lead(NamedTuple):
    """What is asked behind the words that lead to it. `anew`: nothing that was said before counts;
    `back`: what the dialogue goes back to."""

    question: str
    anew: bool = False
    back: str = ""


def lead(line: str) -> Lead | None:
    """The words that lead to a question; None if there are none, or they tell a story of their
    own."""
    led = _LED.match(line)
    if led is None:
        return None
    if _ANEW.search(led["by"]):
        return Lead(led["to"], anew=True)
    if back := _BACK.match(led["by"]):
        return Lead(led["to"], back=back["to"])
    return None if telling(led["by"]) else Lead(led["to"])


def behind_lead(line: str) -> str:
    """A question of a dialogue without the words that lead to it."""
    led = lead(line)
    return led.question if led else line


def spoken_of(thing: str) -> tuple[str, Centre | None]:
    """The question of what a thing is, to which a dialogue goes back, and the thing itself."""
    if language_of(thing) == "en":
        named = thing if thing.startswith("the ") else f"the {thing}"
        return f"What is {named}?", Centre(
            named, ("many",) if named.endswith("s") else ("one", "he")
        )
    first = phrase_within(thing)
    if first is None:
        return f"Що таке {thing}?", None
    return f"Що таке {first.inflected('nomn') or thing}?", Centre(first, (first.gender,))
