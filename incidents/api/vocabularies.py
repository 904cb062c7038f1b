"""`vocabularies/`: every code on the wire with its label in the language of the request."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from incidents import codes
from people.models import Clock, Role
from segments.models import SegmentState

VOCABULARIES = {
    "cause": codes.Cause,
    "form": codes.Form,
    "severity": codes.Severity,
    "crowd": codes.Crowd,
    "incident_status": codes.Status,
    "location_precision": codes.LocationPrecision,
    "time_precision": codes.TimePrecision,
    "visibility": codes.Visibility,
    "origin": codes.Origin,
    "casualty_status": codes.CasualtyStatus,
    "casualty_category": codes.CasualtyCategory,
    "source_kind": codes.SourceKind,
    "account_state": codes.AccountState,
    "force": codes.Force,
    "damage": codes.Damage,
    "measure": codes.Measure,
    "reliability": codes.Reliability,
    "credibility": codes.Credibility,
    "fact": codes.Fact,
    "link": codes.LinkKind,
    "segment_status": SegmentState,
    "role": Role,
    "clock": Clock,
}


CODES = {
    "type": "array",
    "items": {"type": "object", "properties": {"code": {"type": "string"}, "label": {"type": "string"}}},
}
SCHEMA = {"type": "object", "properties": dict.fromkeys(VOCABULARIES, CODES)}


class VocabularyViewSet(ViewSet):
    """The vocabularies: `{"cause": [{"code": …, "label": …}, …], …}`."""

    @extend_schema(operation_id="vocabularies", responses={200: SCHEMA})
    def list(self, request: Request) -> Response:
        return Response(
            {
                name: [{"code": code, "label": str(label)} for code, label in choices.choices]
                for name, choices in VOCABULARIES.items()
            }
        )
