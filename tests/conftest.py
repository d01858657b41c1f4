"""What all tests share: a small article of our own, the folder of real texts, a Chroma server."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real `chroma run` on loopback."""
    chroma = shutil.which("chroma", path=str(Path(sys.executable).parent))
    assert chroma, "chromadb brings the command `chroma` along"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [chroma, "run", "--path", str(tmp_path_factory.mktemp("server")), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: while Playwright is open, no other event loop can run."""
    items.sort(key=lambda item: "browser" in item.path.parts)
