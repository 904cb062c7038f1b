"""Reminding the side that was asked: once before an answer is due, when it is due, and on three days after."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from incidents.models import InformationAnswer, InformationRequest
from incidents.requests.alerts import answer_awaited, key_of_request
from notifications.clock import database_now
from notifications.models import Alert
from people.actors import REMINDING, acting_as

# Not later than so long before it is due; what is asked for sooner is not reminded of before.
AHEAD = timedelta(hours=2)
DAYS_AFTER = 3
DAY = timedelta(days=1)
# How far a missed reminder is still worth giving.
LOOK_BACK = DAYS_AFTER * DAY + DAY


def moments_of(request: InformationRequest) -> list[datetime]:
    """Return when the side that is asked is reminded, the first time before the answer is due if there is time."""
    half = request.at + (request.due_at - request.at) / 2
    before = min(half, request.due_at - AHEAD)
    after = [request.due_at + day * DAY for day in range(DAYS_AFTER + 1)]
    return [before, *after] if before > request.at else after


def remind_due(now: datetime | None = None) -> int:
    """Raise the reminder whose time has come of every request without an answer; return how many were looked into.

    The key of an alert holds which reminder it is, so that raising it twice is the same as once. Of several that were
    missed only the last is raised. Run by the delivery loop and by a worker, each minute.
    """
    with acting_as(REMINDING):
        now = now or database_now()
        waiting = list(
            InformationRequest.objects.filter(due_at__gt=now - LOOK_BACK)
            .exclude(Exists(InformationAnswer.objects.filter(request=OuterRef("pk"))))
            .select_related("incident__sector")
            .order_by("due_at", "pk")
        )
        due = {}
        for request in waiting:
            passed = [moment for moment in moments_of(request) if moment <= now]
            if passed:
                days = (passed[-1] - request.due_at) // DAY
                name = "before" if passed[-1] < request.due_at else f"late{days}"
                due[f"{key_of_request(request)}:{name}"] = request
        raised = set(Alert.objects.filter(key__in=list(due)).values_list("key", flat=True))
        for key, request in due.items():
            if key not in raised:
                answer_awaited(request, key=key, is_late=not key.endswith(":before"))
    return len(due)
