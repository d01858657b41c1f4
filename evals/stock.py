"""The control: what LlamaIndex and Chroma do by default, over the same text with the same model.

SentenceSplitter, ChromaVectorStore and VectorStoreIndex.as_retriever, all as they come. Only the
number of hits is asked for, and the chunks are located here, since the offsets that LlamaIndex
gives are those of the first similar text. Nothing is fetched: the tokenizer's file comes with
llama-index-core.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from dzherelo.assistant.types import Hit
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.types import Kind, Locator, Passage, Span
from dzherelo.evals.gold import texts_of

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.schema import BaseNode

    from dzherelo.assistant.assembly import Assistant

Embed = Callable[[Sequence[str]], Iterable[Iterable[float]]]  # a vector for each text, in order


@dataclass(frozen=True, slots=True)
class StockPipeline:
    """An index of whole texts; `chunks` by the ids of their nodes."""

    index: Any
    chunks: Mapping[str, Passage]

    def search(self, query: str, *, k: int = 10) -> tuple[Hit, ...]:
        """At most `k` chunks by falling score, with the spans at which they stand."""
        found = self.index.as_retriever(similarity_top_k=k).retrieve(query)
        return tuple(
            Hit(rank, float(item.score or 0.0), self.chunks[item.node.node_id])
            for rank, item in enumerate(found, start=1)
        )


def stock_of(
    assistant: Assistant, *, only: str | None = None
) -> AbstractContextManager[StockPipeline]:
    """The stock pipeline over every text that the library holds, or over one source's, with a model
    of the kind that its settings name. Raises InputError if it holds none."""
    from dzherelo.index.models import open_embedder

    texts = {
        source: assistant.text(source) for source in ((only,) if only else texts_of(assistant))
    }
    if not texts:
        raise InputError("The library holds no text.", "Add the article: dzherelo add FILE.")
    settings = assistant.settings
    embedder = open_embedder(settings.embedder, cache=settings.home / "models")
    return open_stock(texts, embed_passages=embedder.passages, embed_queries=embedder.queries)


@contextmanager
def open_stock(
    texts: Mapping[str, str], *, embed_passages: Embed, embed_queries: Embed
) -> Iterator[StockPipeline]:
    """A stock pipeline over `texts` (source id -> canonical text) in a temporary folder, gone at
    the end."""
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.vector_stores.chroma import ChromaVectorStore

    nodes = _nodes(texts)
    chunks = {chunk.id: chunk for source in texts for chunk in _located(nodes, source, texts)}
    with TemporaryDirectory(prefix="dzherelo-stock-", ignore_cleanup_errors=True) as folder:
        settings = Settings(anonymized_telemetry=False)
        client: Any = chromadb.PersistentClient(folder, settings=settings)
        store = ChromaVectorStore(chroma_collection=client.create_collection("stock"))
        index = VectorStoreIndex(
            nodes,
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=_adapter(embed_passages, embed_queries),
        )
        try:
            yield StockPipeline(index, chunks)
        finally:
            client.close()


def _nodes(texts: Mapping[str, str]) -> list[BaseNode]:
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter

    documents = [Document(text=text, id_=source) for source, text in texts.items()]
    # A cache folder of the user's own would make tiktoken look for its file on the network.
    kept = os.environ.pop("TIKTOKEN_CACHE_DIR", None)
    try:
        splitter = SentenceSplitter()
    finally:
        if kept is not None:
            os.environ["TIKTOKEN_CACHE_DIR"] = kept
    return splitter.get_nodes_from_documents(documents)


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
