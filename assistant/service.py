"""Question -> answer, in quotes mode: retrieve, weigh, judge, put together; or decline honestly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from dzherelo.assistant.answer import messages as frames
from dzherelo.assistant.answer.answer_type_check import in_order
from dzherelo.assistant.answer.builder import Clock, answered, declined, hits
from dzherelo.assistant.answer.candidates import Candidate, candidates
from dzherelo.assistant.answer.compose import Draft, drafts, overview, references, whole, with_stems
from dzherelo.assistant.answer.lead_ins import Find, Stem, stems
from dzherelo.assistant.answer.multi_hop import hops, leads_to, parts
from dzherelo.assistant.answer.selection import TRIED, Weighed, judged, surest
from dzherelo.assistant.citations.contexts import Citing
from dzherelo.assistant.dialogue.condense import last_asked
from dzherelo.assistant.dialogue.focus import NOWHERE, Focus, focus_of
from dzherelo.assistant.dialogue.interpretations import Place
from dzherelo.assistant.query.answer_type import Shape
from dzherelo.assistant.query.metadata import asks_for_record, asks_for_references, record_text
from dzherelo.assistant.query.question import Question, otherwise, take
from dzherelo.assistant.query.small_talk import courteous
from dzherelo.assistant.query.targets import Places, Target, readable
from dzherelo.assistant.types import Answer, Cited, Event, Hit, Reason, Turn
from dzherelo.assistant.verify import Reading, read
from dzherelo.corpus.citations.pinpoints import ARTICLE
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.library.holdings import Holdings
from dzherelo.corpus.remembered import remembered
from dzherelo.corpus.types import Locator, Passage, Span
from dzherelo.index.bm25 import LexicalIndex
from dzherelo.index.retrieve import Embedded, Found, Retriever
from dzherelo.index.spelling import Spelling

FAVOUR = {"article": 0.05}  # the work at the centre, where others say the same
OF_THE_ARTICLE = {"article": 0.25}  # a question about the article itself
NAMED = 0.15  # a source whose act the question names
_FOLLOWED = 2  # provisions quoted after the sentence of the article that points to them
_WITHIN_A_WORK = 8  # passages found in one work for a half of a question
_FIRST_OF_HALVES = 4
_WEIGHED = 24  # passages found for a question whose evidence may be taken away
COMPLETED = 0.3  # what a question counts for as it stands, beside itself with a pronoun replaced
BY_RULES = 0.1  # by how much surer than a model's wording of a follow-up that of the rules must be
CLEAR = 0.75  # confidence from which a short question of a dialogue is taken to stand alone


class Answerer:
    """Answers questions over one library without a language model."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        lexical: LexicalIndex,
        terms: Terms,
        holdings: Holdings,
        spelling: Spelling,
        passage: Find,
    ) -> None:
        self._retriever = retriever
        self._lexical = lexical
        self._terms = terms
        self._holdings = holdings
        self._spelling = spelling
        self._passage = passage
        self._places = Places(holdings)
        self._read = remembered(self._reading, 2_000)
        self._within = remembered(self._found_within, 32)

    def search(self, query: str, *, k: int) -> tuple[Hit, ...]:
        """The k best passages; those that a pinpoint in the query names come first."""
        question = take(query, self._terms, mend=self._spelling.mend)
        if question.is_empty:
            return ()
        embedded = self._retriever.embed(question.text)
        return hits(self._find(question, embedded, self._places.targets(question.text), k=k))

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
        if own.answered and sure > most + BY_RULES:
            return own
        return replace(other, question=asked, understood=reworded)

    def _answered(self, asked: str, history: Sequence[Turn], k: int) -> tuple[Answer, float]:
        """The answer, and how sure it is: 1 where nothing had to be weighed."""
        clock = Clock()
        question, focus = self._taken(asked, history)
        said = courteous(asked, question.language)
        if said or question.is_empty:
            asks_nothing = replace(question, text=" ".join(asked.split())) if said else question
            return declined(asks_nothing, "unclear", (), self._holdings, text=said), 1.0
        embedded = self._embedded(question)
        clock.lap("embed")
        targets = self._places.targets(question.text)
        found = self._find(question, embedded, targets, k=k, focus=focus)
        clock.lap("retrieve")
        answer, sure = self._compose(question, embedded, targets, found, focus, history)
        clock.lap("compose")
        return replace(answer, timings_ms=clock.laps), sure

    def weighed(
        self,
        asked: str,
        *,
        history: Sequence[Turn] = (),
        without: Callable[[Passage], bool] = lambda passage: False,
    ) -> tuple[Question, Sequence[Candidate]]:
        """The question as it is taken, and the sentences that may answer it, best first, as if the
        library had no passages `without`: what the judge is shown."""
        question, focus = self._taken(asked, history)
        weighed = self._weigh(question, focus, k=_WEIGHED, without=without)
        return question, weighed.ranked

    def stream(self, asked: str, *, history: Sequence[Turn] = (), k: int = 10) -> Iterator[Event]:
        """The statements one by one, then the whole answer."""
        answer = self.answer(asked, history=history, k=k)
        for statement in answer.statements:
            yield Event(statement=statement)
        yield Event(answer=answer)

    def hung(self, passage: Passage, sentence: Span) -> tuple[Stem, ...]:
        """What a sentence of a passage hangs on; see dzherelo.assistant.answer.lead_ins."""
        return stems(passage, sentence, self._passage)

    # Inside --------------------------------------------------------------------------------

    def _reading(self, passage: Passage) -> Reading:
        holdings = self._holdings
        return read(passage, self._terms, holdings.gloss(passage), holdings.asked(passage))

    def _embedded(self, question: Question) -> Embedded:
        """The question as it is searched by; a follow-up as it stands and as it is completed."""
        embed = self._retriever.embed
        whole = embed(f"{question.before} {question.own}" if question.before else question.text)
        apart = question.leans and question.tells_much and question.own != question.text
        if not apart:
            return whole
        return whole.beside(embed(question.own), share=0.5 if question.before else COMPLETED)

    def _weigh(
        self,
        question: Question,
        focus: Focus,
        *,
        k: int,
        without: Callable[[Passage], bool] = lambda passage: False,
    ) -> Weighed:
        """A question, what is found for it and how that answers, as if there were no passages
        `without`."""
        embedded = self._embedded(question)
        targets = self._places.targets(question.text)
        found = self._find(question, embedded, targets, k=k, focus=focus)
        kept = tuple(hit for hit in found if not without(hit.passage))
        return Weighed(question, kept, self._ranked(question, embedded, kept, focus))

    def _otherwise(
        self, question: Question, history: Sequence[Turn], focus: Focus, *, k: int
    ) -> Iterator[tuple[Weighed, float]]:
        """A question of a dialogue in its other senses, each with how much surer its answer must
        be: see dzherelo.assistant.dialogue.interpretations."""
        for other, ahead in otherwise(
            question.asked,
            self._terms,
            history=history,
            mend=self._spelling.mend,
            place=self._place(focus, question.language),
        ):
            yield self._weigh(other, focus, k=k), ahead

    def _place(self, focus: Focus, language: str) -> Place | None:
        """Where the last answer stood: the article, or the part of the text; None if unknown, as of
        a text that has been removed since."""
        known = {source.id for source in self._holdings.sources()}
        cited = next((place for place in focus.places if place.source in known), None)
        there = self._holdings.passages(cited.source) if cited else ()
        passage = next((p for p in there if cited and p.locator == cited.locator), None)
        if passage is None or not passage.context:
            return None
        at = passage.locator
        at = Locator(article=at.article) if at.article else Locator(section=at.section)
        name = frames.title(passage.source, language, self._holdings)
        return Place(f"{name}, {at.label(language)}", passage.context.rstrip("."))

    def _taken(self, asked: str, history: Sequence[Turn]) -> tuple[Question, Focus]:
        """The question as it is taken, and where the dialogue stands if it leans on that."""
        question = take(asked, self._terms, history=history, mend=self._spelling.mend)
        if question.unsure:
            alone = take(asked, self._terms, mend=self._spelling.mend)
            if self._is_sure(alone):
                return alone, NOWHERE
        if not question.leans and not question.lacks_an_act:
            return question, NOWHERE
        if history and not any(turn.cited for turn in history):
            history = (*history[:-1], self._placed(history))
            question = take(asked, self._terms, history=history, mend=self._spelling.mend)
        return question, focus_of(history)

    def _is_sure(self, question: Question) -> bool:
        """Whether the library clearly answers a question as it stands."""
        verdict = self._weigh(question, NOWHERE, k=TRIED).verdict
        return verdict.reason is None and verdict.confidence >= CLEAR

    def _placed(self, history: Sequence[Turn]) -> Turn:
        """The last turn with the place nearest to it, where what it cited is not known."""
        said = f"{last_asked(history)} {history[-1].answer}".strip()
        found = self._retriever.find(said, k=1) if said else ()
        places = tuple(Cited(hit.passage.source, hit.passage.locator) for hit in found)
        return replace(history[-1], cited=places)

    def _find(
        self,
        question: Question,
        embedded: Embedded,
        targets: Sequence[Target],
        *,
        k: int,
        focus: Focus = NOWHERE,
    ) -> tuple[Found, ...]:
        favour = OF_THE_ARTICLE if question.of_the_article else FAVOUR
        if named := self._places.mentioned(question.text):
            favour = {**favour, **dict.fromkeys(named, NAMED)}
        found = self._retriever.find(
            question.text,
            k=k,
            embedded=embedded,
            terms=question.sought,
            beside=self._terms.read(question.before) if question.before else (),
            favour=favour,
            near=focus.near,
            source=self._asked_of(question),
        )
        pinned = [p for target in targets for p in readable(target.passages, question.language)]
        if not pinned:
            return self._with_halves(question, found, k=k)
        first = self._retriever.placed(embedded, list(dict.fromkeys(pinned)), above=found)
        rest = (hit for hit in found if hit.passage not in pinned)
        return (*first, *rest)[: max(k, len(first))]

    def _asked_of(self, question: Question) -> str | None:
        """The one source whose words are wanted; None if any will do."""
        if question.of_the_article:
            return None
        return self._places.told_by(question.own or question.text)

    def _found_within(
        self, wording: str, sought: tuple[Term, ...], source: str
    ) -> tuple[Embedded, tuple[Found, ...]]:
        embedded = self._retriever.embed(wording)
        found = self._retriever.find(
            wording, k=_WITHIN_A_WORK, embedded=embedded, terms=sought, source=source
        )
        return embedded, found

    def _with_halves(
        self, question: Question, found: tuple[Found, ...], *, k: int
    ) -> tuple[Found, ...]:
        """For a question that leads from the article to a work, the best of both come first."""
        source = leads_to(question, self._places, self._terms)
        if source is None:
            return found
        halves = [
            self._within(part.wording, part.question.sought, part.source)[1]
            for part in parts(question, source, self._places, self._terms)
        ]
        top = max((hit.score for hit in found), default=0.0)
        first = [hit for pair in zip(*halves, strict=False) for hit in pair][:_FIRST_OF_HALVES]
        raised = [replace(hit, score=top + 1.0 - place / 10) for place, hit in enumerate(first)]
        held = {hit.passage.id for hit in first}
        return (*raised, *(hit for hit in found if hit.passage.id not in held))[:k]

    def _compose(
        self,
        question: Question,
        embedded: Embedded,
        targets: Sequence[Target],
        found: tuple[Found, ...],
        focus: Focus,
        history: Sequence[Turn],
    ) -> tuple[Answer, float]:
        ranked_hits, sure = hits(found), 1.0
        reason: Reason = "not-in-library"
        for target in targets:
            if not target.passages:
                text = frames.no_such_place(question.language, target, self._holdings)
                said = declined(question, reason, ranked_hits, self._holdings, text=text)
                return said, sure
        if told := self._of_record(question):
            return declined(question, reason, ranked_hits, self._holdings, text=told), sure
        made = self._overview(question, ranked_hits) or self._led(question, targets)
        if not made and targets:
            made = self._pinned(question, embedded, targets, found)
        if not made:
            taken = Weighed(question, found, self._ranked(question, embedded, found, focus))
            if history and not targets:
                last = focus_of(history)
                others = self._otherwise(question, history, last, k=len(found))
                taken = surest(taken, others, cited=last.places)
            question, ranked_hits = taken.question, hits(taken.found)
            fitting, verdict = judged(question, taken.ranked)
            reason, sure = verdict.reason or reason, verdict.confidence
            if fitting:
                made = drafts(question, fitting, passages=self._holdings.passages)
                made += self._followed(question, made)
        if not made:
            return declined(question, reason, ranked_hits, self._holdings), sure
        made = with_stems(made, self._passage)
        return answered(question, made, ranked_hits, self._holdings), sure

    def _ranked(
        self,
        question: Question,
        embedded: Embedded,
        found: Sequence[Found],
        focus: Focus = NOWHERE,
    ) -> list[Candidate]:
        readings = [(hit, self._read(hit.passage)) for hit in found]
        made = candidates(
            question,
            readings,
            retriever=self._retriever,
            embedded=embedded,
            weigh=self._lexical.idf,
            hung=self.hung,
            focus=focus,
        )
        return in_order(question, made)

    def _pinned(
        self,
        question: Question,
        embedded: Embedded,
        targets: Sequence[Target],
        found: Sequence[Found],
    ) -> list[Draft]:
        """The provision that was asked for: whole, or what in it answers the rest of the question;
        nothing where the rest is not answered there."""
        pinned = {p.id for target in targets for p in target.passages}
        keys = frozenset().union(
            *(self._terms.keys(t.pinpoint.span.of(question.text)) for t in targets)
        )
        bare = question.without(keys)
        held = [hit for hit in found if hit.passage.id in pinned]
        if not bare.weighty:
            in_order = sorted(held, key=lambda hit: (hit.passage.source, hit.passage.span))
            return whole([hit.passage for hit in in_order])
        fitting, _ = judged(bare, self._ranked(bare, embedded, held))
        return drafts(bare, fitting, passages=self._holdings.passages) if fitting else []

    def _led(self, question: Question, targets: Sequence[Target]) -> list[Draft]:
        """What the article says and what the work says to which the question leads from it."""
        source = leads_to(question, self._places, self._terms)
        if source is None:
            return []
        pinned = [p for t in targets if t.source == source for p in t.passages]

        def ranked(part: Question, wording: str, within: str) -> list[Candidate]:
            embedded, found = self._within(wording, part.sought, within)
            if within == source and pinned:
                found = self._retriever.placed(embedded, pinned, above=())
            return self._ranked(part, embedded, found)

        led = hops(
            question,
            source,
            places=self._places,
            terms=self._terms,
            ranked=ranked,
            weigh=self._lexical.idf,
        )
        return [
            draft
            for candidate in led
            for draft in drafts(question, [candidate], passages=self._holdings.passages)
        ]

    def _followed(self, question: Question, made: Sequence[Draft]) -> list[Draft]:
        """What the provision says to which a quoted sentence of the article points, for a question
        that asks for the source or names it."""
        quoted = [d for d in made if d.passage.source == "article" and d.passage.origin == "text"]
        named = self._places.mentioned(question.text)
        if not quoted or not (named or question.wants(Shape.SOURCE)):
            return []
        words = quoted[0].words
        targets = [t for t in self._places.targets(words) if t.source != "article" and t.passages]
        wanted = [t for t in targets if not named or t.source in named]
        embedded = self._retriever.embed(words)
        chosen = []
        for target in wanted[:_FOLLOWED]:
            there = readable(target.passages, question.language)
            nearest = self._retriever.placed(embedded, list(there), above=())
            chosen += whole([nearest[0].passage]) if nearest else []
        return chosen

    @cached_property
    def _article(self) -> str | None:
        """The id of the article: of its text, else of its record; None without either."""
        known = ARTICLE if self._holdings.record(ARTICLE) else None
        return Citing(self._holdings, self._places).article or known

    def _of_record(self, question: Question) -> str | None:
        """What the catalogue says, for a question that the article's own words seldom answer."""
        if not asks_for_record(question) or self._article is None:
            return None
        record = self._holdings.record(self._article)
        return record_text(record, question.language) if record else None

    def _overview(self, question: Question, found: tuple[Hit, ...]) -> list[Draft]:
        """The abstract, for a question that asks what the article is about and nothing more; its
        list of references, for one that asks for that."""
        if asks_for_references(question):
            passages = self._holdings.passages(self._article) if self._article else ()
            return references(readable(passages, question.language))
        if not (question.of_the_article and question.wants(Shape.SUMMARY)) or question.weighty:
            return []
        sources = dict.fromkeys(hit.passage.source for hit in found)
        return next(
            (made for s in sources if (made := overview(question, self._holdings.passages(s)))), []
        )
