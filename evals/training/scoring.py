"""A checkpoint asked as the shipped reader is: questions and statements of passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from dzherelo.evals.training.data import Tokens
from dzherelo.evals.training.groups import QUESTION, STATEMENT, Ask, Text
from dzherelo.evals.training.network import Network
from dzherelo.evals.training.train import Lower, parts_of


@dataclass(frozen=True)
class Scored:
    """A logit for each passage; for each of its sentences one; and that of a contradiction."""

    passages: list[float]
    sentences: list[list[float]]
    against: list[float]


class Checkpoint:
    """A network in torch."""

    def __init__(self, path: Path, cache: Path) -> None:
        held = torch.load(path, weights_only=False)
        self.network = Network.load(held["network"]).eval()
        self.step = held["step"]
        self.tokens = Tokens(cache)
        self._lower = Lower(self.network)
        self._texts: dict[str, Text] = {}

    def text(self, passage: dict[str, Any]) -> Text:
        """A passage as `today.told` gives it."""
        key = passage["context"] + passage["text"]
        if key not in self._texts:
            parts = passage["sentences"] or [passage["text"]]
            self._texts[key] = self.tokens.text(passage["context"], parts)
        return self._texts[key]

    def read(self, question: str, passages: Sequence[dict[str, Any]]) -> Scored:
        return self.scored(question, [self.text(one) for one in passages], QUESTION)

    def check(self, statement: str, passages: Sequence[dict[str, Any]]) -> Scored:
        return self.scored(statement, [self.text(one) for one in passages], STATEMENT)

    def scored(self, asked: str | Ask, texts: Sequence[Text], kind: str) -> Scored:
        ids = self.tokens.ask(asked, kind) if isinstance(asked, str) else asked.ids
        number = 0 if kind == QUESTION else 1
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            held = self._lower([text.ids for text in texts])
            read = self.network.read(*held)
            which = torch.zeros(len(texts), 1, dtype=torch.long)
            pooled = self.network.ask(read, *self._lower([ids]), which)
            head = self.network.carries if number else self.network.answers
            scores = head(pooled)[:, 0].float()
            parts = parts_of(texts, held[0].shape[1])
            places = self.network.sentence_scores(read, pooled, parts, kind=number)[:, 0].float()
        counts = [int(text.sentence.max(initial=0)) + 1 for text in texts]
        return Scored(
            scores[:, 0].tolist(),
            [row[:count].tolist() for row, count in zip(places, counts, strict=True)],
            scores[:, 1].tolist() if number else [],
        )
