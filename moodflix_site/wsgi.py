"""WSGI entry point, for hosts without WebSockets."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moodflix_site.settings")
application = get_wsgi_application()
