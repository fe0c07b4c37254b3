"""`python -m benchmarks --manifest FILE.csv`: the product beside naive baselines, in one run, over a real socket.

The manifest's `input` column gives distinct real utterances. Every pair is measured in turn, each way on a server
process of its own; only the ratios travel between machines.
"""

import argparse
import csv
import json
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.server import serving

ROOT = Path(__file__).resolve().parent.parent
CALLS: dict[str, dict[str, Any]] = {
    "POST /predict": {"method": "POST", "body": {"text": "TEXT"}, "ours": "/predict", "naive": "/naive/predict"},
    "recommendations page": {
        "method": "GET",
        "body": None,
        "ours": "/mood/pick/joy",
        "naive": "/naive/recommendations",
    },
}


def texts_of(manifest: Path) -> list[str]:
    with manifest.open(newline="", encoding="utf-8") as file:
        return [row["input"] for row in csv.DictReader(file)]


def load(call: dict[str, Any], texts: list[str], *, clients: int, seconds: float) -> dict[str, float]:
    """One measured load from a process of its own, so that the client's work is not the server's."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.client", str(clients), str(seconds)],
        cwd=ROOT, input=json.dumps({"call": call, "texts": texts}), capture_output=True, text=True, check=True,
    )  # fmt: skip
    result: dict[str, float] = json.loads(run.stdout)
    return result


def measure(servers: dict[str, str], texts: list[str], *, seconds: float, rounds: int) -> None:
    """Ours and naive in turn, `rounds` times each, at 1 and 16 clients; prints medians over the rounds."""
    for name, call in CALLS.items():
        for clients in (1, 16):
            results: dict[str, list[dict[str, float]]] = {"ours": [], "naive": []}
            for _ in range(rounds):
                for way, seen in results.items():
                    seen.append(load(_target(call, way, servers), texts, clients=clients, seconds=seconds))
            print(_line({"call": name, "clients": clients, **{way: _median(seen) for way, seen in results.items()}}))


def _target(call: dict[str, Any], way: str, servers: dict[str, str]) -> dict[str, Any]:
    return {"method": call["method"], "url": servers[way] + call[way], "body": call["body"], "headers": {}}


def _median(seen: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(result[key] for result in seen) for key in seen[0]}


def _line(row: dict[str, Any]) -> str:
    ours, naive = row["ours"], row["naive"]
    cells = [
        row["call"],
        row["clients"],
        *(f"{ours[key]:g}" for key in ("rps", "p50_ms", "p95_ms")),
        *(f"{naive[key]:g}" for key in ("rps", "p50_ms", "p95_ms")),
        f"{ours['rps'] / naive['rps']:.1f} ×",
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


HEAD = """| call | clients | requests/s | p50 ms | p95 ms | naive requests/s | p50 ms | p95 ms | ratio |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument(
        "--manifest", type=Path, required=True, help="CSV with an `input` column of distinct utterances"
    )
    parser.add_argument("--seconds", type=float, default=6.0, help="length of one measured load")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    texts = texts_of(options.manifest)
    extra = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    with ExitStack() as stack:  # a process for each way, so that the one's memory is not the other's trouble
        folders = {way: Path(stack.enter_context(tempfile.TemporaryDirectory())) for way in ("ours", "naive")}
        servers = {way: stack.enter_context(serving(folder, extra=extra)) for way, folder in folders.items()}
        for call in CALLS.values():  # warm both ways up once
            for way in servers:
                load(_target(call, way, servers), texts[:50], clients=1, seconds=2)
        print(HEAD)
        measure(servers, texts, seconds=options.seconds, rounds=options.rounds)


if __name__ == "__main__":
    main()
