"""A trial: what is held out reaches no writer, and what a trial does reaches no memory."""

from __future__ import annotations

import gc
import types
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.team import Team
from graph.trial import FEWEST_POSTS, TrialTeam, invented_persona, split_posts, stories
from graph.voice_eval import Wanted, evaluate
from memory.errors import ConfigError, SourceError
from memory.types import Draft, Post, PostKind
from tests.factory import NOW, brief, post
from tests.graph.conftest import SHIPPED, Newsroom, news, paper
from tests.servers.feed_server import Resource
from tests.servers.good_writer import good_writer
from tests.servers.model_api import ModelServer
from tools.background import background

SECRET = "zyxquark"
"""Stands in every held-out post and nowhere else."""
FEED = paper(
    "Settlement Daily",
    *(
        news(
            f"{name} halts withdrawals after ${n}m leaves its hot wallets",
            f"{name} halted withdrawals on Tuesday after ${n}m left {n} hot wallets. The exchange "
            f"said that custody of the remaining coins is safe. It has {n * 1000} clients.",
            hours=n / 10,
        )
        for n, name in enumerate(("Brackwater", "Tollbeck", "Quillstone", "Merrow"), start=2)
    ),
    news("Village choir wins a cup", "The choir of a small village won a cup on Sunday evening."),
)


def bar(_what: str, _steps: int) -> AbstractContextManager[Callable[[int], None]]:
    return nullcontext(lambda _step: None)


def author(count: int = 80) -> list[Post]:
    """An invented trader's posts, the newest quarter of them with a word of their own."""
    written = [p for p in background()["miles-ransome"] if p.kind is not PostKind.REPLY][:count]
    held_out = round(count * 0.75)
    return [
        one.model_copy(
            update={
                "posted_at": NOW + timedelta(hours=n),
                "text": f"{one.text} {SECRET}"
                if n >= count - max(40, count - held_out)
                else one.text,
            }
        )
        for n, one in enumerate(written)
    ]


@pytest.fixture
def trial(newsroom: Newsroom, tmp_path: Path) -> Iterator[TrialTeam]:
    newsroom.papers.resources["/daily.xml"] = Resource(FEED)
    split = split_posts(author(), "miles", 0)
    home = newsroom.team()
    team = TrialTeam(
        persona="miles",
        channel="console",
        home=home,
        identity=invented_persona("miles", [p.text for p in split.learnt], []),
        corpus=split.learnt,
        folder=tmp_path / "trial",
        now=newsroom.clock(),
        offline=True,
    )
    yield team
    team.close()


# ------------------------------------------------------------------------ the split


def test_the_newest_quarter_is_held_out() -> None:
    posts = [post(n, text=f"Post {n}.", posted_at=NOW + timedelta(hours=n)) for n in range(400)]
    split = split_posts(posts, "ada", 0)
    assert {one.id for one in split.held_out} == {f"p{n}" for n in range(300, 400)}
    assert {one.id for one in split.learnt} == {f"p{n}" for n in range(300)}


def test_of_few_posts_judges_get_more_than_a_quarter_and_the_writer_half() -> None:
    posts = [post(n, text=f"Post {n}.", posted_at=NOW + timedelta(hours=n)) for n in range(100)]
    split = split_posts(posts, "ada", 0)
    assert (len(split.held_out), len(split.learnt)) == (50, 50)


def test_replies_and_articles_are_learnt_from_and_never_held_out() -> None:
    kinds = [PostKind.REPLY, PostKind.LONG, PostKind.STATEMENT]
    posts = [
        post(n, text=f"Post {n}.", kind=kinds[n % 3], posted_at=NOW + timedelta(hours=n))
        for n in range(300)
    ]
    split = split_posts(posts, "ada", 0)
    assert {one.kind for one in split.held_out} == {PostKind.STATEMENT}
    assert Counter(one.kind for one in split.learnt)[PostKind.REPLY] == 100


def test_a_post_that_was_said_twice_is_not_learnt_from_when_it_is_held_out() -> None:
    posts = [post(n, text=f"Post {n}.", posted_at=NOW + timedelta(hours=n)) for n in range(100)]
    again = post(999, text="Post 99.", kind=PostKind.REPLY, posted_at=NOW)
    split = split_posts([again, *posts], "ada", 0)
    assert "Post 99." in {one.text for one in split.held_out}
    assert "Post 99." not in {one.text for one in split.learnt}


def test_the_seed_draws_what_is_held_out_when_asked() -> None:
    posts = [post(n, text=f"Post {n}.", posted_at=NOW + timedelta(hours=n)) for n in range(100)]
    one, again, other = (split_posts(posts, "ada", seed, drawn=True) for seed in (1, 1, 2))
    assert one == again
    assert one.held_out != other.held_out


def test_too_few_posts_are_told_with_the_next_step() -> None:
    posts = [post(n, text=f"Post {n}.") for n in range(FEWEST_POSTS - 1)]
    with pytest.raises(
        ConfigError, match=f"59 different posts.*{FEWEST_POSTS}.*persona import ada"
    ):
        split_posts(posts, "ada", 0)


# -------------------------------------------------------- what is held out stays out


def test_nothing_of_the_held_out_posts_reaches_the_writer(
    trial: TrialTeam, newsroom: Newsroom
) -> None:
    found = stories(trial, [newsroom.papers.url("/daily.xml")], 5)
    draft = trial.style.write(brief(headline=found.candidates[0].story.title))
    assert isinstance(draft, Draft)
    assert len(trial.posts) == 40
    known = list(texts_within(trial.writer))
    assert any(one.text in known for one in trial.posts)  # the search finds what is there
    assert not [text for text in known if SECRET in text]

    trial.close()
    files = [path for path in trial.folder.rglob("*") if path.is_file()]
    assert any(b"Brackwater" in path.read_bytes() for path in files)
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def texts_within(root: object) -> Iterator[str]:
    """Every string that `root` holds, however deep; not what its classes, functions and
    modules hold, and not the team at home, which a writer is not given."""
    apart = (types.ModuleType, type, types.CodeType, Team)
    seen: set[int] = set()
    left: list[Any] = [root]
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, apart):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            yield one
        elif isinstance(one, types.FunctionType):
            left += one.__closure__ or ()
        else:
            left += gc.get_referents(one)


# ------------------------------------------------------------ stories, and who it is


def test_relevant_stories_come_first_and_the_nearest_fill_up(
    trial: TrialTeam, newsroom: Newsroom
) -> None:
    found = stories(trial, [newsroom.papers.url("/daily.xml")], 5)
    assert len(found.candidates) == 5
    assert 0 <= found.relevant < 5
    assert found.candidates[-1].story.title == "Village choir wins a cup"


def test_no_story_at_all_is_told(trial: TrialTeam, newsroom: Newsroom) -> None:
    with pytest.raises(SourceError, match=r"nothing to write about.*missing\.xml"):
        stories(trial, [newsroom.papers.url("/missing.xml")], 5)


def test_an_author_without_a_file_is_interested_in_what_they_write_about() -> None:
    who = invented_persona(
        "J. Doe", ["Custody of coins", "Custody is a verb, coins are not"], ["Rain again"] * 9
    )
    assert who.slug == "j-doe"
    assert {"custody", "coins"} <= set(who.interests[0].keywords)
    assert who.authorisation == "fictional"
    assert who.channels == ("console",)


# ------------------------------------------------------------------- the evaluation


def wanted(newsroom: Newsroom, tmp_path: Path, **changes: Any) -> Wanted:
    file = tmp_path / "miles.jsonl"
    file.write_text("\n".join(p.model_dump_json() for p in author()), encoding="utf-8")
    newsroom.papers.resources["/daily.xml"] = Resource(FEED)
    feeds = (newsroom.papers.url("/daily.xml"),)
    return Wanted(**{"posts": file, "feeds": feeds, "items": 10, "writer": "offline", **changes})


def test_once_stopped_it_judges_what_is_there_and_leaves_no_trace(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    posts = (SHIPPED / "posts.jsonl").read_text(encoding="utf-8").splitlines()[::4]
    newsroom.toml.with_name("posts.jsonl").write_text("\n".join(posts), encoding="utf-8")
    home, asked = newsroom.team(), iter([False, False, True])
    report = evaluate(home, wanted(newsroom, tmp_path, posts=None), bar, lambda: next(asked))
    assert report.persona == "nell-harrow"
    assert len(report.samples) == 2
    assert report.trouble == ("stopped after 2 stories",)
    assert report.rows[0].texts == report.held_out
    assert len(home.store.posts("nell-harrow")) == len(posts)
    assert home.story_memory.recent("nell-harrow", NOW - timedelta(days=30)) == ()
    assert home.store.sources("nell-harrow") == ()
    assert not (tmp_path / "var" / "chroma").exists()
    assert not (tmp_path / "var" / "outbox.jsonl").exists()


def test_a_models_drafts_are_judged_and_paid_for_at_home(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer([], otherwise=good_writer) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", server.key)
        monkeypatch.setenv("UNDERSTUDY_MODEL", server.model)
        home = newsroom.team()
        report = evaluate(home, wanted(newsroom, tmp_path, items=2, writer="llm"), bar)
        prompts = "\n".join(one.system + one.user for one in server.requests)
    assert report.rows[-1].writer == server.model
    assert report.rows[-1].texts + sum(report.rows[-1].reasons.values()) == 2
    assert home.store.usage_summary("miles", NOW - timedelta(days=1))
    assert prompts
    assert SECRET not in prompts


def test_a_model_that_is_not_configured_is_told(newsroom: Newsroom, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="UNDERSTUDY_MODEL"):
        evaluate(newsroom.team(), wanted(newsroom, tmp_path, writer="llm"), bar)
