"""The parts of a scholarly article: recognised, numbered and linked."""

import pytest

from dzherelo.corpus.read import read
from dzherelo.corpus.split import split
from dzherelo.corpus.types import Kind


@pytest.fixture(scope="module")
def made(article_file):
    return split("article", read(article_file).text)


def at(made, **wanted):
    return [p for p in made.passages if p.locator.fits(wanted) and p.kind is not Kind.HEADING]


def test_title_block_is_recognised(made):
    assert made.kind == "article"
    assert made.title == "Роль міських читалень у розвитку громади"
    assert made.authors == ("Гнатюк О.М.",)
    assert at(made, section="УДК")[0].text == "УДК 027.021"
    assert at(made, section="DOI")[0].text.endswith("2021.3.07")
    assert "доцент кафедри" in at(made, section="Автори")[0].text


def test_paragraphs_are_numbered_through_the_body(made):
    first_words = {
        n: at(made, paragraph=n)[0].text.split()[0] for n in range(1, 12) if at(made, paragraph=n)
    }
    assert first_words == {
        1: "Вступ.",
        2: "Питання",
        3: "Метою",
        4: "Виклад",
        5: "Основними",
        6: "Далі",
        7: "1.",
        8: "Діяльність",
        9: "2.",
        10: "Висновки.",
    }


def test_sections_run_in_or_numbered(made):
    sections = {n: at(made, paragraph=n)[0].locator.section for n in (1, 3, 4, 7, 8, 9, 10)}
    assert sections == {
        1: "Вступ",
        3: "Мета статті",
        4: "Виклад основного матеріалу",
        7: "1. Гончарна читальня",
        8: "1. Гончарна читальня",
        9: "2. Річкова читальня",
        10: "Висновки",
    }


def test_a_run_in_heading_is_never_quoted(made):
    for paragraph in (1, 4, 7, 10):
        passage = at(made, paragraph=paragraph)[0]
        assert passage.sentences[0].start > passage.span.start


def test_a_list_hangs_on_its_lead(made):
    lead, *items = at(made, paragraph=5)
    assert lead.kind is Kind.LEAD
    assert [item.locator.item for item in items] == [1, 2, 3]
    assert all(item.lead == lead.id and "Основними завданнями" in item.context for item in items)
    assert not items[0].sentences[0].of(lead.text).startswith("-")


def test_a_word_broken_across_pages_is_whole_again(made):
    assert "збережено мало" in at(made, paragraph=2)[0].text


def test_every_marker_is_linked_to_its_entry_and_words(made, article_file):
    text = read(article_file).text
    links = [
        (r.number, r.page, r.supports.of(text).split()[0])
        for p in made.passages
        for r in p.references
    ]
    assert links == [
        (1, "12", "На"),
        (2, None, "Статут"),
        (3, "5", "допомога"),
        (3, None, "У"),
    ]


def test_reference_list_abstracts_and_key_words(made):
    entries = [p for p in made.passages if p.kind is Kind.ENTRY]
    assert [p.locator.entry for p in entries] == [1, 2, 3]
    abstracts = {p.language for p in made.passages if p.kind is Kind.ABSTRACT}
    keys = {p.locator.section for p in made.passages if p.kind is Kind.KEYWORDS}
    assert abstracts == {"uk", "en"}
    assert keys == {"Ключові слова", "Key words"}


def test_pages_appear_in_locators():
    text = "Перша сторінка тексту, доволі довга, щоб бути абзацом.\n\nДруга сторінка теж довга.\n"
    second = text.index("Друга")
    pages = [p.locator.page for p in split("x", text, pages=((0, 7), (second, 8))).passages]
    assert pages == [7, 8]


# The real article ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(real_library):
    return split("article", read(real_library / "article" / "article.txt").text)


def test_the_real_article_has_its_structure(real):
    paragraphs = {p.locator.paragraph for p in real.passages if p.locator.paragraph}
    assert paragraphs == set(range(1, 24))
    items = {}
    for p in real.passages:
        if p.kind is Kind.ITEM:
            items[p.locator.paragraph] = items.get(p.locator.paragraph, 0) + 1
    assert items == {14: 7, 17: 6, 20: 4}
    assert [p.locator.entry for p in real.passages if p.kind is Kind.ENTRY] == list(range(1, 12))
    assert len(real.authors) == 2


def test_every_marker_of_the_real_article_is_linked(real, real_library):
    text = read(real_library / "article" / "article.txt").text
    body = text[: text.index("СПИСОК ВИКОРИСТАНОЇ")]
    places = {(r.number, r.page): p.locator.paragraph for p in real.passages for r in p.references}
    assert places == {
        (1, "67"): 5,
        (2, "84"): 8,
        (3, None): 12,
        (4, None): 9,
        (5, None): 10,
        (6, None): 10,
        (7, None): 10,
        (8, None): 11,
        (2, "86"): 11,
        (10, None): 16,
        (9, None): 17,
        (9, "7"): 17,
        (11, None): 19,
    }
    assert sum(len(p.references) for p in real.passages) == body.count("[")


def test_no_sentence_of_the_real_article_begins_or_ends_in_the_middle(real):
    for passage in real.passages:
        if passage.kind is not Kind.PARAGRAPH:
            continue
        start = passage.span.start
        for sentence in passage.sentences:
            words = passage.text[sentence.start - start : sentence.end - start]
            assert words[0].isupper() or words[0] in "«(", words[:40]
            assert words[-1] in ".:!?", words[-40:]
