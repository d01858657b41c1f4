"""A library of one's own: nothing of the default one is in it, and what the user wrote counts."""

import shutil
import sys

import pytest

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.corpus.errors import InputError, SettingsError, UnknownLibrary, UnknownSource
from dzherelo.corpus.language.glossary import GENERAL, load_glossary
from dzherelo.corpus.library.libraries import Libraries
from dzherelo.corpus.library.pack import Pack
from dzherelo.corpus.types import Status

OWN = {
    "catalog.toml": """
[[record]]
id = "mill"
number = 1
type = "book"
title = "Вітряк на горі"
language = "uk"
authors = [{ family = "Мірошник", given = "О.П." }]

[[record]]
id = "rules"
type = "legislation"
title = "Правила мірошницької артілі"
language = "uk"
""",
    "notes/mill.toml": """
source = "mill"
[[note]]
at = { paragraph = 2 }
uk = "Вітряк збудував Панас Жорно 1888 року."
en = "The windmill was built by Panas Zhorno in 1888."
topic = "будівництво"
topic_en = "construction"
""",
    "asked/rules.toml": """
source = "rules"
[[ask]]
at = { article = "2" }
uk = ["Скільки бере собі мірошник?"]
en = ["What does the miller keep for himself?"]
""",
    "glossary.toml": """
[general]
toll = "мірчук | multure; miller's toll"
""",
    "acts.toml": """
[[act]]
id = "rules"
source = "rules"
names = ["Правила мірошницької артілі", "Правила артілі"]
ends = [{ article = "1" }, { article = "3" }]
""",
}
RULES = """Правила мірошницької артілі

Стаття 1. Артіль меле зерно щодня, крім неділі.

Стаття 2. Мірчук становить десяту частину помолу.

Стаття 3. Артіль обирає старосту на один рік.
"""


@pytest.fixture
def home(tmp_path, used_home):
    return shutil.copytree(used_home, tmp_path / "home")


@pytest.fixture(scope="module")
def own(tmp_path_factory, used_home):
    """A library with data of one's own and one text, the default one left out."""
    home = shutil.copytree(used_home, tmp_path_factory.mktemp("own") / "home")
    for name, text in OWN.items():
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    file = home / "rules.txt"
    file.write_text(RULES, encoding="utf-8")
    with open_assistant(load_settings(home)) as opened:
        opened.add(file)
        opened.sync()
        yield opened


def test_ones_own_records_and_notes_count(own):
    listed = {source.id: source.status for source in own.sources()}
    assert listed == {"mill": Status.NOTES, "rules": Status.FULL}
    answer = own.ask("Хто збудував вітряк?")
    assert answer.answered
    assert [(c.source, c.origin) for c in answer.citations] == [("mill", "note")]
    assert own.cite("Мірошник").works[0].id == "mill"
    assert own.cite("1").works[0].record.title == "Вітряк на горі"


def test_a_text_is_recognised_by_the_title_of_ones_own_record(own):
    assert own.library.source("rules").extra == {} and own.library.has_text("rules")


def test_ones_own_questions_find_their_place(own):
    for query in ("Скільки бере собі мірошник?", "What does the miller keep for himself?"):
        hit = own.search(query, k=1)[0]
        assert (hit.passage.source, hit.passage.locator.article) == ("rules", "2")


def test_ones_own_glossary_joins_the_languages(own):
    terms = own.library.terms()
    assert "@toll" in terms.keys("мірчук") & terms.keys("multure")
    general = {concept.id for concept in load_glossary(GENERAL)}
    assert [one.id for one in terms.glossary if one.id not in general] == ["toll"]


def test_ones_own_acts_are_named_and_known_to_be_whole(own, home, tmp_path):
    answer = own.ask("Що каже ст. 2 Правил артілі?")
    assert "десяту частину" in answer.text
    assert own.library.source("rules").status is Status.FULL
    (home / "acts.toml").write_text(OWN["acts.toml"], encoding="utf-8")
    (file := tmp_path / "part.txt").write_text(RULES[: RULES.index("Стаття 3")], encoding="utf-8")
    with open_assistant(load_settings(home)) as opened:
        assert opened.add(file, as_id="rules").source.status is Status.PART


def test_a_law_without_a_description_is_known_by_its_title(home, tmp_path):
    (file := tmp_path / "a.txt").write_text(RULES, encoding="utf-8")
    with open_assistant(load_settings(home)) as opened:
        assert opened.library.acts.acts == ()
        law = opened.add(file).source.id
        for wording in ("ст. 2 Правил мірошницької артілі", "ст. 2 Правил"):
            assert [one.act for one in opened.library.acts.mentions(wording)] == [law]
        assert opened._terms.acts.acts
        opened.remove(law)
        assert opened.library.acts.acts == opened._terms.acts.acts == ()


def test_an_act_whose_text_is_not_here_is_not_named(home):
    (home / "acts.toml").write_text(OWN["acts.toml"], encoding="utf-8")
    with open_assistant(load_settings(home)) as opened:
        assert opened.library.acts.acts == ()
        assert opened.ask("Що каже ст. 2 Правил артілі?").text


def test_notes_on_a_text_without_a_record_count(home, tmp_path):
    (file := tmp_path / "diary.txt").write_text("Щоденник\n\nСад цвіте.\n", encoding="utf-8")
    (home / "notes").mkdir()
    note = OWN["notes/mill.toml"].replace('"mill"', '"diary"').replace("paragraph = 2", "")
    (home / "notes" / "diary.toml").write_text(note, encoding="utf-8")
    with open_assistant(load_settings(home)) as opened:
        opened.add(file, as_id="diary")
        assert "1888" in opened.ask("Коли збудовано вітряк?").text


@pytest.mark.parametrize(
    "question",
    [
        "Що каже ст. 9 Конституції?",
        "Що сказано у статті 71 Статуту ООН?",
        "Що передбачає Закон про громадські об'єднання?",
        "Про що ст. 545 КПК?",
        "Чи відповідає це Конституції та Статуту?",
        "А Закон?",
        "What does Article 71 of the UN Charter provide?",
        "What does the Constitution say about treaties?",
    ],
)
def test_an_act_that_is_not_there_is_no_error(own, question):
    """Of an act of the default library, whose source a library of one's own does not have."""
    assert own.ask(question).text
    assert {hit.passage.source for hit in own.ask(question).hits} <= {"mill", "rules"}
    try:
        own.cite(question)
    except InputError as error:
        assert not isinstance(error, UnknownSource)


def test_nothing_of_the_default_library_is_there(home):
    with open_assistant(load_settings(home)) as empty:
        assert empty.sources() == ()
        assert empty.library.pack == Pack.empty()
        assert empty.library.acts.acts == ()
        assert {*empty.library.terms().glossary} == {*load_glossary(GENERAL)}
        assert empty.library.pack.vectors is None
        assert empty.examples("uk").questions == ()


def test_a_mistake_in_ones_own_acts_is_named_with_its_remedy(home):
    for text, said in (
        ('[[act]]\nsource = "x"\n', "act 1 has no 'id'"),
        ('[[act]]\nid = "x"\nsource = "x"\nnames = "Правила"\n', r"names = .*\["),
        ('[[act]]\nid = "x"\nsource = "x"\nnmes = ["П"]\n', "Did you mean 'names'"),
        ('[[act]]\nid = "x"\nsource = "x"\nsections = { I = ["1"] }\n', r"'I'.*130"),
    ):
        (home / "acts.toml").write_text(text, encoding="utf-8")
        with (
            open_assistant(load_settings(home)) as opened,
            pytest.raises(SettingsError, match=said),
        ):
            opened.ask("Що?")


# -- never the wrong library ----------------------------------------------------------------------


@pytest.fixture
def packed(tmp_path, shipped_home):
    """The default library, to which one may add."""
    home = shutil.copytree(shipped_home, tmp_path / "packed")
    settings = load_settings(home).model_copy(update={"default_library": True})
    with open_assistant(settings) as opened:
        yield opened


def test_another_article_is_not_taken_for_that_of_the_library(packed, article_file, tmp_path):
    with pytest.raises(InputError, match=r"another article than `article`.*library new NAME"):
        packed.add(article_file, as_id="article")
    assert not packed.library.has_text("article")
    other = packed.add(article_file)
    assert (other.source.id not in packed.library.catalog, other.recognised) == (True, None)
    assert packed.library.record(other.source.id) is None
    assert packed.library.notes(other.source.id) == ()
    (untitled := tmp_path / "article.txt").write_text("сад цвіте рано.\n", encoding="utf-8")
    assert packed.add(untitled).source.id != "article"


def test_the_article_itself_is_known_by_its_doi_or_title(packed, article_file, tmp_path):
    record = packed.library.record("article")
    text = article_file.read_text(encoding="utf-8")
    file = tmp_path / "a.txt"
    file.write_text(text.replace("10.99999/1234-5678.2021.3.07", record.doi), encoding="utf-8")
    added = packed.add(file)
    assert (added.source.id, added.recognised) == ("article", "doi")
    file.write_text(f"{record.title}\n\nТекст без усього іншого.\n", encoding="utf-8")
    assert packed.add(file, as_id="article").source.id == "article"


# -- several libraries ---------------------------------------------------------------------------


def test_two_libraries_share_a_home_and_nothing_else(home, tmp_path):
    for name, text in (("bees", "Бджоляр доглядає сорок вуликів."), ("moths", "Молей сім.")):
        Libraries(home).new(name)
        (tmp_path / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
        with open_assistant(load_settings(home, library=name)) as opened:
            opened.add(tmp_path / f"{name}.txt", as_id="article")
            opened.sync()
    with (
        open_assistant(load_settings(home, library="bees")) as bees,
        open_assistant(load_settings(home, library="moths")) as moths,
        open_assistant(load_settings(home)) as default,
    ):
        question = "Скільки вуликів доглядає бджоляр?"
        assert "сорок" in bees.ask(question).text
        assert not moths.ask(question).answered
        assert default.sources() == ()
        assert bees.settings.home == moths.settings.home == home
    assert (home / "libraries" / "bees" / "index").is_dir()
    assert not (home / "libraries" / "bees" / "models").exists()


def test_the_library_in_use_and_the_one_that_is_named(home, monkeypatch):
    libraries = Libraries(home)
    libraries.new("bees")
    libraries.new("moths")
    libraries.use("bees")
    assert load_settings(home).library == "bees"
    monkeypatch.setenv("DZHERELO_LIBRARY", "moths")
    assert load_settings(home).library == "moths"
    assert load_settings(home, library="default").folder == home
    with pytest.raises(UnknownLibrary, match="default, bees, moths"):
        load_settings(home, library="wasps")
    (home / "settings.toml").write_text('library = "bees"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="dzherelo library use"):
        load_settings(home)


def test_two_libraries_share_a_chroma_server_and_nothing_else(home, tmp_path, chroma_server):
    told = {}
    for name in ("bees", "moths"):
        Libraries(home).new(name)
        (file := tmp_path / f"{name}.txt").write_text(f"Про {name}: їх сорок.\n", encoding="utf-8")
        chosen = load_settings(home, library=name).model_copy(update={"chroma": chroma_server})
        with open_assistant(chosen) as opened:
            opened.add(file, as_id=name)
            told[name] = {hit.passage.source for hit in opened.search("сорок")}
    assert told == {"bees": {"bees"}, "moths": {"moths"}}


# -- the disk ------------------------------------------------------------------------------------

_read: list[str] | None = None


def _watch(event, args):
    if _read is not None and event in ("open", "os.scandir", "os.listdir"):
        _read.append(f"{event} {args[0]}")


sys.addaudithook(_watch)


@pytest.mark.parametrize(
    "asked",
    [
        lambda own: own.ask("Хто збудував вітряк?"),
        lambda own: own.search("вітряк"),
        lambda own: own.cite("1"),
        lambda own: own.cite("Мірчук становить десяту частину помолу."),
        lambda own: own.sources(),
    ],
)
def test_a_question_looks_at_the_folder_once_and_reads_no_file(own, asked):
    global _read
    asked(own)
    _read = []
    try:
        asked(own)
    finally:
        seen, _read = _read, None
    assert seen == [f"os.scandir {own.shelf.folder}"]


def test_what_another_process_takes_away_or_replaces_is_noticed(home, tmp_path):
    file = tmp_path / "bees.txt"
    with (
        open_assistant(load_settings(home)) as one,
        open_assistant(load_settings(home)) as other,
    ):
        file.write_text("Бджоляр доглядає сорок вуликів.\n", encoding="utf-8")
        other.add(file, as_id="bees")
        assert "сорок" in one.ask("Скільки вуликів?").text
        file.write_text("Бджоляр доглядає п'ятдесят вуликів.\n", encoding="utf-8")
        other.add(file, as_id="bees")
        assert "п'ятдесят" in one.text("bees")
        assert "п'ятдесят" in one.ask("Скільки вуликів?").text
        other.remove("bees")
        assert one.sources() == ()
        assert not one.ask("Скільки вуликів?").hits
