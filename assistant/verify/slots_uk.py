"""The slots of the nouns of a Ukrainian clause, by case, agreement and preposition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.slots import Slot, Slotted, is_initial
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import Word, parses, words
from dzherelo.corpus.types import Span

_PREPOSITIONS: dict[str, tuple[tuple[str, Slot], ...]] = {
    "від": (("gent", "from"),),
    "до": (("gent", "to"),),
    "з": (("ablt", "with"), ("gent", "from")),
    "із": (("ablt", "with"), ("gent", "from")),
    "зі": (("ablt", "with"), ("gent", "from")),
    "на": (("accs", "on"), ("loct", "in")),
    "у": (("accs", "to"), ("loct", "in"), ("gent", "from")),
    "в": (("accs", "to"), ("loct", "in"), ("gent", "from")),
    "між": (("ablt", "among"),),
    "серед": (("gent", "among"),),
    "для": (("gent", "for"),),
    "про": (("accs", "about"),),
    "щодо": (("gent", "about"),),
    "під": (("ablt", "under"),),
    "над": (("ablt", "over"),),
    "перед": (("ablt", "before"),),
    "після": (("gent", "after"),),
    "без": (("gent", "without"),),
}
_POSSESSIVE = frozenset(
    "його її їх їхній їхня їхнє їхні свій своя своє свої свого своєї своїх".split()
)
_AND = frozenset("і й та або чи ні ані".split())
_NAMES = frozenset({"Name", "Surn", "Patr"})
_FINITE = frozenset({"past", "pres", "futr"})


@dataclass(frozen=True, slots=True)
class _Noun:
    """A noun without a preposition: its readings, and whether it can act."""

    at: int
    term: Term
    tags: tuple[Any, ...]
    acts: bool

    def has(self, case: str) -> bool:
        """Whether it can stand in a case; "статус" is its own accusative."""
        alike = case == "accs" and any(
            tag.case == "nomn" and tag.animacy == "inan" and tag.gender == "masc"
            for tag in self.tags
        )
        return alike or any(tag.case == case for tag in self.tags)

    def subject_of(self, verb: Any) -> bool:
        """A base form that the dictionary gives no case ("держава") is a nominative."""
        return any(tag.case in ("nomn", None) and _agrees(tag, verb) for tag in self.tags)


@dataclass(slots=True)
class _Clause:
    """What was read of a clause so far."""

    bare: list[_Noun] = field(default_factory=list)
    found: list[Slotted] = field(default_factory=list)
    finite: Any = None
    passive: bool = False
    impersonal: bool = False
    denied: bool = False
    # of the group of nouns at hand:
    preposition: str | None = None
    adjectives: list[Sequence[Any]] = field(default_factory=list)
    owners: list[Term] = field(default_factory=list)  # what a genitive here belongs to
    joined: bool = False
    last: tuple[str, Slot, tuple[Term, ...]] | None = None  # case, slot and owners before "and"

    def cut(self, preposition: str | None = None) -> None:
        self.preposition, self.owners, self.adjectives, self.last = preposition, [], [], None


def ukrainian(text: str, span: Span, read: Sequence[Term]) -> Iterator[Slotted]:
    """The nouns of the clause at `span` with their slots; nouns whose slot is unsure are left
    out."""
    clause = _Clause()
    terms = {term.span: term for term in read}
    said = [
        Word(Span(bare.span.start + span.start, bare.span.end + span.start), bare.form)
        for bare in words(span.of(text))
    ]
    for word, after in zip_longest(said, said[1:]):
        if is_initial(text, word):
            continue
        if after and text[word.span.end : after.span.start].isspace() and _describes(word, after):
            clause.adjectives.append([parse.tag for parse in parses(word.form)])
            clause.joined = False
        else:
            _take(clause, word, terms.get(word.span))
    yield from clause.found
    yield from _core(clause)


def _describes(word: Word, after: Word) -> bool:
    """Whether a word that may be a noun too is an adjective of the noun behind it: "уповноважений
    орган"."""
    tags = [parse.tag for parse in parses(word.form)]
    if not _nouns(tags) or not any(tag.POS in ("ADJF", "PRTF") for tag in tags):
        return False
    return any(
        tag.POS in ("ADJF", "PRTF") and tag.case == noun.case and _plural(tag) == _plural(noun)
        for tag in tags
        for noun in _nouns([parse.tag for parse in parses(after.form)])
        if tag.gender == noun.gender or _plural(tag)
    )


def _take(clause: _Clause, word: Word, term: Term | None) -> None:
    tags = [parse.tag for parse in parses(word.form)]
    if word.form in _AND:
        clause.joined, clause.adjectives = True, []
        return
    if word.form in _POSSESSIVE:
        return
    if any(tag.POS == "PREP" for tag in tags):
        clause.cut(word.form)
    elif _is_verb(tags) or _is_predicate(tags, clause):
        _take_verb(clause, tags)
        clause.cut()
    elif word.form == "не":
        clause.denied = True
    elif any(tag.POS in ("CONJ", "NPRO") for tag in tags):
        clause.cut()
    elif nouns := _nouns(tags):
        _take_noun(clause, word, term, _agreeing(nouns, clause.adjectives))
        clause.preposition, clause.adjectives = None, []
    elif any(tag.POS in ("ADJF", "PRTF") for tag in tags):
        clause.adjectives.append(tags)
        return  # "and" may stand before the adjective of a noun
    clause.joined = False


def _take_noun(clause: _Clause, word: Word, term: Term | None, nouns: Sequence[Any]) -> None:
    cases = {tag.case for tag in nouns}
    if term is None:
        clause.cut()
        return
    if clause.joined and clause.last and clause.last[0] in cases:
        case, slot, owners = clause.last
    elif clause.preposition:
        readings = _PREPOSITIONS.get(clause.preposition, ())
        case, slot, owners = next(((c, s, ()) for c, s in readings if c in cases), ("", "in", ()))
    elif clause.owners and not clause.joined and "gent" in cases:
        case, slot, owners = "gent", "of", tuple(clause.owners)
    else:
        case, slot, owners = "", "of", ()
        clause.bare.append(_Noun(word.span.start, term, tuple(nouns), _acts(term, nouns)))
    if case:
        clause.found.append(Slotted.of(term, slot, owners))
    clause.last = (case, slot, owners) if case else None
    clause.owners = [*clause.owners, term] if clause.joined else [term]


def _take_verb(clause: _Clause, tags: Sequence[Any]) -> None:
    for tag in tags:
        if "Impe" in tag:
            clause.impersonal = True
        elif tag.POS == "VERB" and _FINITE & tag.grammemes and clause.finite is None:
            clause.finite = tag
        if "Refl" in tag or "pssv" in tag:
            clause.passive = True


def _is_verb(tags: Sequence[Any]) -> bool:
    if any("Impe" in tag for tag in tags):
        return True
    nouns = [tag for tag in _nouns(tags) if not _NAMES & tag.grammemes]
    verb = any(tag.POS in ("VERB", "INFN", "GRND") for tag in tags)
    return verb and (not nouns or tags[0].POS != "NOUN")


def _is_predicate(tags: Sequence[Any], clause: _Clause) -> bool:
    """Whether a passive participle is what the clause says: "заснована 1903 року"."""
    return bool(clause.bare) and all(
        tag.POS in ("ADJF", "PRTF") and "pssv" in tag and tag.case in ("nomn", "voct")
        for tag in tags
    )


def _nouns(tags: Sequence[Any]) -> list[Any]:
    """The readings as a noun; a given name or surname only where there is no other."""
    nouns = [tag for tag in tags if tag.POS == "NOUN" and tag.case != "voct"]
    plain = [tag for tag in nouns if not _NAMES & tag.grammemes]
    return plain or nouns


def _agreeing(nouns: Sequence[Any], adjectives: Sequence[Sequence[Any]]) -> list[Any]:
    """The readings of a noun that its adjectives allow; all where they allow none."""
    kept = [
        noun
        for noun in nouns
        if all(
            any(tag.case == noun.case and _plural(tag) == _plural(noun) for tag in tags)
            for tags in adjectives
        )
    ]
    return kept or list(nouns)


def _acts(term: Term, nouns: Sequence[Any]) -> bool:
    return all(tag.animacy == "anim" for tag in nouns) or not lists().bodies.isdisjoint(term.keys)


def _plural(tag: Any) -> bool:
    return "plur" in tag


def _agrees(noun: Any, verb: Any) -> bool:
    if verb is None or "Fixd" in noun:
        return True
    if _plural(noun) != _plural(verb):
        return False
    return not (verb.gender and noun.gender) or bool(noun.gender == verb.gender)


def _core(clause: _Clause) -> Iterator[Slotted]:
    """Subject and objects of a clause; nothing where two nouns may each be the subject."""
    subjects, objects = _subjects(clause), [noun for noun in clause.bare]
    if subjects is None:
        return
    objects = [noun for noun in clause.bare if noun not in subjects]
    slots = [(noun, slot) for noun in objects if (slot := _object(clause, noun))]
    acted = any(slot == "agent" for _, slot in slots)
    transitive = any(slot == "patient" for _, slot in slots) and not clause.passive
    for noun in subjects:
        own: Slot = "agent" if transitive else "patient" if clause.passive and acted else "sole"
        yield Slotted.of(noun.term, own)
    for noun, slot in slots:
        yield Slotted.of(noun.term, slot)


def _subjects(clause: _Clause) -> list[_Noun] | None:
    """The subject, or those that are joined to one; None where it cannot be told."""
    if clause.impersonal and clause.finite is None:
        return []
    fitting = [noun for noun in clause.bare if noun.subject_of(clause.finite)]
    only = [noun for noun in fitting if not noun.has("accs")]
    if only:
        return only
    acting = [noun for noun in fitting if noun.acts]
    if len(fitting) <= 1 or len(acting) == 1:
        return acting or fitting
    return None


def _object(clause: _Clause, noun: _Noun) -> Slot | None:
    """The slot of a bare noun that is not the subject."""
    if noun.has("accs") or (clause.denied and noun.has("gent")):
        return "patient"
    if noun.has("ablt"):
        return "agent" if noun.acts and (clause.passive or clause.impersonal) else None
    return "to" if noun.has("datv") else None
