"""Evenings of several people: seats, the list, vetoes, the choice, and what is left afterwards."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import registries
from accounts.personal_data import erase_everything
from moodflix_site.common.errors import BadInput
from recommendations.feedback import opinions
from recommendations.models import Film
from recommendations.together import selectors, services
from recommendations.together.errors import (
    AlreadyChosen,
    EveningFull,
    LinkClosed,
    NameTaken,
    NotAtThisEvening,
    NotOnTheList,
    NotYours,
    TooManyEvenings,
    TooManyVetoes,
    UnknownEvening,
    UnusableName,
)
from recommendations.together.lists import refresh
from recommendations.together.models import Evening, KeptEvening, Member, Turn
from recommendations.together.tasks import end_evenings, forget_turns

pytestmark = pytest.mark.django_db


def ids(member):
    return [choice.film.id for choice in selectors.room(member=member).films]


def provider(name="evenings_together"):
    return next(entry for entry in registries.personal_data() if entry.name == name)


# --- Seats


def test_link_cannot_be_guessed_and_each_is_new(ada):
    tokens = {services.start(user=ada, name="Ada").evening.token for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 32 for token in tokens)


def test_six_people_and_no_more(evening):
    for number in range(5):
        services.join(token=evening.token, user=None, name=f"Guest {number}")
    with pytest.raises(EveningFull):
        services.join(token=evening.token, user=None, name="One too many")
    assert evening.members.count() == 6


def test_seat_that_somebody_left_is_free_again(evening, guest):
    services.leave(member=guest)
    assert not Member.objects.filter(pk=guest.pk).exists()
    evening.refresh_from_db()
    assert evening.seats == 1


def test_closed_link_lets_nobody_in_and_can_be_opened_again(evening, host):
    services.set_open(member=host, is_open=False)
    with pytest.raises(LinkClosed):
        services.join(token=evening.token, user=None, name="Cleo")
    services.set_open(member=host, is_open=True)
    assert services.join(token=evening.token, user=None, name="Cleo")


def test_name_is_one_persons(evening, host):
    with pytest.raises(NameTaken):
        services.join(token=evening.token, user=None, name=" ada ")


@pytest.mark.parametrize("name", ["", "   ", "x" * 31, "\u202etxt"])
def test_name_has_to_be_readable(evening, name):
    with pytest.raises(UnusableName):
        services.join(token=evening.token, user=None, name=name)


def test_coming_twice_is_coming_once(evening, ben):
    first = services.join(token=evening.token, user=ben, name="Ben")
    assert services.join(token=evening.token, user=ben, name="Benjamin") == first


def test_three_evenings_at_once_are_enough(ada):
    for _ in range(3):
        services.start(user=ada, name="Ada")
    with pytest.raises(TooManyEvenings):
        services.start(user=ada, name="Ada")


def test_only_its_members_find_their_seat(evening, guest, ben):
    assert services.member_at(token=evening.token, user=None, key=guest.key) == guest
    for user, key in ((ben, guest.key), (None, "wrong"), (None, "")):
        with pytest.raises(NotAtThisEvening):
            services.member_at(token=evening.token, user=user, key=key)
    with pytest.raises(UnknownEvening):
        services.member_at(token="nowhere", user=None, key=guest.key)


def test_evening_past_its_time_is_not_there_and_is_swept_with_its_guests(evening, guest):
    Evening.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(UnknownEvening):
        services.evening_of(evening.token)
    assert end_evenings() == 1
    assert not Member.objects.exists()


def test_only_its_owner_ends_an_evening(guest, host):
    with pytest.raises(NotYours):
        services.end(member=guest)
    services.end(member=host)
    assert not Evening.objects.exists()
    assert not Member.objects.exists()


# --- The list


def test_there_is_no_list_before_two_have_said_what_they_feel_like(host, guest):
    services.feel(member=host, mix={"joy": 1})
    assert ids(host) == []
    services.feel(member=guest, mix={"sadness": 1})
    assert len(ids(host)) == 12


def test_everybody_sees_the_same_list(both_ready):
    host, guest = both_ready
    assert ids(host) == ids(guest)
    assert len(set(ids(host))) == 12


def test_first_film_is_best_for_the_one_it_suits_least(both_ready):
    choices = selectors.room(member=both_ready[0]).films
    worst = [min(fit.percent for fit in choice.fits) for choice in choices]
    assert worst == sorted(worst, reverse=True)
    assert worst[0] >= 50
    assert all(choice.good_for_everyone == (low >= 60) for choice, low in zip(choices, worst, strict=True))


def test_words_are_read_for_the_evening_and_not_kept(host, guest, ada):
    services.say(member=host, user=ada, text="I can't stop smiling today, she said yes!")
    host.refresh_from_db()
    assert max(host.mix, key=host.mix.get) == "joy"
    assert not ada.mood_analyses.exists()


def test_ruled_out_genre_comes_for_nobody(both_ready):
    host, guest = both_ready
    before = selectors.room(member=host).films
    genre = before[0].film.genres[0]
    services.rule_out(member=guest, genres=[genre], avoid=[])
    after = selectors.room(member=host).films
    assert after
    assert not any(genre in choice.film.genres for choice in after)


def test_avoided_topic_comes_for_nobody_and_nobody_sees_whose_it_is(both_ready):
    host, guest = both_ready
    services.rule_out(member=guest, genres=[], avoid=["war"])
    shown = selectors.room(member=host)
    assert not any("War" in choice.film.genres for choice in shown.films)
    assert shown.ruled_out == "1 topic ruled out for tonight."
    assert "war" not in repr(shown.people).lower()
    assert shown.yours.avoid == ()


@pytest.mark.parametrize(
    ("genres", "avoid"), [(["Poetry"], []), ([], ["mondays"]), (["Drama", "War", "Crime", "Western"], [])]
)
def test_unknown_or_too_many_limits_are_refused(host, genres, avoid):
    with pytest.raises(BadInput):
        services.rule_out(member=host, genres=genres, avoid=avoid)


def test_refused_film_is_gone_until_it_is_taken_back(both_ready):
    host, guest = both_ready
    first = ids(host)[0]
    services.refuse(member=guest, film_id=first)
    guest.refresh_from_db()
    assert first not in ids(host)
    assert [film.id for film in selectors.room(member=guest).yours.refused] == [first]
    assert selectors.room(member=host).yours.refused == ()
    services.allow(member=guest, film_id=first)
    assert first in ids(host)


def test_three_films_are_all_one_person_can_refuse(both_ready):
    _, guest = both_ready
    for _ in range(3):
        services.refuse(member=guest, film_id=ids(guest)[0])
        guest.refresh_from_db()
    with pytest.raises(TooManyVetoes):
        services.refuse(member=guest, film_id=ids(guest)[0])
    with pytest.raises(NotOnTheList):
        services.refuse(member=Member.objects.exclude(pk=guest.pk).get(), film_id=1)


def test_what_a_members_account_refuses_or_has_seen_is_offered_to_nobody(both_ready, ada):
    host, _ = both_ready
    refused, seen, *_ = ids(host)
    opinions.dislike(user=ada, film_id=refused)
    opinions.mark_seen(user=ada, film_id=seen)
    refresh(host.evening)
    assert not {refused, seen} & set(ids(host))


def test_list_of_somebody_who_left_no_longer_counts_them(both_ready):
    host, guest = both_ready
    services.leave(member=guest)
    assert ids(host) == []


def test_every_change_moves_the_version(both_ready):
    host, guest = both_ready
    before = selectors.version_of(host)
    services.feel(member=guest, mix={"fear": 1})
    middle = selectors.version_of(host)
    services.choose(member=guest, film_id=ids(host)[0])
    assert before < middle < selectors.version_of(host)


def test_list_is_worked_out_anew_where_somebody_was_quicker(both_ready, monkeypatch):
    """The second of two who speak at once sees that the list moved under it, and takes both into account."""
    from recommendations.together import lists

    host, guest = both_ready
    once, real = [], lists.worked_out

    def slow(evening):
        made = real(evening)
        if not once:
            once.append(True)
            Member.objects.filter(pk=guest.pk).update(without=["Drama"])
            real_refresh(evening)
        return made

    real_refresh = lists.refresh
    monkeypatch.setattr(lists, "worked_out", slow)
    lists.refresh(host.evening)
    assert not any("Drama" in choice.film.genres for choice in selectors.room(member=host).films)


# --- The choice and turns


def test_of_two_who_choose_at_once_the_first_counts(both_ready):
    host, guest = both_ready
    first, second, *_ = ids(host)
    services.choose(member=host, film_id=first)
    with pytest.raises(AlreadyChosen):
        services.choose(member=guest, film_id=second)
    services.choose(member=guest, film_id=first)
    assert selectors.room(member=guest).chosen.film.id == first


def test_nothing_moves_once_a_film_is_chosen_until_its_owner_takes_it_back(both_ready):
    host, guest = both_ready
    services.choose(member=guest, film_id=ids(host)[0])
    with pytest.raises(AlreadyChosen):
        services.feel(member=guest, mix={"fear": 1})
    with pytest.raises(AlreadyChosen):
        services.join(token=host.evening.token, user=None, name="Late")
    with pytest.raises(NotYours):
        services.take_back(member=guest)
    services.take_back(member=host)
    assert not Turn.objects.exists()
    services.feel(member=guest, mix={"fear": 1})


def test_film_that_is_not_on_the_list_cannot_be_chosen(both_ready):
    other = Film.objects.exclude(pk__in=ids(both_ready[0])).first()
    with pytest.raises(NotOnTheList):
        services.choose(member=both_ready[0], film_id=other.pk)


def together_again(ada, ben):
    """Ada and Ben, once more; both ready."""
    host = services.start(user=ada, name="Ada")
    friend = services.join(token=host.evening.token, user=ben, name="Ben")
    services.feel(member=host, mix={"joy": 1})
    services.feel(member=friend, mix={"fear": 1})
    return host, friend


def test_who_gave_way_leads_the_next_evening_of_the_same_people(ada, ben):
    host, friend = together_again(ada, ben)
    evening = Evening.objects.get()
    uneven = max(evening.shortlist, key=lambda entry: entry["fits"][str(friend.pk)] - entry["fits"][str(host.pk)])
    before = {film: position for position, film in enumerate(ids(host))}
    assert "Nobody’s turn" in selectors.room(member=host).turn
    services.choose(member=friend, film_id=uneven["film_id"])
    Turn.objects.filter(user=ben).update(gave_way=0.1)
    Turn.objects.filter(user=ada).update(gave_way=0.8)
    services.end(member=host)

    host, friend = together_again(ada, ben)
    assert selectors.room(member=host).turn.startswith("It’s your turn: you gave way most")
    assert selectors.room(member=friend).turn.startswith("It’s Ada’s turn: Ada gave way most")
    fits = [{fit.name: fit.percent for fit in choice.fits} for choice in selectors.room(member=host).films]
    assert sum(fit["Ada"] for fit in fits) > sum(fit["Ben"] for fit in fits)
    assert ids(host) != list(before)


def test_evenings_with_other_people_make_no_turn(ada, ben, staff):
    host, _ = together_again(ada, ben)
    services.choose(member=host, film_id=ids(host)[0])
    services.end(member=host)
    Turn.objects.filter(user=ada).update(gave_way=1.0)
    other = services.start(user=ada, name="Ada")
    services.join(token=other.evening.token, user=staff, name="Sam")
    assert "Nobody’s turn" in selectors.room(member=other).turn


def test_guests_leave_no_turn_behind(both_ready, ada):
    services.choose(member=both_ready[0], film_id=ids(both_ready[0])[0])
    assert [turn.user for turn in Turn.objects.all()] == [ada]
    Turn.objects.update(at=timezone.now() - timedelta(days=400))
    assert forget_turns() == 1


def test_evening_is_kept_by_whoever_wants_to_and_by_nobody_else(ada, ben):
    host, friend = together_again(ada, ben)
    chosen = ids(host)[0]
    services.choose(member=host, film_id=chosen)
    services.keep(member=friend)
    services.keep(member=friend)
    (kept,) = KeptEvening.objects.all()
    assert (kept.user, kept.film_id, kept.others) == (ben, chosen, 1)
    services.end(member=host)
    assert selectors.kept_evenings(ben)[0].film_id == chosen
    services.forget(user=ada, kept_id=kept.pk)
    assert KeptEvening.objects.exists()
    services.forget(user=ben, kept_id=kept.pk)
    assert not KeptEvening.objects.exists()


# --- Whose data it is


def test_export_holds_what_is_ones_own_and_nothing_of_the_others(ada, ben):
    host, friend = together_again(ada, ben)
    services.rule_out(member=friend, genres=["Horror"], avoid=["war"])
    services.choose(member=host, film_id=ids(host)[0])
    services.keep(member=host)
    told = json.dumps(list(provider().export(ada)))
    assert {row["kind"] for row in json.loads(told)} == {"evening", "kept evening", "turn"}
    assert not any(word in told for word in ("Ben", "Horror", "war", 'fear": 1'))


def test_erasing_ends_ones_own_evenings_and_leaves_those_of_others(ada, ben):
    host, _ = together_again(ada, ben)
    other = services.start(user=ben, name="Ben")
    services.join(token=other.evening.token, user=ada, name="Ada")
    services.choose(member=host, film_id=ids(host)[0])
    assert provider().erase(ada) > 0
    assert list(provider().export(ada)) == []
    assert [member.name for member in Member.objects.all()] == ["Ben"]
    assert Evening.objects.get().seats == 1
    assert Turn.objects.filter(user=ben).exists()


def test_account_that_goes_takes_its_evenings_along(ada, both_ready):
    erase_everything(user=ada)
    assert not Evening.objects.exists()
    assert not Member.objects.exists()
