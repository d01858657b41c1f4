"""Fits the parser of reference entries, and measures it.

`python -m dzherelo.evals.training.references --data DIR [--folds 10] [--write]`, with a folder that
holds `anystyle_core.xml` and `grobid/`.

Measured by cross-validation: a fold holds whole files of GROBID and whole stretches of AnyStyle's
file; entries that stand in both a fold and the rest are left out of the rest. A field is right when
it is the same as the set's, letters and digits compared without case (of authors without "and" and
"et al.", of pages the numbers); a field that the set does not have must be empty. Token F1 counts
words of fields; "near" counts a field as right that is the same in four letters of five
(Levenshtein similarity of 0.8, as GROBID is measured). Intervals are the bootstrap's over groups,
95 %. `--write` fits on everything and writes the weights that ship.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pycrfsuite
from rapidfuzz.distance import Levenshtein

from dzherelo.corpus.citations import entry_parser
from dzherelo.corpus.citations.entry_parser import WEIGHTS
from dzherelo.corpus.citations.entry_tokens import WORDS, Token, features, tokens
from dzherelo.evals.training.reference_data import Example, load
from dzherelo.evals.training.reference_styles import made_up, rewritten

FIELDS = ("authors", "year", "title", "doi", "pages", "container", "volume")


def labels_for(example: Example, found: Sequence[Token]) -> list[str]:
    """A label a token. What the sets do differently is done one way: words for pages, volume, issue
    and editors go with what they name, "in" before a collection is "in", "and" between two names
    is one with them; a sign goes with what stands before it, one that opens with what it opens."""
    labels = ["O"] * len(found)
    for start, end, label in example.stretches:
        for at, token in enumerate(found):
            if start <= token.span.start < end and any(map(str.isalnum, token.text)):
                labels[at] = label
    words = [at for at, token in enumerate(found) if any(map(str.isalnum, token.text))]
    for before, at, after in zip([None, *words], words, [*words[1:], None], strict=False):
        lower = found[at].text.lower()
        ahead = labels[after] if after is not None else "O"
        behind = labels[before] if before is not None else "O"
        if labels[at] in ("O", "container", "editor", "title") and lower in WORDS["inside"]:
            labels[at] = (
                "in" if ahead in ("container", "editor") and behind != ahead else labels[at]
            )
        elif labels[at] == "O":
            named = {"pages": "pages", "volumes": "volume", "issues": "issue", "editors": "editor"}
            for words_for, label in named.items():
                if lower in WORDS[words_for] and label in (ahead, behind):
                    labels[at] = label
            if lower in WORDS["joints"] and ahead == behind:
                labels[at] = ahead
    return _with_signs(found, labels)


def _with_signs(found: Sequence[Token], labels: list[str]) -> list[str]:
    signs = [not any(map(str.isalnum, token.text)) for token in found]
    for at in range(len(found)):
        if signs[at] and at and not (found[at].text in "([«“„‘" and at + 1 < len(found)):
            labels[at] = labels[at - 1]
    for at in reversed(range(len(found) - 1)):
        if signs[at] and found[at].text in "([«“„‘":
            labels[at] = labels[at + 1]
    return labels


def fit(examples: Iterable[Example], path: Path, *, rounds: int, fewest: int) -> None:
    """Fits weights by the passive-aggressive algorithm. `fewest`: how often a feature must be seen
    to count, which keeps the file small."""
    trainer = pycrfsuite.Trainer(algorithm="pa", verbose=False)
    trainer.set_params({"max_iterations": rounds, "feature.minfreq": fewest})
    for example in examples:
        if found := tokens(example.text):
            labels = labels_for(example, found)
            begun = [
                label if label == "O" else f"{'I' if label == before else 'B'}-{label}"
                for before, label in pairwise(["O", *labels])
            ]
            trainer.append(features(found), begun)
    trainer.train(str(path))


def parsed(example: Example, tagger: pycrfsuite.Tagger) -> dict[str, str]:
    found = tokens(example.text)
    labels = entry_parser.labels_of(found, tagger)
    return entry_parser.fields_of(example.text, entry_parser.segments(example.text, found, labels))


def plain(name: str, said: str) -> str:
    """A field as it is compared."""
    text = unicodedata.normalize("NFKC", said).casefold()
    if name == "doi":
        return re.sub(r"\s", "", text)
    if name == "pages":
        return ",".join(re.findall(r"[a-z]?\d+|\b[ivxl]+\b", text))
    if name == "volume":
        return "".join(re.findall(r"\w*\d\w*|\b[ivxlcdm]+\b", text))
    words = re.findall(r"[^\W_]+", text)
    if name == "container" and words[:1] == ["in"]:
        words = words[1:]
    if name == "authors":
        words = [word for word in words if word not in WORDS["joints"] | WORDS["others"] | {"et"}]
    return "".join(words)


Counts = dict[str, Counter[str]]


def counted(example: Example, found: dict[str, str]) -> Counts:
    made: Counts = {name: Counter() for name in FIELDS}
    for name in FIELDS:
        gold, said = plain(name, example.gold[name]), plain(name, found[name])
        near = bool(gold) and Levenshtein.normalized_similarity(gold, said) >= 0.8
        made[name].update(gold=bool(gold), said=bool(said), right=bool(gold) and gold == said)
        made[name].update(gold_near=bool(gold), said_near=bool(said), right_near=near)
        one, two = (
            Counter(re.findall(r"[^\W_]+", text.casefold()))
            for text in (example.gold[name], found[name])
        )
        made[name].update(
            gold_tokens=one.total(), said_tokens=two.total(), right_tokens=(one & two).total()
        )
    return made


def f1(counts: Counter[str], tail: str = "") -> float:
    whole = counts["gold" + tail] + counts["said" + tail]
    return 2 * counts["right" + tail] / whole if whole else 0.0


def cross_validated(
    examples: Sequence[Example], folds: int, seed: int, **how: int
) -> dict[str, dict[str, list[Counts]]]:
    """By set and group, the counts of each example, parsed by weights that never saw its group."""
    groups = sorted({one.group for one in examples})
    random.Random(seed).shuffle(groups)
    found: dict[str, dict[str, list[Counts]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(folds):
            held = set(groups[fold::folds])
            out = [one for one in examples if one.group in held]
            seen = {plain("title", one.text) for one in out}
            rest = [
                one
                for one in examples
                if one.group not in held and plain("title", one.text) not in seen
            ]
            path = Path(folder) / f"{fold}.crfsuite"
            fit(with_made(rest, seed), path, **how)
            tagger = pycrfsuite.Tagger()
            tagger.open(str(path))
            for one in out:
                found[one.set][one.group].append(counted(one, parsed(one, tagger)))
    return found


def with_made(examples: Sequence[Example], seed: int) -> list[Example]:
    """The examples, those of them that were written in other styles, and made-up ones."""
    return [*examples, *rewritten(examples, 6000, seed), *made_up(3000, seed)]


def report(found: dict[str, dict[str, list[Counts]]], seed: int) -> Iterable[str]:
    for name, groups in sorted(found.items()):
        amount = sum(map(len, groups.values()))
        yield f"\n{name}: {amount} references in {len(groups)} groups"
        yield f"{'field':10} {'F1':>6} {'95 %':>13} {'near':>6} {'tokens':>7}  right/said/gold"
        for part in FIELDS:
            by_group = [
                sum((one[part] for one in ones), Counter[str]()) for ones in groups.values()
            ]
            total = sum(by_group, Counter[str]())
            rng = random.Random(seed)
            drawn = sorted(
                f1(sum(rng.choices(by_group, k=len(by_group)), Counter[str]())) for _ in range(500)
            )
            yield (
                f"{part:10} {f1(total):6.3f} {drawn[12]:6.3f}-{drawn[487]:5.3f} "
                f"{f1(total, '_near'):6.3f} {f1(total, '_tokens'):7.3f}  "
                f"{total['right']}/{total['said']}/{total['gold']}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=10, help="0 measures nothing")
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=12, help="over the examples")
    parser.add_argument("--fewest", type=int, default=14, help="times that a feature is seen")
    parser.add_argument("--write", action="store_true", help="write the weights that ship")
    given = parser.parse_args()
    examples = load(given.data)
    how = {"rounds": given.rounds, "fewest": given.fewest}
    if given.write:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "weights"
            fit(with_made(examples, given.seed), path, **how)
            WEIGHTS.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        print(f"{WEIGHTS}: {WEIGHTS.stat().st_size:,} bytes", flush=True)
    if given.folds:
        found = cross_validated(examples, given.folds, given.seed, **how)
        print("\n".join(report(found, given.seed)))


if __name__ == "__main__":
    main()
