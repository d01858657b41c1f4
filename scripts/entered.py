"""What one question sets going: `entered.py [--home DIR] QUESTION [FOLLOW_UP…]`.

Prints, for each question of the dialogue once everything is warm, how many of our modules it
enters, how often it embeds and searches, which files it opens, and how long it takes.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.assistant.types import Turn
from dzherelo.index.retrieve import Retriever

OURS = tuple(f"/{name}/" for name in ("corpus", "index", "assistant", "ui", "evals"))
ROOT = Path(__file__).resolve().parents[1]
_opened: list[str] = []
_watching = False


def _audit(event: str, told: tuple[object, ...]) -> None:
    if _watching and event == "open":
        _opened.append(str(told[0]))


@contextmanager
def watched() -> Iterator[Counter[CodeType]]:
    """Counts every call of a Python function, and keeps the names of files opened."""
    global _watching
    calls: Counter[CodeType] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            calls[frame.f_code] += 1

    _opened.clear()
    _watching = True
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)
        _watching = False


def modules(calls: Counter[CodeType]) -> list[str]:
    """Our own modules among those whose functions ran."""
    paths = {Path(code.co_filename).resolve() for code in calls}
    ours = {path.relative_to(ROOT) for path in paths if path.is_relative_to(ROOT)}
    return sorted(str(path) for path in ours if f"/{path}".startswith(OURS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("questions", nargs="+")
    options = parser.parse_args()
    sys.addaudithook(_audit)
    with open_assistant(load_settings(options.home)) as assistant:
        turns: list[Turn] = []
        for question in options.questions:
            with watched() as first:
                answer = assistant.ask(question, history=turns)  # now all is warm
            begun = time.perf_counter()
            assistant.ask(question, history=turns)
            took = 1000 * (time.perf_counter() - begun)
            with watched() as calls:
                assistant.ask(question, history=turns)
            entered = modules(calls)
            searched = calls[Retriever.find.__code__] + calls[Retriever.find_each.__code__]
            embedded = first[Retriever.embed.__code__]  # of which the last are remembered
            print(f"{question}\n  read as: {answer.understood or question}")
            print(f"  {len(entered)} modules: {' '.join(entered)}")
            print(f"  {embedded} embeddings, {searched} searches, {took:.0f} ms")
            print(f"  {len(_opened)} files opened {sorted(set(_opened))}")
            turns.append(Turn.of(question, answer))


if __name__ == "__main__":
    main()
