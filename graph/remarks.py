"""Remarks: what somebody wrote that is to be answered, and what we know about who wrote it.

Memory is asked first, then the human who gave the words, and X last, since it charges. What
nobody knows is never taken to our favour: then they did not address us.
"""

from __future__ import annotations

import re

from agents.scanner.signals import x_signal_id
from graph.team import Team
from memory.errors import BudgetExhausted, ChannelError, ConfigError
from memory.types import PublicationState, Remark, Signal, SignalKind
from tools.x.addresses import post_id
from tools.x.wire import XPost, post_url
from tools.x_text import mentions


def look_up(team: Team, address: str, said: str | None) -> Remark | str:
    """The post at `address`, or why it is not known, with the next step.

    `said` is what it says, where a human knows it.
    """
    if team.channel_name != "x":
        return _as_told(team, address, said, address)
    number = post_id(address)
    if number is None:
        return (
            f"{address!r} is no post on X; give its address "
            "(https://x.com/NAME/status/NUMBER) or its number"
        )
    known = _ours(team, number) or _seen(team, number)
    if known is not None:
        return known
    if said or not team.x.ready:
        return _as_told(team, number, said, post_url(number))
    return _asked(team, number)


def _ours(team: Team, number: str) -> Remark | None:
    for row in team.outbox.listing(team.who.slug, PublicationState.SENT):
        if (row.channel, row.external_id, row.dry_run) == ("x", number, False):
            return Remark(
                post_id=number,
                text=row.text,
                url=row.external_url,
                written_at=row.sent_at,
                ours=True,
            )
    return None


def _seen(team: Team, number: str) -> Remark | None:
    """It came in when sources were read; X itself says of a mention that it is one."""
    found: tuple[Signal, ...] = team.store.signals(team.who.slug, [x_signal_id(number)])
    for signal in found:
        return Remark(
            post_id=number,
            text=signal.text,
            author=signal.author,
            url=signal.url,
            written_at=signal.published_at,
            addressed_us=signal.kind is SignalKind.MENTION or _names_us(team, signal.text),
        )
    return None


def _as_told(team: Team, number: str, said: str | None, url: str) -> Remark | str:
    if not said:
        return f'nobody knows what {url} says; give its words with --said "…"'
    address = url if url.startswith("https://") else None
    return Remark(post_id=number, text=said, url=address, addressed_us=_names_us(team, said))


def _asked(team: Team, number: str) -> Remark | str:
    try:
        post: XPost = team.x.client.post(number)
        ours = post.author_id == team.x.client.my_id()
    except (ChannelError, ConfigError, BudgetExhausted) as error:
        return str(error)
    quoted = post.quotes is not None and team.outbox.published_as("x", post.quotes)
    return Remark(
        post_id=number,
        text=post.text,
        author=post.author_id,
        url=post.url,
        written_at=post.posted_at,
        addressed_us=quoted or _names_us(team, post.text),
        ours=ours,
    )


def _names_us(team: Team, text: str) -> bool:
    """Whether `text` mentions the persona's account on this channel."""
    return mentioned(team.who.handles.get(team.channel_name, ""), text, team.channel_name)


def mentioned(handle: str, text: str, channel: str) -> bool:
    """Whether `text` mentions `handle` as `channel` reads it; an address that holds it does not."""
    name = handle.lstrip("@").lower()
    if channel == "x":
        return name in {one.value.lower() for one in mentions(text)}
    found = rf"(?<![\w@/])@{re.escape(name)}(?![\w.-]*\w)"
    return bool(name) and re.search(found, text, re.IGNORECASE | re.ASCII) is not None
