"""What goes wrong at the door: the right status, a page for people, JSON for programs, and nothing changed."""

import json
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from moodflix_site.common import signin
from moodflix_site.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(ada):
    return Job.objects.create(task="any", owner=ada)


@pytest.fixture
def strict(ada):
    """Ada's browser, which checks CSRF like a real one."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    return client


def error_of(response):
    assert response["Content-Type"] == "application/json"
    return response.json()["error"]


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]


@pytest.mark.parametrize("path", ["/nowhere", "/film/none", "/you/nowhere"])
def test_an_unknown_page_is_a_readable_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "Nothing was changed." in response.content.decode()


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/nowhere"])
def test_an_unknown_api_path_answers_in_json(client, path):
    response = client.get(path)
    assert (response.status_code, error_of(response)["code"]) == (404, "not_found")


def test_a_forged_form_changes_nothing_and_says_so(strict, job):
    response = strict.post(reverse("job-cancel", args=[job.pk]), {"csrfmiddlewaretoken": "f" * 64})
    assert response.status_code == 403
    assert "Nothing was changed." in response.content.decode()
    job.refresh_from_db()
    assert job.status == "queued"


def test_a_forged_session_call_of_the_api_is_refused_in_its_shape(strict, job):
    response = strict.post(reverse("api-job-cancel", args=[job.pk]), headers={"X-CSRFToken": "f" * 64})
    assert (response.status_code, error_of(response)["code"]) == (403, "csrf_failed")
    job.refresh_from_db()
    assert job.status == "queued"


def test_the_api_without_a_sign_in_is_401(client, job):
    response = client.get(reverse("api-job", args=[job.pk]))
    assert (response.status_code, error_of(response)["code"]) == (401, "not_authenticated")
    assert response["WWW-Authenticate"]


def test_a_wrong_method_is_405_in_both_shapes(client, ada, job):
    client.force_login(ada)
    assert client.get(reverse("job-cancel", args=[job.pk])).status_code == 405
    response = client.delete(reverse("api-job", args=[job.pk]))
    assert (response.status_code, error_of(response)["code"]) == (405, "method_not_allowed")


def test_somebody_elses_job_is_not_there(client, ben, job):
    client.force_login(ben)
    assert client.get(reverse("job", args=[job.pk])).status_code == 404
    assert client.post(reverse("job-cancel", args=[job.pk])).status_code == 404
    response = client.get(reverse("api-job", args=[job.pk]))
    assert (response.status_code, error_of(response)["code"]) == (404, "not_found")
    job.refresh_from_db()
    assert job.status == "queued"


def test_cancelling_what_has_ended_is_a_conflict(client, ada, job):
    client.force_login(ada)
    Job.objects.update(status="succeeded")
    response = client.post(reverse("api-job-cancel", args=[job.pk]))
    assert (response.status_code, error_of(response)["code"]) == (409, "conflict")
    assert client.post(reverse("job-cancel", args=[job.pk])).status_code == 409


def test_an_expired_session_keeps_the_form_until_its_person_is_back(strict, ada, job):
    address = reverse("job-cancel", args=[job.pk])
    token = token_in(strict.get(reverse("job", args=[job.pk])))
    Session.objects.all().delete()

    response = strict.post(address, {"csrfmiddlewaretoken": token, "text": "my own <words>"})
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={reverse('resume')}"
    job.refresh_from_db()
    assert job.status == "queued"

    strict.force_login(ada)
    page = strict.get(reverse("resume"))
    assert "my own &lt;words&gt;" in page.content.decode()
    assert f'action="{address}"' in page.content.decode()
    strict.post(address, {"csrfmiddlewaretoken": token_in(page), "text": "my own <words>"})
    job.refresh_from_db()
    assert job.status == "cancelled"


def test_what_was_kept_never_holds_a_password(client, job):
    client.post(reverse("job-cancel", args=[job.pk]), {"text": "words", "password1": "secret", "oldpassword": "secret"})
    assert "secret" not in json.dumps(dict(client.session.items()))


def test_what_was_kept_can_be_thrown_away(client, ada, job):
    client.post(reverse("job-cancel", args=[job.pk]), {"text": "words"})
    client.force_login(ada)
    assert "words" in client.get(reverse("resume")).content.decode()
    assert client.post(reverse("resume"))["Location"] == reverse("home")
    assert client.get(reverse("resume"))["Location"] == reverse("home")


def test_what_was_kept_does_not_outlive_its_time(client, ada, job, monkeypatch):
    client.post(reverse("job-cancel", args=[job.pk]), {"text": "words"})
    client.force_login(ada)
    later = signin.time.time() + 16 * 60
    monkeypatch.setattr(signin.time, "time", lambda: later)
    assert client.get(reverse("resume"))["Location"] == reverse("home")
    assert "words" not in json.dumps(dict(client.session.items()))


def test_htmx_is_sent_to_the_sign_in_page_instead_of_swapping_it_in(client, job):
    response = client.post(reverse("job-cancel", args=[job.pk]), headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith(reverse("account_login"))


def test_a_body_announced_as_too_large_is_refused_before_it_is_read(client, ada, job):
    client.force_login(ada)
    big = "x" * 1_048_577
    response = client.post(reverse("job-cancel", args=[job.pk]), big, content_type="text/plain")
    assert response.status_code == 413
    response = client.post(reverse("api-job-cancel", args=[job.pk]), big, content_type="application/json")
    assert (response.status_code, error_of(response)["code"]) == (413, "too_large")
    job.refresh_from_db()
    assert job.status == "queued"


def test_a_form_with_too_many_fields_is_a_readable_error(strict, job):
    strict.get(reverse("job", args=[job.pk]))  # brings the cookie, so that the form itself is read
    response = strict.post(reverse("resume"), {f"field{number}": "" for number in range(1100)})
    assert response.status_code == 413
    assert "Nothing was changed." in response.content.decode()


def test_a_crash_hides_its_text_and_keeps_its_status(client, ada, job, monkeypatch):
    monkeypatch.setattr("moodflix_site.jobs.selectors.job_of", lambda *_: 1 / 0)
    client.force_login(ada)
    client.raise_request_exception = False
    page = client.post(reverse("job-cancel", args=[job.pk]))
    assert page.status_code == 500
    assert "division" not in page.content.decode()
    assert "can’t be sure" in page.content.decode()
    response = client.get(reverse("api-job", args=[job.pk]))
    assert (response.status_code, error_of(response)["code"]) == (500, "server_error")


def test_an_error_page_is_drawn_even_when_its_template_breaks(client, monkeypatch):
    def broken(*_):
        raise RuntimeError("no template")

    monkeypatch.setattr("moodflix_site.errors.render_to_string", broken)
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert "Nothing was changed." in response.content.decode()
