"""Pinpoints in questions and quotes, led to the passages of the library that they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from dzherelo.assistant.patterns import patterns
from dzherelo.assistant.query.answer_type import names_the_article
from dzherelo.assistant.query.question import Question
from dzherelo.corpus.citations.pinpoint_resolver import LEVELS
from dzherelo.corpus.citations.pinpoints import ARTICLE, Pinpoint, Resolved, pinpoints, resolve
from dzherelo.corpus.language.acts import Acts
from dzherelo.corpus.language.notation import number_key
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.types import Passage, Span
from dzherelo.index.retrieve import is_readable

_SAID = patterns(__package__, "question")
ACTS = ("legislation", "treaty")  # types of records that are cited by their articles


@dataclass(frozen=True, slots=True)
class Target:
    """A pinpoint and where it leads: `source` is None for an act that the library does not have."""

    pinpoint: Pinpoint
    source: str | None
    resolved: Resolved

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.resolved.passages


class Places:
    """Resolves pinpoints against the library, by the acts of the library."""

    def __init__(self, library: Library, acts: Acts) -> None:
        self._library = library
        self._acts = acts
        self._mentions = lru_cache(maxsize=256)(acts.mentions)

    @property
    def article(self) -> str:
        """The id of the article at the centre, or that it would have."""
        return self._library.article or ARTICLE

    def targets(self, text: str) -> tuple[Target, ...]:
        """Where the pinpoints of `text` lead, see `of`."""
        return self.of(pinpoints(text, acts=self._acts))

    def of(self, found: Sequence[Pinpoint]) -> tuple[Target, ...]:
        """Where pinpoints lead; those that name no act only where one source alone has such a
        place."""
        targets: list[Target] = []
        for target in map(self._target, found):
            # both ends of a "range" such as "п. 1-2" may lead to the one point of that number
            twice = target and target.passages and target.passages in [t.passages for t in targets]
            if target is not None and not twice:
                targets.append(target)
        return tuple(targets)

    def within(self, wording: str, source: str) -> tuple[Target, ...]:
        """Where the places of `wording` lead in one source: "ст. 9, ч. 2" of the Constitution."""
        found = pinpoints(wording, acts=self._acts)
        return tuple(Target(one, source, self._resolved(one, source)) for one in found)

    def has_articles(self, source: str) -> bool:
        """Whether a source is cited by its articles: an act, not a book or a paper."""
        record = self._library.record(source)
        if record is not None and record.type in ACTS:
            return True
        return any(passage.locator.article for passage in self._library.passages(source))

    def nearest(self, target: Target) -> Passage | None:
        """Where there is no such place, the nearest that there is: the number next to it, else
        what stands one level up."""
        level, resolved = target.resolved.missing, target.resolved
        if target.source is None or level is None:
            return None
        if resolved.existing and level != "section" and resolved.wanted[-1:].isdigit():
            wanted = _number(resolved.wanted)
            numbered = [value for value in resolved.existing if re.search(r"\d", value)]
            value = min(numbered, key=lambda one: abs(_number(one) - wanted), default=None)
            below = LEVELS[LEVELS.index(level) + 1 :]
            there: dict[str, Any] = {**dict.fromkeys(below), level: value, "added": None}
            found = self._resolved(replace(target.pinpoint, **there), target.source).passages
            return found[0] if found else None
        return resolved.nearby[0] if resolved.nearby else None

    def mentioned(self, text: str, *, bare: bool = False) -> dict[str, tuple[Span, ...]]:
        """Sources whose acts a text mentions by name, and where; with `bare`, also by a word such
        as "the Code"."""
        found: dict[str, tuple[Span, ...]] = {}
        for mention in self._mentions(text):
            if mention.act and mention.act != ARTICLE and (bare or not mention.bare):
                source = self._acts[mention.act].source
                found[source] = (*found.get(source, ()), mention.span)
        return found

    def told_by(self, text: str) -> str | None:
        """The source whose act a question asks what it says: "Що каже Конституція про …?", "under
        the Charter". None without one, or with several."""
        says = _SAID["says"].search(text)
        asked = [
            source
            for source, spans in self.mentioned(text).items()
            for before in (text[: span.start] for span in spans)
            if _SAID["by"].search(before) or (says and not _SAID["of"].search(before))
        ]
        return asked[0] if len(set(asked)) == 1 else None

    def leads_to(self, question: Question, terms: Terms) -> str | None:
        """The work to which a question leads that speaks of the article as well; None for a
        question that speaks of only one of them."""
        named = self.mentioned(question.core, bare=True)
        named = named or self.mentioned(question.tells, bare=True)
        source = next((source for source in named if source != self.article), None)
        if source is None:
            return None
        pinned = [pinpoint.span for pinpoint in question.pinpoints]
        speaks = any(
            names_the_article(term) and not any(span.covers(term.span) for span in pinned)
            for term in terms.read(question.text)
        )
        return source if speaks else None

    def _target(self, pinpoint: Pinpoint) -> Target | None:
        if pinpoint.act is not None:
            source = self.article if pinpoint.act == ARTICLE else self._acts[pinpoint.act].source
            return Target(pinpoint, source, self._resolved(pinpoint, source))
        if pinpoint.other_act is not None:
            return Target(pinpoint, None, Resolved(()))
        tried = {
            source.id: self._resolved(pinpoint, source.id) for source in self._library.sources()
        }
        having = [(source, resolved) for source, resolved in tried.items() if resolved.passages]
        return Target(pinpoint, *having[0]) if len(having) == 1 else None

    def _resolved(self, pinpoint: Pinpoint, source: str) -> Resolved:
        if source not in {one.id for one in self._library.sources()}:
            return Resolved(())
        passages = self._library.passages(source)
        in_text = resolve(pinpoint, [p for p in passages if p.origin == "text"], acts=self._acts)
        if in_text.passages:
            return in_text
        # What our notes alone know is no place of the text: it may be shown, but does not count
        # among the places that there are.
        found = resolve(pinpoint, passages, acts=self._acts)
        return found if found.passages or not self._library.has_text(source) else in_text


def _number(value: str) -> int:
    """The first number of "131-1", "§ 5a" or "3–4"."""
    found = re.search(r"\d.*", value)
    return number_key(found[0])[0] if found else 0


def readable(passages: Sequence[Passage], language: str) -> tuple[Passage, ...]:
    """Of passages that may be notes, those in the reader's language; texts as they are."""
    return tuple(passage for passage in passages if is_readable(passage, language))
