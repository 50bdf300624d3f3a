"""Evaluation of the auditor: how well each way of checking tells true claims from false ones.

Over files of labelled claims, one row a method: the baselines that a user would pick
instead, the guards alone, each verifier of the team, and the ensemble that decides. Nothing
is learnt here and nothing is tuned, except for the one figure that says so: the threshold of
"balanced", which is chosen within each file on other rows than it judges.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median

from graph import audit_metrics as metrics
from graph.audit_methods import BASELINES, ENSEMBLE, GUARDS_ALONE, Methods, Scored
from graph.labelled import Case, read_cases
from graph.team import Team
from memory.persona import Audit
from memory.types import Value

FIXED = Audit().threshold
"""The fixed threshold of ours: the one that drafts are held to."""

Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress display for (what, how many steps); the inner call counts steps."""


class Row(Value):
    """The figures of one method over one file; None where one has no meaning."""

    method: str
    auc: float | None
    balanced: float | None
    """Balanced accuracy, the threshold chosen by cross-validation within the file."""
    fixed: float | None
    """The same with one threshold for all files: that of drafts, or a baseline's median."""
    blocked: float | None
    """Share of the false claims that do not pass when 90% of the true ones do."""
    calibration: float | None
    """Expected calibration error; of ours only."""
    per_second: float | None
    """Claims a second, the evidence's vectors being there."""


class FileReport(Value):
    """One file, method by method."""

    name: str
    claims: int
    borne_out: int
    rows: tuple[Row, ...]


class Report(Value):
    """What came of it."""

    files: tuple[FileReport, ...]
    mean: tuple[Row, ...]
    """The mean over the files."""
    trouble: tuple[str, ...] = ()


Answers = dict[str, list[Scored]]
"""Method to its scores, case by case."""


def evaluate(
    team: Team,
    paths: Sequence[Path],
    limit: int | None,
    bar: Bar,
    stopped: Callable[[], bool] = lambda: False,
) -> Report:
    """Every method over every file, at most `limit` claims of each.

    Once `stopped`, the figures are of what was done so far. Raises ConfigError for a file
    that cannot be used, before anything is measured.
    """
    files = [(path.stem, read_cases(path, limit)) for path in paths]
    methods = Methods(team.embedder, team.verifiers)
    done: list[tuple[str, list[Case], Answers]] = []
    trouble: list[str] = []
    for name, cases in files:
        answers: Answers = {method: [] for method in methods.names}
        with bar(name, len(cases)) as advance:
            for case in cases:
                if stopped():
                    break
                for method, scored in methods.score(case).items():
                    answers[method].append(scored)
                advance(1)
        count = len(answers[ENSEMBLE])
        if count:
            done.append((name, list(cases[:count]), answers))
        if count < len(cases):
            trouble.append(f"stopped after {count} of {len(cases)} claims of {name}")
            break
    return _report(done, methods.names, trouble)


def _report(
    done: Sequence[tuple[str, list[Case], Answers]], names: Sequence[str], trouble: list[str]
) -> Report:
    fixed = {name: _fixed(name, [answers[name] for _, _, answers in done]) for name in names}
    files = tuple(
        FileReport(
            name=name,
            claims=len(cases),
            borne_out=sum(case.label for case in cases),
            rows=tuple(_row(m, cases, answers[m], fixed[m]) for m in names),
        )
        for name, cases, answers in done
    )
    one_sided = [file.name for file in files if file.borne_out in {0, file.claims}]
    trouble += [
        f"{name}: all labels are the same, so there is nothing to tell apart" for name in one_sided
    ]
    return Report(files=files, mean=_means(files, names), trouble=tuple(trouble))


def _fixed(method: str, scored: Sequence[Sequence[Scored]]) -> float:
    """One threshold for all files, found without a label."""
    if method not in BASELINES:
        return FIXED
    return median([one.score for file in scored for one in file] or [FIXED])


def _row(method: str, cases: Sequence[Case], scored: Sequence[Scored], fixed: float) -> Row:
    labels = [case.label for case in cases]
    scores = [one.score for one in scored]
    probable = method not in BASELINES | {GUARDS_ALONE}
    seconds = sum(one.seconds for one in scored)
    return Row(
        method=method,
        auc=metrics.roc_auc(labels, scores),
        balanced=metrics.cross_validated(labels, scores),
        fixed=metrics.balanced_accuracy(labels, [score >= fixed for score in scores]),
        blocked=metrics.blocked_at(labels, scores),
        calibration=metrics.calibration_error(labels, scores) if probable else None,
        per_second=len(scored) / seconds if seconds else None,
    )


def _means(files: Sequence[FileReport], names: Sequence[str]) -> tuple[Row, ...]:
    """For each method the mean of each figure over the files that have it."""
    figures = [name for name in Row.model_fields if name != "method"]
    rows = {
        name: [row for file in files for row in file.rows if row.method == name] for name in names
    }
    return tuple(
        Row(
            method=name,
            **{f: metrics.mean([getattr(row, f) for row in rows[name]]) for f in figures},
        )
        for name in names
        if files
    )
