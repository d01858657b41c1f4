"""The parts of writing with a model: prompts, what fits into them, memory on disk, local files."""

import re
import subprocess
import sys
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import COMPLETIONS, stream

from dzherelo.assistant.addresses import base_of
from dzherelo.assistant.generate.cache import CachedModel
from dzherelo.assistant.generate.context import LANGUAGES, PromptsDamaged, brief, load, prompts
from dzherelo.assistant.generate.dialogue import remembered
from dzherelo.assistant.generate.model import (
    Message,
    Meter,
    ModelFailure,
    Piece,
    ScriptedModel,
    estimated_tokens,
)
from dzherelo.assistant.generate.open import open_model
from dzherelo.assistant.generate.remote import LocalModel
from dzherelo.assistant.settings import load_settings
from dzherelo.assistant.types import Turn
from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.types import Kind, Locator, Passage, Span

ASKED = [Message("user", "Питання?")]


def passage(number, text):
    span = Span(0, len(text))
    return Passage(f"p{number}", "s", span, text, Locator(paragraph=number), "uk", Kind.PARAGRAPH)


def written(model, messages=ASKED):
    return "".join(piece.text for piece in model.stream(messages, limit=100))


# Prompts ------------------------------------------------------------------------------------------


def test_both_languages_have_the_same_prompts():
    shapes = [{k: sorted(v) for k, v in prompts(name).texts.items()} for name in LANGUAGES]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{question}", "", "places must be passages, question"),
        ("{passages}", "{passages} {passage}", "places must be"),
        ("{passages}", "{passages", "answer.user"),
        ("no_answer =", "no_reply =", "no_answer"),
    ],
)
def test_a_damaged_prompt_is_refused_when_it_is_read(tmp_path, old, new, said):
    from dzherelo.assistant.generate import context

    original = (context._FOLDER / "prompts_uk.toml").read_text("utf-8")
    path = tmp_path / "uk.toml"
    path.write_text(original.replace(old, new), encoding="utf-8")
    with pytest.raises(PromptsDamaged, match=said):
        load(path)


def test_braces_in_a_text_are_words_like_any_other():
    told = brief("{question}?", [passage(1, "a {passages} b")], prompts=prompts("en"), titles={},
                 room=2000)  # fmt: skip
    assert "a {passages} b" in told.messages[-1].text
    assert "Question: {question}?" in told.messages[-1].text


def test_the_references_of_a_source_do_not_look_like_markers():
    words = "Так пише автор [2, с. 86], і не лише він [4–6], хоч [sic] рідко."
    told = prompts("uk").fenced([passage(1, words)], titles={})
    assert "автор (посилання 2, с. 86), і не лише він (посилання 4–6), хоч (sic)" in told
    assert told.count("[") == told.count("[1]") == 1


# What fits ----------------------------------------------------------------------------------------


def test_an_example_stands_before_the_passages_where_there_is_room():
    def told(room):
        return brief("Що?", [passage(1, "Перший")], prompts=prompts("uk"), titles={}, room=room)

    wide = told(2000).messages
    assert [message.role for message in wide] == ["system", "user", "assistant", "user"]
    assert wide[2].text.endswith("[2].")
    need = sum(estimated_tokens(message.text) for message in (wide[0], wide[-1]))
    narrow = told(need + 100).messages
    assert narrow == (wide[0], wide[-1])


@given(lengths=st.lists(st.integers(1, 900), min_size=1, max_size=14), room=st.integers(500, 3000))
def test_whole_passages_fill_the_context(lengths, room):
    passages = [passage(n, f"п{n} " + "я" * length) for n, length in enumerate(lengths)]
    try:
        told = brief("Що?", passages, prompts=prompts("uk"), titles={}, room=room)
    except ModelFailure as failure:
        assert failure.kind == "small"
        return
    assert sum(estimated_tokens(message.text) for message in told.messages) <= room
    assert told.passages[0] == passages[0]
    assert list(told.passages) == [p for p in passages if p in told.passages]
    text = told.messages[-1].text
    assert all(p.text in text for p in told.passages)
    assert not any(f"{p.text[:4]}" in text for p in passages if p not in told.passages)


def test_of_a_long_dialogue_the_longest_answers_are_cut_and_the_last_turns_stay():
    history = [Turn("Перше?", "а " * 4000), Turn("Друге?", "Коротко."), Turn("Третє?", "Так.")]
    kept = remembered(history, room=600)
    assert [m.text for m in kept if m.role == "user"] == ["Перше?", "Друге?", "Третє?"]
    assert "Коротко." in [m.text for m in kept]
    assert sum(estimated_tokens(message.text) for message in kept) <= 600
    assert [m.text for m in remembered(history, room=8)] == ["Третє?", "Так."]


# Memory on disk -----------------------------------------------------------------------------------


def test_a_reply_is_remembered_by_all_that_it_depends_on(tmp_path):
    path = tmp_path / "replies"
    model = ScriptedModel("перша", "друга", "третя", "четверта")
    assert written(CachedModel(model, path)) == "перша"
    assert written(CachedModel(model, path)) == "перша"
    assert written(CachedModel(model, path), [Message("user", "Інше?")]) == "друга"
    assert written(CachedModel(model, path, state="other server")) == "третя"
    assert len(model.asked) == 3


def test_the_memory_is_bounded_and_forgets_what_was_used_least_recently(tmp_path):
    model = ScriptedModel(lambda messages: messages[0].text)
    cached = CachedModel(model, tmp_path / "replies", most=2)
    for text in ("а", "б", "а", "в", "а", "б"):
        assert written(cached, [Message("user", text)]) == text
    assert [messages[0].text for messages in model.asked] == ["а", "б", "в", "б"]


@pytest.mark.parametrize("end", ["length", None])
def test_what_is_not_whole_is_not_remembered(tmp_path, end):
    class Short(ScriptedModel):
        def stream(self, messages, *, limit, spent=0.0):
            self.asked.append(tuple(messages))
            yield Piece("пів", end=end)

    model = Short("")
    cached = CachedModel(model, tmp_path / "replies")
    written(cached), written(cached)
    assert len(model.asked) == 2


def test_a_key_that_a_server_sends_back_is_never_kept(tmp_path, site):
    site.at(COMPLETIONS, stream("Ваш ключ: sk-", "secret."))
    (tmp_path / "settings.toml").write_text('llm_key = "sk-secret"', encoding="utf-8")
    model = open_model(load_settings(tmp_path, llm=f"{site.url('/v1')}#any"))
    assert "sk-secret" in written(model) == written(model)
    assert len(site.asked) == 2
    held = b"".join(
        p.read_bytes() for p in tmp_path.rglob("*") if p.name != "settings.toml" and p.is_file()
    )
    assert b"secret" not in held
    assert site.asked[0].headers["Authorization"] == "Bearer sk-secret"


def test_a_damaged_memory_is_begun_anew(tmp_path):
    path = tmp_path / "replies"
    path.mkdir()
    (path / "cache.db").write_bytes(b"this is no database" * 100)
    model = ScriptedModel("так", "ні")
    assert [written(CachedModel(model, path)) for _ in range(2)] == ["так", "так"]


def test_a_memory_that_cannot_be_written_costs_nothing_but_time(tmp_path):
    (tmp_path / "file").write_text("")
    cached = CachedModel(ScriptedModel("так"), tmp_path / "file" / "replies")
    assert [written(cached) for _ in range(2)] == ["так", "так"]


def test_the_calls_of_one_answer_share_its_time(site):
    site.at(COMPLETIONS, stream("так"))
    settings = load_settings(llm=f"{site.url('/v1')}#any")
    model = open_model(settings.model_copy(update={"llm_timeout": 60}))
    told = []

    class Told:
        name = "told"

        def stream(self, messages, *, limit, spent=0.0):
            told.append(spent)
            return model.stream(messages, limit=limit, spent=spent)

    meter = Meter(Told())
    for question in ("що?", "коли?"):
        list(meter.stream([Message("user", question)], limit=10))
    assert told[0] == 0 < told[1] < meter.cost.seconds
    with pytest.raises(ModelFailure) as failure:
        list(model.stream([Message("user", "де?")], limit=10, spent=60.0))
    assert failure.value.kind == "silent"
    assert len(site.asked) == 2


def test_a_stopped_stream_is_counted_too():
    meter = Meter(ScriptedModel("слово " * 50))
    stream = meter.stream(ASKED, limit=100)
    next(stream)
    stream.close()
    assert meter.cost.calls == 1
    assert meter.cost.estimated


# Which model --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1"),
        ("https://models.example/api/openai", "https://models.example/api/openai"),
    ],
)
def test_the_path_of_an_address_may_be_left_out(address, base):
    assert base_of(address) == base


@pytest.mark.parametrize(
    "named",
    [
        "qwen3:8b",
        "ftp://host/v1",
        "model.bin",
        "missing.gguf",
        "http://",
        "http://[",
        "http://h:x/",
    ],
)
def test_what_is_no_model_is_refused_in_one_line(tmp_path, monkeypatch, named):
    with pytest.raises(SettingsError) as refused:
        load_settings(tmp_path, llm=named)
    assert refused.value.remedy
    assert "\n" not in str(refused.value)
    monkeypatch.setenv("DZHERELO_LLM", named)
    with pytest.raises(SettingsError, match="llm"):
        open_model(load_settings(tmp_path))


def test_the_command_line_wins_over_the_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("DZHERELO_LLM", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("DZHERELO_LLM_MODEL", "one")
    assert load_settings(tmp_path).llm_model == "one"
    chosen = load_settings(tmp_path, llm="http://127.0.0.1:2/v1#two")
    assert (chosen.llm, chosen.llm_model) == ("http://127.0.0.1:2/v1", "two")
    assert load_settings(tmp_path, llm="off").llm is None


def test_a_model_may_be_named_behind_its_address_in_the_settings_too(tmp_path):
    """As `dzherelo doctor` prints it."""
    (tmp_path / "settings.toml").write_text('llm = "http://127.0.0.1:1/v1#one"', encoding="utf-8")
    stored = load_settings(tmp_path)
    assert (stored.llm, stored.llm_model) == ("http://127.0.0.1:1/v1", "one")
    assert load_settings(tmp_path, llm="http://127.0.0.1:2/v1#two").llm_model == "two"


def test_a_key_is_never_printed(tmp_path):
    (tmp_path / "settings.toml").write_text('llm_key = "sk-secret"', encoding="utf-8")
    settings = load_settings(tmp_path)
    assert settings.llm_key.get_secret_value() == "sk-secret"
    assert "sk-secret" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    "line",
    [
        'llm_key = "sk-secret-ї"',
        'llm_key = """sk-secret\nsk-secret"""',
        'llm_key = ["sk-secret"]',
        'llm_kay = "sk-secret"',
        'llm = "https://me:sk-secret@models.example/v1"',
    ],
)
def test_a_key_that_cannot_be_used_is_refused_and_not_printed(tmp_path, line):
    """Not in the trace either, which `--debug` shows."""
    (tmp_path / "settings.toml").write_text(line, encoding="utf-8")
    with pytest.raises(SettingsError, match="llm") as refused:
        load_settings(tmp_path)
    assert refused.value.remedy
    assert "sk-secret" not in "".join(traceback.format_exception(refused.value))


def test_a_password_in_an_address_is_refused_on_the_command_line_too(tmp_path):
    with pytest.raises(SettingsError, match="DZHERELO_LLM_KEY") as refused:
        load_settings(tmp_path, llm="http://me:sk-secret@127.0.0.1:9/v1#tiny")
    assert "sk-secret" not in str(refused.value)


def test_the_line_end_of_a_file_is_no_part_of_a_key(tmp_path, monkeypatch):
    monkeypatch.setenv("DZHERELO_LLM_KEY", "sk-secret\r\n")
    assert load_settings(tmp_path).llm_key.get_secret_value() == "sk-secret"
    monkeypatch.setenv("DZHERELO_LLM_KEY", " ")
    assert load_settings(tmp_path).llm_key is None


# A file -------------------------------------------------------------------------------------------


def test_a_file_is_run_once_with_a_key_of_its_own(tmp_path, site):
    site.at(COMPLETIONS, stream("так"))
    started = []

    def start(path, context, key):
        started.append((path.name, context, key))
        return object(), site.url("/v1")

    model = LocalModel(tmp_path / "tiny.gguf", context=2048, start=start)
    assert [written(model), written(model)] == ["так", "так"]
    ((name, context, key),) = started
    assert (name, context) == ("tiny.gguf", 2048)
    assert site.asked[0].headers["Authorization"] == f"Bearer {key}"


@pytest.mark.parametrize(
    ("error", "kind"),
    [(ModuleNotFoundError("xllamacpp"), "runtime"), (RuntimeError("init failed"), "unloaded")],
)
def test_a_file_that_cannot_be_run_is_a_failure_of_the_model(tmp_path, error, kind):
    def start(path, context, key):
        raise error

    model = LocalModel(tmp_path / "broken.gguf", context=2048, start=start)
    with pytest.raises(ModelFailure) as failure:
        written(model)
    assert failure.value.kind == kind
    assert {"{model}"} == set(re.findall(r"{\w+}", prompts("en").texts["shown"][kind]))


def test_quotes_mode_loads_nothing_of_this():
    code = (
        "import sys, dzherelo.assistant.assembly, dzherelo.assistant.doctor\n"
        "print([m for m in ('openai', 'llama_index.llms.openai_like', 'tenacity', 'httpx',"
        " 'dzherelo.assistant.generate.remote', 'xllamacpp') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
