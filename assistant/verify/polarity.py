"""Whether a statement denies what its source denies, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dzherelo.assistant.query.answer_type import emphasis
from dzherelo.assistant.verify.alignment import Statement, Window, akin, translatable
from dzherelo.assistant.verify.clauses import Clause, Denial, clauses
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.marks import marks
from dzherelo.assistant.verify.polarity_flips import (
    excepted,
    has_verb,
    turned_degrees,
    turned_parts,
)
from dzherelo.assistant.verify.problems import Problem
from dzherelo.assistant.verify.refusals import let_off, refused, refuses
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import base_forms, is_cyrillic, is_word, words

_EXCLUDING = ("no", "none", "nobody", "no one", "жоден", "жодна", "жодне", "жодний", "ніхто")
_NEAR = 3  # words behind a denial that may be what it denies
_LEAST_DENIED = 2  # words that a source denies and a statement states
_MOST_OF_DENIED = 0.5  # share of what the source denies from which a statement states it


def polarity(said: Statement, window: Window) -> Iterator[Problem]:
    """The denials that a statement adds or drops."""
    own = clauses(said.text, said.terms)
    denied = [denial for clause in window.clauses for denial in clause.denials]
    turned_down = () if any(c.denies for c in window.clauses) else refused(said.weights, window)
    for text in (
        *_added(own, said, window, denied),
        *_somebody(own, said, window),
        *_denied_from_the_start(said, window, denied),
        *turned_down,
        *let_off(said, window),
        *turned_degrees(said, window),
        *turned_parts(said, window),
        *_left_out(own, said, window, denied),
    ):
        yield Problem("negation", text)


def _added(
    own: Sequence[Clause], said: Statement, window: Window, denied: Sequence[Denial]
) -> Iterator[str]:
    """The denials of a statement that its source has not."""
    for clause in () if _only_turned_round(own, window) else own:
        for denial in clause.denials:
            if _invented(denial, clause, said, window, denied):
                yield denial.span.of(said.text)


def _left_out(
    own: Sequence[Clause], said: Statement, window: Window, denied: Sequence[Denial]
) -> Iterator[str]:
    """What a statement says that its source denies."""
    excepting = lists().exceptions.search(said.text) is not None
    only = "only" in marks(said.text) and _EXCEPTED.search(window.text) is not None
    if only:
        return
    bases = frozenset().union(*(base_forms(word.form) for word in words(said.text)))
    banned = not bases.isdisjoint(lists().denying) and bases.isdisjoint(lists().particles)
    forbids = banned or any(denial.by_verb for clause in own for denial in clause.denials)
    stating = [
        replace(clause, terms=tuple(term for term in clause.terms if term not in said.limits))
        for clause in own
        if not any(refused(clause.terms, window))
    ]
    if stated := _states_what_is_denied(stating, said, window):
        yield stated
    for denial in denied:
        if (denial.excepts and excepting) or (denial.by_verb and forbids):
            continue
        if turned := _dropped(denial, stating, window):
            yield turned.text


_NOBODY = re.compile(
    r"\W*(?:no one|nobody|none|neither|no(?! later| more| less| fewer| longer| sooner| earlier)|"
    r"жод(?:ен|на|не|ні|ному|ній|ним|ною)|ніхто|нікого|нікому)\s",
    re.IGNORECASE,
)


_UNLESS = re.compile(
    r"\b(?:unless|except|without|until|but|other than|крім|окрім|без|доки|поки|інакше|хіба)\b",
    re.IGNORECASE,
)


def _somebody(own: Sequence[Clause], said: Statement, window: Window) -> Iterator[str]:
    """The "no" that the sentence which says most of a statement begins with, "No party may", where
    the statement denies nothing."""
    if not window.pieces:
        return
    piece = max(window.pieces, key=lambda piece: said.weight_of(said.weights, piece.terms))
    nobody = _NOBODY.match(piece.text)
    if nobody is None or _UNLESS.search(piece.text) or "only" in marks(said.text):
        return
    told = [
        denial
        for clause in own
        for denial in clause.denials
        if not denial.affix and not _QUALIFYING.search(said.text, 0, denial.span.start)
    ]
    if not told and not any(refuses(term) for term in said.read):
        yield nobody[0].strip()


_EXCEPTED = re.compile(  # "not unless" is "only if"
    r"\b(?:не|not|no|none|жод\w+|ніхто)\b[^.;]{0,200}"
    r"\b(?:unless|except|without|before|until|крім|окрім|без|доки|поки|перш|інакше|хіба)\b",
    re.IGNORECASE,
)


def _only_turned_round(own: Sequence[Clause], window: Window) -> bool:
    """Whether a statement says "not without" where its source says "only with"."""
    denials = [denial for clause in own for denial in clause.denials]
    limited = any((d.narrow and not d.affix) or d.excepts for d in denials)
    denied = any(not d.narrow and not d.excepts for d in denials)
    return limited and denied and "only" in marks(window.text)


_UNTRUE = re.compile(
    r"\W*(?:it is|it's|that is)\s+(?:not (?:true|so|the case|correct)|untrue|false|wrong)\b|"
    r"\W*(?:неправда|хибно|невірно|неправильно|не(?: є)? правда)\b|\W*це не так\b",
    re.IGNORECASE,
)
_FROM_THE_START = re.compile(r"\W*(?:не(?! \w*(?:ше|ш|нш\w*|льки)\b)|no|not)\s", re.IGNORECASE)


def _denied_from_the_start(
    said: Statement, window: Window, denied: Sequence[Denial]
) -> Iterator[str]:
    """What a statement denies with its first word, though no denial of the source has it near: its
    main clause is turned, whatever else the source denies."""
    if untrue := _UNTRUE.match(said.text):
        if not _UNTRUE.search(window.text):
            yield untrue[0].strip()
        return
    led = _FROM_THE_START.match(lists().idle.sub(lambda m: "-" * len(m[0]), said.text))
    first = next((term for term in said.read if led and term.span.start >= led.end()), None)
    if led is None or first is None or not first.keys & window.here:
        return
    named = said.text[led.end() : first.span.start].strip() == "" and not has_verb(first.text)
    real = [one for one in denied if one.first or not named]  # "заборонено" denies no noun
    near = (term for one in real for term in (*one.governed[:2], *one.beside))
    if not any(akin(first, term) for term in near):
        yield led[0].strip()


def _undenied(found: Iterable[Clause]) -> tuple[Term, ...]:
    """The terms that no denial of their clause governs."""
    return tuple(
        term
        for clause in found
        for term in clause.terms
        if not any(term in denial.governed for denial in clause.denials)
    )


def _stated(own: Iterable[Clause], narrow: bool) -> tuple[Term, ...]:
    """The terms of the clauses that deny nothing; `narrow`: of the parts that deny nothing."""
    if not narrow:
        return _undenied(clause for clause in own if not clause.denies)
    return tuple(
        term
        for clause in own
        for term in clause.terms
        if not any(term in denial.beside for denial in clause.denials)
    )


def _invented(
    denial: Denial, beside: Clause, said: Statement, window: Window, denied: Sequence[Denial]
) -> bool:
    """Whether a denial of the statement has no counterpart in the words."""
    if excepted(beside.terms, window):
        return False
    if denial.excepts and _IF_NOT.search(window.text):
        return False
    if denial.by_verb and _forbidden(denial, said, window):
        return False
    near = _nearest(denial)
    if not any(_denies_too(other, near) for other in denied):
        excludes = denial.span.of(said.text).lower() in _EXCLUDING
        return not (excludes and "only" in marks(window.text))
    asserted = _undenied(window.clauses)
    first = denial.first
    if first and _QUALIFYING.search(said.text, 0, denial.span.start) and _missing(first, window):
        return True
    if first and any(first.meets(term) for term in asserted):
        # "неутворений" is "не вважається утвореним", "outside" is "not a member of"
        between = said.text[denial.span.end : max(denial.span.end, first.span.start)]
        loose = denial.narrow or _OF_PLACE.match(between) or any(map(_compares, near))
        loose = loose or _NO.fullmatch(denial.span.of(said.text)) is not None
        reach = 2 if denial.affix else 3 if loose else 1
        begun = [term for other in denied for term in other.governed[:reach]]
        whose = near if _NO.fullmatch(denial.span.of(said.text)) else [first]
        if not any(akin(one, term) for one in whose for term in begun):
            return True
    if not any(one.meets(term) for one in near for term in asserted):
        return False
    return not any(one.meets(term) for one in near for other in denied for term in other.governed)


_NO = re.compile("no", re.IGNORECASE)  # "if no meeting was held" is "if a meeting was not held"
_OF_PLACE = re.compile(  # "which is not on the board" is "which is not a member of the board"
    r"\s+(?:on|in|at|of|within|among|part of|у|в|на|до|серед)\s", re.IGNORECASE
)


def _compares(term: Term) -> bool:
    """Whether a word is a comparative: "may not punish more severely" denies it."""
    form = term.text.lower()
    if not is_cyrillic(form):
        return len(form) > 5 and form.endswith("er") and is_word(form[:-2])
    return _COMPARATIVE.search(form) is not None


_COMPARATIVE = re.compile(r"\w{3}іш(?:е|ий|а|і|ого|ому|им|их|ої|ій|ими|ою)$")


def _denies_too(denial: Denial, words: Sequence[Term]) -> bool:
    """Whether a denial of the source may be that of some words; a noun, "the ban of activities",
    denies nothing but what stands behind it."""
    if not denial.by_verb or denial.first is not None:
        return True
    behind = [term for term in denial.governed if term.span.start >= denial.span.end][:_NEAR]
    return any(akin(one, term) for one in words for term in (behind or denial.governed))


def _forbidden(denial: Denial, said: Statement, window: Window) -> bool:
    """Whether the source has the very word that denies: "a ban" for "bans"."""
    own = (term for term in said.read if term.span == denial.span)
    return any(not term.keys.isdisjoint(window.here) for term in own)


_QUALIFYING = re.compile(  # "an association that has not been registered"
    r"\b(?:that|which|who|whose|як(?:ий|а|е|і|ого|ої|их|ому|ій|им|ими))\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


def _missing(term: Term, window: Window) -> bool:
    known = translatable(term) or not window.crosses
    return known and not window.carries(term)


_IF_NOT = re.compile(
    r"\b(?:якщо|if)\b[^,.;]{0,80}\b(?:не|not)\b|\b(?:unless|except|крім|окрім|хіба)\b",
    re.IGNORECASE,
)


def _states_what_is_denied(own: Sequence[Clause], said: Statement, window: Window) -> str | None:
    """What a clause of a statement says, where nearly all that its source has of it is denied in
    one clause: "the staff may take instructions" where "the staff shall not seek or receive
    instructions from any government"."""
    asserted = _undenied(window.clauses)
    for clause in own:
        if clause.denials or clause.idle or excepted(clause.terms, window):
            continue
        free = [
            term
            for term in clause.terms
            if term in said.weights and not any(term.meets(other) for other in asserted)
        ]
        weight = sum(said.weights[term] for term in free)
        for denial in (one for there in window.clauses for one in there.denials):
            if denial.narrow or denial.excepts or denial.by_verb:
                continue
            met = [term for term in free if any(akin(term, other) for other in denial.governed)]
            held = sum(said.weights[term] for term in met)
            if len(met) >= _LEAST_DENIED and held >= _MOST_OF_DENIED * weight:
                return " ".join(term.text for term in met)
    return None


def _nearest(denial: Denial) -> list[Term]:
    """The words that a denial denies most likely: those behind it, or else around it."""
    away = denial.span.end
    return sorted(denial.governed, key=lambda term: abs(term.span.start - away))[:_NEAR]


def _dropped(denial: Denial, own: Sequence[Clause], window: Window) -> Term | None:
    """The word of the statement that the source denies and the statement does not."""
    affixed = [d.first for clause in own for d in clause.denials if d.affix and d.first]
    if any(akin(word, term) for word in affixed for term in denial.governed):
        return None  # "вважається неутвореним" is "не вважається утвореним"
    stated = _stated(own, denial.narrow)
    asserted = _undenied(window.clauses)
    only_denied = [
        term
        for term in stated
        if any(akin(term, other) for other in denial.governed)
        and not any(term.meets(other) for other in asserted)
    ]
    first = denial.first
    if first and (turned := next((t for t in only_denied if akin(t, first)), None)):
        return turned
    if denial.narrow or not only_denied:
        return None
    if first and not lists().same["need"].isdisjoint(
        first.keys
    ):  # what is not needed is no condition
        needless = next((t for t in only_denied if not akin(t, first)), None)
        if needless:
            return needless
    weighty = [term for term in denial.governed if emphasis(term) > 0.3]
    met = [term for term in weighty if any(akin(term, other) for other in stated)]
    return only_denied[0] if met and len(met) >= _MOST_OF_DENIED * len(weighty) else None
