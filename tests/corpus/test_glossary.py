"""The shipped glossary is well formed and well spelt; a user's file extends it or is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pymorphy3
import pytest
import shipped as pack

from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.language.glossary import FIELDS, GENERAL, Concept, Glossary, load_glossary

CYRILLIC = re.compile("[а-яіїєґА-ЯІЇЄҐ]")
LATIN = re.compile("[A-Za-zÀ-ɏ]")
# headed in the plural by dictionaries, though pymorphy3 knows a singular
PLURAL = {"кошти", "люди", "тортури"}


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return pack.glossary()


@pytest.fixture(scope="module")
def morph() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="uk")


def translations(glossary: Glossary, wording: str) -> set[str]:
    """Everything that stands on the other side of a wording, in any of its senses."""
    found: set[str] = set()
    for concept in glossary:
        if wording in concept.uk:
            found.update(concept.en)
        if wording in concept.en:
            found.update(concept.uk)
    return found


def test_size_and_coverage_of_the_fields(glossary):
    sizes = {field: sum(concept.field == field for concept in glossary) for field in FIELDS}
    assert len(glossary) == sum(sizes.values()) >= 1000
    assert sum(sizes[field] for field in FIELDS[:5]) >= 300
    assert sizes["general"] >= 450
    assert all(sizes.values())


def test_ids_are_plain_and_unique(glossary):
    ids = [concept.id for concept in glossary]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_each_side_has_wordings_and_none_twice(glossary):
    for concept in glossary:
        for side in (concept.uk, concept.en):
            assert side, concept.id
            assert len({wording.casefold() for wording in side}) == len(side), concept.id
            assert all(wording == " ".join(wording.split()) != "" for wording in side), concept.id


def test_no_two_concepts_are_the_same(glossary):
    pairs = [(frozenset(concept.uk), frozenset(concept.en)) for concept in glossary]
    assert len(set(pairs)) == len(pairs)


def test_scripts(glossary):
    strangers = []
    for concept in glossary:
        strangers += [wording for wording in concept.en if CYRILLIC.search(wording)]
        for wording in concept.uk:
            latin = LATIN.findall(wording)
            # a name or an abbreviation that Ukrainian texts too write in Latin letters
            if latin and wording not in concept.en and not re.search(r"\b[A-Z]{2,}\b", wording):
                strangers.append(wording)
    assert strangers == []


def test_no_letter_that_ukrainian_does_not_have(glossary):
    words = [wording for concept in glossary for wording in concept.uk]
    assert [word for word in words if re.search("[ыэъё]", word.casefold())] == []


def test_apostrophes_are_of_one_kind():
    assert not re.search("[’ʼ`‘]", pack.GLOSSARY.read_text(encoding="utf-8"))


def test_single_ukrainian_words_are_base_forms(glossary, morph):
    inflected = []
    for concept in glossary:
        for word in concept.uk:
            if re.search(r"[\s.]", word) or not CYRILLIC.search(word) or word in PLURAL:
                continue
            if word.isupper():  # an abbreviation
                continue
            parses = [parse for parse in morph.parse(word) if parse.is_known]
            if parses and word.casefold() not in {parse.normal_form for parse in parses}:
                inflected.append((concept.id, word))
    assert inflected == []


def test_ukrainian_terms_begin_in_a_base_form(glossary, morph):
    """The first word of a term is a nominative, an infinitive or does not inflect."""
    odd = []
    for concept in glossary:
        for wording in concept.uk:
            first, *rest = wording.split()
            parses = [parse for parse in morph.parse(first) if parse.is_known]
            if not rest or not parses:
                continue
            if not any(
                {"nomn", "INFN", "impr", "PREP", "ADVB", "NUMR"} & parse.tag.grammemes
                or parse.normal_form == first.casefold()
                for parse in parses
            ):
                odd.append((concept.id, wording))
    assert odd == []


def test_english_has_no_redundant_plurals(glossary):
    spare = [
        wording
        for concept in glossary
        for wording in concept.en
        if wording.islower() and wording + "s" in concept.en
    ]
    assert spare == ["summon"]  # to summon, a summons


@pytest.mark.parametrize(
    ("wording", "other"),
    [
        ("found", "заснувати"),
        ("створити", "establish"),
        ("запобігання", "prevention"),
        ("МНУО", "INGO"),
        ("ЕКОСОР", "Economic and Social Council"),
        ("International Criminal Police Organization", "Інтерпол"),
        ("екстрадиція", "extradition"),
        ("mutual legal assistance", "міжнародна правова допомога"),
        ("law", "право"),
        ("law", "закон"),
        ("державний", "state"),
        ("дванадцятий", "twelfth"),
        ("Ільницька", "Ilnytska"),
    ],
)
def test_a_wording_leads_to_the_other_language(glossary, wording, other):
    assert other in translations(glossary, wording)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("право", "обов'язок"),
        ("держава", "уряд"),
        ("президент", "віце-президент"),
        ("міністр", "прем'єр-міністр"),
        ("міжнародний", "національний"),
        ("міжурядовий", "неурядовий"),
        ("міжурядова організація", "неурядова організація"),
        ("дозволити", "заборонити"),
        ("підозрюваний", "обвинувачений"),
        ("засуджений", "виправданий"),
        ("член", "засновник"),
        ("злочин", "злочинець"),
        ("Генеральна Асамблея", "Рада Безпеки"),
        ("right", "duty"),
        ("state", "government"),
        ("president", "vice-president"),
        ("international", "national"),
        ("non-governmental", "intergovernmental"),
        ("criminal law", "criminal procedure"),
    ],
)
def test_what_must_not_be_confused_never_shares_a_concept(glossary, one, another):
    together = [concept.id for concept in glossary if {one, another} <= {*concept.uk, *concept.en}]
    assert together == []
    assert translations(glossary, one)
    assert translations(glossary, another)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding=encoding)
    return path


def test_a_users_file_adds_and_replaces(tmp_path, glossary):
    mine = write(
        tmp_path,
        '[body]\nun = "ООН | UN"\n\n[general]\nnyan = "  няня ;  доглядальниця | nanny"\n',
    )
    extended = {concept.id: concept for concept in load_glossary(GENERAL, pack.GLOSSARY, mine)}
    assert len(extended) == len(glossary) + 1
    assert extended["un"] == Concept("un", ("ООН",), ("UN",), "body")
    assert extended["nyan"] == Concept("nyan", ("няня", "доглядальниця"), ("nanny",), "general")


def test_a_later_file_wins(tmp_path):
    first = tmp_path / "first.toml"
    first.write_text('[name]\nx = "перша | first"\n', encoding="utf-8")
    second = write(tmp_path, '[name]\nx = "друга | second"\n')
    assert [c.en for c in load_glossary(first, second) if c.id == "x"] == [("second",)]


def test_typed_apostrophes_and_a_byte_order_mark_do_no_harm(tmp_path):
    mine = write(tmp_path, '[general]\nx = "зв’язківець; пʼятірка | signaller"\n', "utf-8-sig")
    (concept,) = (concept for concept in load_glossary(mine) if concept.id == "x")
    assert concept.uk == ("зв'язківець", "п'ятірка")


def test_a_latin_name_may_stand_on_both_sides(tmp_path):
    mine = write(tmp_path, '[body]\nx = "Лікарі світу; Doctors X | Doctors X"\n')
    assert any(concept.uk == ("Лікарі світу", "Doctors X") for concept in load_glossary(mine))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[body]\nx = "слово"\n', ["'x'", "two sides"]),
        ('[body]\nx = "слово | word | mot"\n', ["'x'", "two sides"]),
        ('[body]\nx = ["слово", "word"]\n', ["'x'", "two sides"]),
        ('[body]\nx.y = "слово | word"\n', ["'x'", "two sides"]),
        ('[body]\nx = "слово; | word"\n', ["'x'", "empty wording"]),
        ('[body]\nx = " | word"\n', ["'x'", "empty wording"]),
        ('[body]\nx = "слово; Слово | word"\n', ["'x'", "twice"]),
        ('[body]\nx = "word | слово"\n', ["'x'", "'word'", "Ukrainian side"]),
        ('[body]\nx = "слово | слово"\n', ["'x'", "'слово'", "English side"]),
        ('[body]\nx = "cлово | word"\n', ["'x'", "mixes Latin and Cyrillic"]),
        ('[planet]\nx = "слово | word"\n', ["[planet]", "general"]),
        ('x = "слово | word"\n', ["'x'", "outside a table", "[body]"]),
        ('body = "слово | word"\n', ["'body'", "outside a table"]),
        ('[body]\nx = "слово | word"\n[name]\nx = "ім\'я | name"\n', ["'x'", "[body]", "[name]"]),
        ('[body]\nx = "слово | word"\nx = "річ | thing"\n', ["not valid TOML", "line 3"]),
        ("[body]\nслово | word\n", ["not valid TOML", "line 2"]),
    ],
)
def test_a_mistake_in_a_users_file_is_named_with_its_remedy(tmp_path, text, said):
    mine = write(tmp_path, text)
    with pytest.raises(SettingsError) as refusal:
        load_glossary(mine)
    for words in [str(mine), *said]:
        assert words in str(refusal.value)
    assert refusal.value.remedy
    assert "\n" not in str(refusal.value)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    mine = write(tmp_path, '[body]\nx = "слово | word"\n', "windows-1251")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_glossary(mine)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"nowhere\.toml cannot be read.*Check its path"):
        load_glossary(tmp_path / "nowhere.toml")
