"""How well verification tells true statements from false ones, over our notes and over real texts.

`data/statements_*.jsonl` hold statements as someone might phrase them, each with the passage that
carries it (by source and locator; for notes with its words), and the same statements turned
false: a number, date, name, place, negation or quantifier changed, an opposite put in, the words of
another source cited that come nearest (`elsewhere`), or two facts stitched together of which one is
cited. A third of them, by passage, is counted apart and held to the same floor.

Harder are two kinds that are counted apart: the passage of the same act that comes nearest
(`neighbour`), since long provisions share nearly all their words, and statements in which two
things have each other's part (`roles`): all their words are those of the source, and no rule tells
them, so that they have no floor.

`data/statements_fresh.jsonl` is by somebody who did not know the checker and phrases more freely.
It also widens what is said (`scope`), turns may and must (`modality`), conditions and their order
(`condition`), and names a wrong article (`article`). It came in two halves, by passage. When the
first came, 42 % of what is true in it was rejected and 14 % of what is false passed (roles aside).
The checker was mended with it, and on the second half still rejected 46 % and let pass 9 %. It has
been mended with that half too since, so that the file says what was learnt, not what a new text
would give: for that the figures of the second half are the better guide. Its floors stand apart.

`data/statements_others.jsonl` is by a third writer, without `roles` and `scope`, and was measured
before anything was mended by it: 26 of 228 false ones passed, half of them `stitched` (two facts of
one sentence put together otherwise), and 20 of 58 true ones were rejected. With the checker as it
was before the fresh file it had been 41 and 20. What stood too near to the words of its source is
left out here; of what is left 21 of 217 passed and 20 of 55 were rejected. The checker has been
mended with all of it since, so that of this file too the figures of the first time are the better
guide.

`data/statements_fourth.jsonl` is by a fourth writer, and the checker has not been mended by any of
it: what it prints is what a new text would give.

What each rule earns, over all files and over the fourth: true statements rejected / false ones that
pass (roles and neighbours apart), of 473 / 1,698 and 80 / 305. Rules whose loss changed nothing on
the fourth, or let more true ones pass than false ones, went: who acts, conditions and their order,
facts stitched together, degrees, names broken or replaced, refusals, comparatives with "не".

    as it is                        62 / 101    27 / 19
    with all that went              66 /  34    37 / 12
    without quantifiers             49 / 169    25 / 29
    without what is denied          48 / 263    23 / 42
    without what the source denies  50 / 152    23 / 26
    without opposites               54 / 127    27 / 21
    without may and must            53 / 118    27 / 20
    without names                   56 / 178    29 / 28
    without figures                 54 / 169    27 / 35
    without articles named          56 / 131    29 / 25
    without cohesion                45 / 102    26 / 20

(Each was taken from the rules as they stood when it was tried, so that the sums differ a little.)

How much words count that only come near in sense (`assistant.verify.coverage`) was fitted on the
first four files. Fitted on nine tenths of their passages and measured on the last tenth, in turn,
it let 6 more true ones pass of 393, and 2 or 3 more false ones of 1,393.
"""

import json
from collections import Counter, defaultdict
from functools import cache
from hashlib import sha256
from math import log
from pathlib import Path

import pytest
import shipped as pack

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.assistant.verify import verify
from dzherelo.corpus.language.overlap import read
from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.library.notes import note_passages
from dzherelo.corpus.library.pack import Pack
from dzherelo.corpus.types import Kind, Locator, Passage, Span
from dzherelo.index.maxsim import LateIndex, Meeting, TokenRows, row_of
from dzherelo.index.models import open_embedder
from dzherelo.index.token_space import space_of
from dzherelo.index.units import Unit, whole

DATA = Path(__file__).parent / "data"
MOST_PASSED = 0.022  # of what was turned false
MOST_REJECTED = 0.065  # of what is true
MOST_REJECTED_FRESH = 0.22  # of what is true, by somebody who did not know the checker
MOST_PASSED_FRESH = 0.13  # and of what they turned false
MOST_REJECTED_OTHERS = 0.11
MOST_PASSED_OTHERS = 0.17
MOST_REJECTED_FOURTH = 0.35  # nothing was mended by these: what a new text gives
MOST_PASSED_FOURTH = 0.065
MOST_NEIGHBOURS = 0.14  # of the nearest passages of the same act
APART = ("true", "neighbour", "roles")
LEAST_FALSE, LEAST_TRUE = 200, 150  # statements, of both files


def rows(origin):
    path = DATA / f"statements_{origin}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@cache
def catalog():
    return pack.catalog()


def noted(place):
    """A note of our own words, as a passage."""
    span = Span(0, len(place["text"]))
    if place["source"] == "own":  # words that stand in no source
        context = ""
    else:
        work = catalog().record(place["source"])
        context = f"{work.short(place['language'])}. {place['topic']}."
    return Passage(
        id=sha256(place["text"].encode()).hexdigest(),
        source=place["source"],
        span=span,
        text=place["text"],
        locator=Locator(**place["locator"]),
        language=place["language"],
        kind=Kind.PARAGRAPH,
        context=context,
        sentences=sentences(place["text"]) if place["source"] == "own" else (span,),
        origin="note",
    )


class Library:
    """Passages that statements cite, and what their words weigh."""

    def __init__(self, passages, gloss, terms, embedder):
        self.terms = terms
        self.embedder = embedder
        self.meetings = {}
        self.passages = passages
        self.gloss = gloss
        self.counts = Counter(key for p in passages for key in terms.keys(p.text))
        self.readings = {}

    def weigh(self, keys):
        """As `LexicalIndex.idf` over these passages."""
        count = len(self.passages)
        having = max((self.counts[key] for key in keys), default=0)
        return log(1 + (count - having + 0.5) / (having + 0.5))

    def cited(self, place):
        """The words at a place, read: a text that is given, else the passages of the library."""
        key = json.dumps(place, ensure_ascii=False)
        if key not in self.readings:
            found = [noted(place)] if "text" in place else self.at(place)
            self.readings[key] = [read(one, self.terms, self.gloss(one)) for one in found]
        return self.readings[key]

    def at(self, place):
        """The passages that a place names, those of its parts left out."""
        held = [
            p
            for p in self.passages
            if (p.source, p.origin) == (place["source"], place["origin"])
            and p.locator.fits(place["locator"])
        ]
        least = min(len(p.locator.as_dict()) for p in held)
        return [p for p in held if len(p.locator.as_dict()) == least]

    def supported(self, text, place):
        cited = self.cited(place)
        return verify(text, cited, terms=self.terms, weigh=self.weigh, meet=self.meet).supported

    def meet(self, text, passage):
        """As the `Meeting` of an index; only what is asked for is embedded."""
        if passage.id not in self.meetings:
            space = space_of(self.embedder, Pack.default().vectors)
            unit = Unit(passage.id, passage.id, passage.source, whole(passage))
            (read,) = self.embedder.encoded([unit.text], questions=False)
            row = row_of(read, unit, space=space, count=self.embedder.count)
            late = LateIndex(TokenRows.of({passage.id: row}), space)
            self.meetings[passage.id] = Meeting(self.embedder, late)
        return self.meetings[passage.id](text, passage)


def judged(library, statements):
    """By kind, whether each statement is held to be supported; "true" for those that are."""
    found = defaultdict(list)
    for one in statements:
        found["true"].append(library.supported(one["statement"], one["evidence"]))
        for turned in one["turned"]:
            place = turned.get("evidence", one["evidence"])
            found[turned["kind"]].append(library.supported(turned["text"], place))
    return found


def check(library, origin, *, most_rejected=MOST_REJECTED, most_passed=MOST_PASSED):
    statements = rows(origin)
    found = Counter()
    for name, held_out in (("tuned on", False), ("held out", True)):
        kinds = judged(library, [s for s in statements if s["held_out"] == held_out])
        if kinds:
            print(f"\n{origin}, {name}:")
        for kind, supported in sorted(kinds.items()):
            print(f"  {kind}: {sum(supported)} of {len(supported)} held to be supported")
            group = kind if kind in APART else "false"
            for part in (group, f"{group}, {name}"):
                found[part, "all"] += len(supported)
                found[part, "supported"] += sum(supported)
    rejected = found["true", "all"] - found["true", "supported"]
    print(f"{origin}: {rejected} of {found['true', 'all']} true statements rejected;")
    print(f"  {found['false', 'supported']} of {found['false', 'all']} false ones passed")
    assert rejected <= most_rejected * found["true", "all"]
    for false in ("false", "false, held out"):
        assert found[false, "supported"] <= most_passed * found[false, "all"]
    assert found["neighbour", "supported"] <= MOST_NEIGHBOURS * found["neighbour", "all"]


def test_there_are_enough_statements_of_each_kind():
    statements = [*rows("notes"), *rows("texts")]
    turned = Counter(t["kind"] for one in statements for t in one["turned"])
    kinds = ("number", "date", "name", "place", "negation", "quantifier", "elsewhere", "stitched")
    assert all(turned[kind] >= 15 for kind in kinds), turned
    assert sum(count for kind, count in turned.items() if kind not in APART) >= LEAST_FALSE
    assert len(statements) >= LEAST_TRUE
    languages = Counter((s["language"], s["evidence"].get("language")) for s in statements)
    assert all(languages[pair] >= 30 for pair in (("uk", "uk"), ("en", "en"), ("en", "uk")))


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return open_embedder(cache=tmp_path_factory.mktemp("models"))


def test_statements_over_our_notes(terms, embedder):
    notes = pack.notes()
    passages = [p for record in catalog() for p in note_passages(record, notes)]
    check(Library(passages, lambda passage: (), terms, embedder), "notes")


def test_statements_over_real_texts(terms, embedder, tmp_path, monkeypatch, real_library):
    monkeypatch.setenv("DZHERELO_DEFAULT_LIBRARY", "true")
    with open_assistant(load_settings(tmp_path)) as opened:
        opened.add(real_library / "article" / "article.txt", as_id="article")
        for source, file in (
            ("ref04", "text_en.txt"),
            ("ref05", "text.txt"),
            ("ref06", "text.txt"),
            ("ref07", "text_section_IX.txt"),
            ("ref03", "text_uk_partial.txt"),
        ):
            path = real_library / "cited" / source / file
            opened.add(path, as_id=source, part=source in ("ref03", "ref07"))
        passages = [
            p for s in opened.sources() for p in opened.passages(s.id) if p.kind != "heading"
        ]
        library = Library(passages, opened.library.gloss, terms, embedder)
        check(library, "texts")
        check(library, "fresh", most_rejected=MOST_REJECTED_FRESH, most_passed=MOST_PASSED_FRESH)
        check(library, "others", most_rejected=MOST_REJECTED_OTHERS, most_passed=MOST_PASSED_OTHERS)
        check(library, "fourth", most_rejected=MOST_REJECTED_FOURTH, most_passed=MOST_PASSED_FOURTH)
