"""The border's geography and its ledger on the wire."""

from segments.api.viewsets import (
    DelimitationViewSet,
    LengthClaimViewSet,
    PlaceViewSet,
    SectorViewSet,
    SegmentViewSet,
)

routes = [
    ("segments", SegmentViewSet, "segment"),
    ("delimitation", DelimitationViewSet, "delimitation"),
    ("length-claims", LengthClaimViewSet, "length-claim"),
    ("places", PlaceViewSet, "place"),
    ("sectors", SectorViewSet, "sector"),
]

__all__ = ["routes"]
