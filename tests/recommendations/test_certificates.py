"""Certificates as ages, and audience votes on the scale of the catalogue."""

import pytest

from recommendations.catalogue.certificates import BOARDS, age_of, age_of_either, at_most, first_known
from recommendations.catalogue.quality import audience_acclaim, audience_standing, standing
from recommendations.ranking.blend import MIDDLE_ACCLAIM, MIDDLE_STANDING


@pytest.mark.parametrize(
    ("certificate", "country", "age"),
    [("PG-13", "US", 13), ("12A", "GB", 12), ("6", "DE", 6), ("M/PG", "US", 8), ("NR", "US", None), ("PG", "ZZ", None)],
    ids=str,
)
def test_a_certificate_becomes_the_age_it_asks_for(certificate, country, age):
    assert age_of(certificate, country) == age


def test_the_catalogues_own_certificate_goes_before_tmdbs():
    assert age_of_either("R", "GB 12A") == 17
    assert age_of_either("", "GB 12A") == 12
    assert age_of_either("", "") is None


@pytest.mark.parametrize(
    ("age", "country", "asked"),
    [
        (12, "GB", ("GB", "12")),
        (12, "US", ("US", "PG")),
        (12, "ZZ", ("US", "PG")),
        (6, "DE", ("DE", "6")),
        (2, "PT", ("PT", "")),
    ],
    ids=str,
)
def test_at_most_an_age_is_asked_by_the_boards_highest_certificate_for_it(age, country, asked):
    assert at_most(age, country) == asked


def test_of_many_certificates_the_first_known_board_speaks():
    assert first_known([("DE", "12"), ("US", "NR"), ("GB", "15")]) == "GB 15"
    assert first_known([("ZZ", "12")]) == ""


@pytest.mark.parametrize("country", BOARDS)
def test_every_board_runs_from_the_mildest_to_the_strictest(country):
    ages = list(BOARDS[country].values())
    assert ages == sorted(ages)


def test_a_middling_audience_makes_the_catalogues_middle_film():
    assert audience_acclaim(6.3, 1000) == pytest.approx(MIDDLE_ACCLAIM, abs=0.002)
    assert audience_standing(6.3, 100) == pytest.approx(MIDDLE_STANDING, abs=0.01)


def test_neither_source_always_wins():
    loved = standing(8.5, 200, 2012, 400_000_000, 1)
    plain = standing(5.5, 30, 2012, None, 0)

    assert audience_standing(8.4, 20_000) > plain
    assert audience_standing(5.8, 80) < loved
    assert audience_standing(8.4, 20_000) > audience_standing(8.4, 60) > audience_standing(4.0, 60)


def test_a_perfect_score_by_three_people_says_little():
    assert audience_standing(10.0, 3) < audience_standing(7.0, 800)
    assert 0 <= audience_standing(None, 0) < MIDDLE_STANDING
