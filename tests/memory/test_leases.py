"""Leases across holders, living and dead."""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import timedelta

import pytest

from memory.database import Database
from memory.errors import LeaseTaken
from memory.leases import TTL, Leases
from memory.tables import LeaseRow
from tests.conftest import Clock


def put(database: Database, holder: str, clock: Clock) -> None:
    with database.writing() as session:
        session.merge(LeaseRow(name="turn:1", holder=holder, until=clock() + TTL))


def test_a_lease_has_one_holder_and_is_free_afterwards(database: Database, clock: Clock) -> None:
    leases = Leases(database, clock)
    with leases.hold("turn:1"):
        assert leases.is_held("turn:1")
        with pytest.raises(LeaseTaken, match=socket.gethostname()), leases.hold("turn:1"):
            pass
        with leases.hold("turn:2"):
            pass
    assert not leases.is_held("turn:1")


def test_a_holder_on_another_machine_keeps_it_until_it_runs_out(
    database: Database, clock: Clock
) -> None:
    leases = Leases(database, clock)
    put(database, "elsewhere:1:x", clock)
    with pytest.raises(LeaseTaken), leases.hold("turn:1"):
        pass
    clock.now += TTL + timedelta(seconds=1)
    with leases.hold("turn:1"):
        assert leases.is_held("turn:1")


def test_a_dead_process_of_this_machine_holds_nothing(database: Database, clock: Clock) -> None:
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    put(database, f"{socket.gethostname()}:{child.pid}:x", clock)
    with Leases(database, clock).hold("turn:1"):
        pass
