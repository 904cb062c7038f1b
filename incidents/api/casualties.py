"""`incidents/{id}/casualties/`: the numbers of people harmed, each with its author. There is no total."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from incidents.accounts.versions import versions_of
from incidents.api.account_wire import CasualtyListSchema, casualty_wire, rows_of
from incidents.api.accounts import read_of
from incidents.models import Account, Casualty
from people.strict import refuse_unknown_parameters


class CasualtyViewSet(ViewSet):
    """The numbers of every account the one who asks may read."""

    scope = "incidents"

    @extend_schema(responses=CasualtyListSchema)
    def list(self, request: Request, incident: str) -> Response:
        """List the numbers of each side's newest readable account, the own side's first; never a sum of them."""
        refuse_unknown_parameters(request._request, set())
        accounts = [each.latest for each in versions_of(read_of(request, incident))]
        rows = rows_of(Casualty, accounts)
        results = [_of(account, row) for account in accounts for row in rows.get(account.pk, [])]
        return Response({"next": None, "previous": None, "results": results})


def _of(account: Account, row: Casualty) -> dict[str, Any]:
    return {
        "side": account.side_id,
        "account": str(account.pk),
        "version": account.version,
        "state": account.state,
        **casualty_wire(row),
    }
