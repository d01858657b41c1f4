"""Citation look-up: on notes alone, with an article and a law of our own, with the real texts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import shipped as pack

from dzherelo.assistant.citations.cite import Citer
from dzherelo.assistant.types import Hit
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.pack import Pack
from dzherelo.corpus.library.shelf import Shelf
from dzherelo.corpus.read import read, read_bytes
from dzherelo.corpus.types import Status

DATA = Path(__file__).parents[1] / "data"
ARTICLE = (DATA / "citing.txt").read_text("utf-8")
LAW = (DATA / "law.txt").read_text("utf-8")
DIARY = "Щоденник садівника\n\nУ травні я висадив дванадцять яблунь.\n"


@pytest.fixture(scope="module")
def terms():
    return pack.terms()


@pytest.fixture(scope="module")
def look_up(terms):
    """Makes a look-up over a library; passages are near where they share words."""

    def over(shelf: Shelf, *, shipped: bool = True):
        library = Library(shelf.home, Pack.default() if shipped else Pack.empty())
        known = {}

        def keys(passage):
            if passage.id not in known:
                known[passage.id] = terms.keys(passage.text)
            return known[passage.id]

        def nearest(words, passages):
            said = terms.keys(words)
            return tuple(sorted(passages, key=lambda p: (-len(said & keys(p)), p.span)))

        def search(words):
            every = [p for s in library.sources() for p in library.passages(s.id)]
            found = [p for p in nearest(words, every)[:10] if terms.keys(words) & keys(p)]
            return tuple(Hit(rank, 1 / rank, passage) for rank, passage in enumerate(found, 1))

        return Citer(library, terms=lambda: terms, search=search, nearest=nearest).cite

    return over


def put(shelf, text, as_id):
    return shelf.add(read_bytes(text.encode(), name="t.txt"), name="t.txt", data=b"", as_id=as_id)


@pytest.fixture(scope="module")
def from_notes(look_up, tmp_path_factory):
    """Nothing added: the catalogue and our notes."""
    return look_up(Shelf(tmp_path_factory.mktemp("notes")))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    made = Shelf(tmp_path_factory.mktemp("texts"))
    put(made, ARTICLE, "article")
    put(made, LAW, "ref05")
    put(made, DIARY, "diary")
    return made


@pytest.fixture(scope="module")
def from_texts(look_up, shelf):
    """An article, a law that it cites and a diary, of our own."""
    return look_up(shelf)


def only(found):
    (cited,) = [one for one in found.cited if one.asked]
    return cited


# -- what a reference may be -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("ref", "source"),
    [
        ("8", "ref08"),
        ("[8]", "ref08"),
        ("№ 8", "ref08"),
        ("ref08", "ref08"),
        ("[2, с. 86]", "ref02"),
        ("[9, с. 7]", "ref09"),
        ("[9, p. 7]", "ref09"),
        ("Ільницька", "ref02"),
        ("Ільницької", "ref02"),
        ("Ільницка", "ref02"),
        ("Voitsikhovskyi", "ref09"),
        ("Войціховським", "ref09"),
        ("Топчій, Цуман 2017", "ref01"),
        ("Статут ООН", "ref04"),
        ("Charter of the United Nations", "ref04"),
        ("Міжнародні неурядові організації у боротьбі зі злочинністю", "ref09"),
        ("Фундаментальні принципи щодо статусу неурядових організацій в Європі", "ref03"),
        ("4572-VI", "ref06"),
        ("10.32782/2663-5666.2024.2.15", "article"),
        ("https://doi.org/10.32782/2663-5666.2024.2.15", "article"),
        ("https://ippf-fipp.org/", "ref11"),
        ("стаття", "article"),
    ],
)
def test_every_way_to_name_a_work(from_notes, ref, source):
    found = from_notes(ref)
    assert found.kind == "work"
    assert found.works[0].id == source


def test_what_several_works_are_called_is_said(from_notes):
    found = from_notes("неурядові організації")
    assert found.works[0].id in {"ref02", "ref08", "ref09"}
    assert len(found.also) >= 2
    assert found.works[0].id not in {source.id for source in found.also}


def test_a_marker_of_two_works_shows_both(from_notes):
    assert [work.id for work in from_notes("[2; 9, с. 7]").works] == ["ref02", "ref09"]


@pytest.mark.parametrize("ref", ["12", "[99]", "0"])
def test_a_number_that_is_not_in_the_list(from_notes, ref):
    with pytest.raises(InputError, match=r"no number \d+\. It has 1–11\."):
        from_notes(ref)


@pytest.mark.parametrize("ref", ["абракадабра", "Ільїнченко Панас", "doi:10.1234/none", "", "  "])
def test_what_is_not_known_says_what_can_be_looked_up(from_notes, ref):
    with pytest.raises(InputError, match="Look up a number"):
        from_notes(ref)


def test_the_nearest_names_are_offered(from_notes):
    with pytest.raises(InputError, match=r"Nearest names: .*ref01"):
        from_notes("Топчак Цумак")


# -- places, in the article's own words ------------------------------------------------------


def test_a_place_is_an_exact_slice_of_the_article(from_texts, shelf):
    text = shelf.text("article")
    for number in (2, 4, 5):
        for one in from_texts(str(number)).as_dict("uk")["cited"]:
            assert text[one["start"] : one["end"]] == one["quote"]
            assert one["marker"].startswith(f"[{number}")
            assert one["origin"] == "text"


def test_the_page_of_a_marker_picks_its_place(from_texts):
    cited = only(from_texts("[2, с. 86]"))
    assert cited.mark.marker == "[2, с. 86]"
    assert cited.mark.words == "На думку У. Ільницької, читальня належить усій громаді"
    other = from_texts("[2, с. 99]")
    assert len(other.cited) == 1
    assert not other.cited[0].asked


def test_the_provision_that_the_words_name_stands_behind_them(from_texts):
    first, second = from_texts("5").cited
    assert first.behind.how == "pinpoint"
    assert [p.text[:10] for p in first.behind.passages] == ["Стаття 9. ", "Договір, я"]
    assert second.behind.how == "missing"
    assert "8–10" in second.behind.missing["uk"]


def test_a_work_that_was_not_read_is_never_shown_as_read(from_texts, from_notes):
    for found in (from_texts("2"), from_notes("2")):
        (work,) = found.works
        assert work.unread
        assert "не прочитано" in work.status_text("uk")
        assert "not read" in work.status_text("en")
        assert {one.behind.how for one in found.cited} == {"unread"}
        assert all(address.startswith("http") for address in work.addresses())
        assert work.addresses()


def test_our_notes_stand_behind_words_where_the_text_is_not_there(from_texts):
    cited = only(from_texts("4"))
    assert cited.behind.how == "pinpoint"
    assert {p.origin for p in cited.behind.passages} == {"note"}
    shown = cited.as_dict("en")["behind"]["passages"]
    assert shown
    assert all(p["locator"]["article"] == "71" for p in shown)
    assert not any(re.search("[а-я]", p["text"]) for p in shown)


def test_a_part_of_a_text_does_not_prove_that_a_place_is_missing(look_up, tmp_path):
    shelf = Shelf(tmp_path)
    document = read_bytes(LAW.encode(), name="t.txt")
    shelf.add(document, name="t.txt", data=b"", as_id="ref05", status=Status.PART)
    (provision,) = look_up(shelf)("ст. 100 Конституції").provisions
    assert "dzherelo fetch ref05" in provision.missing["uk"]
    assert "part of the text" in provision.missing["en"]


def test_without_the_articles_text_the_places_are_those_that_notes_know(from_notes):
    found = from_notes("9")
    assert [one.mark.locator.label("uk") for one in found.cited] == [
        "абз. 3",
        "абз. 17, п. 3",
        "абз. 17, п. 5",
    ]
    assert all(one.mark.notes and one.mark.quote is None for one in found.cited)
    assert only(from_notes("[9, с. 7]")).mark.locator.item == 5


def test_a_slip_of_the_article_is_shown_where_it_stands(from_notes):
    slips = [slip.rightly for one in from_notes("6").cited for slip in one.mark.slips]
    assert slips == ["ч. 4 ст. 2"]
    assert not [slip for one in from_notes("5").cited for slip in one.mark.slips]


# -- the record ------------------------------------------------------------------------------


def test_the_record_in_every_format(from_notes):
    shown = from_notes("9").as_dict("uk")
    assert shown["reference"].startswith("Войціховський А. В.")
    assert set(shown["formats"]) == {"dstu", "apa", "bibtex", "ris", "csl-json"}
    assert all("Войціховський" in text for text in shown["formats"].values())
    (item,) = json.loads(shown["formats"]["csl-json"])
    assert item["author"][0]["family"] == "Войціховський"


def test_what_the_list_has_wrong_is_said_with_evidence(from_notes):
    (wrong,) = from_notes("5").as_dict("en")["corrections"]
    assert wrong["article_says"] == "26.06.2024"
    assert "28.06.1996" in wrong["rightly"]
    assert wrong["evidence"].startswith("https://zakon.rada.gov.ua/")


def test_a_source_outside_the_catalogue_shows_what_is_known(from_texts):
    found = from_texts("diary")
    assert (found.works[0].record.title, found.cited) == ("Щоденник садівника", ())
    assert from_texts("щоденник").works[0].id == "diary"
    assert "Щоденник садівника" in found.as_dict("uk")["formats"]["bibtex"]


def test_an_article_of_ones_own_has_its_own_numbers(look_up, tmp_path, article_file):
    shelf = Shelf(tmp_path)
    shelf.add(read(article_file), name="a.txt", data=b"", as_id="article")
    cite = look_up(shelf, shipped=False)
    found = cite("[3, с. 5]")
    (work,) = found.works
    assert (work.id, work.entry.locator.entry) == ("ref03", 3)
    assert [(one.mark.page, one.asked) for one in found.cited] == [("5", True), (None, False)]
    assert found.as_dict("uk")["formats"]["dstu"].startswith("Дорошенко М. Читацькі гуртки.")
    with pytest.raises(InputError, match="It has 1–3"):
        cite("4")


def test_an_empty_library_says_what_to_do(look_up, tmp_path):
    with pytest.raises(InputError, match="dzherelo add FILE --as article"):
        look_up(Shelf(tmp_path), shipped=False)("3")


# -- provisions ------------------------------------------------------------------------------


@pytest.mark.parametrize("ref", ["ст. 9 Конституції", "Article 9 of the Constitution", "ст 9 КУ"])
def test_a_provision_is_shown_whole_and_where_the_article_cites_it(from_texts, ref):
    found = from_texts(ref)
    (provision,) = found.provisions
    assert found.kind == "pinpoint"
    assert len(provision.passages) == 2
    assert only(found).mark.words.startswith("За ст. 9 Конституції")
    assert len(found.cited) == 2


def test_a_provision_that_does_not_exist_says_what_does(look_up, tmp_path):
    shelf = Shelf(tmp_path)
    text = "\n\n".join(f"Стаття {number}. Сад росте." for number in (*range(1, 11), 161))
    shelf.add(read_bytes(text.encode(), name="t.txt"), name="t.txt", data=b"", as_id="ref05")
    (provision,) = look_up(shelf)("ст. 163 Конституції").provisions
    assert provision.passages == ()
    assert "Такого місця немає" in provision.missing["uk"]
    assert "1–10" in provision.missing["en"]


def test_a_provision_from_notes_alone(from_notes):
    found = from_notes("Article 71 of the Charter")
    texts = [p["text"] for p in found.as_dict("en")["provisions"][0]["passages"]]
    assert texts
    assert all("Council" in text or "consult" in text for text in texts)
    assert only(found).mark.locator.paragraph == 9


def test_what_our_notes_alone_know_is_no_place_of_the_text(look_up, tmp_path):
    shelf = Shelf(tmp_path)
    text = "\n\n".join(f"Стаття {number}. Сад росте." for number in range(541, 561))
    document = read_bytes(text.encode(), name="t.txt")
    shelf.add(document, name="t.txt", data=b"", as_id="ref07", status=Status.PART)
    cite = look_up(shelf)
    (missing,) = cite("ст. 20 КПК").provisions
    assert "статті 541–560." in missing.missing["uk"]
    (noted,) = cite("ст. 617 КПК").provisions
    assert {passage.origin for passage in noted.passages} == {"note"}


@pytest.mark.parametrize("ref", ["[5, ст. 9]", "[5, art. 9]", "5 ст. 9", "[5, ст. 9, ч. 2]"])
def test_a_marker_with_an_article_leads_to_it(from_texts, ref):
    found = from_texts(ref)
    assert found.kind == "pinpoint"
    assert {p.locator.article for one in found.provisions for p in one.passages} == {"9"}
    assert only(found).mark.words.startswith("За ст. 9 Конституції")


def test_a_marker_of_the_article_may_name_an_article_of_an_act(look_up, tmp_path):
    shelf = Shelf(tmp_path)
    put(shelf, ARTICLE.replace("Читачі люблять тишу.", "Мова вільна [5, ст. 10]."), "article")
    put(shelf, LAW, "ref05")
    last = look_up(shelf)("5").cited[-1]
    assert (last.mark.page, last.mark.place, last.behind.how) == (None, "ст. 10", "pinpoint")
    assert [p.locator.article for p in last.behind.passages] == ["10"]


def test_an_act_that_the_library_does_not_hold(from_notes):
    with pytest.raises(InputError, match="does not hold this act: Податкового кодексу"):
        from_notes("ст. 5 Податкового кодексу")


def test_a_provision_without_its_act_asks_which(from_notes):
    with pytest.raises(InputError, match=r"`ref04`.*`ref05`"):
        from_notes("ст. 9")


# -- the way back ----------------------------------------------------------------------------


def test_a_quote_leads_to_the_marker_that_stands_for_it(from_texts):
    found = from_texts("договір про читальню діє скрізь")
    assert (found.kind, found.exact, found.direct) == ("statement", True, True)
    assert only(found).mark.number == 5
    assert [p.locator.article for p in only(found).behind.passages] == ["9", "9"]
    assert [work.id for work in found.works] == ["ref05"]


def test_words_without_a_marker_do_not_borrow_one(from_texts):
    found = from_texts("Читачі люблять тишу")
    assert found.exact
    assert not found.direct
    assert not any(one.asked for one in found.cited)


def test_words_that_the_authors_say_themselves_are_told_as_theirs(from_texts, shelf):
    for ref in ("Читачі люблять тишу", "що підтверджує, що читачі люблять тишу"):
        found = from_texts(ref)
        (own,) = found.own
        assert shelf.text("article")[own.span.start : own.span.end] == "Читачі люблять тишу."
        assert not any(one.asked for one in found.cited)
    (shown,) = found.as_dict("uk")["own"]
    assert shelf.text("article")[shown["start"] : shown["end"]] == shown["quote"]


def test_a_reference_for_other_words_of_the_paragraph_is_not_the_basis(look_up, tmp_path):
    said = "Сади не є власністю сторожів, проте вони їх стережуть."
    text = ARTICLE.replace(
        "Читачі люблять", f"Сади – це власність громади сторожів [2]. {said} Але"
    )
    shelf = Shelf(tmp_path)
    put(shelf, text, "article")
    cite = look_up(shelf)
    for words in ("сади не є власністю сторожів", "сади зовсім не є власністю тих сторожів"):
        found = cite(f"хто каже, що {words}")
        assert not any(one.asked for one in found.cited)
        assert [one.text for one in found.own] == [said]
    assert cite("хто каже, що сади є власністю громади сторожів").works[0].id == "ref02"


def test_what_carries_the_words_best_comes_first(look_up, tmp_path):
    law = LAW + "\nСтаття 11. Гості живуть на засадах:\n\n1) тиші;\n\n2) щедрості.\n"
    shelf = Shelf(tmp_path)
    put(shelf, ARTICLE, "article")
    put(shelf, law, "ref05")
    found = look_up(shelf, shipped=False)("хто каже, що гості живуть на засадах щедрості")
    first = found.held[0]
    assert (first.text, first.passage.locator.point) == ("щедрості.", "2")
    assert first.lead is not None and first.lead.text.endswith("на засадах:")
    assert found.cited == ()
    assert all(one.share >= 0.85 * first.share for one in found.held)


def test_what_asks_for_support_may_be_short(from_texts):
    assert from_texts("хто каже що мова вільна").held[0].passage.locator.article == "10"
    assert from_texts("що каже ст. 9 Конституції").kind == "pinpoint"


def test_a_statement_in_other_words_and_another_language(from_texts, from_notes):
    assert from_texts("громаді належить уся читальня, як думає Ільницька").works[0].id == "ref02"
    found = from_notes("ECOSOC may consult with non-governmental organizations")
    assert (found.kind, found.exact) == ("statement", False)
    assert found.works[0].id == "ref04"
    assert any(hit.passage.locator.article == "71" for hit in found.hits)


def test_words_that_a_mark_has_by_chance_do_not_rest_on_it(from_notes):
    found = from_notes("Громадську організацію засновують щонайменше двоє")
    assert found.cited == ()
    assert "ref06" in {hit.passage.source for hit in found.hits}


def test_a_statement_that_nothing_supports(from_notes):
    found = from_notes("рецепт борщу зі сметаною та часником")
    assert (found.works, found.cited, found.hits) == ((), (), ())


def test_a_passage_of_the_article_leads_to_its_markers(from_texts, shelf):
    passage = next(p for p in shelf.passages("article") if p.references)
    found = from_texts(passage.id)
    assert (found.kind, found.works[0].id) == ("passage", "ref02")
    assert found.provisions[0].passages == (passage,)


def test_a_passage_of_a_source_leads_to_where_it_is_cited(from_texts, shelf):
    at = {p.locator.article: p for p in shelf.passages("ref05") if p.locator.article}
    assert only(from_texts(at["9"].id)).mark.number == 5
    assert not any(one.asked for one in from_texts(at["10"].id).cited)


# -- all of them -----------------------------------------------------------------------------


def check_all(cite, shelf=None):
    """Every reference and every marker shows its record, and something of what stands there."""
    for number in range(1, 12):
        found = cite(str(number))
        shown = found.as_dict("uk")
        assert shown["number"] == number
        assert shown["reference"]
        assert shown["status_text"]
        assert shown["cited"], number
        for one in found.cited:
            assert one.mark.number == number
            assert one.mark.words
            assert one.behind.passages or found.works[0].unread
            if one.mark.marker:
                assert one.mark.marker in {c.mark.marker for c in cite(one.mark.marker).cited}
        json.dumps(shown, ensure_ascii=False)
    unread = {n for n in range(1, 12) if cite(str(n)).works[0].unread}
    assert unread == {1, 2, 8, 9, 10, 11}


def test_every_reference_from_notes(from_notes):
    check_all(from_notes)


def test_every_reference_and_marker_of_the_real_article(look_up, real_library, tmp_path):
    shelf = Shelf(tmp_path)
    texts = {
        "article": "article/article.txt",
        "ref04": "cited/ref04/text_en.txt",
        "ref05": "cited/ref05/text.txt",
        "ref06": "cited/ref06/text.txt",
        "ref07": "cited/ref07/text_section_IX.txt",
    }
    for source, path in texts.items():
        shelf.add(read(real_library / path), name=path, data=b"", as_id=source)
    cite = look_up(shelf)
    check_all(cite)
    marks = [one for n in range(1, 12) for one in cite(str(n)).as_dict("uk")["cited"]]
    assert len(marks) == sum(len(p.references) for p in shelf.passages("article"))
    text = shelf.text("article")
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in marks)
    places = {5: {"9", "18"}, 6: {"2"}, 4: {"71"}}
    for number, articles in places.items():
        (one,) = cite(str(number)).cited
        assert {p.locator.article for p in one.behind.passages} == articles


# -- through the assistant -------------------------------------------------------------------


def test_the_assistant_looks_up_by_meaning(shipped):
    (near,) = [c for c in shipped.cite("3").cited if c.mark.locator.paragraph == 12]
    assert near.behind.how == "meaning"
    assert len({p.id.rpartition(":")[0] for p in near.behind.passages}) == 1
    found = shipped.cite("Суд із міжнародних злочинів виріс з ідеї Асоціації")
    assert "ref09" in [work.id for work in found.works]


@pytest.mark.parametrize(
    ("numbers", "status"), [((1, 2, 161), Status.FULL), ((1, 2, 160), Status.PART)]
)
def test_an_act_without_its_last_article_is_a_part(tmp_path, numbers, status):
    text = "\n\n".join(f"Стаття {number}. Сад росте." for number in numbers)
    library = Library(tmp_path, Pack.default())
    library.add(read_bytes(text.encode(), name="t.txt"), name="t.txt", data=b"", as_id="ref05")
    assert library.source("ref05").status is status
