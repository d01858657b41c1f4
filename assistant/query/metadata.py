"""What is asked of a work's record rather than of its words: when and where the article was
published, which works it cites, how many they are."""

from __future__ import annotations

from dzherelo.assistant.query.answer_type import Shape, wording
from dzherelo.assistant.query.question import Question
from dzherelo.corpus.citations.formats import dstu
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.library.records import Record

_LISTING = (Shape.LIST, Shape.COUNT, Shape.SOURCE)
_TEXT = {
    "uk": "У самому тексті цього немає. Запис статті в каталозі: {}",
    "en": "The text itself does not say. The article's record in the catalogue: {}",
}


def asks_for_record(question: Question) -> bool:
    """Whether it asks nothing but when, where or on which pages the article was published."""
    framing = wording().record
    asked = [*question.weighty, *question.frame]
    return (
        question.of_the_article
        and all(_among(term, framing) for term in question.weighty)
        and any(_among(term, framing) for term in asked)
        and not any(_among(term, wording().listing) for term in asked)
    )


def record_text(record: Record, language: str) -> str:
    """The record in words, with what is known of where it comes from."""
    edition = record.edition if language == "uk" else record.edition_en
    reference = dstu([record]).strip()
    return "\n".join([_TEXT[language].format(reference), *([edition] if edition else [])])


def asks_for_references(question: Question) -> bool:
    """Whether it asks for the list of references as a whole, and for none of them."""
    listing, citing = wording().listing, wording().citing
    asked = [*question.weighty, *question.frame]
    shaped = any(question.wants(shape) for shape in _LISTING)
    return (
        any(_among(term, listing) for term in asked)
        and (shaped or all(_among(term, listing) for term in asked))
        and all(_among(term, listing | citing) for term in question.weighty)
    )


def _among(term: Term, bases: frozenset[str]) -> bool:
    return not term.keys.isdisjoint(bases)
