"""The real texts that gold evidence is looked up in, read once."""

from pathlib import Path

import pytest

from corpus.read import read
from corpus.split import split
from corpus.types import Passage
from evals.gold import PLANTED

FILES = {
    "article": "article/article.txt",
    "ref03": "cited/ref03/text_uk_partial.txt",
    "ref04": "cited/ref04/text_en.txt",
    "ref05": "cited/ref05/text.txt",
    "ref06": "cited/ref06/text.txt",
    "ref07": "cited/ref07/text_section_IX.txt",
}


@pytest.fixture(scope="session")
def documents(real_library: Path) -> dict[str, tuple[str, tuple[Passage, ...]]]:
    """The real texts and the planted ones, by source: each as it is read, and its passages."""
    paths = {source: real_library / path for source, path in FILES.items()}
    paths |= {path.stem: path for path in PLANTED.glob("*.txt")}
    found = {}
    for source, path in paths.items():
        document = read(path)
        passages = split(source, document.text, pages=document.pages).passages
        found[source] = (document.text, passages)
    return found
