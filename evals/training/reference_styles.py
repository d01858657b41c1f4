"""References made up in the styles of eight languages, and those of a set written in other styles:
what a parser of entries learns punctuation from that no set has enough of."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from dzherelo.evals.training.reference_data import Example

_DATA = tomllib.loads(Path(__file__).with_name("references.toml").read_text("utf-8"))
_PART = re.compile(r"\{(\w+)(?::([^}]*))?\}")
_LABELS = {"author", "editor", "title", "container", "volume", "issue", "pages", "publisher"} | {
    "place",
    "date",
}
_CALLED = {"journal": "container", "book": "container", "year": "date", "body": "author"} | {
    "law": "title",
    "extent": "pages",
    "code": "title",
}
_BODIES = (
    "World Pond Organization, Ministry of Lenses, Statistics Northby, The barley development team, "
    "Gaia Collaboration, OpenLens, Agency for Rural Reading"
).split(", ")


def made_up(amount: int, seed: int) -> list[Example]:
    """`amount` references, an equal share in each language's styles."""
    rng = random.Random(seed)
    languages = sorted(_DATA)
    weights = [
        3 if language == "uk" else 2 if language in ("ru", "en") else 1 for language in languages
    ]
    found = []
    for language in rng.choices(languages, weights, k=amount):
        words = _DATA[language]
        fields = _invented(words, rng)
        if (titles := _passages().get(language)) and rng.random() < 0.6:
            title = rng.choice(titles).split()[: rng.choice([2, 3, 5, 7, 9, 12])]
            fields["title"] = " ".join(title).rstrip(" ,.:;(—–-")
        found.append(_written(rng.choice(words["templates"]), fields, rng))
    return found


@cache
def _passages() -> dict[str, list[str]]:
    """Titles by language out of this project's own training passages: headings, and the words with
    which sentences begin."""
    found: dict[str, list[str]] = {"uk": [], "en": []}
    for path in sorted(Path(__file__).with_name("passages").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            passage = json.loads(line)
            found[passage["language"]] += [passage["heading"], *passage["sentences"]]
    return found


def rewritten(examples: Sequence[Example], amount: int, seed: int) -> list[Example]:
    """`amount` of the examples, with their titles, journals and publishers, in styles of any
    language with invented names: words that were written by no template."""
    rng = random.Random(seed)
    whole = [one for one in examples if one.gold["title"] and one.gold["container"]]
    found = []
    for one in rng.choices(whole, k=amount) if whole else ():
        words = _DATA[rng.choice([*sorted(_DATA), "en", "en", "en", "en", "fr", "de"])]
        fields = _invented(words, rng) | {
            "title": _bare(one.gold["title"]),
            "journal": _bare(one.gold["container"]),
            "book": _bare(one.gold["container"]),
        }
        found.append(_written(rng.choice(words["templates"]), fields, rng))
    return found


def _bare(text: str) -> str:
    return re.sub(r"^In:?\s+", "", text).strip(" .,;:«»“”\"'‘’") or text


def _some(words: dict[str, str], name: str, rng: random.Random) -> str:
    return rng.choice([one.strip() for one in words[name].split(",") if one.strip()])


def _invented(words: dict[str, str], rng: random.Random) -> dict[str, Any]:
    number = rng.randint
    first = number(1, 900)
    title = _some(words, "openers", rng) + " " + _some(words, "objects", rng)
    title += rng.choice(["", " " + _some(words, "places", rng)])
    journal = _some(words, "journal", rng)
    if "adjectives" in words and rng.random() < 0.5:
        journal = " ".join(_some(words, name, rng) for name in ("adjectives", "nouns", "tails"))
    dash = rng.choice("–-—–")
    month = rng.choice(["March", "May 5,", "5 May", "12"])
    seen = f"{number(1, 28):02}.{number(1, 12):02}.{number(1995, 2025)}"
    return {
        "title": re.sub(r"\s+([:.])", r"\1", title),
        "law": "Про " + _some(words, "objects", rng),
        "objects": _some(words, "objects", rng),
        "journal": re.sub(r"\s+([:.])", r"\1", journal),
        "book": _some(words, "book", rng),
        "publisher": _some(words, "publisher", rng),
        "place": _some(words, "place", rng),
        "kind": _some(words, "kind", rng),
        "year": str(number(1890, 2025)) + rng.choice(["", "", "", "", "a"]),
        "volume": rng.choice([str(number(1, 140)), str(number(1, 30)), "XII", "IV"]),
        "issue": rng.choice([str(number(1, 12)), "3–4", "1/2", "6A"]),
        "pages": rng.choice(
            [f"{first}{dash}{first + number(1, 30)}", str(first), f"e{number(10000, 99999)}"]
            + [f"{first} {dash} {first + number(1, 30)}", f"{first}{dash}{number(10, 99)}"] * 2
        ),
        "total": str(number(90, 700)),
        "extent": str(number(40, 900)),
        "day": str(number(1, 28)),
        "act": f"{number(10, 9000)}-{rng.choice(['IX', 'VIII', 'XII', 'р', 'XIV'])}",
        "doi": f"10.{number(1000, 99999)}/{rng.choice(['j.rust', 's', 'JB'])}{number(100, 9999)}",
        "arxiv": f"{number(1000, 2500)}.{number(10000, 99999)}",
        "url": f"https://{rng.choice(['www.', ''])}example.org/{rng.choice('avz')}/{first}",
        "seen": rng.choice([seen, f"{month} {number(1998, 2025)}"])
        if words is _DATA["en"]
        else seen,
        "body": rng.choice(_BODIES),
        "code": _some(words, "code", rng) if "code" in words else "",
        "document": _some(words, "document", rng) if "document" in words else "",
        "families": words["family"].split(", "),
        "givens": words["given"].split(", "),
        "leads": [one + " " for one in words["leads"].split(" , ")],
    }


def _written(template: str, fields: dict[str, Any], rng: random.Random) -> Example:
    template = re.sub(r"\[\[(.*?)\]\]", lambda m: m[1] if rng.random() < 0.5 else "", template)
    lead = rng.random() < 0.06
    text, stretches, place = (
        rng.choice(fields["leads"]) if lead else "",
        list[tuple[int, int, str]](),
        0,
    )
    for match in _PART.finditer(template):
        text += template[place : match.start()]
        name, form = match.groups()
        start = len(text)
        text += _names(form, fields, rng) if form else fields[name]
        label = _CALLED.get(name, name)
        if label in _LABELS:
            stretches.append((start, len(text), label))
        place = match.end()
    return Example(text + template[place:], tuple(stretches), "made", "made")


def _names(form: str, fields: dict[str, Any], rng: random.Random) -> str:
    shape, joint, last = form.split("|")
    count = rng.choice([1, 1, 1, 2, 2, 3, 4, 6])
    names = [_name(shape, fields, rng) for _ in range(count)]
    if count == 1:
        return names[0]
    if count > 3 and rng.random() < 0.3:
        return joint.join(names[:2]) + rng.choice([" et al.", ", et al.", " та ін."])
    return joint.join(names[:-1]) + last + names[-1]


def _name(shape: str, fields: dict[str, Any], rng: random.Random) -> str:
    family, given = rng.choice(fields["families"]), rng.choice(fields["givens"])
    second = rng.choice(["", rng.choice(fields["givens"])[0]])
    initials = [given[0], *second]
    written = {
        "FF": family.upper(),
        "F": family,
        "G": given + (f" {second}." if second and rng.random() < 0.4 else ""),
        "I": " ".join(f"{one}." for one in initials),
        "II": "".join(f"{one}." for one in initials),
        "IV": "".join(initials),
    }
    return re.sub(r"[A-Z]+", lambda part: written[part[0]], shape)
