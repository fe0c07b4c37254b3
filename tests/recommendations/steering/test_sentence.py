"""One sentence into wishes: what is understood, what is said back, and how well on labelled requests."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from recommendations.steering.evaluation import PARTS, evaluate, requests, table, understood
from recommendations.steering.lexicon import slips
from recommendations.steering.sentence import LONGEST, parse
from recommendations.steering.types import Dial

SAID: list[tuple[str, set[tuple[str, str]]]] = [
    ("nothing longer than two hours", {("runtime_max", "120")}),
    ("an hour and a half, at least", {("runtime_min", "90")}),
    ("about ninety-five minutes", {("runtime_min", "80"), ("runtime_max", "110")}),
    ("between 80 and 100 mins", {("runtime_min", "80"), ("runtime_max", "100")}),
    ("2h15 tops", {("runtime_max", "135")}),
    ("one hundred and ten minutes", {("runtime_max", "110")}),
    ("three hours is fine", set()),
    ("before the 80s", {("year_to", "1979")}),
    ("mid-90s", {("year_from", "1994"), ("year_to", "1996")}),
    ("no older than 1990", {("year_from", "1990")}),
    ("the last ten years", {("year_from", "2016")}),
    ("something recent", {("year_from", "2021")}),
    ("no horror, war or gore", {("exclude", "Horror"), ("exclude", "War"), ("avoid", "gore")}),
    ("no horror, something funny", {("exclude", "Horror"), ("include", "Comedy")}),
    ("neither westerns nor musicals", {("exclude", "Western"), ("exclude", "Musical")}),
    ("nothing but comedy", {("include", "Comedy")}),
    ("I don't mind horror", set()),
    ("comedy or drama", {("include", "Comedy"), ("include", "Drama")}),
    ("a funny western", {("all", "Comedy"), ("all", "Western")}),
    ("romantic comedy", {("all", "Romance"), ("all", "Comedy")}),
    ("anything but French", {("exclude_languages", "fr")}),
    ("something from Japan", {("languages", "ja")}),
    ("streaming in Canada", {("region", "CA")}),
    ("a love story in Paris", {("include", "Romance"), ("words", "paris")}),
    ("for my 6 and 9 year olds", {("certificate", "6")}),
    ("the kids are in bed, a thriller", {("include", "Thriller")}),
    ("nothing rated R", {("certificate", "16")}),
    ("spiders freak me out", {("avoid", "spiders")}),
    ("where the dog doesn't die", {("avoid", "harm-to-animals")}),
    ("a film about spiders", {("words", "spiders")}),
    ("a documantary about whales", {("include", "Documentary"), ("words", "whales")}),
    ("not another superhero movie", {("exclude_words", "superhero")}),
    ("I am sad", set()),
    ("hello there", set()),
    ("", set()),
]


@pytest.mark.parametrize("number", range(len(SAID)))
def test_a_sentence_asks_for_what_it_says(number: int) -> None:
    text, wanted = SAID[number]
    assert understood(text) == wanted


def test_the_sentence_of_the_house() -> None:
    steer = parse("90 minutes, with the kids, something hopeful, on my services").steer
    assert (steer.wishes.runtime_max, steer.wishes.certificate, steer.target) == (90, 8, "joy")
    assert steer.wishes.my_services
    assert steer.dial is Dial.MATCH


def test_each_piece_knows_its_words() -> None:
    text = "Nothing too scary — 1½ stars, an hour & a half, on NETFLIX"
    said = {piece.field: text[piece.start : piece.end] for piece in parse(text).pieces}
    assert said["runtime_max"] == "an hour & a half"
    assert said["services"] == "NETFLIX"
    assert said["exclude_genres"] == "scary"


def test_what_is_not_understood_is_said_back_in_the_persons_own_words() -> None:
    assert parse("a western with Clint Eastwood, no zithers").left_over == ("Clint Eastwood", "zithers")


def test_small_words_are_not_said_back() -> None:
    assert parse("could you please find me something?").left_over == ()


def test_only_the_first_letters_of_a_long_text_are_read() -> None:
    assert parse("x " * LONGEST + "no horror").steer == parse("").steer


@pytest.mark.parametrize(
    "text", ["no " * 100, "about " * 60, "1 " * 150, "(" * 300, "a" * 300, "in the " * 60, "\0\n\t"]
)
def test_junk_is_read_without_harm(text: str) -> None:
    assert parse(text).steer == parse("").steer


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("scary", "scary", 0), ("scarry", "scary", 1), ("comdey", "comedy", 1), ("war", "love", 4)],
)
def test_slips_count_letters_missing_added_changed_and_swapped(one: str, other: str, count: int) -> None:
    assert slips(one, other) == count


def test_a_real_word_is_not_taken_for_a_slip() -> None:
    assert understood("the auction of an actor") == frozenset()


def test_there_are_enough_labelled_requests_and_none_twice() -> None:
    texts = [request.text for part in PARTS for request in requests(part)]
    assert len(texts) >= 160
    assert len(set(texts)) == len(texts)
    assert min(len(requests(part)) for part in ("first", "second")) >= 80


def test_understanding_stays_as_good_as_it_was() -> None:
    first, second, _ = (evaluate(requests(part)) for part in PARTS)
    assert first.overall.f1 > 0.97
    assert second.overall.f1 > 0.95


def test_the_figures_add_up() -> None:
    result = evaluate(requests("second"))
    slots = result.slots.values()
    assert sum(score.right for score in slots) == result.overall.right
    assert sum(score.missed + score.right for score in slots) == sum(len(one.slots) for one in requests("second"))
    assert len(list(table(result))) == len(result.slots) + 3


def test_the_command_prints_what_it_measured() -> None:
    out = StringIO()
    call_command("evaluate_requests", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["second"]["overall"]["f1"] == pytest.approx(evaluate(requests("second")).overall.f1)


def test_the_figures_from_before_any_fix_are_kept() -> None:
    kept = json.loads(Path("docs/results/requests_held_out.json").read_text(encoding="utf-8"))
    assert kept["second_half_before_any_fix"]["requests"] == len(requests("second"))
