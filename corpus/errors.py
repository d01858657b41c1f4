"""Every error a user can meet. Each names the fact and the remedy, in one line.

DzhereloError
├── InputError            what the user gave cannot be used
│   ├── FileRefused       a file: empty, binary, encrypted, scanned, too large, unreadable
│   ├── FetchFailed       an address: not allowed, not answering, not giving a whole text
│   ├── UnknownSource     no source of that id in the library
│   ├── UnknownLibrary    no library of that name in the home
│   └── SettingsError     a setting that is missing, misspelt or contradicts another
├── LibraryError          the data folder: locked, damaged, full, not writable
└── IndexFault            the index
    ├── IndexMismatch     made by another model or another splitter
    ├── IndexDamaged      cannot be read
    └── ServerUnreachable the Chroma server does not answer
"""

from __future__ import annotations


class Message(str):
    """An English sentence that keeps its template and what was put into it, so that it can be said
    in another language: the template is the key of its translation."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Message:
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made

    def but(self, **values: object) -> Message:
        """The same sentence with some other values."""
        return Message(self.template, **{**self.values, **values})


class DzhereloError(Exception):
    """The root: `str(error)` is one line, `fact` then `remedy`; each may be a Message.

    Only errors of this tree are shown to a user as they are; anything else is a bug of ours.
    """

    def __init__(self, fact: str, remedy: str = "") -> None:
        self.fact = fact if isinstance(fact, Message) else Message(fact)
        self.remedy = remedy if isinstance(remedy, Message) else Message(remedy)
        super().__init__(" ".join(part.strip() for part in (fact, remedy) if part.strip()))


class InputError(DzhereloError):
    """What the user gave cannot be used."""


class FileRefused(InputError):
    """A file that cannot become a source; the library is left as it was."""


class FetchFailed(InputError):
    """An address from which no whole text can be had; the library is left as it was."""


class UnknownSource(InputError):
    """No source of that id in the library."""


class UnknownLibrary(InputError):
    """No library of that name in the home."""


class SettingsError(InputError):
    """A setting that is missing, misspelt or contradicts another."""


class LibraryError(DzhereloError):
    """The data folder is locked, damaged, full or not writable."""


class IndexFault(DzhereloError):
    """The index cannot be used as it is."""


class IndexMismatch(IndexFault):
    """The index was made by another embedding model or another splitter."""


class IndexDamaged(IndexFault):
    """The index cannot be read."""


class ServerUnreachable(IndexFault):
    """The Chroma server does not answer."""
