"""A model that lies about the gold questions: nothing that it shows as supported is false to the
words, whatever they are asked. Over our notes, which need no texts."""

import os
import random
import re
import shutil
from collections import Counter

from scripted import COMPLETIONS, numbered, prompt_of, said

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.assistant.types import Cost
from dzherelo.evals.gold import gold_files, load_gold
from dzherelo.evals.runs import total_of

WHOLE = "DZHERELO_TEST_WHOLE_GOLD"  # set: every question, sealed ones too; takes a long while
EVERY = 1 if os.environ.get(WHOLE) else 8  # else a sample, for the sake of time
_NUMBER = re.compile(r"\d+")
_SENTENCE = re.compile(r"[^.!?]+[.!?]")
_DENIES = re.compile(r"\b(?:не|ні|без|жод\w+|not?|neither|nor|never|none|without)\b", re.I)


TEXTS = (
    ("article", "article/article.txt"),
    ("ref04", "cited/ref04/text_en.txt"),
    ("ref05", "cited/ref05/text.txt"),
    ("ref06", "cited/ref06/text.txt"),
    ("ref07", "cited/ref07/text_section_IX.txt"),
)


class Liar:
    """Sentences of the passages: half of them true, half with a number, a marker or a word turned,
    so that the answer as a whole stands and the lies have a chance to be shown. `told` has the
    kind of each lie by its words."""

    def __init__(self):
        self.told = {}

    def __call__(self, handler):
        passages = numbered(prompt_of(handler))
        chance = random.Random(len(handler.body))
        parts = []
        for number, text in list(passages.items())[:3]:
            found = _SENTENCE.findall(text.splitlines()[-1] + ".")
            sentence = max(found, key=len).strip(" .")
            other = chance.choice(list(passages))
            kind, lie, markers = chance.choice(list(lies(sentence, number, other)))
            if lie != sentence or number != other:
                self.told[lie] = kind
            parts.append(f"{sentence} [{number}].")
            if len(parts) < 5:  # more truths than lies
                parts.append(f"{lie} {markers}.")
        handler.reply(said(" ".join(parts)), content_type="text/event-stream")


def lies(sentence, number, other):
    """Kind, words and markers of each lie that can be told with a sentence."""
    if _NUMBER.search(sentence):
        yield "number", _NUMBER.sub(lambda m: str(int(m[0]) + 1), sentence), f"[{number}]"
    yield "date", f"{sentence}, що сталося 1887 року", f"[{number}]"
    yield "quote", f"{sentence} «так сказав сам автор»", f"[{number}][{other}]"
    yield "marker", sentence, f"[{other}]"
    yield "marker", sentence, "[99]"
    if not _DENIES.search(sentence):
        english = sentence.isascii()
        denied = f"{'It is not true that' if english else 'Не'} {sentence[0].lower()}{sentence[1:]}"
        yield "negation", denied, f"[{number}]"


def test_no_statement_is_shown_as_supported_against_its_words(
    shipped_home, tmp_path, site, monkeypatch, request
):
    """Over our notes, which need no texts; for every question over the real texts too."""
    monkeypatch.setenv("DZHERELO_DEFAULT_LIBRARY", "true")
    liar = Liar()
    site.at(COMPLETIONS, liar)
    home = shutil.copytree(shipped_home, tmp_path / "home")
    settings = load_settings(home, llm=f"{site.url('/v1')}#liar")
    with open_assistant(settings) as opened:
        if EVERY == 1:
            folder = request.getfixturevalue("real_library")
            for source, file in TEXTS:
                opened.add(folder / file, as_id=source, part=source == "ref07")
        totals = told_of(opened, liar)
    print(f"\n{dict(totals)}")
    assert totals["shown"] > totals["supported"] > 20
    assert not {key for key in totals if key[0] == "false"}, totals


def told_of(opened, liar):
    """What was answered to the questions, counted."""
    totals = Counter()
    split = "all" if EVERY == 1 else "dev"
    questions = [q for q in load_gold(gold_files(split)) if not q.planted][::EVERY]
    for question in questions:
        answer = opened.ask(question.question, history=question.turns())
        totals[answer.mode if answer.answered else "declined"] += 1
        for citation in answer.citations:
            text = opened.text(citation.source, notes=citation.origin == "note")
            assert citation.quote.of(text) == citation.text != ""
            assert citation.passage in opened.passages(citation.source)
            assert citation.passage.span.covers(citation.quote)
        if answer.mode == "llm":
            held_to_its_words(answer, liar.told, totals)
    return totals


def held_to_its_words(answer, told, totals):
    """Counts the statements of an answer, and under "false" those shown as supported against the
    words that they cite."""
    by_marker = {citation.marker: citation for citation in answer.citations}
    for statement in answer.statements:
        kind = told.get(statement.text.strip(" ."))
        totals["shown"] += 1
        totals["told", kind] += 1
        if not statement.supported:
            continue
        totals["supported"] += 1
        cited = [by_marker[marker].passage for marker in statement.citations]
        held = " ".join(f"{p.context} {p.text}" for p in cited)
        numbers = set(_NUMBER.findall(statement.text)) <= set(_NUMBER.findall(held))
        if not cited or not numbers or kind in ("date", "quote", "negation"):
            totals["false", kind] += 1


def test_what_a_model_took_is_summed_over_a_run():
    first = Cost("tiny", 900, 100, 2.5).as_dict()
    again = Cost("tiny", 900, 100, 0.1, cached=True).as_dict()
    guessed = Cost("tiny", 50, 5, 0.5, calls=2, estimated=True).as_dict()
    assert total_of([first, again, guessed]) == {
        "model": "tiny",
        "answers": 3,
        "cached": 1,
        "calls": 2,
        "prompt_tokens": 950,
        "completion_tokens": 105,
        "seconds": 3.0,
        "estimated": True,
    }
    assert total_of([]) is None
