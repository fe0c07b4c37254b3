"""How this process runs its models: one frozen value, set once by the app or by a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from ml.errors import MlError

DEVICES: Final = ("auto", "cpu", "cuda")
PRECISIONS: Final = ("auto", "fp32", "bf16", "fp16")
LICENCES: Final = ("any", "permissive")
SHORTEST_SEGMENT: Final = 0.5  # seconds
WEIGHTS_DIR: Final = Path(__file__).parent / "weights"
CACHE_DIR: Final = Path(__file__).parent.parent / "var" / "models"


class BadConfig(MlError):
    """A value of the configuration cannot be used."""

    code = "bad_ml_config"
    message = "The models are not configured correctly."


CALIBRATIONS: Final = ("auto", "modest")
_CHOICES: Final = {
    "device": DEVICES,
    "precision": PRECISIONS,
    "licences": LICENCES,
    "calibration": CALIBRATIONS,
}


@dataclass(frozen=True, slots=True)
class MlConfig:
    """`idle_seconds` 0 keeps a loaded model for ever; `max_text_length` counts characters, `batch_size` texts.

    `quantized` is about the CPU: the 8-bit graph, or (False) the same weights as floats through torch. `precision` is
    about torch: "auto" is bf16 on a GPU that has it, else fp16 there, and fp32 on the CPU. `text_model` names what
    reads text first (see `ml.chosen`), `text_labels` a TOML file of a deployment's own labels (see `ml.text.labels`),
    and `cache_dir` holds models that are downloaded or built. `calibration` "modest" takes every text for unlike the
    training data; "auto" lets the model tell. `voice_model` names what reads voices first (a registered model, or a
    folder or hub id of a transformer), `voice_labels` a file of its labels like that for text. A recording is at most
    `max_audio_bytes` and `max_audio_seconds` long, and read in segments of `segment_seconds`. BadConfig for values
    that cannot work together.
    """

    device: str = "auto"
    precision: str = "auto"
    quantized: bool = True
    threads: int = 1
    batch_size: int = 32
    deadline_seconds: float = 5.0
    weights_dir: Path = WEIGHTS_DIR
    cache_dir: Path = CACHE_DIR
    preload: bool = False
    idle_seconds: float = 0
    max_text_length: int = 5_000
    text_model: str = ""
    text_labels: Path | None = None
    licences: str = "any"
    calibration: str = "auto"
    voice_model: str = ""
    voice_labels: Path | None = None
    max_audio_bytes: int = 10_000_000
    max_audio_seconds: float = 600.0
    segment_seconds: float = 3.0

    def __post_init__(self) -> None:
        self._check_choices()
        if min(self.threads, self.max_text_length, self.batch_size) < 1 or self.deadline_seconds <= 0:
            raise BadConfig("THREADS, BATCH_SIZE, DEADLINE_SECONDS and MAX_TEXT_LENGTH must be positive.")
        if self.max_audio_bytes < 1 or self.max_audio_seconds <= 0 or self.segment_seconds < SHORTEST_SEGMENT:
            raise BadConfig("MAX_AUDIO_BYTES and MAX_AUDIO_SECONDS must be positive, SEGMENT_SECONDS at least 0.5.")
        if self.idle_seconds < 0:
            raise BadConfig("IDLE_SECONDS must not be negative.")
        if self.device == "cpu" and self.precision == "fp16":
            raise BadConfig("PRECISION fp16 needs a GPU: the CPU computes in fp32 or bf16.")
        if self.device == "cpu" and self.precision == "bf16" and self.quantized:
            raise BadConfig("PRECISION bf16 on the CPU needs QUANTIZED false: the 8-bit graph knows no half precision.")

    def _check_choices(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise BadConfig(f"{name.upper()} must be one of {', '.join(choices)}.")


def from_settings(values: Mapping[str, Any]) -> MlConfig:
    """Build the configuration from upper-case keys (`DEVICE`, `WEIGHTS_DIR` ...). BadConfig for an unknown key."""
    names = {field.name.upper(): field.name for field in fields(MlConfig)}
    if unknown := sorted(values.keys() - names.keys()):
        raise BadConfig(f"Unknown: {', '.join(unknown)}.")
    known = {names[key]: value for key, value in values.items()}
    for name in ("weights_dir", "cache_dir", "text_labels", "voice_labels"):
        if known.get(name):
            known[name] = Path(known[name])
    return MlConfig(**known)


class _Current:
    config = MlConfig()


def configure(config: MlConfig) -> None:
    """Set the configuration of this process; models that are loaded already keep theirs."""
    _Current.config = config


def current() -> MlConfig:
    """Return the configuration of this process."""
    return _Current.config
