"""The audit of a draft: claims a second, and how long a human waits, beside what else there is.

    .venv/bin/python -m benchmarks.audit [--drafts 300] [--json]

The desk writes so many different drafts about the shipped news; then each is audited once by
the team's own auditor (rules, claims, evidence, guards, verifiers). Beside it, on the same
claims and the sentences of the same stories: the nearest sentence by embeddings, and ROUGE-L
with each sentence. Models are loaded and the vectors of the stories made before the clock
runs, as in a loop that has just read them; a draft's own claims are new to everybody, and
each way of checking has an embedder of its own, so that none profits from another's work.
Each draft is audited once more, as after a small edit: then the vectors of its claims are there.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median

from agents.auditor import Passages, split_claims
from benchmarks._drafts import SHIPPED, Written, desk, feeds_in, written
from benchmarks._measuring import print_json, print_table
from graph.audit_baselines import rouge_l, similarity
from graph.trial import TrialTeam
from tools.embeddings import MiniLM
from tools.sentences import sentences

OURS, AGAIN, NEAREST, ROUGE = "our audit", "the same again", "nearest sentence", "ROUGE-L"
SLOW = 0.95


@dataclass
class Watch:
    """Seconds of each audit, and how many claims were in all of them."""

    claims: int = 0
    seconds: list[float] = field(default_factory=list)

    def time(self, claims: int, work: Callable[[], object]) -> None:
        """Do the work, and note how long it took."""
        began = time.perf_counter()
        work()
        self.seconds.append(time.perf_counter() - began)
        self.claims += claims


def measured(team: TrialTeam, drafts: Sequence[Written]) -> dict[str, Watch]:
    """Every draft checked in every way; the first is only to wake everything up."""
    other = MiniLM()
    told = [_claims(one) for one in drafts]
    sources = [_sentences(one) for one in drafts]
    other.embed(list(dict.fromkeys(text for texts in sources for text in texts)))
    passages = (p.text for one in drafts for p in Passages.of(one.story, one.brief).all)
    team.embedder.embed(list(dict.fromkeys(passages)))
    watches = {name: Watch() for name in (OURS, AGAIN, NEAREST, ROUGE)}
    for number, one in enumerate(drafts):
        audit = partial(team.auditor.audit, one.draft, one.brief, one.story)
        ways: Mapping[str, Callable[[], object]] = {
            OURS: audit,
            AGAIN: audit,
            NEAREST: partial(similarity, other, told[number], sources[number]),
            ROUGE: partial(rouge_l, told[number], sources[number]),
        }
        for name, work in ways.items():
            if number:
                watches[name].time(len(told[number]), work)
            else:
                work()
    return watches


def rows(watches: Mapping[str, Watch]) -> list[dict[str, object]]:
    """One row a way, the time of one audit as a multiple of the nearest sentence's."""
    return [
        {
            "": name,
            "audits": len(watch.seconds),
            "claims/s": watch.claims / sum(watch.seconds),
            "p50 ms": median(watch.seconds) * 1_000,
            "p95 ms": sorted(watch.seconds)[int(SLOW * len(watch.seconds))] * 1_000,
            "max ms": max(watch.seconds) * 1_000,
            f"× {NEAREST}": median(watch.seconds) / median(watches[NEAREST].seconds),
        }
        for name, watch in watches.items()
    ]


def _claims(one: Written) -> list[str]:
    found = [claim.alone for claim in split_claims(one.draft.text) if claim.checkable]
    return found or [one.draft.text]


def _sentences(one: Written) -> list[str]:
    return [s for i in one.story.signals for s in (i.title, *sentences(i.text)) if s]


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--drafts", type=int, default=300, help="how many (default 300)")
    ask.add_argument("--json", action="store_true", help="for scripts")
    asked = ask.parse_args()
    with desk() as team:
        drafts = written(team, feeds_in(SHIPPED), asked.drafts)
        table = rows(measured(team, drafts))
    if asked.json:
        print_json(table)
        return
    stories = len({one.story.id for one in drafts})
    print_table(f"{len(drafts)} drafts of {stories} stories", table)


if __name__ == "__main__":
    main()
