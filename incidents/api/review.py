"""`incidents/{id}/review/`: wording the joint account fact by fact, and signing it."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from incidents import services
from incidents.accounts.facts import joined_into
from incidents.api.accounts import read_of
from incidents.api.fields import TextField
from incidents.codes import Fact, Status
from incidents.joint.reading import Review, Signature, may_read_review, review_of
from incidents.joint.review import Change, FactReview, Standing
from incidents.models import JointWording, Move
from incidents.reading import Reading, instant, reading
from people.permissions import signed_in
from people.recent import signed_in_recently
from people.strict import StrictSerializer, refuse_unknown_parameters


class MoveInput(StrictSerializer):
    """One move about one fact; nothing at all begins the review. An acceptance names the proposal it `answers`."""

    fact = serializers.ChoiceField(choices=Fact.choices, required=False)
    move = serializers.ChoiceField(choices=Move.choices, required=False)
    text = TextField(max_length=2_000, required=False)
    answers = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in ("fact", "move") if attrs and name not in attrs]
        if missing:
            raise serializers.ValidationError({name: [_("Say which.")] for name in missing})
        if "text" in attrs and attrs["move"] != Move.PROPOSAL:
            raise serializers.ValidationError({"text": [_("Only a proposal has words.")]})
        return attrs


class SignatureInput(StrictSerializer):
    """The hash of the text that was read."""

    content_hash = serializers.RegexField(r"^[0-9a-f]{64}$")


class MoveSchema(serializers.Serializer):
    """One move of one side, kept for good."""

    id = serializers.UUIDField()
    fact = serializers.ChoiceField(choices=Fact.choices)
    move = serializers.ChoiceField(choices=Move.choices)
    side = serializers.CharField()
    post = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    answers = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()


class FactReviewSchema(serializers.Serializer):
    """Where the wording of a fact stands. `agreed` are the words of both; `proposal` waits for an answer."""

    fact = serializers.ChoiceField(choices=Fact.choices)
    standing = serializers.ChoiceField(choices=[each.value for each in Standing])
    agreed = serializers.CharField(allow_null=True)
    proposal = MoveSchema(allow_null=True)
    moves = MoveSchema(many=True)


class VoidingSchema(serializers.Serializer):
    """What moved the text on after a signature."""

    kind = serializers.CharField()
    side = serializers.CharField()
    post = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)
    fact = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)


class SignatureSchema(serializers.Serializer):
    """A signature; it counts while the text has its hash."""

    side = serializers.CharField()
    post = serializers.CharField()
    at = serializers.DateTimeField()
    content_hash = serializers.CharField()
    valid = serializers.BooleanField()
    voided_by = VoidingSchema(many=True)


class ReviewSchema(serializers.Serializer):
    """The joint review: the same for both sides but for the order of `sides`."""

    status = serializers.ChoiceField(choices=Status.choices)
    sides = serializers.ListField(child=serializers.CharField(), help_text="The reader's own side first.")
    facts = FactReviewSchema(many=True)
    unsettled = serializers.ListField(child=serializers.CharField(), help_text="Neither agreed nor left open.")
    missing_accounts = serializers.ListField(child=serializers.CharField())
    text = serializers.JSONField(help_text="What is signed.")
    content_hash = serializers.CharField()
    signatures = SignatureSchema(many=True)


class ReviewViewSet(ViewSet):
    """The joint review of an incident: of both sides, and of who works for both."""

    scope = "incidents"

    def _read(self, request: Request, incident: str) -> Reading:
        read = read_of(request, incident)
        if not may_read_review(read.reader, read.incident):
            raise NotFound
        return read

    def _answer(self, read: Reading, code: int = status.HTTP_200_OK) -> Response:
        sides = read.in_order(read.incident.border.sides.all(), lambda side: side.code)
        return Response(review_wire(review_of(read.incident, sides)), status=code)

    @extend_schema(responses=ReviewSchema, operation_id="incidents_review")
    def list(self, request: Request, incident: str) -> Response:
        """Read where each fact stands, the joint text with its hash, and the signatures."""
        refuse_unknown_parameters(request._request, set())
        read = self._read(request, incident)
        whole = joined_into(read)
        return self._answer(reading(whole, request.user) if whole else read)

    @extend_schema(request=MoveInput, responses={200: ReviewSchema, 201: ReviewSchema})
    def create(self, request: Request, incident: str) -> Response:
        """Begin the review with an empty body; else propose words, accept the other side's, or leave a fact open."""
        read, user = self._read(request, incident), signed_in(request)
        if not user.represents_a_side:
            raise PermissionDenied(_("Only a border representative does this."))
        given = MoveInput(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        if not said:
            services.begin_review(incident=read.incident, by=user)
            return self._answer(self._read(request, incident))
        services.word_fact(
            incident=read.incident,
            fact=said["fact"],
            kind=said["move"],
            text=said.get("text", ""),
            answers=said.get("answers"),
            by=user,
        )
        return self._answer(self._read(request, incident), status.HTTP_201_CREATED)

    @extend_schema(request=SignatureInput, responses={201: ReviewSchema})
    @action(detail=False, methods=["post"])
    def sign(self, request: Request, incident: str) -> Response:
        """Sign the text of a hash, in a session whose person has just shown who it is; a token never signs."""
        read, user = self._read(request, incident), signed_in(request)
        if request.auth is not None:
            raise PermissionDenied(_("A token does not sign. Sign in."))
        if not user.represents_a_side:
            raise PermissionDenied(_("Only a border representative does this."))
        if not signed_in_recently(request._request):
            raise PermissionDenied(_("Confirm who you are first."), code="reauthentication_required")
        given = SignatureInput(data=request.data)
        given.is_valid(raise_exception=True)
        services.sign_joint_account(incident=read.incident, by=user, **given.validated_data)
        return self._answer(self._read(request, incident), status.HTTP_201_CREATED)


def review_wire(review: Review) -> dict[str, Any]:
    """Return a joint review on the wire."""
    return {
        "status": review.incident.status,
        "sides": [side.code for side in review.sides],
        "facts": [_fact(each) for each in review.facts],
        "unsettled": [each.fact for each in review.unsettled],
        "missing_accounts": [side.code for side in review.missing_sides],
        "text": review.text,
        "content_hash": review.content_hash,
        "signatures": [_signature(each) for each in review.signatures],
    }


def _fact(found: FactReview) -> dict[str, Any]:
    return {
        "fact": found.fact,
        "standing": found.standing.value,
        "agreed": found.agreed.text if found.agreed else None,
        "proposal": _move(found.proposal) if found.proposal else None,
        "moves": [_move(move) for move in found.moves],
    }


def _move(move: JointWording) -> dict[str, Any]:
    return {
        "id": str(move.pk),
        "fact": move.fact,
        "move": move.move,
        "side": move.side_id,
        "post": move.post,
        "text": move.text,
        "language": move.language,
        "answers": str(move.answers_id) if move.answers_id else None,
        "at": instant(move.at),
    }


def _signature(signature: Signature) -> dict[str, Any]:
    row = signature.row
    return {
        "side": row.side_id,
        "post": row.post,
        "at": instant(row.at),
        "content_hash": row.content_hash,
        "valid": signature.is_valid,
        "voided_by": [_change(each) for each in signature.voided_by],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "side": change.side,
        "post": change.post,
        "at": instant(change.at),
        "fact": change.fact or None,
        "version": change.version or None,
    }
