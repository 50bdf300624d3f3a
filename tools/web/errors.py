"""What we say about a page that could not be read: where, which value, the limit, the next step."""

from __future__ import annotations

from datetime import timedelta

from memory.errors import SourceBusy, SourceError, SourceGone

UNASKED_WAIT = timedelta(hours=1)
"""How long we stay away after a 429 that does not say how long."""

_ADVICE = {
    401: "it asks for a password; use an address that anyone may read",
    402: "it asks for money; use an address that anyone may read",
    403: "it refuses us; open it in a browser, or remove the source",
    404: "there is nothing there; correct the address or remove the source",
    410: "it is gone for good; remove the source",
}


def shown(url: str) -> str:
    """`url` for a message: without user name and password, printable and not endless."""
    scheme, mark, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    text = scheme + mark + authority.rpartition("@")[2] + slash + path
    return printable(text)


def printable(text: str) -> str:
    """What a stranger sent, fit for a terminal and a database: one line, 300 characters."""
    return "".join(c if c.isprintable() else "?" for c in text[:300])


def shown_hop(url: str, target: str) -> str:
    """`url`, and where it leads when that is somewhere else."""
    return shown(url) if target == url else f"{shown(url)} (leads to {shown(target)})"


def no_address(place: str) -> SourceError:
    return SourceError(f"{place}: is not an http or https address; correct it")


def too_large(place: str, limit: int) -> SourceError:
    return SourceError(
        f"{place}: is larger than {limit:,} bytes (UNDERSTUDY_FEED_MAX_BYTES); "
        "raise the limit or remove the source"
    )


def broken_off(place: str) -> SourceError:
    return SourceError(f"{place}: broke off in the middle; it is tried again at the next scan")


def stopped(place: str) -> SourceError:
    return SourceError(
        f"{place}: was not read, since reading was ended; it is tried again at the next scan"
    )


def answered(place: str, status: int, wait: timedelta | None, *, for_good: bool) -> SourceError:
    """What a status other than success comes to.

    `wait` is what the server asks for. SourceBusy for 429, and for 503 when it names a time;
    SourceGone for a 410 that is about the place itself (`for_good`), and not about another
    one to which it leads for the time being.
    """
    said = f"{place}: answered {status}"
    if status == 429:
        wait = UNASKED_WAIT if wait is None else wait
        return SourceBusy(f"{said}; it asks us to come less often, {_again(wait)}", wait)
    if status == 503 and wait is not None:
        return SourceBusy(f"{said}; the server is busy, {_again(wait)}", wait)
    if status >= 500:
        return SourceError(f"{said}; the server has a problem; it is tried again at the next scan")
    advice = _ADVICE.get(
        status, "open it in a browser, and correct the address or remove the source"
    )
    if status == 410 and for_good:
        return SourceGone(f"{said}; {advice}")
    return SourceError(f"{said}; {advice}")


def _again(wait: timedelta) -> str:
    return f"and is tried again {wait} from now at the earliest"
