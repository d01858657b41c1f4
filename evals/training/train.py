"""Fits the reader; goes on from the last checkpoint in its folder.

The length is given in seconds of work, so that the learning rate falls to nothing at the end
however busy the machine is.
"""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import argparse
import os
import pickle
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from dzherelo.evals.training.groups import (
    CONTRADICTED,
    NOT_SAID,
    QUESTION,
    STATEMENT,
    SUPPORTED,
    Ask,
    Group,
    Text,
)
from dzherelo.evals.training.network import Network, Plan

# How often a source's groups come in one round.
SHARES = {"written": 4.0, "xquad": 2.0, "squad": 1.5, "packed": 1.0, "fever": 1.0, "med": 0.3}


@dataclass
class Slot:
    """One question or statement asked of one passage."""

    ask: int
    label: int
    at: tuple[int, ...]


@dataclass
class Batch:
    """Passages and what each is asked; every passage has as many slots, -1 where there is none."""

    kind: str
    texts: list[Text]
    asks: list[Ask]
    slots: list[list[Slot]]

    def tensors(self) -> dict[str, Tensor]:
        count = max(map(len, self.slots))
        which = torch.zeros(len(self.texts), count, dtype=torch.long)
        label = torch.full((len(self.texts), count), -1)
        for row, slots in enumerate(self.slots):
            for column, slot in enumerate(slots):
                which[row, column], label[row, column] = slot.ask, slot.label
        parts = parts_of(self.texts, max(len(text.ids) for text in self.texts))
        gold = torch.zeros(len(self.texts), count, parts.shape[1])
        for row, slots in enumerate(self.slots):
            for column, slot in enumerate(slots):
                for at in slot.at:
                    if at < parts.shape[1]:
                        gold[row, column, at] = 1
        return {
            "which": which,
            "label": label,
            "parts": parts,
            "gold": gold,
        }


def padded(rows: Sequence[Any]) -> tuple[Tensor, Tensor]:
    longest = max(map(len, rows))
    ids = torch.ones(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.from_numpy(row.astype(np.int64))
        mask[at, : len(row)] = True
    return ids, mask


class Lower:
    """What the layers below give for each text, worked out once and kept."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._kept: dict[bytes, Tensor] = {}

    def __call__(self, rows: Sequence[Any]) -> tuple[Tensor, Tensor]:
        """(rows, tokens, width), padded, and the mask."""
        keys = [row.tobytes() for row in rows]
        fresh = {key: row for key, row in zip(keys, rows, strict=True) if key not in self._kept}
        if fresh:
            ids, mask = padded(list(fresh.values()))
            with torch.autocast("cpu", torch.bfloat16):
                states = self._network.lower(ids, mask).to(torch.bfloat16)
            for key, state, row in zip(fresh, states, fresh.values(), strict=True):
                self._kept[key] = state[: len(row)].clone()
        held = [self._kept[key] for key in keys]
        whole = torch.nn.utils.rnn.pad_sequence(held, batch_first=True)
        lengths = torch.tensor([len(one) for one in held])
        return whole.float(), torch.arange(whole.shape[1]) < lengths[:, None]


def parts_of(texts: Sequence[Text], length: int) -> Tensor:
    """(passages, sentences, tokens): 1 where a token is of a sentence."""
    count = max(int(text.sentence.max(initial=0)) for text in texts) + 1
    parts = torch.zeros(len(texts), count, length)
    for at, text in enumerate(texts):
        for token, sentence in enumerate(text.sentence):
            if sentence >= 0:
                parts[at, sentence, token] = 1
    return parts


# Batches ----------------------------------------------------------------------------------------


def question_batch(group: Group, rng: random.Random, most: int) -> Batch | None:
    """Questions asked of the passage that answers, or seems to, and of two beside it."""
    asked = [ask for ask in group.asks if ask.kind == QUESTION]
    if not asked:
        return None
    asked = rng.sample(asked, min(most, len(asked)))
    slots: list[list[Slot]] = [[] for _ in group.texts]
    for number, ask in enumerate(asked):
        near = [at for at, pair in ask.pairs.items() if pair.label or at == ask.note.get("own")]
        others = [at for at in ask.pairs if at not in near]
        for at in near + rng.sample(others, min(2, len(others))):
            slots[at].append(Slot(number, ask.pairs[at].label, ask.pairs[at].at))
    return Batch(QUESTION, group.texts, asked, slots)


Said = tuple[Ask, int, tuple[int, ...]]  # a statement, its label, its sentences


def statement_rows(
    group: Group, rng: random.Random, most: int
) -> Iterator[tuple[Text, list[Said]]]:
    """Each passage with statements: true ones, their twins, and some of its neighbours'."""
    of: dict[int, list[Said]] = defaultdict(list)
    told = [(at, ask) for at, ask in enumerate(group.asks) if ask.kind == STATEMENT]
    twins: dict[int, list[Ask]] = defaultdict(list)
    for _, ask in told:
        if ask.twin >= 0:
            twins[ask.twin].append(ask)
    for at, ask in rng.sample(told, len(told)):
        if ask.twin >= 0:
            continue
        own = [n for n, pair in ask.pairs.items() if pair.label != NOT_SAID or len(ask.pairs) == 1]
        for n in own:
            held = [ask, *rng.sample(twins[at], min(3, len(twins[at])))]
            if len(of[n]) + len(held) <= most:
                of[n] += [(one, one.pairs[n].label, one.pairs[n].at) for one in held]
        other = [n for n, pair in ask.pairs.items() if pair.label == NOT_SAID and n not in own]
        if other and rng.random() < 0.35 and len(of[n := rng.choice(other)]) < most:
            of[n].append((ask, NOT_SAID, ()))
    for n, rows in of.items():
        yield group.texts[n], rows


def statement_batch(rows: Sequence[tuple[Text, list[Said]]]) -> Batch:
    asks: list[Ask] = []
    slots: list[list[Slot]] = []
    for _, held in rows:
        own = []
        for ask, label, at in held:
            own.append(Slot(len(asks), label, at))
            asks.append(ask)
        slots.append(own)
    return Batch(STATEMENT, [text for text, _ in rows], asks, slots)


def batches(
    groups: Sequence[Group], rng: random.Random, tokens: int, kinds: Sequence[str]
) -> list[Batch]:
    """One round, in random order; passages with statements of like length and number together."""
    made: list[Batch] = []
    rows: list[tuple[Text, list[Said]]] = []
    for group in groups:
        share = SHARES.get(group.source, 1.0)
        for _ in range(int(share) + (rng.random() < share % 1)):
            if QUESTION in kinds and (batch := question_batch(group, rng, 32)):
                made.append(batch)
            if STATEMENT in kinds and (group.source != "xquad" or rng.random() < 0.5):
                rows += statement_rows(group, rng, 16)
    rng.shuffle(rows)
    rows.sort(key=lambda row: (max(len(one[0].ids) for one in row[1]) // 6, len(row[1])))
    held: list[tuple[Text, list[Said]]] = []
    for row in rows:
        longest = max(len(one.ids) for one, _ in [*held, row])
        longest += max(len(one[0].ids) for one in row[1]) * len(row[1])
        size = (len(held) + 1) * longest
        if held and size > tokens:
            made.append(statement_batch(held))
            held = []
        held.append(row)
    if held:
        made.append(statement_batch(held))
    rng.shuffle(made)
    return made


# Losses -----------------------------------------------------------------------------------------


def loss_of(network: Network, lower: Lower, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    held = batch.tensors()
    texts, asks = lower([one.ids for one in batch.texts]), lower([one.ids for one in batch.asks])
    with torch.autocast("cpu", torch.bfloat16):
        read = network.read(*texts)
        kind = 0 if batch.kind == QUESTION else 1
        scores, places = network.scores(read, asks, held["which"], held["parts"], kind=kind)
    at = sentence_loss(places, held)
    if batch.kind == QUESTION:
        rank, yes = question_loss(scores[..., 0], held, len(batch.asks))
        return rank + yes + 0.5 * at, {"rank": rank.item(), "yes": yes.item(), "at": at.item()}
    carried, pair = statement_loss(scores, held, batch)
    return (
        1.5 * carried + pair + 0.3 * at,
        {"carried": carried.item(), "pair": pair.item(), "said_at": at.item()},
    )


def sentence_loss(places: Tensor, held: dict[str, Tensor]) -> Tensor:
    """Cross entropy over the sentences of passages that have gold ones, and for each sentence."""
    there = held["parts"].sum(-1) > 0
    told = held["gold"].sum(-1) > 0
    if not told.any():
        return places.sum() * 0
    scores = places.masked_fill(~there[:, None], -1e4)[told]
    gold = held["gold"][told]
    wide = there[:, None].expand_as(held["gold"])[told].float()
    right = (scores + (gold - 1) * 1e4).logsumexp(-1)
    choice = (scores.logsumexp(-1) - right).mean()
    each = F.binary_cross_entropy_with_logits(scores, gold, reduction="none")
    return choice + (each * wide).sum() / wide.sum()


def question_loss(scores: Tensor, held: dict[str, Tensor], count: int) -> tuple[Tensor, Tensor]:
    label, which = held["label"], held["which"]
    table = torch.full((label.shape[0], count), -1e4)
    gold = torch.full((label.shape[0], count), -1e4)
    rows = torch.arange(label.shape[0])[:, None].expand_as(label)
    there, right = label >= 0, label == 1
    table = table.index_put((rows[there], which[there]), scores[there])
    gold = gold.index_put((rows[right], which[right]), scores[right])
    told = (gold > -9e3).any(0)
    rank = scores.sum() * 0
    if told.any():
        rank = (table.logsumexp(0) - gold.logsumexp(0))[told].mean()
    weight = torch.where(right, 2.0, 1.0)[there]
    yes = F.binary_cross_entropy_with_logits(scores[there], right[there].float(), weight=weight)
    return rank, yes


def statement_loss(scores: Tensor, held: dict[str, Tensor], batch: Batch) -> tuple[Tensor, Tensor]:
    label = held["label"]
    there = label >= 0
    true = label == SUPPORTED
    carried = F.binary_cross_entropy_with_logits(
        scores[..., 0][there], true[there].float(), weight=torch.where(true, 2.0, 1.0)[there]
    )
    false = there & ~true
    if false.any():
        against = (label == CONTRADICTED)[false].float()
        carried = carried + 0.3 * F.binary_cross_entropy_with_logits(scores[..., 1][false], against)
    # A twin follows its true statement in the row.
    ahead: list[Tensor] = []
    for row in range(label.shape[0]):
        last = -1
        for column in range(label.shape[1]):
            if label[row, column] == SUPPORTED:
                last = column
            elif label[row, column] == CONTRADICTED and last >= 0:
                slot = batch.slots[row][column]
                if batch.asks[slot.ask].twin >= 0:
                    ahead.append(scores[row, last, 0] - scores[row, column, 0])
    pair = F.softplus(-torch.stack(ahead)).mean() if ahead else carried * 0
    return carried, pair


# Fitting ----------------------------------------------------------------------------------------


def rate(share: float, most: float) -> float:
    warm = 0.03
    return most * min(share / warm, (1 - share) / (1 - warm)) if share < 1 else 0.0


class Fitting:
    """A run: the network, where it stands, and the folder in which it is kept."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.path = options.out / "last.pt"
        options.out.mkdir(parents=True, exist_ok=True)
        self.state: dict[str, Any] = {"spent": 0.0, "step": 0, "round": 0}
        begun = self.path if self.path.exists() else options.begin
        held = torch.load(begun, weights_only=False) if begun else None
        plan = Plan(options.layers, options.apart)
        self.network = Network.load(held["network"]) if held else Network.begun(plan)
        self.optimizer, self.lower = _optimizer(self.network, options), Lower(self.network)
        self.is_new = begun != self.path
        if held and begun == self.path:
            self.optimizer.load_state_dict(held["optimizer"])
            self.state = {name: held[name] for name in self.state}
        self._kept = time.monotonic()
        self._sums: dict[str, list[float]] = defaultdict(list)

    @property
    def is_over(self) -> bool:
        return bool(self.state["spent"] >= self.options.seconds)

    def begin(self, groups: Sequence[Group]) -> None:
        if self.is_new:
            texts = [group.texts[0].ids for group in groups[:: len(groups) // 40]]
            states, mask = self.lower(texts)
            self.network.centre(states[mask])

    def round(self, groups: Sequence[Group]) -> None:
        rng = random.Random(self.options.seed * 1000 + self.state["round"])
        todo = batches(groups, rng, self.options.tokens, self.options.kinds)
        print(f"round {self.state['round']}: {len(todo)} batches", flush=True)
        for batch in todo:
            self._step(batch)
            if time.monotonic() - self._kept > 180:
                self.keep()
            if self.is_over:
                return
        self.state["round"] += 1

    def _step(self, batch: Batch) -> None:
        began, state = time.monotonic(), self.state
        for part in self.optimizer.param_groups:
            part["lr"] = rate(state["spent"] / self.options.seconds, part["most"])
        loss, told = loss_of(self.network, self.lower, batch)
        loss.backward()
        state["step"] += 1
        if state["step"] % self.options.gather == 0:
            torch.nn.utils.clip_grad_norm_(self.network.fitted(), 1.0)
            self.optimizer.step()
            self.optimizer.zero_grad()
        state["spent"] += time.monotonic() - began
        for name, value in told.items():
            self._sums[name].append(value)
        if state["step"] % 20 == 0:
            means = " ".join(f"{n} {np.mean(v):.3f}" for n, v in self._sums.items())
            print(f"{state['step']} {state['spent']:.0f} s: {means}", flush=True)
            self._sums.clear()

    def keep(self) -> None:
        held = {**self.state, "network": self.network.saved()}
        held["optimizer"] = self.optimizer.state_dict()
        torch.save(held, self.path.with_suffix(".new"))
        os.replace(self.path.with_suffix(".new"), self.path)
        self._kept = time.monotonic()


def fit(options: argparse.Namespace) -> None:
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    with options.data.open("rb") as file:
        groups = pickle.load(file)["train"]
    fitting = Fitting(options)
    fitting.begin(groups)
    while not fitting.is_over:
        fitting.round(groups)
    fitting.keep()


def _optimizer(network: Network, options: argparse.Namespace) -> torch.optim.Optimizer:
    fitted = network.fitted()
    inside = {id(one) for layer in network.layers for one in layer.parameters()}
    parts = [
        {"params": [p for p in fitted if id(p) in inside], "most": options.rate},
        {"params": [p for p in fitted if id(p) not in inside], "most": 4 * options.rate},
    ]
    return torch.optim.AdamW(parts, lr=options.rate, weight_decay=0.01, fused=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--begin", type=Path, help="checkpoint to begin from")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    kinds = [QUESTION, STATEMENT]
    parser.add_argument("--kinds", nargs="+", choices=kinds, default=kinds)
    parser.add_argument("--layers", type=int, default=9)
    parser.add_argument("--apart", type=int, default=6)
    parser.add_argument("--tokens", type=int, default=6000)
    parser.add_argument("--gather", type=int, default=1, help="batches to a step")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    fit(parser.parse_args())


if __name__ == "__main__":
    main()
