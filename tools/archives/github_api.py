"""GitHub's REST API, as far as reading what somebody wrote needs it: pages of JSON, bounded.

Obeys what the answers say: a list goes on while pages are full, an ETag saves what has not
changed (such answers cost nothing of the limit), and nothing is asked once the limit is used up.
Source: docs.github.com/rest, "Best practices", "Rate limits" and "Pagination", version 2022-11-28.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from memory.errors import SourceBusy, SourceError, SourceGone
from tools.web.fetcher import USER_AGENT
from tools.web.headers import retry_after

BASE_URL = "https://api.github.com"
PER_PAGE = 100
MOST_PAGES = 30
"""Of one list."""
MAX_BYTES = 16 * 2**20
"""Of one answer."""
TIMEOUT_S = 20.0
_SECONDARY = timedelta(minutes=1)
"""How long to wait where GitHub refuses and does not say how long (docs: "at least one minute")."""


class GitHubApi:
    """Reads public things. Used by one thread."""

    def __init__(
        self,
        base_url: str = BASE_URL,
        token: str = "",
        etags: MutableMapping[str, str] | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """`etags` by path, to be kept from import to import once its posts are stored; without a
        token GitHub answers 60 times an hour."""
        self._base_url = base_url.rstrip("/")
        self._token = token
        self._etags = {} if etags is None else etags
        self._timeout_s = timeout_s
        self._used_up: SourceBusy | None = None

    def get(self, *path: str, **query: str | int) -> Any:
        """The JSON at a path, whose parts are escaped. Raises SourceError.

        SourceBusy where the limit is used up, SourceGone where there is nothing (404, 410).
        """
        return self._ask(_address(path, query))[1]

    def listed(self, *path: str, if_changed: bool = False, **query: str | int) -> Iterator[Any]:
        """The objects of a list, page by page. Raises like `get`.

        `if_changed`: none when the list is as it was when it was last read to its end.
        """
        query = {"per_page": PER_PAGE, **query}
        begin = _address(path, query)
        tag = ""
        for page in range(1, MOST_PAGES + 1):
            address = begin if page == 1 else _address(path, query | {"page": page})
            known = self._etags.get(begin, "") if if_changed and page == 1 else ""
            headers, found = self._ask(address, known)
            if not isinstance(found, list):
                return
            tag = headers.get("etag", "") if page == 1 else tag
            yield from (each for each in found if isinstance(each, dict))
            if len(found) < PER_PAGE:
                break
        if if_changed and tag:  # only now is all of it handed out
            self._etags[begin] = tag

    def _ask(self, address: str, etag: str = "") -> tuple[dict[str, str], Any]:
        """Headers by lower-case name, and the JSON; None for what has not changed."""
        import httpx

        if self._used_up:
            raise self._used_up
        try:
            status, headers, body = self._answer(address, etag)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceError(f"GitHub ({address}): not reachable ({error}); try again") from error
        self._mind_the_limit(status, headers)
        if status == 304 and etag:
            return headers, None
        if status in {404, 410}:
            raise SourceGone(f"GitHub ({address}): there is nothing there; check the name")
        if status != 200:
            raise SourceError(f"GitHub ({address}): answered {status}; try again later")
        try:
            return headers, json.loads(body)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"GitHub ({address}): the answer is no JSON; try again") from error

    def _answer(self, address: str, etag: str) -> tuple[int, dict[str, str], bytes]:
        import httpx

        headers = {
            "User-Agent": USER_AGENT,
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if etag:
            headers["If-None-Match"] = etag
        options = {"headers": headers, "timeout": self._timeout_s, "follow_redirects": True}
        with (
            httpx.Client(trust_env=False) as client,
            client.stream("GET", self._base_url + address, **options) as answer,  # type: ignore[arg-type]
        ):
            body = bytearray()
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > MAX_BYTES:
                    raise SourceError(f"GitHub ({address}): is larger than {MAX_BYTES:,} bytes")
            return (
                answer.status_code,
                {k.lower(): v for k, v in answer.headers.items()},
                bytes(body),
            )

    def _mind_the_limit(self, status: int, headers: dict[str, str]) -> None:
        """Raises SourceBusy for a refusal, and before the next call where this was the last."""
        wait = retry_after(headers)
        is_last = headers.get("x-ratelimit-remaining") == "0"
        if status not in {403, 429} and not is_last:
            return
        if status == 403 and wait is None and not is_last:
            return  # forbidden for good: told as any other status
        reset = _moment(headers.get("x-ratelimit-reset", ""))
        when = f"after {reset:%H:%M} UTC" if is_last and reset else f"in {wait or _SECONDARY}"
        limit = headers.get("x-ratelimit-limit", "")
        self._used_up = SourceBusy(
            f"GitHub: the limit{f' of {limit} calls' if limit else ''} is used up; run the same "
            f"import again {when}, it goes on from there; with a token there are more calls",
            wait or _SECONDARY,
        )
        if status in {403, 429}:
            raise self._used_up


def _address(path: tuple[str, ...], query: dict[str, str | int]) -> str:
    asked = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items())
    return "/" + "/".join(quote(part, safe="") for part in path) + (f"?{asked}" if asked else "")


def _moment(epoch: str) -> datetime | None:
    is_time = epoch.isascii() and epoch.isdecimal() and len(epoch) == 10
    return datetime.fromtimestamp(int(epoch), UTC) if is_time else None
