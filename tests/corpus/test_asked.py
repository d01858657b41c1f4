"""Questions in everyday words: read as written, placed where they are answered."""

import pytest
import shipped as pack

from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.notes import kept_asked, load_asked
from dzherelo.corpus.library.pack import Pack
from dzherelo.corpus.read import read
from dzherelo.corpus.types import Locator, Status

TEXTS = {
    "article": "article/article.txt",
    "ref03": "cited/ref03/text_uk_partial.txt",
    "ref04": "cited/ref04/text_en.txt",
    "ref05": "cited/ref05/text.txt",
    "ref06": "cited/ref06/text.txt",
    "ref07": "cited/ref07/text_section_IX.txt",
}


def test_shipped_questions_are_of_the_catalogue_and_in_both_languages():
    asked = pack.asked()
    assert len(asked) > 1_000
    assert {one.source for one in asked} <= {record.id for record in pack.catalog()}
    assert sum(bool(one.uk and one.en) for one in asked) > 0.95 * len(asked)


def test_what_is_kept_is_what_was_read_and_follows_the_files(tmp_path):
    own = tmp_path / "asked"
    own.mkdir()
    (own / "mine.toml").write_text(
        'source = "mine"\n[[ask]]\nat = { paragraph = 2 }\nuk = ["Де стоїть пасіка?"]\n', "utf-8"
    )
    for _ in range(2):
        assert kept_asked(tmp_path, own) == load_asked(own)
    assert load_asked(own)[-1].locator == Locator(paragraph=2)
    (own / "mine.toml").write_text(
        'source = "mine"\n[[ask]]\nat = { paragraph = 3 }\nen = ["Where is the apiary?"]\n', "utf-8"
    )
    assert kept_asked(tmp_path, own)[-1].en == ("Where is the apiary?",)


@pytest.mark.parametrize(
    ("entry", "fact"),
    [
        ('uk = ["Де?"]', "no place"),
        ("at = { paragraph = 1 }", "asks nothing"),
        ('at = { paragraph = 1 }\nuk = "Де?"', "uk"),
        ('at = { paragraph = 1 }\nuk = ["Де?"]\nfr = ["Où?"]', "fr"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(tmp_path, entry, fact):
    path = tmp_path / "mine.toml"
    path.write_text(f'source = "mine"\n[[ask]]\n{entry}\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=fact):
        load_asked(path)


@pytest.mark.parametrize("source", TEXTS)
def test_every_question_has_its_place_in_the_text(real_library, tmp_path, source):
    library = Library(tmp_path / "home", Pack.default())
    status = Status.PART if source == "ref03" else Status.FULL
    library.add(
        read(real_library / TEXTS[source]), name="text.txt", data=b"", as_id=source, status=status
    )
    asked = [one for one in pack.asked() if one.source == source]
    placed = [q for passage in library.passages(source) for q in library.asked(passage)]
    assert sorted(placed) == sorted(q for one in {*asked} for q in (*one.uk, *one.en))


def test_a_question_in_everyday_words_finds_what_it_is_answered_by(shipped):
    """The note says nothing of "quitting", the question put to its place does."""
    hits = shipped.search("Can I quit an NGO whenever I like?", k=3)
    assert ("ref06", "5") in [(hit.passage.source, hit.passage.locator.article) for hit in hits]
