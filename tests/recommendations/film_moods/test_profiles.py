"""From evidence to a profile: pure."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ml.moods import MOODS
from recommendations.catalogue.genres import NAMES
from recommendations.film_moods.keyword_moods import MOST, PER_KEYWORD, from_keywords, keyword_list, moods_of_keyword
from recommendations.film_moods.profiles import genre_moods, profile_of
from recommendations.film_moods.types import Evidence, Source
from recommendations.film_moods.wording import caveat, sources
from recommendations.types import MoodBasis

SAD = Evidence(Source.PEOPLE, {"sadness": 1.0}, 1.0, "4 people said how it felt")
evidence = st.builds(
    Evidence,
    st.sampled_from([source for source in Source if source not in (Source.GENRES, Source.STAFF)]),
    st.dictionaries(st.sampled_from(MOODS), st.floats(0, 5), max_size=8),
    st.floats(0, 5),
)


def test_with_genres_alone_the_profile_is_their_mean_and_says_so():
    profile = profile_of(("Romance", "Comedy"))
    assert profile.moods == genre_moods(("Romance", "Comedy"))
    assert (profile.basis, profile.weight) == (MoodBasis.GENRES, 1.0)


def test_a_film_without_genres_could_be_anything():
    profile = profile_of(())
    assert profile.basis is MoodBasis.NONE
    assert profile.weight < profile_of(("Drama",)).weight
    assert min(profile.moods.values()) > 0


def test_evidence_of_the_same_weight_as_the_genres_moves_the_profile_half_way():
    before, after = genre_moods(("Comedy",)), profile_of(("Comedy",), [SAD])
    assert after.moods["sadness"] == pytest.approx((before["sadness"] + 1) / 2)
    assert after.moods["joy"] == pytest.approx(before["joy"] / 2)
    assert (after.basis, after.weight) == (MoodBasis.PEOPLE, 2.0)


def test_staff_overrule_everything_else():
    ruling = Evidence(Source.STAFF, {"fear": 3.0}, 10.0)
    profile = profile_of(("Comedy",), [SAD, ruling])
    assert profile.moods["fear"] == 1.0
    assert profile.basis is MoodBasis.STAFF
    assert sources(profile) == (("Our staff", 100),)


def test_evidence_that_says_nothing_changes_nothing():
    nothing = [Evidence(Source.OVERVIEW, {}, 1.0), Evidence(Source.OVERVIEW, {"joy": 1.0}, 0.0)]
    assert profile_of(("War",), nothing) == profile_of(("War",))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(NAMES), max_size=3, unique=True), st.lists(evidence, max_size=4))
@example([], [Evidence(Source.KEYWORDS, {"anger": 5e-324}, 1.0)])  # a share too small to be divided by
def test_any_evidence_gives_a_distribution_that_is_surer_than_the_genres(genres, found):
    profile = profile_of(tuple(genres), found)
    assert sum(profile.moods.values()) == pytest.approx(1)
    assert set(profile.moods) == set(MOODS)
    assert profile.weight >= profile_of(tuple(genres)).weight
    assert 0 <= profile.doubt <= 1


def test_the_order_of_the_evidence_does_not_matter():
    words = Evidence(Source.KEYWORDS, {"fear": 1.0}, 0.5)
    assert profile_of(("Drama",), [SAD, words]) == profile_of(("Drama",), [words, SAD])


def test_more_evidence_for_the_same_moods_narrows_the_spread():
    even = {"sadness": 0.5, "joy": 0.5}
    few, many = (profile_of((), [Evidence(Source.PEOPLE, even, weight)]) for weight in (1.0, 5.0))
    assert many.spread("joy") < few.spread("joy")


def test_the_caveat_says_what_the_profile_rests_on_and_how_far_it_may_be_off():
    assert caveat(profile_of(("Drama",))).startswith("Worked out from its genres alone")
    assert "points either way" in caveat(profile_of(("Drama",), [SAD]))
    assert sources(profile_of(("Drama",), [SAD])) == (("Its genres: Drama", 50), ("4 people said how it felt", 50))


def test_each_telling_keyword_has_one_voice_and_the_rest_none():
    said = from_keywords(["heist", "loss of loved one", "rome, italy"])
    assert said.moods["surprise"] == said.moods["sadness"] == pytest.approx(0.5)
    assert said.weight == 2 * PER_KEYWORD
    assert "rome" not in said.detail


def test_a_keyword_counts_by_the_longest_phrase_it_holds():
    assert moods_of_keyword("Female Friendship") == ("joy",)
    assert moods_of_keyword("loss of loved one") == ("sadness",)
    assert moods_of_keyword("based on novel or book") == ()


def test_many_keywords_weigh_no_more_than_a_bound():
    assert from_keywords(list(keyword_list().moods)[:40]).weight == MOST


def test_keywords_that_tell_nothing_are_no_evidence():
    assert from_keywords(["1990s", "new york city"]) is None


def test_every_mood_has_keywords_of_its_own():
    moods = keyword_list().moods.values()
    assert all(sum(found == (mood,) for found in moods) >= 20 for mood in MOODS)
