"""Where somebody speaks: silero VAD (MIT), the ONNX file inside the silero-vad package, run without torch.

The network looks at 512 samples (32 ms) at a time and remembers what came before; the packaged "sequence" graph does
that for many windows in one call. Thresholds are those its authors recommend.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.errors import RuntimeMissing
from ml.types import SAMPLE_RATE, AudioClip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW: Final = 512  # samples
STEP: Final = WINDOW / SAMPLE_RATE  # seconds
_CONTEXT: Final = 64  # samples of the window before that come along
_BLOCK: Final = 512  # windows in one call
_START: Final = 0.5  # speech begins above it
_STOP: Final = 0.35  # and ends below this
_SHORTEST: Final = 0.25  # seconds of speech that count
_PAUSE: Final = 0.1  # seconds of silence that part two spans
_PAD: Final = 0.03  # seconds around a span
_lock = threading.Lock()
_sessions: list[Any] = []


@dataclass(frozen=True, slots=True)
class Speech:
    """Where a clip holds speech: `spans` are (start, end) in seconds, `share` of the clip's length they cover, 0..1.

    `windows` (n,) is the probability of speech in each 32 ms.
    """

    spans: tuple[tuple[float, float], ...]
    share: float
    windows: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)

    @property
    def seconds(self) -> float:
        """How long somebody speaks."""
        return sum(end - start for start, end in self.spans)


def speech(clip: AudioClip) -> Speech:
    """Return where somebody speaks in `clip`. RuntimeMissing where onnxruntime or silero-vad is not installed."""
    if not len(clip):
        return Speech((), 0.0)
    windows = probabilities(clip.samples)
    spans = _spans(windows, clip.seconds)
    return Speech(spans, min(1.0, sum(end - start for start, end in spans) / clip.seconds), windows)


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
    joined: NDArray[np.float32] = np.concatenate(found) if found else np.zeros(0, np.float32)
    return joined


def _spans(windows: NDArray[np.float32], seconds: float) -> tuple[tuple[float, float], ...]:
    """Return spans with hysteresis; short pauses are bridged, short spans left out."""
    found: list[list[float]] = []
    speaking = False
    for at, share in enumerate(windows):
        if share >= (_STOP if speaking else _START):
            if not speaking and (not found or at * STEP - found[-1][1] > _PAUSE):
                found.append([at * STEP, at * STEP])
            found[-1][1] = (at + 1) * STEP
            speaking = True
        else:
            speaking = False
    kept = [(start, end) for start, end in found if end - start >= _SHORTEST]
    return tuple((max(0.0, start - _PAD), min(seconds, end + _PAD)) for start, end in kept)


def _session() -> Any:
    with _lock:
        if not _sessions:
            _sessions.append(_load())
        return _sessions[0]


def _load() -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise RuntimeMissing("onnxruntime is not installed.") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph(), options, ["CPUExecutionProvider"])


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
