"""Gold questions: what a file may hold, what is said of a bad one, and where evidence stands."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dzherelo.corpus.errors import InputError, SettingsError
from dzherelo.corpus.types import Kind, Locator, Passage, Span
from dzherelo.evals.gold import Question, dialogues, gold_files, load_gold, resolve

PLACE = {"source": "essay", "locator": {"paragraph": 2}, "terms": ["міст"]}
GOOD = {
    "id": "q1",
    "lang": "uk",
    "kind": "fact",
    "question": "Який міст найстаріший?",
    "split": "dev",
    "answerable": True,
    "evidence": [{"any_of": [PLACE]}],
    "nuggets": [{"weight": "vital", "any_of": ["кам'яний міст"]}],
}
REFUSED = {
    "id": "q2",
    "lang": "en",
    "kind": "off-topic",
    "question": "Who won?",
    "split": "dev",
    "answerable": False,
    "reason": "not-in-library",
}


def passage(text, start, **locator):
    return Passage(
        f"essay-{start}",
        "essay",
        Span(start, start + len(text)),
        text,
        Locator(**locator),
        "uk",
        Kind.PARAGRAPH,
    )


ESSAY = (
    passage("Місто стоїть на річці.", 0, section="Вступ", paragraph=1),
    passage("Через неї ведуть мости, і кожен міст має назву:", 30, paragraph=2),
    passage("Кам'яний міст", 80, paragraph=2, item=1),
    passage("Ланцюговий перехід", 100, paragraph=2, item=2),
)


def written(folder: Path, *lines: object) -> Path:
    path = folder / "own.dev.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def question(**changes: object) -> Question:
    return Question.model_validate(GOOD | changes)


def test_questions_are_read_in_order_and_blank_lines_are_no_questions(tmp_path):
    found = load_gold([written(tmp_path, GOOD, "", REFUSED)])
    assert [q.id for q in found] == ["q1", "q2"]
    assert found[1].reason == ("not-in-library",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        (GOOD | {"lang": "de"}, "lang"),
        (GOOD | {"evidnce": []}, "evidnce"),
        (GOOD | {"evidence": []}, "needs evidence"),
        (GOOD | {"evidence": [{"any_of": [PLACE | {"locator": {"page_no": 3}}]}]}, "page_no"),
        (REFUSED | {"reason": []}, "reason"),
        (REFUSED | {"reason": "because"}, "reason"),
        (REFUSED | {"evidence": GOOD["evidence"]}, "neither evidence nor nuggets"),
    ],
)
def test_a_bad_line_is_named_with_file_and_number(tmp_path, line, said):
    path = written(tmp_path, GOOD | {"id": "q0"}, line)
    with pytest.raises(InputError, match=r"own\.dev\.jsonl, line 2") as caught:
        load_gold([path])
    assert said in str(caught.value)


def test_a_byte_order_mark_windows_line_ends_and_unicode_line_ends_are_read(tmp_path):
    asked = "Який міст\u2028найстаріший\x85 тут?"
    lines = [json.dumps(GOOD | {"question": asked}, ensure_ascii=False), "", json.dumps(REFUSED)]
    path = tmp_path / "own.dev.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert [q.question for q in load_gold([path])] == [asked, "Who won?"]
    path.write_bytes(path.read_bytes() + b"\r\n{")
    with pytest.raises(InputError, match=r"own\.dev\.jsonl, line 4: not JSON"):
        load_gold([path])


def test_a_file_that_is_no_utf_8_is_refused(tmp_path):
    path = tmp_path / "own.dev.jsonl"
    path.write_text(json.dumps(GOOD), encoding="utf-16")
    with pytest.raises(InputError, match="Save it as UTF-8"):
        load_gold([path])


@pytest.mark.parametrize("id", ["q 1", " q1", "q1\n", "q\u00a01", " "])
def test_an_id_with_blanks_is_refused_with_file_and_line(tmp_path, id):
    with pytest.raises(InputError, match=r"line 1: `id`: .*blanks.*TREC"):
        load_gold([written(tmp_path, GOOD | {"id": id})])


def test_what_to_write_instead_of_an_id_with_blanks_is_said(tmp_path):
    with pytest.raises(InputError, match="школа-1"):
        load_gold([written(tmp_path, GOOD | {"id": "школа 1"})])


@pytest.mark.parametrize("evidence", [[], [{"any_of": []}], [{"any_of": [PLACE | {"terms": []}]}]])
def test_empty_evidence_is_refused_with_what_it_looks_like(tmp_path, evidence):
    with pytest.raises(InputError, match=r"own\.dev\.jsonl, line 1: .*\n?.*any_of"):
        load_gold([written(tmp_path, GOOD | {"evidence": evidence})])


def test_an_id_that_occurs_twice_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"q1 is taken \(own\.dev\.jsonl, line 1\)"):
        load_gold([written(tmp_path, GOOD, GOOD)])


def test_a_missing_file_and_an_empty_one_are_said_to_be_so(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        load_gold([tmp_path / "none.jsonl"])
    with pytest.raises(InputError, match="no questions"):
        load_gold([written(tmp_path)])
    with pytest.raises(SettingsError, match="sealed"):
        gold_files("sealed", folder=tmp_path)


def test_a_question_knows_its_file_by_the_name_without_the_split(tmp_path):
    assert load_gold([written(tmp_path, GOOD)])[0].collection == "own"
    plain = tmp_path / "town.jsonl"
    plain.write_text(json.dumps(GOOD | {"collection": "other"}), encoding="utf-8")
    assert load_gold([plain])[0].collection == "town"


def test_a_place_is_the_passage_that_holds_every_term():
    found = resolve(question(), lambda _: ESSAY)
    assert [region.span for region in found[0]] == [ESSAY[1].span, ESSAY[2].span]
    place = PLACE | {"terms": ["мости", "міст"]}
    found = resolve(question(evidence=[{"any_of": [place]}]), lambda _: ESSAY)
    assert [region.span for region in found[0]] == [ESSAY[1].span]


def test_a_list_is_its_lead_and_items_when_the_terms_are_spread_over_them():
    place = PLACE | {"terms": ["мости", "Кам'яний", "Ланцюговий"]}
    found = resolve(question(evidence=[{"any_of": [place]}]), lambda _: ESSAY)
    assert [region.span for region in found[0]] == [p.span for p in ESSAY[1:]]


def note(text, start, **locator):
    return replace(passage(text, start, **locator), origin="note")


def test_in_notes_a_place_is_every_note_at_its_locator_whatever_the_words():
    notes = (note("Bridges have names.", 0, paragraph=2), note("A river.", 40, paragraph=1))
    found = resolve(question(), lambda _: (*ESSAY, *notes), origin="note")
    assert [(region.origin, region.span) for region in found[0]] == [("note", notes[0].span)]
    assert resolve(question(), lambda _: (*ESSAY, notes[1]), origin="note") == ((),)


def test_a_note_beside_the_text_is_no_evidence_of_the_text():
    beside = note("A note that says міст too.", 0, paragraph=2)
    found = resolve(question(), lambda _: (*ESSAY, beside))
    assert {region.origin for region in found[0]} == {"text"}


def test_gold_that_has_gone_stale_is_an_error_that_names_question_and_place():
    gone = PLACE | {"locator": {"paragraph": 9}}
    with pytest.raises(InputError, match="q1: no passage at essay: paragraph 9"):
        resolve(question(evidence=[{"any_of": [gone]}]), lambda _: ESSAY)
    changed = PLACE | {"terms": ["міст", "паром"]}
    with pytest.raises(InputError, match="q1: паром not found at essay: paragraph 2"):
        resolve(question(evidence=[{"any_of": [changed]}]), lambda _: ESSAY)


def turns(*asked, **changes):
    """The turns of a dialogue, each with what was asked before it."""
    return [
        GOOD
        | {"id": f"d-{number}", "question": text, "standalone": f"{text} (alone)"}
        | {"dialogue": "d", "turn": number}
        | {"history": [{"question": earlier} for earlier in asked[: number - 1]]}
        | changes.get(f"turn{number}", {})
        for number, text in enumerate(asked, start=1)
    ]


def test_a_dialogue_is_its_turns_in_order(tmp_path):
    first, second, third = turns("Який міст?", "а де?", "since when?")
    found = dialogues(load_gold([written(tmp_path, second, third, first, GOOD)]))
    assert [turn.id for turn in found["d"]] == ["d-1", "d-2", "d-3"]


@pytest.mark.parametrize(
    "turns_",
    [
        turns("Який міст?", "а де?", "коли?")[1:],
        turns("Який міст?", "а де?", turn2={"history": [{"question": "Що?"}]}),
        [turns("Який міст?", "а де?")[1], *turns("Який міст?")][:1],
    ],
)
def test_a_dialogue_with_a_hole_or_another_past_is_refused(tmp_path, turns_):
    with pytest.raises(InputError, match="its history is not the turns before it"):
        load_gold([written(tmp_path, *turns_)])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"dialogue": "d"}, "the id of its dialogue and its number"),
        ({"dialogue": "d", "turn": 1}, "standalone wording"),
        ({"dialogue": "d", "turn": 2, "standalone": "?"}, "turn 2 follows 1 turns"),
        ({"about": ["essay"]}, "to be declined"),
        ({"against": [PLACE]}, "to be declined"),
    ],
)
def test_fields_that_do_not_go_together_are_refused(tmp_path, changes, said):
    with pytest.raises(InputError, match=said):
        load_gold([written(tmp_path, GOOD | changes)])


def test_english_over_ukrainian_is_what_ukrainian_texts_alone_answer():
    languages = {"essay": "uk", "leaflet": "uk", "treaty": "en"}

    def is_crossing(*sources, **changes):
        groups = [{"any_of": [PLACE | {"source": source}]} for source in sources]
        return question(evidence=groups, **changes).is_crossing(languages)

    assert is_crossing("essay", lang="en")
    assert not is_crossing("essay", lang="uk")
    assert not is_crossing("treaty", lang="en")
    assert not is_crossing("essay", "treaty", lang="en")
    assert not is_crossing("leaflet", lang="en", planted=["leaflet.txt"])
    assert not is_crossing("elsewhere", lang="en")


def test_a_question_shows_its_id_alone():
    assert repr(question()) == "Question(id='q1')"
