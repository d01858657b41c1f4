"""The real article and the works it cites, if DZHERELO_TEST_LIBRARY names their folder."""

import os
import re
from pathlib import Path

import pytest

from dzherelo.corpus.read import read, read_bytes

LIBRARY = Path(os.environ.get("DZHERELO_TEST_LIBRARY", ""))
pytestmark = pytest.mark.skipif(
    "DZHERELO_TEST_LIBRARY" not in os.environ,
    reason="DZHERELO_TEST_LIBRARY does not name the folder with the real texts",
)
ARTICLE = "article/article.txt"

# The last words before each page break of the article and the first after it.
MENDED = [
    "прозорості та підзвітності національних урядів",
    "протидії злочинним проявам",
    "організацій в Європі» (2002 р.)",
    "неурядові організації мають статус",
    "за участі Вищого міжнародного інституту",
    "було створено Міжнародну пенітенціарну",
    "регулюється системою міжнародно-правових актів",
    "та притягнення винних",
    "боротьби зі злочинністю, врегульовується",
]


@pytest.fixture(scope="module")
def article():
    return read(LIBRARY / ARTICLE)


@pytest.fixture(scope="module")
def blocks(article):
    return article.text.split("\n")


@pytest.mark.parametrize("words", MENDED)
def test_every_page_break_of_the_article_is_mended(article, words):
    assert article.text.count(words) == 1


def test_nothing_else_of_the_article_is_joined(blocks):
    raw = [line for line in (LIBRARY / ARTICLE).read_text("utf-8").split("\n") if line.strip()]
    kept = [line for line in blocks if line]
    # Nine breaks are mended, one title is joined, two author lines are parted.
    assert len(kept) == len(raw) - len(MENDED) - 1 + 2


def test_the_title_block_and_the_lists_of_the_article_stand_apart(blocks):
    assert "Боровик А.В.," in blocks
    assert "кандидат юридичних наук, доцент," in blocks
    assert "Науково-дослідного інституту публічного права" in blocks
    assert "УДК 341.4" in blocks
    title = next(line for line in blocks if line.startswith("РОЛЬ МІЖНАРОДНИХ"))
    assert title.endswith("ЗІ ЗЛОЧИННІСТЮ")
    assert f"Боровик А.В., Ніц С.С. {title}" in blocks
    assert sum(line.startswith("- ") for line in blocks) == 17
    start = blocks.index("СПИСОК ВИКОРИСТАНОЇ ЛІТЕРАТУРИ")
    entries = [line for line in blocks[start:] if re.match(r"\d+\. ", line)]
    assert [int(line.split(".")[0]) for line in entries] == list(range(1, 12))
    assert not re.search(r"[*<>]", "\n".join(blocks))


@pytest.mark.parametrize("name", ["ref03", "ref04", "ref05", "ref06", "ref07"])
def test_laws_keep_their_lines(name):
    for path in sorted((LIBRARY / "cited" / name).glob("text*.txt")):
        raw = path.read_text("utf-8").split("\n")
        lines = [" ".join(line.split()) for line in raw if line.strip()]
        assert [line for line in read(path).text.split("\n") if line] == lines, path.name


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.txt")) if LIBRARY.name else [], ids=str)
def test_reading_a_real_text_again_changes_nothing(path):
    text = read(path).text
    assert read_bytes(text.encode(), name=path.name).text == text
