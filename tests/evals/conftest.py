"""The real texts that gold evidence is looked up in, read once; a library with texts, opened once;
a run of the dev questions over it and over the library that comes along."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dzherelo.assistant.assembly import Assistant, open_assistant
from dzherelo.corpus.read import read
from dzherelo.corpus.split import split
from dzherelo.corpus.types import Passage
from dzherelo.evals.api import evaluate
from dzherelo.evals.gold import PLANTED
from dzherelo.evals.runs import Run

WHOLE = "DZHERELO_TEST_WHOLE_GOLD"  # set: what takes minutes is run too
FILES = {
    "article": "article/article.txt",
    "ref03": "cited/ref03/text_uk_partial.txt",
    "ref04": "cited/ref04/text_en.txt",
    "ref05": "cited/ref05/text.txt",
    "ref06": "cited/ref06/text.txt",
    "ref07": "cited/ref07/text_section_IX.txt",
}


@pytest.fixture(scope="session")
def documents(real_library: Path) -> dict[str, tuple[str, tuple[Passage, ...]]]:
    """The real texts and the planted ones, by source: each as it is read, and its passages."""
    paths = {source: real_library / path for source, path in FILES.items()}
    paths |= {path.stem: path for path in PLANTED.glob("*.txt")}
    found = {}
    for source, path in paths.items():
        document = read(path)
        passages = split(source, document.text, pages=document.pages).passages
        found[source] = (document.text, passages)
    return found


@pytest.fixture(scope="session")
def notes_run(shipped: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The dev questions over the library that comes with the program, nothing added."""
    return evaluate(shipped, split="dev", out=tmp_path_factory.mktemp("runs") / "notes")


@pytest.fixture(scope="session")
def with_texts(
    real_library: Path, shipped: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """The same library with two texts added, the article and a law."""
    home = tmp_path_factory.mktemp("texts") / "home"
    shutil.copytree(shipped.settings.home, home)
    with open_assistant(shipped.settings.model_copy(update={"home": home})) as assistant:
        for source in ("article", "ref06"):
            assistant.add(real_library / FILES[source], as_id=source)
        assistant.sync()
        yield assistant


@pytest.fixture(scope="session")
def texts_run(with_texts: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The dev questions over it: those whose evidence is there."""
    return evaluate(with_texts, split="dev", out=tmp_path_factory.mktemp("runs") / "texts")


@pytest.fixture(scope="session")
def with_all_texts(
    real_library: Path, shipped: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """The same library with all texts, read and indexed anew."""
    if not os.environ.get(WHOLE):
        pytest.skip(f"set {WHOLE} to run this test, which takes minutes")
    home = tmp_path_factory.mktemp("all")
    with open_assistant(shipped.settings.model_copy(update={"home": home})) as assistant:
        for source, path in FILES.items():
            part = source in ("ref03", "ref07")
            assistant.add(real_library / path, as_id=source, part=part)
        yield assistant


@pytest.fixture(scope="session")
def whole_run(with_all_texts: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Every question over all texts; of the sealed ones no more than totals is looked at."""
    return evaluate(with_all_texts, split="all", out=tmp_path_factory.mktemp("runs") / "whole")


@pytest.fixture(scope="session")
def others_dialogues_run(
    with_all_texts: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """Dialogues over all texts by people who did not know how follow-ups are understood."""
    gold = tmp_path_factory.mktemp("gold") / "others.dev.jsonl"
    gold.write_text("".join(f"{json.dumps(turn)}\n" for turn in others_dialogues()))
    return evaluate(with_all_texts, gold=gold, out=tmp_path_factory.mktemp("runs") / "others")


@pytest.fixture(scope="session")
def strangers_run(with_all_texts: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Questions as people type them, by somebody who did not know the program, over all texts."""
    gold = Path(__file__).parent / "data" / "strangers.jsonl"
    return evaluate(with_all_texts, gold=gold, out=tmp_path_factory.mktemp("runs") / "strangers")


def others_dialogues() -> Iterator[dict[str, object]]:
    """The turns of `data/dialogues.jsonl`, each with those before it, as gold questions."""
    history: list[dict[str, str]] = []
    lines = (Path(__file__).parent / "data" / "dialogues.jsonl").read_text(encoding="utf-8")
    for line in lines.splitlines():
        told = json.loads(line)
        dialogue, _, turn = told["id"].rpartition("-")
        history = history[: int(turn) - 1]
        places = [{"any_of": group} for group in told.get("evidence", ())]
        yield {
            "id": told["id"],
            "lang": told["lang"],
            "kind": "follow-up",
            "question": told["question"],
            "split": "dev",
            "history": history,
            "dialogue": dialogue,
            "turn": int(turn),
            "standalone": told.get("standalone", told["question"]),
            **(
                {"answerable": True, "evidence": places}
                if places
                else {"answerable": False, "reason": "not-in-library"}
            ),
        }
        history = [*history, {"question": told["question"], "answer": told.get("answer", "")}]
