"""The vector index on real Chroma: nearness, repetition, ownership, crashes, rubbish."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from memory.errors import IndexBusy, StorageError
from memory.index import PostExemplars, VectorHome, VectorIndex
from memory.types import Post

ROOT = Path(__file__).resolve().parents[2]
WORDS = ["key", "custody", "bank", "outage", "chip", "privacy", "node", "reserve"]


class BagOfWords:
    """A tiny honest embedder: one dimension per known word, and one so that none is zero."""

    def __init__(self, name: str = "bag") -> None:
        self.name = name
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += len(texts)
        rows = [[0.1, *(text.split().count(word) for word in WORDS)] for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(len(texts), len(WORDS) + 1)
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


@pytest.fixture
def home(tmp_path: Path) -> Iterator[VectorHome]:
    home = VectorHome(tmp_path / "vectors", wait_s=0.2)
    yield home
    home.close()


def some_posts() -> list[Post]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    texts = ["the key and the custody", "a bank outage", "chip chip", "custody https://a.example"]
    return [
        Post(id=f"p{n}", text=text, posted_at=start + timedelta(days=n))
        for n, text in enumerate(texts)
    ]


def test_the_nearest_comes_first_with_its_cosine(home: VectorHome) -> None:
    bag = BagOfWords()
    index = home.index("nell", "voice", bag)
    assert index.upsert([("a", "key custody"), ("b", "bank outage"), ("c", "key")]) == 3
    found = index.query("key", 2)
    assert [key for key, _ in found] == ["c", "a"]
    key, both = bag.embed(["key", "key custody"])
    assert found[1][1] == pytest.approx(float(key @ both), abs=1e-5)


def test_an_empty_index_finds_nothing_and_asks_no_model(home: VectorHome) -> None:
    bag = BagOfWords()
    assert home.index("nell", "voice", bag).query("key", 5) == []
    assert bag.asked == 0


def test_a_second_run_computes_nothing_and_a_changed_text_is_replaced(home: VectorHome) -> None:
    bag = BagOfWords()
    index = home.index("nell", "voice", bag)
    items = [(f"id{n}", f"{word} {n}") for n, word in enumerate(WORDS)]
    assert index.upsert(items) == len(items)
    asked = bag.asked
    assert index.upsert(items) == 0
    assert bag.asked == asked
    assert index.upsert([("id0", "outage outage"), ("id1", items[1][1])]) == 1
    assert index.count() == len(items)
    assert {key for key, _ in index.query("outage", 2)} == {"id0", "id3"}


def test_the_last_of_two_texts_for_one_id_counts(home: VectorHome) -> None:
    index = home.index("nell", "voice", BagOfWords())
    assert index.upsert([("a", "key"), ("a", "bank")]) == 1
    assert index.query("bank", 1)[0][1] == pytest.approx(1, abs=1e-5)


def test_personas_purposes_and_models_do_not_mix(home: VectorHome) -> None:
    home.index("nell", "voice", BagOfWords()).upsert([("a", "key")])
    assert home.index("nell", "leads", BagOfWords()).count() == 0
    assert home.index("other", "voice", BagOfWords()).count() == 0
    assert home.index("nell", "voice", BagOfWords("another model")).count() == 0
    assert home.index("nell", "voice", BagOfWords()).count() == 1


def test_more_items_than_a_batch_are_all_stored(home: VectorHome) -> None:
    index = home.index("nell", "leads", BagOfWords())
    index.upsert([(f"n{n}", f"{WORDS[n % 8]} {n}") for n in range(1201)])
    assert index.count() == 1201


def test_vectors_outlive_the_process_that_wrote_them(tmp_path: Path) -> None:
    for expected in (1, 0):
        home = VectorHome(tmp_path)
        assert home.index("nell", "voice", BagOfWords()).upsert([("a", "key")]) == expected
        home.close()


# ---------------------------------------------------------------- two processes

CHILD = """
import sys; from pathlib import Path
sys.path.insert(0, {root!r})
from tests.memory.test_index import BagOfWords, WORDS
from memory.index import VectorHome
index = VectorHome(Path({folder!r})).index("nell", "voice", BagOfWords())
index.upsert([("first", "key")]); print("ready", flush=True)
for line in sys.stdin:
    for n in range(40):
        index.upsert([(f"{{n}}-{{m}}", f"{{WORDS[m % 8]}} {{n}}") for m in range(25)])
        print(n, flush=True)
"""


def start_owner(folder: Path) -> subprocess.Popen[str]:
    code = CHILD.format(root=str(ROOT), folder=str(folder))
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def kill(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGKILL)
    child.communicate()


def test_a_second_process_is_told_who_owns_the_folder_and_what_to_do(home: VectorHome) -> None:
    folder = home._folder
    child = start_owner(folder)
    try:
        with pytest.raises(IndexBusy, match=rf"process {child.pid}.*CHROMA_URL"):
            home.index("nell", "voice", BagOfWords()).count()
    finally:
        kill(child)
    # The system drops a dead owner's lock: nobody has to clean up.
    assert home.index("nell", "voice", BagOfWords()).count() == 1


def test_two_homes_in_one_process_do_not_share_a_folder_either(home: VectorHome) -> None:
    home.index("nell", "voice", BagOfWords()).upsert([("a", "key")])
    other = VectorHome(home._folder, wait_s=0.1)
    with pytest.raises(IndexBusy, match=f"process {os.getpid()}"):
        other.index("nell", "voice", BagOfWords()).count()
    home.close()
    assert other.index("nell", "voice", BagOfWords()).count() == 1
    other.close()


@pytest.mark.slow
@pytest.mark.parametrize("after", [0, 3, 11])
def test_nothing_acknowledged_is_lost_when_the_owner_is_killed_while_writing(
    home: VectorHome, after: int
) -> None:
    child = start_owner(home._folder)
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write("go\n")
    child.stdin.flush()
    acknowledged = -1
    while acknowledged < after:
        acknowledged = int(child.stdout.readline())
    kill(child)
    index = home.index("nell", "voice", BagOfWords())
    assert index.count() >= 1 + 25 * (acknowledged + 1)
    everything = [(f"{n}-{m}", f"{WORDS[m % 8]} {n}") for n in range(40) for m in range(25)]
    assert index.upsert(everything) <= 1000 - 25 * (acknowledged + 1)
    assert index.count() == 1001
    assert len(index.query("key", 50)) == 50


# ---------------------------------------------------------------- rubbish


def fill_and_close(folder: Path) -> None:
    home = VectorHome(folder)
    index = home.index("nell", "voice", BagOfWords())
    # Exactly as many as make Chroma move its vectors from the write-ahead log to a segment.
    index.upsert([(f"n{n}", f"{WORDS[n % 8]} {n}") for n in range(1000)])
    home.close()


def garble_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"not a database" * 4000)


def cut_database(folder: Path) -> None:
    os.truncate(folder / "chroma.sqlite3", 20_000)


def garble_segment(folder: Path) -> None:
    for file in folder.glob("*/*"):
        file.write_bytes(b"\x00\xff" * 500)


def lose_segment(folder: Path) -> None:
    for segment in folder.glob("*/"):
        shutil.rmtree(segment)


@pytest.mark.parametrize(
    "damage",
    [garble_database, cut_database, garble_segment, lose_segment],
    ids=lambda f: f.__name__,
)
def test_a_damaged_folder_is_named_with_the_next_step(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "vectors"
    fill_and_close(folder)
    damage(folder)
    code = (
        "import sys; from pathlib import Path\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.memory.test_index import BagOfWords\n"
        "from memory.errors import StorageError\n"
        "from memory.index import VectorHome\n"
        f"index = VectorHome(Path({str(folder)!r})).index('nell', 'voice', BagOfWords())\n"
        "try: print(index.query('key', 5))\n"
        "except StorageError as error: print(error)\n"
    )
    # A process of its own: Chroma keeps a healthy copy of the folder in this one's memory.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert f"{folder} cannot be used" in done.stdout
    assert "delete that folder: it is made again" in done.stdout


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="writable"):
        VectorHome(tmp_path / "file" / "vectors").index("nell", "voice", BagOfWords()).count()


# ---------------------------------------------------------------- a server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_server_that_is_not_there_is_named_with_the_next_step(tmp_path: Path) -> None:
    home = VectorHome(tmp_path, url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StorageError, match=r"Chroma server http://127.*CHROMA_URL"):
        home.index("nell", "voice", BagOfWords()).count()


@pytest.mark.slow
def test_two_homes_share_a_chroma_server(tmp_path: Path) -> None:
    port = free_port()
    chroma = Path(sys.executable).with_name("chroma")
    server = subprocess.Popen(
        [chroma, "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path / "s")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    homes = [VectorHome(tmp_path, url=f"http://127.0.0.1:{port}") for _ in range(2)]
    one, two = (home.index("n", "voice", BagOfWords()) for home in homes)
    try:
        wait_for(one)
        assert one.upsert([("a", "key"), ("b", "bank")]) == 2
        assert two.upsert([("b", "bank"), ("c", "chip")]) == 1
        assert [key for key, _ in one.query("chip", 1)] == ["c"]
    finally:
        for home in homes:
            home.close()
        server.kill()
        server.wait()


def wait_for(index: VectorIndex) -> None:
    for _ in range(100):
        try:
            index.count()
            return
        except StorageError:
            time.sleep(0.2)
    pytest.fail("the Chroma server did not start within 20 s")


# ---------------------------------------------------------------- exemplars


def test_exemplars_are_posts_nearest_first_and_links_do_not_count(home: VectorHome) -> None:
    exemplars = PostExemplars(home.index("nell", "voice", BagOfWords()), some_posts())
    assert [post.id for post in exemplars.nearest("custody https://b.example/bank", 2)] == [
        "p3",
        "p0",
    ]
    assert exemplars.nearest("custody", 0) == []
    assert len(exemplars.nearest("custody", 99)) == 4


def test_a_post_that_left_the_corpus_is_not_an_exemplar(home: VectorHome) -> None:
    index = home.index("nell", "voice", BagOfWords())
    PostExemplars(index, some_posts()).nearest("chip", 1)
    kept = [post for post in some_posts() if post.id != "p2"]
    assert [post.id for post in PostExemplars(index, kept).nearest("chip", 3)] == ["p3", "p0", "p1"]


def test_of_a_corpus_that_shrank_by_half_all_the_rest_is_found(home: VectorHome) -> None:
    index = home.index("nell", "voice", BagOfWords())
    start = datetime(2026, 1, 1, tzinfo=UTC)
    posts = [Post(id=f"n{n}", text=f"key {n}", posted_at=start) for n in range(60)]
    PostExemplars(index, posts).fill()
    kept = PostExemplars(index, posts[:30])
    assert {post.id for post in kept.nearest("key", 60)} == {f"n{n}" for n in range(30)}


def test_exemplars_give_the_vectors_of_posts_in_their_order(home: VectorHome) -> None:
    bag, posts = BagOfWords(), some_posts()
    made = PostExemplars(home.index("nell", "voice", bag), posts).vectors([posts[2], posts[1]])
    assert np.allclose(made, bag.embed(["chip chip", "a bank outage"]), atol=1e-6)


def test_a_vector_that_was_lost_is_named(home: VectorHome) -> None:
    index = home.index("nell", "voice", BagOfWords())
    index.upsert([("a", "key")])
    with pytest.raises(StorageError, match="lost 2 vectors"):
        index.kept(["a", "b", "c"])


# --------------------------------------------------- what was taken in is known by a mark


def looked_up(index: VectorIndex, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by the size of each batch that is compared with what is stored."""
    sizes: list[int] = []
    really = index._upsert

    def counted(batch: Sequence[tuple[str, str]]) -> int:
        sizes.append(len(batch))
        return really(batch)

    monkeypatch.setattr(index, "_upsert", counted)
    return sizes


def test_what_was_taken_in_whole_is_not_looked_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items, seen = [("a", "key"), ("b", "bank")], list[int]()
    for expected in ([2], []):
        home = VectorHome(tmp_path)
        index = home.index("nell", "voice", BagOfWords())
        sizes = looked_up(index, monkeypatch)
        seen.clear()
        index.take_in(items, seen.append)
        home.close()
        assert (sizes, sum(seen)) == (expected, 2)


def test_a_changed_text_gets_a_new_vector_and_so_does_changing_it_back(home: VectorHome) -> None:
    # Each run has an index of its own, as each process does.
    for text in ("key", "bank", "key"):
        index = home.index("nell", "voice", BagOfWords())
        index.take_in([("a", text), ("b", "chip")])
        [(key, near)] = index.query(text, 1)
        assert key == "a"
        assert near == pytest.approx(1, abs=1e-5)


def test_a_run_that_died_half_way_is_looked_through_again(home: VectorHome) -> None:
    bag = BagOfWords()
    index = home.index("nell", "voice", bag)
    items = [(f"n{n}", f"key {n}") for n in range(600)]
    index.take_in(items)

    def die(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.take_in([(key, "bank") for key, _ in items], die)
    index.take_in(items)
    assert np.allclose(index.kept([key for key, _ in items]), bag.embed(["key"]), atol=1e-6)


def test_an_index_that_lost_entries_is_not_believed_its_mark(home: VectorHome) -> None:
    items = [("a", "key"), ("b", "bank")]
    index = home.index("nell", "voice", BagOfWords())
    index.take_in(items)
    index._collection().delete(ids=["a"])
    index.take_in(items)
    assert index.count() == 2


def test_a_vector_is_made_once_and_read_back_by_the_next_process(tmp_path: Path) -> None:
    items = [("a", "key custody"), ("b", "bank outage"), ("a", "key custody")]
    first, second = BagOfWords(), BagOfWords()
    earlier = VectorHome(tmp_path)
    made = earlier.index("ada", "leads", first).vectors(items)
    earlier.close()
    home = VectorHome(tmp_path)
    index = home.index("ada", "leads", second)
    read, nothing = index.vectors(items), index.vectors([])
    home.close()
    assert (first.asked, second.asked) == (2, 0)
    assert np.allclose(made, read, atol=1e-6)
    assert np.array_equal(read[0], read[2])
    assert len(nothing) == 0
