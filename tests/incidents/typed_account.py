"""The form of a side's account as it is typed, and what comes of it."""

import re
from typing import Any

from django.test import Client

from incidents import services
from incidents.models import Account, Incident
from people.actors import acting_as, actor_for

TYPED: dict[str, Any] = {
    "clock": "Asia/Bishkek",
    "on_date": "2026-05-03",
    "at_time": "12:15",
    "time_precision": "minute",
    "place_by": "point",
    "coordinates": "39.94000, 70.50000",
    "location_precision": "2",
    "cause": "road_blocking",
    "first_action_by": "TJ",
    "first_action": "The road was closed.",
    "forms": ["blockade", "crowd"],
    "crowd": "10_50",
    "harm": "injured_5",
    "stoppage": "unknown",
    "title": "A road was closed",
    "summary": "It was closed at the crossroads.",
    "language": "en",
    "author_post": "Outpost Aksay",
    "casualties-count": "1",
    "casualties-0-status": "wounded",
    "casualties-0-best": "11",
    "casualties-0-high": "13",
    "casualties-0-people_side": "KG",
    "casualties-0-author": "District hospital",
    "sources-count": "1",
    "sources-0-kind": "patrol",
    "sources-0-name": "Patrol of the post",
    "sources-0-reliability": "B",
    "sources-0-credibility": "4",
    "go": "save",
}


def at(incident: Incident, rest: str = "account/") -> str:
    return f"/incidents/{incident.number or incident.pk}/{rest}"


def post(client: Client, incident: Incident, **changes: Any) -> Any:
    """Post the form as it is on the page, with what was typed into it."""
    page = client.get(at(incident))
    hidden = {"etag": page.context["etag"], "owner": page.context["owner"]}
    return client.post(at(incident), TYPED | hidden | changes)


def text(answer: Any) -> str:
    """Return the words of a page, without its marks."""
    main = answer.content.decode().split("<main", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def mine(user: Any) -> Account:
    with acting_as(actor_for(user)):
        return Account.objects.filter(side=user.side_id).select_related("author").order_by("-version")[0]


def release(incident: Incident, user: Any) -> None:
    with acting_as(actor_for(user)):
        account = Account.objects.filter(incident=incident, side=user.side_id).order_by("-version")[0]
        services.release_account(account=account, by=user)
