"""What a supervisor or a load balancer asks: is it alive, is it ready, do alerts go out."""

from datetime import timedelta

from django.db import DatabaseError, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from notifications.clock import database_now
from notifications.models import Alert, Heartbeat, Notification
from people.actors import ALERTING, DELIVERY, acting_as
from segments.models import Segment

LATE_AFTER = timedelta(seconds=30)
OVERDUE_AFTER = timedelta(seconds=120)
UNTOLD_FOR = timedelta(hours=24)


def _answer(checks: dict[str, bool]) -> JsonResponse:
    ok = all(checks.values())
    return JsonResponse({"ok": ok, "checks": checks}, status=200 if ok else 503)


def _is_alive(name: str) -> bool:
    return Heartbeat.objects.filter(name=name, at__gt=database_now() - LATE_AFTER).exists()


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 while the process runs and the database answers."""
    try:
        with transaction.atomic():
            database_now()
    except DatabaseError:
        return _answer({"database": False})
    return _answer({"database": True})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 only when the border is loaded and both a worker and the delivery loop are at work."""
    return _answer(
        {
            "data": Segment.objects.exists(),
            "worker": _is_alive(Heartbeat.WORKER),
            "delivery_loop": _is_alive(Heartbeat.LOOP),
        }
    )


@require_safe
def alerting(request: HttpRequest) -> JsonResponse:
    """503 when the delivery loop has been silent for 30 s, something has waited 2 minutes to be sent, or an alert of
    the last day found nobody to tell on a side."""
    # Says yes or no to whoever asks: how much waits, and for whom, is nobody else's.
    now = database_now()
    with acting_as(DELIVERY):
        is_overdue = Notification.objects.due().filter(due_at__lt=now - OVERDUE_AFTER).exists()
    with acting_as(ALERTING):
        is_untold = Alert.objects.filter(created_at__gt=now - UNTOLD_FOR).exclude(untold_sides=[]).exists()
    return _answer(
        {
            "delivery_loop": _is_alive(Heartbeat.LOOP),
            "nothing_overdue": not is_overdue,
            "everybody_told": not is_untold,
        }
    )
