"""The accounts of an incident on its page: what each side says, with its numbers, sources and versions."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from incidents.accounts.fact_words import confidence_words
from incidents.accounts.facts import Told
from incidents.accounts.versions import Versions, allowed_on, tag_of, versions_of
from incidents.accounts.words import facts_of
from incidents.codes import AccountState
from incidents.comparison import Facts
from incidents.models import Account, Casualty, Source
from incidents.reading import Reading

# How a state looks: heavy where the own side must act, thin where it is settled, dashed where it is past.
LOOKS = {
    AccountState.DRAFT: "chip-open",
    AccountState.SUBMITTED: "chip-open",
    AccountState.VERIFIED: "chip-open",
    AccountState.RELEASED: "",
    AccountState.REVISED: "chip-dash",
    AccountState.WITHDRAWN: "chip-warn",
}
# Label of each verb, and what it does.
VERBS: dict[str, tuple[Any, Any]] = {
    "submit": (
        pgettext_lazy("account", "Submit"),
        gettext_lazy("A representative of your side can then verify it."),
    ),
    "verify": (
        pgettext_lazy("account", "Verify"),
        gettext_lazy("Your side says that somebody else than those who wrote it has checked it."),
    ),
    "release": (
        pgettext_lazy("account", "Release to the other side"),
        gettext_lazy("The other side reads these words, numbers, sources and the exact place, for good."),
    ),
    "open_to_partners": (
        pgettext_lazy("account", "Open to partners"),
        gettext_lazy("Partners of both sides can read it, too, for good."),
    ),
    "withdraw": (
        pgettext_lazy("account", "Withdraw"),
        gettext_lazy("Your side no longer stands by it. The words stay readable, marked as withdrawn."),
    ),
}


def accounts_context(read: Reading, query: QueryDict | None = None) -> dict[str, Any]:
    """Return what `_accounts.html` shows: each side's account, the own side's first.

    `version` of the query, with `side` where it is not the own one, opens an earlier version.
    """
    told = versions_of(read)
    chosen = [(each, _asked(each, query or QueryDict(), read) or each.latest) for each in told]
    ids = [account.pk for _each, account in chosen]
    casualties = _by_account(Casualty.objects.filter(account__in=ids, removed_at=None).select_related("people_side"))
    sources = _by_account(Source.objects.filter(account__in=ids, removed_at=None))
    sides = read.in_order(read.incident.border.sides.all(), lambda side: side.pk)
    heard = {each.side.pk for each in told if each.side}
    reader = read.reader
    writes = read.may_write
    return {
        "accounts": [
            _told(read, each, account, sides, casualties.get(account.pk, []), sources.get(account.pk, []))
            for each, account in chosen
        ],
        # Of a side that may have written something the reader may not read: nothing is said but that.
        "silent_sides": [] if read.incident.side_id is None else [side for side in sides if side.pk not in heard],
        "write_url": reverse("incidents:account", args=[read.incident.number or str(read.incident.pk)])
        if writes
        else "",
        # Of the own side's version shown: what a release from this page is about.
        "own_tag": next((tag_of(one) for each, one in chosen if each.side and each.side.pk == reader.side_id), ""),
        "is_own_silent": writes and reader.side_id not in heard,
    }


def _asked(versions: Versions, query: QueryDict, read: Reading) -> Account | None:
    number, side = query.get("version", ""), query.get("side") or read.reader.side_id
    if versions.side is None or versions.side.pk != side or not (number.isascii() and number.isdigit()):
        return None
    return versions.of(int(number[:6]))


def _told(
    read: Reading,
    versions: Versions,
    account: Account,
    sides: list[Any],
    casualties: list[Casualty],
    sources: list[Source],
) -> dict[str, Any]:
    reader = read.reader
    is_own = account.side_id is not None and account.side_id == reader.side_id
    is_latest = account.pk == versions.latest.pk
    casualties.sort(key=lambda each: (each.people_side_id != account.side_id, each.status, each.category, each.author))
    sources.sort(key=lambda each: (each.name, each.kind))
    # Where it stands on an incident that was joined to this one, it is written there.
    is_here = account.incident_id == read.incident.pk
    # The version the other side reads, where the one shown is a later one at work.
    is_released = account.state == AccountState.RELEASED
    released = [one for one in versions.accounts if one.state == AccountState.RELEASED] if account.is_working else []
    may_act = is_here and (is_latest or is_released)
    actions = allowed_on(account, reader, incident=account.incident) if may_act else []
    return {
        "account": account,
        "is_own": is_own,
        "is_latest": is_latest,
        "is_here": is_here,
        "look": LOOKS[AccountState(account.state)],
        "facts": facts_of(account, sides, is_own=is_own),
        "casualties": casualties,
        "sources": sources,
        "confidence": confidence_words(Told(account, Facts(), sources)) if account.side_id else None,
        # Of the other side its post alone, of the own side the person, too.
        "post": account.author_post or (account.author.get_role_display() if account.author else ""),
        "versions": versions.accounts if len(versions.accounts) > 1 else [],
        "open": released[0] if released else None,
        "may_write": is_latest and "write" in actions,
        "actions": [
            {"verb": verb, "label": _label(verb, released), "hint": VERBS[verb][1]} for verb in actions if verb in VERBS
        ],
        "tag": tag_of(account) if is_own else "",
    }


def _label(verb: str, released: list[Account]) -> str:
    """Return the words of a button; it names the version where that is another one than the one it stands below."""
    if verb == "withdraw" and released:
        return _("Withdraw version %(n)s") % {"n": released[0].version}
    if verb == "open_to_partners" and released:
        return _("Open version %(n)s to partners") % {"n": released[0].version}
    return str(VERBS[verb][0])


def _by_account(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.account_id, []).append(row)
    return found
