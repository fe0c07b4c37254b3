"""Where somebody speaks: silero VAD (MIT), the ONNX file inside the silero-vad package, run without torch.

The network looks at 512 samples (32 ms) at a time and remembers what came before; the packaged "sequence" graph does
that for many windows in one call. Thresholds are those its authors recommend. It misses voices that are shouted very
high, which is just where feelings are strong: of 1,728 acted clips it found no speech in 20. Played more slowly, and so
lower, it finds all but one of them, and so a recording with little speech is listened to again like that.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.errors import RuntimeMissing
from ml.onnx_session import open_session
from ml.types import SAMPLE_RATE, AudioClip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW: Final = 512  # samples
_CONTEXT: Final = 64  # samples of the window before that come along
_BLOCK: Final = 512  # windows in one call
_START: Final = 0.5  # speech begins above it
_STOP: Final = 0.35  # and ends below this
_SHORTEST: Final = 0.25  # seconds of speech that count
_PAUSE: Final = 0.1  # seconds of silence that part two spans
_PAD: Final = 0.03  # seconds around a span
_PACES: Final = (1.5, 2.0)  # how much slower it is played again; chosen on the 20 clips above
_LITTLE: Final = 0.25  # share of speech below which that is done
_AGAIN: Final = 60.0  # seconds of sound for which it is worth its time
_lock = threading.Lock()
_sessions: list[Any] = []

Spans = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """Where a clip holds speech: `spans` are (start, end) in seconds, `share` of the clip's length they cover, 0..1."""

    spans: Spans
    share: float

    @property
    def seconds(self) -> float:
        """How long somebody speaks."""
        return _covered(self.spans)


def speech(clip: AudioClip) -> Speech:
    """Return where somebody speaks in `clip`. RuntimeMissing where onnxruntime or silero-vad is not installed."""
    if not len(clip):
        return Speech((), 0.0)
    spans = _heard(clip, 1.0)
    if _covered(spans) < _LITTLE * clip.seconds and clip.seconds <= _AGAIN:
        spans = _joined([*spans, *(span for pace in _PACES for span in _heard(clip, pace))])
    return Speech(spans, min(1.0, _covered(spans) / clip.seconds))


def probabilities(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probability of speech in each window of `samples` (n,): (ceil(n / WINDOW),)."""
    import numpy as np

    session = _session()
    count = -(-len(samples) // WINDOW)
    padded = np.zeros(_CONTEXT + count * WINDOW, np.float32)
    padded[_CONTEXT : _CONTEXT + len(samples)] = samples
    views = np.lib.stride_tricks.sliding_window_view(padded, _CONTEXT + WINDOW)[::WINDOW]
    hidden = cell = np.zeros((1, 1, 128), np.float32)
    found = []
    for start in range(0, count, _BLOCK):
        block = np.ascontiguousarray(views[start : start + _BLOCK])
        shares, hidden, cell = session.run(["speech_probs", "hn", "cn"], {"input": block, "h": hidden, "c": cell})
        found.append(shares)
    joined: NDArray[np.float32] = np.concatenate(found)
    return joined


def graph() -> Path:
    """Return the packaged graph's path; RuntimeMissing where the package or the file is not there.

    The package is found and not imported, since its modules want torch.
    """
    spec = find_spec("silero_vad")
    places = spec.submodule_search_locations if spec else None
    path = Path(next(iter(places)), "data", "silero_vad_16k_sequence.onnx") if places else None
    if path is None or not path.is_file():
        raise RuntimeMissing("silero-vad is not installed.")
    return path


def _heard(clip: AudioClip, pace: float) -> Spans:
    """Return the spans of speech in `clip`, heard `pace` times as slow."""
    import numpy as np

    samples = clip.samples
    if pace != 1.0:
        at = np.arange(round(len(samples) * pace)) / pace
        samples = np.interp(at, np.arange(len(samples)), samples).astype(np.float32)
    found = _spans(probabilities(samples))
    return tuple((max(0.0, start / pace - _PAD), min(clip.seconds, end / pace + _PAD)) for start, end in found)


def _spans(windows: NDArray[np.float32]) -> Spans:
    """Return spans (seconds), short ones left out; a window goes on with speech more easily than it begins it."""
    found: list[list[float]] = []
    speaking, step = False, WINDOW / SAMPLE_RATE
    for at, share in enumerate(windows.tolist()):
        speaking = share >= (_STOP if speaking else _START)
        if not speaking:
            continue
        if not found or at * step - found[-1][1] > _PAUSE:
            found.append([at * step, at * step])
        found[-1][1] = (at + 1) * step
    return tuple((start, end) for start, end in found if end - start >= _SHORTEST)


def _joined(spans: Iterable[tuple[float, float]]) -> Spans:
    """Return `spans` in order, those that overlap as one."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _covered(spans: Spans) -> float:
    return sum(end - start for start, end in spans)


def _session() -> Any:
    with _lock:
        if not _sessions:
            _sessions.append(open_session(graph(), 1))
        return _sessions[0]
