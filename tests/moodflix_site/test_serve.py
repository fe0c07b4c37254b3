"""`manage.py serve`: from nothing to an address, quick the second time, and a clean end."""

import os
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from tests.server import ROOT, free_port


class Served:
    """One `manage.py serve` process."""

    def __init__(self, data_dir, port, **extra):
        self.port, self.log = port, data_dir / "serve.log"
        self.environment = {**os.environ, "MOODFLIX_DATA_DIR": str(data_dir), "OMP_NUM_THREADS": "1", **extra}
        with self.log.open("wb") as log:
            command = [sys.executable, "manage.py", "serve", "--port", str(port)]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        self._wait()

    def processor_seconds(self):
        """What the start cost so far: the wall clock would speak of the machine's other work."""
        spent = psutil.Process(self.process.pid).cpu_times()
        return spent.user + spent.system

    def _wait(self):
        for _ in range(1800):
            assert self.process.poll() is None, self.log.read_text()
            try:
                urlopen(f"http://127.0.0.1:{self.port}/api/v1/health", timeout=5).close()
            except (URLError, TimeoutError, ConnectionError):
                time.sleep(0.05)
            else:
                return
        raise AssertionError("it never answered")

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=30)

    def sent(self, head, *chunks):
        """The whole answer that the raw bytes get."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            line.sendall(head.replace("\n", "\r\n").encode())
            try:
                for chunk in chunks:
                    line.sendall(chunk)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the server stopped listening: it need not take it all
            return b"".join(iter(partial(line.recv, 65_536), b"")).decode()


def head(path, length):
    return f"POST {path} HTTP/1.1\nHost: localhost\nConnection: close\nContent-Type: application/json\n{length}\n\n"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("installation")


@pytest.fixture(scope="module")
def served(data_dir):
    served = Served(data_dir, free_port())
    yield served
    served.stop()


def test_it_says_where_it_is_what_reads_and_how_to_make_staff(served):
    said = served.log.read_text()
    assert f"http://127.0.0.1:{served.port}/" in said
    assert "text: text-minilm (primary;" in said
    python = Path(sys.executable)
    shown = python.relative_to(ROOT) if python.is_relative_to(ROOT) else python
    assert f" {shown} manage.py createsuperuser " in said


def serve_once(environment, *options):
    command = [sys.executable, "manage.py", "serve", *options]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return run.returncode, run.stderr.strip().splitlines()


def test_a_busy_port_is_said_in_one_line(served):
    code, said = serve_once(served.environment, "--port", str(served.port))
    line = f"CommandError: Port {served.port} on 127.0.0.1 is in use; choose another with --port or PORT."
    assert (code, said[-1]) == (1, line)


@pytest.mark.parametrize("port", ["abc", "65536", "-1"])
def test_a_port_that_is_none_is_said_in_one_line(data_dir, port):
    environment = {**os.environ, "MOODFLIX_DATA_DIR": str(data_dir), "PORT": port}
    line = f"CommandError: {port!r} is no port: --port or PORT takes a number from 0 to 65535."
    assert serve_once(environment) == (1, [line])


def test_a_body_announced_as_huge_is_refused_unread(served):
    answer = served.sent(head("/api/v1/nowhere", "Content-Length: 9999999999"))
    assert " 413 " in answer.splitlines()[0]
    assert '"too_large"' in answer


def test_a_body_that_hides_its_size_is_cut_at_the_limit(served):
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    answer = served.sent(head("/predict", "Transfer-Encoding: chunked"), *[chunk] * 17)  # just over, and never ended
    assert " 413 " in answer.splitlines()[0]


def test_a_body_that_is_cut_leaves_no_traceback(served):
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    for path in ("/predict", "/mood", "/api/v1/emotion/analyze/text"):
        served.sent(head(path, "Transfer-Encoding: chunked"), *[chunk] * 20, b"0\r\n\r\n")
    assert "Traceback" not in served.log.read_text()


def test_a_body_within_the_limit_arrives_whole(served):
    body = b'{"text": "' + b"x" * 500_000 + b'"}'
    answer = served.sent(head("/api/v1/nowhere", f"Content-Length: {len(body)}"), body)
    assert " 404 " in answer.splitlines()[0]


def test_it_ends_cleanly_and_starts_again_without_repeating_its_work(data_dir, served):
    stamp = data_dir / "static" / ".sources"
    collected = stamp.stat().st_mtime_ns
    assert served.stop() == 0
    again = Served(data_dir, served.port)
    try:
        assert stamp.stat().st_mtime_ns == collected
        assert again.processor_seconds() < 5
    finally:
        assert again.stop() == 0
