"""How this process runs its models: one frozen value, set once by the app or by a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from ml.errors import MlError

DEVICES: Final = ("auto", "cpu", "cuda")
WEIGHTS_DIR: Final = Path(__file__).parent / "weights"


class BadConfig(MlError):
    """A value of the configuration cannot be used."""

    code = "bad_ml_config"
    message = "The models are not configured correctly."


@dataclass(frozen=True, slots=True)
class MlConfig:
    """`idle_seconds` 0 keeps a loaded model for ever; `max_text_length` counts characters."""

    device: str = "auto"
    threads: int = 1
    deadline_seconds: float = 5.0
    weights_dir: Path = WEIGHTS_DIR
    preload: bool = False
    idle_seconds: float = 0
    max_text_length: int = 5_000

    def __post_init__(self) -> None:
        if self.device not in DEVICES:
            raise BadConfig(f"DEVICE must be one of {', '.join(DEVICES)}.")
        if self.threads < 1 or self.deadline_seconds <= 0 or self.max_text_length < 1 or self.idle_seconds < 0:
            raise BadConfig(
                "THREADS, DEADLINE_SECONDS and MAX_TEXT_LENGTH must be positive, IDLE_SECONDS not negative."
            )


def from_settings(values: Mapping[str, Any]) -> MlConfig:
    """Build the configuration from upper-case keys (`DEVICE`, `WEIGHTS_DIR` ...). BadConfig for an unknown key."""
    names = {field.name.upper(): field.name for field in fields(MlConfig)}
    if unknown := sorted(values.keys() - names.keys()):
        raise BadConfig(f"Unknown: {', '.join(unknown)}.")
    known = {names[key]: value for key, value in values.items()}
    if "weights_dir" in known:
        known["weights_dir"] = Path(known["weights_dir"])
    return MlConfig(**known)


class _Current:
    config = MlConfig()


def configure(config: MlConfig) -> None:
    """Set the configuration of this process; models that are loaded already keep theirs."""
    _Current.config = config


def current() -> MlConfig:
    """Return the configuration of this process."""
    return _Current.config
