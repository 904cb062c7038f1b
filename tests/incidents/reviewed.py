"""Bringing an incident through its joint handling, as its representatives would."""

from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

from django.db.models import F

from incidents.codes import AccountState, Visibility
from incidents.joint.reading import Review, review_of
from incidents.models import Account, Incident, JointWording, TimelineEntry
from incidents.services import (
    acknowledge_incident,
    begin_review,
    localise_incident,
    release_account,
    sign_joint_account,
    word_fact,
    write_account,
)
from people.actors import acting_as, actor_for
from tests.conftest import as_owner

# 27 January 2022, as the two sides told it: 17:20 in Dushanbe, 18:15 in Bishkek.
JANUARY_TJ = {
    "occurred_at": datetime(2022, 1, 27, 12, 20, tzinfo=UTC),
    "clock": "Asia/Dushanbe",
    "cause": "road_blocking",
    "causes": ["road_blocking"],
    "forms": ["blockade"],
    "first_action_by": "KG",
    "first_action": "About 50 residents stopped a lorry at the bridge.",
}
JANUARY_KG = {
    "occurred_at": datetime(2022, 1, 27, 12, 15, tzinfo=UTC),
    "clock": "Asia/Bishkek",
    "time_precision": "minute",
    "cause": "road_blocking",
    "causes": ["road_blocking"],
    "forms": ["blockade"],
    "first_action_by": "TJ",
    "first_action": "The road was closed.",
}


def released(by: Any, incident: Incident, **facts: Any) -> Account:
    """Write and release an account of a representative's side."""
    with acting_as(actor_for(by)):
        account = write_account(incident=Incident.objects.get(pk=incident.pk), by=by, **facts)
        return release_account(account=account, by=by)


def told_by_both(report: Any, first: Any, second: Any) -> Incident:
    """Return an incident the first side reported, localised, with both sides' accounts released."""
    mine, theirs = (JANUARY_TJ, JANUARY_KG) if first.side_id == "TJ" else (JANUARY_KG, JANUARY_TJ)
    incident: Incident = report(first, **{name: mine[name] for name in ("occurred_at", "clock", "cause", "forms")})
    released(first, incident, **mine)
    released(second, incident, **theirs)
    do(acknowledge_incident, first, incident)
    do(localise_incident, first, incident)
    do(localise_incident, second, incident)
    return fresh(incident)


def under_review(report: Any, first: Any, second: Any) -> Incident:
    """Return an incident whose joint review the first side began."""
    incident = told_by_both(report, first, second)
    do(begin_review, first, incident)
    return fresh(incident)


def do(service: Any, by: Any, incident: Incident, **given: Any) -> Any:
    """Run a verb as somebody, on the row as it is."""
    with acting_as(actor_for(by)):
        return service(incident=Incident.objects.get(pk=incident.pk), by=by, **given)


def propose(by: Any, incident: Incident, fact: str, text: str = "Words.") -> JointWording:
    move: JointWording = do(word_fact, by, incident, fact=fact, kind="proposal", text=text)
    return move


def accept(by: Any, incident: Incident, move: JointWording) -> JointWording:
    accepted: JointWording = do(word_fact, by, incident, fact=move.fact, kind="acceptance", answers=move.pk)
    return accepted


def leave_open(by: Any, incident: Incident, fact: str) -> JointWording:
    move: JointWording = do(word_fact, by, incident, fact=fact, kind="left_open")
    return move


def settle(incident: Incident, first: Any, second: Any, *, open_facts: tuple[str, ...] = ()) -> None:
    """Agree on every fact but those that stay open."""
    for fact in [each.fact for each in review(first, incident).facts]:
        if fact in open_facts:
            leave_open(first, incident, fact)
        else:
            accept(second, incident, propose(first, incident, fact, f"Words for {fact}."))


def sign(by: Any, incident: Incident) -> Any:
    """Sign the joint account as it stands."""
    return do(sign_joint_account, by, incident, content_hash=review(by, incident).content_hash)


def review(reader: Any, incident: Incident) -> Review:
    """Return the joint review as somebody reads it now, all of it read."""
    with acting_as(actor_for(reader)):
        row = Incident.objects.get(pk=incident.pk)
        found = review_of(row, list(row.border.sides.order_by("code")))
        assert found.signatures is not None
        assert found.facts is not None
        return found


def fresh(incident: Incident) -> Incident:
    with as_owner():
        return Incident.objects.select_related("border", "side").get(pk=incident.pk)


def thread(incident: Incident) -> list[tuple[Any, ...]]:
    """Return what the thread tells: kind, side, status before and after."""
    with as_owner():
        entries = TimelineEntry.objects.filter(incident=incident, visibility=Visibility.BOTH).order_by("at", "pk")
        return [(each.kind, each.side_id, each.from_status, each.to_status) for each in entries]


def into_the_past(incident: Incident, **length: int) -> None:
    """Move all that was done about an incident into the past, as only the owner of the tables can."""
    by = timedelta(**length)
    with as_owner():
        TimelineEntry.objects.filter(incident=incident).update(at=F("at") - by, recorded_at=F("recorded_at") - by)


def showed_who_it_is(client: Any, *, ago: float = 0) -> Any:
    """Let a browser's session know that its person confirmed who it is."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time() - ago}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


def latest(incident: Incident, side: str) -> Account:
    with as_owner():
        return Account.objects.filter(incident=incident, side=side, state=AccountState.RELEASED).get()
