"""What judging needs of the library that is measured, apart from the assistant under test.

The glossary and the weights of words are read here anew, so that an assistant whose parts were
switched off is judged as every other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dzherelo.evals.gold import PLANTED
from dzherelo.evals.harness import Planting, System, Tools
from dzherelo.evals.opening import copied
from dzherelo.evals.support import Support
from dzherelo.index.bm25 import LexicalIndex
from dzherelo.index.embed import open_embedder

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings


def tools_of(assistant: Assistant) -> Tools:
    """The test of support over the assistant's library, whose index is up to date, and the token
    counter of the bundled model."""
    models = assistant.settings.home / "models"
    return Tools(support_of(assistant), open_embedder(cache=models).count)


def support_of(assistant: Assistant) -> Support:
    """The test of lexical support over the assistant's library, whose index is up to date."""
    index = assistant.settings.folder / "index"
    return Support(
        assistant.library.terms(), LexicalIndex.load(index / "lexical").idf, assistant.library.gloss
    )


def planting_of(settings: Settings, *, folder: Path = PLANTED) -> Planting:
    """Opens, for planted files, the assistant over a copy of the library that holds them too."""

    @contextmanager
    def planting(names: tuple[str, ...]) -> Iterator[System]:
        from dzherelo.assistant.assembly import open_assistant

        with copied(settings) as chosen, open_assistant(chosen) as assistant:
            for name in names:
                assistant.add(folder / name, as_id=Path(name).stem)
            assistant.sync()
            yield System.of(assistant)

    return planting
