"""A process that answers residents fits a small machine: at most 150 MB at its peak, whatever pages were opened."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection

import pytest

from tests.house.world import World, build_world
from tests.processes import children_of, peak_memory_of
from tests.promises.crowd import running

pytestmark = pytest.mark.promise

MOST = 150.0  # MB
ROUNDS = 2  # so that each of the two processes meets most kinds of page
READERS = ("anonymous", "owner", "administrator")


@dataclass
class Reader:
    """Somebody of the world at the real server."""

    port: int
    cookie: str

    def read(self, path: str) -> int:
        """Fetch a page whole; its status."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Cookie": self.cookie, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status


def readers_of(world: World, port: int) -> Iterator[Reader]:
    for role in READERS:
        cookie = world.clients[role].get_cookie("heed")
        yield Reader(port, f"heed={cookie.value}" if cookie else "")


def peak_after_walking(environ: dict[str, str], *, rounds: int = ROUNDS, fault: str = "") -> float:
    """The most memory, in MB, that a web process held while every page was read by three people at a time."""
    world = build_world(environ)
    paths = [world.path(rule, world.ours) for rule in world.rules() if "GET" in (rule.methods or ())] * rounds
    world.store.dispose()
    with running(environ, fault=fault) as server, ThreadPoolExecutor(4) as windows:
        assert server.process is not None
        processes = children_of(server.process.pid)
        statuses = [status for reader in readers_of(world, server.port) for status in windows.map(reader.read, paths)]
        peaks = [peak_memory_of(pid) for pid in processes]
        assert children_of(server.process.pid) == processes, "a process was started anew meanwhile"
    assert len(peaks) == 2 and all(peaks)
    assert statuses.count(200) > len(statuses) / 3 and max(statuses) < 500
    print(f"\n{len(statuses)} pages read, peak memory of a web process {max(peaks):.0f} MB")
    return max(peaks)


def test_a_web_process_stays_under_150_megabytes_whatever_is_read(environ: dict[str, str]):
    assert peak_after_walking(environ) <= MOST


def test_a_web_process_that_keeps_what_it_read_would_be_seen(environ: dict[str, str]):
    assert peak_after_walking(environ, rounds=1, fault="keeps what it read") > MOST
