"""What the platform keeps of a person leaves with them, and only theirs."""

import io

import pytest

from accounts.registries import personal_data
from moodflix_site.common.models import SpoolEntry, StoredObject
from moodflix_site.common.storage import spool, vault
from moodflix_site.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.services]
OURS = {"jobs", "stored_objects", "uploads"}


@pytest.fixture
def providers():
    return {provider.name: provider for provider in personal_data() if provider.name in OURS}


@pytest.fixture(autouse=True)
def rows(ada, ben):
    for user in (ada, ben):
        Job.objects.create(task="any", owner=user)
        vault.keep_text(owner=user, text="words")
        spool.put(owner=user, stream=io.BytesIO(b"voice"), limit=10)


def test_every_kind_is_exported_for_its_owner_only(providers, ada):
    assert {name: len(list(provider.export(ada))) for name, provider in providers.items()} == dict.fromkeys(OURS, 1)


def test_erasing_leaves_the_rows_of_others(providers, ada, ben):
    for provider in providers.values():
        assert provider.erase(ada) == 1
    for model in (Job, StoredObject, SpoolEntry):
        assert model.objects.get().owner == ben
