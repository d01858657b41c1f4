"""A follow-up made a question that stands alone, by the model, and checked against the dialogue.

LlamaIndex's chat memory holds the turns, within a number of tokens. What the model makes of the
question counts only if it invents nothing: else the rules of quotes mode complete the question.
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

_LONGEST = 300  # characters of a question that was rewritten
_TOKENS = 120  # that a model may write for it
_SHORT = 200  # characters to which an answer in the dialogue may be cut
_KNOWN = 0.7  # share of the words of the new question that the dialogue has


def rewritten(
    asked: str,
    history: Sequence[Turn],
    *,
    model: Model,
    terms: Terms,
    prompts: Prompts,
    room: int,
) -> str | None:
    """The follow-up `asked` as a question that stands alone; None if the model fails or invents, or
    if by the rules what it made still leans on the dialogue: "скільки членів у ній?"."""
    if not history:
        return None
    system = prompts("rewrite", "system")
    last = prompts("rewrite", "user", question=harmless(asked))
    left = room - _TOKENS - estimated_tokens(system) - estimated_tokens(last)
    messages = (
        Message("system", system),
        *remembered(history, room=left),
        Message("user", last),
    )
    try:
        said = "".join(piece.text for piece in model.stream(messages, limit=_TOKENS))
    except ModelFailure:
        return None
    made = _line(said, last)
    if not made or not invents_nothing(made, asked, history, terms=terms):
        return None
    return None if leans(made, history, terms) else made


def remembered(history: Sequence[Turn], *, room: int) -> tuple[Message, ...]:
    """The turns as messages within `room` tokens: the longest answers are cut first, then the
    earliest turns forgotten."""
    # Not `Memory`, its successor: that one opens a database for each dialogue and leaves it open.
    from llama_index.core.base.llms.types import ChatMessage, MessageRole
    from llama_index.core.memory import ChatMemoryBuffer

    if room < 1:
        return ()
    memory = ChatMemoryBuffer.from_defaults(
        token_limit=room, tokenizer_fn=lambda text: list(range(estimated_tokens(text)))
    )
    for turn in _shortened(history, room):
        memory.put(ChatMessage(role=MessageRole.USER, content=turn.question))
        memory.put(ChatMessage(role=MessageRole.ASSISTANT, content=turn.answer or "…"))
    return tuple(
        Message("user" if held.role == MessageRole.USER else "assistant", held.content or "")
        for held in memory.get()
    )


def _shortened(history: Sequence[Turn], room: int) -> list[Turn]:
    turns = [Turn(harmless(turn.question), harmless(turn.answer)) for turn in history]
    while sum(estimated_tokens(t.question + t.answer) for t in turns) > room:
        longest = max(range(len(turns)), key=lambda at: len(turns[at].answer))
        answer = turns[longest].answer
        if len(answer) <= _SHORT:
            break
        cut = answer[: max(_SHORT, len(answer) // 2) - 1].rsplit(" ", 1)[0]
        turns[longest] = Turn(turns[longest].question, f"{cut}…")
    return turns


def invents_nothing(made: str, asked: str, history: Sequence[Turn], *, terms: Terms) -> bool:
    """Whether a rewritten question keeps every word of the one asked, has no name or number that
    the dialogue lacks, and few other words."""
    if len(made) > _LONGEST or language_of(made) != language_of(asked) or gives_orders(made):
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
    return len(strange) <= (1 - _KNOWN) * len(new)


def _named(term: Term, among: Sequence[Term]) -> bool:
    """Written with a capital letter that does not just open the question."""
    return term.is_name and term.span.start > among[0].span.start


def _line(said: str, prompt: str) -> str:
    """The first line that the model wrote, without thoughts, quotes and the prompt's end."""
    answer = said.rpartition("</think>")[2]
    first = next((line.strip() for line in answer.splitlines() if line.strip()), "")
    return first.removeprefix(prompt.splitlines()[-1]).strip("\"'«»“”* ")
