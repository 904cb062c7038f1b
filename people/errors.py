"""What is refused about people, each named after the rule it breaks."""

from django.core.exceptions import ValidationError


class UnknownScope(ValidationError):
    """A scope was asked for that does not exist."""


class TokenLivesTooLong(ValidationError):
    """A token may live 90 days at most."""


class NotOfThisSide(ValidationError):
    """A person, sector, district, post or role that the administrator's side does not give."""


class OwnRights(ValidationError):
    """Nobody changes the own rights, or ends the own account."""


class LastAdministrator(ValidationError):
    """A side keeps at least one administrator who can sign in."""


class NameTaken(ValidationError):
    """A user name, an e-mail of the side, or a post's name that is in use."""


class NoAddress(ValidationError):
    """A link to set a password needs an e-mail address to go to."""
