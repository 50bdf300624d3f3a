"""How much may happen at once, and who is next."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from tools.web.slots import Slots


class Work:
    """Enters and leaves slots, and keeps count of who is in."""

    def __init__(self, total: int, per_host: int) -> None:
        self.slots = Slots(total, per_host)
        self.inside: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.order: list[str] = []

    async def on(self, host: str, steps: int = 1) -> None:
        async with self.slots.slot(host):
            self.inside[host] += 1
            self.order.append(host)
            self.most[host] = max(self.most[host], self.inside[host])
            self.most[""] = max(self.most[""], self.inside.total())
            for _ in range(steps):
                await asyncio.sleep(0)
            self.inside[host] -= 1


def test_both_bounds_hold_and_are_used() -> None:
    async def all_of_it() -> Work:
        work = Work(total=5, per_host=2)
        await asyncio.gather(*(work.on(host, 3) for host in "aaaaaaaabbbbbbbbccccdddde"))
        return work

    work = asyncio.run(all_of_it())
    assert work.most[""] == 5
    assert max(work.most[host] for host in "abcde") == 2
    assert len(work.order) == 25


def test_a_crowded_host_does_not_hold_up_another() -> None:
    async def all_of_it() -> Work:
        work = Work(total=3, per_host=1)
        await asyncio.gather(*(work.on(host, 5) for host in "aaaaab"))
        return work

    assert asyncio.run(all_of_it()).order[:2] == ["a", "b"]


def test_the_next_of_the_same_host_takes_over_the_warm_connection() -> None:
    async def all_of_it() -> Work:
        work = Work(total=1, per_host=1)
        await asyncio.gather(*(work.on(host) for host in "abab"))
        return work

    assert asyncio.run(all_of_it()).order == ["a", "a", "b", "b"]


@pytest.mark.parametrize("seed", range(20))
def test_giving_up_leaks_no_slot(seed: int) -> None:
    chance = random.Random(seed)

    async def all_of_it() -> Work:
        work = Work(total=3, per_host=2)
        tasks = [asyncio.create_task(work.on(chance.choice("abc"), 3)) for _ in range(40)]
        while not all(task.done() for task in tasks):
            await asyncio.sleep(0)
            chance.choice(tasks).cancel()
        work.inside.clear()
        work.most.clear()
        await asyncio.gather(*(work.on(host, 3) for host in "aaabbb"))
        return work

    work = asyncio.run(all_of_it())
    assert work.most[""] == 3
    assert not any(work.slots.crowded(host) for host in "abc")
