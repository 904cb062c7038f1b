"""The account of one side: writing it, version after version."""

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.accounts.hashing import OF_CASUALTY, OF_SOURCE, SAID, content_hash
from incidents.codes import AccountState, LinkKind, Visibility
from incidents.errors import MayNot
from incidents.models import Account, Casualty, EntryKind, Incident, IncidentLink, Source
from incidents.numbers import draw
from incidents.reach import refuse_out_of_reach
from incidents.services.entries import record
from incidents.services.places import put_exact_site, with_primary
from incidents.services.times import check_moment, check_times
from incidents.siting import site_of
from incidents.workflow import WORKING, next_account_state
from people.models import User

# What a writer may say of the place besides the words for it.
PLACE = {"location", "place", "location_precision", "location_unknown", "confirm_far"}
WORDS = (set(SAID) | {"severity_reason"}) - {"location", "location_precision"}
SEVERAL = ("forms", "forces", "damage", "measures")
# Of forces, damage and measures: that there were none.
NONE = "none"
Check = Callable[[Account | None], None]


@transaction.atomic
def write_account(
    *,
    incident: Incident,
    by: User,
    id: uuid.UUID | None = None,
    check: Check | None = None,
    digest: str = "",
    casualties: Sequence[dict[str, Any]] | None = None,
    sources: Sequence[dict[str, Any]] | None = None,
    **facts: Any,
) -> Account:
    """Write the own side's account of an incident; what is not named stays as it is. Return the version written.

    The first time it begins version 1. After a release it begins the next version; the released one stays what the
    other side reads. What was submitted or verified is a draft again. The incident's row stays untouched.
    `check` gets the side's latest version once it is locked (None where there is none), and raises if that is not
    what the client read. `casualties` and `sources`, if given, replace the rows there are: dicts of the fields in
    `hashing.OF_CASUALTY` and `OF_SOURCE`. `id` becomes that of version 1, and `digest` the fingerprint by which the
    same request to begin it is known again.

    :raises MayNot: unless `by` writes a side's record.
    :raises OccurredInTheFuture, UnknownPlace, FarFromEveryLine: as for a report.
    """
    refuse_other_facts(facts)
    if not by.speaks_for_a_side:
        raise MayNot(_("Your role does not write accounts."))
    refuse_out_of_reach(by, incident)
    incident = locked_incident(incident)
    latest = latest_of(incident, by)
    if check is not None:
        check(latest)
    now = timezone.now()
    account = working_version(incident, latest, by=by, now=now, id=id)
    if latest is None:
        account.request_digest = digest
    say(account, facts, now=now)
    replace_rows(account, Casualty, OF_CASUALTY, casualties, now=now)
    replace_rows(account, Source, OF_SOURCE, sources, now=now)
    save_working(account, now=now)
    if latest is None:
        record(incident, EntryKind.ACCOUNT, by=by, at=now, visibility=Visibility.OWN)
    return account


def latest_of(incident: Incident, by: User) -> Account | None:
    """Return the latest version of the side's own account, locked."""
    versions = Account.objects.select_for_update(of=("self",)).filter(incident=incident, side=by.side_id)
    return versions.order_by("-version").first()


def working_version(
    incident: Incident, latest: Account | None, *, by: User, now: datetime, id: uuid.UUID | None = None
) -> Account:
    """Return the version to write into: the one at work, or a new one after a release. It is saved."""
    if latest is not None and latest.state in WORKING:
        if latest.state != AccountState.DRAFT:
            latest.state = next_account_state("edit", latest.state)
        latest.verified_by = latest.verified_at = None
        return latest
    if latest is not None:
        return _next_version(latest, by=by, now=now)
    assert by.side is not None
    account = Account(
        id=id or uuid.uuid4(),
        incident=incident,
        side=by.side,
        author=by,
        state=AccountState.DRAFT,
        language=by.language,
        own_number=draw(prefix=by.side.code, year=incident.local_time.year, side=by.side.code, digits=4),
        created_at=now,
        updated_at=now,
    )
    account.save(force_insert=True)
    return account


def _next_version(released: Account, *, by: User, now: datetime) -> Account:
    account = Account.objects.select_related("side", "incident").get(pk=released.pk)
    account.pk, account.version = uuid.uuid4(), released.version + 1
    account.state, account.visibility = AccountState.DRAFT, Visibility.OWN
    account.author, account.created_at = by, now
    account.verified_by = account.verified_at = None
    account.released_by = account.released_at = account.withdrawn_at = None
    account._state.adding = True
    account.save(force_insert=True)
    for model in (Casualty, Source):
        rows = list(model._default_manager.of(released))
        for row in rows:
            row.pk, row.account, row.visibility = uuid.uuid4(), account, Visibility.OWN
        model._default_manager.bulk_create(rows)
    return account


def say(account: Account, facts: dict[str, Any], *, now: datetime) -> None:
    """Set facts on a working version, unsaved."""
    for name in WORDS & facts.keys():
        setattr(account, name, facts[name])
    if {"cause", "causes"} & facts.keys():
        if facts.get("causes") and not account.cause:
            raise ValidationError({"cause": [_("Name the main cause, too.")]})
        account.causes = with_primary(account.cause, account.causes) if account.cause else []
    for name in SEVERAL:
        codes = sorted(set(getattr(account, name)))
        if NONE in codes and len(codes) > 1:
            raise ValidationError({name: [_("“None” stands alone: take it away, or the others.")]})
        setattr(account, name, codes)
    if account.occurred_at is not None:
        check_times(account.occurred_at, account.occurred_until, now)
        assert account.side is not None
        account.clock = account.clock or account.side.time_zone
        account.time_precision = account.time_precision or "minute"
    elif account.occurred_until is not None:
        raise ValidationError({"occurred_at": [_("Say when it began, too.")]})
    check_moment("known_at", account.known_at, now)
    if PLACE & facts.keys():
        _say_place(account, facts, now)


def _say_place(account: Account, facts: dict[str, Any], now: datetime) -> None:
    if facts.get("location_unknown") or not (facts.get("location") or facts.get("place") or account.location):
        put_exact_site(account, None)
        return
    point = account.location
    location = facts.get("location")
    if location is None and not facts.get("place") and point is not None:
        location = (point.x, point.y)
    site = site_of(
        location=location,
        place=facts.get("place"),
        precision=facts.get("location_precision", account.location_precision),
        on=(account.occurred_at or account.incident.occurred_at or now).date(),
        confirm_far=facts.get("confirm_far", False),
    )
    put_exact_site(account, site)


def replace_rows(
    account: Account,
    model: Any,
    fields: Sequence[str],
    wanted: Sequence[dict[str, Any]] | None,
    *,
    now: datetime,
) -> None:
    """Bring the casualties or sources of a working version to those wanted; equal rows stay, others are taken back."""
    if wanted is None:
        return
    left = [{field: row.get(field, model._meta.get_field(field).get_default()) for field in fields} for row in wanted]
    for row in model.objects.of(account):
        said = {field: getattr(row, field) for field in fields}
        if said in left:
            left.remove(said)
        else:
            row.removed_at = now
            row.save(update_fields=["removed_at"])
    made = [model(account=account, side=account.side, visibility=account.visibility, **row) for row in left]
    for row in made:
        # Null is not stated, whatever a form would ask for.
        silent = {column.name for column in model._meta.fields if getattr(row, column.attname) is None}
        row.full_clean(exclude={"account", "side", *silent})
    model.objects.bulk_create(made)


def save_working(account: Account, *, now: datetime) -> None:
    account.updated_at = now
    account.content_hash = content_hash(account)
    account.save()


def refuse_other_facts(facts: dict[str, Any]) -> None:
    """A fact nobody knows is a mistake of ours, not of a writer."""
    if unknown := facts.keys() - WORDS - PLACE:
        raise TypeError(f"not a fact of an account: {', '.join(sorted(unknown))}")


def locked_incident(incident: Incident) -> Incident:
    """Return an incident, locked: what is written about it by either side waits."""
    return Incident.objects.select_for_update(of=("self",)).select_related("border").get(pk=incident.pk)


def locked_with_whole(incident: Incident) -> Incident:
    """Return an incident, locked together with the one it is joined to, whose joint account may rest on its accounts.

    Nobody joins or separates an incident that is locked: whoever does locks both, in the same order.
    """
    joined = IncidentLink.objects.filter(from_incident=incident, kind=LinkKind.JOINED, ended_at=None)
    wanted = {incident.pk, *joined.values_list("to_incident", flat=True)}
    while True:
        with transaction.atomic():
            rows = locked_in_order(wanted)
            found = {incident.pk, *joined.values_list("to_incident", flat=True)}
            if found <= wanted:
                return rows[incident.pk]
            # Joined to it while we waited: only by letting go of all of them they are locked in order.
            transaction.set_rollback(True)
        wanted = found


def locked_in_order(pks: Collection[uuid.UUID]) -> dict[uuid.UUID, Incident]:
    """Lock incidents, always in the same order: two who lock the same ones must not wait for each other."""
    rows = Incident.objects.select_for_update(of=("self",)).select_related("border").filter(pk__in=pks).order_by("pk")
    return {row.pk: row for row in rows}
