"""What the pages weigh on the wire."""

import gzip
import re
from urllib.request import Request, urlopen

MOST_SCRIPT, MOST_STYLE = 40 * 1024, 25 * 1024


def _served(address):
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"}), timeout=10) as answer:
        body, encoding = answer.read(), answer.headers.get("Content-Encoding")
    return len(body) if encoding == "gzip" else len(gzip.compress(body))


def _named(site, places, pattern):
    found = set()
    for place in places:
        with urlopen(f"{site}{place}", timeout=10) as answer:
            found |= set(re.findall(pattern, answer.read().decode()))
    return found


def test_our_styles_and_scripts_stay_within_their_budgets(site):
    places = ("/", "/mood/pick/joy", "/about", "/search")
    lazy = set(_named(site, ("/?way=speak",), r'data-(?:module|recorder)="([^"]+)"'))
    styles = _named(site, places, r'<link rel="stylesheet" href="([^"]+)"')
    scripts = _named(site, places, r'<script[^>]* src="([^"]+)"')
    ours = [path for path in scripts if "django_htmx" not in path]
    assert len(styles) == 6
    assert len(ours) == 5
    assert sum(_served(site + path) for path in styles) <= MOST_STYLE
    assert sum(_served(site + path) for path in scripts | lazy) <= MOST_SCRIPT  # htmx counted too, and the recorder
