"""Real speech as clips."""

from functools import cache

from ml.audio import decode
from tests import voices


@cache
def spoken(name):
    """A packaged recording: "beckett" (10 s), "clone-test" (4 s), "two_cities" (44 s), "endgame_nagg_nell" (28 s)."""
    return decode(voices.speech(name), max_bytes=10_000_000, max_seconds=600)
