"""Which work of the catalogue a file is."""

import pytest
import shipped as pack

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.corpus.library.linkage import recognised, speaks_of
from dzherelo.corpus.types import Document, Status

LAW = "{title}\n\nСтаття 1. Читальня діє.\n\nСтаття 2. Книги є.\n\nСтаття 3. Тиша є.\n"


@pytest.fixture(scope="module")
def catalog():
    return pack.catalog()


def known(document, catalog):
    found = recognised(document, catalog)
    return found.id if found else None


def document(text, title=None):
    return Document(text, "text/plain", title=title)


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("КОНСТИТУЦІЯ УКРАЇНИ", "ref05"),
        ("Закон України\nПро громадські об’єднання", "ref06"),
        ("Про громадські об'єднання", "ref06"),
        ("КРИМІНАЛЬНИЙ ПРОЦЕСУАЛЬНИЙ КОДЕКС УКРАЇНИ", "ref07"),
        ("CHARTER OF THE UNITED NATIONS", "ref04"),
        ("Конституція України: коментар", None),
        ("Про читальні", None),
    ],
)
def test_by_the_title_exactly(catalog, title, source):
    assert known(document(LAW.format(title=title)), catalog) == source
    assert known(document("Текст без назви.\n", title), catalog) == source


def test_by_the_doi_that_a_text_gives_as_its_own(catalog, article_file):
    doi = "10.32782/2663-5666.2024.2.15"
    text = article_file.read_text(encoding="utf-8")
    assert known(document(text), catalog) is None
    assert known(document(text.replace("10.99999/1234-5678.2021.3.07", doi)), catalog) == (
        "article"
    )
    assert known(document(f"Про інше\n\nhttps://doi.org/{doi}\n\nТекст."), catalog) == ("article")


def test_a_text_that_cites_the_doi_is_another(catalog):
    cites = "Огляд\n\nПро це пише стаття (DOI: 10.32782/2663-5666.2024.2.15), і пише добре."
    assert known(document(cites), catalog) is None


def test_whether_a_text_is_about_the_work(catalog):
    assert speaks_of("Статтю названо «Міжнародна неурядова організація».", catalog.record("ref08"))
    assert not speaks_of(
        "404. Сторінку не знайдено. Перейдіть на головну.", catalog.record("ref08")
    )


def add(home, name, text, **options):
    settings = load_settings(home).model_copy(update={"default_library": True})
    path = home / name
    path.write_text(text, encoding="utf-8")
    with open_assistant(settings) as assistant:
        return assistant.add(path, **options)


def test_a_file_takes_the_id_of_its_work_unless_another_text_has_it(tmp_path):
    text = LAW.format(title="Конституція України")
    assert add(tmp_path, "a.txt", text).source.id == "ref05"
    again = add(tmp_path, "b.txt", text)
    assert (again.source.id, again.changed) == ("ref05", False)
    other = add(tmp_path, "c.txt", text + "\nСтаття 4. Двері є.\n")
    assert other.source.id not in ("ref05", "")
    assert add(tmp_path, "d.txt", text + "\nСтаття 5.", as_id="ref05").replaced


def test_a_part_is_marked_and_may_become_whole(tmp_path):
    text = LAW.format(title="Праця")
    part = add(tmp_path, "a.txt", text, as_id="ref01", part=True)
    assert part.source.status is Status.PART
    whole = add(tmp_path, "a.txt", text, as_id="ref01")
    assert (whole.changed, whole.source.status) == (True, Status.FULL)
