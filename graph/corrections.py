"""Corrections: after each look outside, what is out is held against what came in since.

Each publication of the last thirty days is held against the sources of its claims that
changed, and against the signals of its story, or of one that shares a claim's names, that
came later. What no longer stands is kept, told to a human and drafted; nothing goes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agents.corrections.wording import wording
from agents.scanner.library import has_live_page, with_article
from agents.stories.matching import names
from graph.team import Team
from memory.claims import publications
from memory.corrections import Arrival, Mark
from memory.types import (
    Alarm,
    Article,
    ClaimStatus,
    Correction,
    CorrectionState,
    Entry,
    EvidenceKind,
    Revision,
    Signal,
    Story,
)
from tools.sentences import spans

if TYPE_CHECKING:
    from collections.abc import Callable

    from agents.corrections.corrector import Doubt

    Tell = Callable[[str, str], None]

WATCHED = timedelta(days=30)
"""How long a publication is held against what comes in."""
REREAD = timedelta(hours=6)
"""Between two looks at the page behind a claim."""
MOST_PAGES = 8
"""Pages that are read again after one look outside, those first that were read longest ago."""
_SOURCES = frozenset({EvidenceKind.STORY, EvidenceKind.NEWS})
"""Evidence that somebody else may change."""


def look_back(team: Team, tell: Tell) -> tuple[Correction, ...]:
    """Raise and tell what no longer stands, each claim and change once."""
    now = team.clock()
    since = now - WATCHED
    said = team.claims.since(team.who.slug, since, dry_run=team.dry_run)
    watched = [entry for entry in said if _is_watched(entry)]
    if watched:
        _reread(team, watched, tell)
        _hold_against(team, watched, now)
    return _tell_all(team, tell)


@dataclass(frozen=True)
class Since:
    """What came in since a publication was checked."""

    revisions: Sequence[Revision]
    arrivals: Sequence[Arrival]


def _is_watched(entry: Entry) -> bool:
    finding = entry.finding
    checked = finding.claim.checkable and finding.status is ClaimStatus.SUPPORTED
    return checked and finding.evidence is not None and finding.evidence.kind in _SOURCES


def _hold_against(team: Team, watched: Sequence[Entry], now: datetime) -> None:
    ends = team.corrections.ends()
    by_publication = publications(watched)
    found: list[Correction] = []
    for key, entries, since in _news_of(team, by_publication):
        if since.revisions or since.arrivals:
            found += _of_publication(team, entries, since, now)
        by_publication[key] = entries
    team.corrections.checked(dict.fromkeys(by_publication, ends), found, now)


def _news_of(
    team: Team, by_publication: dict[int, tuple[Entry, ...]]
) -> Iterator[tuple[int, tuple[Entry, ...], Since]]:
    """What came in for each publication; one query for all that were checked as far."""
    slug = team.who.slug
    marks = team.corrections.marks(list(by_publication))
    for mark in {marks.get(key, Mark()) for key in by_publication}:
        same = {k: e for k, e in by_publication.items() if marks.get(k, Mark()) == mark}
        first = min(entries[0].checked_at for entries in same.values())
        signals = {_source_of(entry) for entries in same.values() for entry in entries}
        revisions = team.corrections.revisions(slug, mark.revision, signals)
        arrivals = team.corrections.arrivals(slug, mark.telling, first)
        for key, entries in same.items():
            when = entries[0].checked_at
            leaned = {_source_of(entry) for entry in entries}
            yield (
                key,
                entries,
                Since(
                    [r for r in revisions if r.signal_id in leaned and r.seen_at > when],
                    [a for a in arrivals if a.seen_at > when and _concerns(a, entries)],
                ),
            )


def _concerns(arrival: Arrival, entries: Sequence[Entry]) -> bool:
    """Whether a telling is of the publication's story, or shares a name with a claim of it."""
    if arrival.telling.story_id == entries[0].story_id:
        return True
    told = frozenset(arrival.telling.names)
    return any(told & names(entry.finding.claim.alone) for entry in entries)


def _of_publication(
    team: Team, entries: Sequence[Entry], since: Since, now: datetime
) -> Iterator[Correction]:
    audited = _audited(team, entries[0])
    story = _as_told_now(team, audited, entries)
    known = {signal.id for signal in audited.signals}
    ids = [a.telling.signal_id for a in since.arrivals if a.telling.signal_id not in known]
    later = team.store.signals(team.who.slug, ids)
    for entry in entries:
        doubts = (
            *_of_changes(team, entry, story, since.revisions),
            *(team.corrector.contradicted(entry, signal) for signal in later),
        )
        for doubt in doubts:
            if doubt is not None:
                yield _correction(team, entry, doubt, now)


def _of_changes(
    team: Team, entry: Entry, story: Story, revisions: Sequence[Revision]
) -> Iterator[Doubt | None]:
    """What the page and what the feed say now, each against what it said."""
    from agents.corrections.corrector import Change

    own = next((s for s in story.signals if s.id == _source_of(entry)), None)
    for page in (True, False):
        mine = [r for r in revisions if r.signal_id == _source_of(entry) and r.page is page]
        if mine and own is not None:
            title, _, text = mine[-1].after.partition("\n")
            now = own.model_copy(update={"title": title, "text": text, "seen_at": mine[-1].seen_at})
            yield team.corrector.changed(entry, Change(now, mine[0].before), story)


def _correction(team: Team, entry: Entry, doubt: Doubt, now: datetime) -> Correction:
    evidence = entry.finding.evidence
    assert evidence is not None
    found = Correction(
        persona=entry.persona,
        publication_id=entry.publication_id,
        channel=entry.channel,
        story_id=entry.story_id,
        claim=entry.finding.claim.text,
        sentence=_sentence(team, entry),
        number=entry.number,
        cause=doubt.cause,
        status=doubt.status,
        reason=doubt.reason,
        before=evidence,
        after=doubt.after,
        change=doubt.change,
        raised_at=now,
    )
    text = wording(found)
    state = CorrectionState.DRAFTED if text else CorrectionState.OPEN
    return found.model_copy(update={"text": text, "state": state})


def _sentence(team: Team, entry: Entry) -> str:
    """The sentence of the post that makes the claim; the claim itself where none holds it."""
    publication, claim = team.outbox.get(entry.publication_id), entry.finding.claim
    text = publication.text if publication else ""
    around = (s for s in spans(text) if s[0] <= claim.start and claim.end <= s[1])
    start, end = next(around, (0, 0))
    return text[start:end] or claim.text


# ------------------------------------------------------------- what sources say now


def _audited(team: Team, entry: Entry) -> Story:
    """The story as it was when the post was audited."""
    trail = team.journal.trail(entry.assignment_id)
    candidate = trail.assignment.candidate if trail else None
    return candidate.story if candidate else Story(id="", title="", signals=())


def _as_told_now(team: Team, audited: Story, entries: Iterable[Entry]) -> Story:
    """The story's signals, and any other that the claims lean on, in their present words."""
    ids = [s.id for s in audited.signals] + [_source_of(entry) for entry in entries]
    articles = team.articles.articles(team.who.slug, ids)
    signals = team.store.signals(team.who.slug, list(dict.fromkeys(ids)))
    return audited.model_copy(
        update={"signals": tuple(_present(signal, articles) for signal in signals)}
    )


def _present(signal: Signal, articles: dict[str, Article]) -> Signal:
    article = articles.get(signal.id)
    return with_article(signal, article) if article else signal


def _source_of(entry: Entry) -> str:
    assert entry.finding.evidence is not None
    return entry.finding.evidence.signal_id


def _reread(team: Team, watched: Sequence[Entry], tell: Tell) -> None:
    """Read again the pages whose time has come, or whose feed has changed since."""
    slug, now = team.who.slug, team.clock()
    ids = list(dict.fromkeys(_source_of(entry) for entry in watched))
    read = team.articles.read_at(slug, ids)
    changed = {r.signal_id: r.seen_at for r in team.corrections.revisions(slug, 0, read)}
    due = [
        key
        for key, when in sorted(read.items(), key=lambda one: one[1])
        if now - when >= REREAD or changed.get(key, when) > when
    ]
    pages = [s for s in team.store.signals(slug, due) if has_live_page(s)]
    pages = sorted(pages, key=lambda signal: due.index(signal.id))[:MOST_PAGES]
    # One that cannot be read is not asked for again at every look.
    team.articles.asked_for(slug, [signal.id for signal in pages], now)
    for note in team.library.reread(pages):
        tell("scanner", note)


def _tell_all(team: Team, tell: Tell) -> tuple[Correction, ...]:
    """Tell the human of what nobody was told of yet."""
    untold = team.corrections.untold(team.who.slug)
    for one in untold:
        alarm = Alarm(
            story_id=one.story_id or "",
            title=f"publication {one.publication_id} needs correcting",
            reason=f"“{one.claim}”: {one.reason}",
            raised_at=one.raised_at,
        )
        tell("alarm", f"{alarm.title}: {alarm.reason}")
        tell("alarm", f"see: python main.py corrections show {one.id}")
        if trouble := team.notifier.notify(team.who.name, alarm):
            tell("alarm", trouble)
        team.corrections.told(one.id, team.clock())
    return untold
