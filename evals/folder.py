"""A folder of texts as a library: which file is read as which source."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dzherelo.corpus.errors import IndexMismatch, InputError
from dzherelo.evals.opening import carry_over

if TYPE_CHECKING:
    from dzherelo.assistant.settings import Settings

ENDINGS = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx"})
_PART = re.compile(r"part|уривок|частин", re.IGNORECASE)
_UNREAD = re.compile(r"readme|licen[cs]e", re.IGNORECASE)


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
        if path.suffix.lower() in ENDINGS and not _UNREAD.match(path.stem):
            name = path.stem if path.parent == folder else path.parent.name
            by_id.setdefault(_slug(name), []).append(path)
    if not by_id:
        raise InputError(f"{folder} holds no text.", f"Texts end in {', '.join(sorted(ENDINGS))}.")
    languages = languages or {}
    return tuple(_chosen(id, paths, languages.get(id)) for id, paths in sorted(by_id.items()))


def _chosen(id: str, paths: list[Path], language: str | None) -> Text:
    def worth(path: Path) -> tuple[bool, bool, int, str]:
        foreign = language is not None and f"_{language}" not in path.stem
        return bool(_PART.search(path.stem)), foreign, path.stat().st_size, path.name

    best = min(paths, key=worth)
    return Text(id, best, bool(_PART.search(best.stem)))


def _slug(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name.lower()).strip("-_") or "text"


@contextmanager
def library_of(
    folder: Path,
    settings: Settings,
    tell: Callable[[str], None] = lambda _: None,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> Iterator[Settings]:
    """The same settings over a data folder that holds the texts of `folder` and nothing else.

    It is kept under the user's data folder by what the files contain, so that the next run over
    them need not read and index them again. `tell` hears which file is read as which source,
    `progress` how far indexing is.
    """
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.corpus.library.holdings import Library
    from dzherelo.corpus.library.pack import Pack

    pack = Pack.default() if settings.default_library else Pack.empty()
    catalog = Library(settings.home, pack).catalog
    languages = {record.id: record.language for record in catalog}
    texts = texts_in(folder, languages)
    home = settings.home / "libraries" / _digest(texts)
    chosen = settings.model_copy(update={"home": home, "chroma": None})
    if not (home / "whole").exists():
        shutil.rmtree(home, ignore_errors=True)
        carry_over(settings.home, home)
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


def _digest(texts: tuple[Text, ...]) -> str:
    total = hashlib.sha256()
    for text in texts:
        total.update(f"{text.id} {text.part} ".encode())
        total.update(hashlib.sha256(text.path.read_bytes()).digest())
    return total.hexdigest()[:16]
