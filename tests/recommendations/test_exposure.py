"""The last place of a row goes to a film that hardly anybody met."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from recommendations.evenings import rows_for
from recommendations.experiments.exposure import shown_before
from recommendations.experiments.models import Impression
from recommendations.ranking.blend import Candidate
from recommendations.ranking.exposure import AMONG, last_place
from tests.recommendations.invented import a_film

RANKED = [Candidate(a_film(number), 1.0 - number / 100) for number in range(1, 31)]


def _ids(row):
    return [entry.film.id for entry in row]


def test_with_nothing_shown_the_ranking_stands():
    assert _ids(last_place(RANKED[:10], RANKED[10:], {})) == list(range(1, 11))


def test_least_shown_of_the_next_in_line_takes_the_last_place_alone():
    shown = dict.fromkeys(range(1, 31), 5) | {14: 2, 17: 2}
    assert _ids(last_place(RANKED[:10], RANKED[10:], shown)) == [*range(1, 10), 14]


def test_film_that_stands_too_far_down_is_not_in_line():
    shown = dict.fromkeys(range(1, 31), 5) | {10 + AMONG: 0}
    assert _ids(last_place(RANKED[:10], RANKED[10:], shown))[-1] == 10


def test_short_row_keeps_what_the_ranking_put_there():
    assert _ids(last_place(RANKED[:4], RANKED[4:], {4: 9})) == [1, 2, 3, 4]


def test_what_was_shown_before_today_counts_and_today_does_not(ada, film):
    casablanca, today = film("Casablanca").pk, timezone.localdate()
    for age in (0, 1, 2):
        when = timezone.now() - timedelta(days=age)
        Impression.objects.create(user=ada, page="0" * 32, film_id=casablanca, position=0, strategy="x", shown_at=when)
    assert shown_before(today) == {casablanca: 2}


@pytest.mark.django_db
def test_row_lets_another_film_in_at_its_end_and_nowhere_else(ada):
    day = date(2026, 11, 20)
    before = rows_for(user=None, scores={"joy": 1.0}, limit_rows=1, day=day)[0].films
    Impression.objects.bulk_create(
        Impression(user=ada, page="0" * 32, film_id=before[-1].id, position=11, strategy="x", shown_at=timezone.now())
        for _ in range(3)
    )
    from django.core.cache import cache

    cache.clear()
    after = rows_for(user=None, scores={"joy": 1.0}, limit_rows=1, day=date.max)[0].films
    again = rows_for(user=None, scores={"joy": 1.0}, limit_rows=1, day=day)[0].films
    assert [card.id for card in again] == [card.id for card in before]
    assert before[-1].id not in [card.id for card in after[-1:]]
