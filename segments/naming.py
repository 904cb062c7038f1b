"""Names of a stretch between two districts, the reader's own side first."""

from segments.models import Segment


def segment_title(segment: Segment, side: str | None) -> str:
    """Return a segment's name: the pair of districts, own side first; an outline keeps its own name.

    Needs the districts prefetched. A reader of no side gets the order of the shipped name.
    """
    districts = list(segment.districts.all())
    if segment.line.is_outline or side not in {district.country for district in districts}:
        return segment.name
    return " – ".join(d.name for d in sorted(districts, key=lambda district: district.country != side))
