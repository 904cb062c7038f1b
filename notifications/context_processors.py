"""What the page frame shows of the inbox."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.models import Notification
from people.models import User


def inbox(request: HttpRequest) -> dict[str, Any]:
    """Return how many alerts wait for the reader's answer; asked of the database only when a page shows it."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.represents_a_side:
        return {"inbox_count": 0}
    return {
        "inbox_count": SimpleLazyObject(lambda: Notification.objects.inbox_of(user).unanswered().order_by().count())
    }
