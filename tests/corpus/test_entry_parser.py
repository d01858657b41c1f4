"""Entries of reference lists as records: whole fields, whatever the style and the language."""

import datetime
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.citations.entry_names import authors_in
from dzherelo.corpus.citations.entry_parser import doi_of, parse_entry

APA = (
    "Ames, B. C., & Bell, D. (2001). Spots on the leaves of barley. Journal of Rust, 4(2), 11–19. "
    "https://doi.org/10.1234/rust.2001.4"
)
STYLES = {
    "apa": APA,
    "vancouver": "12. Ames BC, Bell D. Spots on the leaves of barley. J Rust. 2001; 4: 11–19.",
    "ieee": '[3] B. C. Ames and D. Bell, "Spots on the leaves of barley," J. Rust, vol. 4, no. 2, '
    "pp. 11–19, 2001.",
    "chicago": 'Ames, B. C., and D. Bell. 2001. "Spots on the Leaves of Barley." Journal of Rust 4 '
    "(2): 11–19.",
    "acl": "Bea Ames and Daniel Bell. 2001. Spots on the leaves of barley. Journal of Rust, "
    "4(2):11–19.",
    "дсту": "Еймс Б. К., Белл Д. Плями на листі ячменю. Журнал іржі. 2001. Т. 4, № 2. С. 11–19.",
    "гост": "Эймс Б. К., Белл Д. Пятна на листьях ячменя // Журнал ржавчины. – 2001. – Т. 4. – "
    "№ 2. – С. 11–19.",
    "din": "Ames, Bea; Bell, Daniel: Flecken auf der Gerste. In: Zeitschrift für Rostkunde 4 "
    "(2001), S. 11–19.",
    "fr": "Ames, B. et Bell, D. (2001). « Les taches de l’orge ». Revue de la rouille, vol. 4, "
    "n° 2, p. 11-19.",
    "pl": "Ames B., Bell D., Plamy na jęczmieniu, „Przegląd Rdzy” 2001, nr 2, s. 11–19.",
}


def record(text, **known):
    return parse_entry(text, id="ref01", **known)


@pytest.mark.parametrize("style", STYLES)
def test_an_article_in_every_style(style):
    made = record(STYLES[style])
    assert [one.family for one in made.authors] in (
        ["Ames", "Bell"],
        ["Еймс", "Белл"],
        ["Эймс", "Белл"],
    )
    assert (made.year, made.pages, made.type) == (2001, "11–19", "article-journal")
    assert made.title.lower().split()[0] in ("spots", "плями", "пятна", "flecken", "les", "plamy")
    assert made.title.lower().split()[-1] in (
        ("barley", "ячменю", "ячменя", "gerste", "l’orge", "jęczmieniu")
    )
    assert made.container and len(made.container) < 30


def test_all_fields_of_an_article():
    made = record(APA, number=7, language="en")
    assert (made.id, made.number, made.language) == ("ref01", 7, "en")
    assert [(one.family, one.given) for one in made.authors] == [("Ames", "B. C."), ("Bell", "D.")]
    assert made.title == "Spots on the leaves of barley"
    assert (made.container, made.volume, made.issue) == ("Journal of Rust", "4", "2")
    assert made.doi == "10.1234/rust.2001.4" and not made.addresses


def test_a_book_by_dstu():
    made = record("Ківшар П. І. Ставки Полісся : монографія. Житомир : Плесо, 1998. 212 с.")
    assert (made.title, made.place, made.publisher) == ("Ставки Полісся", "Житомир", "Плесо")
    assert (made.type, made.year, made.pages) == ("book", 1998, "212 с.")


def test_a_chapter_has_its_editors():
    made = record(
        "Dean, E. (2004). Cool summers. In G. Fox & M. Hill (Eds.), The handbook of barley "
        "(pp. 7–21). Northby Press."
    )
    assert made.type == "chapter" and made.container == "The handbook of barley"
    assert [one.family for one in made.editors] == ["Fox", "Hill"]
    assert [one.family for one in made.authors] == ["Dean"]


def test_an_act_has_its_day_and_number():
    made = record(
        "Про сільські ставки : Закон України від 01.02.2003 р. № 777-XX. URL: "
        "https://zakon.example.org/777-20 (дата звернення: 12.03.2020)."
    )
    assert (made.title, made.type, made.act) == ("Про сільські ставки", "legislation", "777-XX")
    assert made.date == datetime.date(2003, 2, 1) and made.genre == "Закон України"
    assert made.addresses[0].url == "https://zakon.example.org/777-20"
    assert made.addresses[0].accessed == datetime.date(2020, 3, 12)


def test_the_day_of_an_act_is_none_of_its_title():
    made = record("Статут Ради громад від 25.06.1945 р. URL: https://rada.example.org/statut.pdf")
    assert (made.title, made.date) == ("Статут Ради громад", datetime.date(1945, 6, 25))
    made = record("Засади читалень: Меморандум Ради громад, 2002 р. URL: https://rada.example.org/")
    assert (made.year, made.listed) == (2002, {})
    assert not made.title.endswith(("р", "2002"))


def test_a_letter_behind_the_year_is_kept():
    made = record("Ames, B. (2020a). Spots. Journal of Rust, 4, 11–19.")
    assert (made.year, made.listed) == (2020, {"year": "2020a"})


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Ek, F. 2024. Lenses. arXiv preprint arXiv:2402.01788.", "arxiv", "2402.01788"),
        ("F. Ek, Phys. Lett. B 12 (1999) 7, [hep-th/9906022].", "arxiv", "hep-th/9906022"),
        ("Ek F. Lens. Oxford: Reed; 1998. ISBN 978-0-691-13026-2.", "isbn", "9780691130262"),
        ("[Ek98] Ek F. Lens. 1998.", "key", "Ek98"),
        (
            "Ek F. J. Lens. 2012 doi:10.1371/journal. pone.0038554 PMID: 2",
            "doi",
            "10.1371/journal.pone.0038554",
        ),
    ],
)
def test_ids_of_works(text, name, value):
    assert getattr(record(text), name) == value


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https: //doi.org/10.1021/bk-2020-1365.ch001", "10.1021/bk-2020-1365.ch001"),
        ("doi:10.1016/j.jasrep.2019.102015. 2019", "10.1016/j.jasrep.2019.102015"),
        ("(doi:10.1017/aog.2016.20)", "10.1017/aog.2016.20"),
        ("doi :10.1007/JHEP03(2014)118[ arXiv:1309.3610]", "10.1007/jhep03(2014)118"),
        ("doi:10.5194/npg- 19-227-2012", "10.5194/npg-19-227-2012"),
        ("no such thing, 10.5 of them", ""),
    ],
)
def test_a_doi_is_put_together(text, doi):
    assert doi_of(text) == doi


@pytest.mark.parametrize(
    "told",
    [
        "accessed 5 May 2020",
        "Retrieved May 5, 2020, from",
        "дата звернення: 05.05.2020",
        "дата обращения: 5.05.2020",
        "abgerufen am 5. Mai 2020",
        "consulté le 5 mai 2020",
        "dostęp: 5 maja 2020",
        "accessed 2020-05-05",
    ],
)
def test_days_of_access(told):
    made = record(f"Spots of rust. {told} https://example.org/spots")
    assert [one.accessed for one in made.addresses] == [datetime.date(2020, 5, 5)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ames, B. C., & Fox, G.", "Ames|B. C.;Fox|G."),
        ("Ames BC, Bell D", "Ames|BC;Bell|D"),
        ("B. C. Ames, D. Bell and G. H. van der Fox", "Ames|B. C.;Bell|D.;van der Fox|G. H."),
        ("Ames, Bea, and Daniel Fox", "Ames|Bea;Fox|Daniel"),
        ("Bea Ames, Issam H Fox, and Laurent Char-Lin", "Ames|Bea;Fox|Issam H;Char-Lin|Laurent"),
        ("Ames, P. E., D. J. Bell, B. H. Fox, et al.", "Ames|P. E.;Bell|D. J.;Fox|B. H."),
        ("Kern, R., Ek, F., … van der Walt, S. J.", "Kern|R.;Ek|F.;van der Walt|S. J."),
        ("Ківшар П. І., Мостовий Р. Т.", "Ківшар|П. І.;Мостовий|Р. Т."),
        ("Ківшар Петро Іванович", "Ківшар|Петро Іванович"),
        ("MÜLLER, Hans; SCHMIDT, Eva", "MÜLLER|Hans;SCHMIDT|Eva"),
        ("DUPONT Jean et MARTIN Pierre", "DUPONT|Jean;MARTIN|Pierre"),
        ("Кий Ж.-П.", "Кий|Ж.-П."),
        ("World Pond Organization", "World Pond Organization|"),
        ("Centers for Rust Control and Prevention", "Centers for Rust Control and Prevention|"),
        ("Міністерство освіти і науки України", "Міністерство освіти і науки України|"),
        (
            "Rust Collaboration, Ek, F., & de Bruin, J. H.",
            "Rust Collaboration|;Ek|F.;de Bruin|J. H.",
        ),
        ("", ""),
    ],
)
def test_names(text, names):
    assert ";".join(f"{one.family}|{one.given}" for one in authors_in(text)) == names


def test_an_entry_without_a_title_keeps_its_words():
    made = record("1. A. Ames, C. Bell. J. Rust 61, 584 (1983).")
    assert made.title and not made.title.startswith("1.")


@given(st.text(max_size=120))
def test_anything_becomes_a_record_with_a_title(text):
    made = record(text or "x")
    assert made.title
    assert all(one.family for one in made.authors)


def test_sixty_entries_take_no_time():
    record(APA)
    began = time.perf_counter()
    for number in range(60):
        record(APA.replace("2001", str(1950 + number)))
    assert time.perf_counter() - began < 0.5  # about 0.05 s on an idle machine


def test_the_tagger_is_loaded_when_it_is_needed():
    program = (
        "import dzherelo.corpus.citations.entry_parser, sys; print('pycrfsuite' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
