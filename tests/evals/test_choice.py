"""Which questions are asked of a library that holds some texts, or notes alone."""

import json

import pytest

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import Settings
from dzherelo.corpus.types import Kind, Locator, Passage, Source, Span, Status
from dzherelo.evals.gold import Question, choose, gold_files, load_gold
from dzherelo.evals.libraries import without_texts

GROUP = {"any_of": [{"source": "ref04", "locator": {"article": "7"}, "terms": ["harbour"]}]}


class Shelf:
    """Sources with their status; each has one passage, of its text or of the notes."""

    def __init__(self, **statuses):
        self.statuses = statuses

    def sources(self):
        return tuple(Source(id, id, "en", status) for id, status in self.statuses.items())

    def passages(self, id, /):
        status = self.statuses[id]
        origin = "text" if status in (Status.FULL, Status.PART) else "note"
        text, place = "The harbour.", Locator(article="7")
        made = Passage(id, id, Span(0, 12), text, place, "en", Kind.PROVISION, origin=origin)
        return () if status is Status.RECORD else (made,)


def asked(collection, *, answerable=True, **changes):
    fields = {
        "id": f"{collection}-{answerable}",
        "lang": "en",
        "kind": "fact",
        "question": "What of the harbour?",
        "split": "dev",
        "answerable": answerable,
        "evidence": [GROUP] if answerable else [],
        "reason": [] if answerable else ["not-in-library"],
        "collection": collection,
    }
    return Question.model_validate(fields | changes)


@pytest.mark.parametrize(
    ("about", "held", "stays"),
    [
        (["article"], "article", True),
        (["article"], "ref04", False),
        (["ref04", "ref06"], "ref06", True),
        ([], "article", True),
    ],
)
def test_what_is_to_be_declined_is_asked_where_its_matter_is_held(about, held, stays):
    question = asked("own", answerable=False, about=about)
    choice = choose(Shelf(**{held: Status.FULL}), [question])
    assert len(choice.questions) == stays
    assert choice.left_out == (not stays)
    assert bool(choice.missing) is not stays


def test_a_question_with_a_planted_text_is_asked_only_beside_that_text():
    question = asked("own", planted=["leaflet.txt"])
    choice = choose(Shelf(ref04=Status.FULL), [question])
    assert (choice.questions, choice.missing) == ((), ("leaflet",))
    assert choose(Shelf(ref04=Status.FULL, leaflet=Status.FULL), [question]).questions == (
        question,
    )


def test_a_source_of_which_only_notes_or_the_record_are_held_has_no_text():
    for status in (Status.NOTES, Status.RECORD):
        choice = choose(Shelf(article=Status.FULL, ref04=status), [asked("library")])
        assert (choice.origin, choice.questions, choice.missing) == ("text", (), ("ref04",))
    assert choose(Shelf(ref04=Status.PART), [asked("library")]).questions


def test_notes_are_the_measure_where_there_is_no_text():
    unnoted = {"any_of": [GROUP["any_of"][0] | {"locator": {"article": "8"}}]}
    questions = [
        asked("library"),
        asked("library", id="half", evidence=[GROUP, unnoted]),
        asked("library", id="none", evidence=[unnoted]),
        asked("library", answerable=False),
    ]
    choice = choose(Shelf(ref04=Status.NOTES), questions)
    assert [q.id for q in choice.questions] == ["library-True", "half", "library-False"]
    assert choice.lines() == (
        "Notes alone: 2 of 3 answerable questions have a note at their evidence; "
        "the others are left out",
    )
    assert choice.as_dict()["notes"] == {"answerable": 3, "noted": 2}


def test_notes_are_measured_apart_from_the_texts_that_were_added(tmp_path):
    home = tmp_path / "home"
    (home / "notes").mkdir(parents=True)
    (home / "glossary.toml").write_text("", encoding="utf-8")
    (tmp_path / "pier.txt").write_text("The pier was built in 1911.\n", encoding="utf-8")
    settings = Settings(home=home, chroma="http://127.0.0.1:1")
    with open_assistant(settings) as assistant:
        assistant.add(tmp_path / "pier.txt")
    with without_texts(settings) as apart:
        assert apart.chroma is None
        assert (apart.home / "glossary.toml").exists()
        with open_assistant(apart) as assistant:
            assert assistant.sources() == ()
    assert not apart.home.exists()


def test_the_notes_that_come_along_are_measured_and_quoted_exactly(notes_run):
    run = notes_run
    assert run.config["origin"] == "note"
    planted = [q for q in load_gold(gold_files("dev")) if q.planted]
    assert run.config["left_out"]["questions"] == len(planted)
    assert set(run.config["left_out"]["sources"]) == {id for q in planted for id in q.sown}
    assert run.config["notes"]["noted"] >= 0.8 * run.config["notes"]["answerable"] > 60
    assert run.score("Exact").mean == run.score("Valid").mean == 1.0
    answers = (run.folder / "answers.jsonl").read_text("utf-8").splitlines()
    assert {c["origin"] for a in map(json.loads, answers) for c in a["citations"]} == {"note"}


def test_with_the_article_alone_only_its_questions_are_asked(real_library, shipped, tmp_path):
    settings = shipped.settings.model_copy(update={"home": tmp_path})
    with open_assistant(settings) as assistant:
        assistant.add(real_library / "article" / "article.txt", as_id="article")
        choice = choose(assistant, load_gold(gold_files("dev")))
    needed = [q.evidence for q in choice.questions if q.answerable]
    assert all(p.source == "article" for groups in needed for g in groups for p in g.any_of)
    assert {q.collection for q in choice.questions} >= {"article", "dialogue"}
    assert len(choice.questions) >= 100
    assert choice.left_out >= 60
    assert set(choice.missing) >= {"ref03", "ref04", "ref05", "ref06", "ref07"}
