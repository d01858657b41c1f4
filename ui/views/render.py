"""What an answer looks like on a terminal; some of it the chat page uses too. Pure functions."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence

from dzherelo.assistant.types import Answer, Citation, Cost, Hit, Review
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.library.records import Correction
from dzherelo.corpus.types import Kind, Passage, Source, Status
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.markup import calm

Titles = Mapping[str, Source]  # the sources of the library by id
Slips = Callable[[Citation], Sequence[Correction]]  # what a quote repeats that is wrong

_SNIPPET = 200  # characters of a passage in a list of what is nearby


def no_slips(citation: Citation) -> Sequence[Correction]:
    return ()


# -- plain text ----------------------------------------------------------------------------------


def plain_answer(
    answer: Answer, titles: Titles, *, width: int | None = None, slips: Slips = no_slips
) -> str:
    """The answer with its markers, then each citation, with the `slips` that its words repeat;
    wrapped to `width` columns if given.

    The text of a declined answer itself says so and names what is nearby.
    """
    words = Words(answer.language)
    blocks = []
    if taken := taken_as(answer):
        blocks.append(fill(words("understood", question=taken), width))
    blocks.append(fill(_with_quotes_on_a_line(answer), width))
    if answer.notice:
        blocks.append(fill(answer.notice, width))
    for citation in answer.citations:
        blocks.append(_plain_citation(citation, titles, words, width))
        for slip in slips(citation):
            blocks[-1] += f"\n{fill(slip_line(slip, words), width, indent='    ')}"
    if answer.cost:
        blocks.append(fill(cost_line(answer.cost, words), width))
    if answer.review:
        blocks.append(fill(review_line(answer.review, words), width))
    return "\n\n".join(blocks)


def _with_quotes_on_a_line(answer: Answer) -> str:
    """The text of the answer, in which the lines of a quote do not break it up."""
    text = answer.text
    for statement in answer.statements if answer.mode == "quotes" else ():
        text = text.replace(statement.text, on_a_line(statement.text))
    return text


def on_a_line(text: str) -> str:
    """Words of a source as they are shown within a line."""
    return " ".join(text.split())


def cost_line(cost: Cost, words: Words) -> str:
    """What a language model took: its name, tokens, seconds."""
    key = "cost.cached" if cost.cached else "cost.estimated" if cost.estimated else "cost"
    tokens = cost.prompt_tokens + cost.completion_tokens
    return words(key, model=cost.model, tokens=tokens, seconds=f"{cost.seconds:.1f}")


def review_line(review: Review, words: Words) -> str:
    """What became of the sentences that a model wrote; what did not happen is not said."""
    counts = {
        "repaired": review.repaired,
        "unknown": review.unknown,
        "unmarked": review.unmarked,
        "withheld": review.withheld,
    }
    said = [words("review", sentences=review.sentences, supported=review.supported)]
    said += [words(f"review.{name}", count=count) for name, count in counts.items() if count]
    return " · ".join(said)


def plain_hits(
    hits: Sequence[Hit], titles: Titles, language: str, *, width: int | None = None
) -> str:
    """A numbered list of passages: source, locator, score, and the whole text."""
    words = Words(language)
    return "\n\n".join(
        f"{hit.rank}. {_place(hit.passage, titles, words)}  ({hit.score:.2f})\n"
        + fill(hit.passage.text, width, indent="   ")
        for hit in hits
    )


def _plain_citation(citation: Citation, titles: Titles, words: Words, width: int | None) -> str:
    head = f"[{citation.marker}] {_place(citation.passage, titles, words)}"
    head += "".join(f" ({one})" for one in own_references(citation, words))
    quote = quoted(on_a_line(citation.text), words.language)
    return f"{fill(head, width)}\n{fill(quote, width, indent='    ')}"


def fill(text: str, width: int | None, *, indent: str = "") -> str:
    """`text` line by line, wrapped and indented, without control characters."""
    lines = calm(text).split("\n")
    if width is None:
        return "\n".join(indent + line for line in lines)
    return "\n".join(
        textwrap.fill(
            line,
            max(width, 30),
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )


# -- words shared by both ------------------------------------------------------------------------


def title_of(source: str, titles: Titles) -> str:
    """The title of a source, or its id where the library has no title for it."""
    known = titles.get(source)
    return (known.title if known else "") or source


def corrected(one: Correction, words: Words) -> str:
    """What the article says, what is right, and why."""
    said, rightly = one.article_says, one.rightly
    first = ""
    if said and rightly:
        first = words("cite.says", said=said, rightly=rightly)
    elif rightly:
        first = words("cite.rightly", rightly=rightly)
    elif said:
        first = words("cite.said", said=said)
    reason = one.uk if words.language == "uk" else one.en
    evidence = f"({one.evidence})" if one.evidence else ""
    return " ".join(part for part in (first, reason, evidence) if part)


def slip_line(one: Correction, words: Words) -> str:
    """A slip of the article, named as one."""
    return f"{words('cite.slip')}: {corrected(one, words)}"


def taken_as(answer: Answer) -> str | None:
    """The question as it was taken, where more than its capitals and signs is another."""
    taken = answer.understood
    return taken if taken and _said(taken) != _said(answer.question) else None


def _said(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def own_references(citation: Citation, words: Words) -> list[str]:
    """What of its reference list a source itself cites for the quoted words: "cites reference 2,
    p. 84"."""
    if citation.passage.kind is Kind.ENTRY:
        return []  # an entry is a reference, and cites none
    found = [one for one in citation.passage.references if citation.quote.overlap(one.supports)]
    if not found and citation.reference is not None:
        return [words("own.reference", number=citation.reference)]
    pages = {one: f", {words('own.page', page=one.page)}" if one.page else "" for one in found}
    said = [words("own.reference", number=f"{one.number}{pages[one]}") for one in found]
    return list(dict.fromkeys(said))


def source_facts(source: Source, words: Words) -> list[str]:
    """What a list of sources says of one: its status, then what was counted in it."""
    counted = (
        ("passages", source.passages),
        ("references", source.entries),
        ("markers", source.references),
    )
    facts = [words(key, count=count) for key, count in counted if count]
    return [words(f"status.{source.status}"), *facts]


def _place(passage: Passage, titles: Titles, words: Words) -> str:
    place = f"{title_of(passage.source, titles)}, {passage.locator.label(words.language)}"
    status = status_of(passage, titles, words)
    return f"{place} ({status})" if status else place


def status_of(passage: Passage, titles: Titles, words: Words) -> str:
    """What the reader must know of the source: nothing if its whole text is in the library."""
    if passage.origin == "note":
        return words("from.notes")
    known = titles.get(passage.source)
    return words(f"status.{known.status}") if known and known.status != Status.FULL else ""


def snippet(text: str) -> str:
    """The beginning of a passage, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SNIPPET else line[:_SNIPPET].rsplit(" ", 1)[0] + "…"
