"""Descriptions read by the text model: bounded, kept with the model's version, read again when something changed."""

import pytest
from django.core.management import CommandError, call_command

from recommendations.catalogue import state
from recommendations.film_moods import reading
from recommendations.film_moods.models import MoodEvidence
from recommendations.film_moods.selectors import own_mood
from recommendations.models import Film
from recommendations.retrieval.features import features
from recommendations.tmdb.films import forgotten
from recommendations.types import MoodBasis

GRIEF = "After the death of her only child a grieving mother falls into despair, and cries alone through the night."
SHORT = "A film."


@pytest.fixture
def described(film):
    """Two films of the catalogue with a description, one of them too short to read."""
    Film.objects.filter(title="Alien").update(overview=GRIEF)
    Film.objects.filter(title="Jaws").update(overview=SHORT)
    return film("Alien"), film("Jaws")


def test_a_description_becomes_evidence_with_its_model_and_weights(described):
    alien, _ = described
    assert reading.read_overviews() == reading.Read(read=1, failed=1, left=0)
    evidence = MoodEvidence.objects.get(film=alien)
    assert max(evidence.moods, key=evidence.moods.get) == "sadness"
    assert 0 < evidence.weight <= reading.MOST_WEIGHT
    assert "@" in evidence.model_version
    before = features([alien.pk], version=-2)[alien.pk]
    assert before.mood_basis is MoodBasis.OVERVIEW
    assert before.moods["sadness"] > 0.1


def test_what_says_nothing_is_kept_as_nothing_and_not_tried_again(described):
    _, jaws = described
    reading.read_overviews()
    assert MoodEvidence.objects.get(film=jaws).weight == 0
    assert own_mood(user=None, film_id=jaws.pk).profile.basis is MoodBasis.GENRES
    assert reading.unread(10) == []


def test_a_run_is_bounded_and_the_next_goes_on(described):
    told = []
    assert reading.read_overviews(limit=1, progress=lambda done, of: told.append((done, of))).left == 0
    assert told == [(1, 1)]
    assert len(reading.unread(10)) == 1
    assert reading.read_overviews(seconds=-1).left == 1


def test_a_changed_description_is_read_again(described):
    alien, _ = described
    reading.read_overviews()
    Film.objects.filter(pk=alien.pk).update(overview="A lovely summer: friends laugh, dance and fall in love.")
    assert reading.unread(10) == [alien.pk]
    reading.read_overviews()
    moods = MoodEvidence.objects.get(film=alien).moods
    assert max(moods, key=moods.get) in {"joy", "love"}


def test_another_models_weights_have_it_read_again(described):
    alien, _ = described
    reading.read_overviews()
    name = MoodEvidence.objects.get(film=alien).model_version.partition("@")[0]
    MoodEvidence.objects.filter(film=alien).update(model_version=f"{name}@other")
    assert reading.unread(10) == [alien.pk]


def test_what_tmdb_said_leaves_no_reading_when_it_is_forgotten(described):
    alien, _ = described
    reading.read_overviews()
    forgotten.send(sender=Film, film_ids=[alien.pk])
    assert not MoodEvidence.objects.filter(film=alien).exists()


def test_the_command_says_what_it_did(described, capsys):
    call_command("read_overviews", limit=5)
    assert "1 read, 1 unreadable, 0 waiting" in capsys.readouterr().out
    with pytest.raises(CommandError, match="above 0"):
        call_command("read_overviews", limit=0)


def test_keywords_make_a_film_finer_than_its_genres(film):
    jaws = film("Jaws")
    before = features([jaws.pk], version=state.version())[jaws.pk]
    Film.objects.filter(pk=jaws.pk).update(keywords=["shark attack", "friendship", "1970s"])
    after = features([jaws.pk], version=-3)[jaws.pk]
    assert after.mood_basis is MoodBasis.KEYWORDS
    assert after.mood_weight > before.mood_weight
    assert after.moods["joy"] > before.moods["joy"]
