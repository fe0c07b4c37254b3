"""The same tasks and rows on Celery, with a real Redis as its broker and a real worker process."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.moodflix_site.house import wait_for

pytestmark = pytest.mark.services


def test_the_same_call_runs_on_a_worker_and_the_same_row_tells(build_house, redis_url, tmp_path):
    house = build_house(CELERY_BROKER_URL=redis_url, TICK="1")
    worker, _ = house.work(), house.beat()
    marks, tries, long, after = (tmp_path / name for name in ("marks", "tries", "long", "after"))
    calls = [f'count:["{marks}", 3, 0.1]', f'reach:["{tries}", 1]']
    calls += [f'count:["{long}", 600, 0.1]', f'count:["{after}", 1, 0]']
    calls += ["quote:[]"]
    counted, reached, endless, last, quoted = house.manage("enqueue", *calls).split()

    done = house.until(counted, "succeeded")
    assert (done.result, done.done, done.total, done.attempts) == ({"counted": 3}, 3, 3, 1)
    assert done.lease_owner == ""
    wait_for(lambda: house.jobs.filter(pk=endless, done__gt=1).exists(), house)
    house.jobs.filter(pk=endless).update(status="cancelled", lease_owner="")
    house.until(last, "succeeded")  # one worker: it comes to this once the cancelled one stopped
    assert (house.jobs.get(pk=endless).status, house.lines(long)) == ("cancelled", ["start"])
    retried = house.until(reached, "succeeded")
    assert (retried.result, retried.attempts, house.lines(tries)) == ({"retries": 1}, 2, ["try", "try"])
    failed = house.until(quoted, "failed")
    assert (failed.error_code, failed.message) == ("error", "")
    assert "ValueError" in house.log("worker")
    assert "words of a person" not in house.log("worker")
    assert worker.poll() is None
    wait_for(lambda: house.jobs.filter(task__endswith="tick", status="succeeded").exists(), house)


def test_unsent_rows_are_sent_and_a_job_killed_with_its_worker_runs_again(build_house, redis_url, tmp_path):
    house = build_house(CELERY_BROKER_URL=redis_url)
    marks = tmp_path / "marks"
    job = house.put("count", str(marks), 20, 0.1, run_after=timezone.now() - timedelta(minutes=1))
    house.start()  # with a broker the server runs no jobs, but sends what was never sent, and what a dead worker held
    worker = house.work()
    house.until(job, "running")
    wait_for(lambda: house.lines(marks) == ["start"], house)
    house.kill(worker)

    house.work()
    done = house.until(job, "succeeded", seconds=40)
    assert (done.attempts, house.lines(marks)) == (2, ["start", "start", "end"])
