"""What is said, and whether it can be trusted to be what was said."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ml.errors import DeadlineExceeded, RuntimeMissing
from ml.tiers import Deadline
from ml.types import SAMPLE_RATE, AudioClip
from ml.voice import recogniser
from ml.voice.recogniser import Recognised
from ml.voice.transcribe import AROUND, WINDOW, judge, transcribe, windows
from tests.ml.voice.speech import spoken

SAID = "ever tried ever failed no matter try again fail again fail better"
WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None
from ml.voice.transcribe import transcribe
from tests.ml.voice.speech import spoken
clip = spoken("clone-test")
print(transcribe(clip, [(0.0, clip.seconds)]).text)
print([name for name in ("moonshine_voice", "sounddevice", "requests") if name in sys.modules])
"""


def words(text):
    return re.sub(r"[^a-z ]", "", text.lower()).split()


def quiet(seconds, noise=1e-4):
    random = np.random.default_rng(0)
    return AudioClip(random.normal(0, noise, round(seconds * SAMPLE_RATE)).astype(np.float32))


@pytest.fixture(scope="module")
def beckett():
    return spoken("beckett")


def test_english_speech_becomes_its_words(beckett):
    heard = transcribe(beckett, [(0.1, 9.0)])
    assert words(heard.text) == SAID.split()
    assert heard.english
    assert heard.language == "en"
    assert heard.confidence > 0.8


def test_a_faint_recording_is_understood_like_a_loud_one(beckett):
    faint = AudioClip(beckett.samples * np.float32(0.004))
    assert words(transcribe(faint, [(0.1, 9.0)]).text) == SAID.split()


@pytest.mark.parametrize("sound", ["backwards", "noise"])
def test_what_is_no_english_gives_no_words(beckett, sound):
    clip = AudioClip(np.ascontiguousarray(beckett.samples[::-1])) if sound == "backwards" else quiet(4, 0.1)
    heard = transcribe(clip, [(0.0, min(5.0, clip.seconds))])
    assert (heard.text, heard.english) == ("", False)
    assert heard.confidence < 0.7


def test_without_speech_nothing_is_understood(beckett):
    assert transcribe(beckett, []).english is False


def test_words_over_and_over_are_no_transcript():
    loop = Recognised("it is good " * 6, (0.99,) * 20, ended=False)
    clear = Recognised("We had a lovely evening by the lake.", (0.95,) * 9, ended=True)
    assert judge([loop]).text == ""
    assert judge([clear, loop]).english is False  # most of it is the loop
    assert judge([clear, clear, clear, loop]).text.count("lake") == 3


def test_sure_words_of_another_language_are_told_apart():
    german = Recognised("Ich habe heute einen sehr schönen Abend mit meiner Familie gehabt.", (0.9,) * 20, ended=True)
    assert (judge([german]).english, judge([german]).language) == (False, "de")


def test_progress_counts_the_windows_and_a_deadline_ends_the_work(beckett):
    seen = []
    spans = [(0.1, 3.0), (6.0, 9.0)]
    transcribe(beckett, spans, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]
    with pytest.raises(DeadlineExceeded):
        transcribe(beckett, spans, deadline=Deadline.after(0.0))


def test_speech_that_follows_closely_is_understood_together():
    found = windows(quiet(30), [(1.0, 2.0), (2.5, 5.0), (9.0, 11.0)])
    assert found == ((1.0 - AROUND, 5.0 + AROUND), (9.0 - AROUND, 11.0 + AROUND))


def test_long_speech_is_cut_where_it_is_quietest():
    clip = quiet(25, 0.1)
    clip.samples[12 * SAMPLE_RATE : 12 * SAMPLE_RATE + 1600] = 0
    (first, second) = windows(clip, [(0.0, 25.0)])
    assert first[1] - AROUND == pytest.approx(12.05, abs=0.06)
    assert second[0] + AROUND == pytest.approx(12.05, abs=0.06)
    assert all(end - start <= WINDOW + 2 * AROUND for start, end in (first, second))


def test_a_recogniser_that_is_not_installed_is_a_typed_error(beckett, monkeypatch):
    monkeypatch.setattr(recogniser, "_held", {})
    monkeypatch.setattr(recogniser, "find_spec", lambda name: None)
    assert not recogniser.installed()
    with pytest.raises(RuntimeMissing):
        transcribe(beckett, [(0.1, 1.0)])


def test_words_need_neither_torch_nor_the_packages_own_code():
    root = Path(__file__).resolve().parents[3]
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH], cwd=root, capture_output=True, text=True, check=True, timeout=120
    )
    text, loaded = run.stdout.splitlines()
    assert "America" in text
    assert loaded == "[]"
