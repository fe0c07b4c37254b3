"""Real speech for tests, and a small real classifier of voices: loudness and brightness, weighed by hand.

The speech lies in the package moonshine_voice. The classifier reads the sound that it is given and says of itself that
it is a test's; what is tested with it is the way a reading goes, never how good it is.
"""

import io
import wave
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ml.base import Prepared
from ml.moods import VOICE9
from ml.types import SAMPLE_RATE, ModelSpec
from ml.voice.classifier import VoiceClassifier
from ml.weights import Card

NAME = "voice-test"
SPEC = ModelSpec(NAME, "voice", "primary", "tests.voices.LoudAndBright", None, "MIT", (), permissive=True)


class LoudAndBright(VoiceClassifier):
    """Loud and bright is anger, soft and dark is sadness, and much lies between."""

    def find_card(self):
        return Card(Path(), {}, {"temperature": 1.0, "threshold": 0.2})

    def load_weights(self, card):
        self.weights = np.random.default_rng(5).normal(size=(2, len(VOICE9)))
        self.weights[:, VOICE9.index("angry")] = (2.0, 1.0)
        self.weights[:, VOICE9.index("sad")] = (-2.0, -1.0)

    def preprocess(self, given):
        samples = given.samples
        loud = np.log10(np.sqrt(np.mean(samples**2)) + 1e-6) + 1.3
        bright = np.mean(np.abs(np.diff(np.sign(samples)))) * 10 - 1.5
        return Prepared(np.array([loud, bright]))

    def forward(self, features):
        return np.stack(features) @ self.weights


def speech(name="clone-test", *, seconds=None, rate=None):
    """A recording of somebody speaking as the bytes of a WAV file."""
    folder = Path(find_spec("moonshine_voice").origin).parent / "assets"
    with wave.open(str(folder / f"{name}.wav")) as file:
        rate = rate or file.getframerate()
        frames = file.readframes(round(seconds * file.getframerate()) if seconds else file.getnframes())
    return wav(np.frombuffer(frames, np.int16), rate)


def wav(samples, rate=SAMPLE_RATE):
    """Samples (int16, mono) as the bytes of a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.asarray(samples, np.int16).tobytes())
    return file.getvalue()


def silence(seconds=2):
    return wav(np.zeros(seconds * SAMPLE_RATE))
