"""What staff see of readings."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.tokens import create_token
from emotions import services
from emotions.models import MoodAnalysis
from moodflix_site.common.models import StoredObject

pytestmark = pytest.mark.services
LIST = "admin:emotions_moodanalysis_changelist"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def one(row):
    return reverse("admin:emotions_moodanalysis_change", args=[row.pk])


def test_words_are_hidden_from_staff(desk, kept):
    page = desk.get(one(kept)).content.decode()
    assert "she said yes" not in page
    assert "Hidden" in page


def test_words_show_once_their_owner_shared_them(desk, ada, kept):
    services.share_with_staff(user=ada, analysis_id=kept.pk, shared=True)
    assert "she said yes" in desk.get(one(kept)).content.decode()


def test_words_never_show_in_the_list_even_when_shared(desk, ada, kept):
    services.share_with_staff(user=ada, analysis_id=kept.pk, shared=True)
    assert "she said yes" not in desk.get(reverse(LIST)).content.decode()


def test_words_cannot_be_searched(desk, kept):
    assert desk.get(reverse(LIST), {"q": "smiling"}).context["cl"].result_count == 0
    assert desk.get(reverse(LIST), {"q": "ada@"}).context["cl"].result_count == 1


def test_a_deleted_reading_leaves_no_words_in_the_history(desk, kept):
    desk.post(reverse("admin:emotions_moodanalysis_delete", args=[kept.pk]), {"post": "yes"})
    assert not MoodAnalysis.objects.exists()
    assert not StoredObject.objects.exists()
    (entry,) = LogEntry.objects.all()
    assert "smiling" not in entry.object_repr + entry.change_message


def test_scores_cannot_be_added_or_changed(desk, kept):
    assert desk.get(reverse("admin:emotions_moodanalysis_add")).status_code == 403
    assert desk.post(one(kept), {"mood": "fear"}).status_code == 403
    assert MoodAnalysis.objects.get(pk=kept.pk).mood == kept.mood


def test_the_list_costs_the_same_however_long_it_is(desk, ada, kept, django_assert_max_num_queries):
    for number in range(8):
        services.analyse(user=ada, modality="text", text=f"glad day {number}", keep=True, source="page")
    with django_assert_max_num_queries(14):
        assert desk.get(reverse(LIST)).status_code == 200


def test_a_reading_and_a_token_go_by_number_and_never_by_name(kept, ada):
    create_token(user=ada, name="my phone")
    token = ada.api_tokens.get()
    assert [str(kept), str(token)] == [f"reading {kept.pk}", f"token {token.pk}"]


def test_people_who_are_not_staff_stay_outside(ada_page, kept):
    assert ada_page.get(one(kept)).status_code == 302
