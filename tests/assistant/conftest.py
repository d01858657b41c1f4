"""An assistant over the small article of our own, with the real model and a real Chroma."""

import pytest

from assistant.build import open_assistant
from assistant.settings import load_settings


@pytest.fixture(scope="session")
def assistant(tmp_path_factory, article_file):
    with open_assistant(load_settings(tmp_path_factory.mktemp("home"))) as opened:
        opened.add(article_file, as_id="article")
        opened.sync()
        yield opened
