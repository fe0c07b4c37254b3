"""Whose address a limit counts: the peer's, unless the installation names its proxies. On a real server process."""

import asyncio
import json

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.server import serving

LIMITS = {"THROTTLE_GUEST": "1/hour", "THROTTLE_LEGACY": "1/hour", "THROTTLE_STREAM": "1/hour"}
WORDS = "I am so happy today."


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("installation"), extra=LIMITS) as address:
        yield address


def forged(number):
    return {"X-Forwarded-For": f"192.0.2.{number}", "X-Forwarded-Proto": "https"}


def test_a_forged_header_does_not_lift_the_limit_of_the_original_contract(site):
    answers = [httpx.post(f"{site}/predict", json={"text": WORDS}, headers=forged(n)).status_code for n in (1, 2)]
    assert answers == [200, 429]


def test_a_forged_header_does_not_lift_the_limit_of_a_page(site):
    with httpx.Client(base_url=site) as guest:
        guest.get("/")
        form = {"text": WORDS, "csrfmiddlewaretoken": guest.cookies["csrftoken"]}
        answers = [guest.post("/mood", data=form, headers=forged(n)).status_code for n in (1, 2)]
    assert answers == [200, 429]


def test_a_forged_header_does_not_lift_the_limit_of_the_stream(site):
    async def read(number):
        address = site.replace("http", "ws", 1) + "/ws/emotion/stream"
        async with connect(address, additional_headers=forged(number), origin=site) as line:
            await line.send(json.dumps({"type": "text", "text": WORDS, "id": 1}))
            while True:
                frame = json.loads(await line.recv())
                if frame.get("id") == 1:
                    return frame.get("code", "read")

    assert [asyncio.run(read(number)) for number in (1, 2)] == ["read", "throttled"]
