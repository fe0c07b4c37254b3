"""What of the site works right now, in words for people."""

from __future__ import annotations

from ml.registry import unread
from moodflix_site import probes
from moodflix_site.probes import Check


def checks() -> tuple[Check, ...]:
    """What the quiet status line on the first page says."""
    tmdb = _tmdb()
    return (_words(), _films(), *((tmdb,) if tmdb else ()), _rows(), _jobs(), _voices())


def _words() -> Check:
    model = probes.active_model()
    if model is None:
        return Check("Words", ok=False, note="no model can read them right now")
    is_first = model.spec.tier == "primary"
    return Check("Words", ok=is_first, note="read as usual" if is_first else "read by a simpler model than usual")


def _voices() -> Check:
    """An installation that has no model of voices, or refuses those there are, says so; that is its choice."""
    if "voice" in unread():
        return Check("Voices", ok=True, absent=True, note="not heard on this site, which has no model for them")
    model = probes.active_model("voice")
    if model is None:
        return Check("Voices", ok=False, note="no model can hear them right now")
    is_first = model.spec.tier == "primary"
    return Check("Voices", ok=is_first, note="heard as usual" if is_first else "heard by a simpler model than usual")


def _films() -> Check:
    films = probes.films_listed()
    return Check("Films", ok=bool(films), note=f"{films:,} to choose from" if films else "the catalogue is empty")


def _tmdb() -> Check | None:
    """How the source of newer films fares, by what it last answered; None where this site has no key for it."""
    status = probes.tmdb_status()
    if not status.configured:
        return None
    if not status.error:
        return Check("TMDB", ok=True, note="new films and posters as usual")
    wrong = "refuses this site’s key" if status.error == "tmdb_refused" else "does not answer"
    paused = " and is left alone for a moment" if status.circuit == "open" else ""
    return Check("TMDB", ok=False, note=f"{wrong}{paused}; the built-in films serve")


def _rows() -> Check:
    ok = probes.database_answers()
    return Check("Your things", ok=ok, note="kept as usual" if ok else "cannot be read or kept right now")


def _jobs() -> Check:
    ok = probes.jobs_run()
    return Check("Longer work", ok=ok, note="running as usual" if ok else "waiting; nothing is lost")
