"""Understudy's voice, timed in this process; prints JSON. Called by `benchmarks.voice`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from memory.types import Brief, Post

ASKED = 8
QUESTIONS = 300
TOPICS = 200
NOISE = 0.8
"""Length of what is a post's own, to 1 of its topic."""
DIMENSION = 384
FIRST_QUESTION = 10_000_000
"""Questions are numbered from here on, posts below."""
START = datetime(2020, 1, 1, tzinfo=UTC)


# ----------------------------------------------------------------- made-up posts and vectors


class MadeUp:
    """Unit vectors by the number in the text, clustered in topics."""

    name = "made up for a benchmark"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        rows = [_vector(int(text.split()[1])) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), DIMENSION)


def _vector(number: int) -> NDArray[np.float64]:
    import numpy as np

    middle = np.random.default_rng(number % TOPICS).standard_normal(DIMENSION)
    own = np.random.default_rng(1_000 + number).standard_normal(DIMENSION)
    row = middle + NOISE * own
    unit: NDArray[np.float64] = row / np.linalg.norm(row)
    return unit


def _posts(size: int) -> list[Post]:
    """Every third is a comment, every seventh a reply, every fiftieth long."""
    from memory.types import Post, PostKind, Reactions

    def kind(number: int) -> PostKind:
        if number % 50 == 0:
            return PostKind.LONG
        if number % 7 == 0:
            return PostKind.REPLY
        return PostKind.COMMENT if number % 3 == 0 else PostKind.STATEMENT

    return [
        Post(
            id=f"p{number}",
            text=f"Post {number} says what the person thought of subject {number % TOPICS}.",
            posted_at=START + timedelta(minutes=30 * number),
            kind=kind(number),
            reactions=Reactions(likes=number * 7_919 % 500),
        )
        for number in range(size)
    ]


def _questions() -> list[str]:
    return [f"Question {FIRST_QUESTION + n * 37}" for n in range(QUESTIONS)]


# ------------------------------------------------------- what runs in a process of its own


def index(folder: str, size: int) -> None:
    """Put `size` posts into an index under `folder`, and tell how well it finds them again."""
    import numpy as np

    from memory.index import PostExemplars, VectorHome

    home, posts, made = VectorHome(Path(folder) / "chroma"), _posts(size), MadeUp()
    exemplars = PostExemplars(home.index("bench", "voice", made), posts)
    began = time.perf_counter()
    exemplars.fill()
    filled = time.perf_counter() - began
    vectors = made.embed([post.text for post in posts])
    np.save(Path(folder) / "vectors.npy", vectors)
    hits = 0
    for question in made.embed(_questions()):
        exact = {f"p{n}" for n in np.argpartition(-(vectors @ question), ASKED)[:ASKED]}
        hits += len(exact & {post.id for post, _ in exemplars.near(question, ASKED)})
    home.close()
    _tell({"filled": filled, "recall": hits / (ASKED * QUESTIONS)})


def exact_numpy(folder: str, size: int) -> None:  # noqa: ARG001  (called like the others)
    """All cosines, and the best of them."""
    import numpy as np

    began = time.perf_counter()
    vectors = np.load(Path(folder) / "vectors.npy")

    def find(question: str) -> Any:
        near = vectors @ MadeUp().embed([question])[0]
        best = np.argpartition(-near, ASKED)[:ASKED]
        return best[np.argsort(-near[best])]

    _tell(_timed(find, began))


def bare_chroma(folder: str, size: int) -> None:  # noqa: ARG001  (called like the others)
    """The collection as Chroma's own manual asks it."""
    import chromadb
    from chromadb.config import Settings

    began = time.perf_counter()
    client = chromadb.PersistentClient(
        path=f"{folder}/chroma", settings=Settings(anonymized_telemetry=False)
    )
    (collection,) = client.list_collections()

    def find(question: str) -> Any:
        return collection.query(
            query_embeddings=MadeUp().embed([question]), n_results=ASKED, include=["distances"]
        )

    _tell(_timed(find, began))


def our_index(folder: str, size: int) -> None:
    """`nearest`, as the agents ask it."""
    from memory.index import PostExemplars, VectorHome

    posts, began = _posts(size), time.perf_counter()
    home = VectorHome(Path(folder) / "chroma")
    exemplars = PostExemplars(home.index("bench", "voice", MadeUp()), posts)
    _tell(_timed(lambda question: exemplars.nearest(question, ASKED), began))
    home.close()


def our_choice(folder: str, size: int) -> None:
    """`choose`, as the writers ask it; every mode has its turn."""
    from agents.style.exemplars import VoiceExemplars
    from memory.index import PostExemplars, VectorHome

    posts, began = _posts(size), time.perf_counter()
    home, made = VectorHome(Path(folder) / "chroma"), MadeUp()
    near = PostExemplars(home.index("bench", "voice", made), posts)
    lately = [[f"p{n}" for n in range(k, k + ASKED)] for k in range(10)]
    exemplars = VoiceExemplars(near, posts, made, lambda: lately)
    _tell(_timed(lambda question: exemplars.choose(_brief(question), ASKED), began))
    home.close()


def _brief(question: str) -> Brief:
    from memory.types import Brief, Mode

    modes = list(Mode)
    return Brief(
        assignment_id=question,
        persona="bench",
        channel="x",
        story_id="s",
        headline=question,
        topic="",
        mode=modes[int(question.split()[1]) % len(modes)],
        angle="",
        tone="",
        why_now="",
        facts=(),
    )


def _timed(find: Callable[[str], Any], began: float) -> dict[str, float]:
    """Seconds until the first answer, and milliseconds of the later ones."""
    first, *others = _questions()
    find(first)
    ready = time.perf_counter() - began
    taken = []
    for question in others:
        one = time.perf_counter()
        find(question)
        taken.append((time.perf_counter() - one) * 1_000)
    taken.sort()
    return {"ready": ready, "p50": median(taken), "p95": taken[int(len(taken) * 0.95)]}


def drafts(count: int, *, llm: bool) -> None:
    """Write `count` drafts about the shipped news with the writer that the settings choose."""
    from graph.team import Team
    from memory.errors import ModelRefused

    team = Team()
    model = Recites()
    if llm:
        team.model = model
    briefs, seconds, refused = _briefs(team), [], 0
    began = time.perf_counter()
    team.exemplars.fill()
    team.style.write(model.now_about(briefs[0]))
    ready = time.perf_counter() - began
    for number, brief in enumerate(islice(cycle(briefs), count)):
        one = brief.model_copy(update={"assignment_id": f"bench-{number}"})
        began = time.perf_counter()
        try:
            refused += isinstance(team.style.write(model.now_about(one)), str)
        except ModelRefused:
            refused += 1
        seconds.append(time.perf_counter() - began)
    team.close()
    _tell({"ready": ready, "s": median(seconds), "all": sum(seconds), "refused": refused})


class Recites:
    """A model that answers at once with the facts as they are; satisfies `ChatModel`."""

    name = "recites"

    def now_about(self, brief: Brief) -> Brief:
        """`brief`, which the next answers are taken from."""
        self._facts = [fact.text for fact in brief.facts[:4]]
        return brief

    def ask(self, system: str, user: str, answer: type[Any], *, tokens: int = 0) -> Any:  # noqa: ARG002
        told = [{"text": text, "used_facts": [n]} for n, text in enumerate(self._facts, 1)]
        return answer.model_validate({"drafts": told})


def _briefs(team: Any) -> list[Brief]:
    """The topic agent's briefs for what the shipped feeds tell."""
    from graph.outlook import source_path, sources
    from memory.types import Assignment, AssignmentKind

    team.scanner.scan(team.who.slug, [source_path(p) for p in sources(team)], force=True)
    team.keeper.place_new()
    found = [
        team.topic.brief(
            Assignment(
                id=f"bench-{candidate.story.id}",
                persona=team.who.slug,
                kind=AssignmentKind.POST,
                candidate=candidate,
                reason="a benchmark",
            )
        )
        for candidate in team.stories.rank(team.clock()).candidates
    ]
    return [brief for brief in found if not isinstance(brief, str)]


def embed_one() -> None:
    """Milliseconds for the vector of one headline with the packaged model."""
    from tools.embeddings import open_embedder

    embedder = open_embedder()
    embedder.embed(["A first one loads the model"])
    taken = []
    for n in range(100):
        began = time.perf_counter()
        embedder.embed([f"Custody bank {n} halts withdrawals after $64m leaves two hot wallets"])
        taken.append((time.perf_counter() - began) * 1_000)
    _tell({"p50": median(taken)})


def export(folder: str, lines: int) -> None:
    """Write so many posts as an export would give them."""
    with (Path(folder) / "posts.jsonl").open("w", encoding="utf-8") as file:
        for post in _posts(lines):
            line = post.model_dump(mode="json", include={"id", "text", "posted_at", "kind"})
            file.write(json.dumps(line | {"likes": post.reactions.likes}) + "\n")
    _tell({})


def importing(folder: str, lines: int) -> None:
    """Our import of so many JSON lines."""
    from memory.database import Database
    from memory.store import Store
    from tools.archives.importing import import_posts

    database = Database(f"sqlite:///{folder}/ours.sqlite")
    store = Store(database)
    began = time.perf_counter()
    report = import_posts(store, "bench", Path(folder) / "posts.jsonl")
    seconds = time.perf_counter() - began
    assert report.new == lines
    database.close()
    _tell({"s": seconds})


def bare_sqlite(folder: str, lines: int) -> None:
    """`json.loads` and one INSERT a line, in one transaction."""
    import sqlite3

    began = time.perf_counter()
    with sqlite3.connect(f"{folder}/bare.sqlite") as database:
        database.execute("CREATE TABLE post (id TEXT PRIMARY KEY, posted_at TEXT, body TEXT)")
        with (Path(folder) / "posts.jsonl").open(encoding="utf-8") as file:
            database.executemany(
                "INSERT INTO post VALUES (?, ?, ?)",
                ((p["id"], p["posted_at"], p["text"]) for p in map(json.loads, file)),
            )
        count = database.execute("SELECT count(*) FROM post").fetchone()[0]
    seconds = time.perf_counter() - began
    database.close()
    assert count == lines
    _tell({"s": seconds})


def _tell(figures: dict[str, float]) -> None:
    print(json.dumps(figures), flush=True)
