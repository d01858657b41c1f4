"""`dzherelo eval` as a user calls it, over a small library with the real model."""

import json
import re
import shutil

import pytest
from mill import LINES, TEXT
from scripted import COMPLETIONS, numbered, prompt_of, said, with_marker

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import Settings
from dzherelo.corpus.errors import InputError
from dzherelo.evals.ablation import CONTROLS, FULL, VARIANTS
from dzherelo.evals.run import main


@pytest.fixture(scope="module")
def home(tmp_path_factory, used_home):
    home = shutil.copytree(used_home, tmp_path_factory.mktemp("mill") / "home")
    (home / "mill.txt").write_text(TEXT.replace("\n", "\n\n"), encoding="utf-8")
    (home / "mill.dev.jsonl").write_text("\n".join(LINES), encoding="utf-8")
    with open_assistant(Settings(home=home)) as assistant:
        assistant.add(home / "mill.txt", as_id="mill")
    return home


def called(home, capsys, *args):
    """What the command printed on stdout and on stderr."""
    code = main(["--home", str(home), *args])
    told = capsys.readouterr()
    assert code == 0
    return told.out, told.err


def test_a_run_prints_a_table_and_leaves_a_page(home, capsys):
    out, _ = called(home, capsys, "--gold", str(home / "mill.dev.jsonl"))
    for word in ("S@1", "Accuracy", "lang:uk", "off-topic", "median"):
        assert word in out
    assert "Секрет" not in out
    page = out.rsplit("Report: ", 1)[1].strip()
    assert page.startswith(str(home / "runs"))
    with open(page, encoding="utf-8") as file:
        assert file.read().startswith("<!doctype html>")


def test_a_model_writes_the_answers_and_its_cost_stands_under_the_table(
    home, site, capsys, monkeypatch
):
    monkeypatch.setenv("DZHERELO_LLM_KEY", "sk-secret")

    def answer(handler):
        words = "Над чим стоїть млин?"  # where a follow-up is to be said anew
        if numbered(prompt_of(handler)):
            words = f"Млин збудовано 1888 року [{with_marker(handler, '1888')}]."
        body = said(words, usage=(1000, 10, 1010))
        handler.reply(body, content_type="text/event-stream")

    site.at(COMPLETIONS, answer)
    args = ("--gold", str(home / "mill.dev.jsonl"), "--llm", f"{site.url('/v1')}#tiny")
    out, err = called(home, capsys, *args)
    assert "sk-secret" not in out + err
    calls = len(site.asked)
    assert calls > 0
    assert "tiny (127.0.0.1:" in out
    assert re.search(r"\d+ answers, 0 of them written before; \d+ tokens in, \d+ out", out)
    # The same questions over the same library are not asked again.
    told = json.loads(called(home, capsys, *args, "--json")[0])
    spent = told["cost"]["spent"]
    assert len(site.asked) == calls
    assert spent["cached"] == spent["answers"] > 0
    assert spent["prompt_tokens"] == 0
    kept = "".join(f.read_text("utf-8") for f in (home / "runs").rglob("*") if f.is_file())
    assert "tiny" in kept
    assert "sk-secret" not in kept


def test_json_is_one_object_and_two_runs_are_compared(home, tmp_path, capsys):
    gold = ("--gold", str(home / "mill.dev.jsonl"), "--json")
    for name in ("a", "b"):
        out, _ = called(home, capsys, *gold, "--out", str(tmp_path / name))
        told = json.loads(out)
    assert told["questions"] == len(LINES)
    assert told["scores"]["all"]["S@1"]["count"] == 4
    assert [row["id"] for row in told["rows"]] == ["m1", "m2", "m3", "m5"]
    out, _ = called(home, capsys, "--compare", str(tmp_path / "a"), str(tmp_path / "b"), "--json")
    differences = json.loads(out)["differences"]
    assert {one["delta"] for one in differences} == {0.0}
    assert not any(one["real"] for one in differences)
    out, _ = called(home, capsys, "--compare", str(tmp_path / "a"), str(tmp_path / "b"))
    assert "0 questions got worse, 0 better." in out


def test_a_folder_of_texts_is_measured_in_place_of_the_library(home, tmp_path, capsys):
    folder = tmp_path / "texts" / "mill"
    folder.mkdir(parents=True)
    (folder / "text.txt").write_text((home / "mill.txt").read_text("utf-8"), encoding="utf-8")
    args = ("--gold", str(home / "mill.dev.jsonl"), "--library", str(folder.parent), "--json")
    out, err = called(home, capsys, *args)
    assert "mill/text.txt as mill" in err
    library = json.loads(out)["config"]["library"]
    assert list(library) == ["mill"]
    with pytest.raises(InputError, match="Give one of them"):
        main(["--home", str(home), "--library", str(folder.parent), "--notes"])


def test_the_ablation_runs_every_part_and_every_control(home, capsys):
    gold = str(home / "mill.dev.jsonl")
    out, _ = called(home, capsys, "--gold", gold, "--ablate", "--json")
    told = json.loads(out)
    systems = told["systems"]
    assert list(systems) == [*VARIANTS, *CONTROLS]
    assert systems[FULL]["S@1"]["mean"] >= systems["random"]["S@1"]["mean"]
    assert "Cited" not in systems["stock LlamaIndex"]
    assert systems["top passage copied"]["Coverage"]["mean"] == 1.0
    assert systems[FULL]["Misgrounded"]["mean"] == 0.0
