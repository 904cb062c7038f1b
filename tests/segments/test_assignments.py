"""Who covers a sector or a district decides what a person sees, so its history is kept."""

from typing import Any

from django.db import connection

from segments.models import AdminArea
from tests.conftest import as_owner


def events(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_who_covers_a_sector_is_history_when_it_ends_too(officer: Any, sector: Any) -> None:
    with as_owner():
        sector.officers.remove(officer)
        rows = events("SELECT pgh_label, sector_id, user_id FROM segments_sectorofficerevent ORDER BY pgh_id")

    assert rows == [("insert", sector.pk, officer.pk), ("delete", sector.pk, officer.pk)]


def test_so_is_who_answers_for_a_district(officer: Any, border: Any) -> None:
    with as_owner():
        area = AdminArea.objects.get(code="tj-adm2-isfara")
        area.authorities.add(officer)
        rows = events("SELECT pgh_label, adminarea_id, user_id, actor FROM segments_areaauthorityevent")

    assert rows == [("insert", area.pk, officer.pk, "owner")]
