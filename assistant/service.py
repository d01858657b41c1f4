"""Question -> answer, in quotes mode: one stair, each value made once.

condense -> parse -> routes -> retrieve -> candidates -> abstain -> compose -> message. What is no
question to the texts, or wants one place or the article as a whole, has a route of its own; the
last route quotes what answers best, or declines honestly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial

from dzherelo.assistant.answer.abstention import Judge, Weighed
from dzherelo.assistant.answer.answer_type_check import AnswerType
from dzherelo.assistant.answer.calibration import Calibration
from dzherelo.assistant.answer.candidates import Candidate, Find, Focus, Hung, Reader, stems
from dzherelo.assistant.answer.compose import Draft, drafts, overview, references, whole, with_stems
from dzherelo.assistant.answer.finding import Finder
from dzherelo.assistant.answer.messages import Clock, answered, declined, hits, of_record
from dzherelo.assistant.answer.multi_hop import hops
from dzherelo.assistant.answer.own_record import fields_asked, told
from dzherelo.assistant.dialogue.condense import condense, settled
from dzherelo.assistant.dialogue.entities import Entities
from dzherelo.assistant.dialogue.interpretations import Kind, Place, senses
from dzherelo.assistant.query.answer_type import Shape
from dzherelo.assistant.query.missing import no_such_place, title
from dzherelo.assistant.query.question import Question, Said, compares, parse, said, take
from dzherelo.assistant.query.small_talk import courteous
from dzherelo.assistant.query.targets import Places, Target, readable
from dzherelo.assistant.types import Answer, Cited, Event, Hit, Reading, Reason, Turn
from dzherelo.corpus.language.overlap import Reading as PassageReading
from dzherelo.corpus.language.overlap import read
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.types import Locator, Passage
from dzherelo.index.bm25 import LexicalIndex
from dzherelo.index.retrieve import Embedded, Found, Retriever
from dzherelo.index.spelling import Spelling

_FOLLOWED = 2  # provisions quoted after the sentence of the article that points to them
_WEIGHED = 24  # passages found for a question whose evidence may be taken away

Without = Callable[[Passage], bool]


@dataclass(eq=False)
class Asked:
    """A question on its way: as it is taken, what was said, the dialogue before it, where that
    stands (empty where the question does not lean on it), and the places that it names."""

    question: Question
    said: Said
    turns: tuple[Turn, ...]
    focus: Focus
    targets: tuple[Target, ...]
    k: int
    clock: Clock
    retrieve: Callable[[Asked], tuple[Embedded, tuple[Found, ...]]]

    @cached_property
    def retrieved(self) -> tuple[Embedded, tuple[Found, ...]]:
        """The question as it is searched by, and what is found."""
        return self.retrieve(self)


@dataclass(frozen=True, slots=True)
class Made:
    """What a route makes of a question: drafts to be quoted, else words that decline it; how sure
    it is, 1 where nothing had to be weighed; the question in the sense in which it was answered."""

    question: Question
    drafts: Sequence[Draft] = ()
    text: str | None = None
    reason: Reason = "not-in-library"
    found: Sequence[Found] = ()
    sure: float = 1.0


class Answerer:
    """Answers questions over one library without a language model."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        lexical: LexicalIndex,
        terms: Terms,
        library: Library,
        spelling: Spelling,
        passage: Find,
        calibration: Calibration,
    ) -> None:
        self._retriever = retriever
        self._lexical = lexical
        self._terms = terms
        self._library = library
        self._mend = spelling.mend
        self._passage = passage
        self._calibration = calibration
        self._entities = Entities(terms)
        self._places = Places(library, terms.acts)
        self._judge = Judge(AnswerType(terms.acts, calibration), calibration)
        # What is kept here must not hold `self`: an answerer in a circle would stay in memory.
        self.hung: Hung = partial(stems, find=passage)
        self._reader = Reader(retriever, lexical.idf, self.hung, calibration)
        self._finder = Finder(retriever, self._places, terms, calibration)
        self._read = lru_cache(2_000)(partial(_reading, terms, library))

    # Asking --------------------------------------------------------------------------------

    def search(self, query: str, *, k: int) -> tuple[Hit, ...]:
        """The k best passages; those that a pinpoint in the query names come first."""
        question = take(query, self._terms, self._mend)
        if question.is_empty:
            return ()
        targets = self._places.of(question.pinpoints)
        return hits(
            self._finder.found(question, self._finder.embed([question.text])[0], targets, k=k)
        )

    def answer(
        self, asked: str, *, history: Sequence[Turn] = (), k: int = 10, reworded: str = ""
    ) -> Answer:
        """An answer whose every statement is an exact quote, or a refusal that says why.

        `reworded` is a follow-up made to stand alone by somebody who understands it better than the
        rules, as a language model should: it holds unless they find a clearly surer answer.
        """
        own, sure = self._answered(asked, history, k)
        if not reworded:
            return own
        other, most = self._answered(reworded, (), k)
        if own.answered and sure > most + self._calibration.margins["by rules"]:
            return own
        return replace(other, question=asked, understood=reworded)

    def stream(self, asked: str, *, history: Sequence[Turn] = (), k: int = 10) -> Iterator[Event]:
        """The statements one by one, then the whole answer."""
        answer = self.answer(asked, history=history, k=k)
        for statement in answer.statements:
            yield Event(statement=statement)
        yield Event(answer=answer)

    def weighed(
        self,
        asked: str,
        *,
        history: Sequence[Turn] = (),
        without: Without = lambda passage: False,
    ) -> Weighed:
        """The question as it is taken, and the sentences that may answer it, best first, as if the
        library had no passages `without`: what the judge is shown."""
        taken = self._asked(asked, history, _WEIGHED)
        embedded, found = taken.retrieved
        kept = tuple(hit for hit in found if not without(hit.passage))
        return self._weigh(taken.question, embedded, kept, taken.focus)

    # The stair -----------------------------------------------------------------------------

    def _answered(self, asked: str, history: Sequence[Turn], k: int) -> tuple[Answer, float]:
        """The answer, and how sure it is."""
        taken = self._asked(asked, history, k)
        made = next(made for route in _ROUTES if (made := route(self, taken)) is not None)
        if made.drafts:
            placed = with_stems(made.drafts, self._passage)
            answer = answered(made.question, placed, made.found, self._library)
        else:
            answer = declined(made.question, made.reason, made.found, self._library, text=made.text)
        taken.clock.lap("compose")
        return replace(answer, timings_ms=taken.clock.laps), made.sure

    def _asked(self, asked: str, history: Sequence[Turn], k: int) -> Asked:
        """The question as it is taken: as it was typed if that wants something of the article as a
        whole, else with what it takes from the dialogue."""
        clock = Clock()
        turns = self._settled(history) if history else ()
        told = said(asked, self._mend, in_dialogue=bool(turns))
        typed = parse(asked, told, Reading(told.core, told.core), self._terms)
        question = typed
        # What leads to a question says what its pronouns stand for.
        if turns and not (told.told_before or typed.is_a_request or compares(typed)):
            question = parse(asked, told, condense(told.plain, turns, self._entities), self._terms)
        leans = question.leans or question.lacks_an_act
        focus = self._focus(turns if leans else ())
        targets = self._places.of(question.pinpoints)
        return Asked(question, told, turns, focus, targets, k, clock, self._retrieved)

    def _settled(self, history: Sequence[Turn]) -> tuple[Turn, ...]:
        """The dialogue with how each question was read. Of one that was led elsewhere, the last
        turn stands where what was said is found."""
        turns = settled(history, self._entities)
        if not turns or any(turn.cited or turn.reading for turn in history):
            return turns
        last = turns[-1]
        wording = f"{last.read.before} {last.read.own}" if last.read.root else last.read.text
        found = self._retriever.find(f"{wording} {last.answer}".strip(), k=1)
        places = tuple(Cited(hit.passage.source, hit.passage.locator) for hit in found)
        return (*turns[:-1], replace(last, cited=places))

    def _focus(self, turns: Sequence[Turn]) -> Focus:
        """The places cited by the last answer that cited any."""
        cited = next((turn.cited for turn in reversed(turns) if turn.cited), ())
        return Focus(cited, self._calibration.favour)

    # Routes: the first that makes something of a question ----------------------------------

    def _small_talk(self, asked: Asked) -> Made | None:
        """What is said to the program itself, or has no words to search for."""
        reply = courteous(asked.question.asked, asked.question.language)
        worded = any(map(str.isalpha, asked.question.asked))
        if not reply and not asked.question.is_empty and (worded or asked.turns):
            return None
        typed = " ".join(asked.question.asked.split())
        question = asked.question if not reply else as_typed(asked.question, typed)
        return Made(question, text=reply, reason="unclear")

    def _no_such_place(self, asked: Asked) -> Made | None:
        target = next((target for target in asked.targets if not target.passages), None)
        if target is None:
            return None
        text = no_such_place(asked.question.language, target, self._library)
        return Made(asked.question, text=text)

    def _record(self, asked: Asked) -> Made | None:
        """What the article says of its publication, else what the catalogue says."""
        question, article = asked.question, self._library.article
        of_it = not asked.turns and question.asks_for_publication
        if not (of_it or question.asks_for_record) or article is None:
            return None
        record = self._library.record(article)
        if record is None:
            return None
        if made := told(question, record, self._library.passages(article)):
            return Made(question, made)
        lacks = not any(getattr(record, name, None) for name in fields_asked(question))
        return Made(question, text=of_record(record, question.language, lacks=lacks))

    def _reference_list(self, asked: Asked) -> Made | None:
        article = self._library.article
        if not asked.question.asks_for_references or article is None:
            return None
        passages = self._library.passages(article)
        made = references(readable(passages, asked.question.language))
        return Made(asked.question, made) if made else None

    def _overview(self, asked: Asked) -> Made | None:
        """The abstract, for a question that asks what the article is about and nothing more."""
        if not asked.question.asks_for_overview:
            return None
        article = self._library.article
        known = [article] if article else []
        sources = dict.fromkeys([*known, *(source.id for source in self._library.sources())])
        made = (
            overview(asked.question, self._library.passages(one), opening=one == article)
            for one in sources
        )
        found = next(filter(None, made), None)
        return Made(asked.question, found) if found else None

    def _comparison(self, asked: Asked) -> Made | None:
        """Each of several places that are to be compared."""
        if len(asked.targets) < 2 or not compares(asked.question):
            return None
        each = [readable(one.passages, asked.question.language) for one in asked.targets]
        return Made(asked.question, [draft for passages in each for draft in whole(passages)])

    def _two_works(self, asked: Asked) -> Made | None:
        """What the article says and what the work says to which the question leads from it."""
        question = asked.question
        source = self._places.leads_to(question, self._terms)
        if source is None:
            return None
        pinned = [p for t in asked.targets if t.source == source for p in t.passages]

        def ranked(part: Question, wording: str, within: str) -> Sequence[Candidate]:
            embedded, found = self._finder.within(wording, part.sought, within)
            if within == source and pinned:
                found = self._retriever.placed(embedded, pinned, above=())
            return self._weigh(part, embedded, found).ranked

        led = hops(
            question,
            source,
            places=self._places,
            terms=self._terms,
            ranked=ranked,
            weigh=self._lexical.idf,
            cosine=self._calibration.thresholds["hop cosine"],
        )
        if not led:
            return None
        made = [draft for one in led for draft in self._drafts(question, [one])]
        return Made(question, made, found=asked.retrieved[1])

    def _pinned(self, asked: Asked) -> Made | None:
        """The provision that was asked for: whole, or what in it answers the rest of the question;
        None where the rest is not answered there."""
        if not asked.targets:
            return None
        question = asked.question
        embedded, found = asked.retrieved
        pinned = {p.id for target in asked.targets for p in target.passages}
        spans = (target.pinpoint.span.of(question.text) for target in asked.targets)
        bare = question.without(frozenset().union(*map(self._terms.keys, spans)))
        held = tuple(hit for hit in found if hit.passage.id in pinned)
        if not bare.weighty:
            in_order = sorted(held, key=lambda hit: (hit.passage.source, hit.passage.span))
            return Made(question, whole([hit.passage for hit in in_order]), found=found)
        fitting = self._judge.fitting(self._weigh(bare, embedded, held))
        return Made(question, self._drafts(bare, fitting), found=found) if fitting else None

    def _quotes(self, asked: Asked) -> Made:
        """The sentences that answer best, in the sense in which they do so most surely."""
        embedded, found = asked.retrieved
        taken = self._weigh(asked.question, embedded, found, asked.focus)
        if asked.turns and not asked.targets and not asked.said.told_before:
            taken = self._surest(asked, taken)
        question = taken.question
        verdict, fitting = taken.verdict, self._judge.fitting(taken)
        if not fitting:
            reason = verdict.reason or "not-in-library"
            return Made(question, reason=reason, found=taken.found, sure=verdict.confidence)
        made = self._drafts(question, fitting)
        made += self._followed(question, made)
        return Made(question, made, found=taken.found, sure=verdict.confidence)

    # Inside --------------------------------------------------------------------------------

    def _drafts(self, question: Question, fitting: Sequence[Candidate]) -> list[Draft]:
        return drafts(
            question, fitting, passages=self._library.passages, calibration=self._calibration
        )

    def _retrieved(self, asked: Asked) -> tuple[Embedded, tuple[Found, ...]]:
        (embedded,) = self._finder.embedded([asked.question])
        asked.clock.lap("embed")
        found = self._finder.found(
            asked.question, embedded, asked.targets, k=asked.k, focus=asked.focus
        )
        asked.clock.lap("retrieve")
        return embedded, found

    def _weigh(
        self,
        question: Question,
        embedded: Embedded,
        found: tuple[Found, ...],
        focus: Focus | None = None,
        margin: float = 0.0,
    ) -> Weighed:
        readings = [(hit, self._read(hit.passage)) for hit in found]
        made = self._reader.candidates(question, readings, embedded, focus)
        return self._judge.weighed(question, found, made, margin)

    def _surest(self, asked: Asked, taken: Weighed) -> Weighed:
        """A question of a dialogue in the sense in which the library answers it most surely: the
        other senses are searched for together."""
        focus = self._focus(asked.turns)
        found = senses(
            asked.said.plain,
            asked.question.reading,
            asked.turns,
            self._entities,
            place=self._place(focus, asked.question.language),
        )
        questions = [
            parse(asked.question.asked, asked.said, one.reading, self._terms) for one in found
        ]
        embedded = self._finder.embedded(questions)
        nears = [None if one.kind is Kind.TYPED else focus for one in found]
        each = self._finder.found_each(questions, embedded, nears, k=asked.k)
        others = []
        for at, (kind, _) in enumerate(found):
            margin = self._calibration.margins.get(kind, 0.0)
            weighed = self._weigh(questions[at], embedded[at], each[at], nears[at], margin)
            if kind is not Kind.TYPED:
                others.append(weighed)
            elif self._judge.is_sure(weighed):
                return weighed
        return self._judge.surest(taken, others, cited=focus.places)

    def _place(self, focus: Focus, language: str) -> Place | None:
        """Where the last answer stood: the article, or the part of the text; None if unknown, as of
        a text that has been removed since."""
        known = {source.id for source in self._library.sources()}
        cited = next((place for place in focus.places if place.source in known), None)
        there = self._library.passages(cited.source) if cited else ()
        passage = next((p for p in there if cited and p.locator == cited.locator), None)
        if passage is None or not passage.context:
            return None
        at = passage.locator
        at = Locator(article=at.article) if at.article else Locator(section=at.section)
        name = title(passage.source, language, self._library)
        return Place(f"{name}, {at.label(language)}", passage.context.rstrip("."))

    def _followed(self, question: Question, made: Sequence[Draft]) -> list[Draft]:
        """What the provision says to which a quoted sentence of the article points, for a question
        that asks for the source or names it."""
        article = self._library.article
        quoted = [d for d in made if d.passage.source == article and d.passage.origin == "text"]
        named = self._places.mentioned(question.text)
        if not quoted or not (named or question.wants(Shape.SOURCE)):
            return []
        words = quoted[0].words
        targets = [t for t in self._places.targets(words) if t.source != article and t.passages]
        wanted = [t for t in targets if not named or t.source in named]
        chosen = []
        for target in wanted[:_FOLLOWED]:
            there = readable(target.passages, question.language)
            nearest = self._retriever.placed(self._finder.embed([words])[0], list(there), above=())
            chosen += whole([nearest[0].passage]) if nearest else []
        return chosen


def as_typed(question: Question, typed: str) -> Question:
    """The question with the wording in which it was written."""
    return replace(question, text=typed, reading=Reading(typed, typed))


def _reading(terms: Terms, library: Library, passage: Passage) -> PassageReading:
    return read(passage, terms, library.gloss(passage), library.asked(passage))


# The first that makes something of a question; the last always does.
_ROUTES: tuple[Callable[[Answerer, Asked], Made | None], ...] = (
    Answerer._small_talk,
    Answerer._no_such_place,
    Answerer._record,
    Answerer._reference_list,
    Answerer._overview,
    Answerer._comparison,
    Answerer._two_works,
    Answerer._pinned,
    Answerer._quotes,
)
