"""The control: what LlamaIndex and Chroma do by default, over the same text with the same model.

SentenceSplitter, ChromaVectorStore and VectorStoreIndex.as_retriever, all as they come. Only the
number of hits is asked for, and the chunks are located here, since the offsets that LlamaIndex
gives are those of the first similar text. Nothing is fetched: the tokenizer's file comes with
llama-index-core.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from dzherelo.assistant.types import Hit
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.types import Kind, Locator, Passage, Span

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.schema import BaseNode

Embed = Callable[[Sequence[str]], Iterable[Iterable[float]]]  # a vector for each text, in order
_CACHE = "TIKTOKEN_CACHE_DIR"


class StockPipeline:
    """An index of whole texts, searched by `search`; `close` it before its folder goes."""

    def __init__(
        self,
        texts: Mapping[str, str],
        *,
        embed_passages: Embed,
        embed_queries: Embed,
        folder: Path,
    ) -> None:
        """Splits, embeds and stores `texts` (source id -> canonical text) under `folder`."""
        import chromadb
        from chromadb.config import Settings
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.vector_stores.chroma import ChromaVectorStore

        nodes = _nodes(texts)
        self._passages = {
            passage.id: passage for source in texts for passage in _located(nodes, source, texts)
        }
        client = chromadb.PersistentClient(
            str(folder), settings=Settings(anonymized_telemetry=False)
        )
        self._client = cast("Client", client)  # the declared type has no `close`
        collection = self._client.create_collection("stock")
        store = ChromaVectorStore(chroma_collection=collection)
        self._model = _adapter(embed_passages, embed_queries)
        self._index = VectorStoreIndex(
            nodes,
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=self._model,
        )

    def search(self, query: str, *, k: int = 10) -> tuple[Hit, ...]:
        """At most `k` chunks by falling score, with the spans at which they stand."""
        retriever = self._index.as_retriever(similarity_top_k=k)
        found = retriever.retrieve(query)
        return tuple(
            Hit(rank, float(item.score or 0.0), self._passages[item.node.node_id])
            for rank, item in enumerate(found, start=1)
        )

    @property
    def chunks(self) -> tuple[Passage, ...]:
        return tuple(self._passages.values())

    def close(self) -> None:
        self._client.close()


@contextmanager
def open_stock(
    texts: Mapping[str, str], *, embed_passages: Embed, embed_queries: Embed
) -> Iterator[StockPipeline]:
    """A stock pipeline in a temporary folder, gone at the end."""
    with TemporaryDirectory(prefix="dzherelo-stock-", ignore_cleanup_errors=True) as folder:
        pipeline = StockPipeline(
            texts,
            embed_passages=embed_passages,
            embed_queries=embed_queries,
            folder=Path(folder),
        )
        try:
            yield pipeline
        finally:
            pipeline.close()


def _nodes(texts: Mapping[str, str]) -> list[BaseNode]:
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter

    documents = [Document(text=text, id_=source) for source, text in texts.items()]
    with _bundled_tokenizer():
        splitter = SentenceSplitter()
    return splitter.get_nodes_from_documents(documents)


@contextmanager
def _bundled_tokenizer() -> Iterator[None]:
    """A cache folder of the user's own would make tiktoken look for its file on the network."""
    kept = os.environ.pop(_CACHE, None)
    try:
        yield
    finally:
        if kept is not None:
            os.environ[_CACHE] = kept


def _located(nodes: Sequence[BaseNode], source: str, texts: Mapping[str, str]) -> Iterator[Passage]:
    """The chunks of a source as passages; each is sought after the start of the one before."""
    text, after = texts[source], 0
    for node in nodes:
        if node.ref_doc_id != source:
            continue
        chunk = node.get_content()
        start = text.find(chunk, after)
        if start < 0:
            raise InputError(
                f"The stock splitter changed the text of {source}; its chunk cannot be located.",
                "Compare without the stock pipeline.",
            )
        after = start + 1
        span = Span(start, start + len(chunk))
        yield Passage(
            node.node_id, source, span, chunk, Locator(), language_of(chunk), Kind.PARAGRAPH
        )


def _adapter(embed_passages: Embed, embed_queries: Embed) -> BaseEmbedding:
    """Our embedding functions as LlamaIndex's model."""
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Adapter(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [[float(x) for x in vector] for vector in embed_passages(texts)]

        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(x) for x in next(iter(embed_queries([query])))]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    options: dict[str, Any] = {"model_name": "shared"}
    return Adapter(**options)
