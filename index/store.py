"""The vectors in Chroma, embedded in the program or on a server, seen through LlamaIndex.

A row is a *unit*: a whole passage, or one sentence of a passage that has several. The collection
records what made it (model, dimension, splitter, centring); another maker is refused with the
command that mends it.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.errors import IndexDamaged, IndexMismatch, ServerUnreachable, SettingsError
from dzherelo.corpus.files import guarded
from dzherelo.index.units import Unit

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client
    from chromadb.config import Settings
    from llama_index.core.vector_stores.types import MetadataFilters
    from llama_index.vector_stores.chroma import ChromaVectorStore

COLLECTION = "dzherelo"


@dataclass(frozen=True, slots=True)
class Maker:
    """What an index is made by; two indexes of one maker can be mixed, others cannot."""

    model: str
    dimension: int
    splitter: str
    units: str

    def refuse(self, held: dict[str, Any]) -> None:
        """Raises IndexMismatch if the index with metadata `held` has another maker."""
        mend = "Run `dzherelo index --rebuild`, or change the setting back."
        if held.get("dimension") != self.dimension:
            raise IndexMismatch(
                f"Index holds {held.get('dimension')}-dim vectors of {held.get('model')}, "
                f"model {self.model} gives {self.dimension}.",
                mend,
            )
        for name, word in (("model", "model"), ("splitter", "splitter"), ("units", "layout")):
            if held.get(name) != getattr(self, name):
                raise IndexMismatch(
                    f"Index was made with {word} {held.get(name)}, "
                    f"this program uses {getattr(self, name)}.",
                    mend,
                )


class Store:
    """The collection of one library. Raises IndexMismatch, IndexDamaged or ServerUnreachable."""

    def __init__(self, client: Client, collection: Collection, vectors: ChromaVectorStore) -> None:
        self._client = client
        self._collection = collection
        self._vectors = vectors

    def close(self) -> None:
        """Lets go of the database's files, or of the connection to the server."""
        _close(self._client)

    def ids(self, source: str | None = None) -> set[str]:
        """Ids of all units, or of one source's."""
        where: Any = {"source": source} if source else None
        with _reported():
            return set(self._collection.get(where=where, include=[])["ids"])

    def sources(self) -> set[str]:
        """Ids of the sources that have units here."""
        with _reported():
            rows = self._collection.get(include=["metadatas"])["metadatas"] or []
        return {str(row["source"]) for row in rows}

    def put(self, units: Sequence[Unit], vectors: NDArray[np.float32], *, batch: int = 256) -> None:
        """Inserts or replaces units; `vectors` is (len(units), dimension)."""
        for start in range(0, len(units), batch):
            part = units[start : start + batch]
            with _reported():
                self._collection.upsert(
                    ids=[unit.id for unit in part],
                    embeddings=vectors[start : start + batch],
                    documents=[unit.text for unit in part],
                    metadatas=[_node_metadata(unit) for unit in part],
                )

    def delete(self, ids: Sequence[str], *, batch: int = 256) -> None:
        for start in range(0, len(ids), batch):
            with _reported():
                self._collection.delete(ids=list(ids[start : start + batch]))

    def nearest(
        self, vector: NDArray[np.float32], count: int, *, source: str | None = None
    ) -> list[tuple[str, str, float]]:
        """(unit id, passage id, cosine) of the nearest units, of one source if it is named, by
        falling cosine."""
        from llama_index.core.vector_stores.types import VectorStoreQuery

        total = self.count()
        if not total:
            return []
        query = VectorStoreQuery(
            query_embedding=vector.tolist(),
            similarity_top_k=min(count, total),
            filters=None if source is None else _of(source),
        )
        with _reported():
            found = self._vectors.query(query)
        nodes = found.nodes or []
        # LlamaIndex turns a distance d into exp(-d); the cosine is 1 - d.
        cosines = [1.0 + float(np.log(similarity)) for similarity in found.similarities or []]
        return [
            (node.node_id, str(node.metadata["passage"]), cosine)
            for node, cosine in zip(nodes, cosines, strict=True)
        ]

    def vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The stored vector of each of these units that is there."""
        if not ids:
            return {}
        with _reported():
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        embeddings = found["embeddings"]
        assert embeddings is not None  # asked for by `include`
        return {
            unit: np.asarray(vector, dtype=np.float32)
            for unit, vector in zip(found["ids"], embeddings, strict=True)
        }

    def count(self) -> int:
        with _reported():
            return self._collection.count()


def _of(source: str) -> MetadataFilters:
    from llama_index.core.vector_stores.types import MetadataFilter, MetadataFilters

    return MetadataFilters(filters=[MetadataFilter(key="source", value=source)])


def open_store(
    maker: Maker, *, folder: Path, server: str | None = None, collection: str = COLLECTION
) -> Store:
    """Opens a collection, embedded in `folder` or on `server`; makes it where there is none."""
    client = _client(folder, server)
    from chromadb.api.collection_configuration import (
        CreateCollectionConfiguration,
        CreateHNSWConfiguration,
    )

    with _reported():
        found = client.get_or_create_collection(
            collection,
            metadata=asdict(maker),
            configuration=CreateCollectionConfiguration(
                # Wide enough for the graph search to miss nothing at our sizes.
                hnsw=CreateHNSWConfiguration(
                    space="cosine", ef_construction=400, ef_search=600, max_neighbors=48
                )
            ),
            embedding_function=None,
        )
    maker.refuse(dict(found.metadata or {}))
    from llama_index.vector_stores.chroma import ChromaVectorStore

    return Store(client, found, ChromaVectorStore(chroma_collection=found))


def drop_store(*, folder: Path, server: str | None = None, collection: str = COLLECTION) -> None:
    """Deletes a collection, whoever made it; nothing happens where there is none."""
    try:
        client = _client(folder, server)
        with _reported():
            if collection in (held.name for held in client.list_collections()):
                client.delete_collection(collection)
        _close(client)
    except IndexDamaged:
        if server is not None:
            raise
        shutil.rmtree(folder, ignore_errors=True)


def _node_metadata(unit: Unit) -> dict[str, Any]:
    """The unit as LlamaIndex keeps its nodes in Chroma, so that its own tools can read them."""
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores.utils import node_to_metadata_dict

    node = TextNode(
        id_=unit.id, text=unit.text, metadata={"source": unit.source, "passage": unit.passage}
    )
    return node_to_metadata_dict(node, remove_text=True, flat_metadata=True)


def _client(folder: Path, server: str | None) -> Client:
    enter_lightly()
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if server is None:
        with guarded(folder):
            folder.mkdir(parents=True, exist_ok=True)
        return _embedded(folder, quiet)
    address = urlsplit(server if "//" in server else f"http://{server}")
    if address.scheme not in ("http", "https") or not address.hostname:
        raise SettingsError(
            f"`{server}` is not the address of a Chroma server.",
            "Write it as http://127.0.0.1:8000.",
        )
    try:
        client = chromadb.HttpClient(
            host=address.hostname,
            port=address.port or (443 if address.scheme == "https" else 8000),
            ssl=address.scheme == "https",
            settings=quiet,
        )
        return cast("Client", client)
    except Exception as error:  # chromadb raises ValueError, httpx and its own errors alike
        raise ServerUnreachable(
            f"The Chroma server at {server} does not answer.",
            "Start it with `chroma run`, or take the setting `chroma` out.",
        ) from error


def _close(client: Client) -> None:
    client.close()
    # To a server Chroma keeps two HTTP sessions, which its own `close` forgets.
    for one in (client, client._admin_client):
        session = getattr(getattr(one, "_server", None), "_session", None)
        if session is not None:
            session.close()


def _embedded(folder: Path, quiet: Settings) -> Client:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    try:
        return cast("Client", chromadb.PersistentClient(path=str(folder), settings=quiet))
    except Exception as error:  # Chroma raises whatever its database raised
        # Chroma keeps what it failed to start, and would hand it out again.
        SharedSystemClient._identifier_to_system.pop(str(folder), None)
        raise IndexDamaged(
            f"The index in {folder} cannot be opened ({_first_line(error)}).",
            "Run `dzherelo index --rebuild`; the texts are safe.",
        ) from error


@contextmanager
def _reported() -> Iterator[None]:
    """Turns what Chroma and its database raise into errors of our own."""
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except httpx.HTTPError as error:
        raise ServerUnreachable(
            f"The Chroma server stopped answering ({error}).",
            "Check that it runs and try again.",
        ) from error
    except ChromaError as error:
        raise IndexDamaged(
            f"The index cannot be read ({_first_line(error)}).",
            "Run `dzherelo index --rebuild`; the texts are safe.",
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0][:200] or type(error).__name__


def enter_lightly() -> None:
    """Lets modules of LlamaIndex be imported without running its packages' `__init__`.

    That imports every index, agent and memory, and takes a second, while the vector store needs a
    few modules. It runs as soon as anyone asks a package for a name that is not there yet, as in
    `from llama_index.core import VectorStoreIndex`; nothing is missing, only later. Packages that
    are imported already are left alone.
    """
    for name in ("llama_index.core", "llama_index.core.indices"):
        if name in sys.modules:
            continue
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            package = importlib.util.module_from_spec(spec)
            package.__class__ = _Unentered
            sys.modules[name] = package
            parent, _, own = name.rpartition(".")
            setattr(importlib.import_module(parent), own, package)
    # Two of its modules need each other; this is the order in which its own `__init__` has them.
    importlib.import_module("llama_index.core.vector_stores")


class _Unentered(ModuleType):
    """A package whose `__init__` has not run yet."""

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        if name.startswith("__") or spec is None or spec.loader is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self.__class__ = ModuleType  # type: ignore[assignment]
        spec.loader.exec_module(self)
        return getattr(self, name)
