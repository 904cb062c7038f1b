"""What every verb of an administrator asks first."""

from django.utils.translation import gettext as _

from people.errors import LastAdministrator, NotOfThisSide, OwnRights
from people.models import Role, User


def same_side(person: User, by: User) -> None:
    """Refuse an administrator who is not of the person's side, whatever a view let through.

    :raises NotOfThisSide:
    """
    if by.role != Role.ADMINISTRATOR or by.side_id is None or person.side_id != by.side_id:
        raise NotOfThisSide(_("This person is not of your side."))


def not_oneself(person: User, by: User) -> None:
    """Refuse what nobody does to the own account.

    :raises OwnRights:
    """
    if person.pk == by.pk:
        raise OwnRights(_("Another administrator of your side does this for you."))


def not_the_last_administrator(person: User) -> None:
    """Refuse to take the last administrator from a side; holds the others still until the change is made.

    :raises LastAdministrator:
    """
    if person.role != Role.ADMINISTRATOR:
        return
    # Two administrators who end each other at once must not both succeed.
    left = User.objects.of_side(person.side_id).administrators().select_for_update().order_by("pk")
    if all(each.pk == person.pk for each in left):
        raise LastAdministrator(_("Your side would be left without an administrator."))
