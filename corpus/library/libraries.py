"""The libraries of one home: each has its own texts, index, chats and data.

The home itself is the library `default`, with the pack that comes with the program unless the
settings leave it out. Every other lies in `libraries/NAME/` and starts empty. Settings and models
are the home's, shared by all; the file `library` names the one in use. A library travels as a zip:
texts and data with a manifest, but no index, which follows from them, and no chats.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from dzherelo.corpus.errors import DzhereloError, InputError, UnknownLibrary
from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.pack import PARTS, Pack
from dzherelo.corpus.library.shelf import Shelf

DEFAULT = "default"
PACK = "pack"  # where a library that was exported with a pack keeps it
MANIFEST = "dzherelo-library.json"
FORMAT = 1

_NAME = re.compile(r"[^\W_][\w-]{0,39}")
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")  # names that Windows keeps for devices
_ID = r"[a-z0-9][a-z0-9_-]{0,63}"
_MEMBER = re.compile(
    rf"(?:{PACK}/)?(?:(?:pack|catalog|acts|glossary)\.toml|(?:notes|asked)/[\w.-]+\.toml)"
    rf"|{PACK}/(?:calibration\.json|vectors\.npz)"
    rf"|texts/{_ID}/(?:source\.json|text-[0-9a-f]{{12}}\.txt|file-[0-9a-f]{{12}}(?:\.\w{{1,9}})?)"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A library of the home. `texts` counts what was added to it."""

    name: str
    folder: Path
    in_use: bool
    texts: int


class Libraries:
    """The libraries of a home. A name is made lower-case; it may have letters of any script."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._folder = home / "libraries"
        self._in_use = home / "library"

    def names(self) -> tuple[str, ...]:
        """All of them, the default one first, then in order."""
        with guarded(self._folder):
            entries = [*self._folder.iterdir()] if self._folder.is_dir() else []
        found = [unicodedata.normalize("NFC", path.name) for path in entries if path.is_dir()]
        return (DEFAULT, *sorted(name for name in found if _is_name(name)))

    def listed(self) -> tuple[Listed, ...]:
        """All of them with what they hold; raises LibraryError for one that cannot be read."""
        used = self.in_use()
        folders = {name: self.folder(name) for name in self.names()}
        return tuple(
            Listed(name, folder, name == used, len(Shelf(folder).sources()))
            for name, folder in folders.items()
        )

    def in_use(self) -> str:
        """The library that commands work on where none is named; it may be gone since."""
        with guarded(self._in_use):
            try:
                return self._in_use.read_text(encoding="utf-8").strip() or DEFAULT
            except FileNotFoundError:
                return DEFAULT
            except UnicodeDecodeError:
                return "?"

    def folder(self, name: str) -> Path:
        """Where a library lies; raises UnknownLibrary."""
        wanted = _plain(name)
        if wanted == DEFAULT:
            return self.home
        if not _is_name(wanted) or not (self._folder / wanted).is_dir():
            raise UnknownLibrary(
                f"There is no library `{' '.join(name.split())}`.",
                f"Libraries: {', '.join(self.names())}; `dzherelo library new NAME` makes one, "
                f"`dzherelo library use {DEFAULT}` goes back to the first.",
            )
        return self._folder / wanted

    def new(self, name: str) -> str:
        """Makes an empty library; gives its name. Raises InputError for a name that cannot be used
        or is taken."""
        wanted = self._free(name)
        with guarded(self._folder):
            (self._folder / wanted).mkdir(parents=True)
        return wanted

    def use(self, name: str) -> str:
        """Makes a library the one that commands work on; raises UnknownLibrary."""
        self.folder(name)
        wanted = _plain(name)
        with guarded(self._in_use):
            if wanted == DEFAULT:
                self._in_use.unlink(missing_ok=True)
            else:
                write_atomically(self._in_use, f"{wanted}\n".encode())
        return wanted

    def remove(self, name: str, *, sure: bool = False) -> str:
        """Deletes a library with its texts, data, index and chats. Raises InputError unless `sure`,
        and for the default one and the one in use."""
        folder, wanted = self.folder(name), _plain(name)
        if wanted == DEFAULT:
            raise InputError(
                "The library `default` is the data folder itself and stays.",
                "`dzherelo remove ID` takes single texts out of it.",
            )
        if wanted == _plain(self.in_use()):
            raise InputError(
                f"The library `{wanted}` is in use.",
                "Turn to another first: `dzherelo library use default`.",
            )
        if not sure:
            texts = len(Shelf(folder).sources())
            raise InputError(
                f"The library `{wanted}` would be deleted with its chats and its texts ({texts}).",
                f"If that is meant: `dzherelo library remove {wanted} --yes`.",
            )
        with Shelf(folder).locked(), guarded(folder):
            gone = folder.rename(self._folder / f".{wanted}.removed")
        shutil.rmtree(gone, ignore_errors=True)
        return wanted

    def export(self, name: str, file: Path, *, pack: Pack) -> tuple[str, ...]:
        """Writes a library with its pack as a zip; gives the ids of the texts that it holds."""
        folder = self.folder(name)
        sources = [source.id for source in Shelf(folder).sources()]
        manifest = {
            "format": FORMAT,
            "name": _plain(name),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "sources": sources,
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, guarded(folder):
            archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2))
            for member, path in _members(folder, pack):
                archive.write(path, member)
        if not file.absolute().parent.is_dir():
            raise InputError(
                f"There is no folder {file.absolute().parent}.", "Make it, or name another."
            )
        with guarded(file):
            write_atomically(file, out.getvalue())
        return tuple(sources)

    def take_in(self, file: Path, name: str | None = None, *, largest: int = 2 * 1024**3) -> str:
        """Makes a library of a zip that `export` wrote; gives its name, by default the one that it
        had. Raises InputError for anything else, and where it unpacks to more than `largest` bytes
        (2 GiB, more than any library that a laptop searches well)."""
        with _opened(file) as archive:
            manifest = _manifest(archive, file)
            wanted = self._free(name or manifest.name)
            with guarded(self._folder):
                self._folder.mkdir(parents=True, exist_ok=True)
                made = Path(mkdtemp(prefix=".import-", dir=self._folder))
            try:
                _unpack(archive, file, made, largest)
                _check(made, file, manifest.sources)
                with guarded(self._folder):
                    made.rename(self._folder / wanted)
            finally:
                shutil.rmtree(made, ignore_errors=True)
        return wanted

    def _free(self, name: str) -> str:
        wanted = _plain(name)
        if wanted != DEFAULT and not _is_name(wanted):
            raise InputError(
                f"`{' '.join(name.split())}` cannot be the name of a library.",
                "Use letters, digits, - and _, up to 40, for example `bees`.",
            )
        if wanted in self.names():
            raise InputError(
                f"There is a library `{wanted}` already.",
                f"Choose another name, or turn to it: `dzherelo library use {wanted}`.",
            )
        return wanted


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).lower()


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _RESERVED.fullmatch(name) and name == _plain(name)


def _members(folder: Path, pack: Pack) -> Iterator[tuple[str, Path]]:
    """What of a library goes into a zip, by the name that it has there."""
    for path in sorted((folder / "texts").glob("*/*")):
        member = f"texts/{path.parent.name}/{path.name}"
        if _MEMBER.fullmatch(member) and (path.parent / "source.json").is_file():
            yield member, path
    for prefix, own in (("", Pack(folder)), (f"{PACK}/", pack)):
        for name in ("pack.toml", *PARTS, *(("calibration.json", "vectors.npz") if prefix else ())):
            part = own.file(name)
            if part is not None:
                for file in sorted(part.glob("*.toml")) if part.is_dir() else (part,):
                    yield f"{prefix}{name}/{file.name}" if part.is_dir() else prefix + name, file


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except OSError as error:
        raise InputError(
            f"{file} cannot be read: {error.strerror}.", "Check the name and the permissions."
        ) from error
    except zipfile.BadZipFile as error:
        raise _foreign(file, "is no zip file") from error
    with archive:
        try:
            yield archive
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            EOFError,
            RuntimeError,
        ) as error:
            raise _foreign(file, f"is damaged ({error})") from error


def _foreign(file: Path, what: str) -> InputError:
    return InputError(f"{file} {what}.", "Give a zip that `dzherelo library export` wrote.")


class _Manifest(NamedTuple):
    """What a zip says of itself: the library's name, and the ids of its texts."""

    name: str
    sources: frozenset[str]


def _manifest(archive: zipfile.ZipFile, file: Path) -> _Manifest:
    try:
        info = archive.getinfo(MANIFEST)
        with archive.open(info) as member:
            found = json.loads(member.read(1_000_000))
        if found["format"] == FORMAT and isinstance(found["name"], str):
            return _Manifest(found["name"], frozenset(map(str, found["sources"])))
    except (KeyError, ValueError, TypeError) as error:
        raise _foreign(file, "is not a library of dzherelo") from error
    raise _foreign(file, "was written by another version of dzherelo")


def _unpack(archive: zipfile.ZipFile, file: Path, folder: Path, largest: int) -> None:
    _manifest(archive, file)
    left, seen = largest, {MANIFEST}
    for member in archive.infolist():
        name = member.filename
        if member.is_dir() or name == MANIFEST:
            continue
        mode = member.external_attr >> 16
        if (
            not _MEMBER.fullmatch(name)
            or name in seen
            or stat.S_IFMT(mode) not in (0, stat.S_IFREG)
        ):
            raise _foreign(file, f"has something that no library has, `{name[:200]}`")
        seen.add(name)
        path = folder.joinpath(*name.split("/"))
        with guarded(folder):
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as packed, path.open("xb") as out:
                while chunk := packed.read(min(left + 1, 1 << 20)):
                    left -= len(chunk)
                    if left < 0:
                        raise _foreign(file, f"unpacks to more than {largest >> 20} MiB")
                    out.write(chunk)


def _check(folder: Path, file: Path, sources: frozenset[str]) -> None:
    """Raises InputError unless these are its `sources`, every text is the one that its record
    names and all data is read."""
    try:
        library = Library(folder, Pack.open(folder / PACK))
        held = {source.id for source in library.shelf.sources()}
        if odd := sorted(sources ^ held):
            raise InputError(f"The record or the text of `{odd[0]}` is missing or too much.")
        for source in library.shelf.sources():
            if not (folder / "texts" / source.id / "source.json").is_file():
                raise InputError(f"The record of `{source.id}` stands in another's place.")
            library.shelf.text(source.id)
        _ = library.catalog, library.acts, library.terms(), library.digests()
    except (DzhereloError, KeyError, TypeError, ValueError) as error:
        said = (
            error.fact if isinstance(error, DzhereloError) else f"{type(error).__name__}: {error}"
        )
        said = str(said).replace(str(folder), file.name)
        raise _foreign(file, f"holds a damaged library ({said.rstrip('.')})") from error
