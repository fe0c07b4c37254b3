"""The one error shape, whatever went wrong inside DRF."""

import pytest
from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from moodflix_site import urls
from moodflix_site.common import throttles
from moodflix_site.common.api import Pagination
from moodflix_site.common.errors import Throttled


class FilmSerializer(serializers.Serializer):
    id = serializers.IntegerField()


class BodySerializer(serializers.Serializer):
    text = serializers.CharField(max_length=3)
    films = FilmSerializer(many=True)
    kind = serializers.ChoiceField(["drama"], required=False)

    def validate(self, attrs):
        raise serializers.ValidationError("Not both.")


class Echo(APIView):
    authentication_classes = permission_classes = ()
    throttle_scope = "guest"

    def post(self, request):
        serializer = BodySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response({})

    def get(self, request):
        raise Throttled(retry_after=7)

    def put(self, request):
        page = Pagination().paginate_queryset(range(1000), request)
        return Response(len(page))


urlpatterns = [path("api/echo", Echo.as_view())]
pytestmark = pytest.mark.urls(__name__)


def post(client, body, content_type="application/json"):
    response = client.post("/api/echo", body, content_type=content_type)
    return response.status_code, response.json()["error"]


def test_every_wrong_field_is_named_by_its_path(client):
    status, error = post(client, '{"text": "long", "films": [{"id": 1}, {"id": "x"}]}')
    assert (status, error["code"]) == (400, "invalid")
    assert set(error["fields"]) == {"text", "films.1.id"}


def test_what_is_wrong_with_the_whole_is_under_body(client):
    assert post(client, '{"text": "ok", "films": []}')[1]["fields"] == {"body": "Not both."}
    assert set(post(client, "[1]")[1]["fields"]) == {"body"}


@pytest.mark.parametrize("body", ["{", '{"text": NaN}', '"', ""])
def test_broken_json_is_400(client, body):
    status, error = post(client, body)
    assert (status, error["code"] in {"parse_error", "invalid"}) == (400, True)


def test_what_is_wrong_with_a_field_is_one_sentence_for_people(client):
    fields = post(client, '{"text": "long", "films": [{"id": "x"}], "kind": "sauerkraut"}')[1]["fields"]
    assert {type(said) for said in fields.values()} == {str}


@pytest.mark.parametrize(
    ("method", "body", "kind"),
    [
        ("post", '{"text": "ok", "films": [], "kind": "sauerkraut"}', "application/json"),
        ("post", "sauerkraut", "application/json"),
        ("post", '{"text": sauerkraut}', "application/json"),
        ("post", "ok", "application/sauerkraut"),
        ("sauerkraut", "{}", "application/json"),
    ],
)
def test_no_message_repeats_what_was_sent(client, method, body, kind):
    answer = client.generic(method.upper(), "/api/echo", body, content_type=kind)
    assert answer.json()["error"]["message"]
    assert "sauerkraut" not in answer.content.decode().lower()


def test_deeply_nested_json_is_an_error_and_no_crash(client):
    status, error = post(client, "[" * 100_000)
    assert (status, error["code"]) == (400, "parse_error")


def test_another_content_type_is_415(client):
    status, error = post(client, "<text>hello</text>", content_type="text/xml")
    assert (status, error["code"]) == (415, "unsupported_media_type")


def test_our_own_error_carries_its_retry_after(client):
    response = client.get("/api/echo")
    assert (response.status_code, response["Retry-After"], response.json()["error"]["code"]) == (429, "7", "throttled")


def test_a_throttled_call_says_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr(throttles.ScopedThrottle, "THROTTLE_RATES", {"guest": "1/min"})
    post(client, "{}")
    response = client.post("/api/echo", "{}", content_type="application/json")
    assert (response.status_code, response.json()["error"]["code"]) == (429, "throttled")
    assert 1 <= int(response["Retry-After"]) <= 120


def test_a_page_has_a_bound(client):
    assert client.put("/api/echo?page_size=1000000").json() == 100
    assert client.put("/api/echo").json() == 24


def test_every_address_of_the_original_contract_answers_programs(settings):
    routes = [entry for route in urls.legacy for entry in getattr(route, "url_patterns", [route])]
    assert sorted(str(entry.pattern) for entry in routes) == sorted(settings.LEGACY_PATHS)


@pytest.mark.urls("moodflix_site.urls")
@pytest.mark.parametrize("method", ["options", "put", "post"])
def test_the_browsable_pages_are_only_looked_at(client, method):
    assert getattr(client, method)("/api/v1/docs").status_code == 405
    assert client.get("/api/v1/docs").status_code == 200
