"""What our loopback X refuses: its own rules, or those of X's public simulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.servers.x_refusals import forbidden, invalid
from tools.x_text import cashtags, mentions, weighted_length

if TYPE_CHECKING:
    from tests.servers.x_account import Account, ServerPost

EDITABLE = timedelta(minutes=30)
MOST_EDITS = 5
SIMULATOR_BYTES = 280
_EXCLUSIVE = ("poll", "quote_tweet_id", "direct_message_deep_link", "media", "card_uri")


@dataclass(frozen=True)
class Wish:
    """A request to publish, taken apart."""

    text: str
    in_reply_to: str | None
    quotes: str | None
    media_ids: tuple[str, ...]
    replaces: str | None


def wish(body: Any) -> Wish:
    """What is wanted. Raises Refusal for what cannot be read."""
    if not isinstance(body, dict):
        raise invalid("One or more parameters to your request was invalid.")
    text, media = body.get("text"), _part(body, "media").get("media_ids", [])
    if not isinstance(text, str) or not (text.strip() or media):
        raise invalid("One or more parameters to your request was invalid.")
    if len([name for name in _EXCLUSIVE if body.get(name)]) > 1:
        raise invalid("You can only provide one of " + " or ".join(_EXCLUSIVE) + ".")
    return Wish(
        text=text,
        in_reply_to=_part(body, "reply").get("in_reply_to_tweet_id"),
        quotes=body.get("quote_tweet_id"),
        media_ids=tuple(media),
        replaces=_part(body, "edit_options").get("previous_post_id"),
    )


def check(account: Account, wanted: Wish) -> None:
    """Raises Refusal for what X would not take."""
    if wanted.media_ids:
        account.media.attach(wanted.media_ids)
    if account.simulator:
        _check_as_the_simulator(account, wanted)
        return
    if weighted_length(wanted.text) > account.limit:
        raise invalid("Your Tweet text is too long.")
    if wanted.replaces:
        _check_edit(account, wanted.replaces)
    if account.tier == "self-serve":
        _check_self_serve(account, wanted)
    if wanted.in_reply_to and account.post(wanted.in_reply_to) is None:
        raise forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
    if wanted.quotes and account.post(wanted.quotes) is None:
        raise forbidden("You attempted to quote a Tweet that is deleted or not visible to you.")
    if any(post.text == wanted.text for post in account.posts):
        raise forbidden("You are not allowed to create a Tweet with duplicate content.")


def _check_self_serve(account: Account, wanted: Wish) -> None:
    """Since 2026-02-23 and 2026-04-20."""
    if len(cashtags(wanted.text)) > 1:
        raise forbidden("You are not permitted to use more than one cashtag in a Post.")
    if wanted.quotes:
        raise forbidden("You are not permitted to quote Posts with your access level.")
    answered = account.post(wanted.in_reply_to) if wanted.in_reply_to else None
    if answered is not None and not account.engaged(answered):
        raise forbidden(
            "Reply to this conversation is not allowed because you have not been mentioned or "
            "otherwise engaged by the author of the post you are replying to."
        )


def _check_edit(account: Account, post_id: str) -> None:
    before = account.post(post_id)
    if before is None or before not in account.posts:
        raise forbidden("You are not permitted to edit this Post.")
    too_late = account.clock() > (before.first_at or before.at) + EDITABLE
    if not account.premium or too_late or len(before.history) >= MOST_EDITS:
        raise forbidden("This Post is not eligible to be edited.")


def _check_as_the_simulator(account: Account, wanted: Wish) -> None:
    """It counts bytes, knows no duplicates, and looks whether what is named is there."""
    if len(wanted.text.encode()) > SIMULATOR_BYTES:
        raise invalid(f"text field exceeds maximum length of {SIMULATOR_BYTES} characters")
    for name, post_id in {"reply": wanted.in_reply_to, "quote": wanted.quotes}.items():
        if post_id and account.post(post_id) is None:
            raise invalid(f"Your {name} tweet ID is invalid.")


def mentioned(post: ServerPost, username: str) -> bool:
    return username.lower() in {mention.value.lower() for mention in mentions(post.text)}


def _part(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = body.get(name) or {}
    if not isinstance(part, dict):
        raise invalid(f"$.{name}: must be an object")
    return part
