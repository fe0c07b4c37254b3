"""A steer as an address and back, its chips, its panel, and what cannot be used."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from accounts.regions import LANGUAGES, REGIONS
from ml.moods import MOODS
from recommendations.catalogue.genres import NAMES
from recommendations.errors import UnusableWish
from recommendations.steering import query
from recommendations.steering.chips import chips
from recommendations.steering.notes import notes
from recommendations.steering.panel import panel
from recommendations.steering.serializers import SteerSerializer
from recommendations.steering.services import SERVICES, name_of, names, with_siblings
from recommendations.steering.topics import TOPICS
from recommendations.steering.types import Dial, Sliders, Steer, Wishes

FULL = Steer(
    dial=Dial.LIFT,
    target="joy",
    sliders=Sliders(0.5, 2.0, 0.0),
    wishes=Wishes(
        include_genres=("Comedy",),
        exclude_genres=("Horror",),
        runtime_min=60,
        runtime_max=100,
        year_from=1980,
        year_to=1989,
        languages=("fr", "de"),
        certificate=12,
        services=(8, 9, 119),
        region="DE",
        avoid=("gore", "war"),
        words=("heist",),
        all_genres=("Romance",),
        exclude_languages=("en",),
        exclude_words=("sequel",),
        my_services=True,
    ),
)


def _random(seed: int) -> Steer:
    draw = random.Random(seed)
    some = lambda known: tuple(draw.sample(sorted(known), draw.randint(0, 3)))  # noqa: E731
    low, high = sorted(draw.sample(range(1900, 2030), 2))
    return Steer(
        dial=draw.choice(list(Dial)),
        target=draw.choice(["", *MOODS]),
        sliders=Sliders(*(draw.choice([0.0, 0.5, 1.0, 1.5, 2.0]) for _ in range(3))),
        wishes=Wishes(
            include_genres=some(NAMES), exclude_genres=some(NAMES), all_genres=some(NAMES), languages=some(LANGUAGES),
            exclude_languages=some(LANGUAGES), avoid=some(TOPICS), words=some({"heist", "time travel", "sea"}),
            services=with_siblings(some({8, 9, 337, 4711})), region=draw.choice(["", *REGIONS]),
            year_from=draw.choice([None, low]), year_to=draw.choice([None, high]),
            certificate=draw.choice([None, 0, 12]), my_services=draw.random() < 0.5,
        ),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_an_address_says_the_whole_steer(seed: int) -> None:
    steer = _random(seed)
    assert query.read(QueryDict(query.write(steer))) == steer


def test_a_plain_steer_needs_no_query() -> None:
    assert query.write(Steer()) == ""
    assert query.read(QueryDict("")) == Steer()


def test_empty_fields_of_a_form_set_nothing() -> None:
    assert query.read(QueryDict("dial=match&most=&from=&genre=&say=&for-mood=1&region=")) == Steer()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("dial=sideways", "dial"),
        ("target=bliss", "target"),
        ("for-mood=3", "for-mood"),
        ("genre=Tax", "genre"),
        ("most=0", "most"),
        ("most=601", "most"),
        ("most=ninety", "most"),
        ("from=12", "from"),
        ("age=21", "age"),
        ("language=klingon", "language"),
        ("region=ZZ", "region"),
        ("service=netflix", "service"),
        ("avoid=taxes", "avoid"),
        ("theme=" + "x" * 41, "theme"),
        ("least=100&most=90", "most"),
        ("from=2000&to=1990", "to"),
        ("say=" + "x" * 301, "say"),
        ("&".join(f"theme=w{number}" for number in range(9)), "theme"),
        ("&".join(["genre=Drama"] * 41), "genre"),
        ("most=٩٠", "most"),
    ],
)
def test_what_cannot_be_used_is_named(text: str, field: str) -> None:
    with pytest.raises(UnusableWish) as caught:
        query.read(QueryDict(text))
    assert list(caught.value.fields) == [field]


def test_a_sentence_is_laid_over_what_is_set() -> None:
    steer = query.read(QueryDict("most=120&genre=Drama&dial=lift&say=90 minutes, no horror"))
    assert (steer.wishes.runtime_max, steer.wishes.include_genres) == (90, ("Drama",))
    assert (steer.wishes.exclude_genres, steer.dial) == (("Horror",), Dial.LIFT)


def test_each_chip_leads_to_the_steer_without_it() -> None:
    for chip in chips(FULL):
        left = chips(query.read(QueryDict(chip.query)))
        assert {(one.field, one.value) for one in left} == {
            (one.field, one.value) for one in chips(FULL) if one != chip
        }


def test_taking_every_chip_away_leaves_a_plain_steer() -> None:
    steer = FULL
    while left := chips(steer):
        steer = query.read(QueryDict(left[0].query))
    assert steer == Steer()


def test_chips_are_called_as_people_would() -> None:
    assert {chip.name for chip in chips(FULL)} >= {
        *("Lift", "Towards joy", "Less mood", "More your taste", "No what is new", "Comedy", "No horror", "Romance"),
        *(
            "In French",
            "Not in English",
            "On Netflix",
            "On Prime Video",
            "On my services",
            "1 h to 1 h 40",
            "The 1980s",
        ),
        *("Fine from age 12", "In Germany", "Avoid: blood and gore", "“heist”", "No “sequel”"),
    }


def test_one_service_with_two_numbers_is_one_chip() -> None:
    assert [chip.name for chip in chips(Steer(wishes=Wishes(services=(9, 119))))] == ["On Prime Video"]
    assert query.read(QueryDict("service=9")).wishes.services == (9, 119)


def test_service_names_and_numbers_are_unambiguous() -> None:
    numbers = [number for service in SERVICES.values() for number in service.ids]
    assert len(set(numbers)) == len(numbers)
    assert names()[8] == "Netflix"
    assert name_of(999_998) == "Service 999998"


def test_a_panel_sent_back_unchanged_asks_for_the_same() -> None:
    shown = panel(FULL)
    sent = [("dial", next(stop.value for stop in shown.stops if stop.chosen))]
    sent += [
        (choice.parameter, option.value)
        for choice in (shown.target, *shown.choices)
        for option in choice.options
        if option.chosen
    ]
    sent += [(slider.parameter, slider.value) for slider in shown.sliders]
    sent += [(group.parameter, option.value) for group in shown.ticks for option in group.options if option.chosen]
    sent += [*shown.hidden, ("mine", "1")]
    data = QueryDict(mutable=True)
    for name, value in sent:
        data.appendlist(name, value)
    assert query.read(data) == FULL


def test_the_panel_is_a_form_that_needs_no_script() -> None:
    shown = {"steer": FULL, "chips": chips(FULL), "steer_url": "/mood/1", "steer_kept": [("seen", "1")]}
    page = render_to_string("recommendations/_steer.html", shown)
    assert 'id="steer" method="get" action="/mood/1"' in page
    assert page.count('name="dial"') == len(Dial)
    assert 'value="lift" data-say="Lift: starts from where you are' in page
    assert '<input type="hidden" name="seen" value="1">' in page
    assert "hx-get" not in page
    assert "style=" not in page


def test_the_panel_escapes_what_was_said() -> None:
    data = QueryDict("say=%3Cscript%3E about zorbs&theme=%3Cb%3E")
    steer = query.read(data)
    shown = {"steer": steer, "chips": chips(steer), "said": query.sentence(data), "steer_url": "/"}
    page = render_to_string("recommendations/_steer.html", shown)
    assert "<script>" not in page
    assert "<b>" not in page


def test_notes_say_what_cannot_be_checked() -> None:
    asked = Steer(wishes=Wishes(services=(8,), avoid=("war",), certificate=8))
    without, within = " ".join(notes(asked, tmdb=False)), " ".join(notes(asked, tmdb=True))
    assert "Without a connection to TMDB we cannot know what Netflix shows" in without
    assert "say where you watch" in within
    assert "Left out: films that may hold war." in without
    assert "Films without a certificate" in without
    assert "JustWatch" in " ".join(notes(replace(asked, wishes=replace(asked.wishes, region="DE")), tmdb=True))
    assert notes(Steer(), tmdb=False) == ()


def test_a_program_sends_the_same_steer() -> None:
    sent: dict[str, Any] = {
        "dial": "lift", "target": "joy", "sliders": {"mood": 0.5, "taste": 2, "novelty": 0},
        "include_genres": ["Comedy"], "exclude_genres": ["Horror"], "runtime_min": 60, "runtime_max": 100,
        "year_from": 1980, "year_to": 1989,
        "languages": ["fr", "de"], "certificate": 12, "services": [8, 9], "region": "DE", "avoid": ["gore", "war"],
        "words": ["Heist"], "all_genres": ["Romance"], "exclude_languages": ["en"], "exclude_words": ["sequel"],
        "my_services": True,
    }  # fmt: skip
    asked = SteerSerializer(data=sent)
    assert asked.is_valid(), asked.errors
    assert asked.steer() == FULL


def test_a_program_may_send_a_sentence_or_nothing() -> None:
    asked, plain = SteerSerializer(data={"sentence": "no horror"}), SteerSerializer(data={})
    assert asked.is_valid()
    assert asked.steer().wishes.exclude_genres == ("Horror",)
    assert plain.is_valid()
    assert plain.steer() == Steer()


@pytest.mark.parametrize(
    "body",
    [
        {"dial": "sideways"}, {"runtime_max": 0}, {"year_from": 2000, "year_to": 1990}, {"avoid": ["taxes"]},
        {"sentence": "x" * 301}, {"words": ["a"] * 9}, {"sliders": {"mood": 9}}, {"services": ["netflix"]},
    ],
)  # fmt: skip
def test_what_a_program_may_not_send(body: dict[str, Any]) -> None:
    assert not SteerSerializer(data=body).is_valid()
