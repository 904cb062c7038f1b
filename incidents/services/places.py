"""Putting a site on the two rows of an incident: the coarse one of both sides, the exact one of the own side."""

from collections.abc import Sequence

from incidents.models import Account, Incident
from incidents.siting import Site


def put_site(incident: Incident, site: Site | None) -> None:
    """Set what both sides may know of the place."""
    if site is None:
        incident.segment = incident.line = incident.place = None
        incident.location = incident.location_precision = incident.km_m = incident.distance_m = None
        return
    incident.segment_id = site.segment
    incident.line_id = site.line
    incident.sector_id = site.sector
    incident.place_id = site.place
    incident.location = site.shared
    incident.location_precision = site.shared_precision
    incident.km_m = site.shared_km_m
    incident.distance_m = site.shared_distance_m


def put_exact_site(account: Account, site: Site | None) -> None:
    """Set what the own side knows of the place."""
    account.location = site.exact if site else None
    account.location_precision = site.precision if site else None
    account.km_m = site.exact_km_m if site else None
    account.distance_m = site.exact_distance_m if site else None


def with_primary(cause: str, causes: Sequence[str]) -> list[str]:
    return [cause, *sorted(set(causes) - {cause})]
