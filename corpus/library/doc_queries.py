"""What people ask: for the provisions of a source, questions in everyday words that each answers.

They help to find a passage by words that it does not use, and are never shown as an answer. The
shipped ones are `library/asked/*.toml`, a file a source; a user's files are written the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dzherelo.corpus.library.derived import kept
from dzherelo.corpus.library.tables import Table, locator, read_table, toml_files
from dzherelo.corpus.types import Locator

SHIPPED = Path(__file__).parents[1] / "packs" / "borovyk-nits-2024" / "asked"
_VERSION = "asked 1"  # raise it when `Asked` changes: kept ones are then read anew


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions that one place of a source answers, in both languages; not empty."""

    source: str
    locator: Locator
    uk: tuple[str, ...]
    en: tuple[str, ...]


def load_asked(*extra: Path) -> tuple[Asked, ...]:
    """The shipped questions, and after them those of the user's files or folders.

    Raises SettingsError, which names file, entry and remedy, if a file cannot be read or an entry
    is not written as the format asks.
    """
    return tuple(asked for file in toml_files(SHIPPED, *extra) for asked in _read(file))


def kept_asked(folder: Path, *extra: Path) -> tuple[Asked, ...]:
    """As `load_asked`; what was read is kept in `folder` and read anew when a file changes."""
    try:
        rows = kept(
            folder / "asked.json",
            toml_files(SHIPPED, *extra),
            version=_VERSION,
            make=lambda: _packed(load_asked(*extra)),
        )
    except OSError:  # a file that cannot be read is named by the one who reads it
        return load_asked(*extra)
    return tuple(
        Asked(source, Locator(**place), tuple(uk), tuple(en)) for source, place, uk, en in rows
    )


def _packed(asked: Iterable[Asked]) -> list[tuple[str, Locator, tuple[str, ...], tuple[str, ...]]]:
    return [(one.source, one.locator, one.uk, one.en) for one in asked]


def _read(path: Path) -> list[Asked]:
    table = read_table(path, "Questions")
    source = table.text("source")
    found = [_asked(source, entry) for entry in table.tables("ask")]
    table.close()
    return found


def _asked(source: str, table: Table) -> Asked:
    at = table.table("at")
    if at is None:
        raise table.wrong("has no place", 'Write at = { article = "9", part = "1" }.')
    made = Asked(source, locator(at), table.texts("uk"), table.texts("en"))
    if not made.uk and not made.en:
        raise table.wrong("asks nothing", 'Write uk = ["…"] or en = ["…"].')
    table.close()
    return made
