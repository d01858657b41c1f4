"""The index follows the library: nothing twice, nothing left behind, nothing lost by a kill."""

import pytest

from dzherelo.corpus.errors import IndexMismatch
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.pack import Pack
from dzherelo.corpus.read import read
from dzherelo.index.bm25 import LexicalIndex
from dzherelo.index.embed import HashEmbedder
from dzherelo.index.language_centring import open_centres
from dzherelo.index.precomputed import Precomputed
from dzherelo.index.store import Maker, drop_store, open_store
from dzherelo.index.sync import Sync
from dzherelo.index.units import UNITS, units


class Killed(BaseException):
    """Stands for the signal that ends the process."""


class Counting(HashEmbedder):
    """Counts what it embeds, and is killed after `limit` texts if there is one."""

    def __init__(self, limit=None):
        super().__init__()
        self.embedded = 0
        self.limit = limit

    def passages(self, texts):
        if self.limit is not None and self.embedded >= self.limit:
            raise Killed
        self.embedded += len(texts)
        return super().passages(texts)


@pytest.fixture
def index(tmp_path, shelf, terms):
    folder = tmp_path / "home" / "index"
    library = Library(shelf.home, Pack.empty())
    library.shelf = shelf

    class Index:
        batch = 64

        def store(self, dimension=256):
            maker = Maker(f"hash/{dimension}", dimension, "1", UNITS)
            return open_store(maker, folder=folder / "chroma")

        def run(self, embedder=None):
            embedder = embedder or HashEmbedder()
            sync = Sync(library, folder=folder, stamp="test", batch=self.batch)
            centres = open_centres(HashEmbedder(), cache=folder)
            return sync.run(self.store(), embedder, centres, terms, Precomputed(None, embedder))

        def in_step(self):
            return Sync(library, folder=folder, stamp="test").in_step()

        def lexical(self):
            return LexicalIndex.load(folder / "lexical")

    index = Index()
    index.folder = folder
    return index


def test_a_first_run_indexes_everything_and_a_second_nothing(index, shelf):
    expected = {unit.id for unit in units(shelf.passages("article"))}
    assert index.run().added == len(expected)
    assert index.store().ids() == expected
    again = Counting()
    report = index.run(again)
    assert (report.added, report.removed, again.embedded) == (0, 0, 0)
    assert index.in_step()


def test_removing_a_source_leaves_no_trace(index, shelf, other_file):
    shelf.add(read(other_file), name="other.txt", data=b"", as_id="bees")
    index.run()
    before = index.store().ids("article")
    assert index.store().ids("bees")
    shelf.remove("bees")
    assert not index.in_step()
    index.run()
    assert index.store().ids() == before
    assert not any("bees" in passage for passage in index.lexical().ids)
    assert "пасіка" not in index.lexical().forms
    assert not (index.folder / "tokens" / "bees.json").exists()


def test_one_changed_source_embeds_only_what_is_new(index, shelf, other_file):
    shelf.add(read(other_file), name="other.txt", data=b"", as_id="bees")
    index.run()
    text = other_file.read_text(encoding="utf-8")
    other_file.write_text(text + "\nЩе один вулик купили восени.\n", encoding="utf-8")
    shelf.add(read(other_file), name="other.txt", data=b"", as_id="bees")
    counting = Counting()
    index.run(counting)
    assert counting.embedded == 1


def test_a_killed_run_goes_on_where_it_stopped(index, shelf):
    index.batch = 8
    total = len(units(shelf.passages("article")))
    with pytest.raises(Killed):
        index.run(Counting(limit=16))
    assert len(index.store().ids()) == 16
    assert not index.in_step()
    rest = Counting()
    index.run(rest)
    assert rest.embedded == total - 16
    assert index.in_step()


def test_another_model_is_refused_with_the_command_that_mends_it(index):
    index.run()
    with pytest.raises(
        IndexMismatch, match=r"256-dim .* gives 64\. Run `dzherelo index --rebuild`"
    ):
        index.store(dimension=64)


def test_another_splitter_is_refused(index):
    index.run()
    with pytest.raises(IndexMismatch, match="splitter 1, this program uses 0"):
        open_store(Maker("hash/256", 256, "0", UNITS), folder=index.folder / "chroma")


def test_after_dropping_another_model_may_come(index):
    index.run()
    drop_store(folder=index.folder / "chroma")
    assert index.store(dimension=64).count() == 0
