"""An entry of a reference list as a record."""

from dzherelo.corpus.language.notation import doi_in
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.records import Record


def parse_entry(
    text: str, *, id: str, number: int | None = None, language: str | None = None
) -> Record:
    return Record(
        id=id,
        type="document",
        title=text,
        language=language or language_of(text),
        number=number,
        doi=doi_in(text) or None,
    )
