"""A pack: everything that is special to one article, as one folder of data. Each part may be
missing:

    pack.toml         id, title, the article's source id, example questions and look-ups
    catalog.toml      bibliographic records of the article and of what it cites
    notes/*.toml      what each source says, in our own words and two languages
    asked/*.toml      questions in everyday words that the places of a source answer
    glossary.toml     which wordings of the two languages mean the same
    acts.toml         acts that are cited by their articles, and what people call them
    calibration.json  what abstention was fitted to on this library
    vectors.npz       vectors of its notes and questions, made ahead
    gold/             questions whose answers are known

A user's own files have the same names and formats and lie in the folder of the library. This is
the only module that knows where the packs that come with the program lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from dzherelo.corpus.tables import Table, read_table

PACKS = Path(__file__).parents[1] / "packs"
ARTICLE = "article"  # the usual source id of the article at the centre of a library
LANGUAGES = ("uk", "en")
LOOKUPS = ("page", "provision", "number", "author", "title", "words")  # what a look-up goes by

Part = Literal["catalog.toml", "notes", "asked", "glossary.toml", "acts.toml"]
PARTS: tuple[Part, ...] = ("catalog.toml", "notes", "asked", "glossary.toml", "acts.toml")


@dataclass(frozen=True, slots=True)
class Examples:
    """For a reader who does not know the library yet: questions that it answers; and look-ups,
    each with what it goes by, one of `LOOKUPS`."""

    questions: tuple[str, ...] = ()
    lookups: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """The data of one folder; of none, where `folder` is None. Nothing but `pack.toml` is read."""

    folder: Path | None = None
    id: str = ""
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)
    examples: Mapping[str, Examples] = field(default_factory=dict, hash=False)
    article: str = ARTICLE

    @classmethod
    def open(cls, folder: Path) -> Pack:
        """The pack in a folder, which need not be there. Raises SettingsError for a `pack.toml`
        that is not written as the format asks."""
        path = folder / "pack.toml"
        return _described(folder, read_table(path, "Pack")) if path.is_file() else cls(folder)

    @classmethod
    def empty(cls) -> Pack:
        """The start of any article of one's own."""
        return cls()

    @classmethod
    def default(cls) -> Pack:
        """The one that comes with the program; it is a value: opened once."""
        return _default()

    def __bool__(self) -> bool:
        return self.folder is not None

    def title(self, language: str) -> str:
        """What it is about, in "uk" or "en"; empty where it does not say."""
        return self.titles.get(language) or next(iter(self.titles.values()), "")

    def file(self, name: str) -> Path | None:
        """The file or folder of this name, if it is there."""
        path = self.folder / name if self.folder else None
        return path if path and path.exists() else None

    @property
    def calibration(self) -> Path | None:
        return self.file("calibration.json")

    @property
    def vectors(self) -> Path | None:
        return self.file("vectors.npz")

    @property
    def gold(self) -> Path | None:
        return self.file("gold")


@cache
def _default() -> Pack:
    return Pack.open(PACKS / (PACKS / "default").read_text(encoding="utf-8").strip())


def files_of(packs: Iterable[Pack], part: Part) -> tuple[Path, ...]:
    """Where several packs have one part, in their order: a file, or a folder of files, of each."""
    return tuple(path for pack in packs if (path := pack.file(part)))


def _described(folder: Path, table: Table) -> Pack:
    titles = table.table("title")
    examples = table.table("examples")
    pack = Pack(
        folder,
        id=table.maybe("id") or "",
        titles=_by_language(titles),
        examples={} if examples is None else _examples(examples),
        article=table.maybe("article") or ARTICLE,
    )
    table.close()
    return pack


def _by_language(table: Table | None) -> dict[str, str]:
    if table is None:
        return {}
    found = {name: text for name in LANGUAGES if (text := table.maybe(name))}
    table.close()
    return found


def _examples(table: Table) -> dict[str, Examples]:
    found = {}
    for language in LANGUAGES:
        if (own := table.table(language)) is not None:
            lookups = tuple(_lookup(one) for one in own.tables("lookup"))
            found[language] = Examples(own.texts("questions"), lookups)
            own.close()
    table.close()
    return found


def _lookup(table: Table) -> tuple[str, str]:
    found = table.text("ref"), table.choice("by", LOOKUPS)
    table.close()
    return found
