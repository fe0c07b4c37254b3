"""What every page needs of a person: the theme that `<html>` carries."""

from django.http import HttpRequest

from accounts.models import Theme
from accounts.theme_cookie import theme_of


def theme(request: HttpRequest) -> dict[str, str]:
    """`theme`: "dark", "light", or "" to follow the system. The cookie is written with the profile: no query."""
    chosen = theme_of(request)
    return {"theme": "" if chosen == Theme.SYSTEM else chosen}
