"""A folder of texts as a library: which file becomes which source."""

import pytest

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import Settings
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.library.libraries import Libraries
from dzherelo.corpus.types import Status
from dzherelo.evals.libraries import copied, library_of, texts_in


@pytest.fixture
def folder(tmp_path):
    def put(name, text="Маяк світить.\n"):
        path = tmp_path / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    put("article/article.txt")
    put("cited/ref03/text_en_partial.txt", "The lighthouse shines.\n")
    put("cited/ref03/text_uk_partial.txt", "Маяк світить.\n" * 3)
    put("cited/ref04/text_uk_partial.txt")
    put("cited/ref04/text_en.txt", "The lighthouse shines all night.\n" * 5)
    put("cited/ref07/text_whole.txt", "Стаття 1. Маяк.\n" * 9)
    put("cited/ref07/text_section.txt", "Стаття 2. Гавань.\n")
    put("cited/ref07/meta.json", "{}")
    put("My Notes.md", "# Гавань\n\nГавань збудовано.\n")
    put("README.md", "about these texts")
    return tmp_path / "texts"


def test_a_source_has_the_name_of_its_folder_or_file_and_its_best_text(folder):
    found = texts_in(folder, {"ref03": "uk", "ref04": "uk"})
    told = {text.id: (text.path.relative_to(folder).as_posix(), text.part) for text in found}
    assert told == {
        "article": ("article/article.txt", False),
        "my-notes": ("My Notes.md", False),
        "ref03": ("cited/ref03/text_uk_partial.txt", True),
        "ref04": ("cited/ref04/text_en.txt", False),
        "ref07": ("cited/ref07/text_section.txt", False),
    }


def test_a_folder_without_texts_is_refused(tmp_path):
    (tmp_path / "data.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="holds no text"):
        texts_in(tmp_path)
    with pytest.raises(InputError, match="is no folder"):
        texts_in(tmp_path / "nowhere")


def test_the_library_is_read_once_and_again_when_a_text_changes(folder, tmp_path):
    settings, told = Settings(home=tmp_path / "home"), []
    with library_of(folder, settings, told.append) as first, open_assistant(first) as assistant:
        held = {source.id: source.status for source in assistant.sources()}
        assert held["ref03"] is Status.PART
        assert held["article"] is held["my-notes"] is Status.FULL
    assert "cited/ref07/text_section.txt as ref07" in told
    assert first.home.is_relative_to(settings.home)
    with library_of(folder, settings, told.append) as again:
        assert again.home == first.home
    assert len(told) == 5
    (folder / "article" / "article.txt").write_text("Маяк згас.\n", encoding="utf-8")
    with library_of(folder, settings, told.append) as changed:
        assert changed.home != first.home


def test_a_library_is_measured_with_its_own_data_apart_from_others(folder, tmp_path):
    home = tmp_path / "home"
    libraries = Libraries(home)
    for name in ("bees", "trees"):
        libraries.new(name)
    own = libraries.folder("bees") / "glossary.toml"
    own.write_text("", encoding="utf-8")
    bees, trees = (Settings(home=home, library=name) for name in ("bees", "trees"))
    with library_of(folder, bees) as first, library_of(folder, trees) as second:
        assert first.home == second.home
        assert (first.folder / "glossary.toml").exists()
        assert not (second.folder / "glossary.toml").exists()
    with copied(bees) as there:
        assert [path.name for path in there.folder.iterdir()] == ["glossary.toml"]
    assert libraries.names() == ("default", "bees", "trees")
