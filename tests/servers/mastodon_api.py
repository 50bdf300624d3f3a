"""A Mastodon server on loopback, with one account on it.

It enforces what the real one does: tokens and scopes, the length of a text as it counts it,
what a picture must be before a status may hold it, one status for one idempotency key within
an hour, pages of statuses by id, limits of several kinds with their headers; and it shows a
text as HTML, with links shortened. Sources: docs.joinmastodon.org (methods/statuses,
methods/media, methods/accounts, entities/Instance, api/rate-limits), read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import regex

from tests.servers.loopback import Call, Loopback, Refused, Said, now
from tests.servers.mastodon_html import HANDLE, URL, link, rendered
from tests.servers.mastodon_pictures import Pictures, refused

TOKEN = "token-of-nell"
ME = "109348684164410893"
KEPT = timedelta(hours=1)
"""How long an idempotency key is remembered."""
_LIMITS = {
    "all": (300, 300),
    "statuses": (300, 10_800),
    "media": (30, 1_800),
    "delete": (30, 1_800),
}
"""Most calls, and in how many seconds."""


@dataclass
class Held:
    """A status as the server holds it."""

    id: str
    text: str
    made_at: datetime
    visibility: str
    language: str | None
    reply_to: str | None
    quote_of: str | None
    media: list[str]
    counts: dict[str, int] = field(default_factory=dict)
    edited: int = 0
    boost: bool = False
    """Whether it is somebody else's, passed on."""


class MastodonServer(Loopback):
    """`statuses` of the one account, oldest first."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        super().__init__(clock)
        self.statuses: list[Held] = []
        self.pictures = Pictures(self)
        self.hidden = 0
        """How many of the youngest statuses a list does not show yet."""
        self.longest = 500
        self.version = 7
        """Of the API; quotes came with 7."""
        self.most = {name: most for name, (most, _) in _LIMITS.items()}
        self.reset_header: str | None = None
        """Replaces X-RateLimit-Reset."""
        self.others = {"111": "What do you think?"}
        """Statuses of others that may be answered and quoted."""
        self._used: dict[str, int] = {}
        self._keys: dict[str, tuple[datetime, Held]] = {}
        self._serial = 0

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to use this server."""
        return {"UNDERSTUDY_MASTODON_URL": self.url, "UNDERSTUDY_MASTODON_TOKEN": TOKEN}

    def say(self, text: str, times: int) -> None:
        """Statuses that the account's owner writes by hand."""
        like = self.statuses[-1]
        self.statuses += [replace(like, id=self.new_id(), text=text) for _ in range(times)]

    def answer(self, call: Call) -> Said:
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            raise refused(401, "The access token is invalid")
        kind = _kind(call)
        limits = self._counted(kind)
        said = self._routed(call, call.path.strip("/").split("/")[1:])
        return replace(said, headers=limits)

    def _routed(self, call: Call, path: list[str]) -> Said:
        match call.method, path:
            case "GET", ["v2", "instance"]:
                return Said(200, self._instance())
            case "GET", ["v1", "accounts", "verify_credentials"]:
                return Said(200, {"id": ME, "username": "nell", "acct": "nell"})
            case "GET", ["v1", "accounts", account, "statuses"] if account == ME:
                return Said(200, self._page(call))
            case "POST", ["v1", "statuses"]:
                return self._create(call)
            case "GET", ["v1", "statuses", status_id]:
                return Said(200, self._shown(self._held(status_id)))
            case "PUT", ["v1", "statuses", status_id]:
                return self._edit(call, self._held(status_id))
            case "DELETE", ["v1", "statuses", status_id]:
                return self._delete(self._held(status_id))
            case "POST", ["v2", "media"]:
                return self.pictures.upload(call)
            case "GET", ["v1", "media", media_id] if media_id in self.pictures.held:
                return self.pictures.looked_at(media_id)
        raise refused(404, "Record not found")

    # ------------------------------------------------------------------ limits

    def _counted(self, kind: str) -> dict[str, str]:
        self._used[kind] = self._used.get(kind, 0) + 1
        remaining = self.most[kind] - self._used[kind]
        if remaining < 0:
            raise Refused(Said(429, {"error": "Too many requests"}, self._limit_headers(kind, 0)))
        return self._limit_headers(kind, remaining)

    def _limit_headers(self, kind: str, remaining: int) -> dict[str, str]:
        reset = (self.clock() + timedelta(seconds=_LIMITS[kind][1])).astimezone(UTC)
        written = reset.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return {
            "X-RateLimit-Limit": str(self.most[kind]),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": written if self.reset_header is None else self.reset_header,
        }

    # ------------------------------------------------------------------ statuses

    def _create(self, call: Call) -> Said:
        form = parse_qs(call.body.decode(), keep_blank_values=True)
        key = call.headers.get("idempotency-key", "")
        known = self._keys.get(key)
        if known and self.clock() < known[0] + KEPT and known[1] in self.statuses:
            return Said(200, self._shown(known[1]))
        held = self._new(form)
        self.statuses.append(held)
        if key:
            self._keys[key] = self.clock(), held
        return Said(200, self._shown(held))

    def _new(self, form: dict[str, list[str]]) -> Held:
        text, media = _first(form, "status") or "", form.get("media_ids[]", [])
        self._check_text(text, media)
        reply_to, quote_of = _first(form, "in_reply_to_id"), _first(form, "quoted_status_id")
        if reply_to and not self._visible(reply_to):
            raise refused(404, "The post you are trying to reply to does not appear to exist.")
        if quote_of and self.version >= 7 and not self._visible(quote_of):
            raise refused(404, "Record not found")
        if quote_of and media:
            raise refused(422, "Validation failed: quotes cannot have media attachments")
        self.pictures.attach(media)
        return Held(
            id=self.new_id(),
            text=text,
            made_at=self.clock(),
            visibility=_first(form, "visibility") or "public",
            language=_first(form, "language"),
            reply_to=reply_to,
            quote_of=quote_of if self.version >= 7 else None,
            media=media,
        )

    def new_id(self) -> str:
        """A snowflake: milliseconds since 1970, then a number of its own."""
        self._serial += 1
        return str((int(self.clock().timestamp() * 1000) << 16) + self._serial)

    def _check_text(self, text: str, media: list[str]) -> None:
        if not text.strip() and not media:
            raise refused(422, "Validation failed: Text can't be blank")
        short = HANDLE.sub(r"@\1", URL.sub("x" * 23, text))
        if len(regex.findall(r"\X", short)) > self.longest:
            raise refused(
                422, f"Validation failed: Text character limit of {self.longest} exceeded"
            )
        if len(media) > 4:
            raise refused(422, "Validation failed: Cannot attach more than 4 files")

    def _edit(self, call: Call, held: Held) -> Said:
        form = parse_qs(call.body.decode(), keep_blank_values=True)
        text, media = _first(form, "status") or "", form.get("media_ids[]", [])
        self._check_text(text, media)
        self.pictures.attach([one for one in media if one not in held.media])
        held.text, held.media, held.edited = text, media, held.edited + 1
        return Said(200, self._shown(held))

    def _delete(self, held: Held) -> Said:
        self.statuses.remove(held)
        return Said(200, {**self._shown(held), "text": held.text})

    def _held(self, status_id: str) -> Held:
        found = next((held for held in self.statuses if held.id == status_id), None)
        if found is None:
            raise refused(404, "Record not found")
        return found

    def _visible(self, status_id: str) -> bool:
        return status_id in self.others or any(held.id == status_id for held in self.statuses)

    def _page(self, call: Call) -> list[dict[str, Any]]:
        size = int(call.query.get("limit", "20"))
        since, before = int(call.query.get("since_id", "0")), int(call.query.get("max_id", 2**63))
        shown = self.statuses[: len(self.statuses) - self.hidden]
        if call.query.get("exclude_reblogs") == "1":
            shown = [held for held in shown if not held.boost]
        young = [held for held in reversed(shown) if since < int(held.id) < before]
        return [self._shown(held) for held in young[: min(size, 40)]]

    def _shown(self, held: Held) -> dict[str, Any]:
        return {
            "id": held.id,
            "created_at": held.made_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "in_reply_to_id": held.reply_to,
            "visibility": held.visibility,
            "language": held.language,
            "url": f"{self.url}/@nell/{held.id}",
            "uri": f"{self.url}/users/nell/statuses/{held.id}",
            "content": self._quoted(held) + rendered(held.text, self.url),
            "account": {"id": ME, "username": "nell", "acct": "nell"},
            "media_attachments": [
                {"id": one, "type": "image", "description": self.pictures.held[one].alt}
                for one in held.media
            ],
            "favourites_count": 0,
            "reblogs_count": 0,
            "replies_count": 0,
            "quotes_count": 0,
            **held.counts,
        }

    def _quoted(self, held: Held) -> str:
        """What is put before the words of a quote, for readers that know none."""
        if held.quote_of is None:
            return ""
        url = f"{self.url}/@desk/{held.quote_of}"
        return f'<p class="quote-inline">RE: {link(url)}</p>'

    # ------------------------------------------------------------------ the rest

    def _instance(self) -> dict[str, Any]:
        return {
            "domain": "127.0.0.1",
            "version": "4.5.1",
            "api_versions": {"mastodon": self.version},
            "configuration": {
                "statuses": {
                    "max_characters": self.longest,
                    "max_media_attachments": 4,
                    "characters_reserved_per_url": 23,
                },
                "media_attachments": {
                    "image_size_limit": 16_777_216,
                    "description_limit": 1_500,
                    "supported_mime_types": ["image/jpeg", "image/png"],
                },
            },
        }


def _kind(call: Call) -> str:
    """Which of the limits is nearest for such a call."""
    match call.method, call.path.strip("/").split("/")[2:]:
        case "POST", ["media"]:
            return "media"
        case "POST", ["statuses"]:
            return "statuses"
        case "DELETE", _:
            return "delete"
    return "all"


def _first(form: dict[str, list[str]], name: str) -> str | None:
    return form[name][0] if name in form else None
