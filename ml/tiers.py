"""Primary, secondary, fallback: who answers, inside one deadline. A candidate that fails is passed over and named."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from ml.errors import DeadlineExceeded, InvalidInput, MlError, NoUsableModel
from ml.pool import get
from ml.types import ModelSpec, Observation, Prediction

SHARE: Final = 0.6  # of the time left, for a candidate that others come after
Report = Callable[[Observation], None]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point in time (`time.monotonic`, seconds)."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline that is `seconds` away."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.at - time.monotonic())


def answer(
    candidates: Sequence[ModelSpec], inputs: Sequence[Any], deadline: Deadline, report: Report
) -> list[Prediction]:
    """Return the predictions of the first candidate that answers in time.

    InvalidInput at once, since no other model would fare better. A single candidate's own error is raised as it is;
    of several that all fail, NoUsableModel names them, or DeadlineExceeded when time ran out.
    """
    passed: list[str] = []
    for place, spec in enumerate(candidates):
        last = place == len(candidates) - 1
        started = time.perf_counter()
        try:
            predictions = _within(spec, inputs, deadline.left * (1.0 if last else SHARE))
        except MlError as error:
            report(_observation(spec, error.code, started))
            if isinstance(error, InvalidInput) or len(candidates) == 1:
                raise
            passed.append(f"{spec.name}:{error.code}")
        else:
            report(_observation(spec, "ok", started))
            return [replace(one, warnings=(*one.warnings, *_notes(candidates, spec, passed))) for one in predictions]
    if not deadline.left:
        raise DeadlineExceeded
    raise NoUsableModel(f"No model could answer ({', '.join(passed)}).")


def _within(spec: ModelSpec, inputs: Sequence[Any], seconds: float) -> list[Prediction]:
    if seconds <= 0:
        raise DeadlineExceeded
    future: Future[list[Prediction]] = _workers().submit(lambda: get(spec).predict(inputs))
    try:
        return future.result(timeout=seconds)
    except FutureTimeout as error:
        future.cancel()
        raise DeadlineExceeded from error


def _notes(candidates: Sequence[ModelSpec], spec: ModelSpec, passed: list[str]) -> tuple[str, ...]:
    """Say that a lower tier than the best one asked for has answered, and why."""
    stepped_down = (f"tier-{spec.tier}",) if spec.tier != candidates[0].tier else ()
    return (*stepped_down, *passed)


def _observation(spec: ModelSpec, outcome: str, started: float) -> Observation:
    return Observation(spec.modality, spec.name, spec.tier, outcome, (time.perf_counter() - started) * 1000)


@cache
def _workers() -> ThreadPoolExecutor:
    """As many forward passes at once as there are cores: more would only slow each other down."""
    return ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2), thread_name_prefix="ml")


if hasattr(os, "register_at_fork"):  # a forked child inherits the executor, but none of its threads
    os.register_at_fork(after_in_child=_workers.cache_clear)
