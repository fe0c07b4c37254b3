"""WebSocket addresses."""

from typing import Any

from django.urls import path, re_path

from emotions.consumers import MoodStream, NoStream

websocket_urlpatterns: list[Any] = [
    path("ws/emotion/stream", MoodStream.as_asgi()),
    re_path("", NoStream.as_asgi()),
]
