"""Make the people of the demonstration, one for each role and side; on the embedded default only."""

import os
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from notifications.models import ContactKind
from notifications.roster import add_contact_point, enrol_representative
from people.actors import LOADER, acting_as
from people.models import Clock, Role, Side, User
from segments.models import AdminArea, Sector

SECTOR = "isfara-batken"
IN_OFFICE_SINCE = date(2025, 1, 1)


@dataclass(frozen=True)
class Person:
    """One user of the demonstration."""

    username: str
    role: Role
    side: str | None
    language: str
    covers_sector: bool = False
    district: str = ""


PEOPLE = [
    Person("liaison.tj", Role.LIAISON, "TJ", "ru", covers_sector=True),
    Person("liaison.kg", Role.LIAISON, "KG", "ru", covers_sector=True),
    Person("representative.tj", Role.REPRESENTATIVE, "TJ", "tg", covers_sector=True),
    Person("representative.kg", Role.REPRESENTATIVE, "KG", "ky", covers_sector=True),
    Person("analyst", Role.ANALYST, None, "en"),
    Person("authority.tj", Role.AUTHORITY, "TJ", "tg", district="tj-adm2-isfara"),
    Person("authority.kg", Role.AUTHORITY, "KG", "ky", district="kg-adm2-batken-district"),
    Person("admin.tj", Role.ADMINISTRATOR, "TJ", "ru"),
    Person("admin.kg", Role.ADMINISTRATOR, "KG", "ru"),
]


class Command(BaseCommand):
    help = "Make the demo people with one password for all; a second run brings them up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", help="instead of the environment's DEMO_PASSWORD")

    @transaction.atomic
    def handle(self, *args: Any, password: str | None, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("Demo people exist on the embedded default only, and DATABASE_URL names a real server.")
        password = password or os.environ.get("DEMO_PASSWORD")
        if not password:
            raise CommandError("Give a password: --password, or DEMO_PASSWORD in the environment.")
        sector = Sector.objects.filter(code=SECTOR).first()
        if sector is None:
            raise CommandError("There is no border yet: run load_border first.")
        with acting_as(LOADER):
            for person in PEOPLE:
                _put(person, password, sector)
        if options["verbosity"] > 0:
            self.stdout.write(f"{len(PEOPLE)} demo people: {', '.join(person.username for person in PEOPLE)}")


def _put(person: Person, password: str, sector: Sector) -> None:
    side = Side.objects.get(code=person.side) if person.side else None
    user, _made = User.objects.update_or_create(
        username=person.username,
        defaults={
            "email": f"{person.username}@demo.example",
            "role": person.role,
            "side": side,
            "language": person.language,
            "time_zone": side.time_zone if side else Clock.BISHKEK,
            "is_active": True,
        },
    )
    if not user.check_password(password):
        # Only then: setting a password ends the person's sessions.
        user.set_password(password)
        user.save(update_fields=["password"])
    if person.covers_sector:
        sector.officers.add(user)
    if person.district:
        AdminArea.objects.get(code=person.district).authorities.add(user)
    if user.represents_a_side:
        representative = enrol_representative(user=user, sectors=[sector], active_from=IN_OFFICE_SINCE)
        add_contact_point(
            representative=representative, kind=ContactKind.EMAIL, address=user.email, priority=1, verified=True
        )
