"""The inbox, the answer links, and what a supervisor asks."""

from django.urls import path

from notifications import health, views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<uuid:pk>/answer/", views.answer, name="answer"),
    path("a/<str:token>/", views.answer_link, name="answer_link"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("healthz/alerting", health.alerting, name="healthz_alerting"),
]
