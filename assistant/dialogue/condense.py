"""Follow-ups condensed: what a question takes from the dialogue, said in it.

Rules, not a model. "а коли її заснували?" becomes "коли Міжнародну асоціацію кримінального права
заснували?", "а частина 2?" "частина 2 статті 36 Конституції?", "і вік?" "Громадське об'єднання:
вік?". A question that stands alone is left as it is. Each question leans on how those before it
were read, which was decided when they were asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dzherelo.assistant.dialogue.coreference import (
    Pronoun,
    antecedent,
    main_topic,
    pronoun_in,
    substituted,
    without_names,
    written,
)
from dzherelo.assistant.dialogue.ellipsis import sole, with_act
from dzherelo.assistant.dialogue.entities import Entities, is_thing, telling
from dzherelo.assistant.patterns import patterns
from dzherelo.assistant.query.answer_type import Shape, asks_by_word, shapes_of, wording
from dzherelo.assistant.query.question import tidy, without_opener
from dzherelo.assistant.types import Reading, Turn
from dzherelo.corpus.citations.pinpoints import pinpoints
from dzherelo.corpus.language.inflect import is_adjective, phrases
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.language.words import content, language_of, words

TURNS = 12  # how far back a follow-up may lean

_SAID = patterns(__package__, "condense")
_MOST_WORDS = 14  # of a question that leans on an earlier one by a pronoun
_MOST_ELLIPTICAL = 10  # of one that only opens with "а" or "and"
_FEW_WORDS = 6  # of a question that names little and yet may be asked by itself
_FEW_TELLING = 2  # telling words from which it may be asked by itself
_TELLING = 3  # from which a question that opens so stands alone


def condense(asked: str, turns: Sequence[Turn], entities: Entities) -> Reading:
    """A question of a dialogue as it is taken by the rules; `asked` itself if it stands alone. The
    `turns` before it have their readings."""
    earlier = turns[-TURNS:]
    last = earlier[-1].read if earlier else None
    if last and _SAID["show"].match(without_opener(asked)):
        return last  # to be shown the place is to ask again
    made = _taken(asked, earlier, entities)
    if last is None or (made.text == made.own and not made.topic):
        return made
    if not (made.substituted or made.genders or _has_a_subject(made.own)):
        made = replace(made, substituted=last.substituted, genders=last.genders)
    return _under_the_root(made, last) if made.topic else made


def settled(history: Sequence[Turn], entities: Entities) -> tuple[Turn, ...]:
    """The last turns of a dialogue, with a reading for those that were never read here: each leans
    on the one before it."""
    done: list[Turn] = []
    for turn in history[-TURNS:]:
        if turn.reading is None:
            asked = tidy(turn.question)
            turn = replace(turn, reading=condense(asked, done, entities))
        if turn.read.text.strip():
            done.append(turn)
    return tuple(done)


def leans(asked: str, history: Sequence[Turn], terms: Terms) -> bool:
    """Whether a question takes anything from a dialogue."""
    entities, plain = Entities(terms), tidy(asked)
    made = condense(plain, settled(history, entities), entities)
    return made.text not in (plain, without_opener(plain))


def is_a_reply(asked: str) -> bool:
    """Whether it is a yes to what was offered, or a wish to be shown the place: then the question
    is one that was asked before."""
    return bool(_SAID["yes"].match(asked) or _SAID["show"].match(without_opener(asked)))


def stands_alone(body: str) -> bool:
    """Whether a question names enough to be asked by itself."""
    return asks_by_word(body) and (
        len(telling(body)) >= _TELLING
        or names_the_article(body)
        or any(phrase.proper for phrase in phrases(body))
        or re.search(r"\d", body) is not None
    )


def names_the_article(body: str) -> bool:
    return any(not bases.isdisjoint(wording().self) for _, bases in content(body))


# Inside -----------------------------------------------------------------------------------------


def _under_the_root(made: Reading, last: Reading) -> Reading:
    """What cannot be said by itself, with the last question that can and the one before it."""
    said = [last.root, last.own] if last.root else [last.text]
    by_name = "," not in made.topic and made.text != made.own
    return replace(
        made,
        text=made.text if by_name else " – ".join([*said, made.own]),
        topic=". ".join([made.topic, *said[1:]]),
        root=said[0],
        beside=" ".join(said[1:]),
    )


def _taken(asked: str, earlier: Sequence[Turn], entities: Entities) -> Reading:
    if not earlier or not asked.strip():
        return Reading(asked, asked)
    if _SAID["yes"].match(asked):
        offered = _offered(earlier[-1])
        return _about(offered, earlier, entities) if offered else Reading(asked, asked)
    body = without_opener(asked)
    if found := pinpoints(body, acts=entities.terms.acts):
        text = with_act(body, found[-1], earlier, entities.terms.acts)
        lacks = text == body and not (found[-1].act or found[-1].other_act)
        return _about(body, earlier, entities) if lacks else Reading(text, text)
    pronoun = pronoun_in(body)
    count = sum(1 for _ in words(body))
    if pronoun and count <= _MOST_WORDS and (pronoun.genders or len(telling(body)) <= _TELLING):
        return _replaced(body, pronoun, earlier, entities)
    if _leaves_out(body, count, opened=body != asked):
        return _elliptical(body, earlier, entities)
    return Reading(body, body)


def _leaves_out(body: str, count: int, *, opened: bool) -> bool:
    """Whether a question leaves out what it is about; `opened`: "а" or "and" stood before it."""
    names = stands_alone(body)
    contrasts = names or _contrasts(body)
    if count <= _MOST_ELLIPTICAL:
        if (opened and not contrasts) or (_SAID["more"].search(body) and not names):
            return True
        if _SAID["leaves_out"].search(body):
            return True
    return (count <= _FEW_WORDS and not (contrasts or _is_defined(body))) or is_bare(body)


def _offered(turn: Turn) -> str | None:
    """The question that an answer ends with, asked by the one who says yes to it."""
    asked = re.findall(r"[^.!?…]+\?", turn.answer)
    return _SAID["offer"].sub("", asked[-1].strip()) if asked else None


def _replaced(body: str, pronoun: Pronoun, earlier: Sequence[Turn], entities: Entities) -> Reading:
    """The question with what its pronoun stands for in the pronoun's place; where what the one
    before it stood for is not known, nor is this."""
    last = earlier[-1].read
    found = None
    if last.substituted or set(last.genders).isdisjoint(pronoun.genders):
        found = antecedent(pronoun, earlier, entities)
    if found and (put := substituted(body, pronoun, found, entities)):
        name = written(found, entities)
        return Reading(put, put, typed=body, substituted=name, genders=pronoun.genders)
    made = _about(body, earlier, entities, deed=bool(pronoun.genders) and not found)
    return replace(made, genders=pronoun.genders)


def _elliptical(body: str, earlier: Sequence[Turn], entities: Entities) -> Reading:
    """ "А суддею?" after "З якого віку можна стати Президентом?" asks the same of a judge."""
    question = earlier[-1].read.text
    if _SAID["contrast"].match(body):
        return Reading(body, body, topic=question)
    if asked := _exchanged(body, question, entities):
        return Reading(asked, asked)
    own = sole(body)
    if own and own.case not in ("nomn", "accs"):
        asked = without_names(question)
        return Reading(f"{asked[:1].upper()}{asked[1:]}: {body}", f"{asked} {body}")
    return _about(body, earlier, entities)


def _about(
    body: str, earlier: Sequence[Turn], entities: Entities, *, deed: bool = False
) -> Reading:
    """The question under the topic of the one before it: "Громадське об'єднання: вік?"; with
    `deed`, under all that the one before it says: "Тимчасово арештувати людину: хто …"."""
    question = earlier[-1].read.text
    topic = main_topic(earlier, language_of(body), entities)
    rest = _SAID["question_word"].sub("", question.split(": ")[0]).split() if deed else []
    if deed and len(rest) <= 10:
        topic = " ".join(rest).strip(" ?!.")
        topic = topic[:1].upper() + topic[1:]
    own = _SAID["stands_for"].sub("", body) or body
    if not topic:
        return Reading(own, own, topic=question)
    if deed and language_of(body) == "en":  # "Heat affect spots" is no English: said as it was
        return Reading(own, own, topic=topic)
    return Reading(f"{topic}: {body}", own, topic=topic)


def _exchanged(body: str, question: str, entities: Entities) -> str:
    """ "What is LDI?" for "and LDI?" after "What is RustCam?"; empty where the question names
    nothing, or several things, or more is asked."""
    other = body.strip(" ?!.")
    bare = len(other.split()) <= 3 and not asks_by_word(other) and other[:1].isalpha()
    names = entities.names_in(question)
    named = bare and len(names) == 1 and entities.names_in(f"so {other}")
    if not named or language_of(body) != "en":
        return ""
    before, _, after = question.partition(names[0])
    return before + other.removeprefix("the " if before.endswith("the ") else "") + after


def _has_a_subject(body: str) -> bool:
    """Whether a question names what it is about: "а референдум потрібен?"."""
    first = next((one for one in phrases(body) if is_thing(one)), None)
    return first is not None and first.case == "nomn" and not _SAID["who"].search(body)


def _is_defined(body: str) -> bool:
    """Whether a question asks what something is, or of a thing that an adjective tells apart."""
    if Shape.DEFINITION in shapes_of(body):
        return True
    told = telling(body)
    return len(told) >= 2 and any(is_adjective(form) for form in told)


def _contrasts(body: str) -> bool:
    """Whether a question names a subject of its own and says what is asked of it: "а партія може
    бути засновницею спілки?"."""
    subject = next(iter(phrases(body)), None)
    return (
        subject is not None
        and subject.case == "nomn"
        and not _SAID["others"].match(str(subject))
        and not body[: subject.span.start].strip()
        and bool(telling(str(subject)))
        and len(telling(body)) > len(telling(str(subject)))
    )


def is_bare(body: str) -> bool:
    """Whether a question names nothing by itself: "рік який", "how many days?"."""
    said = [word.form for word in words(body)]
    if names_the_article(body):
        return False  # "Хто автор статті?"
    return (
        not telling(body)
        or (not asks_by_word(body) and len(said) <= 2)
        or (len(said) <= 5 and is_adjective(said[-1]))  # "коли складає присягу новий?"
    )
