"""The one gate to the models: consent, bounds, and what is stored."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from accounts.errors import ConsentRequired
from emotions.errors import EmptyText, ModalityUnavailable, TooManyTexts
from emotions.models import MoodAnalysis
from emotions.services import analyse, analyse_many
from ml.errors import UnknownModel
from ml.moods import MOODS
from moodflix_site.common.models import StoredObject
from moodflix_site.common.text import TextTooLong, UnusableText

pytestmark = pytest.mark.services


def read(text="I miss my sister.", *, user=None, keep=False, source="page", **more):
    return analyse(user=user, modality="text", text=text, keep=keep, source=source, **more)


def rows_of_the_room():
    models = [*apps.get_app_config("emotions").get_models(), StoredObject]
    return sum(model.objects.count() for model in models)


def test_a_reading_says_all_eight_moods_and_who_made_it(db):
    made = read().prediction
    assert set(made.scores) == set(MOODS)
    assert sum(made.scores.values()) == pytest.approx(1)
    assert made.model
    assert made.tier in {"primary", "secondary", "fallback"}


def test_a_kept_reading_holds_the_mix_and_the_words(ada):
    reading = read(user=ada, keep=True)
    row = MoodAnalysis.objects.get(pk=reading.analysis_id)
    assert row.user == ada
    assert row.mood == reading.prediction.mood
    assert row.scores == pytest.approx(dict(reading.prediction.scores), abs=1e-6)
    assert row.text.owner == ada


def test_the_words_are_sealed_when_the_site_has_keys(ada, settings):
    settings.STORAGE_ENCRYPTION_KEYS = ["ZmDfcTF7_60GrrY167zsiPd67pEvs0aGOv2oasOM1Pg="]
    row = MoodAnalysis.objects.get(pk=read("I miss my sister.", user=ada, keep=True).analysis_id)
    assert b"sister" not in bytes(row.text.body)


def test_nothing_is_stored_unless_it_was_asked_for(ada):
    assert read(user=ada, keep=False).analysis_id is None
    assert rows_of_the_room() == 0


@pytest.mark.parametrize("guest", [None, AnonymousUser()])
def test_a_guest_stores_nothing_even_when_asking_to(db, guest):
    assert read(user=guest, keep=True).analysis_id is None
    assert rows_of_the_room() == 0


@pytest.mark.parametrize("source", ["legacy", "stream"])
def test_the_original_routes_and_the_stream_store_nothing(ada, source):
    assert read(user=ada, keep=True, source=source).analysis_id is None
    assert rows_of_the_room() == 0


def test_a_batch_stores_nothing(ada):
    readings = analyse_many(user=ada, texts=["I am so glad.", "I am so tired of this."], source="api")
    assert [reading.analysis_id for reading in readings] == [None, None]
    assert rows_of_the_room() == 0


def test_a_batch_reads_in_order_and_like_one_at_a_time(db):
    texts = ["I am so glad you came!", "Everyone left me and I cry every night."]
    together = [reading.prediction.scores for reading in analyse_many(user=None, texts=texts, source="api")]
    alone = [read(text).prediction.scores for text in texts]
    for one, other in zip(together, alone, strict=True):
        assert one == pytest.approx(dict(other), abs=1e-3)


@pytest.mark.parametrize("text", ["", "   ", "\n\t \r\n", "\u00a0\u2003"])
def test_a_text_without_words_is_refused(db, text):
    with pytest.raises(EmptyText):
        read(text)


@pytest.mark.parametrize(
    "text", ["\u200b", "\u2060\u2060", "\u200d\ufe0f", "\u3164", "\u2800", "\u034f \u202e", "\U000e0041"]
)
def test_a_text_in_which_nothing_can_be_seen_is_refused(db, text):
    with pytest.raises(EmptyText):
        read(text)


@pytest.mark.parametrize("text", ["...", "؟؟", "-- !"])
@pytest.mark.parametrize("model", ["primary", "secondary", "fallback"])
def test_a_text_without_a_word_in_it_is_never_read_with_certainty(db, text, model):
    made = read(text, model=model).prediction
    assert "no-words" in made.warnings
    assert not made.is_sure


@pytest.mark.parametrize("text", ["👍", "😭😭"])
def test_emoji_are_words_to_the_model_that_spells_them_out(db, text):
    assert "no-words" not in read(text, model="primary").prediction.warnings


def test_one_character_too_many_is_refused(db, settings):
    with pytest.raises(TextTooLong):
        read("a" * (settings.MAX_TEXT_LENGTH + 1))


def test_a_text_of_just_the_longest_length_is_read(db, settings):
    assert read(("glad" * settings.MAX_TEXT_LENGTH)[: settings.MAX_TEXT_LENGTH]).characters == settings.MAX_TEXT_LENGTH


def test_line_ends_of_a_browser_count_once(db, settings):
    assert read("a\r\n" * (settings.MAX_TEXT_LENGTH // 2)).characters == settings.MAX_TEXT_LENGTH - 1


@pytest.mark.parametrize("text", ["with a \0 in it", "half a character \ud83d"])
def test_what_no_database_can_hold_is_refused(db, text):
    with pytest.raises(UnusableText):
        read(text)


@pytest.mark.parametrize("text", ["😭😭", "<script>alert(1)</script>", "'; DROP TABLE users;--", "ما هذا", "a" * 4999])
def test_odd_text_gets_an_honest_answer(db, text):
    assert sum(read(text).prediction.scores.values()) == pytest.approx(1)


def test_what_no_model_here_can_read_is_said(ada):
    with pytest.raises(ModalityUnavailable):
        analyse(user=ada, modality="voice", text="", keep=False, source="api")


def test_a_guest_never_passes_for_another_modality(db, monkeypatch):
    monkeypatch.setattr("emotions.bounds.READABLE", frozenset({"text", "voice"}))
    with pytest.raises(ConsentRequired):
        analyse(user=None, modality="voice", text="x", keep=False, source="api")


def test_a_model_that_does_not_exist_is_refused(db):
    with pytest.raises(UnknownModel):
        read(model="text-oracle")


def test_a_tier_can_be_asked_for_by_name(db):
    assert read(model="fallback").prediction.tier == "fallback"


def test_auto_means_the_best_model_there_is(db):
    assert read(model="auto").prediction.model == read().prediction.model


@pytest.mark.parametrize("count", [0, 11])
def test_a_batch_holds_one_to_ten_texts(db, count):
    with pytest.raises(TooManyTexts):
        analyse_many(user=None, texts=["glad"] * count, source="api")


def test_one_bad_text_refuses_the_batch_and_is_named(db):
    with pytest.raises(EmptyText) as refused:
        analyse_many(user=None, texts=["fine", "  ", "fine"], source="api")
    assert list(refused.value.fields) == ["texts.1"]
