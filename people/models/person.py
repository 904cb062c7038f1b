"""The two sides, and the people who sign in."""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar, Self

import pghistory
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LIAISON = "liaison", _("Border liaison officer")
    REPRESENTATIVE = "representative", _("Border representative")
    DEPUTY = "deputy", _("Deputy representative")
    CHIEF = "chief", _("Chief of the border service")
    ANALYST = "analyst", _("Analyst")
    OBSERVER = "observer", _("Observer")
    AUTHORITY = "authority", _("Local authority")
    ADMINISTRATOR = "administrator", _("Administrator")


class Clock(models.TextChoices):
    """Whose clock a time was stated on; the offset fixes the instant."""

    BISHKEK = "Asia/Bishkek", pgettext_lazy("clock", "Bishkek")
    DUSHANBE = "Asia/Dushanbe", pgettext_lazy("clock", "Dushanbe")


class Side(models.Model):
    """One of the two sides of a border: its service, and the clock it keeps."""

    code = models.CharField(max_length=2, primary_key=True)
    name_en = models.CharField(max_length=80)
    name_ru = models.CharField(max_length=80)
    name_tg = models.CharField(max_length=80)
    name_ky = models.CharField(max_length=80)
    service_en = models.CharField(max_length=120)
    service_ru = models.CharField(max_length=120)
    # The abbreviation used beside the half disc, by language: КР and РТ in Russian.
    short_ru = models.CharField(max_length=4)
    time_zone = models.CharField(max_length=40, choices=Clock)

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return getattr(self, f"name_{get_language() or 'en'}", self.name_en)

    @property
    def short(self) -> str:
        """The code that stands beside the half disc, in the reader's script."""
        return self.code if get_language() == "en" else self.short_ru


REPRESENTING_ROLES = (Role.REPRESENTATIVE, Role.DEPUTY, Role.CHIEF)
# A side gives every role but that of the observer, who is of no side.
ROLES_OF_A_SIDE = tuple(role for role in Role if role != Role.OBSERVER)


class PeopleQuerySet(models.QuerySet[Any]):
    def of_side(self, side: str | None) -> Self:
        """The people of one side; of no side, nobody."""
        return self.filter(side=side) if side else self.none()

    def with_factor(self) -> Self:
        """Each with `has_factor`: whether a second factor is asked for at sign-in."""
        factors = Authenticator.objects.filter(user=models.OuterRef("pk")).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        return self.annotate(has_factor=models.Exists(factors))

    def administrators(self) -> Self:
        """Those who can still administer a side."""
        return self.filter(role=Role.ADMINISTRATOR, is_active=True)


class PeopleManager(UserManager.from_queryset(PeopleQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


# What is secret, or changes before anybody acts: signing in, a new password, the end of all sessions.
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    exclude=["password", "last_login", "key_epoch", "has_made_up_password"],
)
class User(AbstractUser):
    """A person who signs in: of one side or of none, with one role.

    Sectors are assigned by `segments.Sector.officers`, districts by `segments.AdminArea.authorities`.
    """

    side = models.ForeignKey(Side, models.PROTECT, null=True, blank=True, related_name="people")
    role = models.CharField(max_length=20, choices=Role, default=Role.OBSERVER)
    language = models.CharField(
        max_length=2,
        default="ru",
        choices=[("ru", _("Russian")), ("tg", _("Tajik")), ("ky", _("Kyrgyz")), ("en", _("English"))],
    )
    time_zone = models.CharField(max_length=40, choices=Clock, default=Clock.BISHKEK)
    # Part of what signs sessions and answer links: a new one ends all that were made before.
    key_epoch = models.UUIDField(default=uuid.uuid4, editable=False)
    # An administrator has seen it, so it opens nothing but the page to change it.
    has_made_up_password = models.BooleanField(default=False, editable=False)

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_has_a_side_unless_analyst_or_observer",
                condition=Q(side__isnull=False) | Q(role__in=[Role.ANALYST, Role.OBSERVER]),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def is_meant_by(self, words: str) -> bool:
        """Whether the user name, name or e-mail holds every word, in whatever case."""
        # Not in the database: its collation knows the case of Latin letters only.
        said = f"{self.username}\n{self.get_full_name()}\n{self.email}".casefold()
        return all(word in said for word in words.casefold().split())

    @property
    def speaks_for_a_side(self) -> bool:
        """Whether this person writes the side's record: liaison officer, representative, deputy or chief."""
        return self.role in {Role.LIAISON, Role.REPRESENTATIVE, Role.DEPUTY, Role.CHIEF}

    @property
    def represents_a_side(self) -> bool:
        """Whether this person acknowledges, releases, signs and closes."""
        return self.role in REPRESENTING_ROLES

    def get_session_auth_hash(self) -> str:
        """Return what a session was begun with: another password or another epoch ends it."""
        return self._hash_of_session(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the hashes under former secret keys."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._hash_of_session(secret)

    def _hash_of_session(self, secret: str | bytes | None) -> str:
        value = f"{self.password}:{self.key_epoch.hex}"
        return salted_hmac("people.session", value, secret=secret, algorithm="sha256").hexdigest()
