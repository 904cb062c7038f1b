"""Every page URL."""

from allauth.account.urls import urlpatterns as account_urls
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
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

# The names are the library's: it leads from one page to the next by them.
SECOND_FACTOR_PAGES = [
    path("", mfa.index, name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("keys/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]

urlpatterns = [
    path("", include("analysis.urls")),
    path("", include("people.urls")),
    path("incidents/", include("incidents.urls")),
    path("", include("segments.urls")),
    path("", include("notifications.urls")),
    path("account/", include([page for page in account_urls if page.name in ACCOUNT_PAGES])),
    path("account/mfa/", include(SECOND_FACTOR_PAGES)),
    path("admin/", include("people.admin_urls")),
    path("api/v1/", include("bordertrack.api")),
    path("favicon.ico", RedirectView.as_view(url="/static/favicon.svg", permanent=True)),
]

handler400 = "bordertrack.api.bad_request"
handler404 = "bordertrack.api.not_found"
