"""The work of splitting a text and of reading its citations and figures grows as the text does,
whatever it is made of: counted in calls of functions, and bounded in processor time where one call
may do all of it (a regular expression)."""

import sys
import time
from math import log

import pytest

from dzherelo.corpus.citations.pinpoints import pinpoints
from dzherelo.corpus.language.acts import Acts
from dzherelo.corpus.language.figures import figures
from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.split import split

ACTS = Acts.of_titles({"lakes": ("Закон України Про озера",), "code": ("Кодекс про ставки",)})
WORK = {
    "split": lambda text: split("x", text),
    "pinpoints": lambda text: pinpoints(text, acts=ACTS),
    "figures": figures.__wrapped__,
}
TEXTS = {
    "provisions": "ст. 5 ",
    "numbered": "ст. {} ",
    "listed": "ст. {}, ",
    "named": "ст. {} Закону про озера, ",
    "nested": "п. 1 ч. 2 ст. {} ",
    "articles": "Стаття {}. Слова\n\n1. Слово про те.\n",
    "repealed": "Статтю {} виключено.\n",
    "rules": "{rule}. Слово про те.\n",
    "numbers": "{} ",
    "months": "{} січня ",
    "words": "тисяча ",
}


def calls(work, text):
    """How many functions are called."""
    count = 0

    def note(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work(text)
    finally:
        sys.setprofile(None)
    return count


def of(pattern, length):
    """A text of about this many characters."""
    parts = (
        pattern.replace("{}", str(at % 900 + 1)).replace(
            "{rule}", f"{at // 900 + 1}.{at % 900 + 1}"
        )
        for at in range(length)
    )
    text = ""
    while len(text) < length:
        text += next(parts)
    return text


@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize("pattern", TEXTS.values(), ids=TEXTS)
def test_four_times_the_text_is_about_four_times_the_work(name, pattern):
    WORK[name](of(pattern, 32_000))  # what is kept of words is made
    few, many = (calls(WORK[name], of(pattern, length)) for length in (8_000, 32_000))
    assert log(many / few) / log(4) < 1.2


@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize(
    "piece",
    [".", " . ", "1", "1.", "1-", "1 ", "1)", "1, ", "(1)", "а.", "п.п.", "a/", "№", "§", "§ ", "[",
     "{", "I ", "ст. N ", "ст. 1 і ", "Стаття 1-", "Статті 1, 1, ", "розділ I ", "1 прим. "],
)  # fmt: skip
def test_sixty_thousand_characters_of_one_thing_take_seconds(name, piece):
    text = (piece * (60_000 // len(piece) + 1))[:60_000]
    begin = time.process_time()
    WORK[name](text)
    assert time.process_time() - begin < 15  # what grows with the square takes minutes


def test_sentences_of_stops_alone_are_no_trouble():
    assert sentences("." * 60_000) and sentences(". " * 30_000)
