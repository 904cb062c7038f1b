"""Every page URL."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("analysis.urls")),
    path("", include("people.urls")),
    path("incidents/", include("incidents.urls")),
    path("", include("segments.urls")),
    path("", include("notifications.urls")),
    path("account/", include("allauth.urls")),
    path("api/v1/", include("bordertrack.api")),
    path("favicon.ico", RedirectView.as_view(url="/static/favicon.svg", permanent=True)),
]
