"""What all tests share: a small article of our own, and the folder of real texts if there is one."""

import os
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Tests begin with an empty library; those of the one that comes along ask for it."""
    os.environ["DZHERELO_DEFAULT_LIBRARY"] = "false"


@pytest.fixture(scope="session")
def article_file() -> Path:
    """A short scholarly article written for these tests."""
    return DATA / "article.txt"


@pytest.fixture(scope="session")
def real_library() -> Path:
    """The folder of real texts; tests that need it are skipped where there is none."""
    folder = os.environ.get("DZHERELO_TEST_LIBRARY")
    if not folder or not Path(folder).is_dir():
        pytest.skip("set DZHERELO_TEST_LIBRARY to a folder with the real texts to run this test")
    return Path(folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: while Playwright is open, no other event loop can run."""
    items.sort(key=lambda item: "browser" in item.path.parts)
