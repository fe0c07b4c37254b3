"""What was shown: written down for a person, never for a guest, and forgotten in time."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from accounts import registries
from recommendations.evenings import rows_for
from recommendations.experiments import impressions
from recommendations.experiments.assignment import Assigned
from recommendations.experiments.models import Impression
from recommendations.experiments.tasks import forget_impressions

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(db):
    return rows_for(user=None, scores={"joy": 1.0})


def test_page_is_written_in_one_query_with_place_and_odds(ada, rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = impressions.log(user=ada, rows=rows, assigned=Assigned())
    shown = Impression.objects.filter(page=page).order_by("id")
    assert [entry.film_id for entry in shown] == [film.id for row in rows for film in row.films]
    assert {(entry.row, entry.position) for entry in shown} == {(row.key, at) for row in rows for at in range(12)}
    assert {entry.strategy for entry in shown} == {"default"}
    assert {entry.propensity for entry in shown} == {film.propensity for row in rows for film in row.films}


def test_guest_leaves_nothing(rows, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert impressions.log(user=None, rows=rows, assigned=Assigned())
    assert not Impression.objects.exists()


def test_teams_and_odds_of_rivals_stand_beside_the_film(ada, rows):
    first = rows[0].films[0].id
    impressions.log(user=ada, rows=rows, assigned=Assigned(), teams={first: "b"}, rivals={first: {"curious": 0.5}})
    entry = Impression.objects.get(film_id=first)
    assert (entry.team, entry.rivals) == ("b", {"curious": 0.5})


def test_long_page_is_bounded(ada, rows):
    impressions.log(user=ada, rows=[*rows, *rows], assigned=Assigned())
    assert Impression.objects.count() == impressions.MOST


def test_page_goes_on_where_it_cannot_be_written(ada, rows, monkeypatch):
    def full(*_args, **_options):
        raise DatabaseError("disk full")

    monkeypatch.setattr(Impression.objects, "bulk_create", full)
    assert impressions.log(user=ada, rows=rows, assigned=Assigned())


def test_old_impressions_are_forgotten(ada, rows):
    impressions.log(user=ada, rows=rows, assigned=Assigned())
    old = timezone.now() - timedelta(days=settings.IMPRESSION_DAYS + 1)
    Impression.objects.filter(row=rows[0].key).update(shown_at=old)
    assert forget_impressions() == 12
    assert Impression.objects.count() == 36


def test_forgetting_recurs():
    assert "recommendations.experiments.tasks.forget_impressions" in {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }


def test_what_was_shown_is_its_owners_to_take_and_to_erase(ada, ben, rows):
    for user in (ada, ben):
        impressions.log(user=user, rows=rows[:1], assigned=Assigned())
    provider = next(entry for entry in registries.personal_data() if entry.name == "films_shown")
    told = json.loads(json.dumps(list(provider.export(ada))))
    assert [row["title"] for row in told] == [film.title for film in rows[0].films]
    assert provider.erase(ada) == 12
    assert {entry.user_id for entry in Impression.objects.all()} == {ben.pk}
