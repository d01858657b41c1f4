"""TOML files that people write: tables read field by field, each mistake named with its remedy."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.types import Locator

_NUMBERED = ("paragraph", "item", "entry", "page")  # the parts of a locator that are numbers
_PLACES = tuple(field.name for field in fields(Locator))


class Table:
    """One table of a file. Every getter raises SettingsError, naming the table and the remedy,
    if the field has another type; `close` does if the table has a field that nobody asked for.
    """

    def __init__(self, where: str, row: dict[str, Any]) -> None:
        """`where` names the table in messages, such as "Catalogue mine.toml: record 'melnyk'"."""
        self.where = where
        self.fields = row  # as TOML has them
        self._asked: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def text(self, name: str) -> str:
        """The text of a field that must be there and not be empty."""
        value = self.maybe(name)
        if value is None:
            raise self.wrong(f"has no {name!r}", f'Write {name} = "…".')
        return value

    def maybe(self, name: str) -> str | None:
        """The text of a field, None where there is none; an empty text is a mistake."""
        value: str | None = self._get(name, str, f'Write {name} = "…", in quotation marks.')
        if value is not None and not value.strip():
            raise self.wrong(f"has an empty {name!r}", "Fill the field or take it out.")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in choices:
            raise self.wrong(f"has {name} = {value!r}", f"Use one of {', '.join(choices)}.")
        return value

    def whole(self, name: str) -> int | None:
        value: int | None = self._get(
            name, int, f"Write {name} as a whole number, without quotation marks."
        )
        return value

    def flag(self, name: str) -> bool:
        """A truth value; false where the field is not there."""
        return bool(self._get(name, bool, f"Write {name} = true or {name} = false."))

    def day(self, name: str) -> date | None:
        remedy = f"Write {name} = 2024-04-10, without quotation marks."
        value: date | None = self._get(name, date, remedy)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where the field is not there."""
        remedy = f'Write {name} = ["…", "…"].'
        values = self._get(name, list, remedy) or []
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.wrong(f"has {name!r} that is not a list of texts", remedy)
        return tuple(values)

    def table(self, name: str) -> Table | None:
        row = self._get(name, dict, f"Write {name} = {{ … }}.")
        return None if row is None else Table(f"{self.where}, {name}", row)

    def tables(self, name: str) -> Iterator[Table]:
        """The tables of a list of tables, each named by its place."""
        remedy = f"Write each as a table of its own under [[{name}]]."
        for number, row in enumerate(self._get(name, list, remedy) or (), start=1):
            if not isinstance(row, dict):
                raise self.wrong(f"has {name!r} that is not a list of tables", remedy)
            yield Table(f"{self.where}, {name} {number}", row)

    def close(self) -> None:
        for name in self.fields:
            if name not in self._asked:
                near = get_close_matches(name, self._asked, n=1)
                hint = f"Did you mean {near[0]!r}?" if near else "Take it out."
                raise self.wrong(f"has a field that is not known, {name!r}", hint)

    def wrong(self, fact: str, remedy: str) -> SettingsError:
        """The error that says `fact` of this table."""
        return SettingsError(f"{self.where} {fact}.", remedy)

    def _get(self, name: str, kind: type, remedy: str) -> Any:
        self._asked.add(name)
        value = self.fields.get(name)
        # a truth value is a whole number to Python, but not to a reader
        if value is not None and (type(value) is not kind):
            raise self.wrong(f"has {name} = {value!r}", remedy)
        return value


def locator(table: Table) -> Locator:
    """A locator written as a table: { article = "9", part = "1" }, { paragraph = 14, item = 2 }."""
    places = {
        name: table.whole(name) if name in _NUMBERED else table.maybe(name) for name in _PLACES
    }
    table.close()
    return Locator(**places)  # type: ignore[arg-type]


def read_table(path: Path, what: str) -> Table:
    """A file's outermost table; its text is made NFC with one kind of apostrophe.

    Raises SettingsError, naming `what` and the file, if it cannot be read or is not TOML.
    """
    where = f"{what} {path}"
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
        return Table(f"{where}:", tomllib.loads(text.replace("’", "'").replace("ʼ", "'")))
    except OSError as error:
        raise SettingsError(
            f"{where} cannot be read: {error.strerror}.", "Check its path and permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{where} is not in UTF-8.", "Save it again with the encoding UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{where} is not valid TOML: {error}.", "Mend the line that the message names."
        ) from error


def toml_files(*paths: Path) -> tuple[Path, ...]:
    """The files themselves, and of each folder its TOML files by name."""
    return tuple(
        file
        for path in paths
        for file in (sorted(path.glob("*.toml")) if path.is_dir() else (path,))
    )
