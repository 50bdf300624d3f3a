"""The verbs of Bluesky that Understudy uses, one account per client, over atproto.

Nothing here waits or repeats: a refusal says when to come back, and the caller decides. The
one exception is an access token that has ended, which is renewed once per call; that refusal
proves that nothing was done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from atproto_client import models
from atproto_client.client.raw import ClientRaw
from atproto_client.client.session import get_session_pds_endpoint
from atproto_client.exceptions import AtProtocolError
from atproto_client.models.utils import get_response_model
from atproto_client.request import Request

from memory.errors import ChannelBusy, ChannelRefused
from memory.types import Limit, Reactions, Value
from tools.bluesky.keys import POSTS, Address
from tools.bluesky.sessions import Kept, Login, Sessions
from tools.bluesky.transport import TokenEnded, Transport, XrpcRefused
from tools.platforms.failures import lost
from tools.platforms.limits import Limits
from tools.platforms.pictures import Picture

T = TypeVar("T")
_NOT_THERE = ("RecordNotFound", "Could not locate record")
"""Name and words of the refusal that proves that there is no such record."""


class Ref(Value):
    """One version of one record."""

    uri: str
    cid: str


class Record(Value):
    """A post as its server holds it."""

    ref: Ref
    root: Ref
    """The first post of the thread that it stands in: itself, when it answers nobody."""


class BlueskyClient:
    """One account. All verbs raise ChannelError, ConfigError or StorageError."""

    def __init__(
        self,
        login: Login,
        *,
        session_file: Path,
        timeout_s: float,
        clock: Callable[[], datetime],
    ) -> None:
        """`timeout_s` holds for each step of a call."""
        self._clock = clock
        self._limits = Limits()
        transport = Transport(httpx.HTTPTransport(), timeout_s, clock, self._limits)
        self._request = Request(transport=transport, timeout=timeout_s)
        self._sessions = Sessions(session_file, login, self._log_in, self._refresh)

    def close(self) -> None:
        """Gives the connections back."""
        self._request.close()

    def limits(self) -> tuple[Limit, ...]:
        """As the servers' last answers told them."""
        return self._limits.now()

    def account(self) -> Kept:
        """Who we are: DID and handle."""
        return self._sessions.current()

    def create(self, rkey: str, record: models.AppBskyFeedPost.Record) -> Ref:
        """A new post under `rkey`. ChannelRefused or ChannelUnknown also when that is taken:
        servers answer 400 or, as the reference server does, 500 (bluesky-social/atproto 3718).
        """

        def ask(raw: ClientRaw, session: Kept, headers: dict[str, str]) -> Ref:
            data = models.ComAtprotoRepoCreateRecord.Data(
                repo=session.did, collection=POSTS, rkey=rkey, record=record
            )
            made = raw.com.atproto.repo.create_record(data, headers=headers)
            return Ref(uri=made.uri, cid=made.cid)

        return self._call("createRecord", ask, writing=True)

    def record(self, where: Address) -> Record | None:
        """The record there; None when its server says that there is none."""

        def ask(raw: ClientRaw, _: Kept, headers: dict[str, str]) -> Record:
            found = raw.com.atproto.repo.get_record(where.model_dump(), headers=headers)
            ref = Ref(uri=found.uri, cid=found.cid)
            reply = getattr(found.value, "reply", None)
            root = Ref(uri=reply.root.uri, cid=reply.root.cid) if reply else ref
            return Record(ref=ref, root=root)

        try:
            return self._call("getRecord", ask)
        except XrpcRefused as error:
            if error.name == _NOT_THERE[0] or _NOT_THERE[1] in str(error):
                return None
            raise

    def delete(self, where: Address) -> None:
        """Afterwards the record is gone, also when it was gone before."""

        def ask(raw: ClientRaw, _: Kept, headers: dict[str, str]) -> None:
            raw.com.atproto.repo.delete_record(where.model_dump(), headers=headers)

        self._call("deleteRecord", ask, writing=True)

    def upload(self, picture: Picture) -> models.blob_ref.BlobRef:
        """A blob that a record may hold; the server forgets it when none does."""

        def ask(raw: ClientRaw, _: Kept, headers: dict[str, str]) -> models.blob_ref.BlobRef:
            # By hand: the library's own verb hands bytes to httpx in a way that is deprecated.
            answer = raw.invoke_procedure(
                "com.atproto.repo.uploadBlob",
                content=picture.data,
                input_encoding=picture.kind,
                headers=headers,
            )
            return get_response_model(answer, models.ComAtprotoRepoUploadBlob.Response).blob

        return self._call("uploadBlob", ask)

    def resolve(self, handle: str) -> str | None:
        """The DID behind a handle; None for one that nobody has."""

        def ask(raw: ClientRaw, _: Kept, headers: dict[str, str]) -> str:
            found = raw.com.atproto.identity.resolve_handle({"handle": handle}, headers=headers)
            return str(found.did)

        try:
            return self._call("resolveHandle", ask)
        except XrpcRefused:
            return None

    def reactions(self, uri: str) -> Reactions:
        """Counts of one post. Raises ChannelBusy while the app view does not show it."""

        def ask(raw: ClientRaw, _: Kept, headers: dict[str, str]) -> Reactions:
            shown = raw.app.bsky.feed.get_posts({"uris": [uri]}, headers=headers).posts
            if not shown:
                raise ChannelBusy(f"bluesky: {uri} is not shown (yet); look again later")
            return Reactions(
                likes=shown[0].like_count or 0,
                reposts=shown[0].repost_count or 0,
                quotes=shown[0].quote_count or 0,
                comments=shown[0].reply_count or 0,
            )

        return self._call("getPosts", ask)

    def _call(
        self,
        method: str,
        ask: Callable[[ClientRaw, Kept, dict[str, str]], T],
        *,
        writing: bool = False,
    ) -> T:
        session = self._sessions.current()
        try:
            return self._asked(method, ask, session, writing)
        except TokenEnded:
            return self._asked(method, ask, self._sessions.renewed(session), writing)

    def _asked(
        self,
        method: str,
        ask: Callable[[ClientRaw, Kept, dict[str, str]], T],
        session: Kept,
        writing: bool,
    ) -> T:
        raw = ClientRaw(session.url, self._request)
        try:
            return ask(raw, session, _bearer(session.access))
        except (AtProtocolError, ValueError, AttributeError) as error:
            reason = f"an answer we cannot read ({_first_line(error)})"
            raise lost(f"bluesky: {method}", reason, writing=writing, now=self._clock()) from error

    def _log_in(self, login: Login) -> Kept:
        data = models.ComAtprotoServerCreateSession.Data(
            identifier=login.handle, password=login.password
        )
        raw = ClientRaw(login.url, self._request)
        return self._opened(
            login.url, login.fingerprint, lambda: raw.com.atproto.server.create_session(data)
        )

    def _refresh(self, kept: Kept) -> Kept | None:
        raw = ClientRaw(kept.url, self._request)
        headers = _bearer(kept.refresh)
        try:
            return self._opened(
                kept.url,
                kept.fingerprint,
                lambda: raw.com.atproto.server.refresh_session(headers=headers),
            )
        except ChannelRefused:
            return None

    def _opened(self, url: str, fingerprint: str, ask: Callable[[], Any]) -> Kept:
        try:
            session = ask()
            return Kept(
                did=session.did,
                handle=session.handle,
                access=session.access_jwt,
                refresh=session.refresh_jwt,
                url=home_of(get_session_pds_endpoint(session), url),
                fingerprint=fingerprint,
            )
        except (AtProtocolError, ValueError) as error:
            reason = f"an answer we cannot read ({_first_line(error)})"
            raise ChannelBusy(f"bluesky: log-in: {reason}") from error


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def home_of(told: str | None, asked: str) -> str:
    """The account's own server, as the answer of `asked` names it; never a less safe one."""
    if told and urlsplit(told).scheme in {"https", urlsplit(asked).scheme}:
        return told
    return asked


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
