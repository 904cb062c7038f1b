"""The pages of a side's administrators: their people and their posts, and nobody else's.

A person of the other side is answered as one that does not exist.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import services
from people.admin_forms import (
    LostPhoneForm,
    MoveForm,
    NewPersonForm,
    PasswordForm,
    PersonForm,
    PostForm,
    SearchForm,
)
from people.mails import send_password_link
from people.models import Post, Role, User
from people.permissions import signed_in
from people.strict import refuse_unknown_parameters

View = Callable[..., HttpResponse]
# More than a side has; who is beyond is found by a word.
MOST_SHOWN = 200
LATEST_SIGN_INS = 20


def administrator_only(view: View) -> View:
    """Let in administrators of a side; anybody else who is signed in gets 403, whatever the address says."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # What was posted has no page of its own to come back to.
            reads = request.method in {"GET", "HEAD"}
            return redirect_to_login(request.get_full_path() if reads else reverse("administration:people"))
        by = signed_in(request)
        if by.role != Role.ADMINISTRATOR or by.side_id is None:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def _person_of(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.of_side(signed_in(request).side_id), pk=pk)


@require_safe
@administrator_only
def people(request: HttpRequest) -> HttpResponse:
    """List the people of the side, to be found by a word, a role, and whether the account is open."""
    try:
        refuse_unknown_parameters(request, set(SearchForm.base_fields))
    except ValidationError as error:
        raise BadRequest from error
    form = SearchForm(request.GET)
    found = User.objects.of_side(signed_in(request).side_id).order_by("last_name", "first_name", "username")
    if form.is_valid():
        if role := form.cleaned_data["role"]:
            found = found.filter(role=role)
        if active := form.cleaned_data["active"]:
            found = found.filter(is_active=active == "1")
    words = form.cleaned_data.get("q", "")
    covering = found.with_factor().prefetch_related("sectors", "districts")
    rows = [person for person in covering if person.is_meant_by(words)]
    context = {"form": form, "rows": rows[:MOST_SHOWN], "has_more": len(rows) > MOST_SHOWN, "most": MOST_SHOWN}
    return render(request, "admin/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_only
def add_person(request: HttpRequest) -> HttpResponse:
    """Make a person of the side; the page that answers is the only one that shows a made-up password."""
    by = signed_in(request)
    form = NewPersonForm(request.POST if request.method == "POST" else None, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            person, made_up = services.add_person(by=by, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if form.cleaned_data["mail"]:
                send_password_link(request, person)
                messages.success(request, _("The account is made. A link to set the password is on its way."))
                return redirect("administration:person", pk=person.pk)
            return _person_page(request, person, made_up=made_up)
    return render(request, "admin/person_new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_only
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person of the side, and take what is to be changed."""
    by, who = signed_in(request), _person_of(request, pk)
    if request.method != "POST":
        return _person_page(request, who)
    form = PersonForm(request.POST, by=by)
    if form.is_valid():
        try:
            services.change_person(person=who, by=by, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("administration:person", pk=who.pk)
    # As it stands, not as it was refused.
    who.refresh_from_db()
    return _person_page(request, who, form=form, status=400)


def _person_page(
    request: HttpRequest,
    who: User,
    *,
    form: PersonForm | None = None,
    made_up: str = "",
    error: ValidationError | None = None,
    status: int = 200,
) -> HttpResponse:
    by = signed_in(request)
    context = {
        "person": who,
        "form": form or PersonForm.of(who, by=by),
        "is_oneself": who.pk == by.pk,
        "has_factor": User.objects.with_factor().filter(pk=who.pk, has_factor=True).exists(),
        "sign_ins": who.sign_ins.order_by("-at")[:LATEST_SIGN_INS],
        "phone_form": LostPhoneForm(),
        "password_form": PasswordForm(auto_id="password_%s"),
        "move_form": MoveForm(by=by),
        "made_up": made_up,
        "refused": error.messages if error else [],
    }
    return render(request, "admin/person.html", context, status=status)


@require_POST
@administrator_only
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account and end everything of it."""
    return _done(request, _person_of(request, pk), services.deactivate, _("The account is closed."))


@require_POST
@administrator_only
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    return _done(request, _person_of(request, pk), services.reactivate, _("The account is open again."))


@require_POST
@administrator_only
def factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second factors off, so that the next sign-in sets one up."""
    said = _("The second factor is taken off, and everything is ended.")
    return _done(request, _person_of(request, pk), services.reset_factor, said)


@require_POST
@administrator_only
def phone_lost(request: HttpRequest, pk: int) -> HttpResponse:
    """End everything that a lost device could act with."""
    who, form = _person_of(request, pk), LostPhoneForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    said = _("Every session, link and token is ended.")
    return _done(request, who, services.phone_is_lost, said, **form.cleaned_data)


@require_POST
@administrator_only
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a person over to the other side, whose administrator decides about the account."""
    who, form = _person_of(request, pk), MoveForm(request.POST, by=signed_in(request))
    if not form.is_valid():
        raise BadRequest
    said = _("%(name)s is handed over, and is no longer among your people.") % {"name": who}
    return _done(request, who, services.move_to_side, said, back=reverse("administration:people"), **form.cleaned_data)


@require_POST
@administrator_only
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the password; the page that answers is the only one that shows the made-up one."""
    who, form = _person_of(request, pk), PasswordForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        made_up = services.reset_password(person=who, by=signed_in(request), **form.cleaned_data)
    except ValidationError as error:
        return _person_page(request, who, error=error, status=400)
    if made_up:
        return _person_page(request, who, made_up=made_up)
    send_password_link(request, who)
    messages.success(request, _("A link to set the password is on its way."))
    return redirect("administration:person", pk=who.pk)


def _done(
    request: HttpRequest, who: User, verb: Callable[..., None], said: str, *, back: str = "", **details: Any
) -> HttpResponse:
    """Do what is asked and say so, or say why not."""
    try:
        verb(person=who, by=signed_in(request), **details)
    except ValidationError as error:
        return _person_page(request, who, error=error, status=400)
    messages.success(request, said)
    return redirect(back or reverse("administration:person", args=[who.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_only
def posts(request: HttpRequest) -> HttpResponse:
    """List the side's posts, and take a new one."""
    by = signed_in(request)
    form = PostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_post(by=by, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("administration:posts")
    context = {"form": form, "rows": Post.objects.of_side(by.side_id)}
    return render(request, "admin/posts.html", context, status=400 if form.errors else 200)


@require_POST
@administrator_only
def retire_post(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a post out of what can be chosen."""
    by = signed_in(request)
    services.retire_post(post=get_object_or_404(Post.objects.of_side(by.side_id), pk=pk), by=by)
    return redirect("administration:posts")


@require_POST
@administrator_only
def take_up_post(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer a retired post again."""
    by = signed_in(request)
    services.take_up_post(post=get_object_or_404(Post.objects.of_side(by.side_id), pk=pk), by=by)
    return redirect("administration:posts")
