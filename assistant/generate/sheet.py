"""The sheet on which an answer grows: each written sentence checked, its citations numbered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dzherelo.assistant.answer.compose import Draft, reference_of
from dzherelo.assistant.generate.check import Checked, Checker
from dzherelo.assistant.generate.injections import echoes, ordered
from dzherelo.assistant.generate.markers import Written
from dzherelo.assistant.generate.prompts import Prompts
from dzherelo.assistant.types import Citation, Review, Statement
from dzherelo.corpus.language.words import is_cyrillic, language_of
from dzherelo.corpus.types import Passage, Span

_WORD = re.compile(r"\w{3,}")
_STRANGE = 0.3  # share of Cyrillic letters: more are in no English answer
_LETTERS = 20  # of a text whose language can be told


class Sheet:
    """Statements and citations so far; `passages` is what the model read, marker n being the n-th,
    `about` the question.

    `poisoned` are texts that give orders (passages kept from the model, the question): words that
    only these have, in a sentence that nothing supports, show that it obeys.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        *,
        checker: Checker,
        prompts: Prompts,
        about: str = "",
        poisoned: Sequence[str] = (),
    ) -> None:
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []
        self.review = Review()
        self.no_answer = False
        self._items: list[bool] = []
        self._passages = passages
        self._checker = checker
        self._prompts = prompts
        self._about = about
        clean = " ".join(f"{p.context} {p.text}" for p in passages).lower()
        self._orders = ordered(poisoned) - set(_WORD.findall(clean))
        self._said: set[str] = set()

    def take(self, written: Written) -> Statement | None:
        """The statement that a sentence becomes; None if it is not to be shown."""
        if self._is_refusal(written.text):
            self.no_answer = True
            return None
        if written.text in self._said:
            return None  # small models repeat themselves
        self._said.add(written.text)
        known = [n for n in written.markers if 1 <= n <= len(self._passages)]
        cited = [self._passages[n - 1] for n in known]
        checked = Checked()  # a question states nothing
        if not written.text.endswith("?"):
            checked = self._checker.check(written.text, cited, self._passages, about=self._about)
        self._count(
            sentences=1,
            supported=checked.supported,
            repaired=checked.repaired,
            unknown=len(written.markers) - len(known),
            unmarked=not written.markers,
        )
        if not checked.supported and self._obeys(written.text):
            self._count(withheld=1)
            return None
        markers = tuple(dict.fromkeys(self._marker(*quote) for quote in checked.quotes))
        statement = Statement(written.text, markers, supported=checked.supported)
        self.statements.append(statement)
        self._items.append(written.item)
        return statement

    @property
    def supported(self) -> int:
        return sum(statement.supported for statement in self.statements)

    @property
    def language(self) -> str | None:
        """The language written in; None if there is too little to tell. Ukrainian words among
        English ones are no English, while Ukrainian names things in Latin letters too."""
        text = " ".join(statement.text for statement in self.statements)
        letters = sum(c.isalpha() for c in text)
        if letters < _LETTERS:
            return None
        language = language_of(text)
        mixed = sum(is_cyrillic(c) for c in text) > _STRANGE * letters
        return "uk" if mixed and language == "en" else language

    @property
    def text(self) -> str:
        """The statements with their markers; items of a list on lines of their own."""
        parts: list[str] = []
        for statement, item in zip(self.statements, self._items, strict=True):
            marks = "".join(f" [{number}]" for number in statement.citations)
            doubt = "" if statement.supported else f" {self._prompts('shown', 'unsupported')}"
            gap = "" if not parts else "\n" if item else " "
            parts.append(f"{gap}{'- ' if item else ''}{statement.text}{marks}{doubt}")
        return "".join(parts)

    def _marker(self, passage: Passage, span: Span) -> int:
        for citation in self.citations:
            if citation.passage == passage and citation.quote == span:
                return citation.marker
        marker = len(self.citations) + 1
        reference = reference_of(Draft(passage, span))
        self.citations.append(Citation(marker, passage, span, reference))
        return marker

    def _obeys(self, text: str) -> bool:
        """Whether an unsupported sentence repeats the model's instructions, or the words of an
        order in a text."""
        if not self._orders.isdisjoint(_WORD.findall(text.lower())):
            return True
        shown = " ".join(self._prompts("example", name) for name in ("first", "second", "question"))
        return echoes(text, self._prompts("answer", "system")) or echoes(text, shown, words=4)

    def _is_refusal(self, text: str) -> bool:
        """Whether the model says that it has no answer: in either language, with a word before it
        ("In English: NO ANSWER") at most."""
        plain = re.sub(r"[\W_]+", " ", text).strip().upper()
        return re.fullmatch(r"(?:\S+ ){0,2}(?:NO ANSWER|НЕМАЄ ВІДПОВІДІ)", plain) is not None

    def _count(self, **counts: int) -> None:
        self.review = replace(
            self.review,
            **{name: getattr(self.review, name) + number for name, number in counts.items()},
        )
