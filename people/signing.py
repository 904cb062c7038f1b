"""What happens at a person's door, told by the sign-in library: kept, and acted upon.

These are the library's signals, not ours: signing in, passwords and second factors are its views.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Q
from django.dispatch import receiver
from django.http import HttpRequest

from people.actors import Actor, acting_as, actor_for
from people.gate import HAS_FACTOR
from people.models import SignInKind, User
from people.services import end_everything, password_was_changed
from people.services.ending import note
from people.sessions import begin


def _stranger_at(person: User) -> Actor:
    """Return who acts when it is not known that it is the person."""
    return Actor("system:sign-in", person=str(person.pk))


def _in_person(person: User) -> Actor:
    return actor_for(person) if person.is_active else _stranger_at(person)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    begin(request)
    steps = [str(step.get("type") or step.get("method")) for step in get_authentication_records(request, user)]
    with acting_as(_in_person(user)):
        note(person=user, kind=SignInKind.SIGNED_IN, method="+".join(dict.fromkeys(steps))[:60])


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if isinstance(user, User):
        with acting_as(_in_person(user)):
            note(person=user, kind=SignInKind.SIGNED_OUT, method=getattr(request, "session_ended", ""))


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Keep a wrong password of a person who exists; what was typed is kept of nobody."""
    named = str(credentials.get("username") or credentials.get("email") or "")
    person = User.objects.filter(Q(username__iexact=named) | Q(email__iexact=named)).first() if named else None
    if person is not None:
        with acting_as(_stranger_at(person)):
            note(person=person, kind=SignInKind.FAILED, method="password")


@receiver(authentication_failed)
def factor_failed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    with acting_as(_stranger_at(user)):
        note(person=user, kind=SignInKind.MFA_FAILED, method=authenticator.type)


@receiver([password_changed, password_set])
def changed_password(request: HttpRequest, user: User, **kwargs: Any) -> None:
    with acting_as(_in_person(user)):
        password_was_changed(person=user)
    # The session in which it was changed goes on; every other one has ended.
    update_session_auth_hash(request, user)


@receiver(password_reset)
def reset_by_mail(user: User, **kwargs: Any) -> None:
    with acting_as(_in_person(user)):
        password_was_changed(person=user)


@receiver([authenticator_added, authenticator_reset])
def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, signal: Any, **kwargs: Any) -> None:
    if signal is authenticator_added and authenticator.type == Authenticator.Type.RECOVERY_CODES:
        # Made beside the factor they stand in for.
        return
    if signal is authenticator_added:
        # Setting it up showed it: what follows need not ask again.
        record_authentication(request, user, "mfa", type=authenticator.type, reauthenticated=True)
    _factor_changed(request, user, SignInKind.FACTOR_ADDED, authenticator)


@receiver(authenticator_removed)
def factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        _factor_changed(request, user, SignInKind.FACTOR_REMOVED, authenticator)


def _factor_changed(request: HttpRequest, user: User, kind: SignInKind, authenticator: Authenticator) -> None:
    with acting_as(_in_person(user)):
        end_everything(person=user)
        note(person=user, kind=kind, method=authenticator.type)
    update_session_auth_hash(request, user)
    # This session goes on, and the gate looks again whether there still is a factor.
    request.session.pop(HAS_FACTOR, None)
