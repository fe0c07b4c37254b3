"""English speech recognition: Moonshine tiny (Jeffries et al., 2024), from the files in the moonshine-voice package.

The package's own interface brings a second ONNX runtime, a microphone and code that downloads; its files need neither.
Encoder and decoder run in the runtime that every model here runs in, token by token, so that each token's probability
is known and time and length are bounded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.config import current
from ml.errors import RuntimeMissing, WeightsMissing
from ml.onnx_session import open_session
from ml.types import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE: Final = "moonshine_voice"
FOLDER: Final = "assets/tiny-en"
ENCODER, DECODER, TOKENS = "encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"
START, END = 1, 2  # token ids around every sentence
MOST_A_SECOND: Final = 8.0  # tokens; the fastest speech here has 6, a loop of repetitions has no end
SPARE: Final = 4  # tokens that even the shortest sound may have
QUIET, LOUD = 0.2, 0.5  # a peak below the first is raised to the second
SPACE: Final = "\u2581"  # how SentencePiece writes the blank before a word
_HEADS, _WIDTH = 8, 36  # of the decoder's attention
_LONG: Final = 128  # a first byte from here on has a second one beside it

Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of one window and the probability of each of its tokens, the one that ends it included.

    `ended`: the recogniser came to an end by itself, and not because nobody speaks that fast.
    """

    text: str
    probabilities: tuple[float, ...]
    ended: bool


class Recogniser:
    """Moonshine's two graphs and its tokens. Safe to use from several threads at once."""

    def __init__(self, folder: Path) -> None:
        self._tokens = read_tokens(folder / TOKENS)
        self._encoder, self._decoder = (open_session(folder / name, current().threads) for name in (ENCODER, DECODER))
        self._past = [one.name for one in self._decoder.get_inputs() if one.name.startswith("past")]

    def recognise(self, samples: NDArray[np.float32], tick: Tick) -> Recognised:
        """Return what is said in `samples` (n,), up to some 30 s of sound; `tick` is called before every token."""
        most = int(len(samples) / SAMPLE_RATE * MOST_A_SECOND) + SPARE
        ids: list[int] = []
        sure: list[float] = []
        for token, probability in self._greedy(samples):
            sure.append(probability)
            if token == END:
                break
            ids.append(token)
            if len(ids) == most:
                return Recognised(self._text(ids), tuple(sure), ended=False)
            tick()
        return Recognised(self._text(ids), tuple(sure), ended=True)

    def _greedy(self, samples: NDArray[np.float32]) -> Iterator[tuple[int, float]]:
        """Yield the likeliest token after those before it, and its probability; without end."""
        import numpy as np

        mask = np.ones((1, len(samples)), np.int64)
        (heard,) = self._encoder.run(None, {"input_values": _audible(samples)[None], "attention_mask": mask})
        fixed = {"encoder_attention_mask": mask, "encoder_hidden_states": heard}
        past = self._nothing_said(heard.shape[1])
        token, first = START, True
        while True:
            said = {"input_ids": np.array([[token]], np.int64), "use_cache_branch": np.array([not first])}
            logits, *present = self._decoder.run(None, {**fixed, **said, **past})
            kept = zip(self._past, present, strict=True)
            past |= {name: value for name, value in kept if first or ".decoder." in name}
            token, first = int(logits[0, -1].argmax()), False
            yield token, _probability(logits[0, -1], token)

    def _nothing_said(self, frames: int) -> dict[str, Any]:
        """Return the decoder's memory before the first token."""
        import numpy as np

        lengths = {name: 0 if ".decoder." in name else frames for name in self._past}
        return {name: np.zeros((1, _HEADS, length, _WIDTH), np.float32) for name, length in lengths.items()}

    def _text(self, ids: list[int]) -> str:
        joined = b"".join(self._tokens[one] for one in ids).decode("utf-8", errors="ignore")
        return " ".join(joined.replace(SPACE, " ").split())


def read_tokens(path: Path) -> tuple[bytes, ...]:
    """Return the bytes of each token: one after another in the file, each after its length (one or two bytes)."""
    content = path.read_bytes()
    found, at = [], 0
    while at < len(content):
        length, at = content[at], at + 1
        if length >= _LONG:
            length, at = length - _LONG + content[at] * _LONG, at + 1
        found.append(content[at : at + length])
        at += length
    return tuple(found)


def _probability(logits: NDArray[np.float32], token: int) -> float:
    import numpy as np

    return float(1 / np.exp(logits - logits[token], dtype=np.float64).sum())


def _audible(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return quiet sound made louder: the encoder's first layer saturates, so how loud it is changes what it hears."""
    import numpy as np

    peak = float(np.abs(samples).max(initial=0.0))
    return samples * np.float32(LOUD / peak) if 0 < peak < QUIET else samples


# --- One a process

_lock = threading.Lock()
_held: dict[str, Recogniser] = {}


def recogniser() -> Recogniser:
    """Return the process's recogniser, read on first use.

    RuntimeMissing where the package or the runtime is not installed, WeightsMissing, WeightsCorrupted.
    """
    with _lock:
        if PACKAGE not in _held:
            _held[PACKAGE] = _load()
        return _held[PACKAGE]


def installed() -> bool:
    """Whether the package with the recogniser's files is here."""
    return find_spec(PACKAGE) is not None


def _load() -> Recogniser:
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise RuntimeMissing(f"{PACKAGE} is not installed.")
    try:
        return Recogniser(Path(package.origin).parent / FOLDER)
    except OSError as error:
        raise WeightsMissing(f"{PACKAGE} does not carry {FOLDER}.") from error
