"""The real server on a database of its own, started, killed and asked from a test."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from moodflix_site.jobs.models import Job
from tests.server import ROOT, free_port

ALIAS = "house"
TASKS = "tests.moodflix_site.jobtasks.tasks"


class House:
    """`jobs` reads and writes the house's own database from the test process."""

    def __init__(self, folder, database_url, **extra):
        self.folder = folder
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.moodflix_site.house_settings",
            "MOODFLIX_DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "JOB_LEASE_SECONDS": "2",
            "JOB_THREADS": "2",
            "OMP_NUM_THREADS": "1",
            **extra,
        }
        self._processes = []

    @property
    def jobs(self):
        return Job.objects.using(ALIAS)

    def put(self, task, *args, **fields):
        return self.jobs.create(task=f"{TASKS}.{task}", args=list(args), **{"max_attempts": 4, **fields}).pk

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        run = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert run.returncode == 0, run.stderr[-2000:]
        return run.stdout.strip()

    def serve(self):
        """A server that answers."""
        process, address = self.start()
        self._until_it_answers(f"{address}/api/v1/health", process)
        return process

    def start(self):
        port = free_port()
        process = self._spawn("server", "uvicorn", "moodflix_site.asgi:application", "--port", str(port))
        return process, f"http://127.0.0.1:{port}"

    def work(self):
        return self._celery("worker", "--concurrency=1")

    def beat(self):
        return self._celery("beat", "--schedule", str(self.folder / "beat"))

    def _celery(self, role, *options):
        return self._spawn(role, "celery", "-A", "moodflix_site.celery", role, "--loglevel", "INFO", *options)

    def _spawn(self, name, module, *arguments):
        with (self.folder / f"{name}.log").open("ab") as log:
            command = [sys.executable, "-m", module, *arguments]
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self._processes.append(process)
        return process

    def _until_it_answers(self, url, process):
        for _ in range(600):
            assert process.poll() is None, self.log("server")
            try:
                urlopen(url, timeout=5).close()
            except (URLError, TimeoutError, ConnectionError):
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server did not start")

    def until(self, job_id, *statuses, seconds=30):
        """Wait for one of the statuses; the row."""
        return wait_for(lambda: self.jobs.filter(pk=job_id, status__in=statuses).first(), self, seconds)

    def lines(self, path):
        return [line.split()[0] for line in Path(path).read_text().splitlines()] if Path(path).exists() else []

    def log(self, name):
        path = self.folder / f"{name}.log"
        return path.read_text()[-3000:] if path.exists() else ""

    def kill(self, process):
        """As a power cut would: the process and what it started."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self):
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        for process in self._processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill(process)


def wait_for(look, house, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    states = list(house.jobs.values_list("task", "status", "attempts", "error_code"))
    raise AssertionError(f"it did not happen: {states}\n{house.log('server')}\n{house.log('worker')}")
