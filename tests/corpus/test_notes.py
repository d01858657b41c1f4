"""The shipped notes are well formed, bilingual and honest; their passages are exact slices."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import shipped as pack
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.library.catalog import Catalog
from dzherelo.corpus.library.notes import (
    Note,
    canonical_notes,
    kept_notes,
    load_notes,
    note_passages,
)
from dzherelo.corpus.read import read
from dzherelo.corpus.records import Record
from dzherelo.corpus.split import split
from dzherelo.corpus.types import Locator, Passage, Span

READ = {"article", "ref03", "ref04", "ref05", "ref06", "ref07"}
UNREAD = {"ref01", "ref02", "ref08", "ref09", "ref10", "ref11"}
LEAST = {"article": 90, "ref04": 25, "ref05": 30, "ref06": 40, "ref07": 80}
CYRILLIC = re.compile("[А-яіїєґІЇЄҐ]")


@pytest.fixture(scope="module")
def notes() -> tuple[Note, ...]:
    return pack.notes()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return pack.catalog()


def of(notes: tuple[Note, ...], source: str) -> list[Note]:
    return [note for note in notes if note.source == source]


# The shipped notes -------------------------------------------------------------------------------


def test_every_source_of_the_catalogue_has_notes(notes, catalog):
    counts = Counter(note.source for note in notes)
    assert set(counts) == {record.id for record in catalog} == READ | UNREAD
    assert all(counts[source] >= least for source, least in LEAST.items())


def test_works_that_were_not_read_are_never_said_to_have_been(notes):
    for note in notes:
        if note.source in UNREAD:
            assert note.provenance in ("article", "record"), note.uk
        elif note.source == "article":
            assert note.provenance == "text", note.uk


def test_what_the_article_says_of_a_work_has_its_place_in_the_article(notes):
    for note in notes:
        if note.provenance == "article":
            assert note.said_at, note.uk
            assert note.said_at.paragraph, note.uk


def test_notes_from_a_text_have_a_place_in_it(notes):
    assert [
        note.uk for note in notes if note.provenance == "text" and note.locator == Locator()
    ] == []


def test_each_side_is_in_its_language(notes):
    for note in notes:
        for text in (note.uk, note.topic_uk):
            own = re.sub(r"[A-Z][\w-]*|\S+[./_]\S+", "", text)  # names in Latin letters, addresses
            assert language_of(own) == "uk", text
            assert not re.search("[ыэъё]", own, re.IGNORECASE), text
        for text in (note.en, note.topic_en):
            assert not CYRILLIC.search(text), text


def test_no_word_mixes_the_alphabets(notes):
    for note in notes:
        for word in re.findall(r"[^\W\d_]+", f"{note.uk} {note.en}"):
            assert not (CYRILLIC.search(word) and re.search("[A-Za-z]", word)), (word, note.uk)


def test_numbers_are_the_same_on_both_sides(notes):
    for note in notes:
        sides = [sorted(re.findall(r"\d+", text)) for text in (note.uk, note.en)]
        assert sides[0] == sides[1], (note.uk, note.en)


def test_each_side_is_one_sentence_or_few_and_ends(notes):
    for note in notes:
        for text in (note.uk, note.en):
            assert text.endswith((".", ".”", ".»", "?", ".)")), text
            assert text == " ".join(text.split()), text
            assert len(text) < 400, text


def test_no_note_stands_twice(notes):
    for side in ("uk", "en"):
        repeated = [
            text
            for (_, text), count in Counter((n.source, getattr(n, side)) for n in notes).items()
            if count > 1
        ]
        assert repeated == []


# With the real texts -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def article(real_library) -> tuple[Passage, ...]:
    return split("article", read(real_library / "article" / "article.txt").text).passages


def test_places_in_the_article_are_there(notes, article):
    for note in notes:
        for place in (note.locator if note.source == "article" else None, note.said_at):
            if place is not None:
                wanted = {name: v for name, v in place.as_dict().items() if name != "page"}
                assert any(passage.locator.fits(wanted) for passage in article), (place, note.uk)


@pytest.mark.parametrize(
    ("source", "file", "heading"),
    [
        ("ref04", "text_en.txt", r"^Article {}\b"),
        ("ref05", "text.txt", r"^Стаття {}\."),
        ("ref06", "text.txt", r"^Стаття {}\."),
        ("ref07", "text_full_code.txt", r"^Стаття {}\."),
    ],
)
def test_articles_of_the_laws_are_there(notes, real_library, source, file, heading):
    text = (real_library / "cited" / source / file).read_text(encoding="utf-8")
    for number in {note.locator.article for note in of(notes, source)} - {None}:
        pattern = heading.format(re.escape(number))
        assert re.search(pattern, text, re.MULTILINE), f"{source}: article {number}"


# Their text and passages -------------------------------------------------------------------------


def test_passages_are_exact_slices_in_order(notes, catalog):
    ids: set[str] = set()
    for record in catalog:
        mine = of(notes, record.id)
        text, passages = canonical_notes(mine), note_passages(record, notes)
        assert len(passages) == 2 * len(mine)
        check_slices(text, passages)
        ids.update(passage.id for passage in passages)
    assert len(ids) == 2 * len(notes)


def check_slices(text: str, passages: tuple[Passage, ...]) -> None:
    end = 0
    for passage in passages:
        assert passage.span.of(text) == passage.text
        assert passage.sentences == (passage.span,)
        assert text[end : passage.span.start].strip() == ""
        assert passage.span.start >= end
        end = passage.span.end
    assert text[end:].strip() == ""


def test_a_note_gives_a_passage_in_each_language(catalog):
    note = Note(
        "ref05",
        Locator(article="9", part="1"),
        "Договори є частиною законодавства.",
        "Treaties are part of the legislation.",
        "міжнародні договори",
        "treaties",
    )
    first, second = note_passages(catalog.record("ref05"), [note])
    assert canonical_notes([note]) == f"{note.uk}\n{note.en}\n"
    assert (first.language, first.text, first.span) == ("uk", note.uk, Span(0, len(note.uk)))
    assert (second.language, second.text) == ("en", note.en)
    assert first.context == "Конституція України. міжнародні договори."
    assert second.context == "Constitution of Ukraine. treaties."
    assert {first.origin, second.origin} == {"note"}
    assert first.locator == second.locator == note.locator
    assert re.fullmatch(r"ref05:note:art9-par1:[0-9a-f]{10}:uk", first.id)
    assert second.id == first.id.removesuffix("uk") + "en"


def test_ids_stay_when_other_notes_come_and_go(notes, catalog):
    record = catalog.record("ref06")
    mine = of(notes, "ref06")
    fewer = {passage.id for passage in note_passages(record, mine[10:])}
    assert fewer < {passage.id for passage in note_passages(record, mine)}


lines = st.text("абвгїє abc.,;'«»–№0123", min_size=1, max_size=40).map(str.strip).filter(bool)


@given(st.lists(st.tuples(lines, lines), max_size=8))
def test_slices_are_exact_whatever_the_notes(pairs):
    record = Record(id="x", type="document", title="Т", language="uk")
    notes = [Note("x", Locator(), uk, en, "т", "t") for uk, en in pairs]
    passages = note_passages(record, notes)
    check_slices(canonical_notes(notes), passages)
    assert len({passage.id for passage in passages}) == 2 * len(pairs)


# Files of one's own, and what is kept ------------------------------------------------------------

MINE = """
source = "rome"
[[note]]
at = { article = "5" }
uk = "Суд розглядає чотири злочини."
en = "The Court deals with four crimes."
topic = "юрисдикція"
topic_en = "jurisdiction"
"""


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "rome.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_or_a_folder_of_ones_own_comes_after_the_shipped(notes, tmp_path):
    path = written(tmp_path / "notes", MINE)
    for given_path in (path, path.parent):
        found = load_notes(pack.NOTES, given_path)
        assert found[:-1] == notes
        assert found[-1].source == "rome"
        assert found[-1].locator == Locator(article="5")
        assert (found[-1].provenance, found[-1].said_at) == ("text", None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MINE.replace('source = "rome"', ""), "has no 'source'"),
        (MINE.replace('at = { article = "5" }', ""), "note 1 has no place"),
        (MINE.replace('{ article = "5" }', "{ article = 5 }"), "article = 5.*quotation marks"),
        (MINE.replace('{ article = "5" }', "{ artcle = '5' }"), "Did you mean 'article'"),
        (MINE.replace('{ article = "5" }', '{ paragraph = "5" }'), "paragraph = '5'.*whole number"),
        (MINE.replace("en = ", "eng = "), "note 1 has no 'en'"),
        (MINE + 'from = "rumour"\n', "from = 'rumour'.*record"),
        (MINE.replace("злочини.", "\\nзлочини."), "line ends in 'uk'"),
        (MINE.replace('"юрисдикція"', '""'), "empty 'topic'"),
        ("source =", "not valid TOML"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_remedy(tmp_path, text, says):
    path = written(tmp_path, text)
    with pytest.raises(SettingsError, match=says) as caught:
        load_notes(path)
    assert str(path) in caught.value.fact
    assert caught.value.remedy


def test_kept_notes_are_the_same_and_follow_their_files(notes, tmp_path):
    folder, path = tmp_path / "derived", written(tmp_path / "notes", MINE)
    assert kept_notes(folder, pack.NOTES) == notes
    assert kept_notes(folder, pack.NOTES) == notes  # now out of what was kept
    assert kept_notes(folder, pack.NOTES, path)[-1].en.endswith("four crimes.")
    written(tmp_path / "notes", MINE.replace("four", "five"))
    assert kept_notes(folder, pack.NOTES, path)[-1].en.endswith("five crimes.")


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"stamp": 1}', '{"notes": []}'])
def test_damaged_kept_notes_are_read_anew(notes, tmp_path, damaged):
    (tmp_path / "notes.json").write_text(damaged, encoding="utf-8")
    assert kept_notes(tmp_path, pack.NOTES) == notes


def test_what_is_kept_is_used(notes, tmp_path):
    kept_notes(tmp_path, pack.NOTES)
    path = tmp_path / "notes.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace(notes[0].en, "Kept."), encoding="utf-8"
    )
    assert kept_notes(tmp_path, pack.NOTES)[0].en == "Kept."


def test_a_folder_that_cannot_be_written_does_no_harm(notes, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    assert kept_notes(blocked, pack.NOTES) == notes
