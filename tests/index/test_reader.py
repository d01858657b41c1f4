"""The reader under onnxruntime says what the network that is fitted says, text by text."""

import numpy as np
import pytest
import torch

from dzherelo.evals.training.data import QUESTION, STATEMENT, Tokens
from dzherelo.evals.training.export import exported
from dzherelo.evals.training.network import Network, Plan
from dzherelo.evals.training.train import Lower, parts_of
from dzherelo.index.e5 import BundledEmbedder, bundled_file
from dzherelo.index.e5_model import ModelFile
from dzherelo.index.reader import Reader

PASSAGE = ("Про міст.", ("Міст через Дніпро відкрили 1954 року.", "Ним ходить трамвай."))
OTHER = ("", ("Sugar dissolves faster in warm water than in cold.",))


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A network that was begun and not yet fitted, in torch and as it is shipped."""
    folder = tmp_path_factory.mktemp("reader")
    torch.manual_seed(0)
    network = Network.begun(Plan()).eval()
    np.savez(folder / "reader.npz", **exported(network.saved()))
    model = ModelFile(bundled_file())
    embedder = BundledEmbedder(model, cache=folder)
    return network, Tokens(folder), Reader(embedder, model, weights=folder / "reader.npz")


@pytest.mark.parametrize("kind", [0, 1])
def test_it_says_what_the_network_says(begun, kind):
    network, tokens, reader = begun
    asked = "Коли відкрили міст?"
    for heading, parts in (PASSAGE, OTHER):
        text, lower = tokens.text(heading, parts), Lower(network)
        own = tokens.ask(asked, STATEMENT if kind else QUESTION)
        with torch.no_grad():
            read = network.read(*lower([text.ids]))
            which, of = torch.zeros(1, 1, dtype=torch.long), parts_of([text], len(text.ids))
            scores, places = network.scores(read, lower([own]), which, of, kind=kind)
        (found,) = reader.of_texts(asked, [(heading, parts)], kind=kind)
        assert found.score == pytest.approx(float(scores[0, 0, 0]), abs=0.3)
        assert found.sentences == pytest.approx(places[0, 0].tolist(), abs=0.6)


def test_a_passage_is_read_alike_alone_and_beside_others(begun):
    *_, reader = begun
    alone = reader.of_texts("Коли відкрили міст?", [PASSAGE], kind=0)
    beside = reader.of_texts("Коли відкрили міст?", [OTHER, PASSAGE], kind=0)
    assert alone[0] == beside[1]
    assert len(beside[1].sentences) == 2


def test_any_text_is_accepted(begun):
    *_, reader = begun
    assert reader.of_texts("", [], kind=0) == []
    long = " ".join(["довго"] * 400)
    (found,) = reader.of_texts(long, [("", (long, "Кінець."))], kind=1)
    assert np.isfinite(found.score)
    assert len(found.sentences) == 2
