"""A question as it is taken: language, standalone wording, shape, and what must be found."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from dzherelo.assistant.dialogue.condense import Completed, complete
from dzherelo.assistant.dialogue.discourse import behind_lead, without_opener
from dzherelo.assistant.dialogue.interpretations import Place, senses
from dzherelo.assistant.query.answer_type import Shape, asks, demands, shapes_of, wording
from dzherelo.assistant.query.small_talk import as_written, without_courtesy
from dzherelo.assistant.types import Turn
from dzherelo.corpus.citations.pinpoints import pinpoints
from dzherelo.corpus.language.overlap import emphasis
from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import language_of_question, part_of_speech

LONGEST = 1_000

_TOPIC_EMPHASIS = 0.5  # of what a follow-up leans on


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be answered.

    `asked` is what the user wrote; `text` the standalone wording that is searched; `language`
    ("uk" or "en") that of the answer's frame; `terms` what must be found, with an emphasis in
    (0, 1] each; `frame` the words that only frame it; `head` the thing that "which" or "how many"
    asks for, if it is one that must be found: "budget" in "what budget has X"; `story` the terms of
    the sentences around the one that asks, which help to find and need not be there; `core` the
    sentence that asks; `tells` what the others say.

    A follow-up that takes anything from the dialogue `leans`: `before` are the earlier questions
    that are read with it, `own` what it asks in its own words, `topic` the keys of what it takes,
    `put` those of what it says for a pronoun.
    `unsure`: it may stand alone after all. `understood` is the standalone wording as it is shown.
    """

    asked: str
    text: str
    language: str
    shapes: tuple[Shape, ...]
    terms: tuple[tuple[Term, float], ...]
    frame: tuple[Term, ...]
    head: Term | None = None
    story: tuple[Term, ...] = ()
    core: str = ""
    tells: str = ""
    own: str = ""
    before: str = ""
    leans: bool = False
    unsure: bool = False
    understood: str = ""
    topic: frozenset[str] = frozenset()
    put: frozenset[str] = frozenset()

    @property
    def shape(self) -> Shape:
        return self.shapes[0]

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
        found = pinpoints(self.text)
        return bool(found) and not (found[-1].act or found[-1].other_act)

    @property
    def of_the_article(self) -> bool:
        """Whether it speaks of the article, its authors or its text."""
        return any(names_the_article(term) for term in self.frame)

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


def take(
    asked: str,
    terms: Terms,
    *,
    history: Sequence[Turn] = (),
    mend: Callable[[str], str] = str,
) -> Question:
    """Reads a question: tidies it, leaves a greeting out, mends misspelt words, completes a
    follow-up."""
    said = _said(asked, mend, in_dialogue=bool(history))
    # What leads to a question says what its pronouns stand for.
    done = complete(said.core, ()) if said.told_before else complete(said.plain, _tidied(history))
    return _read(asked, said, done, terms, in_dialogue=bool(history))


def otherwise(
    asked: str,
    terms: Terms,
    *,
    history: Sequence[Turn],
    mend: Callable[[str], str] = str,
    place: Place | None = None,
) -> Iterator[tuple[Question, float]]:
    """A follow-up in the other senses that it may have, each with how much surer than as it is
    taken its answer must be; `place` is where the last answer stood."""
    said = _said(asked, mend, in_dialogue=True)
    if said.told_before:
        return  # what leads to the question says what it leans on
    for sense in senses(said.plain, _tidied(history), place=place):
        yield _read(asked, said, sense.completed, terms, in_dialogue=True), sense.ahead


class _Said(NamedTuple):
    """What was written, tidied and mended; of that, what asks or tells; of that, what asks."""

    plain: str
    line: str
    core: str

    @property
    def told_before(self) -> bool:
        """Whether something else leads to what is asked."""
        return self.core != self.line


def _said(asked: str, mend: Callable[[str], str], *, in_dialogue: bool) -> _Said:
    plain = mend(as_written(without_courtesy(tidy(asked))))
    line = behind_lead(without_opener(plain)) if in_dialogue else plain
    return _Said(plain, line, behind_colon(asking(line)))


def _tidied(history: Sequence[Turn]) -> list[Turn]:
    return [replace(turn, question=tidy(turn.question)) for turn in history]


def _read(asked: str, said: _Said, done: Completed, terms: Terms, *, in_dialogue: bool) -> Question:
    """What was said, taken as it is completed."""
    plain, line, core = said
    read = terms.read(done.own)
    earlier = terms.read(done.topic)
    told = terms.read(plain) if said.told_before else ()
    wanted = [(t, emphasis(t)) for t in read if not is_frame(t)]
    wanted += [
        (t, _TOPIC_EMPHASIS * emphasis(t))
        for t in earlier
        if not is_frame(t) and not any(t.meets(own) for own in read)
    ]
    text = plain if said.told_before and done.text == core else done.text
    return Question(
        asked=asked,
        text=text,
        understood=done.shown or text,
        language="en" if language_of_question(plain) == "en" else "uk",
        shapes=shapes_of(done.own),
        terms=tuple(wanted),
        frame=tuple(t for t in (*read, *earlier) if is_frame(t)),
        head=_head(done.own, read),
        story=tuple(t for t in told if not is_frame(t) and not any(t.meets(own) for own in read)),
        core=core,
        tells=" ".join(plain.replace(core, " ").split()),
        own=done.typed or done.own,
        before=done.before,
        topic=frozenset(key for t in earlier for key in t.keys),
        put=frozenset(key for t in terms.read(done.put) for key in t.keys),
        unsure=done.unsure,
        leans=in_dialogue and not said.told_before and done.text not in (plain, line),
    )


_WHICH = re.compile(
    r"\b(?:як(?:ий|а|е|і|ого|ому|им|ої|ій|ою|у|их|ими)|скільк\w+|what|which|how many|how much)\b",
    re.IGNORECASE,
)


def _head(text: str, read: Sequence[Term]) -> Term | None:
    which = _WHICH.search(text)
    if which is None:
        return None
    behind = [term for term in read if term.span.start >= which.end()]
    noun = next((t for t in behind if part_of_speech(t.text.lower()) != "adjective"), None)
    if noun is None or is_frame(noun) or emphasis(noun) < 1.0:
        return None
    between = text[which.end() : noun.span.start].split()
    return noun if len(between) <= 1 and not (noun.is_name or noun.is_number) else None


def names_the_article(term: Term) -> bool:
    return not wording().self.isdisjoint(term.keys)


def is_frame(term: Term) -> bool:
    return not term.is_number and not wording().frame.isdisjoint(term.keys)


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
