"""The slots of the nouns of an English clause, by the order of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.slots import Slot, Slotted, is_initial
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import Word, base_forms, words
from dzherelo.corpus.types import Span

_BE = frozenset("is are was were be been being".split())
_AUXILIARY = _BE | frozenset(
    "has have had do does did can could may might must shall should will would cannot".split()
)
_HAVE = frozenset({"has", "have", "had"})
_PREPOSITIONS: dict[str, Slot] = {
    "of": "of", "to": "to", "into": "to", "from": "from", "in": "in", "within": "in",
    "inside": "in", "at": "in", "on": "on", "upon": "on", "with": "with", "among": "among",
    "between": "among", "for": "for", "about": "about", "by": "agent", "under": "under",
    "over": "over", "before": "before", "after": "after", "without": "without",
}  # fmt: skip
_OTHER_PREPOSITIONS = frozenset(
    "as than during per until through against toward towards including except".split()
)
_AND = frozenset("and or nor".split())
_DETERMINERS = frozenset(
    "the a an this that these those its their his her our your each every all any no some such "
    "both either neither other another".split()
)
_NOUNS_IN_LY = frozenset("assembly family reply supply anomaly monopoly ally".split())
_BOUND = frozenset("bound obliged required entitled allowed permitted authorized expected".split())
_UNSURE = "unsure"


@dataclass(slots=True)
class _Clause:
    """What was read of a clause so far."""

    found: list[tuple[Term, str, tuple[Term, ...]]] = field(default_factory=list)
    slot: str = "subject"
    run: list[Term] = field(default_factory=list)  # words that may end in a noun
    heads: list[Term] = field(default_factory=list)  # the nouns that were joined last
    possessor: Term | None = None
    verb: bool = False
    even: bool = False
    be: bool = False
    passive: bool = False
    joined: bool = False
    full: bool = False  # the slot has its noun: another one needs an "and"


def english(text: str, span: Span, read: Sequence[Term]) -> Iterator[Slotted]:
    """The nouns of the clause at `span` with their slots; nouns whose slot is unsure are left
    out."""
    terms = {term.span: term for term in read}
    clause = _Clause()
    before = ""
    end = span.start
    for bare in words(span.of(text)):
        word = Word(Span(bare.span.start + span.start, bare.span.end + span.start), bare.form)
        if is_initial(text, word):
            continue
        if "," in text[end : word.span.start]:
            _take_comma(clause)
        _take(clause, word, terms.get(word.span), before)
        before, end = word.form, word.span.end
    _close(clause)
    yield from _filed(clause)


def _take_comma(clause: _Clause) -> None:
    """A comma joins, but ends what was said in front of the subject."""
    _close(clause)
    clause.joined = True
    if not clause.verb and clause.slot != "subject":
        clause.slot, clause.joined, clause.full = "subject", False, False


def _take(clause: _Clause, word: Word, term: Term | None, before: str) -> None:
    form = word.form
    if form in _AUXILIARY or _is_verb(clause, word, before):
        _take_verb(clause, form)
    elif form in _PREPOSITIONS or form in _OTHER_PREPOSITIONS:
        _close(clause)
        clause.slot = _PREPOSITIONS.get(form, _UNSURE)
        clause.joined = clause.full = False
    elif form in _AND:
        _close(clause)
        clause.joined = True
    elif form in _DETERMINERS:
        _close(clause)
    elif term is not None and form.endswith(("'s", "s'")):
        _close(clause)
        clause.possessor = term
    elif term is not None and not (form.endswith("ly") and form not in _NOUNS_IN_LY):
        clause.run.append(term)


def _take_verb(clause: _Clause, form: str) -> None:
    _close(clause)
    clause.heads, clause.full, clause.joined, clause.verb = [], False, False, True
    if form in _BE:
        clause.be = True
    elif clause.be and _is_participle(form) and form not in _BOUND:
        clause.passive = True
    if not lists().even.isdisjoint(base_forms(form)):
        clause.even = True
    plain = form in _AUXILIARY and form not in _HAVE
    clause.slot = "complement" if plain or clause.passive else "object"


def _is_verb(clause: _Clause, word: Word, before: str) -> bool:
    """Whether a word is the verb: behind an auxiliary, or the first behind a noun."""
    if before in _BE:
        return _is_participle(word.form) or word.form.endswith("ing")
    if before in _AUXILIARY and before not in _HAVE:
        return word.form not in ("not", "also", "only", "be")
    if clause.slot in ("complement", "object") and not clause.run:
        if before in _HAVE:
            return _is_participle(word.form)
        if before in ("not", "also", "only"):
            return True
    if clause.verb or not (clause.run or clause.found) or before in _DETERMINERS:
        return False
    if before in _PREPOSITIONS or before.endswith(("'s", "s'")):
        return False
    return not lists().verbs.isdisjoint(base_forms(word.form))


def _is_participle(form: str) -> bool:
    return form.endswith("ed") or form in lists().participles


def _close(clause: _Clause) -> None:
    """Files the noun that the words so far end in."""
    if not clause.run:
        return
    if clause.full and not clause.joined:
        _second(clause)
    head = clause.run[-1]
    if clause.slot != "of":
        clause.found.append((head, clause.slot, ()))
    elif clause.heads:
        clause.found.append((head, "of", tuple(clause.heads)))
    if clause.possessor:
        clause.found.append((clause.possessor, "of", (head,)))
    clause.heads = [*clause.heads, head] if clause.joined and clause.slot != "of" else [head]
    clause.run, clause.possessor, clause.joined, clause.full = [], None, False, True


def _second(clause: _Clause) -> None:
    """What another noun says of the slot that has one: in front of the verb it is the subject
    ("in 1935 the League", "every year the board"), behind it nobody knows."""
    if not clause.verb:
        clause.found = [one for one in clause.found if one[1] != "subject"]
        clause.slot = "subject"
    else:
        clause.found = [one for one in clause.found if one[1] not in ("object", "complement")]
        clause.slot = _UNSURE


def _filed(clause: _Clause) -> Iterator[Slotted]:
    has_object = any(slot == "object" for _, slot, _ in clause.found) and not clause.even
    subject: Slot = "patient" if clause.passive else "agent" if has_object else "sole"
    known: dict[str, Slot] = {
        **{slot: slot for slot in _PREPOSITIONS.values()},
        "subject": subject,
        "object": "sole" if clause.even else "patient",
        "complement": "sole",
    }
    for term, slot, owners in clause.found:
        if slot in known:
            yield Slotted.of(term, known[slot], owners)
