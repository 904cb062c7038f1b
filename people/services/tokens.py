"""Making and revoking the keys with which other systems act as a person."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.errors import TokenLivesTooLong, UnknownScope
from people.models import ApiToken, Scope, User

LONGEST_TOKEN_LIFE = timedelta(days=90)


@transaction.atomic
def create_token(*, user: User, scopes: list[str], life: timedelta = LONGEST_TOKEN_LIFE) -> tuple[ApiToken, str]:
    """Make a token and return it with its key, which is shown this once.

    :raises UnknownScope: if a scope is not one of `Scope`.
    :raises TokenLivesTooLong: if `life` is over 90 days.
    """
    unknown = sorted(set(scopes) - set(Scope.values))
    if unknown or not scopes:
        raise UnknownScope({"scopes": [_("Choose from: %(scopes)s.") % {"scopes": ", ".join(Scope.values)}]})
    if not timedelta(0) < life <= LONGEST_TOKEN_LIFE:
        raise TokenLivesTooLong({"days": [_("A token lives from 1 to 90 days.")]})
    key, now = ApiToken.make_key(), timezone.now()
    token = ApiToken.objects.create(
        user=user,
        prefix=key[:8],
        digest=ApiToken.digest_of(key),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + life,
    )
    return token, key


def revoke_token(*, token: ApiToken) -> None:
    """End a token at once; a second time changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
