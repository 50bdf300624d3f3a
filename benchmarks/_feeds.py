"""A loopback server of many feeds, for benchmarks: slow to answer, honest about what is new.

    python -m benchmarks._feeds PORT FEEDS ITEMS LATENCY_MS

Every address of 127.0.0.0/8 leads to it, so that it can play as many hosts as it likes.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random

WORDS = ["custody", "ledger", "bridge", "reserve", "harbour", "vault", "token", "index", "treasury", "clearing", "venue", "margin", "settlement", "oracle", "wallet", "issuer", "basket", "quorum", "charter", "escrow", "deposit", "audit", "member", "quarter", "regulator", "exchange", "protocol", "validator", "upgrade", "outage", "inquiry", "committee", "proposal", "ballot"]
NEWEST = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def feed(number: int, items: int) -> bytes:
    """An RSS feed of invented news, 3 KB an item, the same for the same number."""
    chance = Random(number)
    listed = "".join(_item(chance, number, n) for n in range(items))
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>Paper {number}</title><link>https://paper{number}.example/</link>{listed}"
        "</channel></rss>"
    ).encode()


def _item(chance: Random, number: int, n: int) -> str:
    def said(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count)).capitalize()

    text = " ".join(
        f"&lt;p&gt;{said(14)} {chance.randint(2, 900)} &lt;a href='/x'&gt;{said(3)}&lt;/a&gt;.&lt;/p&gt;"
        for _ in range(22)
    )
    when = format_datetime(NEWEST - timedelta(minutes=17 * n + number % 60))
    link = f"https://paper{number}.example/2026/{n}?utm_source=rss&amp;a={n}"
    return (
        f"<item><title>{said(9)}</title><link>{link}</link><guid>{number}-{n}</guid>"
        f"<pubDate>{when}</pubDate><description>{text}</description></item>"
    )


async def serve(port: int, feeds: int, items: int, latency_s: float) -> None:
    bodies = [feed(number, items) for number in range(feeds)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                number = int(head.split(b" ", 2)[1].strip(b"/"))
                await asyncio.sleep(latency_s)
                etag = f'"{number}"'.encode()
                if etag in head:
                    writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\n\r\n" % etag)
                    continue
                body = bodies[number]
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: %b\r\n"
                    b"Content-Length: %d\r\n\r\n%b" % (etag, len(body), body)
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "0.0.0.0", port, backlog=4096)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    port, feeds, items, latency_ms = map(int, sys.argv[1:])
    asyncio.run(serve(port, feeds, items, latency_ms / 1000))
