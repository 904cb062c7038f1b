"""Where: the border, its lines and segments, and the ledger of what is defined of them."""

from segments.models.geography import (
    AdminArea,
    AreaAuthority,
    Border,
    BorderLine,
    Place,
    Sector,
    SectorOfficer,
    Segment,
)
from segments.models.ledger import (
    UNSETTLED,
    DatePrecision,
    LedgerTotal,
    LengthClaim,
    Protocol,
    SegmentState,
    SegmentStatus,
)
from segments.models.names import Named

__all__ = [
    "UNSETTLED",
    "AdminArea",
    "AreaAuthority",
    "Border",
    "BorderLine",
    "DatePrecision",
    "LedgerTotal",
    "LengthClaim",
    "Named",
    "Place",
    "Protocol",
    "Sector",
    "SectorOfficer",
    "Segment",
    "SegmentState",
    "SegmentStatus",
]
