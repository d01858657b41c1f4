"""The numbers by which candidates are ranked and judged: fitted to questions, kept as data.

Those of a pack were fitted to its own questions; `neutral_calibration.json` is for every other
library. `python -m dzherelo.evals.fit --home DIR` fits them anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from dzherelo.corpus.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Calibration:
    """`fitted_on` says to what. `bias` and `weights` are those of the logistic model of
    confidence, by trait (see `abstention.traits`), `limits` the least and the most that a trait
    counts. `ranking` orders candidates; `thresholds` are confidences or shares from which
    something holds; `margins` by how much one thing must be ahead of another; `favour` is what the
    place of a passage adds to its score; `shares` of one wording beside another."""

    fitted_on: str
    bias: float
    weights: Mapping[str, float]
    limits: Mapping[str, tuple[float, float]]
    ranking: Mapping[str, float]
    thresholds: Mapping[str, float]
    margins: Mapping[str, float]
    favour: Mapping[str, float]
    shares: Mapping[str, float]

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Raises SettingsError for a file that cannot be read or lacks a part."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise SettingsError(
                f"The calibration {path} cannot be used: {error}.",
                "Make it anew with `python -m dzherelo.evals.fit`.",
            ) from error


@cache
def neutral() -> Calibration:
    """The calibration of a library that has none of its own."""
    with resources.as_file(resources.files(__package__) / "neutral_calibration.json") as path:
        return Calibration.load(path)
