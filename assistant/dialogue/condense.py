"""Follow-ups made standalone: what a question takes from the dialogue, said in it.

Rules, not a model. "а коли її заснували?" becomes "коли Міжнародну асоціацію кримінального права
заснували?", "а частина 2?" "частина 2 статті 36 Конституції?", "і вік?" "Громадське об'єднання:
вік?". A question that stands alone is left as it is. Only the last turns count, so that a long
dialogue costs no more than a short one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dzherelo.assistant.dialogue.coreference import Centre, antecedent, main_topic, without_names
from dzherelo.assistant.dialogue.discourse import lead, spoken_of, without_opener
from dzherelo.assistant.dialogue.ellipsis import sole, swapped
from dzherelo.assistant.dialogue.entities import is_thing, telling
from dzherelo.assistant.dialogue.mentions import in_full
from dzherelo.assistant.dialogue.pinpoint_ellipsis import pinned
from dzherelo.assistant.dialogue.pronouns import Pronoun, pronoun_in
from dzherelo.assistant.dialogue.substitution import fitting
from dzherelo.assistant.query.answer_type import Shape, asks_by_word, shapes_of, wording
from dzherelo.assistant.types import Turn
from dzherelo.corpus.citations.pinpoints import pinpoints
from dzherelo.corpus.language.inflect import is_adjective, phrases
from dzherelo.corpus.language.words import content, language_of, words

TURNS = 12  # how far back a follow-up may lean

_YES = re.compile(
    r"^\W*(?:так|звісно|звичайно|давай|давайте|авжеж|yes|yeah|yep|sure|please do|go ahead|"
    r"of course)"
    r"(?:\s*,?\s*(?:please|будь ласка|хочу|давай|прошу))?\W*$",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"^\W*(?:(?:хочете|бажаєте|чи|вам|тобі|можу|сказати|розповісти|показати|пояснити|підказати|"
    r"назвати|дізнатися|знати|ще|також|про те|would you like(?: me)?|do you want(?: me)?|shall i|"
    r"should i|to|tell you|know|hear|show you|explain|also|about)\b,?\s*)+",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:теж|також|так само|ще|too|as well|else)\b", re.IGNORECASE)
_ELLIPSIS = re.compile(
    r"^\W*(?:(?:what|how) about|якщо|if|(?:як )?щодо)\b|\bones?\b|"
    r"\b(?:можна|треба|потрібно|слід|може|можуть|must|can|may)\W*$",
    re.IGNORECASE,
)
_SHOW = re.compile(
    r"^\W*(?:(?:покажи|покажіть|наведи|наведіть|дай|дайте|процитуй|процитуйте)\s+"
    r"(?:мені\s+)?(?:(?:це|те|саме|точне|точну)\s+)*(?:місце|цитату|уривок|джерело|текст)"
    r"(?:\W+(?:де|звідки|в|у)\b.*)?|"
    r"(?:а\s+)?(?:де|звідки)\s+(?:саме\s+)?(?:це|про це|так|таке)\s*"
    r"(?:саме\s+)?(?:написано|сказано|сказали|записано|говориться|йдеться|видно)?|"
    r"(?:please\s+)?(?:show|give|quote|cite)(?:\s+me)?\s+"
    r"(?:(?:the|that|this|it|exact|very|its)\s*)*(?:place|passage|quote|quotation|source|text|"
    r"where)?(?:\s+(?:it|that|this)?\s*(?:says?|said|stands?|is said|is written)\b.*)?|"
    r"where\s+(?:exactly\s+)?(?:does|is|do)\s+(?:it|that|this|they)\s*"
    r"(?:say|said|written|stated|stand)?(?:\s+(?:so|that|this|it|exactly))?)\W*$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^\W*(?:(?:на|з|із|у|в|за|до|від|для|про|при|by|in|for|at|from)\s+)?"
    r"(?:як\w*|скільки|скількох|хто|що|кого|чого|коли|де|чому|чи|навіщо|"
    r"how (?:many|much|long|often)|who|what|which|when|where|why|how)\b\s*"
    r"(?:(?:можна|треба|слід|потрібно|може|можуть|is|are|was|were|does|do|did|can|may|must)\s+)?",
    re.IGNORECASE,
)
_CONTRAST = re.compile(  # "what about the General Assembly?" asks the same of it
    r"^\W*(?:[Ww]hat|[Hh]ow) about (?:the )?[A-Z]"
)
_STANDS_FOR = re.compile(  # what stands for a word of the earlier question
    r"\bones?\b|\b(?:можна|треба|потрібно|слід|може|можуть)(?=\W*$)", re.IGNORECASE
)
_MOST_WORDS = 14  # of a question that leans on an earlier one by a pronoun
_MOST_ELLIPTICAL = 10  # of one that only opens with "а" or "and"
_FEW_WORDS = 6  # of a question that names little and yet may be asked by itself
_FEW_TELLING = 2  # from which it may do so
_TELLING = 3  # telling words from which a question that opens so stands alone


@dataclass(frozen=True, slots=True)
class Completed:
    """A question made standalone.

    `text` is its wording, `own` the part of it that was asked and `topic` the part that was put
    before it; `topic` is empty where nothing was, also where a pronoun was replaced. `before` are
    the earlier questions that one leans on which could not be made to stand alone by itself.
    `typed` is what was written where a pronoun of it was replaced, `put` what was put in its place;
    `centre` what it stands for, also for the turns that lean on this one; `open` the genders of a
    pronoun that was not replaced.
    `unsure`: it names little, and yet may stand alone as it is. `shown` is how it is said to the
    user, where that is not `text`.
    """

    text: str
    own: str
    topic: str = ""
    before: str = ""
    typed: str = ""
    put: str = ""
    unsure: bool = False
    centre: Centre | None = None
    open: tuple[str, ...] = ()
    shown: str = ""


def complete(asked: str, history: Sequence[Turn]) -> Completed:
    """The standalone wording of a question of a dialogue; `asked` itself if it stands alone."""
    return all_completed(asked, history)[-1]


def is_a_reply(asked: str) -> bool:
    """Whether it is a yes to what was offered, or a wish to be shown the place: then the question
    is one that was asked before."""
    return bool(_YES.match(asked) or _SHOW.match(without_opener(asked)))


def last_asked(history: Sequence[Turn]) -> str:
    """The last question of a dialogue, with what it leans on; empty if there is none."""
    turns = [turn for turn in history if turn.question.strip()]
    if not turns:
        return ""
    last = complete(turns[-1].question, turns[:-1])
    return f"{last.before} {last.own}" if last.before else last.text


def all_completed(asked: str, history: Sequence[Turn]) -> list[Completed]:
    """As `complete`, of every question of a dialogue since its topic was last changed."""
    earlier: list[Turn] = []
    done: list[Completed] = []
    said = [turn for turn in history[-TURNS:] if turn.question.strip()]
    for turn in (*said, Turn(asked)):
        question = turn.question
        if earlier and (led := lead(question)):
            question = led.question
            if led.anew:
                earlier, done = [], []
            elif led.back:
                what, centre = spoken_of(in_full(led.back, earlier))
                done.append(Completed(what, what, centre=centre))
                earlier.append(Turn(what))
        done.append(_in_turn(question, earlier, done))
        earlier.append(replace(turn, question=done[-1].text))
    return done


def _in_turn(asked: str, earlier: Sequence[Turn], done: Sequence[Completed]) -> Completed:
    """As `_completed`, with the questions that one leans on which does not stand alone by itself:
    the last that does, and the one just before it. To be shown the place is to ask again."""
    if done and _SHOW.match(without_opener(asked)):
        return done[-1]
    made = _completed(asked, earlier, done[-1] if done else None)
    leans = bool(done) and (bool(made.topic) or made.text != made.own)
    if leans and made.centre is None and not _has_a_subject(made.own):
        made = replace(made, centre=done[-1].centre, open=made.open or done[-1].open)
    if not made.topic or not done:
        return made
    root = next((one for one in reversed(done) if not one.before), done[0])
    said = [root.text] if root is done[-1] else [root.text, done[-1].own]
    by_name = "," not in made.topic and made.text != made.own
    text = made.text if by_name else " – ".join([*said, made.own])
    topic = ". ".join([made.topic, *said[1:]])
    return replace(made, text=text, topic=topic, before=" ".join(said))


def _has_a_subject(body: str) -> bool:
    """Whether a question names what it is about: "а референдум потрібен?"."""
    first = next((one for one in phrases(body) if is_thing(one)), None)
    return first is not None and first.case == "nomn" and not _WHO.search(body)


_WHO = re.compile(r"(?<!\w)(?:хто|що|шо)(?!\w)", re.IGNORECASE)


def _completed(asked: str, earlier: Sequence[Turn], last: Completed | None) -> Completed:
    """As `complete`, over turns whose questions stand alone already, the `last` of them so."""
    alone = Completed(asked, asked)
    if not earlier or not asked.strip():
        return alone
    if _YES.match(asked):
        offered = _offered(earlier[-1])
        return _about(offered, earlier) if offered else Completed(asked, asked)
    whole = in_full(asked, earlier)
    body = without_opener(whole)
    if found := pinpoints(body):
        text = pinned(body, found, earlier)
        lacks = text == body and not (found[-1].act or found[-1].other_act)
        return _about(body, earlier) if lacks else Completed(text, text)
    opened = body != whole
    pronoun = pronoun_in(body)
    count = sum(1 for _ in words(body))
    if pronoun and count <= _MOST_WORDS and (pronoun.genders or len(telling(body)) <= _TELLING):
        return _replaced(body, pronoun, earlier, last)
    if opened and count <= _MOST_ELLIPTICAL and not (_stands_alone(body) or _contrasts(body)):
        return replace(_elliptical(body, earlier), unsure=len(telling(body)) >= _FEW_TELLING)
    if _MORE.search(body) and count <= _MOST_ELLIPTICAL and not _stands_alone(body):
        return _elliptical(body, earlier)
    names = _stands_alone(body) or _contrasts(body) or _is_defined(body)
    if count <= _FEW_WORDS and not names:
        tells = len(telling(body)) >= _FEW_TELLING
        return replace(_elliptical(body, earlier), unsure=tells and not _is_bare(body))
    if _is_bare(body) or (count <= _MOST_ELLIPTICAL and _ELLIPSIS.search(body)):
        return _elliptical(body, earlier)
    return Completed(body, body) if body != asked else alone


def _offered(turn: Turn) -> str | None:
    """The question that an answer ends with, asked by the one who says yes to it."""
    asked = re.findall(r"[^.!?…]+\?", turn.answer)
    return _OFFER.sub("", asked[-1].strip()) if asked else None


def _replaced(
    body: str, pronoun: Pronoun, earlier: Sequence[Turn], last: Completed | None
) -> Completed:
    """The question with what its pronoun stands for in the pronoun's place: what that of the
    question before stood for, if it agrees."""
    found = None
    if last is None or set(last.open).isdisjoint(pronoun.genders):
        found = antecedent(pronoun, earlier, centre=last.centre if last else None)
    put = fitting(body, pronoun, found) if found else None
    if found and put:
        return Completed(
            put, put, typed=body, put=str(found), centre=Centre(found, pronoun.genders)
        )
    made = _about(body, earlier, deed=bool(pronoun.genders) and not found)
    return replace(made, open=pronoun.genders)


def _elliptical(body: str, earlier: Sequence[Turn]) -> Completed:
    """ "А суддею?" after "З якого віку можна стати Президентом?" asks the same of a judge."""
    question = earlier[-1].question
    if _CONTRAST.match(body):
        return Completed(body, body, question)
    if swap := swapped(body, question):
        centre = Centre(swap.by, (swap.by.gender,)) if swap.by else None
        return Completed(swap.text, swap.text, centre=centre)
    own = sole(body)
    if own and own.case not in ("nomn", "accs"):
        asked = without_names(question)
        return Completed(f"{asked[:1].upper()}{asked[1:]}: {body}", f"{asked} {body}")
    return _about(body, earlier)


def _about(body: str, earlier: Sequence[Turn], *, deed: bool = False) -> Completed:
    """The question under the topic of the one before it: "Громадське об'єднання: вік?"; with
    `deed`, under all that the one before it says: "Тимчасово арештувати людину: хто …"."""
    topic = main_topic(earlier, language_of(body))
    if deed and len(rest := _ASKED.sub("", earlier[-1].question.split(": ")[0]).split()) <= 10:
        topic = " ".join(rest).strip(" ?!.")
        topic = topic[:1].upper() + topic[1:]
    own = _STANDS_FOR.sub("", body) or body
    if not topic:
        return Completed(own, own, earlier[-1].question)
    return Completed(f"{topic}: {body}", own, topic)


def _stands_alone(body: str) -> bool:
    """Whether a question names enough to be asked by itself."""
    return asks_by_word(body) and (
        len(telling(body)) >= _TELLING
        or _names_the_article(body)
        or any(phrase.proper for phrase in phrases(body))
        or re.search(r"\d", body) is not None
    )


def _is_defined(body: str) -> bool:
    """Whether a question asks what something is, or of a thing that an adjective tells apart."""
    if Shape.DEFINITION in shapes_of(body):
        return True
    told = telling(body)
    return len(told) >= 2 and any(is_adjective(form) for form in told)


_OTHERS = re.compile(r"решта|інш|останн", re.IGNORECASE)


def _contrasts(body: str) -> bool:
    """Whether a question names a subject of its own and says what is asked of it: "а партія може
    бути засновницею спілки?"."""
    subject = next(iter(phrases(body)), None)
    return (
        subject is not None
        and subject.case == "nomn"
        and not _OTHERS.match(str(subject))
        and not body[: subject.span.start].strip()
        and bool(telling(str(subject)))
        and len(telling(body)) > len(telling(str(subject)))
    )


def _names_the_article(body: str) -> bool:
    return any(not bases.isdisjoint(wording().self) for _, bases in content(body))


def _is_bare(body: str) -> bool:
    """Whether a question names nothing by itself: "рік який", "how many days?"."""
    said = [word.form for word in words(body)]
    if _names_the_article(body):
        return False  # "Хто автор статті?"
    return (
        not telling(body)
        or (not asks_by_word(body) and len(said) <= 2)
        or (len(said) <= 5 and is_adjective(said[-1]))  # "коли складає присягу новий?"
    )
