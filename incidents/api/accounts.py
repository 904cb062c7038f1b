"""`incidents/{id}/accounts/`: what each side says of an incident, and writing the own side's account."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from incidents import services
from incidents.accounts.hashing import digest
from incidents.accounts.versions import own_account, released_of, tag_of, versions_of
from incidents.api.account_input import AccountInput
from incidents.api.account_wire import EXAMPLE, AccountListSchema, AccountSchema, accounts_wire
from incidents.api.viewsets import VersionRequired, tags_of
from incidents.errors import StaleVersion
from incidents.models import Account, Incident
from incidents.reading import Reading, reading
from people.permissions import signed_in
from people.strict import refuse_unknown_parameters

IF_MATCH = OpenApiParameter("If-Match", location="header", required=True)
MAY_MATCH = OpenApiParameter("If-Match", location="header", description="Refuse unless this version stands.")


def read_of(request: Request, pk: str) -> Reading:
    """Return the incident of an address; the same 404 whether hidden or missing."""
    try:
        id = uuid.UUID(pk)
    except ValueError as error:
        raise NotFound from error
    incident = Incident.objects.visible_to(request.user).for_reading().filter(pk=id).first()
    if incident is None:
        raise NotFound
    return reading(incident, request.user)


class AccountViewSet(ViewSet):
    """The accounts of an incident, as far as the one who asks may read them."""

    scope = "incidents"

    def _answer(self, account: Account, read: Reading, code: int = status.HTTP_200_OK) -> Response:
        (wire,) = accounts_wire([account], read)
        headers = {"ETag": tag_of(account)}
        if code == status.HTTP_201_CREATED:
            headers["Location"] = f"/api/v1/incidents/{read.incident.pk}/accounts/own/"
        return Response(wire, status=code, headers=headers)

    def _own(self, read: Reading) -> Account:
        account = own_account(read.incident, read.reader)
        if account is None:
            raise NotFound
        return account

    def _given(self, request: Request, read: Reading) -> dict[str, Any]:
        given = AccountInput(data=request.data, context={"sides": list(read.incident.border.sides.all())})
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    @extend_schema(
        responses=AccountListSchema,
        parameters=[OpenApiParameter("versions", enum=["all"], description="Every version, not only the newest.")],
    )
    def list(self, request: Request, incident: str) -> Response:
        """List the accounts that are open to the reader, the newest of each side, the own side's first."""
        refuse_unknown_parameters(request._request, {"versions"})
        if request.GET.get("versions", "all") != "all":
            raise ValidationError({"versions": [_("Say versions=all, or leave it out.")]})
        read = read_of(request, incident)
        told = versions_of(read)
        every = "versions" in request.GET
        accounts = [account for each in told for account in (each.accounts if every else each.accounts[:1])]
        return Response({"next": None, "previous": None, "results": accounts_wire(accounts, read)})

    @extend_schema(
        request=AccountInput,
        responses={201: AccountSchema, 200: AccountSchema},
        parameters=[MAY_MATCH],
        examples=[EXAMPLE],
    )
    def create(self, request: Request, incident: str) -> Response:
        """Begin the own side's account. The same body again answers 200 with what is there.

        Where the side has an account already, another body is written into it, and needs `If-Match`.
        """
        read = read_of(request, incident)
        self._refuse_readers(read)
        said = digest(request.data)

        def check(latest: Account | None) -> None:
            if latest is not None:
                _check_tags(request, latest)

        standing = own_account(read.incident, read.reader)
        if standing is not None and standing.request_digest == said:
            return self._answer(standing, read)
        check(standing)
        given = self._given(request, read)
        services.write_account(incident=read.incident, by=read.reader, check=check, digest=said, **given)
        code = status.HTTP_200_OK if standing is not None else status.HTTP_201_CREATED
        return self._answer(self._own(read), read, code)

    @extend_schema(responses=AccountSchema)
    @action(detail=False, url_path="own")
    def own(self, request: Request, incident: str) -> Response:
        """Read the latest version of the own side's account."""
        refuse_unknown_parameters(request._request, set())
        read = read_of(request, incident)
        return self._answer(self._own(read), read)

    @extend_schema(request=AccountInput, responses=AccountSchema, parameters=[IF_MATCH])
    @own.mapping.patch
    def change(self, request: Request, incident: str) -> Response:
        """Change what the own side says, based on the version named by `If-Match`.

        After a release the change begins the next version, which the other side does not see until it is released.
        """
        read = read_of(request, incident)
        account = self._own(read)
        self._refuse_readers(read)
        _check_tags(request, account)
        given = self._given(request, read)
        services.write_account(
            incident=read.incident,
            by=read.reader,
            check=lambda latest: _check_tags(request, latest),
            **given,
        )
        return self._answer(self._own(read), read)

    def _refuse_readers(self, read: Reading) -> None:
        if not read.may_write:
            raise PermissionDenied(_("Your role does not write accounts."))

    def _do(self, request: Request, incident: str, verb: Callable[..., Account]) -> Response:
        account = self._own(read_of(request, incident))
        if tags_of(request):
            _check_tags(request, account)
        done = verb(account=account, by=signed_in(request))
        return self._done(request, incident, done)

    def _do_as_read(self, request: Request, incident: str, verb: Callable[..., Account]) -> Response:
        """Do what is said for good: only with words that were read, which `If-Match` names."""
        account = self._own(read_of(request, incident))

        def check(standing: Account) -> None:
            _check_tags(request, standing)

        # Who may not is told so before anything else; so the service asks for the tag itself.
        done = verb(account=account, by=signed_in(request), check=check)
        return self._done(request, incident, done)

    def _done(self, request: Request, incident: str, done: Account) -> Response:
        read = read_of(request, incident)
        own = Account.objects.visible_to(read.reader).select_related("side", "incident", "author")
        return self._answer(own.get(pk=done.pk), read)

    @extend_schema(request=None, responses=AccountSchema, parameters=[MAY_MATCH])
    @action(detail=False, methods=["post"], url_path="own/submit")
    def submit(self, request: Request, incident: str) -> Response:
        """Hand the draft to the side's representatives."""
        return self._do(request, incident, services.submit_account)

    @extend_schema(request=None, responses=AccountSchema, parameters=[IF_MATCH])
    @action(detail=False, methods=["post"], url_path="own/verify")
    def verify(self, request: Request, incident: str) -> Response:
        """Say that somebody else than those who wrote it has checked it: the words that `If-Match` names."""
        return self._do_as_read(request, incident, services.verify_account)

    @extend_schema(request=None, responses=AccountSchema, parameters=[IF_MATCH])
    @action(detail=False, methods=["post"], url_path="own/release")
    def release(self, request: Request, incident: str) -> Response:
        """Open it to the other side, for good: the words that `If-Match` names."""
        return self._do_as_read(request, incident, services.release_account)

    @extend_schema(request=None, responses=AccountSchema, parameters=[MAY_MATCH])
    @action(detail=False, methods=["post"], url_path="own/withdraw")
    def withdraw(self, request: Request, incident: str) -> Response:
        """Say that the side no longer stands by what it released; the words stay readable.

        It is the released version that is withdrawn and answered. A later one at work stays as it is.
        """
        return self._do(request, incident, _with_released(services.withdraw_account))

    @extend_schema(request=None, responses=AccountSchema, parameters=[MAY_MATCH])
    @action(detail=False, methods=["post"], url_path="own/open_to_partners")
    def open_to_partners(self, request: Request, incident: str) -> Response:
        """Let partners of both sides read the released version, on an incident both sides have opened to them.

        A later version at work stays as it is.
        """
        return self._do(request, incident, _with_released(services.open_account_to_partners))


def _with_released(verb: Callable[..., Account]) -> Callable[..., Account]:
    """Return a verb that is given the side's latest version, and acts on the released one where there is one."""
    return lambda *, account, by: verb(account=released_of(account) or account, by=by)


def _check_tags(request: Request, latest: Account | None) -> None:
    """Refuse unless `If-Match` names the version that stands.

    :raises VersionRequired: if it names none.
    :raises StaleVersion: if it names another.
    """
    tags = tags_of(request)
    if not tags:
        raise VersionRequired
    current = tag_of(latest)
    if current not in tags:
        raise StaleVersion(_("It changed since you read it. Read it again."), current)
