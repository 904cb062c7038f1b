"""What public sources tell of incidents (data/incidents_public.csv), brought to the codes."""

import csv
import hashlib
import json
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone as clock

from incidents.codes import AccountState, CasualtyStatus, Origin, SourceKind, Status, TimePrecision, Visibility
from incidents.models import Account, Casualty, Incident, Source
from incidents.numbers import draw
from incidents.services.places import put_exact_site, put_site, with_primary
from incidents.siting import site_of
from people.models import Clock
from segments.models import Border

BISHKEK = timezone(timedelta(hours=6))
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://bordertrack.example/public-sources")

# The file's precision follows UCDP: 1 place known, 2 near it, 3 district, 4 region, 5 along the whole line.
# A known village is no surveyed point.
PRECISION = {"1": 3, "2": 4, "3": 6, "4": 7, "5": 5}


class Mapping:
    """How the categories and causes of the file become severity, forms and cause (data/public_mapping.csv)."""

    def __init__(self, path: Path) -> None:
        self.severity: dict[str, int] = {}
        self.forms: dict[str, list[str]] = {}
        self.cause: dict[str, str] = {}
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["column"] == "cause":
                    self.cause[row["value"]] = row["code"]
                    continue
                codes = dict(part.strip().split("=") for part in row["code"].split(";"))
                self.severity[row["value"]] = int(codes["severity"])
                self.forms[row["value"]] = codes["forms"].split()

    def severity_of(self, row: dict[str, str]) -> int:
        """Return the severity of the category, raised by the figures of the row."""
        killed, injured = _number(row["killed_best"]) or 0, _number(row["injured"]) or 0
        least = 5 if killed >= 3 else 4 if killed >= 1 or injured >= 5 else 1
        return max(self.severity[row["category"]], least)


def load_public_incidents(folder: Path | None = None) -> tuple[int, int]:
    """Import the rows of the file and return how many are new and how many changed; a second run changes nothing.

    Every row is public, of no side, with its source. Run as the owner, acting as a loader.
    """
    folder = folder or settings.BASE_DIR / "data"
    mapping, new, changed = Mapping(folder / "public_mapping.csv"), 0, 0
    claims: dict[str, list[dict[str, str]]] = {}
    for claim in _rows(folder / "casualty_claims.csv"):
        claims.setdefault(claim["id"], []).append(claim)
    for row in _rows(folder / "incidents_public.csv"):
        said = [row, *claims.get(row["id"], [])]
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        known = Account.objects.filter(incident_id=_id(row)).first()
        if known is not None and known.request_digest == digest:
            continue
        with transaction.atomic():
            _save(row, claims.get(row["id"], []), mapping, digest, known)
        new, changed = (new + 1, changed) if known is None else (new, changed + 1)
    return new, changed


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _id(row: dict[str, str]) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, row["id"])


def _number(text: str) -> int | None:
    return int(text) if text.strip() else None


def _save(
    row: dict[str, str], claims: list[dict[str, str]], mapping: Mapping, digest: str, known: Account | None
) -> None:
    now, border = clock.now(), Border.objects.get(pk="kg-tj")
    occurred_at = datetime.fromisoformat(f"{row['date']}T{row['time_local'] or '00:00'}").replace(tzinfo=BISHKEK)
    cause, severity = mapping.cause[row["cause"]], mapping.severity_of(row)
    site = site_of(
        location=(float(row["lon"]), float(row["lat"])),
        place=None,
        precision=PRECISION[row["location_precision"]],
        on=occurred_at.date(),
        confirm_far=True,
    )

    incident = known.incident if known else Incident(pk=_id(row), border=border, created_at=now)
    incident.occurred_at = occurred_at
    incident.time_precision = TimePrecision.HOUR if row["time_local"] else TimePrecision.DAY
    # `time_local` does not say whose clock.
    incident.clock, incident.clock_is_stated = Clock.BISHKEK, False
    incident.severity = incident.peak_severity = severity
    incident.cause, incident.causes = cause, with_primary(cause, [])
    incident.forms = sorted(mapping.forms[row["category"]])
    incident.status, incident.visibility = Status.SIGNAL, Visibility.PUBLIC
    incident.origin = Origin.PUBLIC_SOURCE
    incident.is_aggregate = row["severity_note"].startswith("AGGREGATE")
    incident.updated_at = now
    put_site(incident, site)
    if incident.number is None:
        incident.number = draw(prefix=border.number_prefix, year=occurred_at.year, side=None, digits=6)
    incident.save(force_insert=known is None)

    account = known or Account(
        incident=incident,
        created_at=now,
        released_at=now,
        state=AccountState.RELEASED,
        visibility=Visibility.PUBLIC,
    )
    account.occurred_at, account.time_precision = incident.occurred_at, incident.time_precision
    account.clock, account.cause, account.causes = incident.clock, incident.cause, incident.causes
    account.forms = incident.forms
    account.summary, account.language = row["summary"], "en"
    account.place_text, account.severity_reason = row["place"], row["severity_note"]
    account.request_digest, account.updated_at = digest, now
    put_exact_site(account, site)
    account.save(force_insert=known is None)
    account.sources.all().delete()
    account.casualties.all().delete()
    Source.objects.create(
        account=account,
        visibility=Visibility.PUBLIC,
        kind=SourceKind.MEDIA,
        name=row["source_name"],
        reference=row["source_ref"],
        licence=row["licence"],
    )
    Casualty.objects.bulk_create(_claimed(claims, account) if claims else _casualties(row, account))


def _claimed(claims: list[dict[str, str]], account: Account) -> list[Casualty]:
    """Return the figures as their authors give them, each of whose people: of these no sum is kept."""
    return [
        Casualty(
            account=account,
            visibility=Visibility.PUBLIC,
            people_side_id=claim["people_side"] or None,
            status=claim["status"],
            best=int(claim["best"]),
            low=int(claim["low"]),
            high=int(claim["high"]),
            author=claim["author"],
        )
        for claim in claims
    ]


def _casualties(row: dict[str, str], account: Account) -> list[Casualty]:
    """Return the figures of the row; an empty cell is not stated, and becomes no figure."""
    found: list[dict[str, Any]] = []
    best, low, high = (_number(row[f"killed_{name}"]) for name in ("best", "low", "high"))
    if best is not None:
        found.append(
            {
                "status": CasualtyStatus.KILLED,
                "best": best,
                "low": best if low is None else low,
                "high": best if high is None else high,
            }
        )
    injured = _number(row["injured"])
    if injured is not None:
        found.append({"status": CasualtyStatus.WOUNDED, "best": injured, "low": injured, "high": injured})
    return [
        Casualty(account=account, visibility=Visibility.PUBLIC, author=row["source_name"], **figure) for figure in found
    ]
