"""Every page URL."""

from allauth.account.urls import urlpatterns as account_urls
from django.urls import include, path
from django.views.generic import RedirectView

# Accounts are made by an administrator of the side: of allauth's pages only signing in and passwords are ours.
ACCOUNT_PAGES = {
    "account_change_password",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
}

urlpatterns = [
    path("", include("analysis.urls")),
    path("", include("people.urls")),
    path("incidents/", include("incidents.urls")),
    path("", include("segments.urls")),
    path("", include("notifications.urls")),
    path("account/", include([page for page in account_urls if page.name in ACCOUNT_PAGES])),
    path("api/v1/", include("bordertrack.api")),
    path("favicon.ico", RedirectView.as_view(url="/static/favicon.svg", permanent=True)),
]

handler404 = "bordertrack.api.not_found"
