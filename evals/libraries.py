"""The library that is measured, opened: the user's own, a copy in which one may do anything, one
without texts, one of a folder of texts."""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dzherelo.corpus.errors import IndexMismatch, InputError
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.libraries import PACK
from dzherelo.corpus.library.pack import PARTS
from dzherelo.evals.gold import PLANTED

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings

ENDINGS = (".docx", ".htm", ".html", ".md", ".odt", ".pdf", ".rtf", ".tex", ".txt", ".xml")


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
def open_library(home: Path | None, *, library: str | None = None) -> Iterator[Assistant]:
    """The assistant over a library of the data folder `home`, its index up to date."""
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.assistant.settings import load_settings

    with open_assistant(load_settings(home, library=library)) as assistant:
        assistant.sync()
        yield assistant


@contextmanager
def copied(settings: Settings, *parts: str) -> Iterator[Settings]:
    """The same settings over a temporary copy of the data folder, in which one may do anything.

    `parts` of the library are copied beside the user's own data and the prepared models: `texts`
    and `index`, or less. A Chroma server, which holds the user's own index, is not used.
    """
    with TemporaryDirectory(prefix="dzherelo-eval-", ignore_cleanup_errors=True) as folder:
        yield carry_over(settings, Path(folder), *parts)


def without_texts(settings: Settings) -> AbstractContextManager[Settings]:
    """The same settings over a temporary folder to which no text was added."""
    return copied(settings)


def carry_over(settings: Settings, home: Path, *parts: str) -> Settings:
    """The same settings over another data folder, into which the prepared models and, of the
    library, the user's own data and `parts` are copied."""
    there = _folder_in(settings, home)
    there.mkdir(parents=True, exist_ok=True)
    kept = [settings.folder / name for name in ("pack.toml", *PARTS, PACK, *parts)]
    for path, other in [(settings.home / "models", home), *((path, there) for path in kept)]:
        if path.is_dir():
            shutil.copytree(path, other / path.name)
        elif path.exists():
            shutil.copy2(path, other / path.name)
    return settings.model_copy(update={"home": home, "chroma": None})


def _folder_in(settings: Settings, home: Path) -> Path:
    """Where the library would lie in another data folder."""
    return home / settings.folder.relative_to(settings.home)


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

    catalog = Library(settings.folder, settings.pack).catalog
    texts = texts_in(folder, {record.id: record.language for record in catalog})
    home = settings.home / "evaluations" / _digest(texts)
    chosen = settings.model_copy(update={"home": home, "chroma": None})
    there = _folder_in(settings, home)
    if not (there / "whole").exists():
        shutil.rmtree(there, ignore_errors=True)
        carry_over(settings, home)
        with open_assistant(chosen) as assistant:
            for text in texts:
                tell(f"{text.path.relative_to(folder)} as {text.id}")
                assistant.add(text.path, as_id=text.id, part=text.part)
        (there / "whole").touch()
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
