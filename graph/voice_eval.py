"""Evaluation of a voice: does the writer sound like the person, and say only what is so?

A writer who knows the older posts writes about real stories; judges who know the newer ones
say what they think of its drafts, of the bare headlines below them, and of the person's own
posts above them.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from agents.judges.examiner import Examiner, Finding, Row, Written
from agents.judges.floor import StyledHeadline
from agents.judges.panel import FOLDS, JUDGES, MOST_POSTS, Panel, nearest_in_subject
from graph.team import Team
from graph.trial import Split, TrialTeam, invented_persona, split_posts, stories
from memory.errors import BudgetExhausted, ConfigError, ModelError
from memory.persona import Persona
from memory.types import Assignment, AssignmentKind, Brief, Candidate, Draft, Post, PostKind, Value
from tools.archives.records import read_posts
from tools.background import background
from tools.ledger import spent_on

if TYPE_CHECKING:
    from agents.seams import Embedder
    from agents.style.agent import StyleAgent

SAME_AUTHOR = 0.1
"""Share of a voice's posts among the persona's own from which it is the same person."""
NEAREST = 3
"""Earlier posts shown beside a draft."""

WriterChoice = Literal["auto", "offline", "llm"]
Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress display for (what, how many steps); the inner call counts steps."""


@dataclass(frozen=True)
class Wanted:
    """What is to be evaluated."""

    posts: Path | None = None
    """An author's posts instead of a persona's."""
    feeds: tuple[str, ...] = ()
    """Where the stories come from instead of the persona's sources."""
    items: int = 30
    writer: WriterChoice = "auto"
    seed: int = 0
    drawn: bool = False
    """Hold out posts drawn by the seed instead of the newest."""


class Sample(Value):
    """One story in all its versions."""

    brief: Brief
    headline: Finding
    styled: Finding
    draft: Finding | None
    notes: tuple[str, ...]
    """The writer's own, or why there is no draft."""
    nearest: tuple[str, ...]
    """Earlier posts of the persona on such things."""


class Report(Value):
    """What came of it."""

    persona: str
    writer: str
    seed: int
    posts: int
    """What the writer was built from."""
    held_out: int
    others: tuple[str, ...]
    """The voices that the persona was told apart from."""
    relevant: int
    """Stories that the persona's own ranking let pass ..."""
    nearest: int
    """... and those that only came nearest to their posts."""
    rows: tuple[Row, ...]
    """The ceiling (real posts), the two floors (headlines), the writer."""
    samples: tuple[Sample, ...]
    real: tuple[Finding, ...]
    """The held-out posts."""
    trouble: tuple[str, ...] = ()
    """What did not go as it should, in words."""


@dataclass(frozen=True)
class _Try:
    """One story, and what the writer answered."""

    brief: Brief
    answer: Draft | str
    seconds: float | None


def evaluate(
    home: Team, wanted: Wanted, bar: Bar, stopped: Callable[[], bool] = lambda: False
) -> Report:
    """Everything that `eval voice` tells; `home` gives settings, memory and the persona.

    Once `stopped`, no further draft is begun, and those that are there are examined. Raises
    ConfigError for too few posts, SourceError when no story can be read.
    """
    who, posts, others = _author(home, wanted)
    split = split_posts(posts, who.slug, wanted.seed, drawn=wanted.drawn)
    if wanted.posts:
        learnt = [post.text for post in split.learnt]
        who = invented_persona(who.slug, learnt, [t for texts in others.values() for t in texts])
    with _trial(home, who, split, wanted) as team:
        with bar("learning the voice", len(split.learnt)) as advance:
            team.exemplars.fill(advance)
            style = team.style  # built now, so that no draft is charged for it
        with bar("reading the news", 1) as advance:
            found = stories(team, wanted.feeds, wanted.items)
            advance(1)
        tries, trouble = _tried(team, style, found.candidates, wanted, bar, stopped)
        real = [post.text for post in split.held_out][-MOST_POSTS:]
        rivals = _rivals(real, others, wanted.seed, team.embedder)
        with bar("training the judges", FOLDS * len(JUDGES)) as advance:
            panel = Panel.train(real, rivals, seed=wanted.seed, advance=advance)
        with bar("judging", 4) as advance:
            examiner = Examiner(panel, real, _own(split.learnt), wanted.seed)
            rows, samples, real_findings = _examined(team, examiner, split, tries, advance)
        relevant = {one.story.id for one in found.candidates[: found.relevant]}
        passed = sum(one.brief.story_id in relevant for one in tries)
        return Report(
            persona=who.slug,
            writer=team.writer_name,
            seed=wanted.seed,
            posts=len(split.learnt),
            held_out=len(real),
            others=tuple(rivals),
            relevant=passed,
            nearest=len(tries) - passed,
            rows=rows,
            samples=samples,
            real=real_findings,
            trouble=(*found.trouble, *trouble),
        )


def _author(
    home: Team, wanted: Wanted
) -> tuple[Persona, tuple[Post, ...], dict[str, tuple[str, ...]]]:
    """Who it is about, their posts, and the posts of other people by voice."""
    if wanted.posts is None:
        who, posts = home.who, home.posts
    else:
        posts = tuple(one for one in read_posts(wanted.posts) if isinstance(one, Post))
        who = invented_persona(wanted.posts.stem, [], [])
    own = {post.text for post in posts}
    voices = {name: _own(theirs) for name, theirs in background().items()}
    others = {
        name: texts
        for name, texts in voices.items()
        if sum(text in own for text in texts) < SAME_AUTHOR * len(texts)
    }
    return who, posts, others


def _own(posts: Sequence[Post]) -> tuple[str, ...]:
    """The texts that a draft can be compared with."""
    apart = {PostKind.REPLY, PostKind.LONG}
    return tuple(post.text for post in posts if post.kind not in apart)


@contextmanager
def _trial(home: Team, who: Persona, split: Split, wanted: Wanted) -> Iterator[TrialTeam]:
    if wanted.writer == "llm" and not home.settings.has_model:
        raise ConfigError(
            "eval voice --writer llm: no model is configured; set UNDERSTUDY_MODEL and "
            "OPENAI_API_KEY (or OPENAI_BASE_URL), or take --writer offline"
        )
    with tempfile.TemporaryDirectory(prefix="understudy-eval-") as folder:
        team = TrialTeam(
            persona=who.slug,
            channel="console",
            home=home,
            identity=who,
            corpus=split.learnt,
            folder=Path(folder),
            now=home.clock(),
            offline=wanted.writer == "offline",
        )
        try:
            yield team
        finally:
            team.close()


def _tried(
    team: TrialTeam,
    style: StyleAgent,
    candidates: Sequence[Candidate],
    wanted: Wanted,
    bar: Bar,
    stopped: Callable[[], bool],
) -> tuple[list[_Try], tuple[str, ...]]:
    """Each story that the topic agent has a brief for, up to `items`, with what was written."""
    tries: list[_Try] = []
    with bar("writing", wanted.items) as advance:
        for candidate in candidates:
            if len(tries) == wanted.items:
                break
            if stopped():
                return tries, (f"stopped after {len(tries)} stories",)
            brief = team.topic.brief(_assignment(team, candidate, wanted.seed))
            if isinstance(brief, str):
                continue
            try:
                tries.append(_written(team, style, brief))
            except BudgetExhausted as error:
                return tries, (f"stopped after {len(tries)} stories: {error}",)
            advance(1)
    short = f"only {len(tries)} stories could be written about, of {wanted.items} asked for"
    return tries, (short,) if len(tries) < wanted.items else ()


def _assignment(team: TrialTeam, candidate: Candidate, seed: int) -> Assignment:
    return Assignment(
        id=f"eval-{seed}-{candidate.story.id}",
        persona=team.who.slug,
        kind=AssignmentKind.POST,
        dry_run=True,
        candidate=candidate,
        reason="an evaluation",
    )


def _written(team: TrialTeam, style: StyleAgent, brief: Brief) -> _Try:
    began = time.perf_counter()
    try:
        with spent_on(brief.assignment_id):
            answer = style.write(brief)
    except ModelError as error:
        answer = f"the model gave nothing usable: {error}"
    seconds = time.perf_counter() - began
    if isinstance(answer, Draft):
        team.written.append(answer.text)
    return _Try(brief, answer, seconds)


def _rivals(
    real: Sequence[str], others: dict[str, tuple[str, ...]], seed: int, embedder: Embedder
) -> dict[str, Sequence[str]]:
    """The voices nearest in subject, each with no more posts than the persona has."""
    drawn = {
        name: random.Random(f"{seed} {name}").sample(texts, min(len(texts), len(real)))  # noqa: S311
        for name, texts in others.items()
    }
    return nearest_in_subject(real, drawn, embedder)


def _examined(
    team: TrialTeam,
    examiner: Examiner,
    split: Split,
    tries: Sequence[_Try],
    advance: Callable[[int], None],
) -> tuple[tuple[Row, ...], tuple[Sample, ...], tuple[Finding, ...]]:
    """The rows from the ceiling down, the samples, and what was found in the real posts."""
    floor = StyledHeadline(_own(split.learnt))
    bare = [Written(one.brief, one.brief.headline) for one in tries]
    styled = [Written(t.brief, floor.styled(t.brief.headline, t.brief.url)) for t in tries]
    drafted = [
        Written(one.brief, one.answer.text, seconds=one.seconds)
        if isinstance(one.answer, Draft)
        else Written(one.brief, None, one.answer, one.seconds)
        for one in tries
    ]
    real_row, real = examiner.real("real posts", len(tries))
    advance(1)
    rows, findings = [real_row], []
    writers = (("headline", bare), ("styled headline", styled), (team.writer_name, drafted))
    for writer, made in writers:
        row, found = examiner.written(writer, made)
        rows.append(row)
        findings.append(found)
        advance(1)
    samples = tuple(
        _sample(team, one, headline, dressed, draft)
        for one, headline, dressed, draft in zip(tries, *findings, strict=True)
    )
    return tuple(rows), samples, tuple(real)


def _sample(
    team: TrialTeam,
    one: _Try,
    headline: Finding | None,
    styled: Finding | None,
    draft: Finding | None,
) -> Sample:
    assert headline is not None
    assert styled is not None
    near = team.exemplars.nearest(one.brief.headline, NEAREST)
    return Sample(
        brief=one.brief,
        headline=headline,
        styled=styled,
        draft=draft,
        notes=one.answer.notes if isinstance(one.answer, Draft) else (one.answer,),
        nearest=tuple(post.text for post in near),
    )
