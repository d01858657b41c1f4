"""Reference lists of every style: found, ended where they end, each entry under its number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.split import split
from dzherelo.corpus.types import Element, Kind, Span

BODY = (
    "Rust in barley\n\n"
    "Rust fungi are a growing threat to barley in cool regions, and breeders want markers that can "
    "be scored early in the season. We measured forty lines in two summers.\n\n"
)
TWO = "1. Ames B. Spots. 2001.\n2. Cole D. Lens. 2002.\n"
NAMED = (
    "Ames, B. (2001). Spots on leaves. Journal of Rust, 4, 11–19.\n\n"
    "Cole, D., & Fox, G. (2002). Counting by lens. Journal of Rust, 5, 1–9.\n\n"
    "Dean, E. (2004). Cool summers. Crop Notes, 9, 7.\n"
)


def passages(text, elements=()):
    return split("x", text, elements=elements).passages


def entries(text, elements=()):
    """(number, text) of every entry."""
    found = (p for p in passages(text, elements) if p.kind is Kind.ENTRY)
    return [(p.locator.entry, " ".join(p.text.split())) for p in found]


def numbers(text):
    return [number for number, _ in entries(text)]


@pytest.mark.parametrize(
    "heading",
    [
        "Список використаної літератури",
        "9. Список використаних джерел",
        "СПИСОК ВИКОРИСТАНИХ ДЖЕРЕЛ ТА ЛІТЕРАТУРИ:",
        "Література",
        "Л і т е р а т у р а",
        "Бібліографічний список",
        "References",
        "References and Notes",
        "7 References Cited",
        "VI. LITERATURE CITED",
        "Selected bibliography",
        "Works Cited",
        "Список литературы",
        "Список использованных источников",
        "Literaturverzeichnis",
        "Quellen- und Literaturverzeichnis",
        "Literatur",
        "Bibliographie",
        "Références bibliographiques",
        "Referencias bibliográficas",
        "Bibliografía",
        "Riferimenti bibliografici",
        "Referências bibliográficas",
        "Bibliografia",
        "Piśmiennictwo",
        "Literatura cytowana",
        "Notes",
        "Примітки",
        "Anmerkungen",
        "Przypisy",
    ],
)
def test_a_list_is_known_by_its_heading(heading):
    assert numbers(f"{BODY}{heading}\n\n{TWO}") == [1, 2]


@pytest.mark.parametrize("heading", ["Literature review", "Notes on method", "Sources of error"])
def test_other_headings_open_no_list(heading):
    prose = "There was much written on rust before 2001, and all of it by people with a lens."
    assert not numbers(f"{BODY}{heading}\n\n{prose}\n\n{prose}\n")


def test_a_section_on_literature_is_no_list():
    prose = "Much has been written on rust, and all of it by people who had a lens and the time."
    text = f"{BODY}Literature\n\n{prose}\n\n{prose}\n\nReferences\n\n{TWO}"
    assert numbers(text) == [1, 2]


@pytest.mark.parametrize(
    "marks", ["[{}] ", "({}) ", "{}. ", "{}) ", "{} ", "[^{}]: "], ids=lambda mark: mark.strip()
)
def test_printed_numbers_of_every_style(marks):
    lines = [
        "Ames B. Spots on leaves. J. Rust 4 (2001) 11–19.",
        "Cole D. Counting by lens. J. Rust 5",
        "(2002) 1–9.",
        "Dean E. Cool summers and wet nights. Crop Notes.",
        "2004. 9, 7.",
    ]
    listed = [
        marks.format(1) + lines[0],
        marks.format(2) + lines[1],
        lines[2],
        marks.format(3) + lines[3],
        lines[4],
    ]
    made = [p for p in passages(BODY + "References\n" + "\n".join(listed)) if p.kind is Kind.ENTRY]
    assert [p.locator.entry for p in made] == [1, 2, 3]
    assert [p.words(p.sentences[0]).split()[0] for p in made] == ["Ames", "Cole", "Dean"]
    assert made[1].text.endswith("(2002) 1–9.") and made[2].text.endswith("9, 7.")


def test_raised_numbers():
    assert numbers(f"{BODY}References\n\n¹ Ames B. Spots. 2001.\n² Cole D. Lens. 2002.\n") == [1, 2]


def test_a_number_within_an_entry_begins_none():
    text = (
        f"{BODY}References\n\n45. Ames B. Growth of rust.\n2. Spore development. J. Rust. 1989.\n"
        "46. Cole D. Lens. 2002.\n"
    )
    assert [n for n, _ in entries(text)] == [45, 46]
    assert entries(text)[0][1].endswith("J. Rust. 1989.")


def test_a_second_work_of_one_number_stays_under_it():
    text = f"{BODY}References\n\n[1] Ames B. Spots. 2001.\nAmes B. More. 2002.\n[2] Cole D. 2003.\n"
    assert [n for n, _ in entries(text)] == [1, 2]


def test_lines_that_were_run_together_are_parted_by_their_numbers():
    text = (
        f"{BODY}References\n\n[1] Ames B. Spots. 2001. [2] Cole D. Lens. 2002.\n[3] Dean E. 2004.\n"
    )
    assert [words for _, words in entries(text)] == [
        "[1] Ames B. Spots. 2001.",
        "[2] Cole D. Lens. 2002.",
        "[3] Dean E. 2004.",
    ]


def test_keys_are_counted():
    text = f"{BODY}References\n\n[AB01] Ames B. Spots. 2001.\n\n[Col02] Cole D. Lens. 2002.\n"
    assert numbers(text) == [1, 2]


def test_entries_without_numbers_are_counted_from_one():
    assert numbers(f"{BODY}References\n\n{NAMED}") == [1, 2, 3]


def test_broken_lines_of_an_unnumbered_list_are_joined():
    text = f"""{BODY}References

Shu Agar, Issam H Lara, Laurent Chari, and Christo
Pahl. 2024. A toolkit for reviews. arXiv preprint.

Marwa Alofi, Luke Gall, Mark Sander, Falk

Scholz, and Paul Thom. 2023. Can models create
queries? An exploratory study. In Proceedings of the

46th conference, pages 1869–1873.

OpenLab. 2023. Technical report.
"""
    found = entries(text)
    assert [words.split()[0] for _, words in found] == ["Shu", "Marwa", "OpenLab."]
    assert found[1][1].endswith("pages 1869–1873.")


def test_works_without_authors_begin_entries_too():
    text = f"""{BODY}References

Baptista, L. (2021). Using notebooks to teach chemistry
during a pandemic. Journal of Teaching, 4, 1–9.

Employability skills. (n.d.). In Society for Learning. https://edu.example.org/skills

The barley development team. (2022). Barley: a program [Computer software].
"""
    assert [words.split()[0] for _, words in entries(text)] == ["Baptista,", "Employability", "The"]


@pytest.mark.parametrize(
    "behind",
    [
        "Appendix A. The lens\n\nThe lens had a scale of ten lines, and was cleaned by two people.",
        "A How the lens was set\n\nThe lens had a scale of ten lines. It was cleaned twice.",
        "Received 12 March 2020; accepted 4 May 2020.",
        "Стаття надійшла до редакції 12.03.2020.",
        "About the authors\n\nBea Ames is a reader in rust at the school of Northby since 2001.",
        "Abstract. We count spots on the leaves of barley.\n\nKey words: rust, barley, lens, spot.",
        "Додаток А\n\nЛупа мала шкалу на десять поділок, і її щоразу протирали двоє людей.",
    ],
)
@pytest.mark.parametrize("listed", [TWO, NAMED], ids=["numbered", "named"])
def test_what_stands_behind_a_list_is_none_of_it(listed, behind):
    alone = entries(f"{BODY}References\n\n{listed}")
    assert entries(f"{BODY}References\n\n{listed}\n{behind}\n") == alone


def test_an_appendix_is_body_again():
    text = (
        f"{BODY}References\n\n{TWO}\nAppendix A. The lens\n\nThe lens had a scale of ten lines.\n"
    )
    last = passages(text)[-1]
    assert (last.kind, last.locator.section) == (Kind.PARAGRAPH, "Appendix A. The lens")


def test_parts_of_a_list_are_counted_on():
    text = (
        f"{BODY}References\n\nPrinted sources\n\n{TWO}\nInternet sources\n\n"
        "3. Dean E. Cool. 2004.\n4. Ek F. Cheap. 2005.\n"
    )
    assert numbers(text) == [1, 2, 3, 4]


def test_notes_beside_a_list_are_no_entries():
    text = (
        f"{BODY}References\n\n{NAMED}\nNotes\n\n[^1]: Ames, 2001.\n\n[^2]: We thank the reader.\n"
    )
    assert numbers(text) == [1, 2, 3]
    assert [p.text[:4] for p in passages(text) if p.kind is Kind.NOTE] == ["[^1]", "[^2]"]


def test_a_run_of_entries_at_the_end_needs_no_heading():
    assert numbers(BODY + NAMED) == [1, 2, 3]
    assert numbers(f"{BODY}{TWO}3. Dean E. Cool. 2004.\n") == [1, 2, 3]


def test_a_numbered_list_of_steps_is_no_reference_list():
    assert not numbers(f"{BODY}1. Take a lens.\n2. Clean it well.\n3. Count the spots.\n")


def test_entries_that_the_file_tells_need_no_looks():
    text = f"{BODY}Sources used\n\nAmes on spots\n\nCole on lenses\n"
    spans = [
        Span(at := text.index(words), at + len(words))
        for words in ("Ames on spots", "Cole on lenses")
    ]
    told = [
        Element(span, Kind.ENTRY, label=key)
        for span, key in zip(spans, ("ames", "cole"), strict=True)
    ]
    assert entries(text, told) == [(1, "Ames on spots"), (2, "Cole on lenses")]


LINES = """References|Notes|Література|Appendix|1. Ames B. Spots. 2001.|[2] Cole D. 2002.|9, 7.
Dean, E. (2004).|the end of it|Shi. 2023. Agents|[AB01] Ek F.|¹ Ames"""
WORDS = st.sampled_from(LINES.replace("\n", "|").split("|"))


@given(st.lists(WORDS, max_size=14).map("\n".join))
def test_every_passage_is_a_slice_and_no_word_is_lost(text):
    found = passages(text)
    assert all(p.span.of(text) == p.text for p in found)
    assert [p.span.start for p in found] == sorted({p.span.start for p in found})
    assert "".join(text.split()) == "".join("".join(p.text.split()) for p in found)


def told(text, *kinds):
    """The elements of the lines of a text that begin with the words given, of these kinds."""
    lines = [(text.index(line), line) for line in text.split("\n") if line]
    return [
        Element(Span(at, at + len(line)), kind)
        for at, line in lines
        for words, kind in kinds
        if line.startswith(words)
    ]


def test_what_stands_amid_the_pages_of_a_list_is_no_entry():
    text = (
        f"{BODY}References\n\nAmes on spots\n\n¹ The lens is at the school.\n\nCole on lenses\n\n"
        "doi:10.1234/5678\n\nDean on cool\n"
    )
    names = [(name, Kind.ENTRY) for name in ("Ames", "Cole", "doi", "Dean")]
    elements = told(text, *names, ("¹", Kind.NOTE), ("References", Kind.HEADING))
    assert entries(text, elements) == [
        (1, "Ames on spots"),
        (2, "Cole on lenses doi:10.1234/5678"),
        (3, "Dean on cool"),
    ]
    assert [p.text[:5] for p in passages(text, elements) if p.kind is Kind.NOTE] == ["¹ The"]


def test_told_entries_are_the_list_whatever_heads_them():
    text = f"{BODY}Quoted works\n\nAmes on spots\n\nCole on lenses\n\nNotes\n\n¹ See Ames.\n"
    kinds = [("Quoted", Kind.HEADING), ("Notes", Kind.HEADING), ("¹", Kind.NOTE)]
    elements = told(text, ("Ames", Kind.ENTRY), ("Cole", Kind.ENTRY), *kinds)
    assert entries(text, elements) == [(1, "Ames on spots"), (2, "Cole on lenses")]


def test_footnotes_are_the_list_of_an_article_without_one():
    notes = ["¹ Ames, Spots (2001) 11.", "² Cole, Lens (2002) 5.", "³ Ibid. 7.", "⁴ Dean (2004) 9."]
    prose = "The school counted spots in two summers and wrote them into a book of its own.\n\n"
    text = BODY + "Abstract. We count spots on leaves.\n\nKey words: rust, barley, lens, spot.\n\n"
    text += prose + "\n\n".join(notes[:2]) + "\n\n" + prose + "\n\n".join(notes[2:]) + "\n"
    elements = told(text, *((note, Kind.NOTE) for note in notes))
    assert entries(text, elements) == list(enumerate(notes, start=1))
