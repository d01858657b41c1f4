"""The marks of a whole article: which entries they link to, which words they stand for, which are
left unlinked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dzherelo.corpus.citations.author_year import pasted
from dzherelo.corpus.citations.linking import link
from dzherelo.corpus.citations.works import ListedWorks
from dzherelo.corpus.library.shelf import Shelf
from dzherelo.corpus.read import read
from dzherelo.corpus.records import Author, Record
from dzherelo.corpus.split import split
from dzherelo.corpus.split.build import Builder
from dzherelo.corpus.types import Element, Kind, Locator, Span

# Of each entry its text, its authors' families and its year.
WORKS = [
    ("Ames, B. (2001). Spots on leaves. J. Rust 4.", ["Ames"], 2001),
    ("Cole, D., & Fox, G. (2002). Counting by lens. J. Rust 5.", ["Cole", "Fox"], 2002),
    ("Dean, E., Ek, F., & Ford, H. (2004). Cool summers.", ["Dean", "Ek", "Ford"], 2004),
    ("van der Berg, I. (2010a). Marsh one.", ["van der Berg"], 2010),
    ("van der Berg, I. (2010b). Marsh two.", ["van der Berg"], 2010),
    ("World Health Organization. (2010). On lenses.", ["World Health Organization"], 2010),
    ("Сміт А., Кий Б., Мак В. Плями на листі. Житомир, 2020.", ["Сміт", "Кий", "Мак"], 2020),
    ("Bronk Ramsey, C. (in press). Dates.", ["Bronk Ramsey"], None),
    ("Cole, D. (2002). Counting alone.", ["Cole"], 2002),
    ("Ковальчук О. О. Право води. Луцьк, 2019.", ["Ковальчук"], 2019),
]


def record(text):
    families, year = next((f, y) for one, f, y in WORKS if one == text)
    authors = tuple(Author(family=family) for family in families)
    return Record(id="w", type="book", title="", language="en", authors=authors, year=year)


def article(*paragraphs, entries=(), notes=(), parse=record, kind=Kind.PARAGRAPH):
    """The passages of an article of `paragraphs`, linked; entries are numbered, notes labelled."""
    text = "\n".join((*paragraphs, *notes, *entries))
    builder = Builder("a", text)
    elements: list[Element] = []
    at = 0
    kinds = [kind] * len(paragraphs) + [Kind.NOTE] * len(notes) + [Kind.ENTRY] * len(entries)
    for place, (kind, line) in enumerate(zip(kinds, text.split("\n"), strict=True), start=1):
        entry = place - len(paragraphs) - len(notes) if kind is Kind.ENTRY else None
        span = Span(at, at + len(line))
        builder.add(span, kind, Locator(entry=entry))
        if kind is Kind.NOTE:
            elements.append(Element(span, kind, label=str(place - len(paragraphs))))
        at += len(line) + 1
    return text, link(builder.passages, elements, parse=parse)[: len(paragraphs)]


def linked(*paragraphs, entries=tuple(text for text, _, _ in WORKS), **other):
    text, found = article(*paragraphs, entries=entries, **other)
    return [(r.marker.of(text), r.number, r.page) for p in found for r in p.references]


def unlinked(*paragraphs, entries=tuple(text for text, _, _ in WORKS)):
    text, found = article(*paragraphs, entries=entries)
    return [(u.marker.of(text), u.fits) for p in found for u in p.unlinked]


# Names and years ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("As Ames (2001) says.", [("Ames (2001)", 1, None)]),
        ("In Ames (2001, p. 5) too.", [("Ames (2001, p. 5)", 1, "5")]),
        ("Cole and Fox (2002) did.", [("Cole and Fox (2002)", 2, None)]),
        ("Cole’s (2002) lens.", [("Cole’s (2002)", 9, None)]),
        ("So (Cole & Fox, 2002: 33).", [("(Cole & Fox, 2002: 33)", 2, "33")]),
        ("So (Cole et Fox 2002).", [("(Cole et Fox 2002)", 2, None)]),
        ("So (Cole; Fox, 2002, p.3).", [("(Cole; Fox, 2002, p.3)", 2, "3")]),
        ("So (Dean et al., 2004).", [("(Dean et al., 2004)", 3, None)]),
        ("Dean, Ek und Ford (2004) da.", [("Dean, Ek und Ford (2004)", 3, None)]),
        ("Dean and colleagues (2004) did.", [("Dean and colleagues (2004)", 3, None)]),
        ("So (van der Berg, 2010b).", [("(van der Berg, 2010b)", 5, None)]),
        ("So (Berg 2010a).", [("(Berg 2010a)", 4, None)]),
        (
            "So (see van der Berg 2010a, b).",
            [("(see van der Berg 2010a, b)", 4, None), ("(see van der Berg 2010a, b)", 5, None)],
        ),
        ("So (WHO 2010).", [("(WHO 2010)", 6, None)]),
        (
            "The World Health Organization (2010) says.",
            [("World Health Organization (2010)", 6, None)],
        ),
        ("Так пишуть (Сміт та ін., 2020, с. 5).", [("(Сміт та ін., 2020, с. 5)", 7, "5")]),
        ("Так [Сміт та ін. 2020: 45].", [("[Сміт та ін. 2020: 45]", 7, "45")]),
        ("За Ковальчуком (2019), так.", [("Ковальчуком (2019)", 10, None)]),
        ("So (Bronk Ramsey, in press).", [("(Bronk Ramsey, in press)", 8, None)]),
        ("As in Ames 2001 it is.", [("Ames 2001", 1, None)]),
        (
            "So (Ames, 2001; see also Dean et al. 2004: 33).",
            [
                ("(Ames, 2001; see also Dean et al. 2004: 33)", 1, None),
                ("(Ames, 2001; see also Dean et al. 2004: 33)", 3, "33"),
            ],
        ),
    ],
)
def test_names_and_year_are_linked_to_their_entry(text, found):
    assert linked(text) == found


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("So (White et al., 2022).", [("(White et al., 2022)", ())]),  # no such entry
        ("So (Ames, 1999).", [("(Ames, 1999)", ())]),
        ("So (van der Berg, 2010).", [("(van der Berg, 2010)", (4, 5))]),  # two fit
        ("So (Dean, 2004).", [("(Dean, 2004)", (3,))]),  # of three authors
        ("So (Fox, 2002).", [("(Fox, 2002)", ())]),
        ("So (Cole et al., 2002).", [("(Cole et al., 2002)", (2, 9))]),  # of two authors, of one
        ("So (Ames, 2001b).", [("(Ames, 2001b)", (1,))]),
    ],
)
def test_names_and_year_that_fit_no_entry_or_several_are_not_linked(text, lost):
    assert linked(text) == []
    assert unlinked(text, "As Ames (2001) says, and (Cole & Fox, 2002).") == lost


def test_years_in_brackets_and_names_of_other_things_are_no_marks():
    others = "So (Ames, 2001) and (Cole & Fox, 2002)."
    text = (
        "It began (1999), in May (2010), grew (in 2001) by half (2001–2004) in a Gold Cycle (1850)."
    )
    assert [number for _, number, _ in linked(text, others)] == [1, 2]
    assert unlinked(text, others) == []


def test_a_single_name_with_a_year_in_brackets_is_kept_unlinked():
    others = "So (Ames, 2001) and (Cole & Fox, 2002)."
    assert unlinked("So (Gil, 2008), as Hall (2010, p. 5) says.", others) == [
        ("(Gil, 2008)", ()),
        ("Hall (2010, p. 5)", ()),
    ]


def test_an_interval_is_no_mark_where_names_and_years_cite():
    found = linked(
        "The interval [1, 3] and step [2] (Ames, 2001; Cole & Fox, 2002; Dean et al., 2004)."
    )
    assert {number for _, number, _ in found} == {1, 2, 3}
    assert all("2001" in marker for marker, _, _ in found)


def test_a_pasted_mark_names_its_entries_and_other_words_none():
    works = ListedWorks([(n, text) for n, (text, _, _) in enumerate(WORKS, start=1)], record)
    assert [one.number for one in pasted("(Ames, 2001, p. 5; Cole & Fox, 2002)", works)] == [1, 2]
    assert [one.number for one in pasted("Dean et al. 2004", works)] == [3]
    assert pasted("what Ames 2001 says of leaves", works) == ()
    assert pasted("Ames, 1999", works) == ()


# Numbers ------------------------------------------------------------------------------------------

LIST = tuple(f"Author{letter} A. Work {letter}." for letter in "ABCDEFGH")


def plain(text):
    return Record(id="w", type="book", title=text, language="en")


def numbers(*paragraphs, **other):
    return [number for _, number, _ in linked(*paragraphs, entries=LIST, parse=plain, **other)]


def test_shapes_and_intervals_are_no_marks_where_no_mark_is_surely_one():
    text = "The ring is a bicycle [2,2,2] octane and the interval [1, 3] was open; shape [2, 3]."
    assert numbers(text) == []


def test_lists_parted_by_commas_are_no_marks_where_the_text_parts_them_otherwise():
    assert numbers("So [1; 2; 3]. So [4]. The interval [5, 6] is open.") == [1, 2, 3, 4]


def test_a_mark_outside_the_list_is_kept_unlinked():
    _, found = article("So [1]. So [2, с. 5]. So [45]. In [2019] too.", entries=LIST, parse=plain)
    assert [r.number for r in found[0].references] == [1, 2]
    assert [u.fits for u in found[0].unlinked] == [()]


def test_second_numbers_that_the_list_never_reaches_are_pages():
    found = linked("So [1, 45]. So [2, 145]. So [3, 15]. So [2, 99].", entries=LIST, parse=plain)
    assert [(number, page) for _, number, page in found] == [
        (1, "45"),
        (2, "145"),
        (3, "15"),
        (2, "99"),
    ]


def test_numbers_in_round_brackets_are_marks_where_they_reach_the_list():
    text = "So (1, 2). So (3–5), as said (6). Either (1) hot or (2) cold."
    assert numbers(text, "Others found it (7).") == [1, 2, 3, 4, 5, 6, 7]
    assert numbers("It rose in two (2) of the cases, see (8).") == []


def test_raised_numbers_are_marks_where_they_reach_the_list():
    found = "A lens¹,² of 5 m² did it.³⁻⁵ Later⁶ too."
    assert numbers(found) == [1, 2, 3, 4, 5, 6]
    assert numbers("An area of 10 km² and R² of 3.") == []


def test_raised_numbers_that_a_file_has_flat_are_marks():
    assert numbers("It was a small lens1,2 then. Others used it before.3–5 It is cheap.6") == [
        1, 2, 3, 4, 5, 6,
    ]  # fmt: skip


def test_raised_numbers_that_are_flat_here_and_there_are_marks_too():
    assert numbers("A lens²,³ did it. Others used it before.1–3 It is cheap.⁴") == [
        2,
        3,
        1,
        2,
        3,
        4,
    ]


def test_keys_without_a_list_are_kept_unlinked():
    _, found = article("So [@ames2001; @cole2002].")
    assert len(found[0].unlinked) == 2


def test_code_and_equations_hold_no_marks():
    assert numbers("x = y [1]", kind=Kind.CODE) == numbers("x [1]", kind=Kind.EQUATION) == []


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6, unique=True), st.booleans())
@settings(max_examples=60)
def test_numbers_round_trip_and_none_outside_the_list_is_linked(cited, semicolon):
    joint = "; " if semicolon else ", "
    text = f"Words first [1]. Words then [{joint.join(map(str, cited))}]."
    found = numbers(text)
    assert found[0] == 1
    assert found[1:] == (cited if max(cited) <= len(LIST) else [])


@given(st.data())
@settings(max_examples=60)
def test_names_and_years_round_trip(data):
    cited = data.draw(st.lists(st.sampled_from([0, 1, 2, 8]), min_size=1, max_size=4, unique=True))
    forms = {0: "Ames", 1: "Cole & Fox", 2: "Dean et al.", 8: "Cole"}
    comma = data.draw(st.sampled_from([", ", " "]))
    marks = [f"{forms[at]}{comma}{WORKS[at][2]}" for at in cited]
    found = linked(f"Words first ({'; '.join(marks)}).")
    assert [number for _, number, _ in found] == [at + 1 for at in cited]


# What a mark supports -----------------------------------------------------------------------------


def supported(text, **other):
    said, found = article(text, **other)
    return [(r.number, r.supports.of(said)) for p in found for r in p.references]


def by_numbers(text):
    return supported(text, entries=(*LIST, "Ninth I. Work."), parse=plain)


def test_a_marker_supports_its_own_sentence_only():
    text = "Перша думка нічия. Друга думка чужа [2, с. 5]. Третя знову наша."
    assert by_numbers(text) == [(2, "Друга думка чужа")]


def test_a_second_marker_supports_what_stands_behind_the_first():
    text = "Одні кажуть так [1], а інші інакше [2]."
    assert by_numbers(text) == [(1, "Одні кажуть так"), (2, "а інші інакше")]


def test_two_markers_side_by_side_support_the_same_words():
    words = "Так вважають обидва автори"
    assert by_numbers("Так вважають обидва автори [1] [2].") == [(1, words), (2, words)]


def test_a_marker_inside_brackets_supports_the_bracket():
    text = "Курси тривали роками (зокрема, для суддів [9]) і мали успіх."
    assert by_numbers(text) == [(9, "зокрема, для суддів")]


def test_a_number_that_no_entry_has_is_no_reference():
    assert by_numbers("Сказано у примітці [14] давно.") == []


def test_a_mark_that_is_part_of_its_sentence_supports_all_of_it():
    text = "Nobody knew. Earlier, Ames (2001) counted spots by hand. We did not."
    entries = tuple(text for text, _, _ in WORKS)
    assert supported(text, entries=entries) == [(1, "Earlier, Ames (2001) counted spots by hand.")]


# Notes --------------------------------------------------------------------------------------------

BODY = ["One¹.", "Two².", "Three³.", "Four⁴.", "Five⁵.", "Six⁶."]


def noted(*notes, entries=(), parse=plain):
    """The numbers and pages that each of the marks of notes stands for."""
    _, found = article(*BODY[: len(notes)], entries=entries, notes=notes, parse=parse)
    return [[(r.number, r.page) for r in p.references] for p in found]


def test_notes_are_the_list_where_there_is_no_other():
    assert noted(
        "Ames, Bea, “Spots on leaves”, Rust Review 4 (2001), 11–19.",
        "Ibid., 12.",
        "Cole, Dan, Counting by Lens (Leeds, 2002), p. 5; Ames, Spots, 13.",
        "This is explained below.",
        "Cole, op. cit., p. 7.",
        "Ames (n 1) 15.",
    ) == [
        [(1, None)],
        [(1, "12")],
        [(3, "5"), (1, "13")],
        [],
        [(3, "7")],
        [(1, "15")],
    ]


def test_notes_in_ukrainian_repeat_works():
    assert noted(
        "Ківшар П. І. Ставки Полісся. Житомир : Плесо, 1998. С. 15.",
        "Там само. С. 17.",
        "Гребля О. М. Звичаєве право громад. Луцьк : Течія, 1987. С. 30.",
        "Ківшар П. І. Зазнач. праця. С. 20.",
        "Там же.",
    ) == [[(1, "15")], [(1, "17")], [(3, "30")], [(1, "20")], [(1, "20")]]


def test_a_note_that_cites_by_names_and_year_counts_for_the_entries():
    entries = tuple(text for text, _, _ in WORKS)
    assert noted(
        "Vgl. Ames 2001, S. 6, sowie Cole & Fox 2002.",
        "Ebd., S. 7.",
        "Here we only explain.",
        "Dean et al. 2004; Ames 2001.",
        entries=entries,
        parse=record,
    ) == [[(1, "6"), (2, None)], [(2, "7")], [], [(3, None), (1, None)]]


def test_marks_of_notes_by_labels_count_too():
    notes = ["Ames, Bea, Spots on Leaves (Leeds, 2001)."]
    _, found = article("Rust spreads.[^1] It does.", notes=notes, parse=plain)
    assert [r.number for p in found for r in p.references] == [1]


# Whole texts --------------------------------------------------------------------------------------

BODY_TEXT = (
    "Rust fungi are a growing threat to barley in cool regions, and breeders want markers that can "
    "be scored early in the season. We measured forty lines in two summers{}. They differed."
)


def test_an_article_with_names_and_years_is_linked_from_its_text():
    text = (
        "A study of rust in barley\n\nAbstract\n\nWe counted spots.\n\n1 Introduction\n\n"
        + BODY_TEXT.format(" (Ames, 2001; Cole & Fox, 2002)")
        + "\n\nReferences\n\nAmes, B. (2001). Spots on leaves. Journal of Rust, 4, 11–19.\n\n"
        "Cole, D., & Fox, G. (2002). Counting by lens. Journal of Rust, 5, 1–9."
    )
    found = [r for p in split("a", text).passages for r in p.references]
    assert [r.number for r in found] == [1, 2]
    assert {r.marker.of(text) for r in found} == {"(Ames, 2001; Cole & Fox, 2002)"}


def test_marks_are_kept_on_the_shelf(tmp_path):
    file = tmp_path / "article.txt"
    file.write_text(
        "Title of it\n\nAbstract\n\nShort.\n\n"
        + BODY_TEXT.format(" [2, art. 5] and others [7]")
        + "\n\nReferences\n\n1. Ames B. Spots. 2001.\n2. Cole D. Lens. 2002.\n",
        "utf-8",
    )
    document = read(file)
    Shelf(tmp_path / "home").add(document, name="article.txt", data=file.read_bytes(), as_id="a")
    passages = Shelf(tmp_path / "home").passages("a")
    assert [(r.number, r.page, r.place) for p in passages for r in p.references] == [
        (2, "5", "art. 5")
    ]
    assert [u.fits for p in passages for u in p.unlinked] == [()]
