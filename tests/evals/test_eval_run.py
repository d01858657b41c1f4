"""A whole evaluation with a small assistant over a text of our own."""

import io
import json

import pytest
from rich.console import Console

from assistant.types import Answer, Citation, Hit
from corpus.errors import InputError
from corpus.types import Kind, Locator, Passage, Source, Span, Status
from evals.gold import load_gold
from evals.measures import Cited, Declined, Exact, R, S
from evals.run import OURS, STOCK, evaluate, run, show

TEXT = "Млин збудовано 1888 року.\nВін стоїть над ставком."


def _passages():
    spans = (Span(0, 25), Span(26, len(TEXT)))
    return tuple(
        Passage(f"p{n}", "mill", span, span.of(TEXT), Locator(paragraph=n), "uk", Kind.PARAGRAPH)
        for n, span in enumerate(spans, start=1)
    )


class Reader:
    """Finds the passages that share a word's beginning; answers with the best, or declines."""

    def __init__(self, shift=0):
        self.shift = shift
        self.dialogues = []

    def search(self, query, *, k=10):
        stems = {word[:4] for word in query.lower().replace("?", "").split() if len(word) > 3}
        found = [p for p in _passages() if any(stem in p.text.lower() for stem in stems)]
        return tuple(Hit(n, 1 / n, p) for n, p in enumerate(found[:k], start=1))

    def ask(self, question, *, history=()):
        self.dialogues.append(history)
        understood = " ".join([*(turn.question for turn in history), question])
        hits = self.search(understood)
        if not hits:
            return Answer(question, "uk", False, "Немає.", reason="not-in-library")
        best = hits[0].passage
        quote = Span(best.span.start, best.span.end)
        citations = (Citation(1, best, quote),)
        return Answer(question, "uk", True, f"{best.text} [1]", citations=citations, hits=hits)

    def sources(self):
        return (Source("mill", "Млин", "uk", Status.FULL),)

    def text(self, id, /, *, notes=False):
        return "-" * self.shift + TEXT

    def passages(self, id, /):
        return _passages()


class Silent:
    def search(self, query, *, k=10):
        return ()


def place(paragraph, *terms):
    return {"source": "mill", "locator": {"paragraph": paragraph}, "terms": list(terms)}


def line(id, question, split="dev", **fields):
    base = {"id": id, "lang": "uk", "kind": "fact", "question": question, "split": split}
    return json.dumps(base | {"answerable": True} | fields, ensure_ascii=False)


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "mill.dev.jsonl"
    lines = [
        line("m1", "Коли збудовано млин?", evidence=[{"any_of": [place(1, "1888")]}]),
        line(
            "m2",
            "А де?",
            kind="dialogue",
            history=[{"question": "Над чим стоїть?"}],
            evidence=[{"any_of": [place(2, "ставком")]}],
        ),
        line("m3", "Хто грає?", answerable=False, reason="not-in-library", kind="off-topic"),
        line("m4", "Секрет млина?", split="sealed", evidence=[{"any_of": [place(1, "Млин")]}]),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_scores_of_ours_and_of_the_control(gold):
    report = evaluate(Reader(), load_gold([gold]), stock=Silent())
    assert report.score(OURS, S(1)).mean == 1.0
    assert report.score(OURS, Cited()).count == 3
    assert report.score(OURS, Declined()).mean == 1.0
    assert report.score(OURS, Exact()).mean == 1.0
    assert report.score(STOCK, R(10)).mean == 0.0
    assert report.score(STOCK, R(10)).count == 3
    assert report.score(STOCK, Cited()) is None


def test_a_follow_up_is_asked_with_its_dialogue_and_judged_by_what_ask_found(gold):
    reader = Reader()
    report = evaluate(reader, load_gold([gold]))
    assert [len(history) for history in reader.dialogues] == [0, 1, 0, 0]
    assert report.score(OURS, S(1), kind="dialogue").mean == 1.0


def test_quotes_that_are_not_where_they_say_are_found_out(gold):
    report = evaluate(Reader(shift=3), load_gold([gold]))
    assert report.score(OURS, Exact()).mean == 0.0


def test_stale_gold_stops_the_run(gold, tmp_path):
    stale = tmp_path / "stale.jsonl"
    stale.write_text(gold.read_text("utf-8").replace('"1888"', '"1999"'), encoding="utf-8")
    with pytest.raises(InputError, match="m1: 1999 not found"):
        evaluate(Reader(), load_gold([stale]))


def test_json_is_one_object_and_shows_no_sealed_question(gold, capsys):
    run(Reader(), gold=gold, as_json=True, stock=Silent())
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["questions"] == 4
    assert found["left_out"] == {"questions": 0, "sources": []}
    assert found["systems"]["stock"]["scores"]["all"]["S@1"]["mean"] == 0.0
    assert {row["id"] for row in found["systems"]["dzherelo"]["rows"]} == {"m1", "m2", "m3"}
    assert "Секрет" not in told.out


def test_the_split_chooses_the_questions(gold):
    out = Console(file=io.StringIO(), width=200)
    assert len(run(Reader(), gold=gold, split="sealed", out=out).questions) == 1
    assert len(run(Reader(), gold=gold, split="dev", out=out).questions) == 3
    gold.write_text(gold.read_text("utf-8").splitlines()[0], encoding="utf-8")
    with pytest.raises(InputError, match="sealed"):
        run(Reader(), gold=gold, split="sealed", out=out)


def test_the_table_names_every_measure_and_kind(gold):
    out = Console(file=io.StringIO(), width=200)
    show(evaluate(Reader(), load_gold([gold]), stock=Silent()), out)
    table = out.file.getvalue()
    for word in ("S@1", "nDCG@10", "Cited", "Declined", "stock", "dialogue", "off-topic"):
        assert word in table


def test_questions_on_absent_sources_are_left_out_counted_and_named(gold, capsys):
    far = [{"source": "ferry", "locator": {"paragraph": 1}, "terms": ["пором"]}]
    both = [{"any_of": [place(1, "1888")]}, {"any_of": far}]
    either = [{"any_of": [*far, place(1, "1888")]}]
    more = [
        line("f1", "Куди пливе пором?", evidence=[{"any_of": far}]),
        line("f2", "Що старше, млин чи пором?", evidence=both),
        line("f3", "Коли збудовано щось?", evidence=either),
    ]
    gold.write_text("\n".join([gold.read_text("utf-8"), *more]), encoding="utf-8")
    out = Console(file=io.StringIO(), width=60)
    report = run(Reader(), gold=gold, out=out)
    assert [q.id for q in report.questions] == ["m1", "m2", "m3", "m4", "f3"]
    assert "2 questions left out: no text of ferry." in out.file.getvalue().splitlines()
    run(Reader(), gold=gold, as_json=True)
    assert json.loads(capsys.readouterr().out)["left_out"] == {
        "questions": 2,
        "sources": ["ferry"],
    }


def test_with_nothing_left_the_sources_to_add_are_named(gold):
    gold.write_text(gold.read_text("utf-8").replace('"mill"', '"ferry"'), encoding="utf-8")
    lines = [row for row in gold.read_text("utf-8").splitlines() if '"m3"' not in row]
    gold.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match="3 questions left out: no text of ferry"):
        run(Reader(), gold=gold)


def test_each_gold_file_has_scores_of_its_own(gold, capsys):
    other = gold.with_name("pond.dev.jsonl")
    other.write_text(line("p1", "Куди він дивиться?", evidence=[{"any_of": [place(2, "ставком")]}]))
    out = Console(file=io.StringIO(), width=200)
    report = evaluate(Reader(), load_gold([gold, other]))
    assert report.part("mill").score(OURS, S(1)).mean == 1.0
    assert report.part("pond").score(OURS, S(1)).mean == 0.0
    found = report.as_dict()
    assert {name: part["questions"] for name, part in found["files"].items()} == {
        "mill": 4,
        "pond": 1,
    }
    assert found["files"]["pond"]["systems"][OURS]["scores"]["all"]["S@1"]["mean"] == 0.0
    show(report, out)
    for title in ("mill: 4 questions", "pond: 1 questions", "all: 5 questions"):
        assert title in out.file.getvalue()
