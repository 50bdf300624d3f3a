"""Examiner: what is to be said of the texts of one writer, text by text and in one row.

The same examination for the person's real posts, for headlines and for drafts: a figure
means something only beside its floor and its ceiling.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from agents.judges.panel import JUDGES, Opinions, Panel
from agents.judges.reading import Reader, makeup
from agents.judges.sources import COPIED, OwnPosts, entities, recalled
from agents.judges.told_apart import Told, halves_told_apart, told_apart
from agents.judges.wording import LINK, without_links
from memory.types import Brief, Value


class Finding(Value):
    """What was found in one text. Shares and chances are 0 to 1."""

    text: str
    agree: dict[str, float]
    """Judge to the share of its five trainings that take the persona for the author."""
    chance: dict[str, float]
    """Judge to the probability that the persona is the author."""
    rival: str
    """Who else it sounds like most."""
    copied: float
    """Largest share of its runs of four words that stands in one earlier post."""
    copied_from: str
    """That post, where the share is at least a half."""
    unsupported: tuple[str, ...] = ()
    """Numbers, names and quotes that no source has."""
    faults: tuple[str, ...] = ()
    """What a reader stumbles over."""
    recall: float | None = None
    """Share of the headline's names and numbers that it names."""
    opener: bool = False
    take: bool = False
    fact: bool = False


class Row(Value):
    """One writer. Shares are 0 to 1; None where the question makes no sense."""

    writer: str
    texts: int
    agree: dict[str, float]
    """Judge to the share of texts in which the persona is its first choice of eleven."""
    chance: dict[str, float]
    told: float | None
    """Area under the ROC curve of drafts against real posts; 0.5 means that they cannot be
    told apart ..."""
    form: float | None
    """... and the same when only form is looked at, and no subject."""
    copied: float
    unsupported: float | None
    """Share of texts that say something no source says."""
    readable: float
    """Share of texts without a fault."""
    recall: float | None
    opener: float | None
    take: float | None
    plain: float | None
    """Share of drafts that have neither opener nor take."""
    length: float
    """Mean characters, links left out."""
    abstained: float = 0.0
    reasons: dict[str, int] = {}
    """Why there was no draft, with how often."""
    seconds: float | None = None
    """Mean time of a draft."""

    @property
    def judges(self) -> float:
        """The mean of the judges' agreement."""
        return statistics.fmean(self.agree.values())


@dataclass(frozen=True)
class Written:
    """What a writer made of one brief: a text, or why there is none."""

    brief: Brief
    text: str | None
    reason: str = ""
    seconds: float | None = None


class Examiner:
    """Examines texts for one persona. Deterministic."""

    def __init__(self, panel: Panel, real: Sequence[str], earlier: Sequence[str], seed: int):
        """`real`: the held-out posts that `panel` was trained on; `earlier`: what the writers
        were built from."""
        self._panel = panel
        self._real = real
        self._own = OwnPosts(earlier)
        self._earlier = earlier
        self._reader = Reader(earlier)
        self._seed = seed

    def real(self, writer: str, most_told: int) -> tuple[Row, list[Finding]]:
        """The ceiling: held-out posts, each judged by those that never saw it."""
        findings = self._findings(self._real, self._panel.own, [None] * len(self._real))
        told = halves_told_apart(self._real, most_told, seed=self._seed)
        return self._row(writer, findings, told), findings

    def written(self, writer: str, made: Sequence[Written]) -> tuple[Row, list[Finding | None]]:
        """A writer's row, and for each brief what was found in its text, if it has one."""
        there = [(one.text, one.brief) for one in made if one.text is not None]
        texts = [text for text, _ in there]
        findings = self._findings(texts, self._panel.judge(texts), [brief for _, brief in there])
        told = told_apart(texts, self._real, seed=self._seed)
        reasons = Counter(one.reason for one in made if one.text is None)
        took = [one.seconds for one in made if one.seconds is not None]
        row = self._row(writer, findings, told).model_copy(
            update={
                "abstained": reasons.total() / max(1, len(made)),
                "reasons": dict(reasons.most_common()),
                "seconds": statistics.fmean(took) if took else None,
            }
        )
        left = iter(findings)
        return row, [None if one.text is None else next(left) for one in made]

    def _findings(
        self, texts: Sequence[str], opinions: Opinions, briefs: Sequence[Brief | None]
    ) -> list[Finding]:
        return [
            self._finding(text, brief, opinions, n)
            for n, (text, brief) in enumerate(zip(texts, briefs, strict=True))
        ]

    def _finding(self, text: str, brief: Brief | None, opinions: Opinions, n: int) -> Finding:
        copied, which = self._own.copied(text)
        found = Finding(
            text=text,
            agree=_by_judge(opinions.agree[n]),
            chance=_by_judge(opinions.chance[n]),
            rival=opinions.rivals[n],
            copied=round(copied, 3),
            copied_from=self._earlier[which] if copied >= COPIED else "",
            faults=self._reader.faults(text),
        )
        if brief is None:
            return found
        told = [brief.headline, *(fact.text for fact in brief.facts)]
        made = makeup(text, told)
        return found.model_copy(
            update={
                "unsupported": self._own.unsupported(text, told),
                "recall": recalled(text, entities(brief.headline, told[1:])),
                "opener": made.opener,
                "take": made.take,
                "fact": made.fact,
            }
        )

    def _row(self, writer: str, findings: Sequence[Finding], told: Told) -> Row:
        briefed = any(found.recall is not None for found in findings)

        def of_drafts(share: Callable[[Finding], bool]) -> float | None:
            return _share(map(share, findings)) if briefed else None

        recalls = [found.recall for found in findings if found.recall is not None]
        return Row(
            writer=writer,
            texts=len(findings),
            agree=_mean([found.agree for found in findings]),
            chance=_mean([found.chance for found in findings]),
            told=told.told,
            form=told.form,
            copied=_share(found.copied >= COPIED for found in findings),
            unsupported=of_drafts(lambda found: bool(found.unsupported)),
            readable=_share(not found.faults for found in findings),
            recall=round(statistics.fmean(recalls), 3) if recalls else None,
            opener=of_drafts(lambda found: found.opener),
            take=of_drafts(lambda found: found.take),
            plain=of_drafts(lambda found: not (found.opener or found.take)),
            length=round(statistics.fmean([_length(found.text) for found in findings] or [0]), 1),
        )


def _length(text: str) -> int:
    return len(without_links(text).replace(LINK, "").strip())


def _by_judge(values: Iterable[float]) -> dict[str, float]:
    return {judge: round(float(value), 3) for judge, value in zip(JUDGES, values, strict=True)}


def _mean(values: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {
        judge: round(statistics.fmean([value[judge] for value in values] or [0]), 3)
        for judge in JUDGES
    }


def _share(found: Iterable[bool]) -> float:
    found = list(found)
    return round(sum(found) / max(1, len(found)), 3)
