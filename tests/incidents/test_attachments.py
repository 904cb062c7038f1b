"""Files of an incident: who adds, releases, takes back and opens them, and what is noted of it."""

import hashlib
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from incidents.errors import AlreadyShared, MayNot
from incidents.files.errors import FileRefused
from incidents.models import Attachment, AttachmentContent, CustodyEntry, Incident, TimelineEntry
from incidents.services import attachments
from incidents.services.attachments import (
    QuotaSpent,
    TakenBack,
    add_attachment,
    read_attachment,
    release_attachment,
    withdraw_attachment,
)
from people.actors import acting_as, actor_for
from people.models import Role
from tests.conftest import _person, as_owner
from tests.incidents import specimens as made
from tests.incidents.specimens import CANARY


@pytest.fixture
def add() -> Any:
    """Return a way to add a photograph as somebody."""

    def added(incident: Incident, by: Any, data: bytes | None = None, name: str = "canal.jpg") -> Attachment:
        with acting_as(actor_for(by)):
            sent = made.jpeg(exif=made.exif()) if data is None else data
            return add_attachment(incident=incident, by=by, name=name, data=sent, note="The gate")[0]

    return added


@pytest.fixture
def release() -> Any:
    def released(attachment: Attachment, by: Any) -> Attachment:
        with acting_as(actor_for(by)):
            return release_attachment(attachment=attachment, by=by)

    return released


def steps(attachment: Attachment) -> list[tuple[str, str | None, str]]:
    with as_owner():
        entries = CustodyEntry.objects.filter(attachment=attachment).order_by("at")
        return [(entry.kind, entry.side_id, entry.visibility) for entry in entries]


def test_a_file_is_kept_clean_and_what_it_said_goes_into_the_log(report: Any, add: Any, officer: Any) -> None:
    incident, sent = report(officer), made.talkative_jpeg()

    attachment = add(incident, officer, sent)

    with acting_as(actor_for(officer)):
        content = bytes(AttachmentContent.objects.get(pk=attachment.pk).data)
        (received,) = CustodyEntry.objects.filter(attachment=attachment)
    assert CANARY not in content
    assert (len(content), hashlib.sha256(content).hexdigest()) == (attachment.size, attachment.sha256)
    assert received.original_sha256 == hashlib.sha256(sent).hexdigest()
    assert received.found == {"taken_at": "2026-05-03T11:10:00", "latitude": 39.94167, "longitude": 70.49611}
    assert (received.kind, received.post, received.visibility) == ("received", "liaison", "own")
    assert (attachment.visibility, attachment.released_at, attachment.note) == ("own", None, "The gate")


def test_no_byte_of_what_was_hidden_reaches_the_database(report: Any, add: Any, officer: Any) -> None:
    incident = report(officer)
    for name, data in (
        ("a.jpg", made.talkative_jpeg()),
        ("b.png", made.talkative_png()),
        ("c.pdf", made.talkative_pdf()),
    ):
        add(incident, officer, data, name)

    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE position(%s in data) > 0 OR position(%s in preview) > 0)"
            " FROM incidents_attachmentcontent",
            [CANARY, CANARY],
        )
        assert cursor.fetchone() == (3, 0)
        cursor.execute("SELECT count(*) FROM incidents_custodyentry WHERE found::text ~ 'CANARY'")
        assert cursor.fetchone() == (0,)


def test_the_same_bytes_again_are_the_same_file(report: Any, add: Any, officer: Any, counterpart: Any) -> None:
    incident = report(officer)

    first, again = add(incident, officer), add(incident, officer, name="other.jpg")
    theirs = add(incident, counterpart)

    assert first.pk == again.pk != theirs.pk
    assert steps(first) == [("received", "TJ", "own")]


def test_the_other_side_gets_a_file_with_its_release_and_not_before(
    report: Any, add: Any, release: Any, officer: Any, representative_tj: Any, counterpart: Any
) -> None:
    incident = report(officer)
    attachment = add(incident, officer)

    with acting_as(actor_for(counterpart)):
        assert not Attachment.objects.visible_to(counterpart).exists()
    release(attachment, representative_tj)

    with acting_as(actor_for(counterpart)):
        theirs = Attachment.objects.visible_to(counterpart).get()
        assert theirs.released_at is not None
        assert read_attachment(attachment=theirs, by=counterpart).startswith(b"\xff\xd8\xff")
        assert [entry.kind for entry in TimelineEntry.objects.filter(incident=incident, side="TJ")] == [
            "reported",
            "attached",
        ]
    assert steps(attachment) == [("received", "TJ", "own"), ("released", "TJ", "both"), ("downloaded", "KG", "own")]


def test_row_security_alone_keeps_bytes_and_log_from_the_other_side(
    report: Any, add: Any, release: Any, officer: Any, representative_tj: Any, counterpart: Any, outsider: Any
) -> None:
    incident = report(officer)
    kept, opened = add(incident, officer), add(incident, officer, made.png(), "b.png")
    release(opened, representative_tj)

    with acting_as(actor_for(counterpart)):
        assert list(Attachment.objects.values_list("pk", flat=True)) == [opened.pk]
        assert list(AttachmentContent.objects.values_list("pk", flat=True)) == [opened.pk]
        assert [entry.kind for entry in CustodyEntry.objects.all()] == ["released"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM incidents_custodyentryevent WHERE found <> '{}'")
            assert cursor.fetchone() == (0,)
        assert Attachment.objects.filter(pk=opened.pk).update(visibility="public") == 0
        assert AttachmentContent.objects.filter(pk=kept.pk).update(visibility="both") == 0
    with acting_as(actor_for(outsider)):
        assert not AttachmentContent.objects.exists()


def test_nobody_adds_bytes_for_the_other_side(report: Any, add: Any, officer: Any, counterpart: Any) -> None:
    attachment = add(report(officer), officer)

    with (
        acting_as(actor_for(counterpart)),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        CustodyEntry.objects.create(
            attachment_id=attachment.pk, side_id="TJ", visibility="own", kind="downloaded", at=timezone.now(),
            by=counterpart, post="liaison",
        )  # fmt: skip


def test_bytes_once_kept_are_never_changed(report: Any, add: Any, officer: Any) -> None:
    attachment = add(report(officer), officer)

    with acting_as(actor_for(officer)):
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            AttachmentContent.objects.filter(pk=attachment.pk).update(data=b"other")
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            Attachment.objects.filter(pk=attachment.pk).update(name="other.jpg")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            AttachmentContent.objects.filter(pk=attachment.pk).delete()


def test_both_sides_write_and_each_reads_its_own(
    report: Any, add: Any, officer: Any, counterpart: Any, representative_tj: Any, representative_kg: Any
) -> None:
    incident = report(officer)
    add(incident, officer)
    add(incident, counterpart)

    for reader, side in ((officer, "TJ"), (representative_tj, "TJ"), (counterpart, "KG"), (representative_kg, "KG")):
        with acting_as(actor_for(reader)):
            assert [file.side_id for file in Attachment.objects.visible_to(reader)] == [side]


def test_only_who_writes_for_a_side_adds_files(report: Any, add: Any, officer: Any, analyst: Any) -> None:
    incident = report(officer)
    authority = _person("authority.tj", Role.AUTHORITY, "TJ")

    for other in (analyst, authority):
        with pytest.raises(MayNot):
            add(incident, other)


def test_only_a_representative_of_the_side_releases_and_only_what_both_may_know(
    report: Any, add: Any, release: Any, officer: Any, representative_tj: Any, representative_kg: Any
) -> None:
    draft = report(officer, visibility="own")
    attachment, of_draft = add(report(officer), officer), add(draft, officer)

    with pytest.raises(MayNot):
        release(attachment, officer)
    with pytest.raises(MayNot):
        release(attachment, representative_kg)
    with pytest.raises(MayNot, match="both sides first"):
        release(of_draft, representative_tj)
    release(attachment, representative_tj)
    with pytest.raises(AlreadyShared):
        release(attachment, representative_tj)


def test_a_file_is_taken_back_before_its_release_and_stays_after_it(
    report: Any, add: Any, release: Any, officer: Any, counterpart: Any, representative_tj: Any
) -> None:
    incident = report(officer)
    first, second = add(incident, officer), add(incident, officer, made.png(), "b.png")

    with pytest.raises(MayNot), acting_as(actor_for(counterpart)):
        withdraw_attachment(attachment=first, by=counterpart)
    with acting_as(actor_for(officer)):
        withdraw_attachment(attachment=first, by=officer)
        assert list(Attachment.objects.visible_to(officer)) == [second]
        with pytest.raises(TakenBack):
            withdraw_attachment(attachment=first, by=officer)
    with pytest.raises(TakenBack):
        release(first, representative_tj)
    release(second, representative_tj)
    with pytest.raises(TakenBack), acting_as(actor_for(officer)):
        withdraw_attachment(attachment=second, by=officer)

    assert steps(first) == [("received", "TJ", "own"), ("withdrawn", "TJ", "own")]
    with as_owner():
        assert AttachmentContent.objects.count() == 2


def test_what_was_taken_back_can_be_added_again(report: Any, add: Any, officer: Any) -> None:
    incident = report(officer)
    first = add(incident, officer)
    with acting_as(actor_for(officer)):
        withdraw_attachment(attachment=first, by=officer)

    assert add(incident, officer).pk != first.pk


def test_who_belongs_to_no_side_opens_what_is_released_and_it_is_noted(
    report: Any, add: Any, release: Any, officer: Any, representative_tj: Any, analyst: Any
) -> None:
    attachment = add(report(officer), officer)
    release(attachment, representative_tj)

    for reader in (analyst, _person("admin.tj", Role.ADMINISTRATOR, "TJ")):
        with acting_as(actor_for(reader)):
            assert read_attachment(attachment=Attachment.objects.visible_to(reader).get(), by=reader)

    assert steps(attachment)[2:] == [("downloaded", None, "own")] * 2


def test_a_side_has_so_many_files_of_an_incident(
    report: Any, add: Any, officer: Any, counterpart: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_OF_A_SIDE", 2)
    incident = report(officer)
    first = add(incident, officer)
    add(incident, officer, made.png(), "b.png")

    with pytest.raises(QuotaSpent):
        add(incident, officer, made.pdf(), "c.pdf")

    with acting_as(actor_for(officer)):
        withdraw_attachment(attachment=first, by=officer)
    add(incident, officer, made.pdf(), "c.pdf")
    with pytest.raises(QuotaSpent):
        add(incident, officer)

    add(incident, counterpart, made.pdf(), "c.pdf")
    add(report(officer), officer, made.pdf(), "c.pdf")


def test_a_person_adds_so_much_within_a_day(
    report: Any, add: Any, officer: Any, representative_tj: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES_A_DAY", 4_900)
    incident = report(officer)
    first = add(incident, officer)
    drawing = made.png(made.picture((900, 900)))

    with pytest.raises(QuotaSpent):
        add(report(officer), officer, drawing, "b.png")
    # What was taken back was sent, too.
    with acting_as(actor_for(officer)):
        withdraw_attachment(attachment=first, by=officer)
    with pytest.raises(QuotaSpent):
        add(incident, officer, drawing, "b.png")
    add(incident, representative_tj, drawing, "b.png")

    later = timezone.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(attachments, "timezone", SimpleNamespace(now=lambda: later))
    add(report(officer), officer, drawing, "b.png")


def test_what_is_refused_leaves_nothing(report: Any, add: Any, officer: Any) -> None:
    incident = report(officer)

    with pytest.raises(FileRefused):
        add(incident, officer, made.HTML)

    with as_owner():
        assert not Attachment.objects.exists()
        assert not CustodyEntry.objects.exists()


def test_with_the_sides_swapped_everything_is_mirrored(
    report: Any, add: Any, release: Any, officer: Any, counterpart: Any, representative_tj: Any, representative_kg: Any
) -> None:
    told = []
    for own, chief, other in ((officer, representative_tj, counterpart), (counterpart, representative_kg, officer)):
        incident = report(own)
        attachment = add(incident, own)
        add(incident, other, made.png(), "b.png")
        release(attachment, chief)
        with acting_as(actor_for(other)):
            read_attachment(attachment=attachment, by=other)
        seen = []
        for reader in (own, other):
            with acting_as(actor_for(reader)):
                files = Attachment.objects.visible_to(reader).filter(incident=incident)
                seen.append(sorted((file.name, file.side_id == own.side_id) for file in files))
        told.append((seen, [(kind, side == own.side_id, visibility) for kind, side, visibility in steps(attachment)]))

    assert told[0] == told[1]
