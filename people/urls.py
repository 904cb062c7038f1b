"""The account, the page language, help, and the style guide."""

from django.urls import include, path

from people import views

account = [
    path("", views.account, name="account"),
    path("preferences/", views.change_preferences, name="change_preferences"),
    path("sessions/end/", views.end_other_sessions, name="end_other_sessions"),
    path("tokens/", views.create_token, name="create_token"),
    path("tokens/revoke/", views.revoke_token, name="revoke_token"),
]

urlpatterns = [
    path("account/", include((account, "people"))),
    path("language/", views.set_language, name="set_language"),
    path("help/", views.help_page, name="help"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
