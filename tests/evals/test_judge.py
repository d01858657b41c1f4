"""A language model as second reader, over a real server's protocol and by a script."""

import json

import pytest
from mill import LINES, Reader, measure
from scripted import prompt_of, said, stream

from dzherelo.assistant.generate.model import ModelFailure, ScriptedModel
from dzherelo.assistant.settings import Settings
from dzherelo.corpus.errors import InputError
from dzherelo.evals.api import report_html
from dzherelo.evals.judge import PROMPT, Judge, judge_run


@pytest.fixture
def run(tmp_path):
    gold = tmp_path / "mill.dev.jsonl"
    gold.write_text("\n".join(LINES), encoding="utf-8")
    return measure(Reader(), gold, tmp_path / "runs")


@pytest.fixture
def settings(site, tmp_path):
    return Settings(home=tmp_path / "home", llm=site.url("/v1"), llm_model="m")


def test_verdicts_are_read_in_both_languages_and_nothing_else_is_one():
    judge = Judge(ScriptedModel("Yes.", " no, it is not", "Так", "«Ні»", "Perhaps", "none"))
    told = [judge.supported("x", ["y"]) for _ in range(6)]
    assert told == [True, False, True, False, None, None]


def test_without_quotes_nothing_is_asked():
    model = ScriptedModel("yes")
    assert Judge(model).supported("The mill burnt down.", []) is False
    assert model.asked == []


def test_the_model_sees_the_quotes_and_the_statement_without_its_markers():
    model = ScriptedModel("yes")
    Judge(model).supported("Built in 1888 [1].", ["Збудовано 1888 року."])
    asked = model.asked[0][-1].text
    assert "Збудовано 1888 року." in asked
    assert "Built in 1888" in asked
    assert "[1]" not in asked


def test_a_model_that_fails_is_an_error_with_a_remedy():
    with pytest.raises(InputError, match="without --judge"):
        Judge(ScriptedModel(ModelFailure("refused", "nobody there"))).says("x", ["y"])


def test_a_run_is_judged_once_and_sealed_questions_are_never_shown(run, site, settings):
    site.at("/v1/chat/completions", stream("yes"))
    verdicts = judge_run(run, settings, Reader())
    assert (verdicts.supported, verdicts.statements) == (1.0, 2)
    assert (verdicts.said, verdicts.nuggets) == (1.0, 1)
    prompts = [prompt_of(handler) for handler in site.asked]
    assert len(prompts) == 3
    assert not any("Секрет" in prompt for prompt in prompts)
    again = judge_run(run, settings, Reader())
    assert again == verdicts
    assert len(site.asked) == 3  # what it said before costs nothing
    told = json.loads((run.folder / "judge.json").read_text("utf-8"))
    assert told["prompt"] == PROMPT
    assert "m" in told["model"]
    page = report_html(run, verdicts)
    assert PROMPT in page
    assert "second reader" in page


def test_replies_that_are_no_verdict_are_left_out_and_counted(run, site, settings):
    site.at("/v1/chat/completions", lambda h: h.reply(said("hm"), content_type="text/event-stream"))
    verdicts = judge_run(run, settings, Reader())
    assert (verdicts.supported, verdicts.said, verdicts.unclear) == (None, None, 3)
