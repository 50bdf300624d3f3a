"""Bluesky on loopback: a server that holds accounts, and the view of all posts beside it.

It enforces what the real ones do: log-ins that are counted, access tokens that end and
refresh tokens that work once, record keys that are timestamp identifiers and are taken once,
the lexicon of a post, blobs that must be there, and a view that shows posts late.
Sources: the lexicons com.atproto.* and app.bsky.feed.post, docs.bsky.app "Rate Limits", and
bluesky-social/atproto issue 3718 for the 500 on a taken key; all read 2026-11-21.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b32encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import regex

from tests.servers.loopback import Call, Loopback, Refused, Said, now
from tools.bluesky.sessions import Login

DID = "did:plc:nellharrownellharrow"
HANDLE = "nell.example.com"
PASSWORD = "abcd-efgh-ijkl-mnop"
POSTS = "app.bsky.feed.post"
_TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_URI = re.compile(r"\w+:(//)?[^\s/]\S*")
_WINDOW = timedelta(minutes=5)
_ACCESS_LIFE = timedelta(hours=2)


def refused(status: int, name: str, message: str) -> Refused:
    return Refused(Said(status, {"error": name, "message": message}))


def invalid(message: str) -> Refused:
    return refused(400, "InvalidRequest", message)


class BlueskyServer(Loopback):
    """`records` by at:// URI; `blobs` by CID; `others` are records of foreign accounts."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        super().__init__(clock)
        self.records: dict[str, dict[str, Any]] = {}
        self.others: dict[str, dict[str, Any]] = {}
        self.blobs: dict[str, tuple[str, bytes]] = {}
        self.handles = {HANDLE: DID, "desk.example.com": "did:plc:deskdeskdeskdeskdesk"}
        self.counts: dict[str, dict[str, int]] = {}
        """Likes and so on by URI, as the view shows them."""
        self.unseen = 0
        """How many of the youngest posts the view does not show yet."""
        self.names_conflicts = False
        """Whether a taken key is told from a broken server."""
        self.password = PASSWORD
        self.home: str | None = None
        """The server that the log-in sends the account to."""
        self.most = {"com.atproto.server.createSession": 30}
        """Calls in five minutes where it is not 3,000."""
        self.resets_in = _WINDOW
        self._used: dict[str, int] = {}
        self._access: dict[str, datetime] = {}
        self._refresh: set[str] = set()
        self._serial = 0

    @property
    def posts(self) -> list[dict[str, Any]]:
        """Records taken, oldest first."""
        return [self.records[uri] for uri in self.records]

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to use this server."""
        return {
            "UNDERSTUDY_BLUESKY_URL": self.url,
            "UNDERSTUDY_BLUESKY_HANDLE": HANDLE,
            "UNDERSTUDY_BLUESKY_PASSWORD": PASSWORD,
        }

    @property
    def login(self) -> Login:
        """What the settings would say."""
        return Login(url=self.url, handle=HANDLE, password=PASSWORD)

    def end_access(self) -> None:
        """All access tokens are over."""
        self._access.clear()

    def end_refresh(self) -> None:
        """All refresh tokens are over."""
        self._refresh.clear()

    def foreign_post(self, rkey: str, reply: dict[str, Any] | None = None) -> str:
        """Somebody else's post; its URI."""
        uri = f"at://did:plc:deskdeskdeskdeskdesk/{POSTS}/{rkey}"
        made_at = self.clock().isoformat()
        value = {"$type": POSTS, "text": "What do you think?", "createdAt": made_at}
        self.others[uri] = value | ({"reply": reply} if reply else {})
        return uri

    def answer(self, call: Call) -> Said:
        method = call.path.removeprefix("/xrpc/")
        limits = self._counted(method)
        handler = self._handlers().get((call.method, method))
        if handler is None:
            raise refused(501, "MethodNotImplemented", "Method Not Implemented")
        if not method.endswith("Session"):
            self._authorise(call)
        return replace(handler(call), headers=limits)

    def _handlers(self) -> dict[tuple[str, str], Callable[[Call], Said]]:
        return {
            ("POST", "com.atproto.server.createSession"): self._create_session,
            ("POST", "com.atproto.server.refreshSession"): self._refresh_session,
            ("POST", "com.atproto.repo.createRecord"): self._create_record,
            ("GET", "com.atproto.repo.getRecord"): self._get_record,
            ("POST", "com.atproto.repo.deleteRecord"): self._delete_record,
            ("POST", "com.atproto.repo.uploadBlob"): self._upload,
            ("GET", "com.atproto.identity.resolveHandle"): self._resolve,
            ("GET", "app.bsky.feed.getPosts"): self._get_posts,
        }

    # ------------------------------------------------------------------ limits and tokens

    def _counted(self, method: str) -> dict[str, str]:
        most = self.most.get(method, 3_000)
        used = self._used[method] = self._used.get(method, 0) + 1
        headers = self._limit_headers(max(most - used, 0), most)
        if used > most:
            words = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}
            raise Refused(Said(429, words, headers))
        return headers

    def _limit_headers(self, remaining: int, most: int) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(most),
            "RateLimit-Remaining": str(remaining),
            "RateLimit-Reset": str(int((self.clock() + self.resets_in).timestamp())),
            "RateLimit-Policy": f"{most};w=300",
        }

    def _authorise(self, call: Call) -> None:
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        if kind != "Bearer":
            raise refused(401, "AuthMissing", "Authentication Required")
        if not token.startswith("access-"):
            raise refused(400, "InvalidToken", "Bad token scope")
        if self._access.get(token, self.clock()) <= self.clock():
            raise refused(400, "ExpiredToken", "Token has expired")

    def _create_session(self, call: Call) -> Said:
        given = call.document
        known = given["identifier"] in {HANDLE, DID} and given["password"] == self.password
        if not known:
            raise refused(401, "AuthenticationRequired", "Invalid identifier or password")
        return Said(200, self._session())

    def _refresh_session(self, call: Call) -> Said:
        token = call.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self._refresh:
            raise refused(400, "ExpiredToken", "Token has been revoked")
        self._refresh.discard(token)
        return Said(200, self._session())

    def _session(self) -> dict[str, Any]:
        self._serial += 1
        access, refresh = f"access-{self._serial}", f"refresh-{self._serial}"
        self._access[access] = self.clock() + _ACCESS_LIFE
        self._refresh.add(refresh)
        made = {"did": DID, "handle": HANDLE, "accessJwt": access, "refreshJwt": refresh}
        return made | ({"didDoc": _did_doc(self.home)} if self.home else {}) | {"active": True}

    # ------------------------------------------------------------------ records

    def _create_record(self, call: Call) -> Said:
        given = call.document
        self._own(given)
        rkey, record = given.get("rkey", ""), given["record"]
        if given.get("collection") != POSTS or record.get("$type") != POSTS:
            raise invalid("Invalid record: Record/$type")
        if not _TID.fullmatch(rkey):
            raise invalid("Invalid app.bsky.feed.post record: record key must be a tid")
        self._valid(record)
        uri = f"at://{DID}/{POSTS}/{rkey}"
        if uri in self.records and self.names_conflicts:
            raise refused(400, "InvalidSwap", "Record already exists")
        if uri in self.records:
            raise refused(500, "InternalServerError", "Internal Server Error")
        self.records[uri] = record
        return Said(200, {"uri": uri, "cid": cid(record), "validationStatus": "valid"})

    def _own(self, given: dict[str, Any]) -> None:
        if given.get("repo") not in {DID, HANDLE}:
            raise invalid("Could not find repo")

    def _valid(self, record: dict[str, Any]) -> None:
        """The lexicon app.bsky.feed.post. Raises Refused."""
        text = record.get("text")
        where = "Invalid app.bsky.feed.post record: Record"
        if not isinstance(text, str) or len(text.encode()) > 3_000:
            raise invalid(f"{where}/text must not be longer than 3000 characters")
        if len(regex.findall(r"\X", text)) > 300:
            raise invalid(f"{where}/text must not be longer than 300 graphemes")
        if not _DATE.fullmatch(str(record.get("createdAt"))):
            raise invalid(f"{where}/createdAt must be an valid atproto datetime")
        for facet in record.get("facets", []):
            index = facet["index"]
            if not 0 <= index["byteStart"] < index["byteEnd"] <= len(text.encode()):
                raise invalid(f"{where}/facets: byte range")
            for feature in facet["features"]:
                if not _URI.fullmatch(feature.get("uri", "at://x")):
                    raise invalid(f"{where}/facets/features/uri must be a uri")
        for ref in record.get("reply", {}).values():
            if isinstance(ref, dict) and not (ref.get("uri") and ref.get("cid")):
                raise invalid(f"{where}/reply must have the properties uri and cid")
        self._valid_embed(record.get("embed", {}), where)

    def _valid_embed(self, embed: dict[str, Any], where: str) -> None:
        images = embed.get("media", embed).get("images", [])
        if len(images) > 4:
            raise invalid(f"{where}/embed/images must not have more than 4 elements")
        for image in images:
            if not isinstance(image.get("alt"), str):
                raise invalid(f'{where}/embed/images must have the property "alt"')
            held = self.blobs.get(image["image"]["ref"]["$link"])
            if held is None:
                raise refused(400, "BlobNotFound", "Could not find blob")
            if len(held[1]) > 1_000_000:
                raise refused(400, "BlobTooLarge", "This file is too large")
            if not held[0].startswith("image/"):
                raise refused(400, "InvalidMimeType", "Wrong mimetype of file")

    def _get_record(self, call: Call) -> Said:
        repo = self.handles.get(call.query["repo"], call.query["repo"])
        uri = f"at://{repo}/{call.query['collection']}/{call.query['rkey']}"
        value = self.records.get(uri) or self.others.get(uri)
        if value is None:
            raise refused(400, "RecordNotFound", f"Could not locate record: {uri}")
        return Said(200, {"uri": uri, "cid": cid(value), "value": value})

    def _delete_record(self, call: Call) -> Said:
        given = call.document
        self._own(given)
        self.records.pop(f"at://{DID}/{given['collection']}/{given['rkey']}", None)
        return Said(200, {})

    def _upload(self, call: Call) -> Said:
        kind = call.headers["content-type"]
        name = cid(hashlib.sha256(call.body).hexdigest())
        self.blobs[name] = kind, call.body
        blob = {"$type": "blob", "ref": {"$link": name}, "mimeType": kind, "size": len(call.body)}
        return Said(200, {"blob": blob})

    def _resolve(self, call: Call) -> Said:
        if did := self.handles.get(call.query["handle"]):
            return Said(200, {"did": did})
        raise invalid("Unable to resolve handle")

    def _get_posts(self, call: Call) -> Said:
        uri = call.query["uris"]
        shown = list(self.records)[: len(self.records) - self.unseen]
        return Said(200, {"posts": [self._shown(uri)] if uri in shown else []})

    def _shown(self, uri: str) -> dict[str, Any]:
        record = self.records[uri]
        author = {"did": DID, "handle": HANDLE}
        view = {"uri": uri, "cid": cid(record), "author": author, "record": record}
        return view | {"indexedAt": self.clock().isoformat()} | self.counts.get(uri, {})


def cid(value: Any) -> str:
    """An address of content, of the right shape."""
    digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).digest()
    return "bafyrei" + b32encode(digest).decode().lower().rstrip("=")


def _did_doc(home: str) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": DID,
        "alsoKnownAs": [f"at://{HANDLE}"],
        "verificationMethod": [],
        "service": [
            {
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": home,
            }
        ],
    }
