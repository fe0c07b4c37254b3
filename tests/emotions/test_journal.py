"""A person's own readings: corrected, shared, deleted, kept from a guest's visit, summed up."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from emotions import selectors, services
from emotions.errors import ReadingExpired, ReadingNotFound, UnknownMood
from emotions.models import MoodAnalysis
from emotions.presentation import view_of
from emotions.signals import SESSION_KEY
from ml.moods import MOODS
from moodflix_site.common.models import StoredObject

pytestmark = pytest.mark.services
NOBODYS = [0, 10**9, 2**63, -1]


@pytest.fixture
def guest_reading(db, words):
    return services.analyse(user=None, modality="text", text=words, keep=False, source="page")


def test_a_kept_reading_reads_back_as_it_was_made(ada, kept, words):
    view = selectors.reading_view(user=ada, analysis_id=kept.pk)
    assert view.text == words
    assert view.scores == kept.scores
    assert (view.mood, view.model, view.tier) == (kept.mood, kept.model, kept.tier)
    assert view.ordered[0] == (view.mood, view.confidence)


def test_an_unsure_reading_asks_a_question(ada, kept):
    MoodAnalysis.objects.filter(pk=kept.pk).update(threshold=1.0)
    view = selectors.reading_view(user=ada, analysis_id=kept.pk)
    assert not view.is_sure
    assert view.question
    assert view.headline.startswith("Not sure: ")


def test_a_sure_reading_asks_nothing(ada, kept):
    MoodAnalysis.objects.filter(pk=kept.pk).update(threshold=0.0)
    view = selectors.reading_view(user=ada, analysis_id=kept.pk)
    assert view.is_sure
    assert view.question is None


def test_somebody_elses_reading_is_not_found(ben, kept):
    with pytest.raises(ReadingNotFound):
        selectors.reading_view(user=ben, analysis_id=kept.pk)


@pytest.mark.parametrize("analysis_id", NOBODYS)
def test_a_reading_that_never_was_is_not_found(ada, analysis_id):
    with pytest.raises(ReadingNotFound):
        selectors.reading_view(user=ada, analysis_id=analysis_id)
    with pytest.raises(ReadingNotFound):
        services.delete(user=ada, analysis_id=analysis_id)


@pytest.mark.parametrize(
    "change",
    [
        lambda user, pk: services.correct(user=user, analysis_id=pk, mood="joy"),
        lambda user, pk: services.share_with_staff(user=user, analysis_id=pk, shared=True),
        lambda user, pk: services.delete(user=user, analysis_id=pk),
        lambda user, pk: services.forget_words(user=user, analysis_id=pk),
    ],
)
def test_nobody_changes_somebody_elses_reading(ben, kept, change):
    with pytest.raises(ReadingNotFound):
        change(ben, kept.pk)
    after = MoodAnalysis.objects.get(pk=kept.pk)
    assert (after.corrected_mood, after.shared_with_staff) == (None, False)
    assert after.text


def test_a_correction_keeps_what_the_model_said(ada, kept):
    services.correct(user=ada, analysis_id=kept.pk, mood="surprise")
    view = selectors.reading_view(user=ada, analysis_id=kept.pk)
    assert view.corrected == "surprise"
    assert view.mood == kept.mood


def test_films_follow_the_corrected_mood(ada, kept):
    services.correct(user=ada, analysis_id=kept.pk, mood="surprise")
    felt = selectors.reading_view(user=ada, analysis_id=kept.pk).felt
    assert felt == {mood: float(mood == "surprise") for mood in MOODS}


def test_a_correction_can_be_taken_back(ada, kept):
    services.correct(user=ada, analysis_id=kept.pk, mood="surprise")
    services.correct(user=ada, analysis_id=kept.pk, mood=None)
    assert selectors.reading_view(user=ada, analysis_id=kept.pk).corrected is None


@pytest.mark.parametrize("mood", ["bliss", "JOY", ""])
def test_a_mood_that_is_none_of_the_eight_changes_nothing(ada, kept, mood):
    with pytest.raises(UnknownMood):
        services.correct(user=ada, analysis_id=kept.pk, mood=mood)
    assert MoodAnalysis.objects.get(pk=kept.pk).corrected_mood is None


def test_deleting_a_reading_takes_its_words_along(ada, kept):
    services.delete(user=ada, analysis_id=kept.pk)
    assert not MoodAnalysis.objects.exists()
    assert not StoredObject.objects.exists()


def test_words_can_be_forgotten_and_the_mix_stays(ada, kept):
    services.share_with_staff(user=ada, analysis_id=kept.pk, shared=True)
    services.forget_words(user=ada, analysis_id=kept.pk)
    services.forget_words(user=ada, analysis_id=kept.pk)
    view = selectors.reading_view(user=ada, analysis_id=kept.pk)
    assert (view.text, view.mood, view.shared_with_staff) == (None, kept.mood, False)
    assert not StoredObject.objects.exists()


def test_a_person_who_goes_takes_readings_and_words_along(ada, kept):
    ada.delete()
    assert not MoodAnalysis.objects.exists()
    assert not StoredObject.objects.exists()


def test_a_reading_whose_words_cannot_be_unlocked_still_shows_its_mix(ada, settings, words):
    settings.STORAGE_ENCRYPTION_KEYS = ["ZmDfcTF7_60GrrY167zsiPd67pEvs0aGOv2oasOM1Pg="]
    reading = services.analyse(user=ada, modality="text", text=words, keep=True, source="page")
    settings.STORAGE_ENCRYPTION_KEYS = []
    view = selectors.reading_view(user=ada, analysis_id=reading.analysis_id)
    assert view.text is None
    assert view.mood == reading.prediction.mood


def test_pages_hold_the_newest_first(ada):
    for text in ("one happy day", "two happy days", "three happy days"):
        services.analyse(user=ada, modality="text", text=text, keep=True, source="page")
    page = selectors.readings_page(user=ada, number=1, size=2)
    assert [view.text for view in page] == ["three happy days", "two happy days"]
    assert page.has_next()
    assert [view.text for view in selectors.readings_page(user=ada, number="99", size=2)] == ["one happy day"]


def test_a_page_of_readings_costs_the_same_however_many_there_are(ada, django_assert_num_queries):
    for number in range(6):
        services.analyse(user=ada, modality="text", text=f"happy day {number}", keep=True, source="page")
    with django_assert_num_queries(2):
        list(selectors.readings_page(user=ada))


def test_a_guests_reading_travels_without_its_words(guest_reading, words):
    from django.core import signing

    carried = signing.loads(services.sign_reading(guest_reading), salt=services.SALT)
    assert not any(word in str(carried) for word in words.split())


def test_a_guests_reading_is_kept_for_the_person_they_sign_in_as(ada, guest_reading):
    pk = services.keep_signed(user=ada, token=services.sign_reading(guest_reading))
    view = selectors.reading_view(user=ada, analysis_id=pk)
    assert view.mood == guest_reading.prediction.mood
    assert view.text is None


def test_keeping_the_same_reading_twice_keeps_it_once(ada, guest_reading):
    token = services.sign_reading(guest_reading)
    assert services.keep_signed(user=ada, token=token) == services.keep_signed(user=ada, token=token)
    assert MoodAnalysis.objects.count() == 1


@pytest.mark.parametrize("token", ["", "junk", "a:b:c", "é" * 50])
def test_a_reading_that_was_not_signed_here_is_refused(ada, token):
    with pytest.raises(ReadingExpired):
        services.keep_signed(user=ada, token=token)
    assert not MoodAnalysis.objects.exists()


def test_a_changed_reading_is_refused(ada, guest_reading):
    token = services.sign_reading(guest_reading)
    with pytest.raises(ReadingExpired):
        services.keep_signed(user=ada, token=("A" if token[0] != "A" else "B") + token[1:])


def test_a_signed_reading_is_too_old_after_its_hour(ada, guest_reading, monkeypatch):
    token = services.sign_reading(guest_reading)
    monkeypatch.setattr(services, "KEEP_WITHIN_SECONDS", -1)
    with pytest.raises(ReadingExpired):
        services.keep_signed(user=ada, token=token)


def test_signing_in_keeps_what_the_session_carries(ada, guest_reading):
    session = SessionStore()
    session[SESSION_KEY] = services.sign_reading(guest_reading)
    user_logged_in.send(sender=type(ada), request=SimpleNamespace(session=session), user=ada)
    assert MoodAnalysis.objects.filter(user=ada).count() == 1
    assert SESSION_KEY not in session


def test_signing_in_with_a_stale_reading_still_signs_in(ada):
    session = SessionStore()
    session[SESSION_KEY] = "stale"
    user_logged_in.send(sender=type(ada), request=SimpleNamespace(session=session), user=ada)
    assert not MoodAnalysis.objects.exists()
    assert SESSION_KEY not in session


def test_the_week_is_the_mean_of_the_last_seven_days(ada):
    for mood, days in (("joy", 0), ("sadness", 1), ("fear", 9)):
        _row(ada, mood, days)
    week = selectors.week_mix(user=ada)
    assert week.scores["joy"] == week.scores["sadness"] == pytest.approx(0.5)
    assert week.scores["fear"] == 0
    assert week.evenings == 2
    assert week.sentence.startswith("Two evenings, ")


def test_the_week_follows_corrections(ada):
    row = _row(ada, "joy", 0)
    services.correct(user=ada, analysis_id=row.pk, mood="sadness")
    assert selectors.week_mix(user=ada).scores["sadness"] == 1


def test_the_week_of_somebody_who_reads_all_the_time_is_bounded(ada, monkeypatch):
    monkeypatch.setattr(selectors, "WEEK_READINGS", 2)
    for mood in ("fear", "joy", "joy"):
        _row(ada, mood, 0)
    assert selectors.week_mix(user=ada).scores["joy"] == 1


def test_a_week_without_readings_has_no_mix(ada):
    assert selectors.week_mix(user=ada) is None


def test_a_view_of_a_guests_reading_may_show_the_words_once(guest_reading, words):
    assert view_of(guest_reading, text=words).text == words
    assert view_of(guest_reading).analysis_id is None


def _row(user, mood, days):
    return MoodAnalysis.objects.create(
        user=user,
        scores={other: float(other == mood) for other in MOODS},
        mood=mood,
        confidence=1.0,
        threshold=0.4,
        valence=0.0,
        arousal=0.0,
        latency_ms=1.0,
        model="text-lexicon",
        tier="fallback",
        source="page",
        created_at=timezone.now() - timedelta(days=days),
    )
