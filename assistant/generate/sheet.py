"""The sheet on which an answer grows: each written sentence checked against the words it cites, its
citations numbered. The one place where this package asks `dzherelo.assistant.verify`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dzherelo.assistant.answer.candidates import Hung
from dzherelo.assistant.answer.compose import Draft, reference_of
from dzherelo.assistant.generate.context import Prompts, echoes, ordered
from dzherelo.assistant.generate.markers import Written
from dzherelo.assistant.types import Citation, Review, Statement
from dzherelo.assistant.verify import Meet, Verification, verify
from dzherelo.corpus.language.figures import figures
from dzherelo.corpus.language.overlap import Weigh, read
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import is_cyrillic, language_of
from dzherelo.corpus.types import Passage, Span

_YEAR = frozenset({"рік", "year"})  # "in the year 1903" is "in 1903"

Quote = tuple[Passage, Span]
Gloss = Callable[[Passage], Sequence[Passage]]


@dataclass(frozen=True, slots=True)
class Checked:
    """The words that carry a sentence, none if nothing does; `repaired`: they stand in another
    passage than the one it cites."""

    quotes: tuple[Quote, ...] = ()
    repaired: bool = False

    @property
    def supported(self) -> bool:
        return bool(self.quotes)


class Checker:
    """Checks sentences against passages of one library."""

    def __init__(
        self, *, terms: Terms, weigh: Weigh, gloss: Gloss, hung: Hung, meet: Meet | None = None
    ) -> None:
        """`hung` tells what a quote hangs on, `meet` how near words come in sense, where the index
        knows."""
        self._terms = terms
        self._weigh = weigh
        self._hung = hung
        self._meet = meet
        self._read = lru_cache(500)(lambda passage: read(passage, terms, gloss(passage)))

    def check(
        self, sentence: str, cited: Sequence[Passage], others: Sequence[Passage], *, about: str
    ) -> Checked:
        """What carries the sentence: each cited passage that does so alone, else those that do it
        together, else the one of the `others` that does it best.

        A few words ("1903.") prove nothing by standing somewhere: they count where most other
        words of the question, `about`, stand with them, or are carried together with them. An item
        of a list comes with the words that it hangs on, where the sentence says some of them.
        """
        found = self._carried(sentence, cited, others, about)
        quotes = [one for quote in found.quotes for one in (*self._above(sentence, quote), quote)]
        return replace(found, quotes=tuple(dict.fromkeys(quotes)))

    def _above(self, sentence: str, quote: Quote) -> Iterator[Quote]:
        """What a quote hangs on and the sentence says that the quote does not."""
        passage, span = quote
        held = self._terms.keys(passage.words(span))
        left = [term for term in self._terms.read(sentence) if term.keys.isdisjoint(held)]
        for stem in self._hung(passage, span):
            keys = self._terms.keys(stem.text)
            if any(not term.keys.isdisjoint(keys) for term in left):
                yield stem.passage, stem.span

    def _carried(
        self, sentence: str, cited: Sequence[Passage], others: Sequence[Passage], about: str
    ) -> Checked:
        found = self._check(sentence, cited, others)
        if len(self._terms.read(sentence)) >= 3:  # fewer words may be those of anything
            return found
        own = self._terms.keys(sentence)
        asked = [term for term in self._terms.read(about) if term.keys.isdisjoint(own)]
        fitting = [quote for quote in found.quotes if self._stands_with(asked, quote)]
        if not fitting:
            return self._completed(sentence, cited, others, about)
        return replace(found, quotes=tuple(fitting))

    def _completed(
        self, sentence: str, cited: Sequence[Passage], others: Sequence[Passage], about: str
    ) -> Checked:
        """What carries the words of the question with a short answer in them: "when was the room
        founded 1903". Every word of the answer must stand there."""
        own = [term for term in self._terms.read(sentence) if _YEAR.isdisjoint(term.keys)]
        if not own and not figures(sentence):
            return Checked()
        found = self._check(f"{about.rstrip(' ?!.')} {sentence}", cited, others)
        held = [self._terms.keys(self._read(p).words(span)) for p, span in found.quotes]
        if all(any(not term.keys.isdisjoint(keys) for keys in held) for term in own):
            return found
        return Checked()

    def _stands_with(self, asked: Sequence[Term], quote: Quote) -> bool:
        around = self._around(*quote)
        return sum(not term.keys.isdisjoint(around) for term in asked) > len(asked) / 2

    def _around(self, passage: Passage, span: Span) -> frozenset[str]:
        """The words of a quote and of what it stands under."""
        reading = self._read(passage)
        return self._terms.keys(reading.words(span)) | reading.context

    def _check(self, sentence: str, cited: Sequence[Passage], others: Sequence[Passage]) -> Checked:
        if alone := self._alone(sentence, cited):
            return Checked(tuple(quote for _, quote in alone))
        if len(cited) > 1:
            together = self._verified(sentence, cited)
            if together.supported:
                return Checked(
                    tuple(
                        (passage, span)
                        for passage, span in zip(cited, together.spans, strict=True)
                        if span is not None
                    )
                )
        if repairs := self._alone(sentence, self._near(sentence, others, but=cited)):
            _, best = max(repairs, key=lambda repair: repair[0])
            return Checked((best,), repaired=True)
        return Checked()

    def _near(
        self, sentence: str, passages: Sequence[Passage], *, but: Sequence[Passage]
    ) -> list[Passage]:
        """The passages worth verifying against: those that share enough words with the sentence."""
        terms = self._terms.read(sentence)
        least = 0.3 * len(terms)  # far less than verification asks for
        near = []
        for passage in passages:
            reading = self._read(passage)
            held = reading.keys | reading.gloss
            shared = sum(not term.keys.isdisjoint(held) for term in terms)
            if passage not in but and shared >= least:
                near.append(passage)
        return near

    def _alone(self, sentence: str, passages: Sequence[Passage]) -> list[tuple[float, Quote]]:
        found = []
        for passage in passages:
            verified = self._verified(sentence, [passage])
            span = verified.spans[0]
            if verified.supported and span is not None:
                found.append((verified.coverage, (passage, span)))
        return found

    def _verified(self, sentence: str, passages: Sequence[Passage]) -> Verification:
        readings = [self._read(passage) for passage in passages]
        return verify(sentence, readings, terms=self._terms, weigh=self._weigh, meet=self._meet)


_WORD = re.compile(r"\w{3,}")


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
        if letters < 20:
            return None
        language = language_of(text)
        mixed = sum(is_cyrillic(c) for c in text) > 0.3 * letters
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
