"""`python -m benchmarks.ranking_scale`: a page out of 17 thousand, 100 thousand and a million films.

For each size a synthetic catalogue is written to a throwaway database and its vectors are built. Then people with made
up tastes and moods ask for a page of four rows of twelve, in one run two ways: ours (candidates by index, then the
ranking) and the plain one that scores every film of the catalogue for every row and sorts. The plain way gets every
advantage: all films lie in memory as arrays, and reading them is not counted. Its best twelve of each row are the truth
that our candidates are held against. A first visit reads what this process has not met yet; `again` is the same person
a second time.

--json FILE writes the figures, --postgres measures on a throwaway PostgreSQL with pgvector instead of SQLite.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
SIZES: Final = (17_470, 100_000, 1_000_000)
SEED: Final = 20261120


def measured(films: int, *, people: int, exact: int, postgres: bool, kept: Path | None) -> dict[str, Any]:
    """One size, in a process and a database of its own."""
    with ExitStack() as stack:
        folder = stack.enter_context(_folder(films, kept))
        environment = {**os.environ, "MOODFLIX_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        environment["OMP_NUM_THREADS"] = "1"
        environment.pop("DATABASE_URL", None)
        if postgres:
            from tests.services import postgres as server

            environment["DATABASE_URL"] = stack.enter_context(server(Path(folder)))
        command = [sys.executable, "-m", "benchmarks.ranking_page", str(films), str(people), str(exact), str(SEED)]
        run = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


@contextmanager
def _folder(films: int, kept: Path | None) -> Iterator[str]:
    """A throwaway folder, or one of its own for each size in the folder that is kept."""
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="moodflix-scale-", ignore_cleanup_errors=True) as folder:
            yield folder
    else:
        (kept / str(films)).mkdir(parents=True, exist_ok=True)
        yield str(kept / str(films))


def line(found: dict[str, Any]) -> str:
    ours, again, plain, recall = (found[name] for name in ("ours", "again", "plain", "recall"))
    return (
        f"{found['films']:>9,} films, milliseconds of processor (wall): "
        f"first visit {ours['cpu_median_ms']:.1f} ({ours['median_ms']:.1f}), p95 {ours['cpu_p95_ms']:.1f}; "
        f"again {again['cpu_median_ms']:.1f} ({again['median_ms']:.1f}); "
        f"plain {plain['cpu_median_ms']:.1f} ({plain['median_ms']:.1f}), x{found['cpu_ratio']:.1f}. "
        f"Of the true best twelve {recall['union']:.3f} are candidates (of the walk alone {recall['walk']:.3f}). "
        f"Vectors built in {found['vectors_s']} s."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--films", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--people", type=int, default=40, help="whose pages are timed")
    parser.add_argument("--exact", type=int, default=8, help="of these, held against the plain sort")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--folder", type=Path, help="keep the catalogues here; a second run finds them there (SQLite)")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    results = []
    for films in arguments.films:
        kept = None if arguments.postgres else arguments.folder
        found = measured(films, people=arguments.people, exact=arguments.exact, postgres=arguments.postgres, kept=kept)
        results.append(found)
        print(line(found), flush=True)
    if arguments.json:
        report = {"seed": SEED, "rows": 4, "films_a_row": 12, "sizes": results}
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
