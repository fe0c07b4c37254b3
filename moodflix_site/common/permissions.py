"""What a page may ask the browser for: nothing of the device, but for the microphone where somebody can speak."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse

HEADER: Final = "Permissions-Policy"  # W3C, "Permissions Policy"
DENIED: Final = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
NOTHING: Final = ", ".join(f"{feature}=()" for feature in DENIED)
MICROPHONE: Final = NOTHING.replace("microphone=()", "microphone=(self)")

View = Callable[..., HttpResponse]


def with_microphone(view: View) -> View:
    """For a page that records: it may use the microphone, and play what it recorded before anything is sent."""

    @csp_update({"media-src": [SELF, "blob:"]})
    @wraps(view)
    def lent(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response[HEADER] = MICROPHONE
        return response

    return lent
