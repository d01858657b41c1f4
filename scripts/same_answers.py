"""Whether two evaluation runs gave the same answers: `same_answers.py RUN OTHER_RUN`.

For steps that only move or rename. Run `dzherelo eval --split all` before and after, then compare
the two run folders: every answer must be byte-equal but for its timings. Exits 1 where one is not.
"""

import json
import sys
from pathlib import Path


def answers(run: Path) -> dict[str, str]:
    """By id, each answer as canonical JSON without what depends on the machine's speed."""
    found = {}
    for line in (run / "answers.jsonl").read_text(encoding="utf-8").splitlines():
        answer = json.loads(line)
        answer.pop("timings_ms", None)
        found[answer["id"]] = json.dumps(answer, ensure_ascii=False, sort_keys=True)
    return found


def main(before: Path, after: Path) -> int:
    old, new = answers(before), answers(after)
    changed = [id for id in old | new if old.get(id) != new.get(id)]
    print(f"{len(old)} answers before, {len(new)} after, {len(changed)} differ")
    print(*changed, sep="\n", end="\n" if changed else "")
    return bool(changed)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3])))
