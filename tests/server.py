"""The real server as a process of its own, on a free port and with its own data folder: for tests and benchmarks."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data_dir: Path, *, python: str = sys.executable, extra: Mapping[str, str] | None = None) -> Iterator[str]:
    """`manage.py serve` under `python`, as a fresh installation in `data_dir`; yields its address once it answers."""
    port = free_port()
    environment = {**os.environ, "MOODFLIX_DATA_DIR": str(data_dir), "OMP_NUM_THREADS": "1", **(extra or {})}
    log = data_dir / "serve.log"
    with log.open("wb") as output:
        command = [python, "manage.py", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield _when_ready(f"http://127.0.0.1:{port}", process, log)
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _when_ready(address: str, process: "subprocess.Popen[bytes]", log: Path) -> str:
    for _ in range(900):
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{address}/api/v1/health", timeout=2):
                return address
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")
