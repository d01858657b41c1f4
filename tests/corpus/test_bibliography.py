"""Files of other programs become records with the texts that lie beside them, or are refused in
words that say where they are wrong."""

import json

import pytest

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.library.bibliography import read_bibliography
from dzherelo.corpus.records import Address, Author

RIS = """\
TY  - JOUR
ID  - kyi20
AU  - Кий, Т. М.
AU  - Smith, John, Jr.
A2  - Editor, E.
TI  - Живлення бджіл
T2  - Пасіка
PY  - 2020
DA  - 2020/05/03
VL  - 4
IS  - 2
SP  - 12
EP  - 19
DO  - https://doi.org/10.99999/Pasika.2
SN  - 1234-5678
UR  - https://example.org/a?b=c&d=e
Y2  - 2021/01/02
L1  - files/kyi.pdf
ER  -{blank}

TY  - BOOK
AU  - World Bee Organization
T1  - Hives of the world
PB  - Wax Press
CY  - Oslo
Y1  - 2001///
SP  - 212
SN  - 978-3-16-148410-0
ER  -{blank}
"""
CSL = [
    {
        "id": "kyi20",
        "type": "article-journal",
        "title": "On <i>Apis</i> &amp; H<sub>2</sub>O",
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"literal": "World Bee Organization"},
        ],
        "container-title": "Bee Journal",
        "issued": {"date-parts": [["2020", 5]]},
        "page": "12-19",
        "DOI": "10.99999/b",
        "URL": "https://example.org/b",
        "accessed": {"date-parts": [[2021, 1, 2]]},
        "language": "en-GB",
    }
]
ZOTERO = {
    "config": {"label": "BetterBibTeX JSON"},
    "items": [
        {
            "itemType": "bookSection",
            "citationKey": "lozovaWax2019",
            "title": "Wax",
            "bookTitle": "Hives of the world",
            "creators": [
                {"creatorType": "author", "lastName": "Lozova", "firstName": "Hanna"},
                {"creatorType": "editor", "lastName": "Bondar", "firstName": "O."},
            ],
            "date": "15 травня 2019",
            "pages": "3–9",
            "ISBN": "978-3-16-148410-0",
            "extra": "DOI: 10.99999/wax\nCitation Key: other",
            "attachments": [
                {"itemType": "attachment", "path": "files/7/wax.html"},
                {"itemType": "attachment", "path": "files/7/wax.pdf"},
                {"itemType": "attachment", "path": "files/7/cover.png"},
            ],
        },
        {"itemType": "note", "note": "not a work"},
    ],
}
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:link="http://purl.org/rss/1.0/modules/link/"
 xmlns:vcard="http://nwalsh.com/rdf/vCard#"
 xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
 <bib:Article rdf:about="http://example.org/kyi">
  <z:itemType>journalArticle</z:itemType>
  <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
  <bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Кий</foaf:surname>
   <foaf:givenName>Т. М.</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>
  <link:link rdf:resource="#item_5"/>
  <dc:title>Живлення бджіл</dc:title><dc:date>2020-05-03</dc:date>
  <z:language>uk</z:language><bib:pages>12-19</bib:pages>
  <dc:identifier><dcterms:URI><rdf:value>http://example.org/kyi</rdf:value></dcterms:URI></dc:identifier>
 </bib:Article>
 <bib:Journal rdf:about="urn:issn:1234-5678"><prism:volume>4</prism:volume>
  <prism:number>2</prism:number><dc:title>Пасіка</dc:title>
  <dc:identifier>DOI 10.99999/pasika.2</dc:identifier><dc:identifier>ISSN 1234-5678</dc:identifier>
 </bib:Journal>
 <z:Attachment rdf:about="#item_5"><z:itemType>attachment</z:itemType>
  <rdf:resource rdf:resource="files/5/kyi%20a.pdf"/></z:Attachment>
 <bib:Book rdf:about="urn:isbn:9783161484100"><z:itemType>book</z:itemType>
  <dc:publisher><foaf:Organization><vcard:adr><vcard:Address>
   <vcard:locality>Oslo</vcard:locality></vcard:Address></vcard:adr>
   <foaf:name>Wax Press</foaf:name></foaf:Organization></dc:publisher>
  <dc:title>Hives</dc:title><dc:date>2001</dc:date><z:numPages>212</z:numPages>
  <dc:identifier>ISBN 978-3-16-148410-0</dc:identifier></bib:Book>
</rdf:RDF>
"""


def _read(folder, name, text, *files):
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a text", "utf-8")
    (folder / name).write_text(text, "utf-8")
    return read_bibliography(folder / name)


def test_ris(tmp_path):
    found = _read(tmp_path, "a.ris", RIS.format(blank=" "), "files/kyi.pdf")
    article, book = (one.record for one in found.imported)
    assert article.authors == (
        Author(family="Кий", given="Т. М."),
        Author(family="Smith", given="John, Jr."),
    )
    assert (article.title, article.container) == ("Живлення бджіл", "Пасіка")
    assert (article.volume, article.issue, article.pages) == ("4", "2", "12–19")
    assert (article.doi, article.issn, article.key) == ("10.99999/Pasika.2", "1234-5678", "kyi20")
    assert article.addresses[0].url == "https://example.org/a?b=c&d=e"
    assert article.addresses[0].accessed.isoformat() == "2021-01-02"
    assert found.imported[0].files == (tmp_path / "files/kyi.pdf",)
    assert (book.authors, book.year) == ((Author(family="World Bee Organization"),), 2001)
    assert (book.pages, book.isbn, book.issn) == ("212 p.", "978-3-16-148410-0", None)


def test_a_reference_without_its_end_loses_no_other(tmp_path):
    text = (
        "TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  - \nTI  - lost\nTY  - JOUR\nTI  - Three"
    )
    found = _read(tmp_path, "a.ris", text)
    assert [one.record.title for one in found.imported] == ["One", "Two", "Three"]
    assert [line for line, _ in found.faults] == [1, 6]


def test_csl_json(tmp_path):
    (one,) = _read(tmp_path, "a.json", json.dumps(CSL)).imported
    record = one.record
    assert record.title == "On Apis & H2O"
    assert record.authors == (
        Author(family="van der Berg", given="Jan"),
        Author(family="World Bee Organization"),
    )
    assert (record.year, record.pages, record.language) == (2020, "12-19", "en")
    assert record.addresses == (
        Address(url="https://example.org/b", role="listed", accessed=record.addresses[0].accessed),
    )


def test_better_bibtex_json_with_its_files_the_best_first(tmp_path):
    found = _read(tmp_path, "a.json", json.dumps(ZOTERO), "files/7/wax.html", "files/7/wax.pdf")
    (one,) = found.imported
    assert [path.name for path in one.files] == ["wax.pdf", "wax.html"]
    assert (one.record.key, one.record.doi, one.record.year) == ("other", "10.99999/wax", 2019)
    assert one.record.authors == (Author(family="Lozova", given="Hanna"),)
    assert (one.record.type, one.record.container) == ("chapter", "Hives of the world")


def test_zotero_rdf(tmp_path):
    found = _read(tmp_path, "a.rdf", RDF, "files/5/kyi a.pdf")
    article, book = (one.record for one in found.imported)
    assert found.imported[0].files == (tmp_path / "files/5/kyi a.pdf",)
    assert (article.title, article.container) == ("Живлення бджіл", "Пасіка")
    assert article.authors == (Author(family="Кий", given="Т. М."),)
    assert (article.volume, article.issue, article.doi) == ("4", "2", "10.99999/pasika.2")
    assert (book.publisher, book.place, book.pages) == ("Wax Press", "Oslo", "212 p.")


@pytest.mark.parametrize(
    "field",
    [
        "Full Text:files/1/a.pdf:application/pdf",
        ":files/1/a.pdf:PDF;Snapshot:files/1/a.html:text/html",
        "files/1/a.pdf",
        r"A\: title; B:files/1/a.pdf:PDF",
    ],
)
def test_files_of_bibtex(tmp_path, field):
    found = _read(tmp_path, "a.bib", f"@book{{x, title={{X}}, file={{{field}}}}}", "files/1/a.pdf")
    assert found.imported[0].files == (tmp_path / "files/1/a.pdf",)


def test_a_file_that_is_not_there_is_named(tmp_path):
    (one,) = _read(tmp_path, "a.bib", "@book{x, title={X}, file={b.pdf;c.png}}").imported
    assert (one.files, one.missing) == ((), ("b.pdf",))


BROKEN = {
    "a.bib": ("\n@book{x, title = {unclosed\n", "line 2"),
    "b.bib": ("no entry at all", "no record"),
    "a.ris": ("TI  - no beginning\nER  - \n", "line 1"),
    "a.json": ('[{"type": "book",\n "title" 1}]', "line 2"),
    "b.json": ('{"name": "a package"}', "no record"),
    "c.json": ("[" * 100_000, "nested"),
    "a.rdf": ("<rdf>\n<open>", "line 2"),
    "b.rdf": ("<feed/>", "no RDF"),
    "d.bib": ("", "no record"),
}


@pytest.mark.parametrize(("name", "broken"), BROKEN.items(), ids=BROKEN)
def test_a_broken_file_is_refused_by_name_and_line(tmp_path, name, broken):
    text, said = broken
    with pytest.raises(FileRefused) as refused:
        _read(tmp_path, name, text)
    assert name in str(refused.value)
    assert said in str(refused.value)
    assert refused.value.remedy


def test_an_entity_of_xml_reads_no_file(tmp_path):
    (tmp_path / "secret").write_text("secret words", "utf-8")
    entity = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]><rdf:RDF'
    text = RDF.replace("<rdf:RDF", entity).replace("Hives<", "Hives &e;<").split("\n", 1)[1]
    titles = [one.record.title for one in _read(tmp_path, "a.rdf", text).imported]
    assert "secret" not in " ".join(titles)


def test_an_encoding_of_old_is_read(tmp_path):
    (tmp_path / "a.bib").write_bytes("@book{x, title = {Мікроклімат вулика}}".encode("cp1251"))
    (one,) = read_bibliography(tmp_path / "a.bib").imported
    assert one.record.title == "Мікроклімат вулика"


def test_braces_without_end_are_read_in_time(tmp_path):
    deep = "{" * 3000 + "x" + "}" * 3000
    (one,) = _read(tmp_path, "a.bib", f"@book{{x, title = {{{deep}}}}}").imported
    assert one.record.title == "x"
