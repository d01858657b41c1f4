"""The assistant with its parts switched off one by one, beside the controls, and with two faults
planted on purpose, which a run must notice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.evals.api import Gold, SplitChoice, chosen_for, gold_of, run_system, settings_of
from dzherelo.evals.choice import Choice
from dzherelo.evals.compare import compare
from dzherelo.evals.config import config_of
from dzherelo.evals.controls import bm25_search, copied_ask, passages_of, random_search
from dzherelo.evals.faults import bold, shifted
from dzherelo.evals.harness import Progress, System, Tools, quiet
from dzherelo.evals.judging import tools_of
from dzherelo.evals.opening import copied, embedder_of, stock_of, without_texts
from dzherelo.evals.runs import CONFIG, METRICS, Run, is_finished, load_run, new_folder, unfinished
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
FAULTS = {"fault: citations shifted": shifted, "fault: never declines": bold}
SHOWN = ("S@1", "R@5", "R@10", "nDCG@10", "CharR@1500", "Cited", "Correct", "Declined", "Accuracy")

Named = Callable[[str], Progress]


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
        return {
            "folder": str(self.folder),
            "systems": {
                name: {
                    measure: {
                        "mean": round(found.mean, 6),
                        "low": round(found.low, 6),
                        "high": round(found.high, 6),
                        "count": found.count,
                        "differs": measure in self.real.get(name, ()),
                    }
                    for measure, found in run.scores["all"].items()
                }
                for name, run in self.runs.items()
            },
        }


def ablate(
    settings: Settings,
    *,
    runs: Path,
    split: SplitChoice | None = None,
    gold: Path | None = None,
    notes: bool = False,
    out: Path | None = None,
    progress: Named = lambda name: quiet,
) -> Ablation:
    """Runs every variant and control, each into a folder of its own under one; what was finished
    before the ablation was stopped is not run again.

    Questions that need files planted in the library are left out. `progress` gives, for the name
    of a system, what hears how far it is.
    """
    from dzherelo.assistant.assembly import open_assistant

    chosen = gold_of(split, gold)
    with (
        without_texts(settings) if notes else copied(settings) as base,
        open_assistant(base) as assistant,
    ):
        assistant.sync()
        choice = chosen_for(assistant, chosen, notes=notes, planting=False)
        tools = tools_of(assistant)
        folder = _begun(assistant, chosen, choice, runs, out)
        found: dict[str, Run] = {}
        for name, system in _systems(base, assistant, choice):
            place = folder / name.replace(" ", "-").replace(":", "")
            if is_finished(place):
                found[name] = load_run(place)
                continue
            with system() as opened:
                found[name] = _run(name, opened, chosen, choice, tools, assistant, place, progress)
        made = Ablation(folder, found, _real(found))
        with guarded(folder):
            told = json.dumps(made.as_dict(), ensure_ascii=False, indent=1)
            write_atomically(folder / METRICS, told.encode())
    return made


def _run(
    name: str,
    system: System,
    gold: Gold,
    choice: Choice,
    tools: Tools,
    assistant: Assistant,
    place: Path,
    progress: Named,
) -> Run:
    return run_system(
        system,
        gold,
        choice,
        tools,
        runs=place.parent,
        out=place,
        name=name,
        settings=settings_of(assistant),
        progress=progress(name),
    )


def _begun(assistant: Assistant, gold: Gold, choice: Choice, runs: Path, out: Path | None) -> Path:
    """The folder of the ablation: that of a stopped one of the same configuration, or a new one."""
    config = config_of(
        choice,
        assistant.sources(),
        settings_of(assistant),
        gold=gold.files,
        split=gold.split,
        system="ablation",
    )
    what = f"{gold.split}-{choice.origin}s-ablation"
    folder = out or unfinished(runs, str(config["fingerprint"]))
    folder = folder or new_folder(runs, datetime.now(UTC), what)
    with guarded(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / CONFIG).exists():
            write_atomically(folder / CONFIG, json.dumps(config, ensure_ascii=False).encode())
    return folder


Opening = Callable[[], Any]  # gives a context manager of a System


def _systems(
    settings: Settings, assistant: Assistant, choice: Choice
) -> Iterator[tuple[str, Opening]]:
    for name, weights in VARIANTS.items():
        if choice.origin == "note" and not weights.notes:
            continue  # nothing would be left to find
        yield name, _variant(settings, weights)
    passages = passages_of(assistant, origin=choice.origin)

    @contextmanager
    def copying() -> Iterator[System]:
        yield System(assistant.search, assistant, copied_ask(assistant.search))

    @contextmanager
    def stock() -> Iterator[System]:
        with stock_of(assistant, embedder_of(assistant)) as pipeline:
            yield System(pipeline.search, assistant)

    @contextmanager
    def bm25() -> Iterator[System]:
        yield System(bm25_search(passages), assistant)

    @contextmanager
    def random() -> Iterator[System]:
        yield System(random_search(passages), assistant)

    for name, opening in zip(CONTROLS, (copying, stock, bm25, random), strict=True):
        if opening is not stock or choice.origin == "text":  # the stock pipeline reads no notes
            yield name, opening
    for name, spoil in FAULTS.items():
        yield name, partial(nullcontext, spoil(System.of(assistant)))


def _variant(settings: Settings, weights: Weights) -> Opening:
    """The assistant with these weights, over a copy of the library of its own."""

    @contextmanager
    def opened() -> Iterator[System]:
        from dzherelo.assistant.assembly import open_assistant

        with (
            copied(settings, index=weights.centring) as there,
            open_assistant(there, weights=weights) as assistant,
        ):
            assistant.sync()
            yield System.of(assistant)

    return opened


def _real(runs: Mapping[str, Run]) -> dict[str, frozenset[str]]:
    whole = runs[FULL]
    return {
        name: frozenset(one.measure for one in compare(whole, run).differences if one.real)
        for name, run in runs.items()
        if name != FULL
    }
