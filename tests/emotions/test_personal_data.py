"""Everything a person kept leaves with them."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from accounts.registries import personal_data
from emotions.models import MoodAnalysis
from moodflix_site.common.models import StoredObject
from moodflix_site.common.storage.vault import keep_text

pytestmark = pytest.mark.services


@pytest.fixture
def provider():
    return next(one for one in personal_data() if one.name == "readings")


def test_an_export_holds_every_reading_with_its_words(provider, ada, kept, words):
    (exported,) = provider.export(ada)
    assert exported["text"] == words
    assert exported["mood"] == kept.mood
    assert json.loads(json.dumps(exported, cls=DjangoJSONEncoder))["scores"] == kept.scores


def test_an_export_leaves_nothing_of_the_row_out(provider, ada, kept):
    (exported,) = provider.export(ada)
    columns = {field.name for field in MoodAnalysis._meta.fields} - {"user", "ticket"}
    assert columns <= set(exported)


def test_an_export_holds_nothing_of_anybody_else(provider, ben, kept):
    assert list(provider.export(ben)) == []


def test_erasing_takes_readings_and_words_and_counts_them(provider, ada, kept):
    assert provider.erase(ada) == 1
    assert not MoodAnalysis.objects.exists()
    assert not StoredObject.objects.exists()


def test_erasing_leaves_what_belongs_to_others(provider, ben, kept):
    assert provider.erase(ben) == 0
    assert MoodAnalysis.objects.count() == 1


def test_erasing_many_readings_costs_few_queries(provider, ada, kept, django_assert_max_num_queries):
    rows = [kept]
    for number in range(60):
        words = keep_text(owner=ada, text=f"evening {number}")
        rows.append(MoodAnalysis(**{**columns(kept), "text": words}))
    MoodAnalysis.objects.bulk_create(rows[1:])
    with django_assert_max_num_queries(30):
        assert provider.erase(ada) == 61
    assert not MoodAnalysis.objects.exists()
    assert not StoredObject.objects.exists()


def test_erasing_goes_on_until_nothing_is_left(provider, ada, kept, monkeypatch):
    monkeypatch.setattr("emotions.personal_data.BATCH", 2)
    MoodAnalysis.objects.bulk_create(MoodAnalysis(**{**columns(kept), "text": None}) for _ in range(4))
    assert provider.erase(ada) == 5
    assert not MoodAnalysis.objects.exists()


def columns(row):
    return {field.name: getattr(row, field.name) for field in row._meta.fields if field.name not in {"id", "ticket"}}
