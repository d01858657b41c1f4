"""The assistant with its parts switched off one by one, beside what every figure is held against:
the stock pipeline, words alone, passages at random, the best passage copied."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console

from dzherelo.assistant.types import Answer, Citation, Hit, Statement, Turn
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.corpus.language.words import language_of, tokens
from dzherelo.corpus.types import Passage
from dzherelo.evals.api import (
    Progress,
    SplitChoice,
    chosen_for,
    config_of,
    folder_of,
    gold_of,
    quiet,
    run_system,
    settings_of,
)
from dzherelo.evals.compare import compare
from dzherelo.evals.gold import Library
from dzherelo.evals.harness import System, tools_of
from dzherelo.evals.libraries import copied, without_texts
from dzherelo.evals.report import arrow, cell, interval, table_of
from dzherelo.evals.runs import CONFIG, METRICS, Run, is_finished, load_run, told
from dzherelo.evals.stock import stock_of
from dzherelo.index.retrieve import Weights

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings

FULL = "dzherelo"
VARIANTS: Mapping[str, Weights] = {
    FULL: Weights(),
    "dense alone": Weights(lexical=0.0, late=0.0),
    "lexical alone": Weights(dense=0.0, late=0.0),
    "without late interaction": Weights(late=0.0),
    "without asked questions": Weights(asked=1.0),
    "without glossary": Weights(glossary=False),
    "without notes": Weights(notes=False),
    "without centring": Weights(centring=False),
    "without all three": Weights(glossary=False, notes=False, centring=False),
}
CONTROLS = ("top passage copied", "stock LlamaIndex", "BM25 of base forms", "random")
SHOWN = ("S@1", "R@5", "R@10", "nDCG@10", "CharR@1500", "Cited", "Correct", "Declined", "Accuracy")

Search = Callable[..., tuple[Hit, ...]]


@dataclass(frozen=True, slots=True)
class Ablation:
    """A run of every variant and control over the same questions; `real` names, for each, the
    measures in which it differs from the whole assistant (p under 0.05, by Holm)."""

    folder: Path
    runs: dict[str, Run]
    real: dict[str, frozenset[str]]

    @property
    def shown(self) -> tuple[str, ...]:
        """The measures that its table has."""
        return tuple(name for name in SHOWN if any(r.score(name) for r in self.runs.values()))

    def as_dict(self) -> dict[str, Any]:
        scores = told({name: run.scores["all"] for name, run in self.runs.items()})
        for system, held in scores.items():
            for measure, one in held.items():
                one["differs"] = measure in self.real.get(system, ())
        return {"folder": str(self.folder), "systems": scores}


def ablate(
    settings: Settings,
    *,
    runs: Path,
    split: SplitChoice | None = None,
    gold: Path | None = None,
    notes: bool = False,
    out: Path | None = None,
    progress: Callable[[str], Progress] = lambda name: quiet,
) -> Ablation:
    """Runs every variant and control, each into a folder of its own under one; what was finished
    before the ablation was stopped is not run again.

    Questions that need files planted in the library are left out. `progress` gives, for the name
    of a system, what hears how far it is.
    """
    from dzherelo.assistant.assembly import open_assistant

    chosen = gold_of(split, gold)
    with (
        without_texts(settings) if notes else copied(settings, "texts", "index") as base,
        open_assistant(base) as assistant,
    ):
        assistant.sync()
        choice = chosen_for(assistant, chosen, notes=notes, planting=False)
        tools, held = tools_of(assistant), settings_of(assistant)
        config = config_of(choice, assistant.sources(), held, gold=chosen, system="ablation")
        what = f"{chosen.split}-{choice.origin}s-ablation"
        folder = out or folder_of(runs, config, what, datetime.now(UTC))
        with guarded(folder):
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(folder / CONFIG, json.dumps(config, ensure_ascii=False).encode())
        found: dict[str, Run] = {}
        for name, opening in _systems(base, assistant, choice.origin):
            place = folder / name.replace(" ", "-").replace(":", "")
            if is_finished(place):
                found[name] = load_run(place)
                continue
            with opening as system:
                found[name] = run_system(
                    system,
                    chosen,
                    choice,
                    tools,
                    runs=folder,
                    out=place,
                    name=name,
                    settings=held,
                    progress=progress(name),
                )
    real = {
        name: frozenset(one.measure for one in compare(found[FULL], run).differences if one.real)
        for name, run in found.items()
        if name != FULL
    }
    made = Ablation(folder, found, real)
    with guarded(folder):
        data = json.dumps(made.as_dict(), ensure_ascii=False, indent=1).encode()
        write_atomically(folder / METRICS, data)
    return made


def _systems(
    settings: Settings, assistant: Assistant, origin: str
) -> Iterator[tuple[str, AbstractContextManager[System]]]:
    """Each system by its name, to be opened."""
    for name, weights in VARIANTS.items():
        if origin == "text" or weights.notes:  # of notes, nothing would be left to find
            yield name, _variant(settings, weights)
    passages = passages_of(assistant, origin=origin)
    copying = System(assistant.search, assistant, copied_ask(assistant.search))
    yield CONTROLS[0], nullcontext(copying)
    if origin == "text":  # the stock pipeline reads no notes
        yield CONTROLS[1], _stock(assistant)
    yield CONTROLS[2], nullcontext(System(bm25_search(passages), assistant))
    yield CONTROLS[3], nullcontext(System(random_search(passages), assistant))


@contextmanager
def _variant(settings: Settings, weights: Weights) -> Iterator[System]:
    """The assistant with these weights, over a copy of the library of its own; where the vectors
    are others, it is indexed anew."""
    from dzherelo.assistant.assembly import open_assistant

    parts = ("texts", "index") if weights.centring else ("texts",)
    with (
        copied(settings, *parts) as there,
        open_assistant(there, weights=weights) as assistant,
    ):
        assistant.sync()
        yield System.of(assistant)


@contextmanager
def _stock(assistant: Assistant) -> Iterator[System]:
    with stock_of(assistant) as pipeline:
        yield System(pipeline.search, assistant)


# Controls -----------------------------------------------------------------------------------------


def passages_of(library: Library, *, origin: str) -> tuple[Passage, ...]:
    """Every passage of the library that comes from a text (or from a note)."""
    found: list[Passage] = []
    for source in library.sources():
        try:
            found += [p for p in library.passages(source.id) if p.origin == origin]
        except InputError:  # a record alone: nothing of it can be cited
            continue
    return tuple(found)


def random_search(passages: Sequence[Passage]) -> Search:
    """Passages at random, for the same question always the same."""

    def search(query: str, *, k: int) -> tuple[Hit, ...]:
        seed = int.from_bytes(hashlib.sha256(query.encode()).digest()[:8])
        drawn = np.random.default_rng(seed).permutation(len(passages))[:k]
        return tuple(Hit(n, 1 / n, passages[at]) for n, at in enumerate(drawn, start=1))

    return search


def bm25_search(passages: Sequence[Passage]) -> Search:
    """BM25 over the base forms of the passages' own words, as a library for it comes (bm25s)."""
    import bm25s

    index: Any = bm25s.BM25()
    index.index([tokens(passage.text) for passage in passages], show_progress=False)

    def search(query: str, *, k: int) -> tuple[Hit, ...]:
        wanted = [token for token in tokens(query) if token in index.vocab_dict]
        if not wanted:
            return ()
        scores = index.get_scores(wanted)
        best = [at for at in np.argsort(-scores, kind="stable")[:k] if scores[at] > 0]
        return tuple(Hit(n, float(scores[at]), passages[at]) for n, at in enumerate(best, start=1))

    return search


def copied_ask(search: Search) -> Callable[..., Answer]:
    """Answers every question with the first passage that `search` finds, word for word."""

    def ask(question: str, *, history: Sequence[Turn] = ()) -> Answer:
        query = " ".join([*(turn.question for turn in history), question])
        hits, language = search(query, k=10), language_of(question)
        if not hits:
            return Answer(question, language, False, "", reason="not-in-library")
        best = hits[0].passage
        return Answer(
            question,
            language,
            answered=True,
            text=f"{best.text} [1]",
            statements=(Statement(best.text, (1,)),),
            citations=(Citation(1, best, best.span),),
            hits=hits,
            understood=query if history else None,
        )

    return ask


def show_ablation(found: Ablation, out: Console) -> None:
    """One line a system: the main measures with their intervals; a star where a system differs
    from the whole assistant."""
    whole = next(iter(found.runs.values()))
    for at in range(0, len(found.shown), 5):
        names = found.shown[at : at + 5]
        title = f"{whole.config['split']}: {len(whole.rows)} questions"
        table = table_of(title, ["system", *map(arrow, names)])
        for system, run in found.runs.items():
            real = found.real.get(system, ())
            cells = [
                f"{cell(one)}{'*' if name in real else ' '} ({interval(one)})" if one else "–"
                for name in names
                for one in [run.score(name)]
            ]
            table.add_row(system, *cells)
        out.print(table)
    said = "* differs from the whole (p < 0.05, Holm within a family of measures)"
    out.print(said, highlight=False)
