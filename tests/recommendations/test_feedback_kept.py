"""Saved, put off, put away, kinds, films not used, events: twice is once, bounded, one's own, exported and erased."""

import json
from datetime import timedelta

import pytest
from django.conf import settings as shipped
from django.utils import timezone

from accounts import registries
from emotions.models import MoodAnalysis
from recommendations.catalogue import state
from recommendations.errors import ListFull, UnknownFilm, UnknownKind
from recommendations.feedback import events, opinions, selectors, services
from recommendations.feedback.actions import ACTIONS, give
from recommendations.feedback.evening import Evening, evening_of
from recommendations.feedback.kinds import Kind, on_card
from recommendations.feedback.models import EventKind, FilmEvent, IgnoredFilm, KindRefusal, Saved, Snooze
from recommendations.feedback.personal_data import OWN
from recommendations.feedback.states import kept_back, state_of
from recommendations.feedback.watchlist import watchlist
from recommendations.models import Film
from recommendations.retrieval.features import features

pytestmark = [pytest.mark.django_db, pytest.mark.services]
SCORES = {"anger": 0, "disgust": 0, "fear": 0, "joy": 0.1, "love": 0, "neutral": 0.1, "sadness": 0.8, "surprise": 0}


@pytest.fixture
def casablanca(film):
    return film("Casablanca", 1942).pk


def reading_of(user, **ago):
    return MoodAnalysis.objects.create(
        user=user,
        scores=SCORES,
        mood="sadness",
        confidence=0.8,
        threshold=0.4,
        valence=-0.5,
        arousal=-0.3,
        model="text-minilm",
        tier="primary",
        latency_ms=5,
        source="page",
        created_at=timezone.now() - timedelta(**ago),
    )


def _feature(film_id):
    return features([film_id], version=state.version())[film_id]


def _do_everything(user, film_id):
    for action in ("like", "save", "later", "dismiss", "seen"):
        give(user=user, film_id=film_id, action=action)
    give(user=user, film_id=film_id, action="kind", kind="director:Michael Curtiz")
    services.ignore(user=user, film_id=film_id)


@pytest.mark.parametrize("action", [name for name in ACTIONS if not name.startswith("undo-")])
def test_every_action_twice_is_once_and_can_be_taken_back(ada, casablanca, action):
    kind = "genre:War" if action == "kind" else ""
    empty = state_of(user=ada, film_id=casablanca)
    for _ in range(2):
        said = give(user=ada, film_id=casablanca, action=action, kind=kind)
    after = [state_of(user=ada, film_id=casablanca), selectors.held_back(ada)]
    assert after != [empty, selectors.HeldBack()]
    for _ in range(2):
        give(user=ada, film_id=casablanca, action=said.undo, kind=kind)
    assert [state_of(user=ada, film_id=casablanca), selectors.held_back(ada)] == [empty, selectors.HeldBack()]


@pytest.mark.parametrize("action", ["save", "later", "dismiss", "kind"])
def test_film_that_is_not_there_takes_nothing(ada, action):
    with pytest.raises(UnknownFilm):
        give(user=ada, film_id=1, action=action, kind="genre:War")


def test_film_put_off_is_held_back_for_thirty_days_and_then_comes_back(ada, casablanca):
    services.put_off(user=ada, film_id=casablanca)
    assert selectors.held_back(ada).holds(_feature(casablanca))
    left = Snooze.objects.get(user=ada).until - timezone.now()
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)
    Snooze.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert not selectors.held_back(ada).holds(_feature(casablanca))


def test_film_put_away_is_held_back_for_the_evening_alone(ada, casablanca):
    services.put_away(user=ada, film_id=casablanca)
    assert selectors.held_back(ada).holds(_feature(casablanca))
    FilmEvent.objects.update(at=timezone.now() - timedelta(hours=13))
    assert not selectors.held_back(ada).holds(_feature(casablanca))


@pytest.mark.parametrize("key", ["genre:War", "director:Michael Curtiz", "series:casablanca"])
def test_refused_kind_holds_its_films_back(ada, casablanca, film, key):
    services.refuse_kind(user=ada, film_id=casablanca, key=key)
    held = selectors.held_back(ada)
    assert held.holds(_feature(casablanca))
    assert not held.holds(_feature(film("Toy Story").pk))


def test_refused_series_holds_back_its_other_parts(ada, film):
    first, third = film("Toy Story").pk, film("Toy Story 3").pk
    series = [kind.key for kind, _ in state_of(user=ada, film_id=first).kinds if kind.name == "series"]
    services.refuse_kind(user=ada, film_id=first, key=series[0])
    assert selectors.held_back(ada).holds(_feature(third))


def test_film_alone_in_its_series_is_not_asked_about_it(ada, casablanca):
    assert "series" not in {kind.name for kind, _ in state_of(user=ada, film_id=casablanca).kinds}


@pytest.mark.parametrize(
    "key", ["", "genre:", "genre:Western", "actor:Humphrey Bogart", "Horror", "genre:" + "x" * 400]
)
def test_film_is_refused_only_by_a_kind_it_is_of(ada, casablanca, key):
    with pytest.raises(UnknownKind):
        services.refuse_kind(user=ada, film_id=casablanca, key=key)
    assert not KindRefusal.objects.exists()


def test_card_names_a_director_whose_name_has_a_comma(film):
    films = Film.objects.filter(search_people__contains="george tillman")
    tillman = next(film for film in films if film.directors[:1] == ["George Tillman, Jr."])
    kinds = on_card(_card(tillman.pk))
    assert Kind("director", "George Tillman, Jr.", "George Tillman, Jr.") in kinds


def _card(film_id):
    from recommendations.selectors import card

    return card(film_id=film_id, feedback=None)


def test_lists_are_bounded(ada, casablanca, film, monkeypatch):
    monkeypatch.setattr(services, "MOST_FILMS", 1)
    monkeypatch.setattr(services, "MOST_KINDS", 1)
    other = film("Vertigo").pk
    for act in (services.save, services.put_off, services.ignore):
        act(user=ada, film_id=casablanca)
        with pytest.raises(ListFull):
            act(user=ada, film_id=other)
        act(user=ada, film_id=casablanca)
    services.refuse_kind(user=ada, film_id=casablanca, key="genre:War")
    with pytest.raises(ListFull):
        services.refuse_kind(user=ada, film_id=casablanca, key="director:Michael Curtiz")
    assert (Saved.objects.count(), Snooze.objects.count(), IgnoredFilm.objects.count()) == (1, 1, 1)


def test_saving_forgets_a_refusal(ada, casablanca):
    opinions.dislike(user=ada, film_id=casablanca)
    services.put_off(user=ada, film_id=casablanca)
    services.save(user=ada, film_id=casablanca)
    found = state_of(user=ada, film_id=casablanca)
    assert (found.saved, found.disliked, found.put_off_until) == (True, False, None)


def _titles(user, **asked):
    return [card.title for card in watchlist(user=user, **asked).page]


@pytest.fixture
def listed(ada, film):
    """Three films, saved one after the other."""
    for title, year in (("Casablanca", 1942), ("Toy Story", 1995), ("Vertigo", 1958)):
        services.save(user=ada, film_id=film(title, year).pk)


def test_watchlist_is_newest_first_unless_told(ada, listed):
    assert _titles(ada) == _titles(ada, order="sideways") == ["Vertigo", "Toy Story", "Casablanca"]


def test_watchlist_puts_the_shortest_first(ada, listed):
    shown = watchlist(user=ada, order="shortest").page
    minutes = [card.runtime for card in shown]
    assert minutes == sorted(minutes)
    assert shown[0].title == "Toy Story"


def test_watchlist_puts_films_of_a_mood_first(ada, listed):
    page = watchlist(user=ada, order="mood", mood="joy")
    assert page.mood == "joy"
    assert page.page[0].title == "Toy Story"


def test_watchlist_follows_tonights_reading(ada, listed):
    reading_of(ada, hours=1)
    page = watchlist(user=ada, order="mood")
    shares = [_feature(card.id).moods["sadness"] for card in page.page]
    assert page.mood == "tonight"
    assert shares[0] == max(shares)


def test_film_seen_or_refused_leaves_the_watchlist_until_that_is_undone(ada, listed, film):
    opinions.dislike(user=ada, film_id=film("Vertigo", 1958).pk)
    give(user=ada, film_id=film("Toy Story", 1995).pk, action="seen")
    assert _titles(ada) == ["Casablanca"]
    give(user=ada, film_id=film("Toy Story", 1995).pk, action="undo-seen")
    opinions.undo(user=ada, film_id=film("Vertigo", 1958).pk, kind="dislike")
    assert len(_titles(ada)) == 3


def test_film_saved_to_be_seen_again_leaves_once_it_was(ada, casablanca):
    services.mark_seen(user=ada, film_id=casablanca)
    services.save(user=ada, film_id=casablanca)
    assert _titles(ada) == ["Casablanca"]
    services.mark_seen(user=ada, film_id=casablanca)
    assert _titles(ada) == []


def test_what_the_ranking_asks_for_is_one_query_each(ada, casablanca, django_assert_num_queries):
    _do_everything(ada, casablanca)
    for ask in (selectors.held_back, selectors.ignored, selectors.saved_ids):
        with django_assert_num_queries(1):
            assert ask(ada)


def test_guest_has_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert selectors.held_back(None) == selectors.HeldBack()
        assert selectors.ignored(None) == selectors.saved_ids(None) == frozenset()


def test_one_person_never_sees_or_changes_what_is_anothers(ada, ben, casablanca):
    _do_everything(ada, casablanca)
    before = state_of(user=ada, film_id=casablanca)
    assert not any(
        getattr(state_of(user=ben, film_id=casablanca), name) for name in ("saved", "ignored", "put_off_until")
    )
    assert selectors.held_back(ben) == selectors.HeldBack()
    assert not list(watchlist(user=ben).page)
    assert not any((kept_back(user=ben).put_off, kept_back(user=ben).kinds, kept_back(user=ben).ignored))
    for action in (name for name in ACTIONS if name.startswith("undo-")):
        give(user=ben, film_id=casablanca, action=action, kind="director:Michael Curtiz")
    services.use_again(user=ben, film_id=casablanca)
    assert state_of(user=ada, film_id=casablanca) == before


# --- Events


def _kinds(user):
    return sorted(FilmEvent.objects.filter(user=user).values_list("kind", flat=True))


def test_event_again_on_the_same_day_moves_its_time(ada, casablanca):
    events.note(user=ada, film_id=casablanca, kind=EventKind.OPENED)
    first = FilmEvent.objects.get().at
    events.note(user=ada, film_id=casablanca, kind=EventKind.OPENED)
    assert FilmEvent.objects.get().at > first


def test_event_of_another_day_is_a_row_of_its_own(ada, casablanca):
    events.note(user=ada, film_id=casablanca, kind=EventKind.OPENED)
    FilmEvent.objects.update(day=timezone.localdate() - timedelta(days=1))
    events.note(user=ada, film_id=casablanca, kind=EventKind.OPENED)
    assert _kinds(ada) == ["opened", "opened"]


def test_event_keeps_the_evening_it_came_from(ada, casablanca):
    reading = reading_of(ada, hours=2)
    evening = Evening(reading.pk, "lift", "drama")
    events.note(user=ada, film_id=casablanca, kind=EventKind.OPENED, evening=evening)
    events.note(user=ada, film_id=casablanca, kind=EventKind.OPENED)
    assert (FilmEvent.objects.get().reading_id, FilmEvent.objects.get().dial) == (reading.pk, "lift")


@pytest.mark.parametrize("whose", ["anothers", "old", "none at all"])
def test_event_takes_no_evening_that_is_not_ones_own_of_today(ada, ben, casablanca, whose):
    number = {"anothers": reading_of(ben, hours=1).pk, "old": reading_of(ada, hours=25).pk, "none at all": 10**17}[
        whose
    ]
    events.note(user=ada, film_id=casablanca, kind=EventKind.OPENED, evening=Evening(number))
    assert FilmEvent.objects.get().reading_id is None


def test_film_marked_as_seen_finds_the_evening_it_was_opened(ada, casablanca):
    reading = reading_of(ada, hours=2)
    events.note(user=ada, film_id=casablanca, kind=EventKind.OPENED, evening=Evening(reading.pk, "calm"))
    services.mark_seen(user=ada, film_id=casablanca)
    seen = FilmEvent.objects.get(kind="seen")
    assert (seen.reading_id, seen.dial) == (reading.pk, "calm")


@pytest.mark.parametrize("query", ["", "reading=x&dial=up", "reading=" + "9" * 40, "reading=-1", "reading=１２"])
def test_address_that_cannot_be_read_is_no_evening(query):
    assert evening_of(query) == Evening()


def test_address_of_a_card_is_read():
    assert evening_of("reading=12&dial=lift&row=drama") == Evening(12, "lift", "drama")
    assert evening_of("reading=12") == Evening(12, "match")


def test_events_of_one_person_are_bounded(ada, ben, film, settings):
    settings.FEEDBACK_EVENTS_MOST = 2
    ids = [film(title).pk for title in ("Vertigo", "Toy Story", "Gigli")]
    events.note(user=ben, film_id=ids[0], kind=EventKind.OPENED)
    for film_id in ids:
        events.note(user=ada, film_id=film_id, kind=EventKind.OPENED)
    assert list(FilmEvent.objects.filter(user=ada).values_list("film_id", flat=True)) == [ids[2], ids[1]]
    assert FilmEvent.objects.filter(user=ben).count() == 1


def test_old_events_and_what_came_back_are_deleted_by_the_recurring_task(ada, casablanca, film):
    from moodflix_site.jobs.runner import task_named

    _do_everything(ada, casablanca)
    FilmEvent.objects.filter(kind="seen").update(
        at=timezone.now() - timedelta(days=shipped.FEEDBACK_EVENT_DAYS, hours=1)
    )
    Snooze.objects.update(until=timezone.now() - timedelta(minutes=1))
    entry = shipped.CELERY_BEAT_SCHEDULE["forget-film-events"]
    assert task_named(entry["task"])() == 2
    assert "seen" not in _kinds(ada)
    assert not Snooze.objects.exists()


def test_events_go_with_the_reading_they_came_from(ada, casablanca):
    reading = reading_of(ada, hours=1)
    events.note(user=ada, film_id=casablanca, kind=EventKind.OPENED, evening=Evening(reading.pk))
    reading.delete()
    assert not FilmEvent.objects.exists()


# --- Export and erasure


@pytest.mark.parametrize("name", [rows.name for rows in OWN])
def test_everything_is_exported_to_its_owner_alone_and_erased(ada, ben, casablanca, name):
    from recommendations.feedback import mood_checks

    for user in (ada, ben):
        _do_everything(user, casablanca)
        reading = reading_of(user, hours=4)
        events.note(user=user, film_id=casablanca, kind=EventKind.OPENED, evening=Evening(reading.pk))
        mood_checks.answer(
            user=user, reading_id=reading.pk, film_id=casablanca, given=mood_checks.answer_of("mood:joy")
        )
        mood_checks.ask_no_more(user=user)
    provider = next(entry for entry in registries.personal_data() if entry.name == name)
    rows = json.loads(json.dumps(list(provider.export(ada)), default=str))
    assert rows
    assert all(row.get("title", "Casablanca") in {"Casablanca", "Michael Curtiz"} for row in rows)
    assert provider.erase(ada) == len(rows)
    assert list(provider.export(ada)) == []
    assert len(list(provider.export(ben))) == len(rows)
