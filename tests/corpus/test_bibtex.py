"""BibTeX as people and programs write it becomes the records that it stands for."""

from dzherelo.corpus.bibliography import records_of_bibtex
from dzherelo.corpus.records import Author

ENTRIES = r"""
@string{jss = "J. Stat. Softw."}
@article{Smith2020,
  author = {Sm{\"i}th, John and {World Health Organization} and van der Berg, Jan and others},
  title = {{The {DNA}} of 50% of \emph{things}, 20\,\% -- a ``test'' \& more},
  journal = jss, pages = {1--10}, month = jan, year = 2020,
  url = {http://example.org/a_b%20c?d=1&e=~f},
  doi = {https://doi.org/10.1002/(SICI)1097-4571(199710)48:10<882::AID-ASI1>3.0.CO;2-M}}
@inproceedings{talk, crossref = {proc}, author = {Doe, Jane},
  title = {A {\TeX} talk {\textbraceleft}x, \v{C}apek and {\O}re},
  eprint = {2001.01234}, archiveprefix = {arXiv}}
@proceedings{proc, title = {Proceedings of X}, editor = {Ed, A.}, year = {2019}}
@book{кий15, author = {Кий Т. М.}, title = {Книга}, pagetotal = 212, langid = {ukrainian},
  location = {Полтава}, publisher = {Черінь}, date = {2015-05-03}, isbn = {978-3-16-148410-0}}
"""


def _by_key(text):
    return {record.key: record for record in records_of_bibtex(text)}


def test_commands_of_tex_become_letters_and_braces_go():
    smith = _by_key(ENTRIES)["Smith2020"]
    assert smith.title.startswith("The DNA of 50% of things")
    assert smith.title.endswith("a “test” & more")
    assert _by_key(ENTRIES)["talk"].title == "A TeX talk {x, Čapek and Øre"


def test_names_are_parted_as_bibtex_does_and_a_body_stays_whole():
    smith, kyi = _by_key(ENTRIES)["Smith2020"], _by_key(ENTRIES)["кий15"]
    assert smith.authors == (
        Author(family="Smïth", given="John"),
        Author(family="World Health Organization"),
        Author(family="van der Berg", given="Jan"),
    )
    assert kyi.authors == (Author(family="Кий", given="Т. М."),)


def test_addresses_and_dois_are_letter_by_letter():
    smith = _by_key(ENTRIES)["Smith2020"]
    assert smith.doi == "10.1002/(SICI)1097-4571(199710)48:10<882::AID-ASI1>3.0.CO;2-M"
    assert smith.addresses[0].url == "http://example.org/a_b%20c?d=1&e=~f"


def test_what_an_entry_takes_from_another_and_from_strings():
    found = _by_key(ENTRIES)
    assert (found["talk"].container, found["talk"].year) == ("Proceedings of X", 2019)
    assert found["talk"].authors == (Author(family="Doe", given="Jane"),)
    assert found["talk"].arxiv == "2001.01234"
    assert (found["Smith2020"].container, found["Smith2020"].pages) == ("J. Stat. Softw.", "1–10")


def test_a_number_of_arxiv_is_found_where_programs_put_it():
    places = ("doi={10.48550/arXiv.1901.00001}", "journal={arXiv preprint arXiv:1901.00001v2}")
    entries = (f"@misc{{k{n}, title={{X}}, {place}}}" for n, place in enumerate(places))
    assert [r.arxiv for r in records_of_bibtex("\n".join(entries))] == [
        "1901.00001",
        "1901.00001v2",
    ]


def test_a_book_has_its_extent_and_every_record_an_id_that_speaks():
    found = _by_key(ENTRIES)
    assert (found["кий15"].pages, found["кий15"].isbn) == ("212 с.", "978-3-16-148410-0")
    assert (found["кий15"].year, found["кий15"].place) == (2015, "Полтава")
    assert [one.id for one in found.values()] == [
        "smith-2020-things",
        "doe-2019-talk",
        "ed-2019-proceedings",
        "kyi-2015-knyha",
    ]


def test_journals_of_the_astrophysics_data_system_have_their_names():
    text = (
        "@article{x, title = {X}, journal = {\\apj}}\n@book{y, title = {Y}, journal = {Y, by Z.}}"
    )
    assert [one.container for one in records_of_bibtex(text)] == ["Astrophysical Journal", None]


def test_a_broken_entry_takes_no_other_with_it(capsys):
    broken = "@misc{bad, title = {unclosed, year = 2020}\n\n@misc{good, title = {Good}}\n"
    twice = "@book{two, title = {First}, title = {Second}}\n@book{two, title = {Third}}"
    assert [one.title for one in records_of_bibtex(broken + twice)] == ["Good", "First"]
    assert capsys.readouterr() == ("", "")
