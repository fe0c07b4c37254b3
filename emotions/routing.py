"""WebSocket addresses."""

from typing import Any

from django.urls import path

from emotions.consumers import MoodStream

websocket_urlpatterns: list[Any] = [path("ws/emotion/stream", MoodStream.as_asgi())]
