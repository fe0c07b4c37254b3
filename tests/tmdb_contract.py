"""Hold the client against TMDB's own OpenAPI contract: `python -m tests.tmdb_contract PATH/contract.json`.

Prism serves the contract (npm installs it into a throwaway folder, or `--prism FOLDER` holds its node_modules). It
refuses requests that the contract does not allow, so every question of ours is checked on the way in and its answer on
the way out; each documented error is forced once. It knows no filters: what films fit is `tests/tmdb_server`'s part.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.server import free_port

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moodflix_site.settings")
PRISM = "@stoplight/prism-cli@5.14.2"
KEY = "0123456789abcdef0123456789abcdef"
SORTS = ("popularity.desc", "vote_average.desc", "vote_count.desc", "primary_release_date.desc", "title.asc")
PARTS = {
    "credits": "credits", "keywords": "keywords", "videos": "videos", "similar": "similar",
    "recommendations": "recommendations", "watch/providers": "watch/providers", "release_dates": "release_dates",
}  # fmt: skip
UNDOCUMENTED = {"include_video_language", "page"}  # of appended videos, and of trending: TMDB's site has them
Result = tuple[str, bool, str]


class Preferring(httpx.AsyncBaseTransport):
    """Tells Prism which of its answers to give."""

    def __init__(self, prefer: str) -> None:
        self._inner, self._prefer = httpx.AsyncHTTPTransport(), prefer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._prefer:
            request.headers["Prefer"] = self._prefer
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def door(url: str, *, prefer: str = "", key: str = KEY):
    from recommendations.tmdb.breaker import Breaker
    from recommendations.tmdb.config import TmdbConfig
    from recommendations.tmdb.door import Door
    from recommendations.tmdb.limits import Limiter
    from recommendations.tmdb.transport import Transport

    config = TmdbConfig(base_url=url, seconds=20.0, shared=False, api_key=key)
    return Door(Transport(config, inner=Preferring(prefer)), Limiter(), Breaker(), seconds=20.0)


def questions():
    """Every kind of question, discover with every filter and sort."""
    from recommendations.tmdb import asks
    from recommendations.tmdb.types import Discover

    full = {
        "without_genres": (27,), "without_keywords": (905,), "providers": (8, 337), "region": "DE", "runtime_min": 60,
        "runtime_max": 120, "votes_min": 50, "released_from": date(1990, 1, 1), "released_to": date(2020, 12, 31),
        "certificate": "12", "certificate_country": "DE", "original_language": "en", "include_adult": True,
    }  # fmt: skip
    yield "discover, nothing set", asks.discover(Discover())
    yield "discover, all of these", asks.discover(Discover(genres=(18, 35), keywords=(1, 2), **full), page=500)
    yield "discover, any of these", asks.discover(Discover(any_genres=(18, 35), any_keywords=(1, 2), **full))
    for sort in SORTS:
        yield f"discover by {sort}", asks.discover(Discover(sort=sort))
    yield "search", asks.search("fight club", year=1999, include_adult=True)
    yield "details", asks.details(550)
    yield "trending of the day", asks.trending("day")
    yield "trending of the week", asks.trending("week", page=2)
    yield "find by IMDb id", asks.find_by_imdb("tt0137523")
    yield "genres", asks.genres("de-DE")
    yield "keywords", asks.keyword_ids("lost")
    yield "services of a region", asks.providers("DE")
    yield "configuration", asks.configuration()


async def check_questions(url: str, *, prefer: str = "") -> list[Result]:
    from recommendations.tmdb.errors import TmdbError

    it, results = door(url, prefer=prefer), []
    for name, ask in questions():
        try:
            answer = ask.read(await it.ask(ask.path, ask.params, seconds=20.0), datetime.now(UTC))
            results.append((name, True, _says(answer)))
        except TmdbError as error:
            results.append((name, False, error.code))
    await it.aclose()
    return results


def _says(answer: object) -> str:
    films = getattr(answer, "films", None)
    return f"{len(films)} films" if films is not None else type(answer).__name__


async def check_parts(url: str) -> list[Result]:
    """The contract leaves out what `append_to_response` appends; put together here as TMDB does."""
    from recommendations.tmdb import parse

    it = door(url)
    whole = await it.ask("/movie/550", (), seconds=20.0)
    for name, path in PARTS.items():
        whole[name] = await it.ask(f"/movie/550/{path}", (), seconds=20.0)
    await it.aclose()
    film = parse.details(whole, datetime.now(UTC))
    again = parse.details(parse.slim_details(whole), film.fetched_at)
    counts = {
        "cast": film.cast, "crew": film.crew, "keywords": film.keywords, "videos": film.videos,
        "similar": film.similar, "regions": film.where, "releases": film.releases,
    }  # fmt: skip
    said = ", ".join(f"{len(values)} {name}" for name, values in counts.items())
    return [("details with every part", film == again and all(counts.values()), said)]


async def check_errors(url: str) -> list[Result]:
    """Each status the contract documents, as the error it stands for."""
    from recommendations.tmdb import asks, errors

    expected = {
        400: errors.TmdbRejected, 401: errors.TmdbRefused, 404: errors.TmdbNotFound, 429: errors.TmdbBusy,
        500: errors.TmdbUnreachable, 503: errors.TmdbUnreachable,
    }  # fmt: skip
    results = [await _refused(url), await _forbidden(url)]
    for status, kind in expected.items():
        it = door(url, prefer=f"code={status}")
        for name, ask in (("details", asks.details(550)), ("trending", asks.trending())):
            try:
                await it.ask(ask.path, ask.params, seconds=8.0)
                found: object = "an answer"
            except errors.TmdbError as error:
                found = error
            results.append((f"{status} to {name}", isinstance(found, kind), getattr(found, "code", str(found))))
            it.breaker.succeeded()
        await it.aclose()
    return results


async def _refused(url: str) -> Result:
    from recommendations.tmdb import asks, errors

    it = door(url, key="")
    try:
        await it.ask(asks.genres().path, (("language", "en"),), seconds=8.0)
    except errors.TmdbError as error:
        return "a question without a key", isinstance(error, errors.TmdbRefused), error.code
    finally:
        await it.aclose()
    return "a question without a key", False, "an answer"


async def _forbidden(url: str) -> Result:
    """Prism does look at what it is asked."""
    from recommendations.tmdb import errors

    it = door(url)
    try:
        await it.ask("/discover/movie", (("page", "first"), ("sort_by", "luck")), seconds=8.0)
    except errors.TmdbError as error:
        return "a question the contract forbids", isinstance(error, errors.TmdbRejected), error.code
    finally:
        await it.aclose()
    return "a question the contract forbids", False, "an answer"


def check_names(contract: Path) -> list[Result]:
    """Parameters that the contract does not know, which Prism lets pass."""
    paths = json.loads(contract.read_text())["paths"]
    unknown = set()
    for _, ask in questions():
        template = "/3" + ask.path.replace("550", "{movie_id}").replace("tt0137523", "{external_id}")
        template = template.replace("/day", "/{time_window}").replace("/week", "/{time_window}")
        known = {parameter["name"] for parameter in paths[template]["get"].get("parameters", ())}
        unknown |= {name for name, _ in ask.params} - known
    return [("every parameter is documented", unknown <= UNDOCUMENTED, ", ".join(sorted(unknown)) or "none unknown")]


@contextmanager
def serving(contract: Path, folder: Path) -> Iterator[str]:
    """Prism on a free port; yields the address to set as TMDB_BASE_URL."""
    port = free_port()
    program = ["node", str(folder / "node_modules" / ".bin" / "prism"), "mock", "--errors"]
    command = [*program, "-h", "127.0.0.1", "-p", str(port), str(contract)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}/3/configuration", process)
        yield f"http://127.0.0.1:{port}/3"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            httpx.get(address, timeout=2)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("Prism did not start")


def install(folder: Path) -> None:
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder), PRISM]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


async def check(url: str, contract: Path) -> list[Result]:
    results = [*check_names(contract), *await check_questions(url), *await check_parts(url), *await check_errors(url)]
    drawn = await check_questions(url, prefer="dynamic=true")
    readable = sum(ok for _, ok, _ in drawn)
    typed = all(ok or code == "tmdb_unreadable" for _, ok, code in drawn)
    return [*results, ("answers drawn at random read, or are typed errors", typed, f"{readable} of {len(drawn)} read")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contract", type=Path, help="TMDB's OpenAPI file")
    parser.add_argument("--prism", type=Path, help="a folder whose node_modules hold Prism")
    arguments = parser.parse_args()
    if not shutil.which("node") or not (arguments.prism or shutil.which("npm")):
        print("This needs Node.js and npm.", file=sys.stderr)
        return 2
    import django

    django.setup()
    with TemporaryDirectory(prefix="prism-") as temporary:
        folder = arguments.prism or Path(temporary)
        if not arguments.prism:
            install(folder)
        with serving(arguments.contract, folder) as url:
            results = asyncio.run(check(url, arguments.contract))
    for name, ok, said in results:
        print(f"{'ok  ' if ok else 'FAIL'}  {name}: {said}")
    good = sum(ok for _, ok, _ in results)
    print(f"{good} of {len(results)} checks hold.")
    return 0 if good == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
