"""Writing the own side's account of an incident: the questions, saving under a lock, nothing typed lost."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as plain_csrf_failure
from django.views.decorators.http import require_http_methods

from incidents import services
from incidents.accounts.changed_meanwhile import changes_between
from incidents.accounts.forms import AccountForm
from incidents.accounts.hashing import OF_CASUALTY, OF_SOURCE
from incidents.accounts.rows import CasualtyRow, Row, Rows, SourceRow, answers_of_row
from incidents.accounts.suggested import suggested_answers
from incidents.accounts.versions import own_account, own_account_joined, tag_of
from incidents.drafts import owner_mark
from incidents.errors import StaleVersion
from incidents.models import Account, Casualty, Source
from incidents.reading import Reading
from incidents.views.kept import keep_typed, take_typed
from incidents.views.shown import found
from incidents.views.signal import signal_words
from people.permissions import signed_in
from people.templatetags.marks import error_summary
from people.views import speak

ROWS: dict[str, tuple[type[Row], Any, tuple[str, ...]]] = {
    "casualties": (CasualtyRow, Casualty, OF_CASUALTY),
    "sources": (SourceRow, Source, OF_SOURCE),
}
SAVES = {"save", "submit"}


class Answers:
    """The form of one account with its rows: of a post, or of the version it is begun from."""

    def __init__(self, read: Reading, written: Account | None, data: QueryDict | None = None, **suggested: Any) -> None:
        user, incident = read.reader, read.incident
        self.read, self.written = read, written
        self.sides = read.in_order(incident.border.sides.all(), lambda side: side.pk)
        self.says = signal_words(incident) if user.side_id != incident.side_id else {}
        self.form = AccountForm(
            data,
            user=user,
            incident=incident,
            sides=self.sides,
            written=written,
            says={name: words for name, words in self.says.items() if name in AccountForm.base_fields},
            initial=suggested,
        )
        self.casualties = self._rows("casualties", _("People harmed"), data, sides=self.sides)
        self.sources = self._rows("sources", _("Sources"), data)

    def _rows(self, name: str, label: str, data: QueryDict | None, **kwargs: Any) -> Rows:
        row, model, fields = ROWS[name]
        stored = model.objects.of(self.written).in_order() if data is None else ()
        initial = [answers_of_row(each, fields) for each in stored]
        more = data is not None and data.get("go") == f"more_{name}"
        return Rows(row, name, label, data=data, initial=initial, more=more, **kwargs)

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.casualties.is_valid(), self.sources.is_valid()])

    def forget_errors(self) -> None:
        """Show what was typed without judging it: nobody asked yet."""
        for form in (self.form, *self.casualties.rows, *self.sources.rows):
            form.errors.clear()

    @property
    def summary(self) -> dict[str, Any]:
        return error_summary(self.form, *self.casualties.wrong, *self.sources.wrong)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask what the own side says; a POST saves it as a draft, and hands it on where that is asked."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            return keep_typed(request)
        return redirect_to_login(request.get_full_path())
    read = _writable(request, ref)
    written = own_account(read.incident, read.reader)
    if written is None and (elsewhere := own_account_joined(read)) is not None:
        # The side wrote it on a record that was joined to this one: it goes on there.
        there = elsewhere.incident.number or str(elsewhere.incident_id)
        if request.method != "POST":
            return redirect("incidents:account", there)
        read, written = _writable(request, there), elsewhere
    if request.method == "POST":
        return _take(request, read, written)
    typed = take_typed(request, read.incident.pk)
    if typed is not None:
        answers = Answers(read, written, typed)
        answers.forget_errors()
        note = _("You were signed out before this was saved. Your words are here: press a button again.")
        return _page(request, answers, tag=typed.get("etag", ""), note=note)
    suggested = suggested_answers(request.GET, read.reader)
    note = _("The time or place of a picture is filled in. Nothing is saved yet.") if suggested else ""
    return _page(request, Answers(read, written, **suggested), tag=tag_of(written), note=note)


def _writable(request: HttpRequest, ref: str) -> Reading:
    read = found(request, ref)
    if not read.may_write:
        raise PermissionDenied
    return read


def _take(request: HttpRequest, read: Reading, written: Account | None) -> HttpResponse:
    answers = Answers(read, written, request.POST)
    go, tag, language = (request.POST.get(name, "") for name in ("go", "etag", "speak"))
    if language:
        if language not in dict(settings.LANGUAGES):
            raise BadRequest("speak")
        with translation.override(language):
            # Asked anew: the questions speak another language, the answers stay.
            answers = Answers(read, written, request.POST)
            answers.forget_errors()
            return speak(_page(request, answers, tag=tag), language)
    if go not in SAVES:
        answers.forget_errors()
        return _page(request, answers, tag=tag, opened=go.removeprefix("more_"))
    if not answers.is_valid():
        return _page(request, answers, tag=tag, status=422)
    try:
        account = _save(answers, tag, submits=go == "submit")
    except StaleVersion as stale:
        current = own_account(read.incident, read.reader)
        return _page(request, answers, tag=stale.etag, status=409, changes=changes_between(answers, current, tag))
    except ValidationError as error:
        answers.form.refuse(error)
        return _page(request, answers, tag=tag, status=422)
    said = _("Saved as a draft. Only your side reads it.")
    if go == "submit":
        said = _("Saved and submitted. A representative of your side can verify and release it.")
    messages.success(request, said)
    return redirect(f"{account.incident.get_absolute_url()}#account-h")


@transaction.atomic
def _save(answers: Answers, tag: str, *, submits: bool) -> Account:
    def check(latest: Account | None) -> None:
        if tag_of(latest) != tag:
            raise StaleVersion(_("Somebody of your side changed it meanwhile."), tag_of(latest))

    account = services.write_account(
        incident=answers.read.incident,
        by=answers.read.reader,
        check=check,
        casualties=answers.casualties.said,
        sources=answers.sources.said,
        **answers.form.facts,
    )
    return services.submit_account(account=account, by=answers.read.reader) if submits else account


def _page(
    request: HttpRequest,
    answers: Answers,
    *,
    tag: str,
    status: int = 200,
    note: str = "",
    opened: str = "",
    changes: Any = None,
) -> HttpResponse:
    read, incident = answers.read, answers.read.incident
    other = next(side for side in answers.sides if side.pk != read.reader.side_id)
    context = {
        "read": read,
        "incident": incident,
        "written": answers.written,
        "form": answers.form,
        "casualties": answers.casualties,
        "sources": answers.sources,
        "says": answers.says,
        "errors": answers.summary,
        "etag": tag,
        "note": note,
        "opened": opened,
        "changes": changes,
        "other": other,
        "owner": owner_mark(user=read.reader, id=incident.pk),
        "is_new_version": answers.written is not None and not answers.written.is_working,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "incidents/account_form.html", context, status=status)


def csrf_failure(request: HttpRequest, ref: str, reason: str = "") -> HttpResponse:
    """Answer a form whose token no longer fits: what was typed is given back, and nothing is saved unasked."""
    if not request.user.is_authenticated:
        return keep_typed(request)
    if not signed_in(request).speaks_for_a_side:
        return plain_csrf_failure(request, reason=reason)
    read = _writable(request, ref)
    answers = Answers(read, own_account(read.incident, read.reader), request.POST)
    answers.forget_errors()
    note = _("Not saved, the page was open for too long. Your words are here: press the button again.")
    return _page(request, answers, tag=request.POST.get("etag", ""), status=403, note=note)
