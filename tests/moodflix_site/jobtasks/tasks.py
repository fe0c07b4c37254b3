"""Tasks that make a job's life visible: each leaves lines in a file that the test reads."""

import os
import signal
import time
from pathlib import Path

from celery import shared_task


class Unreachable(Exception):
    pass


def _note(path, line):
    with Path(path).open("a") as file:
        file.write(f"{line} {time.time()}\n")


@shared_task(bind=True)
def count(self, path, steps, pause):
    _note(path, "start")
    for step in range(steps):
        self.report(done=step, total=steps, message=f"step {step}")
        time.sleep(pause)
    self.report(done=steps, total=steps)
    _note(path, "end")
    return {"counted": steps}


@shared_task(bind=True, autoretry_for=(Unreachable,), retry_backoff=True, retry_backoff_max=2, max_retries=3)
def reach(self, path, failures):
    _note(path, "try")
    if self.request.retries < failures:
        raise Unreachable("words of a person")
    return {"retries": self.request.retries}


@shared_task(heavy=True)
def niceness():
    return {"nice": os.getpriority(os.PRIO_PROCESS, 0), "pid": os.getpid()}


@shared_task(bind=True, heavy=True, max_retries=1)
def heavy(self, path, seconds, dies):
    _note(path, f"start {os.getpid()}")
    if dies:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(seconds)
    _note(path, "end")


@shared_task
def tick():
    return None


@shared_task
def quote():
    raise ValueError("words of a person")
