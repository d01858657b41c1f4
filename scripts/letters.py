"""Writes corpus/read/letters.toml: which pairs of letters a language has, by how common they are.

    pip install wordfreq && python scripts/letters.py

The pairs of all words of wordfreq's lists, by the words' frequencies; `_` is the edge of a word.
Only pairs with a letter outside ASCII count: the others look the same in every encoding.
"""

from collections import Counter
from pathlib import Path

import wordfreq

LANGUAGES = "uk ru bg el he pl cs hu ro tr de fr es it pt sv en".split()
LEVELS = {
    "common": 0.7,
    "usual": 0.95,
    "rare": 0.997,
    "odd": 0.9999,
}  # the share of all pairs that they make up


def pairs(language: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for word, share in wordfreq.get_frequency_dict(language).items():
        if not word.isalpha():
            continue
        if language == "el" and word.endswith("σ"):
            word = f"{word[:-1]}ς"  # wordfreq folds it
        for pair in map("".join, zip(f"_{word}", f"{word}_", strict=True)):
            if not pair.isascii():
                counts[pair] += share
    return counts


def main() -> None:
    lines = ["# Pairs of letters by language: written by scripts/letters.py, which says how."]
    for language in LANGUAGES:
        counts = pairs(language)
        whole, seen = sum(counts.values()), 0.0
        found: dict[str, list[str]] = {level: [] for level in LEVELS}
        for pair, count in counts.most_common():
            level = next((name for name, share in LEVELS.items() if seen < share * whole), None)
            if level:
                found[level].append(pair)
            seen += count
        lines += ["", f"[{language}]"]
        lines += [f'{level} = "{" ".join(found[level])}"' for level in LEVELS]
    target = Path(__file__).parents[1] / "corpus" / "read" / "letters.toml"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
