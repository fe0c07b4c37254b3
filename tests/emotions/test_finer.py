"""Finer feelings: their words, what of them is kept, and what programs and pages get."""

import json
import re
from dataclasses import replace

import pytest
from django.core import signing
from django.urls import reverse

from accounts.registries import personal_data
from emotions import finer, kept, selectors, services, views, wording
from emotions.answer import answer_of
from emotions.models import MoodAnalysis
from emotions.presentation import view_of
from emotions.serializers import AnswerSerializer
from emotions.types import Reading
from ml.feelings import STRENGTHS
from ml.moods import GOEMOTIONS, JOURNAL, MOODS
from ml.types import Prediction
from tests.emotions.readings import FULL, PLAIN, TEXT, mix

pytestmark = pytest.mark.services
API = "/api/v1/emotion/analyze/text"
LINES = "I miss my sister. I cried on the bus! Then she called, and I was so happy."


def held(user, made, **more):
    """A kept row of a prediction, as the gate stores it."""
    columns = {**kept.row_of(Reading(made, None, 7)), "sentences": kept.timeline_of(made)}
    return MoodAnalysis.objects.create(user=user, source="page", **{**columns, **more})


# --- words


def test_every_label_of_goemotions_has_words_and_a_mood():
    assert set(finer.WORDS) == set(GOEMOTIONS)
    assert {finer.mood_of(label) for label in GOEMOTIONS} == set(MOODS)


def test_the_headline_says_how_strongly_and_what_lies_beside_it():
    scores = mix(sadness=0.6, joy=0.2)
    said = wording.headline(scores, strength="strong", present=("sadness", "relief"))
    assert said == "Strongly sad, with some relief."
    assert wording.headline(scores, strength="moderate", present=("disappointment", "relief")) == (
        "Let down, with some relief."
    )
    assert wording.headline(scores, strength="mild", present=("relief",)) == "A little sad, with some relief."


@pytest.mark.parametrize("first", GOEMOTIONS)
def test_every_pair_of_labels_gives_a_grammatical_headline(first):
    for second in GOEMOTIONS:
        for strength in STRENGTHS:
            scores = mix(**{finer.mood_of(first): 0.7})
            said = wording.headline(scores, strength=strength, present=tuple(dict.fromkeys((first, second))))
            assert re.match(r"^[A-Z][a-z ]+, (and little else|with (some|a little) [a-z ]+)\.$", said), said


def test_strength_speaks_where_there_are_no_finer_feelings():
    said = [wording.headline(mix(sadness=0.6, love=0.2), strength=strength) for strength in STRENGTHS]
    assert said == [f"{lead}, with some warmth left." for lead in ("A little heavy", "Heavy", "Very heavy")]


def test_a_label_of_a_model_of_ones_own_goes_by_its_name():
    assert wording.headline(mix(joy=0.8), strength="strong", present=("inner_peace",)) == (
        "Strongly happy, with some inner peace."
    )
    (chip,) = view_of(Reading(replace(PLAIN, labels={"inner_peace": 0.7}, present=("inner_peace",)))).present
    assert (chip.word, chip.mood) == ("inner peace", None)


def test_the_question_names_the_finer_feelings_of_the_two_leading_moods():
    scores, labels = (
        mix(anger=0.3, sadness=0.25),
        {"anger": 0.2, "annoyance": 0.3, "grief": 0.4, "disappointment": 0.35},
    )
    asked = wording.choices(scores, labels, ("disappointment",))
    assert [(choice.felt, choice.mood) for choice in asked] == [("annoyed", "anger"), ("let down", "sadness")]
    assert wording.question(asked) == "More annoyed, or more let down?"


def test_the_question_falls_back_on_the_moods_where_no_label_was_heard():
    scores = mix(anger=0.3, neutral=0.25)
    assert wording.question(wording.choices(scores, {"annoyance": 0.02}, ())) == "More angry, or just level?"


# --- kept


def test_what_was_read_reads_back_from_its_row(ada):
    row = MoodAnalysis.objects.get(pk=held(ada, FULL).pk)
    made = selectors.reading_of(row).prediction
    assert made.labels == {"sadness": 0.8, "relief": 0.45, "neutral": 0.4}
    assert (made.present, made.intensity, made.language) == (FULL.present, FULL.intensity, FULL.language)
    assert made.unfamiliar
    assert (made.valence, made.arousal) == FULL.affect
    assert made.feelings == pytest.approx(FULL.feelings, abs=1e-5)
    assert [(one.start, one.end) for one in made.sentences] == [(0, 17), (18, 38)]


def test_a_row_of_an_older_version_stays_readable(ada):
    row = held(ada, PLAIN)
    view = selectors.view_of_row(row)
    assert (view.present, view.feelings, view.timeline, view.strength, view.language) == ((), (), (), None, "")
    assert (view.headline, view.question) == ("Heavy, with some light left.", None)
    assert view.valence == pytest.approx(PLAIN.valence, abs=1e-5)


def test_labels_come_back_in_order_whatever_the_database_did_to_them(ada):
    row = held(ada, FULL, labels={"neutral": 0.4, "relief": 0.45, "sadness": 0.8})
    assert selectors.reading_of(row).prediction.present == ("sadness", "relief", "neutral")


def test_what_is_kept_is_bounded():
    many = {f"label-{number}": 0.9 for number in range(40)}
    made = replace(FULL, labels=many, present=tuple(many), sentences=FULL.sentences * 100)
    assert len(kept.columns_of(made)["labels"]) == kept.MAX_LABELS
    assert len(kept.timeline_of(made)) == kept.MAX_SENTENCES


def test_a_guests_full_reading_fits_its_token_and_comes_back(ada):
    token = services.sign_reading(Reading(FULL, None, len(TEXT)))
    assert len(token) < views.TOKEN_LENGTH / 2
    assert "sentences" not in signing.loads(token, salt=services.SALT)
    made = selectors.reading_of(MoodAnalysis.objects.get(pk=services.keep_signed(user=ada, token=token))).prediction
    assert (made.present, made.intensity, made.unfamiliar) == (FULL.present, FULL.intensity, True)


def test_the_timeline_goes_with_the_words(ada, ada_api):
    pk = ada_api.post(API, {"text": LINES, "save": True, "sentences": True}, format="json").json()["analysis_id"]
    assert len(MoodAnalysis.objects.get(pk=pk).sentences) == 3
    services.forget_words(user=ada, analysis_id=pk)
    assert MoodAnalysis.objects.get(pk=pk).sentences == []


def test_no_row_holds_a_word_of_the_text_outside_the_vault(ada, ada_api):
    pk = ada_api.post(API, {"text": LINES, "save": True, "sentences": True}, format="json").json()["analysis_id"]
    row = MoodAnalysis.objects.values().get(pk=pk)
    assert not any(word in str(row) for word in ("sister", "bus", "called"))


def test_an_export_carries_the_finer_reading(ada):
    held(ada, FULL)
    export = next(one.export for one in personal_data() if one.name == "readings")
    (exported,) = export(ada)
    assert exported["labels"]["relief"] == 0.45
    assert (exported["language"], exported["unfamiliar"], set(exported["feelings"])) == ("de", True, set(JOURNAL))


# --- programs


def test_programs_get_all_labels_with_those_that_are_there_first():
    answer = AnswerSerializer(answer_of(Reading(FULL))).data
    assert [one["label"] for one in answer["labels"]][:4] == ["sadness", "relief", "neutral", "disappointment"]
    assert [one["present"] for one in answer["labels"]] == [True] * 3 + [False] * 25
    assert answer["intensity"] == {"value": 0.75, "name": "strong", "measured": False}
    assert (answer["language"], answer["unfamiliar"]) == ("de", True)
    assert [(one["start"], one["mood"]) for one in answer["sentences"]] == [(0, "sadness"), (18, "joy")]
    assert json.loads(json.dumps(answer))["feelings"]["tired"] == 1


def test_programs_get_empty_fields_from_a_model_without_finer_labels():
    answer = AnswerSerializer(answer_of(Reading(PLAIN))).data
    assert (answer["labels"], answer["feelings"], answer["sentences"], answer["choices"]) == ([], {}, [], [])
    assert (answer["intensity"], answer["language"], answer["unfamiliar"]) == (None, None, False)


def test_programs_get_the_question_with_its_two_answers():
    answer = answer_of(Reading(replace(FULL, threshold=0.9)))
    assert answer.question == "More sad, or more relieved?"
    assert [choice.mood for choice in answer.choices] == ["sadness", "joy"]


def test_a_timeline_comes_only_when_asked_for(ada_api):
    plain, timed = (
        ada_api.post(API, {"text": f"  {LINES}\r\n", "sentences": asked}, format="json").json()
        for asked in (False, True)
    )
    assert plain["sentences"] == []
    assert [LINES[one["start"] : one["end"]] for one in timed["sentences"]] == re.split(r"(?<=[.!]) ", LINES)
    assert all(one["scores"][one["mood"]] == max(one["scores"].values()) for one in timed["sentences"])
    assert plain["emotions"] == timed["emotions"]


@pytest.mark.parametrize("asked", ["perhaps", [], 7])
def test_a_timeline_that_is_no_yes_or_no_is_a_typed_error(ada_api, asked):
    answer = ada_api.post(API, {"text": LINES, "sentences": asked}, format="json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
    assert list(answer.json()["error"]["fields"]) == ["sentences"]


# --- pages


def test_a_choice_corrects_the_reading_and_the_page_says_so(ada, ada_page):
    row = held(ada, replace(FULL, threshold=0.9))
    page = ada_page.get(reverse("mood", args=[row.pk])).content.decode()
    assert re.findall(r'<button class="btn m-\w+" name="mood" value="(\w+)">', page) == ["sadness", "joy"]
    answer = ada_page.post(reverse("journal-correct", args=[row.pk]), {"mood": "joy"}, follow=True)
    assert "Joy it is." in answer.content.decode()
    assert "Joy, you said." in answer.content.decode()


def test_a_guest_sees_the_timeline_of_what_they_wrote(client, db):
    page = client.post("/mood", {"text": f"  {LINES}\r\n"})
    assert [one.text for one in page.context["reading"].timeline] == re.split(r"(?<=[.!]) ", LINES)


def test_the_history_shows_finer_feelings_where_they_were_kept(ada, ada_page):
    held(ada, PLAIN)
    assert 'class="feels"' not in ada_page.get("/history").content.decode()
    held(ada, FULL)
    assert "<span>Relief</span>" in ada_page.get("/history").content.decode()


def test_a_prediction_has_no_field_that_nobody_decided_about():
    """A new field of a prediction is kept, or left out here by name."""
    other_ways = {"present": "labels", "affect": "valence", "weights": "parts", "sentences": None, "segments": None}
    columns = set(kept.columns_of(FULL))
    assert {name for name in other_ways.values() if name} <= columns
    assert columns - {"valence", "arousal"} | set(other_ways) == set(Prediction.__dataclass_fields__)
