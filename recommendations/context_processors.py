"""What every page needs to know of where its films come from."""

from __future__ import annotations

from django.http import HttpRequest

from recommendations.tmdb.client import configured


def film_source(_request: HttpRequest) -> dict[str, bool]:
    """`tmdb`: whether films of TMDB may stand on the page, which its terms ask to be said."""
    return {"tmdb": configured()}
