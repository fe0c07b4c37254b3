"""Asking once how a film left somebody; the answer beside how the evening began, and what the answers add up to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ml.moods import AFFECT, affect
from recommendations.errors import NothingAsked, UnknownAnswer
from recommendations.feedback import events, mood_checks
from recommendations.feedback.effects import effects_of
from recommendations.feedback.evening import Evening
from recommendations.feedback.models import EventKind, FilmEvent, MoodCheck
from tests.recommendations.test_feedback_kept import SCORES, reading_of

pytestmark = [pytest.mark.django_db, pytest.mark.services]


@pytest.fixture
def casablanca(film):
    return film("Casablanca", 1942)


def _happened(user, film, kind=EventKind.OPENED, *, minutes, reading=None, dial=""):
    """`kind` happened so many minutes ago, on the evening of `reading`."""
    reading = reading or reading_of(user, minutes=minutes + 5)
    events.note(user=user, film_id=film.pk, kind=kind, evening=Evening(reading.pk, dial))
    at = timezone.now() - timedelta(minutes=minutes)
    FilmEvent.objects.filter(user=user, film=film, kind=kind, reading=reading).update(at=at)
    return reading


@pytest.mark.parametrize("kind", [EventKind.OPENED, EventKind.SAVED])
def test_nothing_is_asked_before_the_film_can_have_ended(ada, casablanca, kind):
    _happened(ada, casablanca, kind, minutes=casablanca.runtime - 5)
    assert mood_checks.pending(ada) is None


@pytest.mark.parametrize("kind", [EventKind.OPENED, EventKind.SAVED])
def test_film_that_can_have_ended_is_asked_about(ada, casablanca, kind):
    reading = _happened(ada, casablanca, kind, minutes=casablanca.runtime + 5)
    question = mood_checks.pending(ada)
    assert (question.reading_id, question.film_id, question.title) == (reading.pk, casablanca.pk, "Casablanca")


def test_film_marked_as_seen_after_its_length_is_asked_about_at_once(ada, casablanca):
    reading = reading_of(ada, minutes=casablanca.runtime + 20)
    _happened(ada, casablanca, EventKind.SEEN, minutes=0, reading=reading)
    assert mood_checks.pending(ada).film_id == casablanca.pk


def test_film_marked_as_seen_right_after_the_reading_was_seen_another_day(ada, casablanca):
    reading = reading_of(ada, hours=5)
    _happened(ada, casablanca, EventKind.SEEN, minutes=295, reading=reading)
    assert mood_checks.pending(ada) is None


def test_nothing_is_asked_after_three_days(ada, casablanca):
    reading = _happened(ada, casablanca, minutes=200)
    FilmEvent.objects.filter(reading=reading).update(at=timezone.now() - timedelta(days=3, minutes=1))
    assert mood_checks.pending(ada) is None


@pytest.mark.parametrize("kind", [EventKind.DISMISSED, EventKind.TRAILER])
def test_film_that_was_not_chosen_is_not_asked_about(ada, casablanca, kind):
    _happened(ada, casablanca, kind, minutes=300)
    assert mood_checks.pending(ada) is None


def test_film_without_an_evening_is_not_asked_about(ada, casablanca):
    events.note(user=ada, film_id=casablanca.pk, kind=EventKind.OPENED)
    FilmEvent.objects.update(at=timezone.now() - timedelta(hours=5))
    assert mood_checks.pending(ada) is None


def test_of_one_evening_the_film_marked_as_seen_counts(ada, casablanca, film):
    reading = reading_of(ada, hours=6)
    _happened(ada, casablanca, EventKind.SEEN, minutes=60, reading=reading)
    _happened(ada, film("Vertigo", 1958), EventKind.OPENED, minutes=200, reading=reading)
    assert mood_checks.pending(ada).title == "Casablanca"
    assert mood_checks.pending(ada, film_id=film("Vertigo", 1958).pk) is None


def test_only_one_question_waits_and_it_is_the_latest_evenings(ada, casablanca, film):
    _happened(ada, casablanca, minutes=1500)
    _happened(ada, film("Vertigo", 1958), minutes=300)
    assert mood_checks.pending(ada).title == "Vertigo"


def test_asking_is_one_query(ada, casablanca, django_assert_num_queries):
    _happened(ada, casablanca, minutes=200)
    with django_assert_num_queries(1):
        assert mood_checks.pending(ada)


def test_answer_keeps_the_mix_before_and_the_mood_after_and_no_words(ada, casablanca):
    reading = _happened(ada, casablanca, minutes=200, dial="lift")
    check = mood_checks.answer(
        user=ada, reading_id=reading.pk, film_id=casablanca.pk, given=mood_checks.answer_of("mood:joy")
    )
    assert (check.before_valence, check.before_arousal) == pytest.approx(affect(SCORES))
    assert (check.before_mood, check.after_mood, check.dial) == ("sadness", "joy", "lift")
    assert (check.after_valence, check.after_arousal) == AFFECT["joy"]
    assert not [field.name for field in MoodCheck._meta.fields if "text" in field.name or "word" in field.name]


def test_correction_counts_before(ada, casablanca):
    reading = _happened(ada, casablanca, minutes=200)
    reading.corrected_mood = "anger"
    reading.save()
    check = mood_checks.answer(
        user=ada, reading_id=reading.pk, film_id=casablanca.pk, given=mood_checks.answer_of("step:5")
    )
    assert (check.before_mood, check.before_valence) == ("anger", AFFECT["anger"][0])
    assert (check.after_valence, check.after_arousal) == (0.8, None)


@pytest.mark.parametrize("written", ["none", "step:3", "mood:fear"])
def test_every_answer_closes_the_question_and_can_be_taken_back(ada, casablanca, written):
    reading = _happened(ada, casablanca, minutes=200)
    given = mood_checks.answer_of(written)
    mood_checks.answer(user=ada, reading_id=reading.pk, film_id=casablanca.pk, given=given)
    assert mood_checks.pending(ada) is None
    assert mood_checks.take_back(user=ada, reading_id=reading.pk)
    assert mood_checks.pending(ada)


def test_second_answer_changes_nothing(ada, casablanca):
    reading = _happened(ada, casablanca, minutes=200)
    for written in ("mood:joy", "mood:anger"):
        given = mood_checks.answer_of(written)
        mood_checks.answer(user=ada, reading_id=reading.pk, film_id=casablanca.pk, given=given)
    assert MoodCheck.objects.get().after_mood == "joy"


@pytest.mark.parametrize("written", ["", "mood:", "mood:hunger", "step:0", "step:6", "step:１", "joy", "none:1"])
def test_answer_we_do_not_know_is_a_typed_error(written):
    with pytest.raises(UnknownAnswer):
        mood_checks.answer_of(written)


def test_nobody_answers_for_an_evening_of_anothers(ada, ben, casablanca):
    reading = _happened(ada, casablanca, minutes=200)
    with pytest.raises(NothingAsked):
        mood_checks.answer(
            user=ben, reading_id=reading.pk, film_id=casablanca.pk, given=mood_checks.answer_of("mood:joy")
        )
    assert mood_checks.pending(ben) is None
    assert not mood_checks.take_back(user=ben, reading_id=reading.pk)


def test_who_wants_no_questions_gets_none_until_they_do(ada, casablanca):
    _happened(ada, casablanca, minutes=200)
    for _ in range(2):
        mood_checks.ask_no_more(user=ada)
    assert mood_checks.pending(ada) is None
    mood_checks.ask_again(user=ada)
    assert mood_checks.pending(ada)


def test_answer_goes_with_its_reading(ada, casablanca):
    reading = _happened(ada, casablanca, minutes=200)
    mood_checks.answer(user=ada, reading_id=reading.pk, film_id=casablanca.pk, given=mood_checks.answer_of("step:4"))
    reading.delete()
    assert not MoodCheck.objects.exists()


# --- What the answers add up to


def _answered(user, film, before, after, *, mood="sadness", dial=""):
    return MoodCheck.objects.create(
        user=user,
        film=film,
        reading=reading_of(user, hours=4),
        dial=dial,
        before_mood=mood,
        before_valence=before,
        before_arousal=0.0,
        after_valence=after,
    )


def test_four_answers_show_no_figure_and_say_how_many_are_missing(ada, casablanca):
    for _ in range(4):
        _answered(ada, casablanca, -0.4, 0.0)
    found = effects_of(ada)
    assert (found.answers, found.missing, found.found) == (4, 1, ())


def test_five_answers_show_the_mean_change(ada, casablanca):
    for after in (-0.8, -0.4, 0.0, 0.4, 0.8):
        _answered(ada, casablanca, -0.4, after, dial="lift")
        _answered(ada, casablanca, -0.4, after, mood="neutral")
    everything, _, sad, lifted = effects_of(ada).found
    assert (everything.group, sad.key, lifted.key) == ("all", "sadness", "lift")
    assert everything.valence.mean == pytest.approx(0.4)
    assert everything.arousal is None
    assert sad.sentence.startswith("Films you chose while sad: lighter afterwards, +0.4 (")
    assert sad.sentence.endswith("too few to be sure.")
    assert lifted.sentence.startswith("Films you asked to lift you: ")


def test_part_that_is_the_whole_is_not_said_twice(ada, casablanca):
    for _ in range(5):
        _answered(ada, casablanca, -0.4, 0.0, dial="lift")
    assert [effect.group for effect in effects_of(ada).found] == ["all"]


def test_mood_with_few_evenings_has_no_line_of_its_own(ada, casablanca):
    for place in range(6):
        _answered(ada, casablanca, 0.0, 0.4, mood="joy" if place else "anger")
    assert [effect.key for effect in effects_of(ada).found] == ["", "joy"]


def test_answer_that_says_nothing_counts_for_nothing(ada, casablanca):
    for _ in range(5):
        _answered(ada, casablanca, 0.0, None)
    assert effects_of(ada).answers == 0


def test_effects_of_one_person_are_made_of_their_own_answers(ada, ben, casablanca):
    for _ in range(5):
        _answered(ada, casablanca, 0.0, 0.4)
    assert effects_of(ben).answers == 0
