"""What a page may ask the browser for: nothing of the device, but for the microphone where somebody can speak."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase

HEADER: Final = "Permissions-Policy"  # W3C, "Permissions Policy"
DENIED: Final = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
NOTHING: Final = ", ".join(f"{feature}=()" for feature in DENIED)
MICROPHONE: Final = NOTHING.replace("microphone=()", "microphone=(self)")


def with_microphone(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """For what answers with a page that records: it may use the microphone, and play back what was not sent yet.

    `page` takes the request first, as a view does.
    """

    @csp_update({"media-src": [SELF, "blob:"]})
    @wraps(page)
    def lent(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = page(request, *args, **kwargs)
        response[HEADER] = MICROPHONE
        return response

    return lent
