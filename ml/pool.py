"""One classifier a model and process: made on first use, given up after standing idle."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from ml.base import Classifier
from ml.config import current
from ml.errors import MlError
from ml.registry import allowed, build, expected, specs
from ml.types import ModelSpec


@dataclass(slots=True)
class _Entry:
    spec: ModelSpec
    classifier: Classifier
    used: float


_entries: dict[str, _Entry] = {}
_lock = threading.Lock()
_timer: list[threading.Timer] = []


def get(spec: ModelSpec) -> Classifier:
    """Return the process's classifier of `spec`; it may not be loaded yet."""
    with _lock:
        entry = _entries.get(spec.name)
        if entry is None or entry.spec != spec or entry.classifier.config != current():
            entry = _entries[spec.name] = _Entry(spec, build(spec, current()), 0.0)
        entry.used = time.monotonic()
    _watch()
    return entry.classifier


def is_loaded(name: str) -> bool:
    """Whether the model's weights are in this process's memory."""
    entry = _entries.get(name)
    return entry is not None and entry.classifier.loaded


def trouble(name: str) -> str:
    """The code of the error that keeps the model from loading in this process, or ""."""
    entry = _entries.get(name)
    error = entry.classifier.trouble if entry else None
    return error.code if error else ""


def preload(modality: str | None = None) -> tuple[str, ...]:
    """Load the first usable model of each modality and its languages, if the configuration asks for it.

    Returns the names loaded. One that may take long comes last, and beside another that answers until then.
    """
    if not current().preload:
        return ()
    done: dict[tuple[str, ...], str] = {}
    slow = []
    for spec in filter(expected, filter(allowed, specs(modality))):
        kind = (spec.modality, *spec.languages)
        if kind in done:
            continue
        if get(spec).background:
            slow.append(spec)
        elif _load(spec):
            done[kind] = spec.name
    return (*done.values(), *(spec.name for spec in slow if _load(spec)))


def _load(spec: ModelSpec) -> bool:
    try:
        get(spec).load()
    except MlError:
        return False
    return True


def evict_idle() -> tuple[str, ...]:
    """Give up the models that stood idle for longer than configured; return their names."""
    limit = current().idle_seconds
    if not limit:
        return ()
    with _lock:
        old = tuple(name for name, entry in _entries.items() if time.monotonic() - entry.used >= limit)
        for name in old:
            del _entries[name]
    return old


def clear() -> None:
    """Give up every model."""
    with _lock:
        _entries.clear()
        while _timer:
            _timer.pop().cancel()


def _watch() -> None:
    """Look for idle models once in a while, as long as one is held and the configuration wants it."""
    limit = current().idle_seconds
    if not limit or any(timer.is_alive() for timer in _timer):
        return
    _timer[:] = [threading.Timer(limit + 0.05, _sweep)]
    _timer[0].daemon = True
    _timer[0].start()


def _sweep() -> None:
    _timer.clear()
    evict_idle()
    if _entries:
        _watch()
