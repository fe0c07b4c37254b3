"""The secret key of an installation that set none."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def kept_secret_key(folder: Path) -> str:
    """A key made once, so that sessions survive a restart. Whoever makes it first makes it for every process."""
    path = folder / "secret_key"
    if not path.exists():
        _make(path)
    return path.read_text().strip()


def _make(path: Path) -> None:
    """The name appears with the whole key behind it, or not at all."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".secret_key.") as file:  # mode 0600
        file.write(get_random_secret_key())
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
