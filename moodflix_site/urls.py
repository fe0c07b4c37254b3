"""Every address of the site. Each room keeps its own list; the root only joins them."""

from allauth.account.decorators import secure_admin_login
from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from moodflix_site import health, views

# Swagger UI writes inline styles; its script comes from our own static files like any other.
browsable_docs = csp_update({"style-src": [SELF, UNSAFE_INLINE]})(
    SpectacularSwaggerSplitView.as_view(url_name="api-schema", http_method_names=["get", "head"])
)

# Staff come in by the site's own door, which counts guesses.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

api: list[URLPattern | URLResolver] = [
    path("health", health.HealthView.as_view(), name="api-health"),
    path("schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs", browsable_docs, name="api-docs"),
    path("", include("accounts.api_urls")),
    path("", include("emotions.api_urls")),
    path("", include("recommendations.api_urls")),
    path("", include("moodflix_site.jobs.api_urls")),
]
legacy: list[URLPattern | URLResolver] = [
    path("health", health.LegacyHealthView.as_view(), name="legacy-health"),
    path("", include("emotions.legacy_urls")),
    path("", include("recommendations.legacy_urls")),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("emotions.urls")),
    path("", include("recommendations.urls")),
    path("you/", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("jobs/", include("moodflix_site.jobs.urls")),
    path("about", views.about, name="about"),
    path("status", views.status, name="status"),
    path("resume", views.resume, name="resume"),
    path("admin/", admin.site.urls),
    path("api/v1/", include(api)),
    *(legacy if settings.LEGACY_API else []),
]
handler400 = "moodflix_site.errors.bad_request"
handler403 = "moodflix_site.errors.permission_denied"
handler404 = "moodflix_site.errors.not_found"
handler500 = "moodflix_site.errors.server_error"
