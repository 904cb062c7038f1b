"""Everything one side can keep to itself: drafts, and what hangs on a record that both sides may know of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from incidents.codes import LinkKind
from incidents.files.accepting import accept
from incidents.models import Incident
from incidents.services import link_incidents, report_incident, write_account, write_entry
from incidents.services.attachments import add_attachment
from people.actors import acting_as, actor_for
from people.models import User
from tests.incidents.specimens import jpeg

# Stands in whatever is hidden, and nowhere else, unless a test says another.
WORD = "Bulldozer"
BEGAN = datetime(2026, 5, 3, 6, 10, tzinfo=UTC)


@contextmanager
def checked_once() -> Iterator[None]:
    """Check the picture once for all records that get it: checking takes a second."""
    accepted = accept("canal.jpg", jpeg())
    with patch("incidents.services.attachments.accept", lambda name, data: accepted):
        yield


def hide_draft(by: User, number: int, *, word: str = WORD, **facts: Any) -> Incident:
    """Log an incident that only the own side may know of, with everything a record can have."""
    given = {
        "title": f"{word} {number}",
        "summary": f"{word} at the canal",
        "occurred_at": BEGAN + timedelta(hours=number),
        "severity": 1 + number % 5,
        "cause": "building",
        "forms": ["crowd"],
        "location": (70.49611 + number / 1000, 39.94391),
        "visibility": "own",
    }
    with acting_as(actor_for(by)):
        incident, _new = report_incident(by=by, **{**given, **facts})
        hide_on(incident, by, word=word)
    return incident


def hide_on(incident: Incident, by: User, *, other: Incident | None = None, word: str = WORD) -> None:
    """Write for the own side alone, on any record: an account of its own, the thread, a file, links."""
    with acting_as(actor_for(by)):
        write_account(
            incident=incident,
            by=by,
            title=f"{word} in our words",
            summary=f"The {word} stood on the far bank.",
            casualties=[{"status": "wounded", "category": "civilian", "low": 1, "best": 2, "high": 3, "author": word}],
            sources=[{"kind": "patrol", "name": word, "reliability": "B", "credibility": 2}],
        )
        for kind in ("observed", "comment"):
            write_entry(incident=incident, by=by, kind=kind, text=f"{word}, {kind}", visibility="own")
        add_attachment(incident=incident, by=by, name=f"{word}.jpg", data=jpeg(), note=word)
        if other is not None:
            link_incidents(incident=incident, to=other, kind=LinkKind.NOT_RELATED, by=by)
