"""The Chromium that tests and screenshots drive, and how it is started."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

# A microphone that plays real speech over and over; a page gets it only where its context grants it.
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-file-for-fake-audio-capture={}")
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def speech() -> Path:
    """Somebody reading aloud, as a WAV file that the package moonshine_voice carries."""
    return Path(str(find_spec("moonshine_voice").origin)).parent / "assets" / "beckett.wav"  # type: ignore[union-attr]


def microphone() -> tuple[str, ...]:
    """The arguments that give Chromium a microphone."""
    return tuple(argument.format(speech()) for argument in MICROPHONE)


def executable() -> str | None:
    """The path of a Chromium: `CHROMIUM`, or the first one found; None where there is none."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
