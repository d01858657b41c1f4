"""What is found for a question: how it is embedded and searched, which passages come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dzherelo.assistant.answer.calibration import Calibration
from dzherelo.assistant.answer.candidates import Focus
from dzherelo.assistant.answer.multi_hop import parts
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.query.targets import Places, Target, readable
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.index.retrieve import Embedded, Found, Query, Retriever

_REMEMBERED = 64  # wordings whose vectors are at hand
_WITHIN_A_WORK = 8  # passages found in one work for a half of a question
_FIRST_OF_HALVES = 4


class Finder:
    """Finds passages for the questions of one library."""

    def __init__(
        self, retriever: Retriever, places: Places, terms: Terms, calibration: Calibration
    ) -> None:
        self._retriever = retriever
        self._places = places
        self._terms = terms
        self._calibration = calibration
        self._known: dict[str, Embedded] = {}

    def embed(self, texts: Sequence[str]) -> list[Embedded]:
        """Texts as they are searched by, embedded together; the last ones are remembered."""
        found = {text: self._known.get(text) for text in texts}
        if missing := [text for text, held in found.items() if held is None]:
            found.update(zip(missing, self._retriever.embed(missing), strict=True))
        made = {text: held for text, held in found.items() if held is not None}
        self._known = dict([*self._known.items(), *made.items()][-_REMEMBERED:])
        return [made[text] for text in texts]

    def embedded(self, questions: Sequence[Question]) -> list[Embedded]:
        """Questions as they are searched by; a follow-up as it stands and as it is condensed."""
        shares, wordings = self._calibration.shares, []
        for one in questions:
            wordings.append([f"{one.before} {one.own}" if one.before else one.text])
            if one.leans and one.tells_much and one.own != one.text:
                wordings[-1].append(one.own)
        texts = list(dict.fromkeys(text for both in wordings for text in both))
        by = dict(zip(texts, self.embed(texts), strict=True))
        made = []
        for question, (condensed, *own) in zip(questions, wordings, strict=True):
            share = shares["own beside its root" if question.before else "own"]
            vector = by[condensed]
            made.append(vector.beside(by[own[0]], share=share) if own else vector)
        return made

    def found(
        self,
        question: Question,
        embedded: Embedded,
        targets: Sequence[Target],
        *,
        k: int,
        focus: Focus | None = None,
    ) -> tuple[Found, ...]:
        found = self._retriever.find(self._query(question, embedded, focus), k=k)
        return self._led(question, embedded, targets, found, k=k)

    def found_each(
        self,
        questions: Sequence[Question],
        embedded: Sequence[Embedded],
        focuses: Sequence[Focus | None],
        *,
        k: int,
    ) -> list[tuple[Found, ...]]:
        """What is found for each of several readings of a question, in one search."""
        if not questions:
            return []
        queries = list(map(self._query, questions, embedded, focuses))
        each = self._retriever.find_each(queries, k=k)
        return [
            self._led(one, vector, self._places.of(one.pinpoints), found, k=k)
            for one, vector, found in zip(questions, embedded, each, strict=True)
        ]

    def _query(self, question: Question, embedded: Embedded, focus: Focus | None) -> Query:
        by, named = self._calibration.favour, self._places.mentioned(question.text)
        favour = {
            self._places.article: by["of the article" if question.of_the_article else "article"]
        }
        favour |= dict.fromkeys(named, by["named"])
        told_by = self._places.told_by(question.own or question.text)
        return Query(
            question.text,
            embedded,
            question.sought,
            beside=self._terms.read(question.before) if question.before else (),
            favour=favour,
            near=focus.near if focus else lambda passage: 0.0,
            source=None if question.of_the_article else told_by,
        )

    def _led(
        self,
        question: Question,
        embedded: Embedded,
        targets: Sequence[Target],
        found: tuple[Found, ...],
        *,
        k: int,
    ) -> tuple[Found, ...]:
        """What was found, behind the places that the question names or leads to."""
        pinned = [p for target in targets for p in readable(target.passages, question.language)]
        if not pinned:
            return self._with_halves(question, found, k=k)
        first = self._retriever.placed(embedded, list(dict.fromkeys(pinned)), above=found)
        rest = (hit for hit in found if hit.passage not in pinned)
        return (*first, *rest)[: max(k, len(first))]

    def within(
        self, wording: str, sought: tuple[Term, ...], source: str
    ) -> tuple[Embedded, tuple[Found, ...]]:
        """What is found in one source."""
        (embedded,) = self.embed([wording])
        query = Query(wording, embedded, sought, source=source)
        return embedded, self._retriever.find(query, k=_WITHIN_A_WORK)

    def _with_halves(
        self, question: Question, found: tuple[Found, ...], *, k: int
    ) -> tuple[Found, ...]:
        """For a question that leads from the article to a work, the best of both come first."""
        source = self._places.leads_to(question, self._terms)
        if source is None:
            return found
        halves = [
            self.within(part.wording, part.question.sought, part.source)[1]
            for part in parts(question, source, self._places, self._terms)
        ]
        top = max((hit.score for hit in found), default=0.0)
        first = [hit for pair in zip(*halves, strict=False) for hit in pair][:_FIRST_OF_HALVES]
        raised = [replace(hit, score=top + 1.0 - place / 10) for place, hit in enumerate(first)]
        held = {hit.passage.id for hit in first}
        return (*raised, *(hit for hit in found if hit.passage.id not in held))[:k]
