"""What the pack that comes with the program says, for tests that ask it without a library."""

from dzherelo.corpus.language.acts import Acts, load_acts
from dzherelo.corpus.language.glossary import GENERAL, Glossary, load_glossary
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.library.catalog import Catalog, load_catalog
from dzherelo.corpus.library.notes import Asked, Note, load_asked, load_notes
from dzherelo.corpus.library.pack import Pack, files_of

PACK = (Pack.default(),)
CATALOG, NOTES, ASKED, GLOSSARY, ACTS = (
    files_of(PACK, part)[0]
    for part in ("catalog.toml", "notes", "asked", "glossary.toml", "acts.toml")
)


def catalog() -> Catalog:
    return load_catalog(CATALOG)


def notes() -> tuple[Note, ...]:
    return load_notes(NOTES)


def asked() -> tuple[Asked, ...]:
    return load_asked(ASKED)


def glossary() -> Glossary:
    return load_glossary(GENERAL, GLOSSARY)


def acts() -> Acts:
    return load_acts(ACTS)


def terms() -> Terms:
    return Terms.of(glossary(), acts=acts())
