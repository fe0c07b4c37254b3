"""The background loop: one thread, ends cleanly, and a forked child starts its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from recommendations.tmdb import loop


@pytest.fixture(autouse=True)
def stopped():
    yield
    loop.stop()


async def _where():
    return threading.current_thread().name, id(asyncio.get_running_loop())


def test_every_call_runs_on_the_same_thread_and_loop():
    places = {loop.run(_where(), seconds=5) for _ in range(3)}
    assert len(places) == 1
    assert places.pop()[0] != threading.current_thread().name


def test_what_it_raises_reaches_the_caller():
    async def broken():
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        loop.run(broken(), seconds=5)


def test_waiting_ends_and_the_work_is_cancelled():
    cancelled = threading.Event()

    async def endless():
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    with pytest.raises(TimeoutError):
        loop.run(endless(), seconds=0.05)
    assert cancelled.wait(5)


def test_the_loop_cannot_wait_for_itself():
    async def inside():
        return loop.run(_where(), seconds=1)

    with pytest.raises(RuntimeError):
        loop.run(inside(), seconds=5)


def test_stopping_closes_what_lives_there_and_the_next_call_starts_another():
    first = loop.background()
    closed = []

    async def close():
        closed.append(threading.current_thread().name)

    first.closing.append(close)
    loop.stop()
    assert closed == ["tmdb"]
    assert not first.thread.is_alive()
    assert first.loop.is_closed()
    assert loop.run(_where(), seconds=5)
    assert loop.background() is not first


def test_threads_that_come_first_together_share_one_loop():
    found = []
    threads = [threading.Thread(target=lambda: found.append(loop.background())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1


PROGRAM = """
import os, sys
from recommendations.tmdb import loop
async def name(): return os.getpid()
assert loop.run(name(), seconds=5) == os.getpid()
child = os.fork()
if child == 0:
    os._exit(0 if loop.running() is None and loop.run(name(), seconds=5) == os.getpid() else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) or (loop.run(name(), seconds=5) != os.getpid()))
"""


def test_a_forked_child_has_a_loop_of_its_own_and_both_processes_end():
    root = Path(__file__).resolve().parents[3]
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
