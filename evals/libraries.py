"""The library that is measured, opened: the user's own, a copy in which one may do anything, one
without texts, one of a folder of texts."""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dzherelo.corpus.errors import IndexMismatch, InputError
from dzherelo.corpus.library.libraries import DEFAULT
from dzherelo.corpus.library.pack import PARTS
from dzherelo.evals.gold import PLANTED

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings

_OWN = ("pack.toml", *PARTS)  # a user's own data
ENDINGS = (".docx", ".htm", ".html", ".md", ".pdf", ".txt")


def parser_of(
    command: str, description: str, *, library: str = "library of the data folder, by name"
) -> argparse.ArgumentParser:
    """A parser for `dzherelo COMMAND`, with the options of every command here."""
    parser = argparse.ArgumentParser(prog=f"dzherelo {command}", description=description)
    parser.add_argument("--home", type=Path, metavar="DIR", help="data folder")
    parser.add_argument("--library", metavar="NAME", help=library)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


@contextmanager
def open_library(
    home: Path | None, *, library: str | None = None, texts: bool = True
) -> Iterator[Assistant]:
    """The assistant over a library of the data folder `home`, its index up to date.

    Without `texts`, over a temporary folder as if none had been added.
    """
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.assistant.settings import load_settings

    settings = load_settings(home, library=library)
    with (
        nullcontext(settings) if texts else without_texts(settings) as chosen,
        open_assistant(chosen) as assistant,
    ):
        assistant.sync()
        yield assistant


@contextmanager
def copied(settings: Settings, *parts: str) -> Iterator[Settings]:
    """The same settings over a temporary copy of the data folder, in which one may do anything.

    `parts` are copied beside the user's catalogue, notes and glossary and the prepared models:
    `texts` and `index`, or less. A Chroma server, which holds the user's own index, is not used.
    """
    with TemporaryDirectory(prefix="dzherelo-eval-", ignore_cleanup_errors=True) as folder:
        yield _carried(settings, Path(folder), *parts)


def without_texts(settings: Settings) -> AbstractContextManager[Settings]:
    """The same settings over a temporary folder to which no text was added."""
    return copied(settings)


def _carried(settings: Settings, other: Path, *parts: str) -> Settings:
    """Copies the models, the user's own data of the library in use and `parts` of it into another
    data folder, as its default library; gives the settings of that."""
    other.mkdir(parents=True, exist_ok=True)
    own = (settings.folder / name for name in (*_OWN, *parts))
    for kept in (settings.home / "models", *own):
        if kept.is_dir():
            shutil.copytree(kept, other / kept.name)
        elif kept.exists():
            shutil.copy2(kept, other / kept.name)
    return _at(other, settings)


def _at(home: Path, settings: Settings) -> Settings:
    """The same settings for the default library of another data folder."""
    ours = settings.default_library and settings.library == DEFAULT
    changes = {"home": home, "library": DEFAULT, "default_library": ours, "chroma": None}
    return settings.model_copy(update=changes)


@contextmanager
def planted(
    settings: Settings, names: Sequence[str], *, folder: Path = PLANTED
) -> Iterator[Assistant]:
    """The assistant over a copy of the library that holds the files `names` of `folder` too."""
    from dzherelo.assistant.assembly import open_assistant

    with copied(settings, "texts", "index") as chosen, open_assistant(chosen) as assistant:
        for name in names:
            assistant.add(folder / name, as_id=Path(name).stem)
        assistant.sync()
        yield assistant


# A folder of texts --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A file and the source that it becomes; `part` if its name says that it is not whole."""

    id: str
    path: Path
    part: bool


def texts_in(folder: Path, languages: Mapping[str, str] | None = None) -> tuple[Text, ...]:
    """The texts of a folder, one a source, in order of their ids.

    A file of the folder itself is the source of its own name; of a folder within, that folder's.
    Where a folder within holds several, the one that is read is whole rather than a part (by its
    name), in the language that `languages` has for the source, and the shortest of those: a
    section that stands beside its whole code is what was meant. Raises InputError if there is
    no text.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder.", "Give a folder of texts.")
    by_id: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        about = re.match(r"readme|licen[cs]e", path.stem, re.IGNORECASE)
        if path.suffix.lower() in ENDINGS and not about:
            name = path.stem if path.parent == folder else path.parent.name
            slug = re.sub(r"[^\w-]+", "-", name.lower()).strip("-_") or "text"
            by_id.setdefault(slug, []).append(path)
    if not by_id:
        raise InputError(f"{folder} holds no text.", f"Texts end in {', '.join(ENDINGS)}.")
    languages = languages or {}
    return tuple(_chosen(id, paths, languages.get(id)) for id, paths in sorted(by_id.items()))


def _chosen(id: str, paths: Sequence[Path], language: str | None) -> Text:
    def is_part(path: Path) -> bool:
        return bool(re.search(r"part|уривок|частин", path.stem, re.IGNORECASE))

    def worth(path: Path) -> tuple[bool, bool, int, str]:
        foreign = language is not None and f"_{language}" not in path.stem
        return is_part(path), foreign, path.stat().st_size, path.name

    best = min(paths, key=worth)
    return Text(id, best, is_part(best))


@contextmanager
def library_of(
    folder: Path,
    settings: Settings,
    tell: Callable[[str], None] = lambda _: None,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> Iterator[Settings]:
    """The same settings over a data folder that holds the texts of `folder` and nothing else.

    It is kept in `evaluations` of the user's data folder by what the files contain, so that the
    next run over them need not read and index them again. `tell` hears which file is read as which
    source, `progress` how far indexing is.
    """
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.corpus.library.holdings import Library

    catalog = Library(settings.folder, settings.pack).catalog
    texts = texts_in(folder, {record.id: record.language for record in catalog})
    home = settings.home / "evaluations" / _digest(texts)
    chosen = _at(home, settings)
    if not (home / "whole").exists():
        shutil.rmtree(home, ignore_errors=True)
        _carried(settings, home)
        with open_assistant(chosen) as assistant:
            for text in texts:
                tell(f"{text.path.relative_to(folder)} as {text.id}")
                assistant.add(text.path, as_id=text.id, part=text.part)
        (home / "whole").touch()
    with open_assistant(chosen, progress=progress) as assistant:
        try:
            assistant.sync()
        except IndexMismatch:  # of an earlier version of the program: derived data
            assistant.sync(rebuild=True)
    yield chosen


def _digest(texts: Sequence[Text]) -> str:
    total = hashlib.sha256()
    for text in texts:
        total.update(f"{text.id} {text.part} ".encode())
        total.update(hashlib.sha256(text.path.read_bytes()).digest())
    return total.hexdigest()[:16]
