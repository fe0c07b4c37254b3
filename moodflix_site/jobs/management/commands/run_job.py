"""Runs one job in this process: the child of the embedded executor, or an operator's hand."""

import os
import threading
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moodflix_site.jobs import leases, runner
from moodflix_site.jobs.heartbeat import heartbeat

_NICENESS = 10
_STANDARD_INPUT = 0


class Command(BaseCommand):
    help = "Run one job now, at low priority. Never takes a job that another process holds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=UUID)
        parser.add_argument("--lease", help="The claim of the process that started this one and whose end ends it.")

    def handle(self, *args: Any, job: UUID, lease: str | None, **options: Any) -> None:
        if lease:
            threading.Thread(target=_end_with_parent, daemon=True).start()
            held = leases.adopt(job, lease)
        else:
            held = leases.claim(job)
        if held is None:
            raise CommandError("That job is not there to run.")
        os.nice(_NICENESS)
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        if lease:
            runner.run_here(held)
            return
        with heartbeat(held):
            runner.run_here(held)


def _end_with_parent() -> None:
    """Standard input closes when the parent dies, however it dies. Read raw: a buffer stays locked at a normal exit."""
    with suppress(OSError):
        while os.read(_STANDARD_INPUT, 1):
            pass
    os._exit(1)
