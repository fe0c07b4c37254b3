"""What only the mood tests need: clients of the cast, and a reading in Ada's journal."""

import pytest
from rest_framework.test import APIClient

from emotions.models import MoodAnalysis, Source
from emotions.services import analyse

WORDS = "I can't stop smiling today, she said yes!"


@pytest.fixture
def words():
    return WORDS


@pytest.fixture
def ada_api(ada):
    """A program that is signed in as Ada; errors come back as answers, as they do over the wire."""
    client = APIClient(raise_request_exception=False)
    client.force_login(ada)
    return client


@pytest.fixture
def guest_api(db):
    return APIClient(raise_request_exception=False)


@pytest.fixture
def ada_page(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def kept(ada):
    """A reading in Ada's journal, with its words."""
    reading = analyse(user=ada, modality="text", text=WORDS, keep=True, source=Source.PAGE)
    return MoodAnalysis.objects.get(pk=reading.analysis_id)
