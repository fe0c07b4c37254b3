"""Steering over REST."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_ada(client: Client, ada: Any) -> Client:
    client.force_login(ada)
    return client


def test_a_sentence_comes_back_as_pieces_chips_and_a_query(as_ada: Client) -> None:
    body = {"sentence": "90 minutes, no horror, by Agnès"}
    told = as_ada.post("/api/v1/steer", body, content_type="application/json").json()
    assert told["pieces"] == [
        {"field": "runtime_max", "value": "90", "start": 0, "end": 10},
        {"field": "exclude_genres", "value": "Horror", "start": 15, "end": 21},
    ]
    assert [chip["name"] for chip in told["chips"]] == ["No horror", "At most 1 h 30"]
    assert told["left_over"] == ["Agnès"]
    assert told["query"] == "without=Horror&most=90"


def test_a_sentence_that_is_too_long_is_refused(as_ada: Client) -> None:
    answer = as_ada.post("/api/v1/steer", {"sentence": "x" * 301}, content_type="application/json")
    assert answer.status_code == 400


def test_films_are_listed_by_filters_alone(as_ada: Client) -> None:
    told = as_ada.get("/api/v1/films?genre=Western&to=1950&sort=oldest").json()
    years = [film["year"] for film in told["results"]]
    assert told["count"] > 10
    assert years == sorted(years)
    assert all("Western" in film["genres"] and film["year"] <= 1950 for film in told["results"])


def test_an_unusable_filter_is_refused_by_name(as_ada: Client) -> None:
    answer = as_ada.get("/api/v1/films?most=soon")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "unusable_wish"
    assert list(answer.json()["error"]["fields"]) == ["most"]
