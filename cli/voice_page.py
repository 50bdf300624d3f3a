"""The page of `eval voice`: the table, every sample in all its versions, and a blind test.

One file with nothing to load: it can be mailed and kept. Everything that comes from outside
is escaped, and the page may run no script and open no address but its own.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from cli.voice_report import LEGEND, MAKE, VOICE, Columns, heading, remarks, share

if TYPE_CHECKING:
    from agents.judges.examiner import Finding
    from graph.voice_eval import Report, Sample

TEMPLATE = Path(__file__).with_name("voice_page.html")
QUESTIONS = {
    "author": {"person": "the person", "software": "software"},
    "publishable": {"no": "not publishable", "yes": "publishable", "own": "and recognisable"},
}


def page_of(report: Report) -> str:
    """The whole page."""
    parts = {
        "TITLE": escape(f"The voice of {report.persona}, by {report.writer}"),
        "HEAD": escape(heading(report)),
        "TABLES": _table(report, VOICE) + _table(report, MAKE),
        "LEGEND": escape(LEGEND),
        "NOTES": _list(remarks(report)),
        "BLIND": _blind(report),
        "SAMPLES": "\n".join(map(_sample, report.samples)),
        "REAL": "\n".join(f"<div>{_finding('', found)}</div>" for found in report.real),
    }
    page = TEMPLATE.read_text(encoding="utf-8")
    for name, part in parts.items():
        page = page.replace(f"<!--{name}-->", part)
    return page


def _table(report: Report, columns: Columns) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in ("", *columns))
    rows = "".join(
        f"<tr><td>{escape(row.writer)}</td>"
        + "".join(f"<td>{escape(cell(row))}</td>" for cell in columns.values())
        + "</tr>"
        for row in report.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _sample(sample: Sample) -> str:
    brief = sample.brief
    drafted = (
        _finding("draft", sample.draft) if sample.draft else "<p class='bad'>No draft.</p>"
    ) + _list(sample.notes)
    return (
        f"<article><h3>{escape(brief.headline)} <span class='dim'>{escape(brief.mode)}</span></h3>"
        f"<div>{drafted}{_finding('headline', sample.headline)}"
        f"{_finding('styled headline', sample.styled)}</div>"
        f"<div><b>facts</b>{_list(fact.text for fact in brief.facts)}"
        f"<b>earlier posts on such things</b>{_list(sample.nearest)}</div></article>"
    )


def _finding(name: str, found: Finding) -> str:
    says = ", ".join(f"{judge} {share(chance)}" for judge, chance in found.chance.items())
    told = f"judges: {says}; else like {found.rival}"
    bad = [f"no source says {one}" for one in found.unsupported] + list(found.faults)
    if found.copied_from:
        bad.append(f"copied from: {found.copied_from}")
    label = f"<b>{escape(name)}</b>" if name else ""
    return (
        f"{label}<div class='text'>{escape(found.text)}</div><div class='dim'>{escape(told)}</div>"
        + "".join(f"<div class='bad'>{escape(one)}</div>" for one in bad)
    )


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _blind(report: Report) -> str:
    """Drafts with as many real posts among them, in an order that tells nothing."""
    chance = random.Random(report.seed)  # noqa: S311 - an order, not a secret
    drafts = [sample.draft.text for sample in report.samples if sample.draft]
    real = [found.text for found in report.real]
    drawn = chance.sample(real, min(len(drafts), len(real)))
    shown = [("draft", text) for text in drafts] + [("real", text) for text in drawn]
    chance.shuffle(shown)
    return "\n".join(_rated(n, kind, text) for n, (kind, text) in enumerate(shown))


def _rated(number: int, kind: str, text: str) -> str:
    return (
        f"<fieldset data-kind='{kind}'><div class='text'>{escape(text)}</div>"
        + "".join(
            f"<div>{_radios(number, question, answers)}</div>"
            for question, answers in QUESTIONS.items()
        )
        + "</fieldset>"
    )


def _radios(number: int, question: str, answers: dict[str, str]) -> str:
    return "".join(
        f"<label><input type='radio' name='{question}-{number}' data-question='{question}' "
        f"value='{value}'> {escape(shown)}</label>"
        for value, shown in answers.items()
    )
