"""Cases of history as both sides told them, entered through the services by people of both sides."""

from datetime import datetime
from typing import Any

from incidents.models import Account, Incident
from incidents.services import release_account, report_incident, write_account
from people.actors import acting_as, actor_for

TORT_KOCHO = (70.6047, 39.9477)


def release(incident: Incident, *, by: Any) -> Account:
    """Open the side's account of an incident to the other side."""
    with acting_as(actor_for(by)):
        account = Account.objects.filter(incident=incident, side=by.side_id).order_by("-version")[0]
        return release_account(account=account, by=by)


def january_2022(*, kg: Any, tj: Any) -> Incident:
    """Log what the Kyrgyz side said of 27 January 2022, and write what the Tajik side said; release neither."""
    with acting_as(actor_for(kg)):
        incident, _is_new = report_incident(
            by=kg,
            title="Road closed at Tort-Kocho",
            summary="Tajik guards closed the road.",
            occurred_at=datetime.fromisoformat("2022-01-27T18:15:00+06:00"),
            severity=5,
            cause="road_blocking",
            forms=["blockade", "small_arms"],
            crowd="unknown",
            location=TORT_KOCHO,
            location_precision=2,
        )
        write_account(
            incident=incident,
            by=kg,
            first_action_by="TJ",
            first_action="Tajik guards closed the road.",
            casualties=[_wounded(11, "KG", "Ministry of health of KR")],
        )
    with acting_as(actor_for(tj)):
        write_account(
            incident=incident,
            by=tj,
            title="A truck stopped at the bridge",
            occurred_at=datetime.fromisoformat("2022-01-27T17:20:00+05:00"),
            clock="Asia/Dushanbe",
            first_action_by="KG",
            first_action="About 50 Kyrgyz residents stopped a truck at the bridge.",
            cause="road_blocking",
            forms=["blockade", "small_arms", "heavy_weapons"],
            place_text="At the bridge",
            location=(70.6072, 39.9481),
            location_precision=2,
            casualties=[_wounded(10, "TJ", "Sughd regional hospital")],
            sources=[_source("patrol", "Own patrol", "B", 2), _source("hospital", "Hospital", "C", 3)],
        )
    return incident


def _wounded(best: int, people: str, author: str) -> dict[str, Any]:
    return {
        "people_side_id": people,
        "status": "wounded",
        "category": "unknown",
        "best": best,
        "low": best,
        "high": best,
        "author": author,
        "as_of": None,
    }


def _source(kind: str, name: str, reliability: str, credibility: int) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": name,
        "reliability": reliability,
        "credibility": credibility,
        "independence_group": kind,
    }


def april_2021(*, kg: Any, tj: Any) -> Incident:
    """Log what both sides said of the dead and wounded of 28 April to 1 May 2021; release neither."""
    told = {
        kg: [("killed", 36, 36, 36), ("wounded", 189, 154, 189)],
        tj: [("killed", 19, 19, 19), ("wounded", 87, 87, 87)],
    }
    with acting_as(actor_for(kg)):
        incident, _is_new = report_incident(
            by=kg,
            title="Clash at the Golovnoy water intake",
            occurred_at=datetime.fromisoformat("2021-04-28T12:00:00+06:00"),
            time_precision="day",
            severity=5,
            cause="post_or_camera",
            forms=["small_arms", "heavy_weapons"],
            location=TORT_KOCHO,
            location_precision=3,
        )
    for by, rows in told.items():
        with acting_as(actor_for(by)):
            write_account(
                incident=incident,
                by=by,
                occurred_at=datetime.fromisoformat("2021-04-28T12:00:00+06:00"),
                time_precision="day",
                casualties=[
                    {
                        "people_side_id": by.side_id,
                        "status": status,
                        "best": best,
                        "low": low,
                        "high": high,
                        "author": f"Government, {by.side_id}",
                        "as_of": None,
                    }
                    for status, best, low, high in rows
                ],
            )
    return incident
