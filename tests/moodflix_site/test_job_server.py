"""The embedded executor in the real server: kill -9, recovery, cancel, retry, children, schedule."""

import os
import time
from pathlib import Path

import pytest

from tests.moodflix_site.house import wait_for

pytestmark = pytest.mark.services


def test_a_job_killed_with_its_server_runs_again_exactly_once(build_house, tmp_path):
    house = build_house()
    marks = tmp_path / "marks"
    job = house.put("count", str(marks), 20, 0.1)
    server = house.serve()
    house.until(job, "running")
    wait_for(lambda: house.lines(marks) == ["start"], house)
    house.kill(server)

    assert house.manage("run_job", "--help")  # another process of the same installation comes and goes
    house.manage("check")
    assert house.jobs.get(pk=job).status == "running"

    killed_at = time.time()
    house.start(), house.start()
    done = house.until(job, "succeeded")
    assert (done.attempts, done.result, done.done) == (2, {"counted": 20}, 20)
    assert house.lines(marks) == ["start", "start", "end"]
    assert float(marks.read_text().splitlines()[1].split()[1]) > killed_at - 1


def test_jobs_report_retry_run_in_children_and_stop(build_house, tmp_path):
    house = build_house(JOB_THREADS="3")
    server = house.serve()

    slow, tries = tmp_path / "slow", tmp_path / "tries"
    counting = house.put("count", str(slow), 600, 0.1)
    reaching = house.put("reach", str(tries), 2)
    nice = house.put("niceness", heavy=True)

    seen = wait_for(lambda: house.jobs.filter(pk=counting, done__gte=3).first(), house)
    assert (seen.total, seen.message) == (600, f"step {seen.done}")

    child = house.until(nice, "succeeded")
    assert child.result["nice"] == min(19, os.getpriority(os.PRIO_PROCESS, server.pid) + 10)
    assert child.result["pid"] != server.pid

    reached = house.until(reaching, "succeeded")
    assert (reached.attempts, reached.result) == (3, {"retries": 2})

    server.terminate()  # a graceful stop interrupts at the next report and gives the attempt back
    server.wait(timeout=20)
    waiting = house.jobs.get(pk=counting)
    assert (waiting.status, waiting.attempts) == ("queued", 0)


def test_a_dying_child_is_tried_again_then_failed_and_a_cancelled_one_is_killed(build_house, tmp_path):
    house = build_house()
    house.serve()
    deaths, sleep = tmp_path / "deaths", tmp_path / "sleep"

    dying = house.until(house.put("heavy", str(deaths), 0, True, heavy=True, max_attempts=2), "failed")
    assert (dying.error_code, dying.attempts, house.lines(deaths)) == ("worker_lost", 2, ["start", "start"])

    sleeping = house.put("heavy", str(sleep), 60, False, heavy=True)
    pid = int(wait_for(lambda: sleep.exists() and sleep.read_text().split(), house)[1])
    house.jobs.filter(pk=sleeping).update(status="cancelled", lease_owner="")
    wait_for(lambda: not Path(f"/proc/{pid}").exists(), house)
    assert house.lines(sleep) == ["start"]


def test_a_child_past_its_time_is_killed(build_house, tmp_path):
    house = build_house(JOB_TIME_LIMIT_SECONDS="2")
    house.start()
    overdue = house.until(house.put("heavy", str(tmp_path / "late"), 60, False, heavy=True), "failed")
    assert overdue.error_code == "time_limit"


def test_two_servers_share_one_schedule(build_house):
    house = build_house(TICK="1")
    house.start(), house.start()
    ticks = house.jobs.filter(task__endswith="tick").order_by("created_at")
    wait_for(lambda: ticks.filter(status="succeeded").count() >= 4, house)
    made = list(ticks.values_list("created_at", flat=True))
    turns = (made[-1] - made[0]).total_seconds() / 2
    assert len(made) - 1 <= turns + 1.25  # each turn run twice would make twice as many
