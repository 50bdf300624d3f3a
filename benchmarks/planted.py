"""Planted errors: of drafts that are true, and of the same with one thing wrong, what passes?

    .venv/bin/python -m benchmarks.planted [--feeds FOLDER] [--drafts 200] [--show 10] [--json]

The desk writes drafts about what the feeds tell (the shipped ones by default), offline and
into a folder that is thrown away. Each is audited as it is, and again with one error planted
into a sentence that states a fact: a number, a name, a negation, a date, an invented
quotation; kinds that a draft offers no place for are left out.

"passed" is the share of the clean drafts that are approved; "caught" is, of the errors that
were planted into drafts that pass when clean, the share that is not approved. Every way of
checking has its rows: guards alone (whatever no guard objects to is believed), each verifier
after the guards, all of them together, and what a user would pick instead: the nearest
sentence of the story by meaning and by words, with the threshold that lets 90% of the clean
drafts pass. --show lists what was missed, and which clean drafts did not pass and why.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from agents.auditor import Auditor, Panel, split_claims
from agents.auditor.rules.form import short_enough
from agents.auditor.verifiers import Judgement, Matter, Occasion, Verifier
from benchmarks._drafts import SHIPPED, Written, desk, feeds_in, written
from benchmarks._measuring import print_json, print_table
from graph.audit_baselines import rouge_l, similarity
from graph.team import EVER
from graph.trial import TrialTeam
from memory.types import ClaimStatus, Decision, Draft, Verdict
from tools.sentences import sentences
from training.material import Material
from training.perturbations import planted

KINDS = ("number", "name", "negation", "date", "quotation")
PASS = 0.9
"""Share of the clean drafts that a baseline's threshold lets pass."""
CLEAN = "clean"


@dataclass(frozen=True)
class Try:
    """One draft, clean or with an error of a kind."""

    source: Written
    kind: str
    draft: Draft


@dataclass(frozen=True)
class Answer:
    """Whether a draft was approved, and if not, why."""

    approved: bool
    reason: str = ""


Checker = Callable[[Try], Answer]


class Believer:
    """Believes everything: what is left are the guards and rules. Satisfies `Verifier`."""

    name = "guards alone"

    def judge(self, matters: Sequence[Matter], _occasion: Occasion) -> list[Judgement]:
        said = "no guard objects"
        return [
            Judgement(ClaimStatus.SUPPORTED, 1.0, said, passage=next(iter(m.passages), None))
            for m in matters
        ]


def tries(drafts: Sequence[Written], seed: int) -> list[Try]:
    """Every draft, clean and once with each kind of error that it has a place for."""
    told = {signal.text for one in drafts for signal in one.story.signals}
    elsewhere = [sentence for text in sorted(told) for sentence in sentences(text)]
    made = []
    for number, one in enumerate(drafts):
        made.append(Try(one, CLEAN, one.draft))
        for kind in KINDS:
            text = with_error(one, kind, Random(f"{seed} {number} {kind}"), elsewhere)
            if text:
                name = f"{one.draft.id}-{kind}"
                made.append(Try(one, kind, _with_text(one.draft, name, text)))
    return made


def with_error(
    one: Written, kind: str, chance: Random, elsewhere: Sequence[str] = ()
) -> str | None:
    """The draft's text with one error of that kind in one of its facts; None without a place."""
    told = "\n".join(f"{s.title}.\n{s.text}" for s in one.story.signals)
    claims = [claim for claim in split_claims(one.draft.text) if claim.checkable]
    chance.shuffle(claims)
    for claim in claims:
        material = Material(claim.text, f"{claim.text}\n{told}", tuple(elsewhere))
        error = planted(material, kind, chance)
        if error:
            return one.draft.text[: claim.start] + error.text + one.draft.text[claim.end :]
    return None


def _with_text(draft: Draft, name: str, text: str) -> Draft:
    """The draft with another text: of its pointers none can be trusted any more."""
    return draft.model_copy(update={"id": name, "text": text, "pointers": (), "parts": ()})


# -------------------------------------------------------------------------- checkers


def checkers(team: TrialTeam, all_tries: Sequence[Try]) -> Mapping[str, Checker]:
    """Every way of checking by its name."""
    own = team.verifiers
    panels: dict[str, list[Verifier]] = {Believer.name: [Believer()]}
    panels |= {f"guards + {one.name}": [one] for one in own}
    if len(own) > 1:
        panels["all together"] = list(own)
    clean = [one for one in all_tries if one.kind == CLEAN]
    return {
        "best sentence": _baseline(lambda told, s: similarity(team.embedder, told, s), clean),
        "ROUGE-L": _baseline(rouge_l, clean),
        **{name: _audited(team, verifiers) for name, verifiers in panels.items()},
    }


def _audited(team: TrialTeam, verifiers: Sequence[Verifier]) -> Checker:
    """As the team's auditor, but for the length: an error is not caught by being long."""
    auditor = Auditor(
        Panel(verifiers),
        persona=team.who,
        clock=team.clock,
        earlier=lambda _: team.said_since(EVER),
        rules=[rule for rule in team.rules if rule is not short_enough],
        embedder=team.embedder,
        sources=team.sources,
    )

    def check(one: Try) -> Answer:
        verdict = auditor.audit(one.draft, one.source.brief, one.source.story)
        return Answer(verdict.decision is Decision.APPROVE, _why(verdict))

    return check


def _why(verdict: Verdict) -> str:
    return "; ".join(verdict.reasons)


def _baseline(
    near: Callable[[Sequence[str], Sequence[str]], float], clean: Sequence[Try]
) -> Checker:
    """Approves what is as near to its story as all but a tenth of the clean drafts."""

    def score(one: Try) -> float:
        told = [c.text for c in split_claims(one.draft.text) if c.checkable] or [one.draft.text]
        signals = one.source.story.signals
        return near(told, [s for i in signals for s in (i.title, *sentences(i.text)) if s])

    scores = sorted(score(one) for one in clean)
    threshold = scores[int((1 - PASS) * len(scores))] if scores else 0.0

    def check(one: Try) -> Answer:
        found = score(one)
        return Answer(found >= threshold, f"{found:.2f} < {threshold:.2f}")

    return check


# ---------------------------------------------------------------------------- figures


def figures(
    all_tries: Sequence[Try], checks: Mapping[str, Checker], show: int
) -> tuple[list[dict[str, object]], list[str]]:
    """One row a way of checking, and in words what went wrong."""
    rows, notes = [], []
    for name, check in checks.items():
        answers = [(one, check(one)) for one in all_tries]
        passed = {id(one.source) for one, a in answers if one.kind == CLEAN and a.approved}
        clean = sum(one.kind == CLEAN for one in all_tries)
        row: dict[str, object] = {"": name, "passed": _share(len(passed), clean)}
        counted = [(one, a) for one, a in answers if id(one.source) in passed]
        errors = [(one, a) for one, a in counted if one.kind != CLEAN]
        row["caught"] = _share(sum(not a.approved for _, a in errors), len(errors))
        for kind in KINDS:
            mine = [a for one, a in errors if one.kind == kind]
            row[kind] = _share(sum(not a.approved for a in mine), len(mine))
        rows.append(row)
        notes += _misses(name, answers, errors, show)
    return rows, notes


def _misses(
    name: str,
    answers: Sequence[tuple[Try, Answer]],
    errors: Sequence[tuple[Try, Answer]],
    show: int,
) -> list[str]:
    refused = [f"{name}: clean draft refused: {one.draft.text!r}: {a.reason}" for one, a in answers
               if one.kind == CLEAN and not a.approved]  # fmt: skip
    missed = [f"{name}: {one.kind} missed: {one.draft.text!r}" for one, a in errors if a.approved]
    return [*refused[:show], *missed[:show]]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--feeds", type=Path, default=SHIPPED, help="a folder of feed files")
    ask.add_argument("--drafts", type=int, default=200, help="how many (default 200)")
    ask.add_argument("--seed", type=int, default=0, help="equal seeds, equal errors")
    ask.add_argument("--show", type=int, default=0, help="list so many misses of each kind")
    ask.add_argument("--json", action="store_true", help="for scripts")
    asked = ask.parse_args()
    with desk() as team:
        drafts = written(team, feeds_in(asked.feeds), asked.drafts)
        all_tries = tries(drafts, asked.seed)
        rows, notes = figures(all_tries, checkers(team, all_tries), asked.show)
    counts = {kind: sum(one.kind == kind for one in all_tries) for kind in (CLEAN, *KINDS)}
    if asked.json:
        print_json({"counts": counts, "rows": rows, "notes": notes})
        return
    of_stories = len({one.source.story.id for one in all_tries})
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    print_table(f"{len(drafts)} drafts of {of_stories} stories: {told}", rows)
    for note in notes:
        print(note)


if __name__ == "__main__":
    main()
