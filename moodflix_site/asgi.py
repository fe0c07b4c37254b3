"""ASGI entry point: pages and REST over HTTP, the mood stream over WebSockets, jobs and models by the lifespan."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moodflix_site.settings")
http = get_asgi_application()  # first: it loads the apps that the imports below need

from emotions.routing import websocket_urlpatterns  # noqa: E402
from moodflix_site.body_limit import BoundedBody  # noqa: E402
from moodflix_site.lifespan import lifespan  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": BoundedBody(http),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
        "lifespan": lifespan,
    }
)
