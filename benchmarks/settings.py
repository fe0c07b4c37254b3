"""The site's own settings with the naive views beside it and the throttles out of the way: only for measuring."""

from moodflix_site.settings import *  # noqa: F403
from moodflix_site.settings import REST_FRAMEWORK

ROOT_URLCONF = "benchmarks.urls"
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_THROTTLE_RATES": dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "1000000/min"),
}
