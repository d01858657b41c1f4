"""What an answer looks like on a terminal; some of it the chat page uses too. Pure functions."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from assistant.types import Answer, Citation, Cost, Hit, Review
from corpus.quoting import quoted
from corpus.types import Passage, Source, Status
from ui.markup import calm
from ui.texts import Words

Titles = Mapping[str, Source]  # the sources of the library by id

_SNIPPET = 200  # characters of a passage in a list of what is nearby


# -- plain text ----------------------------------------------------------------------------------


def plain_answer(answer: Answer, titles: Titles, *, width: int | None = None) -> str:
    """The answer with its markers, then each citation; wrapped to `width` columns if given.

    The text of a declined answer itself says so and names what is nearby.
    """
    words = Words(answer.language)
    blocks = []
    if answer.understood and answer.understood != answer.question:
        blocks.append(fill(words("understood", question=answer.understood), width))
    blocks.append(fill(answer.text, width))
    if answer.notice:
        blocks.append(fill(answer.notice, width))
    blocks.extend(_plain_citation(citation, titles, words, width) for citation in answer.citations)
    if answer.cost:
        blocks.append(fill(cost_line(answer.cost, words), width))
    if answer.review:
        blocks.append(fill(review_line(answer.review, words), width))
    return "\n\n".join(blocks)


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
    quote = quoted(citation.text, words.language)
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
