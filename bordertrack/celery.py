"""The Celery app; its schedule and limits are in settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bordertrack.settings")

app = Celery("bordertrack")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
