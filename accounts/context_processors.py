"""What every page needs of a person: the theme that `<html>` carries."""

from django.http import HttpRequest

THEMES = ("dark", "light")


def theme(request: HttpRequest) -> dict[str, str]:
    """`theme`: "dark", "light", or "" to follow the system. The cookie is written with the profile, so no query is needed."""
    chosen = request.COOKIES.get("theme", "")
    return {"theme": chosen if chosen in THEMES else ""}
