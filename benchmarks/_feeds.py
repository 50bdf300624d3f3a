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

SENTENCES = (
    "{a} said on Thursday that its {b} had grown by {n}% since the spring.",
    "The regulator has given {a} {n} days to explain how it values its {b}.",
    "“We have nothing to hide,” said the head of {a}, who joined from a rival in March.",
    "Customers of {a} moved ${n}m out of its {b} within a week, two people told this paper.",
    "A court in Port Ansel will hear the case of {a} against {b} on 14 January.",
    "Nobody at {a} could say why the {b} had been out of reach for {n} minutes.",
    "The price of {b} fell to ${n}, its lowest since {a} closed its doors.",
    "Analysts at {a} expect {n} more such deals before the end of the year.",
    "{a} will close {n} branches and move its {b} to a cheaper harbour.",
    "It is the third time this year that {a} has changed the terms of its {b}.",
)
NAMES = ("Harbourline", "Brackwater Custody", "Ferrowick", "the Quay Fund", "Larchgate Trust")
THINGS = ("reserves", "hot wallets", "clearing desk", "stablecoin", "lending book", "vaults")
NEWEST = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def feed(number: int, items: int) -> bytes:
    """An RSS feed of invented news, the same for the same number.

    As captured feeds are on average: 2 KB an item, of which 400 characters are text.
    """
    chance = Random(number)
    listed = "".join(_item(chance, number, n) for n in range(items))
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/' "
        "xmlns:media='http://search.yahoo.com/mrss/'><channel>"
        f"<title>Paper {number}</title><link>https://paper{number}.example/</link>{listed}"
        "</channel></rss>"
    ).encode()


def _item(chance: Random, number: int, n: int) -> str:
    def said() -> str:
        return chance.choice(SENTENCES).format(
            a=chance.choice(NAMES), b=chance.choice(THINGS), n=chance.randint(2, 900)
        )

    title = f"{said().rstrip('.')} ({number}.{n})"
    link = f"https://paper{number}.example/2026/{n}?utm_source=rss&amp;utm_medium=feed&amp;a={n}"
    picture = f"https://cdn.paper{number}.example/pictures/2026/11/20/{number}-{n}-1200x630.jpg"
    text = " ".join(f"&lt;p class=&quot;lead&quot;&gt;{said()}&lt;/p&gt;" for _ in range(5))
    more = "".join(f"<category><![CDATA[{chance.choice(THINGS)}]]></category>" for _ in range(6))
    when = format_datetime(NEWEST - timedelta(minutes=97 * n + number % 60))
    return (
        f"<item><title><![CDATA[{title}]]></title><link>{link}</link>"
        f"<guid isPermaLink='false'>{number}-{n}</guid><pubDate>{when}</pubDate>"
        f"<dc:creator><![CDATA[{chance.choice(NAMES)}]]></dc:creator>{more}"
        f"<media:content url='{picture}' type='image/jpeg' width='1200' height='630'>"
        f"<media:title>{title}</media:title></media:content>"
        f"<description>&lt;img src=&quot;{picture}&quot; alt=&quot;&quot;/&gt;{text}"
        f"&lt;a href=&quot;{link}&quot;&gt;Read on&lt;/a&gt;</description></item>"
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
