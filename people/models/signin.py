"""What is kept of signing in, and of everything that decides whether a person can."""

import uuid

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models.person import Side, User


class SignInKind(models.TextChoices):
    """What happened at a person's door."""

    SIGNED_IN = "signed_in", pgettext_lazy("sign-in", "signed in")
    SIGNED_OUT = "signed_out", pgettext_lazy("sign-in", "signed out")
    FAILED = "failed", pgettext_lazy("sign-in", "wrong password")
    MFA_FAILED = "mfa_failed", pgettext_lazy("sign-in", "wrong code or key")
    PASSWORD_CHANGED = "password_changed", pgettext_lazy("sign-in", "new password")
    FACTOR_ADDED = "factor_added", pgettext_lazy("sign-in", "second factor added")
    FACTOR_REMOVED = "factor_removed", pgettext_lazy("sign-in", "second factor removed")
    ENDED = "ended", pgettext_lazy("sign-in", "everything ended")


# What the sign-in library and the clock of sessions write; anything else is a user name.
METHODS = {
    "password": _("password"),
    "totp": _("code of the app"),
    "webauthn": _("passkey or security key"),
    "recovery_codes": _("recovery code"),
    "idle": _("half an hour without a request"),
    "too_long": _("after twelve hours"),
}


@pghistory.track(pghistory.InsertEvent())
class SignIn(models.Model):
    """One thing that happened at a person's door. Nothing that was typed is kept, and no address.

    `side` is the person's at the time. `method` tells how: password, totp, webauthn, recovery_codes; idle or
    too_long for a session that ended by itself; who ended or reset it, for what somebody else did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins")
    side = models.ForeignKey(Side, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=SignInKind)
    method = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            # A person's latest, on the account and on the administrator's page.
            models.Index(fields=["user", "-at"], name="sign_ins_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

    @property
    def method_said(self) -> str:
        """How, in the reader's words: the steps of a sign-in, why a session ended, or who did it."""
        if self.kind == SignInKind.FAILED:
            return ""
        return ", ".join(str(METHODS.get(step, step)) for step in self.method.split("+") if step)
