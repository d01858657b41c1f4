"""`dzherelo cite` on a terminal, as JSON and as a record, from the catalogue and our notes."""

import json
import shutil

import pytest

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.corpus.read import read_bytes
from dzherelo.ui.cli import main
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.lookup import MOST, plain_lookup


@pytest.fixture(scope="module")
def library(tmp_path_factory, shipped_home):
    """The library as it comes, and a long law in the place of the Constitution."""
    settings = load_settings(shutil.copytree(shipped_home, tmp_path_factory.mktemp("law") / "home"))
    law = "КОНСТИТУЦІЯ УКРАЇНИ\n\nРозділ I\nПро тишу\n\n"
    law += "".join(f"Стаття {n}. У читальні {n} тихо щодня.\n\n" for n in range(1, 41))
    with open_assistant(settings.model_copy(update={"default_library": True})) as opened:
        document = read_bytes(law.encode(), name="law.txt")
        opened.library.add(document, name="law.txt", data=b"", as_id="ref05")
        opened.sync()
        yield opened


@pytest.fixture
def run(monkeypatch, capfd, library):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(library, "close", lambda: None)

    def go(*argv, lang="en_US.UTF-8"):
        monkeypatch.setenv("LANG", lang)
        argv = ("--home", str(library.settings.home), "cite", *argv)
        code = main(argv, opener=lambda settings, progress: library)
        out, err = capfd.readouterr()
        return code, out, err

    return go


def test_every_reference_fits_the_screen_and_says_what_was_read(run):
    for number in range(1, 12):
        for lang, unread in (("en_US.UTF-8", "was not read"), ("uk_UA.UTF-8", "не прочитано")):
            code, out, err = run(str(number), lang=lang)
            assert (code, err) == (0, "")
            assert out.startswith(f"[{number}] ")
            assert f"(ref{number:02})" in out
            assert (unread in out.splitlines()[1]) == (number in (1, 2, 8, 9, 10, 11))
            for line in out.splitlines():
                assert len(line) <= 100 or "http" in line


def test_the_frame_speaks_the_language_of_the_locale(run):
    uk, en = run("5", lang="uk_UA.UTF-8")[1], run("5")[1]
    assert "Де стаття цитує чи згадує цю працю" in uk
    assert "у статті «26.06.2024», насправді: 28.06.1996" in uk
    assert "Where the article cites or mentions it" in en
    assert "the article has “26.06.2024”; it is 28.06.1996" in en


@pytest.mark.parametrize("lang", ["en_US.UTF-8", "uk_UA.UTF-8", "C"])
def test_labels_speak_the_language_of_what_was_looked_up(run, lang):
    assert "Стан: у бібліотеці є" in run("ст. 9 Конституції", lang=lang)[1]
    assert "Status: only a part" in run("Article 9 of the Constitution", lang=lang)[1]
    assert json.loads(run("[2, с. 86]", "--json", lang=lang)[1])["status_text"].startswith("працю")
    assert "Шукайте номер (8)" in run("абракадабра", lang=lang)[2]


def test_exact_words_stand_in_quotation_marks_and_notes_do_not(run):
    assert "art. 9: “Стаття 9. У читальні 9 тихо щодня.”" in run("Article 9 of the Constitution")[1]
    out = run("5")[1]
    assert "from our notes:\n" in out
    assert not any("«" in line for line in out.splitlines() if line.strip().startswith("- "))


def test_a_provision_comes_with_the_rest_in_a_few_lines(run):
    out = run("ст. 9 Конституції")[1]
    provision, _, rest = out.partition("«Стаття 9. У читальні 9 тихо щодня.»")
    assert len(provision.splitlines()) == 5
    assert len(rest.strip().splitlines()) <= 5
    assert "Цитує стаття: абз. 10  (за нашими нотатками)" in rest
    assert "Опис: Конституція України : Закон України від 28.06.1996 р. № 254к/96-ВР." in rest
    assert "dzherelo cite 5" in rest
    elsewhere = run("Article 3 of the Constitution")[1]
    assert "The article does not cite this very place. Other places: para. 10." in elsewhere


def test_a_slip_of_the_article_is_told_beside_the_provision(run):
    assert "A slip of the article: " in run("Article 2(4) of Law 4572-VI")[1]


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        (
            "ст. 999 Конституції",
            "в ній такого місця немає: Конституція України, ст. 999. Цей текст має статті 1–40. "
            "Додайте весь текст: `dzherelo fetch ref05`.",
        ),
        (
            "ст 36 ч 9 Конституції",
            "в ній такого місця немає: Конституція України, ст. 36, ч. 9. Ст. 36 не має частин. "
            "Додайте весь текст: `dzherelo fetch ref05`. Найближче з того, що є: ст. 36.",
        ),
        (
            "Article 999 of the Constitution",
            "it has no such place: Constitution of Ukraine, art. 999. It has articles 1–40. "
            "Bring the whole text in: `dzherelo fetch ref05`.",
        ),
    ],
)
def test_of_a_place_that_does_not_exist_only_what_there_is_is_said(run, ref, said):
    code, out, err = run(ref)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("dzherelo: ") and err.endswith(f"{said}\n")
    in_json = run(ref, "--json")
    assert (in_json[0], in_json[2]) == (code, err)
    assert json.loads(in_json[1])["provisions"][0]["missing"] in err


def test_a_long_section_is_cut_and_says_so(run):
    whole = json.loads(run("розділ IX КПК", "--json")[1])["provisions"][0]["passages"]
    assert len(whole) > MOST
    assert f"… і ще {len(whole) - MOST}" in run("розділ IX КПК")[1]


def test_words_of_a_reference_need_no_quotation_marks(run):
    assert run("ст.", "71", "Статуту", "ООН")[1] == run("ст. 71 Статуту ООН")[1]


def test_what_words_rest_on(run):
    out = run("ECOSOC may consult with non-governmental organizations")[1]
    assert out.startswith("What these words rest on")
    assert "→ [4] UN Charter" in out
    nothing = run("рецепт борщу зі сметаною та часником", lang="uk_UA.UTF-8")[1]
    assert "Стаття не дає посилання для цих слів." in nothing
    assert "в бібліотеці не знайдено" in nothing


def test_a_page_that_is_not_cited(run):
    assert "does not cite page 99" in run("[2, p. 99]")[1]


@pytest.mark.parametrize("ref", ["2 с.86", "2, с. 86", "2 С. 86", "[2 с. 86]", "№ 2, с.86"])
def test_a_page_needs_no_brackets(run, ref):
    assert run(ref) == run("[2, с. 86]")
    assert run("2 p. 86") == run("[2, p. 86]")


@pytest.mark.parametrize("ref", ["[5, ст. 9]", "5, ст. 9", "[5, стаття 9]"])
def test_a_marker_may_name_an_article_of_an_act(run, ref):
    assert run(ref) == run("ст. 9 Конституції")
    assert run("[5, art. 9]") == run("Article 9 of the Constitution")


def test_of_a_work_that_is_no_act_it_names_a_page(run):
    assert run("[2, ст. 86]") == run("[2, с. 86]")


def test_several_works_of_one_name(run):
    assert "Ці слова називають ще\n" in run("неурядові організації")[1]


def test_the_article_itself(run):
    assert "This is the article itself. References in its list: 11" in run("article")[1]


def test_json_is_one_object_with_every_format(run):
    code, out, err = run("[2, с. 86]", "--json")
    said = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert (said["ref"], said["kind"], said["source"], said["page"]) == (
        "[2, с. 86]",
        "work",
        "ref02",
        "86",
    )
    assert said["status"] == "notes"
    assert set(said["formats"]) == {"dstu", "apa", "bibtex", "ris", "csl-json"}
    assert [one["page"] for one in said["cited"] if one["asked"]] == ["86"]


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("dstu", "Войціховський А. В. Міжнародні"),
        ("bibtex", "@misc{voitsikhovskyi-"),
        ("ris", "TY  - GEN"),
        ("csl", "[\n  {"),
    ],
)
def test_a_format_is_printed_alone(run, form, begins):
    code, out, err = run("9", "--format", form)
    assert (code, err) == (0, "")
    assert out.startswith(begins)
    assert "Войціховський" in out


def test_no_record_for_a_format(run):
    code, out, err = run("рецепт борщу зі сметаною та часником", "--format", "ris")
    assert (code, out) == (1, "")
    assert "no bibliographic record" in err


def test_what_is_not_known_is_one_line(run):
    code, out, err = run("абракадабра")
    assert (code, out) == (1, "")
    assert err.startswith("dzherelo: У бібліотеці нічого не зветься «абракадабра».")
    assert err.count("\n") == 1


@pytest.mark.parametrize("argv", [(), ("8", "--format", "doc"), ("8", "--json", "--format", "ris")])
def test_wrong_usage(run, argv):
    assert run(*argv)[0] == 2


def test_the_language_of_notes_follows_the_reader(library):
    found = library.cite("1")
    assert "Topchii" in plain_lookup(found, Words("en"), width=100)
    assert "Топчій" in plain_lookup(found, Words("uk"), width=100)
