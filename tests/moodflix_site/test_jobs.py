"""The job row changes hands by compare-and-set; its pages show and stop it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from celery import current_app
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from moodflix_site.jobs import executor, leases, scheduler
from moodflix_site.jobs.models import Job, ScheduleEntry
from moodflix_site.jobs.tasks import forget_old_jobs
from tests.moodflix_site.jobtasks import tasks

pytestmark = [pytest.mark.django_db, pytest.mark.services]


@pytest.fixture(autouse=True)
def registered():
    """The test's tasks, in the app that the product made."""
    current_app.finalize()


def expire(job_id):
    Job.objects.filter(pk=job_id).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


def put(**fields):
    return Job.objects.create(**{"task": tasks.tick.name, "max_attempts": 2, **fields})


def test_a_claimed_job_is_nobody_elses():
    job = put()
    assert leases.claim_next().job_id == job.pk
    assert leases.claim_next() is None
    assert leases.claim(job.pk) is None


def test_jobs_are_taken_in_order_and_not_before_their_time():
    later = put(run_after=timezone.now() + timedelta(minutes=1))
    second, first = put(), put(run_after=timezone.now() - timedelta(minutes=1))
    assert [leases.claim_next().job_id, leases.claim_next().job_id] == [first.pk, second.pk]
    assert leases.claim_next() is None
    later.refresh_from_db()
    assert later.status == "queued"


def test_what_a_person_waits_for_comes_before_upkeep(ada):
    upkeep, waited_for = put(), put(owner=ada)
    assert [leases.claim_next().job_id, leases.claim_next().job_id] == [waited_for.pk, upkeep.pk]


def test_a_live_lease_is_not_recovered_and_an_expired_one_is_once():
    held = leases.claim(put().pk)
    assert leases.recover() == []
    expire(held.job_id)
    assert leases.recover() == [held.job_id]
    assert leases.recover() == []


def test_an_expired_lease_is_the_servers_to_take_back_and_nobody_elses():
    held = leases.claim(put(max_attempts=1).pk)
    expire(held.job_id)
    assert leases.claim(held.job_id) is None
    with pytest.raises(CommandError):
        call_command("run_job", str(held.job_id))
    leases.recover()
    job = Job.objects.get()
    assert (job.status, job.error_code, job.attempts) == ("failed", "worker_lost", 1)


def test_who_lost_the_lease_can_write_nothing_more():
    held = leases.claim(put().pk)
    expire(held.job_id)
    leases.recover()
    theirs = leases.claim(held.job_id)
    assert not leases.renew(held)
    assert not leases.progress(held, done=1, total=2, message="late")
    assert not leases.succeed(held, "late")
    assert leases.succeed(theirs, "right")
    assert Job.objects.get().result == "right"


def test_a_job_that_kills_its_worker_each_time_is_given_up():
    job = put(max_attempts=2)
    for _ in range(2):
        leases.claim(job.pk)
        expire(job.pk)
        leases.recover()
    job.refresh_from_db()
    assert (job.status, job.error_code, job.attempts) == ("failed", "worker_lost", 2)


def test_a_lease_is_not_renewed_past_the_time_limit(settings):
    held = leases.claim(put().pk)
    Job.objects.update(started_at=timezone.now() - timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 1))
    assert not leases.renew(held)
    expire(held.job_id)
    assert leases.recover() == []
    assert Job.objects.get().error_code == "time_limit"


def test_a_task_is_enqueued_on_commit_for_its_owner(ada, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        result = tasks.count.apply_async(args=["path", 1, 0], owner_id=ada.pk)
    job = Job.objects.get(pk=result.id)
    assert (job.task, job.args, job.owner) == (tasks.count.name, ["path", 1, 0], ada)
    assert (job.status, job.heavy) == ("queued", False)
    assert Job.objects.get(pk=tasks.niceness.delay().id).heavy


def test_a_job_runs_and_keeps_its_result(tmp_path):
    job_id = tasks.count.delay(str(tmp_path / "x"), 2, 0).id
    assert executor.run_one()
    job = Job.objects.get(pk=job_id)
    assert (job.status, job.result, job.done, job.total) == ("succeeded", {"counted": 2}, 2, 2)


def test_a_called_task_is_a_plain_function(tmp_path):
    assert tasks.count(str(tmp_path / "x"), 2, 0) == {"counted": 2}
    assert not Job.objects.exists()


def test_a_failing_task_waits_longer_each_time_and_succeeds_in_the_end(tmp_path):
    job_id = tasks.reach.delay(str(tmp_path / "x"), 1).id
    assert executor.run_one()
    job = Job.objects.get(pk=job_id)
    assert (job.status, job.attempts) == ("queued", 1)
    assert job.run_after <= timezone.now() + timedelta(seconds=2)
    Job.objects.update(run_after=timezone.now())
    assert executor.run_one()
    job.refresh_from_db()
    assert (job.status, job.result) == ("succeeded", {"retries": 1})


def test_retries_end(tmp_path):
    job_id = tasks.reach.delay(str(tmp_path / "x"), 99).id
    for _ in range(4):
        Job.objects.update(run_after=timezone.now())
        assert executor.run_one()
    job = Job.objects.get(pk=job_id)
    assert (job.status, job.error_code, job.attempts) == ("failed", "error", 4)


def test_a_failed_job_keeps_no_words_in_row_or_log(caplog):
    job_id = tasks.quote.delay().id
    executor.run_one()
    job = Job.objects.get(pk=job_id)
    assert (job.status, job.error_code, job.message) == ("failed", "error", "")
    assert "ValueError" in caplog.text
    assert "words of a person" not in caplog.text


def test_an_unknown_task_fails_instead_of_coming_round_for_ever():
    put(task="gone.tomorrow")
    assert executor.run_one()
    assert (Job.objects.get().status, Job.objects.get().error_code) == ("failed", "unknown_task")


def test_a_job_cancelled_while_it_runs_stays_cancelled(tmp_path, monkeypatch):
    job_id = tasks.count.delay(str(tmp_path / "x"), 3, 0).id
    monkeypatch.setattr(tasks.time, "sleep", lambda _: leases.cancel(Job.objects.get().pk))
    executor.run_one()
    job = Job.objects.get(pk=job_id)
    assert (job.status, job.result) == ("cancelled", None)


def test_run_job_leaves_what_another_process_holds():
    held = leases.claim(put().pk)
    with pytest.raises(CommandError):
        call_command("run_job", str(held.job_id))
    with pytest.raises(CommandError):
        call_command("run_job", str(uuid4()))
    assert leases.holds(held)


def test_what_is_due_starts_once(settings):
    settings.CELERY_BEAT_SCHEDULE = {"t": {"task": tasks.tick.name, "schedule": 60.0}}
    assert scheduler.tick() == ("t",)
    assert scheduler.tick() == ()
    ScheduleEntry.objects.update(next_run_at=timezone.now())
    assert scheduler.tick() == ("t",)
    assert Job.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_idle_executor_only_reads():
    keeper = executor.Executor(threads=0)
    keeper._tend()
    Job.objects.all().delete()
    with CaptureQueriesContext(connection) as asked:
        keeper._tend()
        assert not executor.run_one()
    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}


def test_every_recurring_task_of_the_product_exists(settings):
    assert set(scheduler.tick()) == set(settings.CELERY_BEAT_SCHEDULE) >= {"sweep-spool", "forget-old-jobs"}
    assert {job.task for job in Job.objects.all()} <= set(current_app.tasks)
    # Heavy ones, and those that light ones ask for, run in children, which cannot see a test's rows.
    while Job.objects.filter(heavy=True).delete() and executor.run_one():
        pass
    assert set(Job.objects.values_list("status", flat=True)) == {"succeeded"}


def test_jobs_that_ended_long_ago_are_forgotten():
    put(status="succeeded", finished_at=timezone.now() - timedelta(days=31))
    fresh = put(status="failed", finished_at=timezone.now() - timedelta(days=29))
    waiting = put(created_at=timezone.now() - timedelta(days=99))
    assert forget_old_jobs() == 1
    assert set(Job.objects.values_list("pk", flat=True)) == {fresh.pk, waiting.pk}


# What people and programs see


def test_the_page_shows_progress_and_polls_only_while_it_matters(client, ada):
    client.force_login(ada)
    job = put(owner=ada, status="running", done=3, total=9, message="Reading rows")
    html = client.get(reverse("job", args=[job.pk])).content.decode()
    assert 'value="3" max="9"' in html
    assert "Reading rows" in html
    assert 'http-equiv="refresh"' in html
    assert "hx-trigger" in html
    Job.objects.update(status="succeeded")
    fragment = client.get(reverse("job", args=[job.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in fragment
    assert "<html" not in fragment


def test_the_list_holds_ones_own_jobs_only(client, ada, ben):
    mine, theirs = put(owner=ada), put(owner=ben)
    client.force_login(ada)
    html = client.get(reverse("job-list")).content.decode()
    assert str(mine.pk) in html
    assert str(theirs.pk) not in html


def test_cancelling_works_with_a_plain_form(client, ada):
    job = put(owner=ada)
    client.force_login(ada)
    response = client.post(reverse("job-cancel", args=[job.pk]))
    assert response["Location"] == reverse("job", args=[job.pk])
    job.refresh_from_db()
    assert (job.status, job.finished_at is None) == ("cancelled", False)


def test_a_program_sees_and_stops_its_job(client, ada):
    job = put(owner=ada, status="running", done=3, total=9, message="Reading rows")
    client.force_login(ada)
    body = client.get(reverse("api-job", args=[job.pk])).json()
    assert body["status"] == "running"
    assert body["progress"] == {"done": 3, "total": 9, "message": "Reading rows"}
    assert client.post(reverse("api-job-cancel", args=[job.pk])).json()["status"] == "cancelled"


def test_staff_can_look_at_jobs_and_cancel_them(client, staff):
    job = put()
    client.force_login(staff)
    assert client.get(reverse("admin:jobs_job_change", args=[job.pk])).status_code == 200
    client.post(reverse("admin:jobs_job_changelist"), {"action": "cancel", "_selected_action": [job.pk]})
    job.refresh_from_db()
    assert job.status == "cancelled"
