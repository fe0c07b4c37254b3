"""REST: films for a mood, films by name, feedback, history; and the original contract."""

import pytest
from rest_framework.test import APIClient

from emotions.models import MoodAnalysis
from emotions.services import analyse
from recommendations.feedback import opinions
from recommendations.models import FilmFeedback

pytestmark = pytest.mark.django_db
OFFER, FILMS, HISTORY, LEGACY = "/api/v1/recommendations", "/api/v1/films", "/api/v1/history", "/recommendations"


@pytest.fixture
def api(ada):
    client = APIClient()
    client.force_authenticate(ada)
    return client


@pytest.fixture
def casablanca(film):
    return film("Casablanca", 1942).pk


def _keep(user):
    return analyse(user=user, modality="text", text="I am so happy today!", keep=True, source="page").analysis_id


def _post(client, url, body):
    return client.post(url, body, format="json")


def test_mix_gets_rows_with_splits_that_add_up(api):
    answer = _post(api, OFFER, {"emotions": {"joy": 0.6, "love": 0.4}})
    assert answer.status_code == 200
    rows = answer.json()["rows"]
    assert [len(row["films"]) for row in rows] == [12] * 4
    for film in rows[0]["films"]:
        split = film["split"]
        assert split["total"] == pytest.approx(
            split["mood"] + split["taste"] + split["popularity"] + split["novelty"] + split["constraint"]
        )


def test_text_is_read_for_the_answer_and_not_kept(api):
    answer = _post(api, OFFER, {"text": "I am so happy, she said yes!"}).json()
    assert answer["analysis"]["model"]
    assert sum(answer["emotions"].values()) == pytest.approx(1, abs=1e-3)
    assert not MoodAnalysis.objects.exists()


def test_reading_of_ones_own_gets_films(api, ada):
    kept = _keep(ada)
    assert _post(api, OFFER, {"reading_id": kept}).json()["rows"]


def test_reading_of_another_person_is_not_found(api, ben):
    assert _post(api, OFFER, {"reading_id": _keep(ben)}).status_code == 404


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**30])
def test_reading_by_a_number_no_row_can_have_is_not_found(api, number):
    assert _post(api, OFFER, {"reading_id": number}).status_code == 404


def test_limits_and_genres_are_kept(api):
    asked = {"emotions": {"joy": 1}, "rows": 2, "limit": 5, "genres": ["Science Fiction"]}
    rows = _post(api, OFFER, asked).json()["rows"]
    assert len(rows) <= 2
    assert all(len(row["films"]) <= 5 for row in rows)
    assert all("Science Fiction" in film["genres"] for row in rows for film in row["films"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"emotions": {"joy": 1}, "text": "both"},
        {"emotions": {"hunger": 1}},
        {"emotions": {"joy": 0}},
        {"emotions": {"joy": -1}},
        {"emotions": {"joy": 2}},
        {"emotions": {"joy": "NaN"}},
        {"emotions": {"joy": True}},
        {"emotions": "joy"},
        {"emotions": [1, 2]},
        {"emotions": {"joy": 1}, "limit": 0},
        {"emotions": {"joy": 1}, "limit": 10**9},
        {"emotions": {"joy": 1}, "rows": 99},
        {"emotions": {"joy": 1}, "genres": ["Kung-Fu"]},
        {"emotions": {"joy": 1}, "genres": ["Drama"] * 100},
        {"reading_id": 0},
        {"reading_id": "'; --"},
        {"text": 5},
        {"text": ""},
        {"text": "a" * 5001},
        [],
        "joy",
    ],
)
def test_bad_request_is_a_typed_error(api, body):
    answer = _post(api, OFFER, body)
    assert answer.status_code == 400
    assert set(answer.json()["error"]) <= {"code", "message", "fields"}


def test_offer_needs_a_sign_in():
    assert _post(APIClient(), OFFER, {"emotions": {"joy": 1}}).status_code == 401


def test_film_by_id(api, casablanca):
    film = api.get(f"{FILMS}/{casablanca}").json()
    assert (film["title"], film["year"], film["poster_path"]) == ("Casablanca", 1942, None)
    assert sum(film["moods"].values()) == pytest.approx(1)


@pytest.mark.parametrize("number", ["1", "99999999999999999999999999"])
def test_unknown_film_is_a_typed_error(api, number):
    answer = api.get(f"{FILMS}/{number}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_film")


def test_films_by_name_come_in_pages(api):
    found = api.get(FILMS, {"q": "the", "page": "2"}).json()
    assert "page=1" in found["previous"] or found["previous"].endswith("q=the")
    assert len(found["results"]) == 24
    assert found["count"] > 1000


def test_feedback_answers_with_the_new_state(api, casablanca):
    state = _post(api, f"{FILMS}/{casablanca}/feedback", {"action": "seen", "rating": 9}).json()
    assert state["seen"]
    assert state["rating"] == 9
    assert not any(state[name] for name in ("liked", "disliked", "saved", "put_off_until", "ignored"))


@pytest.mark.parametrize("body", [{}, {"action": "adore"}, {"action": "seen", "rating": 11}, {"action": 5}, []])
def test_bad_feedback_changes_nothing(api, casablanca, body):
    assert _post(api, f"{FILMS}/{casablanca}/feedback", body).status_code == 400
    assert not FilmFeedback.objects.exists()


def test_history_holds_ones_own_films_alone(api, ada, ben, film):
    opinions.like(user=ada, film_id=film("Casablanca", 1942).pk)
    opinions.like(user=ben, film_id=film("Vertigo").pk)
    history = api.get(HISTORY).json()
    assert [entry["title"] for entry in history["liked"]] == ["Casablanca"]
    assert history["seen"] == history["refused"] == []


def test_original_contract_reads_a_text_and_offers_films(client):
    answer = client.post(LEGACY, {"text": "I am so happy, she said yes!"}, content_type="application/json").json()
    assert set(answer) == {"emotion", "confidence", "recommendations"}
    movie = answer["recommendations"][0]["movies"][0]
    assert set(movie) == {"id", "title", "poster_path", "vote_average", "release_date"}
    assert isinstance(movie["id"], int)
    assert movie["poster_path"] is None
    assert 0 <= movie["vote_average"] <= 10


def test_original_contract_takes_an_emotion(client):
    answer = client.post(LEGACY, {"emotion": "Fear"}, content_type="application/json").json()
    assert (answer["emotion"], answer["confidence"]) == ("fear", 1.0)
    assert answer["recommendations"][0]["genre"] == "Horror"


def test_original_contract_gives_the_year_where_no_day_is_known(client):
    answer = client.post(LEGACY, {"emotion": "joy"}, content_type="application/json").json()
    dates = [movie["release_date"] for row in answer["recommendations"] for movie in row["movies"]]
    assert {len(date) for date in dates} <= {4, 10}


@pytest.mark.parametrize(
    "body", [{}, {"emotion": "disgust"}, {"emotion": 5}, {"text": ""}, {"text": "a", "emotion": "joy"}]
)
def test_original_contract_refuses_with_the_one_error_shape(client, body):
    answer = client.post(LEGACY, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"]


def test_original_contract_needs_no_csrf_token_and_no_sign_in(ada):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post(LEGACY, {"emotion": "joy"}, content_type="application/json").status_code == 200


def test_schema_describes_every_address(api):
    paths = api.get("/api/v1/schema?format=json").json()["paths"]
    assert {OFFER, FILMS, f"{FILMS}/{{film_id}}", f"{FILMS}/{{film_id}}/feedback", HISTORY, LEGACY} <= set(paths)


def test_a_steer_narrows_the_rows(api):
    steer = {"runtime_max": 95, "sentence": "in black and white days, before 1960"}
    rows = _post(api, OFFER, {"emotions": {"joy": 1}, "steer": steer}).json()["rows"]
    films = [film for row in rows for film in row["films"]]
    assert films
    assert all(film["runtime"] <= 95 and film["year"] < 1960 for film in films)


def test_a_steer_that_cannot_be_met_is_told_by_its_field(api):
    answer = _post(api, OFFER, {"emotions": {"joy": 1}, "steer": {"dial": "sideways"}})
    assert answer.status_code == 400
    assert "dial" in str(answer.json())


def test_another_hand_holds_other_films(api):
    hands = [_post(api, OFFER, {"emotions": {"joy": 1}, "hand": hand}).json()["rows"] for hand in (1, 2)]
    first, second = ({film["id"] for row in rows for film in row["films"]} for rows in hands)
    assert first
    assert first.isdisjoint(second)


def test_for_you_is_a_list_in_pages(api):
    first = api.get("/api/v1/recommendations/for-you").json()
    second = api.get(first["next"]).json()
    assert first["previous"] is None
    assert len(first["results"]) == len(second["results"]) == 24
    assert {film["id"] for film in first["results"]}.isdisjoint(film["id"] for film in second["results"])
