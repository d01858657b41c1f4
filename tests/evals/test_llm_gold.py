"""A model that lies about the gold questions: nothing that it shows as supported is false to the
words, whatever they are asked. Over our notes, which need no texts."""

import random
import re

import pytest
from scripted import COMPLETIONS, numbered, prompt_of, said

from assistant.build import open_assistant
from assistant.settings import load_settings
from assistant.types import Cost
from evals.cost import Cost as RunCost
from evals.cost import Spent, cost_of
from evals.gold import gold_files, load_gold

EVERY = 8  # a sample of the questions, for the sake of time
_NUMBER = re.compile(r"\d+")
_SENTENCE = re.compile(r"[^.!?]+[.!?]")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("shipped")


def lying(handler):
    """Sentences of the passages: half of them true, half with a number, a marker or a word turned,
    so that the answer as a whole stands and the lies have a chance to be shown."""
    passages = numbered(prompt_of(handler))
    chance = random.Random(len(handler.body))
    parts = []
    for number, text in list(passages.items())[:3]:
        found = _SENTENCE.findall(text.splitlines()[-1] + ".")
        sentence = max(found, key=len).strip(" .")
        other = chance.choice(list(passages))
        lies = [
            f"{_NUMBER.sub(lambda m: str(int(m[0]) + 1), sentence)} [{number}].",
            f"{sentence}, що сталося 1887 року [{number}].",
            f"Не {sentence[0].lower()}{sentence[1:]} [{number}].",
            f"{sentence} «так сказав сам автор» [{number}][{other}].",
            f"{sentence} [{other}].",
            f"{sentence} [99].",
        ]
        parts += [f"{sentence} [{number}].", chance.choice(lies)]
    handler.reply(said(" ".join(parts)), content_type="text/event-stream")


def test_no_statement_is_shown_as_supported_against_its_words(home, site, monkeypatch):
    monkeypatch.setenv("DZHERELO_DEFAULT_LIBRARY", "true")
    site.at(COMPLETIONS, lying)
    shown = supported = 0
    questions = [q for q in load_gold(gold_files("dev")) if not q.planted][::EVERY]
    with open_assistant(load_settings(home, llm=f"{site.url('/v1')}#liar")) as assistant:
        for question in questions:
            answer = assistant.ask(question.question, history=question.turns())
            by_marker = {citation.marker: citation for citation in answer.citations}
            for citation in answer.citations:
                text = assistant.text(citation.source, notes=citation.origin == "note")
                assert citation.quote.of(text) == citation.text != ""
                assert citation.passage in assistant.passages(citation.source)
                assert citation.passage.span.covers(citation.quote)
            for statement in answer.statements:
                shown += 1
                if answer.mode != "llm" or not statement.supported:
                    continue
                supported += 1
                assert statement.citations
                cited = [by_marker[marker].passage for marker in statement.citations]
                held = " ".join(f"{p.context} {p.text}" for p in cited)
                assert set(_NUMBER.findall(statement.text)) <= set(_NUMBER.findall(held))
                assert "1887" not in statement.text
                assert "так сказав сам автор" not in statement.text
    assert shown > supported > 20, (shown, supported)


def test_what_a_model_took_is_summed_over_a_run():
    first = Cost("tiny", 900, 100, 2.5).as_dict()
    again = Cost("tiny", 900, 100, 0.1, cached=True).as_dict()
    guessed = Cost("tiny", 50, 5, 0.5, calls=2, estimated=True).as_dict()
    cost = cost_of([3.0, 1.0, None, 2.0], [first, again, None, guessed])
    assert cost.spent == Spent("tiny", 3, 1, 2, 950, 105, 3.0, estimated=True)
    assert RunCost.of_dict(cost.as_dict()) == cost
    assert cost_of([1.0]).spent is None
