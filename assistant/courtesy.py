"""What is said out of courtesy and asks nothing of the library: greetings, thanks, partings."""

from __future__ import annotations

import re

_SAID = {
    "about": r"(?:а )?(?:хто|що) (?:ти|ви)(?: так(?:ий|а|е|і))?|(?:а )?(?:що|шо) (?:ти|ви) "
    r"(?:вмієш|вмієте|можеш|можете|робиш|робите)|як (?:тебе|вас) (?:звати|звуть)|"
    r"як (?:тут |цим )?користуватис[ья]|допоможи(?:те)?|допомога|"
    r"(?:who|what) are you|what can you do|how does (?:this|it) work|help(?: me)?",
    "thanks": r"(?:щиро |дуже )?(?:дякую|спасибі|вдячн(?:ий|а))(?: (?:тобі|вам|дуже|за допомогу|"
    r"за відповідь))*|thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx",
    "parting": r"до побачення|бувай(?:те)?|па-?па|на все добре|(?:good)?bye(?:[- ]bye)?|see you",
    "greeting": r"привіт(?:ик|ання)?|вітаю|здрастуй(?:те)?|добр(?:ий|ого) (?:день|дня|ранок|ранку|"
    r"вечір|вечора)|доброго здоров'я|слава україні|hello|hi|hey|"
    r"good (?:morning|day|afternoon|evening)|як (?:справи|ся маєш|ся маєте)|how are you",
}
_BETWEEN = r"[\s,.!?…:;()\U0001F300-\U0001FAFF❤-]*"
_ONLY = re.compile(
    f"{_BETWEEN}(?:(?:{'|'.join(f'(?P<{kind}>{said})' for kind, said in _SAID.items())})"
    rf"(?!\w){_BETWEEN})+",
    re.IGNORECASE,
)
_REPLIES = {
    "uk": {
        "about": "Я відповідаю на питання до текстів бібліотеки їхніми точними словами; "
        "кожну цитату можна відкрити в тексті. Чого в бібліотеці немає, про те так і скажу.",
        "thanks": "Прошу! Питайте далі.",
        "parting": "На все добре!",
        "greeting": "Вітаю! Поставте питання до текстів бібліотеки.",
    },
    "en": {
        "about": "I answer questions about the texts of the library in their exact words; "
        "each quote can be opened in its text. What the library does not hold, I say so.",
        "thanks": "You are welcome! Ask on.",
        "parting": "Goodbye!",
        "greeting": "Hello! Ask about the texts of the library.",
    },
}


def courteous(asked: str, language: str) -> str | None:
    """The reply to words of courtesy and nothing else, in "uk" or "en"; None for a question."""
    match = _ONLY.fullmatch(asked.strip().replace("’", "'"))
    if match is None:
        return None
    kind = next(kind for kind in _SAID if match[kind])
    return _REPLIES[language][kind]
