import asyncio
import io
import json
from datetime import UTC, datetime

import pytest

from accounts.personal_data import export_everything
from accounts.registries import register_personal_data
from accounts.responses import Download
from accounts.services import grant_consent, mark_seen
from accounts.tokens import create_token

pytestmark = pytest.mark.django_db


def _export(client):
    return json.loads(b"".join(client.get("/you/export").streaming_content))


@pytest.fixture
def full(ada):
    ada.profile.region = "NL"
    ada.profile.save()
    grant_consent(user=ada, modality="voice")
    mark_seen(user=ada, film_id=7, title="Se7en “ümlaut”", year=1995, rating=9)
    return create_token(user=ada, name="my script")


def test_export_holds_every_row_of_the_person(as_ada, ada, full):
    taken = _export(as_ada)
    assert taken["account"]["email"] == ada.email
    assert taken["data"]["profile"][0]["region"] == "NL"
    assert taken["data"]["consents"][0]["modality"] == "voice"
    assert taken["data"]["films_seen"][0]["title"] == "Se7en “ümlaut”"
    assert taken["data"]["api_tokens"][0]["name"] == "my script"


def test_export_holds_nothing_that_opens_a_door(as_ada, ada, full):
    text = json.dumps(_export(as_ada))
    assert full.secret not in text
    assert full.row.digest not in text
    assert ada.password not in text


def test_export_holds_nothing_of_anybody_else(client, ben, full):
    client.force_login(ben)
    text = json.dumps(_export(client))
    assert "ada@example.org" not in text
    assert "Se7en" not in text


def test_every_registered_room_takes_part(as_ada, ada, own_registries):
    rows = [{"at": datetime(2026, 11, 6, tzinfo=UTC), "words": "so-so", "of": 1}]
    register_personal_data("journal", lambda user: rows if user == ada else [], lambda user: 0)
    assert _export(as_ada)["data"]["journal"] == [{"at": "2026-11-06T00:00:00Z", "words": "so-so", "of": 1}]


def test_long_history_is_written_row_by_row(ada, own_registries):
    def many(user):
        yield from ({"row": number, "words": "x" * 1000} for number in range(3000))

    register_personal_data("journal", many, lambda user: 0)
    with export_everything(user=ada) as file:
        assert len(json.load(file)["data"]["journal"]) == 3000


def test_export_is_a_private_download(as_ada):
    answer = as_ada.get("/you/export")
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith('attachment; filename="moodflix-')
    assert "no-store" in answer["Cache-Control"]


def test_guest_exports_nothing(client):
    assert client.get("/you/export").status_code == 302


def test_download_is_handed_on_in_pieces_under_asgi():
    async def pieces():
        response = Download(io.BytesIO(b"x" * 10_000), filename="x.json")
        return [len(piece) async for piece in response]

    sizes = asyncio.run(pieces())
    assert sum(sizes) == 10_000
    assert max(sizes) == Download.block_size
