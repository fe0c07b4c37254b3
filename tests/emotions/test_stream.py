"""The mood stream, through the real ASGI application."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.backends.db import SessionStore

from emotions import stream
from emotions.models import MoodAnalysis
from ml.moods import MOODS
from moodflix_site.asgi import application

pytestmark = pytest.mark.services
rows = pytest.mark.django_db(
    transaction=True
)  # a guest's stream touches no table, and may not: nothing else asks for rows
URL = "/ws/emotion/stream"
HOME = (b"origin", b"http://localhost:8000")
PATIENT = 20  # seconds, for the first reading of a process


async def opened(*headers, origin=HOME):
    socket = WebsocketCommunicator(application, URL, headers=[origin, *headers] if origin else list(headers))
    connected, _ = await socket.connect(timeout=PATIENT)
    assert connected
    return socket


async def said(socket, frame):
    await socket.send_to(text_data=frame if isinstance(frame, str) else json.dumps(frame))
    return await socket.receive_json_from(timeout=PATIENT)


def signed_in(user):
    """The cookie of a real session."""
    session = SessionStore()
    session["_auth_user_id"], session["_auth_user_backend"] = (
        str(user.pk),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return (b"cookie", f"sessionid={session.session_key}".encode())


async def test_text_goes_in_and_a_mood_comes_out():
    socket = await opened()
    mood = await said(socket, {"type": "text", "text": "I can't stop smiling today!", "id": "a1"})
    assert (mood["type"], mood["sequence"], mood["id"]) == ("mood", 1, "a1")
    assert set(mood["emotions"]) == set(MOODS)
    assert mood["metadata"]["modalities_used"] == ["text"]
    assert mood["model"]
    await socket.disconnect()


async def test_the_stream_answers_in_the_shape_of_the_rest_api():
    from emotions.serializers import AnswerSerializer

    socket = await opened()
    mood = await said(socket, {"type": "text", "text": "so glad"})
    assert set(mood) == {"type", "sequence", "id", *AnswerSerializer().fields}
    await socket.disconnect()


async def test_moods_are_numbered_in_the_order_of_the_texts():
    socket = await opened()
    for number in range(5):
        await socket.send_to(text_data=json.dumps({"type": "text", "text": f"glad day {number}", "id": number}))
    moods = [await socket.receive_json_from(timeout=PATIENT) for _ in range(5)]
    assert [(mood["sequence"], mood["id"]) for mood in moods] == [(number + 1, number) for number in range(5)]
    await socket.disconnect()


async def test_a_ping_is_answered():
    socket = await opened()
    assert await said(socket, {"type": "ping", "id": 7}) == {"type": "pong", "id": 7}
    await socket.disconnect()


async def test_a_ping_does_not_wait_for_the_texts_before_it():
    socket = await opened()
    for _ in range(stream.WAITING_TEXTS):
        await socket.send_to(text_data=json.dumps({"type": "text", "text": "glad " * 900}))
    await socket.send_to(text_data='{"type": "ping"}')
    answers = [await socket.receive_json_from(timeout=PATIENT) for _ in range(stream.WAITING_TEXTS + 1)]
    assert answers[-1]["type"] == "mood"
    await socket.disconnect()


@pytest.mark.parametrize("origin", [(b"origin", b"https://evil.example"), (b"origin", b"null"), None])
async def test_a_page_of_another_site_cannot_open_the_stream(origin):
    socket = WebsocketCommunicator(application, URL, headers=[origin] if origin else [])
    connected, _ = await socket.connect()
    assert not connected


@pytest.mark.parametrize(
    "frame",
    [
        "junk",
        "[]",
        "5",
        "null",
        '"text"',
        "{}",
        '{"type": "dance"}',
        '{"type": ["text"]}',
        '{"type": "text", "text": 5}',
        '{"type": "text", "text": "glad", "id": [1]}',
        '{"type": "text", "text": "glad", "id": true}',
        '{"type": "text", "text": "glad", "id": "' + "i" * 65 + '"}',
        "[" * 50_000,
        "1" * 5_000,
    ],
)
async def test_a_frame_that_is_none_of_ours_gets_a_typed_error_and_the_stream_goes_on(frame):
    socket = await opened()
    error = await said(socket, frame)
    assert (error["type"], error["code"], error["fatal"]) == ("error", "bad_frame", False)
    assert (await said(socket, {"type": "ping"}))["type"] == "pong"
    await socket.disconnect()


async def test_a_binary_frame_gets_a_typed_error():
    socket = await opened()
    await socket.send_to(bytes_data=b"\x00\x01")
    assert (await socket.receive_json_from())["code"] == "bad_frame"
    await socket.disconnect()


async def test_a_frame_that_is_too_big_gets_a_typed_error():
    socket = await opened()
    error = await said(socket, {"type": "text", "text": "a" * stream.MAX_FRAME_CHARACTERS})
    assert (error["code"], error["fatal"]) == ("frame_too_large", False)
    await socket.disconnect()


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty_text"), (" \n", "empty_text"), ("a" * 5001, "text_too_long"), ("a\0b", "unusable_text")],
)
async def test_a_text_that_cannot_be_read_gets_the_error_of_the_gate(text, code):
    socket = await opened()
    error = await said(socket, {"type": "text", "text": text, "id": "mine"})
    assert (error["code"], error["fatal"], error["id"]) == (code, False, "mine")
    await socket.disconnect()


async def test_half_a_character_gets_the_error_of_the_gate():
    socket = await opened()
    assert (await said(socket, '{"type": "text", "text": "\\ud83d"}'))["code"] == "unusable_text"
    await socket.disconnect()


async def test_the_longest_text_fits_in_a_frame_however_it_is_escaped():
    socket = await opened()
    assert (await said(socket, {"type": "text", "text": "😀" * 5000}))["type"] == "mood"
    await socket.disconnect()


async def test_a_full_queue_is_said_and_no_text_is_lost(monkeypatch):
    monkeypatch.setattr(stream, "WAITING_TEXTS", 2)
    socket = await opened()
    for number in range(8):
        await socket.send_to(text_data=json.dumps({"type": "text", "text": "glad " * 900, "id": number}))
    answers = [await socket.receive_json_from(timeout=PATIENT) for _ in range(8)]
    refused = [answer for answer in answers if answer["type"] == "error"]
    assert sorted(answer["id"] for answer in answers) == list(range(8))
    assert refused
    assert {(answer["code"], answer["fatal"], answer["retry_after"]) for answer in refused} == {("busy", False, 1)}
    await socket.disconnect()


async def test_too_many_frames_at_once_are_refused_and_the_stream_goes_on():
    socket = await opened()
    for _ in range(int(stream.BURST) + 5):
        await socket.send_to(text_data='{"type": "ping"}')
    answers = [await socket.receive_json_from() for _ in range(int(stream.BURST) + 5)]
    assert "rate_limited" in {answer.get("code") for answer in answers}
    await asyncio.sleep(1 / stream.FRAMES_A_SECOND + 0.05)
    assert (await said(socket, {"type": "ping"}))["type"] == "pong"
    await socket.disconnect()


async def test_a_flood_ends_the_stream():
    socket = await opened()
    for _ in range(int(stream.BURST) + stream.PATIENCE + 20):
        await socket.send_to(text_data="junk")
    frames = []
    while (output := await socket.receive_output(timeout=5))["type"] == "websocket.send":
        frames.append(json.loads(output["text"]))
    assert (frames[-1]["code"], frames[-1]["fatal"]) == ("flood", True)
    assert output["code"] == 1008
    assert await socket.receive_nothing()


async def test_silence_ends_the_stream(monkeypatch):
    monkeypatch.setattr(stream, "IDLE_SECONDS", 0.2)
    socket = await opened()
    error = await socket.receive_json_from(timeout=5)
    assert (error["code"], error["fatal"]) == ("idle", True)
    assert (await socket.receive_output(timeout=5))["type"] == "websocket.close"


async def test_pings_keep_a_stream_open(monkeypatch):
    monkeypatch.setattr(stream, "IDLE_SECONDS", 0.4)
    socket = await opened()
    for _ in range(4):
        await asyncio.sleep(0.2)
        assert (await said(socket, {"type": "ping"}))["type"] == "pong"
    await socket.disconnect()


async def test_leaving_in_the_middle_leaves_no_task_behind():
    before = asyncio.all_tasks()
    for pause in (0, 0.001, 0.003, 0.01, 0.03):
        socket = await opened()
        for _ in range(3):
            await socket.send_to(text_data=json.dumps({"type": "text", "text": "glad " * 900}))
        await asyncio.sleep(pause)
        await socket.disconnect(timeout=PATIENT)
    await asyncio.sleep(0.1)
    assert asyncio.all_tasks() <= before


async def test_a_socket_that_was_quiet_for_a_while_still_answers():
    """Longer than the Redis layer waits at a time."""
    socket = await opened()
    await asyncio.sleep(6)
    assert (await said(socket, {"type": "ping"}))["type"] == "pong"
    await socket.disconnect(timeout=PATIENT)


async def test_a_server_that_goes_down_waits_for_nobodys_silence():
    before = asyncio.all_tasks()
    socket = await opened()
    for _ in range(stream.WAITING_TEXTS):
        await socket.send_to(text_data=json.dumps({"type": "text", "text": "glad " * 900}))
    await socket.receive_json_from(timeout=PATIENT)
    left = asyncio.all_tasks() - before
    for task in left:
        task.cancel()
    _, running = await asyncio.wait(left, timeout=2)
    assert not running


@rows
async def test_the_stream_stores_nothing_even_for_somebody_signed_in(ada):
    socket = await opened(await sync_to_async(signed_in)(ada))
    assert (await said(socket, {"type": "text", "text": "so glad"}))["type"] == "mood"
    await socket.disconnect()
    assert not await MoodAnalysis.objects.aexists()


@rows
async def test_a_guest_has_a_budget_and_somebody_signed_in_does_not_use_it(ada, monkeypatch):
    from moodflix_site.common.throttles import ScopedThrottle

    monkeypatch.setitem(ScopedThrottle.THROTTLE_RATES, "stream", "1/hour")
    guest, person = await opened(), await opened(await sync_to_async(signed_in)(ada))
    answers = [await said(socket, {"type": "text", "text": "so glad"}) for socket in (guest, guest, person, person)]
    assert [answer["type"] for answer in answers] == ["mood", "error", "mood", "mood"]
    assert (answers[1]["code"], answers[1]["fatal"]) == ("throttled", False)
    assert answers[1]["retry_after"] > 0
    await guest.disconnect()
    await person.disconnect()


@rows
async def test_somebody_signed_in_has_one_budget_over_the_stream_and_the_rest_api(ada, monkeypatch):
    from moodflix_site.common.throttles import ScopedThrottle

    monkeypatch.setitem(ScopedThrottle.THROTTLE_RATES, "analyze", "1/hour")
    person = await opened(await sync_to_async(signed_in)(ada))
    answers = [await said(person, {"type": "text", "text": "so glad"}) for _ in range(2)]
    assert [answer.get("code") for answer in answers] == [None, "throttled"]
    await person.disconnect()


async def test_an_address_without_a_stream_is_closed_and_nothing_breaks():
    socket = WebsocketCommunicator(application, "/ws/emotion/nope", headers=[HOME])
    connected, code = await socket.connect(timeout=PATIENT)
    assert (connected, code) == (False, 4404)


async def test_two_streams_never_hear_each_other():
    one, other = await opened(), await opened()
    await said(one, {"type": "text", "text": "so glad"})
    assert await other.receive_nothing()
    await one.disconnect()
    await other.disconnect()
