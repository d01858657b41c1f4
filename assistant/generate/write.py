"""Question -> answer, written by a language model from the passages that quotes mode found.

Quotes mode comes first: it finds the passages, it declines what the library cannot answer, and
its answer is what is shown when the model fails, or writes what nothing supports.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from dzherelo.assistant.answer.messages import unread
from dzherelo.assistant.dialogue.condense import is_a_reply, leans
from dzherelo.assistant.generate.context import (
    Brief,
    Prompts,
    brief,
    gives_orders,
    prompts,
    readings,
    without_orders,
)
from dzherelo.assistant.generate.dialogue import rewritten
from dzherelo.assistant.generate.markers import Parser
from dzherelo.assistant.generate.model import Message, Meter, Model, ModelFailure
from dzherelo.assistant.generate.sheet import Checker, Sheet
from dzherelo.assistant.query.answer_type import names_the_article
from dzherelo.assistant.query.question import Question, take
from dzherelo.assistant.query.small_talk import courteous
from dzherelo.assistant.query.targets import Places
from dzherelo.assistant.types import Answer, Event, Turn
from dzherelo.corpus.language.overlap import Support, Weigh, crosses, least_support, support
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.types import Passage

_YES_OR_NO = re.compile(
    r"\W*(?:чи|хіба|невже|is|are|was|were|does|do|did|can|could|may|must|has|have|had|will|should)\b",
    re.IGNORECASE,
)


class Quoting(Protocol):
    """What answers without a model."""

    def answer(
        self, asked: str, *, history: Sequence[Turn] = (), k: int = 10, reworded: str = ""
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Size:
    """Tokens: of what the model takes in and gives out together, and of an answer. The share of the
    context that is filled, since tokens are estimated; the letters a token and the sentences from
    which it is no answer any more; the share of the sentences that must be passed by those that are
    supported."""

    context: int = 4096
    answer: int = 600
    filled: float = 0.9
    letters: int = 8
    sentences: int = 40
    supported: float = 0.5

    @property
    def room(self) -> int:
        return int(self.filled * (self.context - self.answer))


class Writer:
    """Answers questions over one library with a model; see the module."""

    def __init__(
        self,
        *,
        model: Model,
        quoting: Quoting,
        checker: Checker,
        library: Library,
        terms: Terms,
        weigh: Weigh,
        size: Size | None = None,
    ) -> None:
        self._model = model
        self._quoting = quoting
        self._checker = checker
        self._library = library
        self._places = Places(library, terms.acts)
        self._terms = terms
        self._weigh = weigh
        self._size = size or Size()

    def answer(self, asked: str, *, history: Sequence[Turn] = (), k: int = 10) -> Answer:
        """An answer in which each statement is checked; quotes where the model is of no use."""
        answer = None
        for event in self.stream(asked, history=history, k=k):
            answer = event.answer or answer
        if answer is None:
            raise RuntimeError("a stream of events ended without an answer")
        return answer

    def stream(self, asked: str, *, history: Sequence[Turn] = (), k: int = 10) -> Iterator[Event]:
        """The statements, each checked, as the model writes them; then the whole answer, which
        takes their place."""
        begun = time.perf_counter()
        meter = Meter(self._model)
        quotes = self._quoted(asked, history, k, meter)
        question = take(quotes.understood or asked, self._terms)
        if self._is_settled(quotes, question):
            yield Event(answer=_costing(quotes, meter, begun))
            return
        told = prompts(quotes.language)
        sheet, failure = Sheet((), checker=self._checker, prompts=told), ""
        try:
            read, poisoned = readings(quotes)
            asking = without_orders(question.text)
            given = self._brief(asking, read, told) if read and asking else None
            if given is None:
                yield Event(answer=_costing(quotes, meter, begun))
                return
            orders = [p.text for p in poisoned]
            orders += [question.text] if gives_orders(question.text) else []
            sheet = Sheet(
                given.passages, checker=self._checker, prompts=told, about=asking, poisoned=orders
            )
            failure = yield from self._written(given.messages, meter, sheet, quotes.language)
        except ModelFailure as error:
            failure = error.kind
        answer = self._settled(quotes, question, sheet, failure, told)
        yield Event(answer=_costing(answer, meter, begun))

    # Inside --------------------------------------------------------------------------------

    def _quoted(self, asked: str, history: Sequence[Turn], k: int, meter: Meter) -> Answer:
        """The answer of quotes mode to the question, after the model has made a follow-up stand
        alone; where it cannot, or the library knows better, the rules of quotes mode do."""
        alone = take(asked, self._terms)
        if (
            not leans(asked, history, self._terms)
            or is_a_reply(asked)
            or courteous(asked, alone.language)
        ):
            return self._quoting.answer(asked, history=history, k=k)
        made = rewritten(
            asked,
            history,
            model=meter,
            terms=self._terms,
            prompts=prompts(alone.language),
            room=self._size.room,
        )
        return self._quoting.answer(asked, history=history, k=k, reworded=made or "")

    def _is_settled(self, quotes: Answer, question: Question) -> bool:
        """Whether a model has nothing to add: an unclear question, a place that does not exist, a
        premise that the library denies, an empty library."""
        if quotes.answered:
            return False
        nowhere = any(not target.passages for target in self._places.targets(question.text))
        return nowhere or not quotes.hits or quotes.reason in ("unclear", "false-premise")

    def _brief(self, asking: str, read: Sequence[Passage], told: Prompts) -> Brief:
        sources = self._library.sources()
        titles = {one.id: one.id if gives_orders(one.title) else one.title for one in sources}
        return brief(asking, read, prompts=told, titles=titles, room=self._size.room)

    def _written(
        self, messages: Sequence[Message], meter: Meter, sheet: Sheet, language: str
    ) -> Generator[Event, None, str]:
        """Statements as they are written; returns what went wrong at the end, if anything."""
        parser, letters, end = Parser(language), 0, ""
        most = self._size.answer * self._size.letters
        stream = meter.stream(messages, limit=self._size.answer)
        try:
            for piece in stream:
                letters += len(piece.text)
                for written in parser.feed(piece.text):
                    if (statement := sheet.take(written)) is not None:
                        yield Event(statement=statement)
                end = piece.end or end
                if letters > most or sheet.review.sentences >= self._size.sentences:
                    return "too-long"
        except ModelFailure as error:
            end = error.kind
        finally:
            stream.close()
        for written in parser.finish():
            if written.text.endswith(":") or (end != "stop" and not written.ends):
                end = "length" if end == "stop" else end
                continue  # half a sentence, which the notice speaks of
            if (statement := sheet.take(written)) is not None:
                yield Event(statement=statement)
        return "" if end == "stop" else "cut-short" if end == "length" else end

    def _settled(
        self, quotes: Answer, question: Question, sheet: Sheet, failure: str, told: Prompts
    ) -> Answer:
        """The model's answer if it stands, else that of quotes mode with a line that says why."""
        review = sheet.review
        if reason := self._fallen(quotes, question, sheet, failure):
            notice = told("shown", reason, model=self._model.name)
            if quotes.answered:
                notice = f"{notice} {told('shown', 'quoted')}"
            elif reason == "no-answer":
                notice = ""
            return replace(quotes, notice=notice or None, review=review)
        notices = []
        if failure:
            name = failure if failure == "too-long" else "cut-short"
            notices.append(told("shown", name, model=self._model.name))
        if review.withheld:
            notices.append(told("shown", "withheld", count=review.withheld))
        notes = unread(quotes.language, sheet.citations, self._library)
        return replace(
            quotes,
            answered=True,
            reason=None,
            mode="llm",
            text="\n".join([sheet.text, *notes]),
            statements=tuple(sheet.statements),
            citations=tuple(sheet.citations),
            notice=" ".join(notices) or None,
            review=review,
        )

    def _fallen(self, quotes: Answer, question: Question, sheet: Sheet, failure: str) -> str | None:
        """Why the model's words are not shown; None if they are."""
        broken = failure if failure not in ("", "cut-short", "too-long") else None
        if not sheet.review.sentences:
            silent = "unfinished" if failure == "cut-short" else "empty"
            return broken or ("no-answer" if sheet.no_answer else silent)
        if sheet.language not in (None, quotes.language):
            return "language"
        if not sheet.supported:
            return broken or "unsupported-answer"
        if sheet.supported <= self._size.supported * sheet.review.sentences:
            return "unsupported-answer"
        tells = self._tells(question, sheet)
        to_the_point = tells or _YES_OR_NO.match(question.text)
        if not to_the_point or not self._fits(question, quotes.language, sheet):
            return "beside" if quotes.answered else "no-answer"
        known = tells and not failure and self._is_founded(question, sheet)
        if not quotes.answered and not known:
            return "no-answer"
        return None

    def _is_founded(self, question: Question, sheet: Sheet) -> bool:
        """Whether the model may know what quotes mode found no answer to: each of its sentences
        stands in the words that it cites itself, which have every number of the question and most
        of its other words."""
        review = sheet.review
        if review.supported - review.repaired < review.sentences:
            return False
        quoted = " ".join(f"{c.passage.context} {c.text}" for c in sheet.citations)
        crossing = _is_crossing(question.language, sheet)
        held = self._held(question, self._terms.keys(quoted), crossing)
        return not held.missing_numbers and held.all >= least_support(crosses=crossing)

    def _held(self, question: Question, keys: frozenset[str], crossing: bool) -> Support:
        return support(question.terms, keys, keys, weigh=self._weigh, crosses=crossing)

    def _tells(self, question: Question, sheet: Sheet) -> bool:
        """Whether what is supported says something that the question does not, but for naming the
        article."""
        asked = self._terms.keys(f"{question.asked} {question.text}")
        said = " ".join(one.text for one in sheet.statements if one.supported)
        return any(
            term.keys.isdisjoint(asked) and not names_the_article(term)
            for term in self._terms.read(said)
        )

    def _fits(self, question: Question, language: str, sheet: Sheet) -> bool:
        """Whether the words that the model cites are about what was asked: they have the names and
        numbers of the question and enough of its other words."""
        if not question.weighty:
            return True
        cited = [citation.passage for citation in sheet.citations]
        texts = [f"{p.context} {p.text}" for p in cited]
        texts += [note.text for p in cited for note in self._library.gloss(p)]
        keys = self._terms.keys(" ".join(texts))
        if any(term.keys.isdisjoint(keys) for term in question.named):
            return False
        crossing = _is_crossing(language, sheet)
        held = self._held(question, keys, crossing)
        return held.all >= least_support(crosses=crossing)


def _is_crossing(language: str, sheet: Sheet) -> bool:
    """Whether everything that is cited is in another script than the question."""
    return all(crosses(language, citation.passage) for citation in sheet.citations)


def _costing(answer: Answer, meter: Meter, begun: float) -> Answer:
    """The answer with what the model took, in tokens and milliseconds."""
    cost = meter.cost
    if cost is None:
        return answer
    timings = {
        **answer.timings_ms,
        "llm": 1000 * cost.seconds,
        "total": 1000 * (time.perf_counter() - begun),
    }
    return replace(answer, cost=cost, timings_ms=timings)
