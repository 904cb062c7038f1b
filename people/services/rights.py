"""Who is of a side, in which role, for which stretch: the verbs of its administrators."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from people.errors import NameTaken, NotOfThisSide
from people.models import ROLES_OF_A_SIDE, Role, Side, SignInKind, User
from people.services.ending import end_everything, note, remove_factors
from people.services.guards import not_oneself, not_the_last_administrator, same_side
from people.services.passwords import set_made_up_password


@transaction.atomic
def add_person(
    *,
    username: str,
    first_name: str,
    last_name: str,
    email: str,
    role: str,
    language: str,
    time_zone: str,
    sectors: Iterable[Any] = (),
    districts: Iterable[Any] = (),
    mail: bool = False,
    by: User,
) -> tuple[User, str]:
    """Make an account of the administrator's side; return it with its made-up password, shown this once.

    With `mail` it has no password yet: the link to set one is for the caller to send, once this is committed.

    :raises NotOfThisSide: if `by` is not an administrator of a side, or the role or a district is not one of its.
    :raises NameTaken: if the user name, or the e-mail within the side, is in use.
    """
    person = User(
        username=username,
        first_name=first_name,
        last_name=last_name,
        email=email,
        role=role,
        side_id=by.side_id,
        language=language,
        time_zone=time_zone,
    )
    same_side(person, by)
    _role_of_a_side(role)
    _free(person)
    password = ""
    if mail:
        person.set_unusable_password()
    else:
        password = set_made_up_password(person=person)
    person.save()
    _assign(person, sectors, districts)
    return person, password


@transaction.atomic
def change_person(
    *,
    person: User,
    first_name: str,
    last_name: str,
    email: str,
    role: str,
    sectors: Iterable[Any] = (),
    districts: Iterable[Any] = (),
    by: User,
) -> None:
    """Set what a person is called, is, and covers. Another role ends everything; another stretch counts at once.

    :raises NotOfThisSide: if the person, role or a district is not of the administrator's side.
    :raises OwnRights: if an administrator changes the own role.
    :raises LastAdministrator: if the side would be left without one.
    :raises NameTaken: if the e-mail is in use within the side.
    """
    same_side(person, by)
    _role_of_a_side(role)
    has_another_role = role != person.role
    if has_another_role:
        not_oneself(person, by)
        not_the_last_administrator(person)
    person.first_name, person.last_name, person.email, person.role = first_name, last_name, email, role
    _free(person)
    person.save(update_fields=["first_name", "last_name", "email", "role"])
    _assign(person, sectors, districts)
    if has_another_role:
        end_everything(person=person)
        note(person=person, kind=SignInKind.ENDED, method=by.username[:60])


@transaction.atomic
def deactivate(*, person: User, by: User) -> None:
    """Close a person's account and end everything; the record keeps the person's name.

    :raises NotOfThisSide: if the person is not of the administrator's side.
    :raises OwnRights: if it is the administrator's own.
    :raises LastAdministrator: if the side would be left without one.
    """
    same_side(person, by)
    not_oneself(person, by)
    not_the_last_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_everything(person=person)
    note(person=person, kind=SignInKind.ENDED, method=by.username[:60])


@transaction.atomic
def reactivate(*, person: User, by: User) -> None:
    """Open a closed account again; what was ended stays ended.

    :raises NotOfThisSide: if the person is not of the administrator's side.
    """
    same_side(person, by)
    person.is_active = True
    person.save(update_fields=["is_active"])


@transaction.atomic
def move_to_side(*, person: User, side: Side, by: User) -> None:
    """Hand a person over: closed here, and the other side's inactive person, whose administrator decides.

    Nothing travels: no role, sector, district, password or second factor.

    :raises NotOfThisSide: if the person is not of the administrator's side, or is to move to the same one.
    :raises OwnRights: if it is the administrator's own account.
    :raises LastAdministrator: if the side would be left without one.
    """
    same_side(person, by)
    not_oneself(person, by)
    not_the_last_administrator(person)
    if side.pk == person.side_id:
        raise NotOfThisSide({"side": [_("Choose another side.")]})
    # While the person is still of this side: this is what its administrator may write.
    _assign(person, (), ())
    end_everything(person=person)
    remove_factors(person=person, by=by)
    person.set_unusable_password()
    person.side, person.role, person.is_active, person.time_zone = side, Role.ANALYST, False, side.time_zone
    person.has_made_up_password = False
    person.save(update_fields=["password", "side", "role", "is_active", "time_zone", "has_made_up_password"])


def _role_of_a_side(role: str) -> None:
    if role not in ROLES_OF_A_SIDE:
        raise NotOfThisSide({"role": [_("A side does not give this role.")]})


def _free(person: User) -> None:
    """Refuse a name or address in use; addresses are compared within the side, or they would tell of the other's."""
    errors = {}
    others = User.objects.exclude(pk=person.pk)
    if others.filter(username__iexact=person.username).exists():
        errors["username"] = [_("This user name is taken. Choose another.")]
    if person.email and others.of_side(person.side_id).filter(email__iexact=person.email).exists():
        errors["email"] = [_("Another person of your side has this address.")]
    if errors:
        raise NameTaken(errors)


def _assign(person: User, sectors: Iterable[Any], districts: Iterable[Any]) -> None:
    districts = list(districts) if person.role == Role.AUTHORITY else []
    if any(district.country != person.side_id for district in districts):
        raise NotOfThisSide({"districts": [_("Choose districts of your own side.")]})
    person.sectors.set(sectors if person.speaks_for_a_side else [])
    person.districts.set(districts)
