"""Hard limits: a film that breaks one, or of which nobody can say, is not let through."""

from __future__ import annotations

from typing import Any

import pytest

from recommendations.steering import wishes
from recommendations.steering.types import Wishes
from tests.recommendations.steering.films import film

BREAKS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"include_genres": ("Drama", "Horror")}, {"genres": ("Comedy",)}),
    ({"all_genres": ("Romance", "Comedy")}, {"genres": ("Comedy",)}),
    ({"exclude_genres": ("Comedy",)}, {"genres": ("Comedy", "Drama")}),
    ({"runtime_max": 90}, {"runtime": 91}),
    ({"runtime_max": 90}, {"runtime": None}),
    ({"runtime_min": 120}, {"runtime": 119}),
    ({"year_from": 1990}, {"year": 1989}),
    ({"year_to": 1999}, {"year": 2000}),
    ({"year_to": 1999}, {"year": None}),
    ({"languages": ("fr",)}, {"languages": ("English",)}),
    ({"languages": ("fr",)}, {"languages": ()}),
    ({"exclude_languages": ("en",)}, {"languages": ("French", "American English")}),
    ({"exclude_languages": ("en",)}, {"languages": ()}),
    ({"certificate": 12}, {"age": 13}),
    ({"certificate": 12}, {"age": None}),
    ({"certificate": 12}, {"age": None, "genres": ("Family", "Horror")}),
    ({"certificate": 12}, {"age": None, "genres": ("Animation", "Action")}),
    ({"certificate": 12}, {"age": 12, "adult": True}),
    ({"exclude_words": ("superheroes",)}, {"keywords": ("superhero",)}),
    ({"exclude_words": ("zombie",)}, {"title": "Zombies of the Marsh"}),
    ({"avoid": ("war",)}, {"genres": ("War",)}),
]
KEEPS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"year": None, "runtime": None, "genres": ()}),
    ({"include_genres": ("Drama", "Comedy")}, {"genres": ("Comedy",)}),
    ({"all_genres": ("Romance", "Comedy")}, {"genres": ("Comedy", "Romance", "Drama")}),
    ({"runtime_min": 90, "runtime_max": 90}, {"runtime": 90}),
    ({"year_from": 1980, "year_to": 1989}, {"year": 1989}),
    ({"languages": ("zh",)}, {"languages": ("English", "Cantonese")}),
    ({"languages": ("no",)}, {"languages": ("Norwegian",)}),
    ({"certificate": 12}, {"age": 12}),
    ({"certificate": 12}, {"age": None, "genres": ("Family",)}),
    ({"certificate": 12}, {"age": None, "genres": ("Animation", "Comedy")}),
    ({"certificate": 18}, {"age": None, "genres": ("Horror",)}),
    ({"exclude_words": ("zombie",)}, {"title": "Zombified by Love"}),
    ({"words": ("heist",)}, {"title": "No such thing"}),
    ({"services": (8,)}, {}),
]


@pytest.mark.parametrize("number", range(len(BREAKS)))
def test_a_film_that_breaks_a_limit_is_left_out(number: int) -> None:
    set_, has = BREAKS[number]
    assert not wishes.allows(film(**has), Wishes(**set_))


@pytest.mark.parametrize("number", range(len(KEEPS)))
def test_a_film_that_keeps_to_the_limits_is_let_through(number: int) -> None:
    set_, has = KEEPS[number]
    assert wishes.allows(film(**has), Wishes(**set_))


def test_services_rule_out_what_they_are_known_not_to_have() -> None:
    asked = Wishes(services=(8,), region="DE")
    assert wishes.allows(film(id=7), asked, at_service={7})
    assert not wishes.allows(film(id=8), asked, at_service={7})


def test_a_theme_is_found_in_singular_and_plural() -> None:
    found = wishes.matching(film(title="The Zombie Heist", keywords=("heroes",)), ("zombies", "heist", "hero", "whale"))
    assert found == ("zombies", "heist", "hero")


def test_the_profile_adds_its_topics_always_and_its_services_only_where_they_are_meant() -> None:
    plain = wishes.with_profile(Wishes(avoid=("war",)), avoid=("war", "gore"), services=(8, 337), region="DE")
    assert (plain.avoid, plain.services, plain.region) == (("war", "gore"), (), "DE")
    mine = wishes.with_profile(Wishes(my_services=True, region="FR"), services=(8,), region="DE")
    assert (mine.services, mine.region) == ((8,), "FR")
