"""Several libraries in one home: made, named, used, removed, carried from one home to another."""

import json
import re
import stat
import zipfile
from pathlib import Path

import pytest

from dzherelo.corpus.errors import InputError, LibraryError, UnknownLibrary
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.libraries import MANIFEST, Libraries
from dzherelo.corpus.library.pack import Pack
from dzherelo.corpus.read import read_bytes

BEES = "Пасіка\n\nБджоляр доглядає сорок вуликів.\n"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def libraries(home):
    return Libraries(home)


def put(folder, text=BEES, as_id="bees"):
    document = read_bytes(text.encode(), name="t.txt")
    Library(folder, Pack.empty()).add(document, name="t.txt", data=text.encode(), as_id=as_id)


def test_there_is_always_the_default_one(libraries, home):
    assert libraries.names() == ("default",)
    assert libraries.in_use() == "default"
    assert libraries.folder("default") == home
    assert [(one.name, one.in_use, one.texts) for one in libraries.listed()] == [
        ("default", True, 0)
    ]


def test_a_new_library_is_empty_and_may_be_used_and_removed(libraries, home):
    assert libraries.new("Бджоли") == "бджоли"
    assert libraries.new("moths_2") == "moths_2"
    assert libraries.names() == ("default", "moths_2", "бджоли")
    assert libraries.folder("БДЖОЛИ") == home / "libraries" / "бджоли"
    assert libraries.use("Бджоли") == "бджоли"
    assert Libraries(home).in_use() == "бджоли"
    with pytest.raises(InputError, match=r"in use.*library use default"):
        libraries.remove("бджоли", sure=True)
    libraries.use("default")
    put(libraries.folder("бджоли"))
    with pytest.raises(InputError, match=r"its texts \(1\).*library remove бджоли --yes"):
        libraries.remove("бджоли")
    assert libraries.remove("бджоли", sure=True) == "бджоли"
    assert libraries.names() == ("default", "moths_2")
    assert not list((home / "libraries").glob("*бджоли*"))
    with pytest.raises(InputError, match="`default` is the data folder"):
        libraries.remove("default", sure=True)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x", "a/b", "a\\b", "/etc", "-a", "a b", "a\n", "nul", "x" * 41, "a\0"],
)
def test_a_name_that_cannot_be_used_is_refused(libraries, home, name):
    with pytest.raises(InputError, match="cannot be the name"):
        libraries.new(name)
    with pytest.raises(UnknownLibrary):
        libraries.folder(name)
    assert not home.exists()


def test_an_unknown_name_lists_the_known_ones(libraries):
    libraries.new("moths")
    for ask in (libraries.folder, libraries.use, libraries.remove):
        with pytest.raises(UnknownLibrary, match=r"no library `bees`.*default, moths.*library new"):
            ask("bees")


@pytest.mark.parametrize("name", ["moths", "MOTHS", "default"])
def test_a_name_that_is_taken_is_refused(libraries, name):
    libraries.new("moths")
    with pytest.raises(InputError, match="already"):
        libraries.new(name)


def test_each_has_its_own_texts_and_data(libraries):
    one, other = (libraries.folder(libraries.new(name)) for name in ("one", "other"))
    put(one)
    (other / "catalog.toml").write_text(
        '[[record]]\nid = "b"\ntype = "book"\ntitle = "Книга"\nlanguage = "uk"\n', encoding="utf-8"
    )
    assert [source.id for source in Library(one, Pack.empty()).sources()] == ["bees"]
    assert [source.id for source in Library(other, Pack.empty()).sources()] == ["b"]


# -- as a file ---------------------------------------------------------------------------------


def test_a_library_travels_as_a_file(libraries, tmp_path):
    folder = libraries.folder(libraries.new("bees"))
    put(folder)
    (folder / "notes").mkdir()
    (folder / "notes" / "bees.toml").write_text(
        'source = "bees"\n[[note]]\nat = { paragraph = 1 }\nuk = "Сорок."\nen = "Forty."\n'
        'topic = "число"\ntopic_en = "number"\n',
        encoding="utf-8",
    )
    (folder / "index").mkdir(exist_ok=True)
    (folder / "chats.sqlite").write_bytes(b"private")
    file = tmp_path / "bees.zip"
    assert libraries.export("bees", file, pack=Pack.empty()) == ("bees",)
    names = zipfile.ZipFile(file).namelist()
    assert not [name for name in names if "index" in name or "chats" in name or "passages" in name]
    there = Libraries(tmp_path / "there")
    assert there.take_in(file) == "bees"
    library = Library(there.folder("bees"), Pack.empty())
    assert library.text("bees") == BEES.strip()
    assert [note.en for note in library.notes("bees")] == ["Forty."]
    assert there.take_in(file, "Copy") == "copy"
    with pytest.raises(InputError, match="already"):
        there.take_in(file)


def test_the_default_library_takes_its_pack_along(libraries, home, tmp_path):
    put(home)
    libraries.export("default", file := tmp_path / "all.zip", pack=Pack.default())
    there = Libraries(tmp_path / "there")
    with pytest.raises(InputError, match="`default` already"):
        there.take_in(file)
    folder = there.folder(there.take_in(file, "all"))
    pack = Pack.open(folder / "pack")
    library = Library(folder, pack)
    assert pack.id == Pack.default().id and pack.vectors and not pack.gold
    assert library.record("article") and library.notes("article") and library.has_text("bees")


def zipped(file, **members):
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file


GOOD = {MANIFEST: json.dumps({"format": 1, "name": "bees", "sources": []})}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"a.txt": "x"}, "is not a library"),
        ({MANIFEST: "[]"}, "is not a library"),
        ({MANIFEST: '{"format": 9, "name": "x"}'}, "another version"),
        ({**GOOD, "../evil.toml": ""}, r"`\.\./evil\.toml`"),
        ({**GOOD, "/etc/passwd": ""}, "`/etc/passwd`"),
        ({**GOOD, "texts/../../evil": ""}, "no library has"),
        ({**GOOD, "notes/..\\evil.toml": ""}, "no library has"),
        ({**GOOD, "texts/a/passages.json": "{}"}, "no library has"),
        ({**GOOD, "settings.toml": "llm = 'http://x'"}, "no library has"),
        ({**GOOD, "catalog.toml": "[[record]\n"}, "damaged library"),
        ({**GOOD, "texts/a/source.json": "{}"}, "damaged library"),
    ],
)
def test_a_foreign_file_is_refused_by_name_and_leaves_nothing(
    libraries, home, tmp_path, members, said
):
    file = zipped(tmp_path / "x.zip", **members)
    with pytest.raises(InputError, match=said) as refused:
        libraries.take_in(file)
    assert str(file) in refused.value.fact and refused.value.remedy
    assert libraries.names() == ("default",)
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_a_record_may_not_name_another_text(libraries, tmp_path):
    folder = libraries.folder(libraries.new("bees"))
    put(folder)
    libraries.export("bees", good := tmp_path / "good.zip", pack=Pack.empty())
    with zipfile.ZipFile(good) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    record = json.loads(members["texts/bees/source.json"])
    for change in ({"text": "../../../etc/passwd"}, {"id": "moths"}, {"sha256": "0" * 64}):
        changed = {**members, "texts/bees/source.json": json.dumps({**record, **change})}
        with pytest.raises(InputError, match="damaged library"):
            libraries.take_in(zipped(tmp_path / "bad.zip", **changed), "other")
        with pytest.raises(InputError, match=r"bad\.zip") as told:
            libraries.take_in(tmp_path / "bad.zip", "other")
        assert ".import-" not in str(told.value)  # a folder that nobody knows
    del members["texts/bees/source.json"]
    with pytest.raises(InputError, match="`bees` is missing"):
        libraries.take_in(zipped(tmp_path / "bad.zip", **members), "other")
    assert libraries.names() == ("default", "bees")


def test_a_folder_that_is_not_there_is_named(libraries, tmp_path):
    libraries.new("bees")
    with pytest.raises(InputError, match=r"no folder .*nowhere.*Make it"):
        libraries.export("bees", tmp_path / "nowhere" / "bees.zip", pack=Pack.empty())


def test_a_name_of_several_lines_is_said_on_one(libraries):
    with pytest.raises(InputError, match=r"^`a b` cannot"):
        libraries.new("a\nb")


def test_a_link_and_what_is_too_large_are_refused(libraries, tmp_path):
    link = zipfile.ZipInfo("catalog.toml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(MANIFEST, GOOD[MANIFEST])
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(InputError, match=r"`catalog\.toml`"):
        libraries.take_in(tmp_path / "link.zip")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, GOOD[MANIFEST])
        archive.writestr("catalog.toml", "#" * 5_000_000)
    with pytest.raises(InputError, match="unpacks to more than 1 MiB"):
        libraries.take_in(tmp_path / "bomb.zip", largest=1 << 20)
    assert libraries.names() == ("default",)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and so on", b"no zip at all"])
def test_what_is_no_zip_is_refused(libraries, tmp_path, data):
    (file := tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(InputError, match=r"x\.zip is no zip file.*library export"):
        libraries.take_in(file)
    with pytest.raises(InputError, match="cannot be read"):
        libraries.take_in(tmp_path / "none.zip")


# -- what docs/library.md shows ----------------------------------------------------------------


def test_the_examples_of_the_guide_are_read(tmp_path):
    guide = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
    shown = re.findall(r"^### ([\w./]+):.*?```toml\n(.*?)```", guide, re.MULTILINE | re.DOTALL)
    assert {name for name, _ in shown} == {
        *("catalog.toml", "notes/", "asked/", "glossary.toml", "acts.toml", "pack.toml")
    }
    for name, text in shown:
        path = tmp_path / (f"{name}own.toml" if name.endswith("/") else name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    put(tmp_path, "Rules\n\nArticle 1. Bees are kept.\n", "rules")
    library = Library(tmp_path, Pack.empty())
    assert [record.id for record in library.catalog] == ["article", "melnyk-2020"]
    assert library.notes("melnyk-2020") and library.sources()[1].status == "notes"
    (ask,) = [q for p in library.passages("melnyk-2020") if (q := library.asked(p))][:1]
    assert ask
    assert library.acts["rules"].bare == ("Rules", "Правила")
    assert "@hive" in library.terms().keys("beehive")
    assert library.examples("en").lookups == (("[1, p. 12]", "page"),)


@pytest.mark.parametrize("broken", ["home is a file", "its library is a folder"])
def test_a_home_that_is_none_is_a_clear_error(tmp_path, broken):
    home = tmp_path / "home"
    if broken == "home is a file":
        home.write_text("x", encoding="utf-8")
    else:
        (home / "library").mkdir(parents=True)
    with pytest.raises(LibraryError, match="--home"):
        Libraries(home).in_use()
