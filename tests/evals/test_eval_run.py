"""A whole evaluation with a small assistant over a text of our own, and the folder it leaves."""

import io
import json
from datetime import UTC, datetime

import ir_measures
import pytest
from mill import LINES, Reader, evidence, line, measure
from rich.console import Console

from dzherelo.corpus.errors import InputError
from dzherelo.evals.compare import Comparison, compare
from dzherelo.evals.report import report_html, show, show_comparison
from dzherelo.evals.runs import load_run, new_folder, runs_in

SAME = ("rows.jsonl", "answers.jsonl", "run.trec", "qrels.trec", "metrics.json")


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "mill.dev.jsonl"
    path.write_text("\n".join(LINES), encoding="utf-8")
    return path


@pytest.fixture
def run(gold, tmp_path):
    return measure(Reader(), gold, tmp_path / "runs")


def test_scores_by_slice(run):
    assert run.score("S@1").mean == 0.75
    assert run.score("S@1").count == 4
    assert run.score("S@1", "kind:dialogue").mean == 1.0
    assert run.score("Declined").mean == run.score("Exact").mean == 1.0
    assert run.score("Vital").count == 1
    assert run.score("ListF1") is None
    assert (run.score("Accuracy").count, run.score("Accuracy").mean) == (5, 0.8)


def test_a_follow_up_is_asked_with_its_dialogue_and_again_on_its_own(gold, tmp_path):
    reader = Reader()
    run = measure(reader, gold, tmp_path / "runs")
    assert ("А де?", 1) in reader.asked
    assert ("Над чим стоїть млин?", 0) in reader.asked
    assert run.score("CitedAfter", "turn:2").mean == 1.0
    assert run.score("SameAsAlone").count == 1


def test_quotes_that_are_not_where_they_say_are_found_out(gold, tmp_path):
    assert measure(Reader(shift=3), gold, tmp_path / "runs").score("Exact").mean == 0.0


def test_stale_gold_stops_the_run_before_anything_is_asked(gold, tmp_path):
    stale = tmp_path / "stale.jsonl"
    stale.write_text(gold.read_text("utf-8").replace('"1888"]}]}]', '"1999"]}]}]'), "utf-8")
    reader = Reader()
    with pytest.raises(InputError, match="m1: 1999 not found"):
        measure(reader, stale, tmp_path / "runs")
    assert reader.asked == []


def test_the_split_chooses_the_questions(gold, tmp_path):
    assert len(measure(Reader(), gold, tmp_path / "a", split="sealed").rows) == 1
    assert len(measure(Reader(), gold, tmp_path / "b", split="dev").rows) == 4
    gold.write_text(LINES[0], encoding="utf-8")
    with pytest.raises(InputError, match="sealed"):
        measure(Reader(), gold, tmp_path / "c", split="sealed")


def test_questions_on_absent_sources_are_left_out_and_named(gold, tmp_path):
    far = [{"any_of": [{"source": "ferry", "locator": {"paragraph": 1}, "terms": ["пором"]}]}]
    gold.write_text("\n".join([*LINES, line("f1", "Куди пливе пором?", evidence=far)]), "utf-8")
    run = measure(Reader(), gold, tmp_path / "runs")
    assert run.config["remarks"] == ["1 question left out: no text of ferry"]
    gold.write_text(line("f1", "Куди пливе пором?", evidence=far), encoding="utf-8")
    with pytest.raises(InputError, match="no text of ferry"):
        measure(Reader(), gold, tmp_path / "other")


# The folder ---------------------------------------------------------------------------------------


def test_two_runs_leave_the_same_files(gold, run, tmp_path):
    again = measure(Reader(), gold, tmp_path / "again")
    for name in SAME:
        assert (run.folder / name).read_bytes() == (again.folder / name).read_bytes(), name
    assert run.config["fingerprint"] == again.config["fingerprint"]


def test_a_run_is_read_back_as_it_was(run):
    again = load_run(run.folder)
    assert again.rows == run.rows
    assert again.scores == run.scores
    assert again.cost == run.cost
    assert [found.folder for found in runs_in(run.folder.parent)] == [run.folder]


def test_trec_files_give_the_same_figures_to_other_tools(run):
    qrels = list(ir_measures.read_trec_qrels(str(run.folder / "qrels.trec")))
    found = list(ir_measures.read_trec_run(str(run.folder / "run.trec")))
    told = ir_measures.calc_aggregate([ir_measures.nDCG @ 10, ir_measures.R @ 5], qrels, found)
    assert told[ir_measures.nDCG @ 10] == pytest.approx(run.score("nDCG@10").mean)
    assert told[ir_measures.R @ 5] == pytest.approx(run.score("R@5").mean)


def test_the_columns_of_trec_files_are_six_whatever_the_system_is_called(gold, tmp_path):
    run = measure(Reader(), gold, tmp_path / "runs", name="words alone")
    lines = (run.folder / "run.trec").read_text("utf-8").splitlines()
    assert {len(line.split(" ")) for line in lines} == {6}
    assert {line.split(" ")[5] for line in lines} == {"words_alone"}


def test_a_question_with_a_line_separator_is_read_back(gold, tmp_path):
    gold.write_text(LINES[0].replace("Коли ", "Коли\u2028 "), encoding="utf-8")
    run = measure(Reader(), gold, tmp_path / "runs")
    assert load_run(run.folder).rows == run.rows


def test_one_cluster_has_no_interval_in_files_tables_and_page(gold, tmp_path):
    gold.write_text(LINES[0], encoding="utf-8")
    run = measure(Reader(), gold, tmp_path / "runs")
    assert (run.score("S@1").mean, run.score("S@1").low, run.score("AURC").high) == (
        1.0,
        None,
        None,
    )
    assert load_run(run.folder).scores == run.scores
    out = Console(file=io.StringIO(), width=160)
    show(run, out)
    show_comparison(compare(run, run), out)
    assert "1.00–1.00" not in out.file.getvalue() + report_html(run)
    assert "too few" in out.file.getvalue()
    assert "too few" in report_html(run)


def test_of_a_sealed_question_nothing_is_left_but_scores(run):
    sealed = [row for row in run.rows if row.detail is None]
    assert [row.scores["S@1"] for row in sealed] == [1.0]
    left = [path.read_text("utf-8") for path in run.folder.iterdir() if path.name != "config.json"]
    left += [report_html(run), json.dumps(run.as_dict(), ensure_ascii=False)]
    for text in left:
        assert "Секрет" not in text
        assert '"m4"' not in text
    assert [line for line in left if "Коли збудовано млин?" in line]


class Stop(Exception):
    pass


def test_a_stopped_run_goes_on_where_it_stopped(gold, run, tmp_path):
    def stop(done, total):
        if done == 2:
            raise Stop

    folder = tmp_path / "stopped"
    with pytest.raises(Stop):
        measure(Reader(), gold, folder, progress=stop)
    (part,) = folder.glob("*/part.jsonl")
    with part.open("a", encoding="utf-8") as out:
        out.write('{"row": {"id": "m3"')  # killed in the middle of a line
    reader, seen = Reader(), []
    done = measure(reader, gold, folder, progress=lambda *told: seen.append(told))
    assert done.folder == part.parent
    assert seen == [(2, 5), (3, 5), (4, 5), (5, 5)]
    assert "Коли збудовано млин?" not in [question for question, _ in reader.asked]
    for name in SAME:
        assert (done.folder / name).read_bytes() == (run.folder / name).read_bytes(), name


def test_a_stopped_run_of_other_questions_is_left_alone(gold, tmp_path):
    def stop(done, total):
        raise Stop

    with pytest.raises(Stop):
        measure(Reader(), gold, tmp_path / "runs", progress=stop)
    gold.write_text("\n".join(LINES[:1]), encoding="utf-8")
    (folder,) = (tmp_path / "runs").iterdir()
    with pytest.raises(InputError, match="another configuration"):
        measure(Reader(), gold, tmp_path / "runs", out=folder)


def test_a_folder_that_is_taken_is_refused(gold, run, tmp_path):
    with pytest.raises(InputError, match="finished run"):
        measure(Reader(), gold, tmp_path / "runs", out=run.folder)
    with pytest.raises(InputError, match="holds no run"):
        measure(Reader(), gold, tmp_path / "runs", out=tmp_path)
    with pytest.raises(InputError, match="holds no run"):
        load_run(tmp_path)


# Comparison ---------------------------------------------------------------------------------------


def difference(found: Comparison, name):
    return next(one for one in found.differences if one.measure == name)


def test_switching_abstention_off_shows_in_the_comparison(gold, tmp_path):
    many = [
        line(f"u{n}", f"Хто грає {n}?", answerable=False, reason="not-in-library", kind="near-miss")
        for n in range(12)
    ]
    gold.write_text("\n".join([*LINES, *many]), encoding="utf-8")
    first = measure(Reader(), gold, tmp_path / "a")
    second = measure(Reader(bold=True), gold, tmp_path / "b")
    found = compare(first, second)
    declined = difference(found, "Declined")
    assert (declined.first, declined.second, declined.real) == (1.0, 0.0, True)
    assert declined.high < 0
    assert not difference(found, "S@1").real
    assert difference(found, "S@1").p_holm == 1.0
    changed = {change.id for change in found.changes}
    assert changed >= {f"u{n}" for n in range(12)} | {"m3"}
    assert not any(change.better for change in found.changes)


def test_runs_without_common_questions_or_of_another_sort_are_not_compared(gold, run, tmp_path):
    other = tmp_path / "other.jsonl"
    other.write_text(line("x1", "Де млин?", evidence=evidence(1, "Млин")), encoding="utf-8")
    with pytest.raises(InputError, match="no question in common"):
        compare(run, measure(Reader(), other, tmp_path / "b"))
    run.config["origin"] = "note"
    with pytest.raises(InputError, match="measured by notes"):
        compare(run, measure(Reader(), gold, tmp_path / "c"))


# The page -----------------------------------------------------------------------------------------


def test_the_page_needs_nothing_beside_itself_and_lists_every_miss(run):
    page = report_html(run)
    for away in ("http://", "https://", "src=", "@import", "url("):
        assert away not in page
    assert "Куди їхав мельник?" in page
    assert "search did not find the evidence" in page
    assert "Коли збудовано млин?" not in page
    expected = page.index("Борошно везли до міста")
    assert page.rindex('<article id="', 0, expected) > page.index('id="passages"')


def test_words_of_questions_and_texts_are_not_taken_for_markup(gold, tmp_path):
    gold.write_text(
        line("h", "Чому <script>alert(1)</script> & so?", evidence=evidence(1, "Млин")), "utf-8"
    )
    page = report_html(measure(Reader(), gold, tmp_path / "runs"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so?" in page


def test_two_runs_that_begin_in_one_second_have_folders_of_their_own(tmp_path):
    started = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)
    first = new_folder(tmp_path, started, "dev-notes")
    assert first.name == "20260301-120005-dev-notes"
    first.mkdir()
    second = new_folder(tmp_path, started, "dev-notes")
    second.mkdir()
    assert len({first, second, new_folder(tmp_path, started, "dev-notes")}) == 3
