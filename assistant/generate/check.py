"""A written sentence against the words it cites: which passages carry it, and which words of them.

The one place where this package asks `dzherelo.assistant.verify`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from dzherelo.assistant.answer.lead_ins import Hung
from dzherelo.assistant.verify import Meet, Reading, Verification, Weigh, read, verify
from dzherelo.corpus.language.figures import figures
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.remembered import remembered
from dzherelo.corpus.types import Passage, Span

_FEW = 3  # words that carry meaning
_MOST = 0.5  # share of the words of a question
_YEAR = frozenset({"рік", "year"})  # "in the year 1903" is "in 1903"
_SHARED = 0.3  # of them: far less than verification asks for

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
        self._gloss = gloss
        self._hung = hung
        self._meet = meet
        self._read = remembered(self._reading, 500)

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
        if len(self._terms.read(sentence)) >= _FEW:
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
        return sum(not term.keys.isdisjoint(around) for term in asked) > _MOST * len(asked)

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
        near = []
        for passage in passages:
            reading = self._read(passage)
            held = reading.keys | reading.gloss
            shared = sum(not term.keys.isdisjoint(held) for term in terms)
            if passage not in but and shared >= _SHARED * len(terms):
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

    def _reading(self, passage: Passage) -> Reading:
        return read(passage, self._terms, self._gloss(passage))
