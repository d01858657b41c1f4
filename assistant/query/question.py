"""A question parsed: its language, the type of answer that it wants, what must be found."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from dzherelo.assistant.patterns import patterns
from dzherelo.assistant.query.answer_type import (
    Shape,
    asks,
    demands,
    is_frame,
    names_the_article,
    shapes_of,
    wording,
)
from dzherelo.assistant.query.small_talk import as_written, without_courtesy
from dzherelo.assistant.types import Reading
from dzherelo.corpus.citations.pinpoints import Pinpoint, pinpoints
from dzherelo.corpus.language.overlap import emphasis
from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import part_of_speech, words

LONGEST = 1_000

_SAID = patterns(__package__, "question")
_TOPIC_EMPHASIS = 0.5  # of what a follow-up leans on
_LISTING = (Shape.LIST, Shape.COUNT, Shape.SOURCE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be answered.

    `asked` is what the user wrote, `reading` how it was taken; `text` the wording that is searched,
    `pinpoints` the places that it names; `language` ("uk" or "en") that of the answer's frame,
    `spoken` that of the question; `terms` what must be found, with an emphasis in (0, 1] each;
    `frame` the words that only frame it; `head` the thing that "which" or "how many" asks for, if
    it is one that must be found: "budget" in "what budget has X"; `story` the terms of the
    sentences around the one that asks, which help to find and need not be there; `core` the
    sentence that asks; `tells` what the others say.

    A follow-up that takes anything from the dialogue `leans`: `before` are the earlier questions
    that are read with it, `own` what it asks in its own words, `topic` the keys of what it takes,
    `put` those of what it says for a pronoun.
    """

    asked: str
    reading: Reading
    text: str
    language: str
    shapes: tuple[Shape, ...]
    terms: tuple[tuple[Term, float], ...]
    frame: tuple[Term, ...]
    pinpoints: tuple[Pinpoint, ...] = ()
    head: Term | None = None
    story: tuple[Term, ...] = ()
    core: str = ""
    tells: str = ""
    spoken: str = ""
    own: str = ""
    leans: bool = False
    topic: frozenset[str] = frozenset()
    put: frozenset[str] = frozenset()

    @property
    def shape(self) -> Shape:
        return self.shapes[0]

    @property
    def before(self) -> str:
        return self.reading.before

    @property
    def understood(self) -> str | None:
        """How it was taken, where that is not what was written."""
        as_asked = self.text == " ".join(self.asked.split())
        return None if as_asked else self.reading.text

    def wants(self, shape: Shape) -> bool:
        return shape in self.shapes

    @property
    def is_empty(self) -> bool:
        return not self.terms and not self.frame

    def without(self, keys: frozenset[str]) -> Question:
        """The question without the terms that have one of these keys: what it asks beyond them."""
        left = tuple(
            (term, emphasis)
            for term, emphasis in self.terms
            if term.keys.isdisjoint(keys) and wording().states.isdisjoint(term.keys)
        )
        return replace(self, terms=left, head=self.head if self.head in dict(left) else None)

    @property
    def tells_much(self) -> bool:
        """Whether it names anything itself."""
        return any(term.keys.isdisjoint(self.topic) for term in self.weighty)

    @property
    def lacks_an_act(self) -> bool:
        """Whether it names a place in an act and not the act."""
        last = self.pinpoints[-1] if self.pinpoints else None
        return last is not None and not (last.act or last.other_act)

    @property
    def of_the_article(self) -> bool:
        """Whether it speaks of the article, its authors or its text."""
        return any(names_the_article(term) for term in self.frame)

    @property
    def of_a_work(self) -> bool:
        """Whether it asks for a work that is cited, or speaks of one."""
        telling = wording().listing | wording().entries
        listed = any(_among(term, telling) for term in (*self.frame, *self.weighty))
        named = bool(self.named) and any(_among(term, wording().works) for term in self.frame)
        return self.wants(Shape.SOURCE) or listed or named

    @property
    def of_a_definition(self) -> bool:
        """Whether it asks for a definition, or speaks of one."""
        return self.wants(Shape.DEFINITION) or any(
            not term.keys.isdisjoint({"визначення", "definition"}) for term in self.frame
        )

    @property
    def named(self) -> tuple[Term, ...]:
        """The terms that name something: proper names, and words with a capital within."""
        first = min((term.span.start for term, _ in self.terms), default=0)
        return tuple(
            term
            for term in self.weighty
            if term.proper or term.is_number or (term.is_name and term.span.start > first)
        )

    @property
    def sought(self) -> tuple[Term, ...]:
        """The terms to search by: the frame counts only where there is nothing else."""
        own = tuple(term for term, _ in self.terms) if self.weighty else self.frame
        return own + self.story

    @property
    def phrases(self) -> frozenset[str]:
        """The concepts that several of its words name together: "civic organisation"."""
        named = Counter(
            key for term in (*dict(self.terms), *self.frame) for key in term.keys if key[0] == "@"
        )
        return frozenset(key for key, times in named.items() if times > 1)

    @property
    def weighty(self) -> tuple[Term, ...]:
        """The terms that carry the question, without light verbs and adverbs."""
        return tuple(term for term, emphasis in self.terms if emphasis > 0.3)

    # What it asks of the article as a whole --------------------------------------------------

    @property
    def asks_for_record(self) -> bool:
        """Whether it asks nothing but when, where or on which pages the article was published."""
        return self.of_the_article and self._of_publication((*self.weighty, *self.frame))

    @property
    def asks_for_publication(self) -> bool:
        """Whether it asks so of "it", and names nothing that it could be."""
        return self._of_publication(self.weighty)

    def _of_publication(self, asked: Sequence[Term]) -> bool:
        framing = wording().record
        return (
            all(_among(term, framing) for term in self.weighty)
            and any(_among(term, framing) for term in asked)
            and not any(_among(term, wording().listing) for term in (*asked, *self.frame))
        )

    @property
    def asks_for_references(self) -> bool:
        """Whether it asks for the list of references as a whole, and for none of them."""
        listing, asked = wording().listing, [*self.weighty, *self.frame]
        shaped = any(self.wants(shape) for shape in _LISTING)
        return (
            any(_among(term, listing) for term in asked)
            and (shaped or all(_among(term, listing) for term in asked))
            and all(_among(term, listing | wording().citing) for term in self.weighty)
        )

    @property
    def asks_for_overview(self) -> bool:
        """Whether it asks what the article is about and nothing more."""
        whole = self.of_the_article or wording().sums_up.search(self.text) is not None
        return whole and self.wants(Shape.SUMMARY) and not self.weighty

    @property
    def is_a_request(self) -> bool:
        """Whether it wants something of the article as a whole, whatever was spoken of before."""
        return self.asks_for_record or self.asks_for_references or self.asks_for_overview


class Said(NamedTuple):
    """What was written, tidied and mended; of that, what asks or tells; of that, what asks."""

    plain: str
    line: str
    core: str

    @property
    def told_before(self) -> bool:
        """Whether something else leads to what is asked."""
        return self.core != self.line


def said(asked: str, mend: Callable[[str], str] = str, *, in_dialogue: bool = False) -> Said:
    """Tidies a question, leaves a greeting out, mends misspelt words."""
    plain = mend(as_written(without_courtesy(tidy(asked))))
    line = without_opener(plain) if in_dialogue else plain
    return Said(plain, line, behind_colon(asking(line)))


def take(asked: str, terms: Terms, mend: Callable[[str], str] = str) -> Question:
    """A question that is asked by itself."""
    told = said(asked, mend)
    return parse(asked, told, Reading(told.core, told.core), terms)


def parse(asked: str, told: Said, reading: Reading, terms: Terms) -> Question:
    """What was said, as it was read."""
    plain, line, core = told
    read, earlier = terms.read(reading.own), terms.read(reading.topic)
    story = terms.read(plain) if told.told_before else ()
    wanted = [(t, emphasis(t)) for t in read if not is_frame(t)]
    wanted += [
        (t, _TOPIC_EMPHASIS * emphasis(t))
        for t in earlier
        if not is_frame(t) and not any(t.meets(own) for own in read)
    ]
    text = f"{reading.topic}: {reading.own}" if reading.place else reading.text
    if told.told_before and text == core:
        text, reading = plain, replace(reading, text=plain)
    return Question(
        asked=asked,
        reading=reading,
        text=text,
        language=terms.frame_of(plain),
        shapes=shapes_of(reading.own),
        terms=tuple(wanted),
        frame=tuple(t for t in (*read, *earlier) if is_frame(t)),
        pinpoints=pinpoints(text, acts=terms.acts),
        head=_head(reading.own, read),
        story=tuple(t for t in story if not is_frame(t) and not any(t.meets(own) for own in read)),
        core=core,
        tells=" ".join(plain.replace(core, " ").split()),
        spoken=terms.language_of(plain),
        own=reading.typed or reading.own,
        leans=not told.told_before and reading.text not in (plain, line, core),
        topic=frozenset(key for t in earlier for key in t.keys),
        put=terms.keys(reading.substituted) if reading.typed else frozenset(),
    )


def compares(question: Question) -> bool:
    """Whether it wants things compared."""
    return _SAID["compares"].search(question.text) is not None


def _head(text: str, read: Sequence[Term]) -> Term | None:
    which = _SAID["which"].search(text)
    if which is None:
        return None
    behind = [term for term in read if term.span.start >= which.end()]
    noun = next((t for t in behind if part_of_speech(t.text.lower()) != "adjective"), None)
    if noun is None or is_frame(noun) or emphasis(noun) < 1.0:
        return None
    between = text[which.end() : noun.span.start].split()
    return noun if len(between) <= 1 and not (noun.is_name or noun.is_number) else None


def _among(term: Term, bases: frozenset[str]) -> bool:
    return not term.keys.isdisjoint(bases)


def without_opener(text: str) -> str:
    """A question without "ясно.", "OK," or "and" before it; the text itself if nothing is left."""
    rest = _SAID["openers"].sub("", text)
    return rest if any(True for _ in words(rest)) else text


def tidy(asked: str) -> str:
    """One line of NFC text, at most LONGEST characters: of a longer one, what it asks."""
    printable = "".join(
        " " if unicodedata.category(c)[0] in "CZ" else c
        for c in unicodedata.normalize("NFC", asked)
    )
    line = " ".join(printable.split())
    if len(line) <= LONGEST:
        return line
    asking = [part for part in re.findall(r"[^.!?…]{3,}\?", line) if len(part) < LONGEST]
    return asking[-1].strip() if asking else line[:LONGEST]


def asking(text: str) -> str:
    """The sentences that ask, where others do not: an instruction before a question, or the story
    that leads to it, is no part of the question."""
    parts = [span.of(text) for span in sentences(text)]
    questions = [p for p in parts if p.endswith("?") or demands(p)]
    questions = questions or [p for p in parts if asks(p)]
    return " ".join(questions) or text


def behind_colon(text: str) -> str:
    """What is asked behind a colon: "Готую огляд: з якої праці …?" asks "з якої праці …?"."""
    head, colon, tail = text.partition(": ")
    return tail if colon and asks(tail) and not asks(head) and len(tail.split()) >= 4 else text
