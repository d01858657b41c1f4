"""What the program finds and answers without the reader, kept as JSON lines to measure beside.

For each question of a set: the first ten passages with their scores, whether it was answered, what
was quoted; for each statement, whether the words of its passage are held to support it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dzherelo.assistant.assembly import Assistant, open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.assistant.verify import verify
from dzherelo.corpus.language.overlap import read
from dzherelo.corpus.types import Passage
from dzherelo.evals.gold import gold_files, load_gold, resolve
from dzherelo.evals.measures import finds
from dzherelo.evals.training.data import LANGUAGES, PASSAGES, lines

COUNT = 10  # passages that are put in order


def told(passage: Passage) -> dict[str, Any]:
    return {
        "id": passage.id,
        "source": passage.source,
        "text": passage.text,
        "context": passage.context,
        "sentences": [passage.words(span) for span in passage.sentences],
    }


def asked(assistant: Assistant, question: str) -> dict[str, Any]:
    hits = assistant.search(question, k=COUNT)
    answer = assistant.ask(question)
    quotes = [
        {"quote": one.passage.words(one.quote), "passage": told(one.passage)}
        for one in answer.citations
    ]
    return {
        "question": question,
        "hits": [{**told(hit.passage), "score": hit.score} for hit in hits],
        "answered": answer.answered,
        "reason": answer.reason,
        "text": answer.text,
        "quotes": quotes,
    }


def xquad(shared: Path, home: Path, pair: tuple[str, str]) -> Iterator[dict[str, Any]]:
    """The questions of the last 40 paragraphs over all 160, (question's, passages' language)."""
    rows = {one: lines(shared / "xquad" / f"{one}.jsonl") for one in LANGUAGES}
    held: dict[int, str] = {}
    answers: dict[str, str] = {}
    for row in rows[pair[1]]:
        held[row["paragraph"]] = " ".join(row["context"].lstrip("\ufeff").split())
        answers[row["id"]] = row["answers"][0]["text"]
    files = {
        f"t{first:03d}": "\n\n".join(held[p] for p in range(first, first + 5))
        for first in range(0, 160, 5)
    }
    with opened(home / f"xquad-{pair[1]}", files) as assistant:
        for row in rows[pair[0]]:
            if row["paragraph"] >= 120:
                found = asked(assistant, row["question"])
                gold = {"text": held[row["paragraph"]], "answer": answers[row["id"]]}
                yield {"id": row["id"], "set": f"xquad {pair[0]}-{pair[1]}", **found, "gold": gold}


def documents(writer: str) -> dict[str, list[dict[str, Any]]]:
    made: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(PASSAGES.glob(f"{writer}-*.jsonl")):
        for row in lines(path):
            made.setdefault(row["document"], []).append(row)
    return made


def written(home: Path, writer: str, *, told: bool) -> Iterator[dict[str, Any]]:
    """A writer's questions and near misses over all of that writer's documents; or, where `told`,
    the statements with their twins, each against its own passage."""
    held = documents(writer)
    files = {
        name: "\n\n".join(f"## {r['heading']}\n\n{' '.join(r['sentences'])}" for r in rows)
        for name, rows in held.items()
    }
    with opened(home / f"written-{writer}", files) as assistant:
        if told:
            yield from statements(assistant, [row for rows in held.values() for row in rows])
            return
        for rows in held.values():
            for row in rows:
                for one in (*row["questions"], *row["near_misses"]):
                    across = one["language"] != row["language"]
                    kind = f"written {one['language']}-{row['language']}"
                    found = asked(assistant, one["text"])
                    yield {
                        "id": row["id"],
                        "set": kind,
                        "across": across,
                        **found,
                        "gold": _gold(row, one),
                    }


def _gold(row: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any] | None:
    if not one.get("answers"):
        return None
    wanted = [row["sentences"][at] for at in one["answers"]]
    return {"text": " ".join(row["sentences"]), "sentences": wanted}


def statements(assistant: Assistant, rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    parts = assistant._open()
    terms = assistant._terms
    passages = [p for s in assistant.sources() for p in assistant.passages(s.id)]
    for row in rows:
        text = " ".join(row["sentences"])
        own = [p for p in passages if " ".join(p.text.split()) in text]
        readings = [read(p, terms, assistant.library.gloss(p)) for p in own]
        for number, one in enumerate(row["statements"]):
            for false in (None, *one["false"]):
                said = (false or one)["text"]
                found = verify(
                    said, readings, terms=terms, weigh=parts.lexical.idf, meet=parts.meet
                )
                yield {
                    "set": f"statement {one['language']}-{row['language']}",
                    "id": f"{row['id']}/{number}",
                    "statement": said,
                    "true": false is None,
                    "kind": false["kind"] if false else one["how"],
                    "supported": found.supported,
                    "coverage": found.coverage,
                    "hard": sum(one.kind not in ("words", "part") for one in found.problems),
                    "passages": [told(p) for p in own],
                }


def packed(home: Path) -> Iterator[dict[str, Any]]:
    """The development questions of the default library, over `home`, which holds its texts."""
    with open_assistant(load_settings(home)) as assistant:
        assistant.sync()
        for question in load_gold(gold_files("dev")):
            if question.turns():
                continue
            evidence = resolve(question, assistant.passages)
            found = asked(assistant, question.question)
            hits = assistant.search(question.question, k=COUNT)
            right = [bool(one) for one in finds(hits, evidence)]
            gold = {"right": right} if question.answerable else None
            told = {"language": question.lang, "kind": question.kind}
            yield {"id": question.id, "set": "packed", **told, **found, "gold": gold}


def claimed(home: Path, folder: Path) -> Iterator[dict[str, Any]]:
    """The statements of `folder` (tests/assistant/data) over the texts of the default library."""
    with open_assistant(load_settings(home)) as assistant:
        parts, terms = assistant._open(), assistant._terms
        passages = [p for s in assistant.sources() for p in assistant.passages(s.id)]
        passages = [p for p in passages if p.kind != "heading"]
        for name in ("texts", "fresh", "others", "fourth"):
            for one in lines(folder / f"statements_{name}.jsonl"):
                turned = [{"text": one["statement"]}, *one["turned"]]
                for false in turned:
                    place = false.get("evidence", one["evidence"])
                    own = _at(passages, place)
                    readings = [read(p, terms, assistant.library.gloss(p)) for p in own]
                    found = verify(
                        false["text"],
                        readings,
                        terms=terms,
                        weigh=parts.lexical.idf,
                        meet=parts.meet,
                    )
                    yield {
                        "set": f"claims {name}",
                        "id": one["id"],
                        "statement": false["text"],
                        "true": "kind" not in false,
                        "kind": false.get("kind", "true"),
                        "supported": found.supported,
                        "coverage": found.coverage,
                        "hard": sum(one.kind not in ("words", "part") for one in found.problems),
                        "passages": [told(p) for p in own],
                    }


def _at(passages: Sequence[Passage], place: Mapping[str, Any]) -> list[Passage]:
    held = [
        p
        for p in passages
        if (p.source, p.origin) == (place["source"], place["origin"])
        and p.locator.fits(place["locator"])
    ]
    least = min((len(p.locator.as_dict()) for p in held), default=0)
    return [p for p in held if len(p.locator.as_dict()) == least]


def opened(home: Path, files: Mapping[str, str]) -> Assistant:
    """An assistant over texts alone, its index up to date."""
    texts = home / "given"
    texts.mkdir(parents=True, exist_ok=True)
    settings = load_settings(home)
    assistant = open_assistant(settings)
    held = {source.id for source in assistant.sources()}
    for name, text in files.items():
        if name not in held:
            path = texts / f"{name}.md"
            path.write_text(text, "utf-8")
            assistant.add(path, as_id=name)
    assistant.sync()
    return assistant


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "set", help="xquad:en-de, written:e, statements:e, packed:dev, claims:FOLDER"
    )
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    kind, which = options.set.split(":")
    if kind == "xquad":
        first, second = which.split("-")
        found = xquad(options.shared, options.home, (first, second))
    elif kind == "packed":
        found = packed(options.home)
    elif kind == "claims":
        found = claimed(options.home, Path(which))
    else:
        found = written(options.home, which, told=kind == "statements")
    with options.out.open("w", encoding="utf-8") as file:
        for row in found:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()


if __name__ == "__main__":
    main()
