"""The vector index: which texts are near a text. Chroma underneath, our own vectors.

The index is a cache: everything in it is made again from the database and the
persona's files, so a broken folder is deleted and never repaired. It keeps ids,
vectors and text hashes, and no text.

One process owns the folder at a time. Chroma itself loses vectors silently when
two write (measured), so a file lock stands in front of it; several processes
share a Chroma server instead. Nothing is locked or imported before first use.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from memory.errors import IndexBusy, StorageError
from memory.types import Post

if TYPE_CHECKING:
    import numpy as np
    from filelock import BaseFileLock
    from numpy.typing import NDArray

    from agents.seams import Embedder

Purpose = Literal["voice", "leads", "passages"]
"""The persona's posts, the beginnings of signals, the passages of articles."""

BATCH = 250
"""Texts per write: two to five seconds of embedding; Chroma's own limit is 5,461."""
WAIT_S = 10.0
_MARK = "taken_in"


class VectorHome:
    """Where collections live: a folder of ours, or a Chroma server."""

    def __init__(self, folder: Path, *, url: str = "", wait_s: float = WAIT_S) -> None:
        """`url` wins over `folder`; `wait_s` is how long to wait for the folder's owner."""
        self._folder = folder
        self._url = url
        self._wait_s = wait_s
        self._client: Any = None
        self._lock: BaseFileLock | None = None
        self._opening = threading.Lock()

    def index(self, persona: str, purpose: Purpose, embedder: Embedder) -> VectorIndex:
        """The collection of one persona and purpose; touches nothing yet."""
        return VectorIndex(self, f"{persona}.{purpose}", embedder)

    def client(self) -> Any:
        """Chroma's client. Raises IndexBusy or StorageError."""
        with self._opening:
            if self._client is None:
                with self.guarded():
                    self._client = self._connect() if self._url else self._open()
            return self._client

    def close(self) -> None:
        """Let another process have the folder; a later use opens it again."""
        with self._opening:
            if self._client is not None:
                self._client.close()
                if self._url:
                    _hang_up(self._client)
                self._client = None
            self._release()

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Chroma's failures, as StorageError with the next step."""
        import httpx
        from chromadb.errors import ChromaError

        try:
            yield
        # Chroma answers a lost server with a bare ValueError, a full disk with an OSError.
        except (ChromaError, OSError, ValueError, httpx.HTTPError) as error:
            raise self.broken(str(error).split("\n")[0]) from error

    def broken(self, why: str) -> StorageError:
        """The error for a folder or server that gave nonsense or nothing."""
        if self._url:
            return StorageError(
                f"vector index: the Chroma server {self._url} failed: {why}; start it, or empty "
                "CHROMA_URL to use a folder"
            )
        return StorageError(
            f"vector index: {self._folder} cannot be used: {why}; make sure that the disk has "
            "room and is writable, else delete that folder: it is made again from the database"
        )

    def _connect(self) -> Any:
        import chromadb

        parts = urlsplit(self._url)
        secure = parts.scheme == "https"
        return chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if secure else 80),
            ssl=secure,
            settings=_quiet(),
        )

    def _open(self) -> Any:
        import chromadb

        self._folder.mkdir(parents=True, exist_ok=True)
        self._own()
        try:
            return chromadb.PersistentClient(path=str(self._folder), settings=_quiet())
        except BaseException:
            self._release()
            raise

    def _own(self) -> None:
        from filelock import FileLock, Timeout

        lock = FileLock(self._folder / "owner.lock")
        owner = self._folder / "owner.pid"
        try:
            lock.acquire(timeout=self._wait_s)
        except Timeout:
            raise IndexBusy(
                f"vector index: {self._folder} belongs to process {_read(owner)}, still after "
                f"{self._wait_s:g} s; stop that process, or set CHROMA_URL so that both can "
                "share a Chroma server"
            ) from None
        self._lock = lock
        owner.write_text(str(os.getpid()), encoding="ascii")

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None


class VectorIndex:
    """Texts by id, found again by nearness. Deterministic ids; writing twice is harmless."""

    def __init__(self, home: VectorHome, name: str, embedder: Embedder) -> None:
        self._home = home
        self._embedder = embedder
        self._opened: tuple[Any, Any] | None = None
        self._holds = False
        # Vectors of two models must not meet: another model is another collection.
        self._name = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{name}.{_hash(embedder.name)[:8]}")

    def upsert(
        self, items: Sequence[tuple[str, str]], advance: Callable[[int], None] | None = None
    ) -> int:
        """Store (id, text) pairs; returns how many were new or changed.

        Texts that are there already cost one look-up and no vector. `advance` hears how
        many were done since it last heard. Raises IndexBusy or StorageError; what was
        written before a failure stays.
        """
        latest = list(dict(items).items())
        new = 0
        for start in range(0, len(latest), BATCH):
            batch = latest[start : start + BATCH]
            new += self._upsert(batch)
            if advance:
                advance(len(batch))
        return new

    def take_in(
        self, items: Sequence[tuple[str, str]], advance: Callable[[int], None] | None = None
    ) -> None:
        """Like `upsert`, for all the (id, text) pairs that there are: an index that holds just
        these is known by a mark, and nothing is looked up.

        An index that is filled this way should be filled in no other: texts that `upsert`
        changes under known ids leave the mark standing.
        """
        digest = _digest(items)
        collection = self._collection()
        with self._home.guarded():
            mark = (self._home.client().get_collection(self._name).metadata or {}).get(_MARK)
        if mark == f"{digest} {self.count()}":
            if advance:
                advance(len(items))
            return
        # Without the mark until all is done: what dies half-way is looked through again.
        with self._home.guarded():
            collection.modify(metadata={_MARK: ""})
        self.upsert(items, advance)
        with self._home.guarded():
            collection.modify(metadata={_MARK: f"{digest} {self.count()}"})

    def _upsert(self, batch: Sequence[tuple[str, str]]) -> int:
        collection = self._collection()
        with self._home.guarded():
            there = collection.get(ids=[key for key, _ in batch], include=["metadatas"])
        known = {k: meta["text"] for k, meta in zip(there["ids"], there["metadatas"], strict=True)}
        new = [(key, text) for key, text in batch if known.get(key) != _hash(text)]
        if new:
            vectors = self._embedder.embed([text for _, text in new])
            with self._home.guarded():
                collection.upsert(
                    ids=[key for key, _ in new],
                    embeddings=vectors,
                    metadatas=[{"text": _hash(text)} for _, text in new],
                )
        return len(new)

    def vectors(self, items: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """The unit vectors of (id, text) pairs, shape (len(items), dimension), in their order.

        Each text is embedded once in its life; a later process reads the vector back.
        """
        self.upsert(items)
        return self.kept([key for key, _ in items])

    def kept(self, ids: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of `ids`, shape (len(ids), dimension), in their order.

        Raises StorageError when one is missing.
        """
        import numpy as np

        found = self.stored(ids)
        if missing := [key for key in ids if key not in found]:
            raise self._home.broken(f"it has lost {len(missing)} vectors that were stored")
        rows = [found[key] for key in ids]
        return np.array(rows, dtype=np.float32) if rows else self._embedder.embed([])

    def stored(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Id to unit vector, for those of `ids` that are there."""
        import numpy as np

        found: dict[str, NDArray[np.float32]] = {}
        for start in range(0, len(ids), BATCH):
            some = list(dict.fromkeys(ids[start : start + BATCH]))
            with self._home.guarded():
                answer = self._collection().get(ids=some, include=["embeddings"])
            rows = np.asarray(answer["embeddings"], dtype=np.float32)
            found |= dict(zip(answer["ids"], rows, strict=True))
        return found

    def neighbours(self, vectors: NDArray[np.float32], count: int) -> list[list[tuple[str, float]]]:
        """(id, cosine similarity) of what is nearest to each of the vectors, `count` at most."""
        total = min(count, self.count())
        if total <= 0 or not len(vectors):
            return [[] for _ in vectors]
        with self._home.guarded():
            answer = self._collection().query(
                query_embeddings=vectors, n_results=total, include=["distances"]
            )
        return [
            [(str(key), 1.0 - float(far)) for key, far in zip(ids, distances, strict=True)]
            for ids, distances in zip(answer["ids"], answer["distances"], strict=True)
        ]

    def query(self, text: str, count: int) -> list[tuple[str, float]]:
        """Up to `count` (id, cosine similarity), most similar first.

        Raises IndexBusy or StorageError, also when the folder has lost its vectors.
        """
        if count <= 0 or self._is_empty():
            return []
        return self.near(self._embedder.embed([text])[0], count)

    def near(self, vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        """Like `query`, for a unit vector of the same embedder."""
        if count <= 0:
            return []
        collection = self._collection()
        with self._home.guarded():
            answer = collection.query(
                query_embeddings=vector[None, :], n_results=count, include=["distances"]
            )
        ids, distances = answer["ids"][0], answer["distances"][0]
        # Counting costs more than finding, so it waits until something seems to be missing.
        total = count if len(ids) == count else min(count, self.count())
        # A folder that lost a segment still counts its rows and finds next to none.
        if len(ids) < (total + 1) // 2:
            raise self._home.broken(f"it counts {total} entries or more and finds {len(ids)}")
        found = [(str(key), 1.0 - float(far)) for key, far in zip(ids, distances, strict=True)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def count(self) -> int:
        """How many ids are stored. Raises IndexBusy or StorageError."""
        collection = self._collection()
        with self._home.guarded():
            return int(collection.count())

    def _is_empty(self) -> bool:
        """Nothing is ever taken out, so what held something once is not asked again."""
        self._holds = self._holds or self.count() > 0
        return not self._holds

    def _collection(self) -> Any:
        client = self._home.client()
        if self._opened is None or self._opened[0] is not client:
            with self._home.guarded():
                collection = client.get_or_create_collection(
                    self._name,
                    embedding_function=None,  # its default one tries to download a model
                    configuration={"hnsw": {"space": "cosine"}},
                )
            self._opened = (client, collection)
        return self._opened[1]


class PostExemplars:
    """The persona's own posts, by nearness.

    The first question fills the index, which costs one vector per post that it
    does not hold yet.
    """

    def __init__(self, index: VectorIndex, posts: Sequence[Post]) -> None:
        self._index = index
        self._posts = {post.id: post for post in posts}
        self._filled = False

    def nearest(self, text: str, count: int) -> Sequence[Post]:
        """Most similar first; at most `count`. Raises IndexBusy or StorageError."""
        return [post for post, _ in self.similar(text, count)]

    def similar(self, text: str, count: int) -> Sequence[tuple[Post, float]]:
        """Like `nearest`, each with its cosine similarity."""
        return self._known(lambda n: self._index.query(_without_links(text), n), count)

    def near(self, vector: NDArray[np.float32], count: int) -> Sequence[tuple[Post, float]]:
        """Like `similar`, for a unit vector of the same embedder."""
        return self._known(lambda n: self._index.near(vector, n), count)

    def vectors(self, posts: Sequence[Post]) -> NDArray[np.float32]:
        """Their unit vectors, shape (len(posts), dimension), in their order."""
        self.fill()
        return self._index.kept([post.id for post in posts])

    def fill(self, advance: Callable[[int], None] | None = None) -> None:
        """Take every post into the index: about a hundred new ones a second.

        `advance` hears how many were done since it last heard.
        """
        if not self._filled:
            self._index.take_in(
                [(p.id, _without_links(p.text)) for p in self._posts.values()], advance
            )
            self._filled = True

    def _known(
        self, find: Callable[[int], list[tuple[str, float]]], count: int
    ) -> Sequence[tuple[Post, float]]:
        """The first `count` that `find` gives, without what has left the corpus since."""
        self.fill()
        found = self._in_corpus(find(count))
        if len(found) < min(count, len(self._posts)):
            gone = self._index.count() - len(self._posts)
            found = self._in_corpus(find(count + gone))
        return found[: max(0, count)]

    def _in_corpus(self, found: Sequence[tuple[str, float]]) -> list[tuple[Post, float]]:
        return [(self._posts[key], near) for key, near in found if key in self._posts]


def _without_links(text: str) -> str:
    return re.sub(r"\s*https?://\S+", "", text)


def _digest(items: Sequence[tuple[str, str]]) -> str:
    whole = hashlib.sha256()
    for item in items:
        whole.update(repr(item).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _hang_up(client: Any) -> None:
    """Close the sockets that Chroma 1.5's own close() of an HTTP client leaves open."""
    for half in (client, client._admin_client):
        half._server._session.close()


def _quiet() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _read(owner: Path) -> str:
    try:
        return owner.read_text(encoding="ascii").strip() or "unknown"
    except (OSError, UnicodeDecodeError):
        return "unknown"
