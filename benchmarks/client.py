"""The load: N clients in a process of their own, each sending its next request when the last was answered."""

import argparse
import asyncio
import json
import sys
import time
from typing import Any

import httpx


async def _client(
    http: httpx.AsyncClient, call: dict[str, Any], texts: list[str], seen: list[float], until: float
) -> None:
    for text in texts:
        if time.perf_counter() > until:
            return
        begun = time.perf_counter()
        body = json.loads(json.dumps(call["body"]).replace("TEXT", json.dumps(text)[1:-1])) if call["body"] else None
        response = await http.request(call["method"], call["url"], json=body)
        response.raise_for_status()
        seen.append(time.perf_counter() - begun)


async def run(call: dict[str, Any], texts: list[str], clients: int, seconds: float) -> dict[str, float]:
    """Seconds-long closed loop. Returns requests a second and the p50 and p95 latency in milliseconds."""
    seen: list[float] = []
    begun = time.perf_counter()
    async with httpx.AsyncClient(timeout=300, headers=call["headers"]) as http:
        shares = [texts[i::clients] for i in range(clients)]
        await asyncio.gather(*(_client(http, call, share, seen, begun + seconds) for share in shares))
    ordered, took = sorted(seen), time.perf_counter() - begun
    return {
        "n": len(seen),
        "rps": round(len(seen) / took, 1),
        "p50_ms": _quantile(ordered, 0.5),
        "p95_ms": _quantile(ordered, 0.95),
    }


def _quantile(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("clients", type=int)
    parser.add_argument("seconds", type=float)
    arguments = parser.parse_args()
    given = json.load(sys.stdin)
    print(json.dumps(asyncio.run(run(given["call"], given["texts"], arguments.clients, arguments.seconds))))
