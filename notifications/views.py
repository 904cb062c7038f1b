"""The inbox, and the page behind a recipient's own link."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.clock import database_now
from notifications.forms import AnswerForm
from notifications.links import AnswerLink, read_token
from notifications.models import AnswerKind, Notification, Via
from notifications.services import acknowledge, mark_read
from notifications.told import told_when_each
from people.actors import Actor, acting_as
from people.paging import page_of
from people.permissions import signed_in

PAGE = 20
TABS = ("waiting", "unread", "done")


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what one was told: what waits for an answer, what is unread, what is done."""
    return _inbox(request)


def _inbox(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    mine = Notification.objects.inbox_of(signed_in(request))
    counts = mine.order_by().aggregate(
        waiting=Count("pk", filter=Q(answered_at=None)),
        unread=Count("pk", filter=Q(read_at=None)),
        done=Count("pk", filter=Q(answered_at__isnull=False)),
    )
    shown = {"waiting": mine.unanswered(), "unread": mine.unread(), "done": mine.exclude(answered_at=None)}[tab]
    try:
        page = page_of(shown.select_related("alert__side"), request, size=PAGE, by="created_at")
    except ValidationError:
        # A link that was cut on the way: the first page is better than an error.
        return redirect("notifications:inbox")
    rows = page.rows
    told = told_when_each(row.alert.subject_key for row in rows)
    answers = _answers_of(rows)
    for row in rows:
        row.answers = answers.get((row.alert_id, row.recipient_id), [])
        answered = [each for each in told.get(row.alert.subject_key, []) if each.answers]
        # The own side first, as everywhere.
        own = [each for each in answered if each.side == row.side_id]
        row.told = own + [each for each in answered if each.side != row.side_id]
    if tab != "done":
        # Of what waits, the gravest first: it must not scroll away under newer disputes.
        rows.sort(key=lambda row: -row.severity)
    # After the rows were read: what is new is still shown as new, this once.
    mark_read(notifications=rows)
    context = {
        "tab": tab,
        "counts": counts,
        "rows": rows,
        "previous_url": page.previous and f"?{page.previous}",
        "next_url": page.next and f"?{page.next}",
        "kinds": AnswerKind.choices,
        "error": error,
        "is_enrolled": hasattr(request.user, "representative"),
    }
    return render(request, "notifications/inbox.html", context, status=status)


def _answers_of(rows: list[Notification]) -> dict[Any, list[Any]]:
    """Return what the recipient answered to each alert, on whatever channel, oldest first."""
    beside = Notification.objects.filter(
        alert__in={row.alert_id for row in rows}, recipient__in={row.recipient_id for row in rows}
    ).prefetch_related("acknowledgements")
    found: dict[Any, list[Any]] = {}
    for notification in beside:
        for answer in notification.acknowledgements.all():
            found.setdefault((notification.alert_id, notification.recipient_id), []).append(answer)
    return {key: sorted(answers, key=lambda answer: answer.at) for key, answers in found.items()}


@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an answer from the inbox."""
    if not request.user.is_authenticated:
        # Back to where the alert still waits: an answer is given again, never repeated by a sign-in.
        return redirect_to_login(reverse("notifications:inbox"))
    notification = get_object_or_404(Notification.objects.of(request.user).select_related("recipient"), pk=pk)
    error = _answer(notification, request, via=Via.INBOX, by=request.user)
    if error:
        return _inbox(request, error=error, status=400)
    messages.success(request, _("Your answer is recorded."))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    return redirect("notifications:inbox")


def _answer(notification: Notification, request: HttpRequest, *, via: str, by: Any) -> str:
    """Record the posted answer; return what is wrong with it, if anything."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return " ".join(str(message) for found in form.errors.values() for message in found)
    try:
        acknowledge(notification=notification, via=via, by=by, **form.cleaned_data)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


# The token in the address is the authority. No cookie is read, so there is none to misuse from another site.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show one message and take its answer, without sign-in. Opening it answers nothing: mail scanners do."""
    link = read_token(token)
    notification = _notification_of(link) if link else None
    if notification is None:
        return render(request, "notifications/answer_gone.html", status=404)
    actor = Actor(f"link:{notification.pk}", office=notification.side_id)
    with acting_as(actor), translation.override(notification.language):
        error = ""
        if request.method == "POST":
            error = _answer(notification, request, via=Via.LINK, by=None)
            if not error:
                return redirect(request.path)
        context = {
            "notification": notification,
            "own_clock": notification.recipient.user.time_zone,
            "answers": _answers_of([notification]).get((notification.alert_id, notification.recipient_id), []),
            "kinds": AnswerKind.choices,
            "error": error,
        }
        response = render(request, "notifications/answer_link.html", context, status=400 if error else 200)
    response.headers["Content-Language"] = notification.language
    return response


def _notification_of(link: AnswerLink) -> Notification | None:
    """Return what a genuine link is about, while it lives and its recipient is in office."""
    with acting_as(Actor(f"link:{link.notification_id}", sees=("delivery",))):
        now = database_now()
        if link.has_expired(now):
            return None
        found = Notification.objects.select_related("recipient__user").filter(pk=link.notification_id).first()
    if found is None or not link.opens(found) or not found.recipient.is_active(now.date()):
        return None
    return found
