"""A library on disk and an index over it, with the fake embedder that ships with the product."""

import pytest
import shipped as pack

from dzherelo.corpus.library.shelf import Shelf
from dzherelo.corpus.read import read


@pytest.fixture(scope="session")
def terms():
    return pack.terms()


@pytest.fixture
def shelf(tmp_path, article_file):
    made = Shelf(tmp_path / "home")
    made.add(read(article_file), name="article.txt", data=b"", as_id="article")
    return made


@pytest.fixture
def other_file(tmp_path):
    path = tmp_path / "other.txt"
    path.write_text(
        "Пасіка стоїть за селом. Мед із неї возять на ярмарок.\n\n"
        "Бджоляр доглядає сорок вуликів.\n",
        encoding="utf-8",
    )
    return path
