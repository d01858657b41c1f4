"""A follow-up made a question that stands alone, by the model, and checked against the dialogue.

What the model makes of the question counts only if it invents nothing: else the rules of quotes
mode complete the question.
"""

from __future__ import annotations

from collections.abc import Sequence

from dzherelo.assistant.dialogue.condense import leans
from dzherelo.assistant.generate.context import Prompts, gives_orders, harmless
from dzherelo.assistant.generate.model import Message, Model, ModelFailure, estimated_tokens
from dzherelo.assistant.query.answer_type import is_frame
from dzherelo.assistant.types import Turn
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import language_of


def rewritten(
    asked: str,
    history: Sequence[Turn],
    *,
    model: Model,
    terms: Terms,
    prompts: Prompts,
    room: int,
    limit: int = 120,
) -> str | None:
    """The follow-up `asked` as a question that stands alone; None if the model fails or invents, or
    if by the rules what it made still leans on the dialogue: "скільки членів у ній?"."""
    if not history:
        return None
    system = prompts("rewrite", "system")
    last = prompts("rewrite", "user", question=harmless(asked))
    left = room - limit - estimated_tokens(system) - estimated_tokens(last)
    messages = (
        Message("system", system),
        *remembered(history, room=left),
        Message("user", last),
    )
    try:
        said = "".join(piece.text for piece in model.stream(messages, limit=limit))
    except ModelFailure:
        return None
    made = _line(said, last)
    if not made or not invents_nothing(made, asked, history, terms=terms):
        return None
    return None if leans(made, history, terms) else made


def remembered(history: Sequence[Turn], *, room: int) -> tuple[Message, ...]:
    """The turns as messages within `room` tokens: the longest answers are cut first, then the
    earliest turns forgotten."""
    turns = _shortened(history, room)
    while turns and _tokens(turns) > room:
        del turns[0]
    return tuple(
        message
        for turn in turns
        for message in (Message("user", turn.question), Message("assistant", turn.answer or "…"))
    )


def _tokens(turns: Sequence[Turn]) -> int:
    return sum(estimated_tokens(turn.question + turn.answer) for turn in turns)


def _shortened(history: Sequence[Turn], room: int, *, short: int = 200) -> list[Turn]:
    turns = [Turn(harmless(turn.question), harmless(turn.answer)) for turn in history]
    while _tokens(turns) > room:
        longest = max(range(len(turns)), key=lambda at: len(turns[at].answer))
        answer = turns[longest].answer
        if len(answer) <= short:
            break
        cut = answer[: max(short, len(answer) // 2) - 1].rsplit(" ", 1)[0]
        turns[longest] = Turn(turns[longest].question, f"{cut}…")
    return turns


def invents_nothing(
    made: str, asked: str, history: Sequence[Turn], *, terms: Terms, known_share: float = 0.7
) -> bool:
    """Whether a rewritten question, no longer than one is, keeps every word of the one asked, has
    no name or number that the dialogue lacks, and few other words."""
    if len(made) > 300 or language_of(made) != language_of(asked) or gives_orders(made):
        return False
    own = terms.read(asked)
    said = terms.read(" . ".join(f"{turn.question} . {turn.answer}" for turn in history))
    known = frozenset().union(*(term.keys for term in (*own, *said)))
    new = terms.read(made)
    keys = frozenset().union(*(term.keys for term in new))
    if any(not is_frame(term) and term.keys.isdisjoint(keys) for term in own):
        return False
    strange = [term for term in new if term.keys.isdisjoint(known) and not is_frame(term)]
    if any(term.is_number or _named(term, new) for term in strange):
        return False
    return len(strange) <= (1 - known_share) * len(new)


def _named(term: Term, among: Sequence[Term]) -> bool:
    """Written with a capital letter that does not just open the question."""
    return term.is_name and term.span.start > among[0].span.start


def _line(said: str, prompt: str) -> str:
    """The first line that the model wrote, without thoughts, quotes and the prompt's end."""
    answer = said.rpartition("</think>")[2]
    first = next((line.strip() for line in answer.splitlines() if line.strip()), "")
    return first.removeprefix(prompt.splitlines()[-1]).strip("\"'«»“”* ")
