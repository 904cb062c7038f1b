"""What each thing of the geography looks like on the wire. Kilometres are numbers with three decimals."""

import json
from decimal import Decimal
from typing import Any

from segments.ledger import Ledger, SegmentFigures, status_label
from segments.models import LengthClaim, Place, Sector, Segment
from segments.stretches import Stretch

Wire = dict[str, Any]


def km(value: Decimal | None) -> float | None:
    """Return kilometres as a JSON number."""
    return None if value is None else float(value)


def segment(row: Segment, figures: SegmentFigures | None) -> Wire:
    """Return a segment with its figures of the day; none while its line does not count."""
    return {
        "code": row.code,
        "name": row.name,
        "line": row.line_id,
        "sector": row.sector_id,
        "from_km": km(row.km.lower),
        "to_km": km(row.km.upper),
        "measured_km": km(row.length_km),
        "districts": [area.name for area in row.districts.all()],
        "length_km": km(figures.length_km) if figures else None,
        "defined_km": km(figures.defined_km) if figures else None,
        "undefined_km": km(figures.undefined_km) if figures else None,
        "status": figures.status if figures else None,
        "apportioned": figures.is_apportioned if figures else None,
        "url": row.get_absolute_url(),
    }


def stretch_feature(stretch: Stretch, name: str) -> Wire:
    """Return a stretch as a GeoJSON feature."""
    return {
        "type": "Feature",
        "geometry": json.loads(stretch.geometry),
        "properties": stretch_properties(stretch, name),
    }


def stretch_properties(stretch: Stretch, name: str) -> Wire:
    """Return what is said of a stretch beside its geometry."""
    return {
        "segment": stretch.segment,
        "name": name,
        "line": stretch.line,
        "sector": stretch.sector,
        "from_km": km(stretch.from_km),
        "to_km": km(stretch.to_km),
        "status": stretch.status.value,
        "status_label": status_label(stretch.status),
        "apportioned": stretch.is_apportioned,
    }


def ledger(ledger: Ledger) -> Wire:
    """Return the ledger of a day; the figures of the segments sum to the totals."""
    return {
        "at": ledger.at.isoformat(),
        "total_km": km(ledger.total_km),
        "defined_km": km(ledger.defined_km),
        "undefined_km": km(ledger.undefined_km),
        "factor": float(ledger.factor),
        "basis": ledger.basis,
        "segments": [
            {
                "code": row.code,
                "length_km": km(row.length_km),
                "defined_km": km(row.defined_km),
                "undefined_km": km(row.undefined_km),
                "status": row.status,
            }
            for row in ledger.segments
        ],
        "sources": ledger.sources,
    }


def claim(row: LengthClaim) -> Wire:
    """Return a published figure in the words it was published in, with the number beside them."""
    return {
        "date": row.date_text,
        "date_precision": row.date_precision,
        "total": row.total_text or None,
        "total_km": km(row.total_km),
        "defined": row.defined_text or None,
        "defined_km": km(row.defined_km),
        "undefined": row.undefined_text or None,
        "undefined_km": km(row.undefined_km),
        "segment": row.segment_id,
        "protocol_reference": row.protocol_reference or None,
        "event": row.event,
        "source_name": row.source_name,
        "source_ref": row.source_ref,
        "note": row.note or None,
    }


def place(row: Place) -> Wire:
    """Return a known place."""
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "other_names": row.other_names,
        "approximate": row.is_approximate,
        "location": {"type": "Point", "coordinates": [round(row.location.x, 5), round(row.location.y, 5)]},
        "source": row.source,
    }


def place_feature(row: Place) -> Wire:
    """Return a known place as a GeoJSON feature."""
    properties = place(row)
    return {"type": "Feature", "id": row.code, "geometry": properties.pop("location"), "properties": properties}


def sector(row: Sector) -> Wire:
    """Return a sector with its segments and neighbours."""
    return {
        "code": row.code,
        "name": row.name,
        "border": row.border_id,
        "segments": [segment.code for segment in row.segments.all()],
        "adjoining": [other.code for other in row.adjoining.all()],
    }
