"""Evenings as they are steered, answered by strategies, and written down."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from recommendations.catalogue import state
from recommendations.evenings import HANDS, Evening, offer_films, rows_for
from recommendations.experiments.models import Impression, LiveStrategy
from recommendations.steering.types import Dial, Sliders, Steer, Wishes
from recommendations.tmdb import feed
from recommendations.types import Term

pytestmark = [pytest.mark.django_db, pytest.mark.services]
DAY = date(2026, 11, 20)
SAD = {"sadness": 0.8, "fear": 0.2}


def _offered(user=None, scores=SAD, **evening):
    return offer_films(user=user, evening=Evening(scores, **evening), day=DAY)


def _films(offered):
    return [card for row in offered.rows for card in row.films]


def _ids(offered):
    return {card.id for card in _films(offered)}


def _valence(offered):
    pleasant = {"joy", "love"}
    return sum(card.mood in pleasant for card in _films(offered))


def test_lift_leads_to_brighter_films_than_match():
    assert _valence(_offered(steer=Steer(dial=Dial.LIFT))) > _valence(_offered())


def test_surprise_asks_for_no_mood():
    cards = _films(_offered(steer=Steer(dial=Dial.SURPRISE)))
    assert all(card.split.mood == 0 for card in cards)


def test_a_slider_at_nothing_takes_its_term_out():
    cards = _films(_offered(steer=Steer(sliders=Sliders(mood=0.0))))
    assert all(card.split.of(Term.MOOD) == 0 for card in cards)


@pytest.mark.parametrize(
    ("wishes", "holds"),
    [
        (Wishes(runtime_max=90), lambda card: card.runtime is not None and card.runtime <= 90),
        (Wishes(year_from=1980, year_to=1989), lambda card: 1980 <= card.year <= 1989),
        (Wishes(exclude_genres=("Drama",)), lambda card: "Drama" not in card.genres),
        (Wishes(include_genres=("Western", "War")), lambda card: {"Western", "War"} & set(card.genres)),
    ],
    ids=["runtime", "years", "without a genre", "with a genre"],
)
def test_no_wish_is_crossed(wishes, holds):
    cards = _films(_offered(steer=Steer(wishes=wishes)))
    assert cards
    assert all(holds(card) for card in cards)


def test_a_topic_that_the_profile_avoids_is_never_offered(ada, film):
    ada.profile.avoid_topics = ["war"]
    ada.profile.save()
    offered = _offered(ada, {"anger": 1.0}, rows=8, films=24)
    assert _films(offered)
    assert not any("War" in card.genres for card in _films(offered))


def test_no_hand_repeats_a_film_of_another():
    hands = [_ids(_offered(hand=hand)) for hand in range(1, HANDS + 1)]
    assert len(set().union(*hands)) == sum(map(len, hands))
    assert _offered(hand=1).more
    assert not _offered(hand=HANDS).more


def test_a_page_is_written_down_once_however_often_it_is_loaded(ada):
    first = _offered(ada, name="mood=sadness")
    again = _offered(ada, name="mood=sadness")
    assert Impression.objects.count() == len(_films(first))
    assert _ids(first) == _ids(again)


def test_films_of_one_page_do_not_come_again_on_the_next_within_a_session(ada):
    first = _ids(_offered(ada, name="reading=1"))
    assert first.isdisjoint(_ids(_offered(ada, name="reading=2")))


@pytest.mark.parametrize(
    "changed", [{"steer": Steer(dial=Dial.LIFT)}, {"hand": 2}, {"include_seen": True}], ids=["steered", "again", "seen"]
)
def test_what_a_person_set_themselves_is_no_part_of_an_experiment(ada, changed):
    _offered(ada, name="mood=sadness", **changed)
    assert not Impression.objects.exists()


def test_nothing_is_written_down_of_a_guest():
    _offered(name="mood=sadness")
    assert not Impression.objects.exists()


def test_the_live_strategy_answers_everybody(ada):
    LiveStrategy.objects.update_or_create(pk=LiveStrategy.ONLY, defaults={"strategy": "popularity"})
    state.bump()
    _offered(ada, name="mood=sadness")
    assert set(Impression.objects.values_list("strategy", flat=True)) == {"popularity"}
    assert all(card.split.mood == 0 for card in _films(_offered(ada, name="mood=sadness")))


def test_the_first_page_for_a_service_holds_only_what_it_has(tmdb):
    wishes = Wishes(services=(8,), region="DE")
    _offered(scores={"joy": 1.0}, steer=Steer(wishes=wishes))
    cache.clear()  # the films are known now; who streams them is not
    offered = _offered(scores={"joy": 1.0}, steer=Steer(wishes=wishes))
    there = feed.streaming(wishes)
    assert there
    assert _films(offered)
    assert _ids(offered) <= there


def test_a_films_own_page_gives_the_reason_of_its_card(client):
    row = client.get(reverse("mood-pick", args=["sadness"]), {"dial": "lift"}).context["rows"][0]
    card = row.films[0]
    page = client.get(reverse("film", args=[card.id]), {"mood": "sadness", "dial": "lift", "row": row.key})
    assert page.context["film"].split.total == pytest.approx(card.split.total)
    assert page.context["back"] == reverse("mood-pick", args=["sadness"]) + "?dial=lift"


def test_a_sentence_becomes_chips_that_can_be_taken_away(client):
    page = client.get(reverse("mood-pick", args=["joy"]), {"say": "at most 95 minutes, nothing scary, with a zeppelin"})
    names = [chip.name for chip in page.context["chips"]]
    assert "At most 1 h 35" in names
    assert page.context["said"].left_over
    assert all(card.runtime <= 95 for row in page.context["rows"] for card in row.films)


def test_a_wish_that_cannot_be_read_is_a_readable_page(client):
    page = client.get(reverse("mood-pick", args=["joy"]), {"most": "soon"})
    assert page.status_code == 400
    assert "most" in page.content.decode()


def test_rows_alone_are_those_of_the_evening():
    assert rows_for(user=None, scores=SAD, day=DAY) == _offered().rows
