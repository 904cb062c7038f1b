"""Files of an incident on its page."""

import html
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.models import Attachment, CustodyEntry
from incidents.services.joining import join_incidents
from people.actors import acting_as, actor_for
from tests.conftest import as_owner
from tests.incidents import specimens as made
from tests.incidents.specimens import CANARY
from tests.restless import at_rest


def sent(data: bytes, name: str = "canal.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


@pytest.fixture
def upload(browse: Any) -> Any:
    """Return a way to send a file from the page, as somebody; the answer."""

    def post(incident: Any, by: Any, data: bytes | None = None, name: str = "canal.jpg", **more: Any) -> Any:
        data = made.jpeg(exif=made.exif()) if data is None else data
        return browse(by).post(f"{incident.get_absolute_url()}files/", {"file": sent(data, name), **more})

    return post


def only_file() -> Attachment:
    with as_owner():
        return Attachment.objects.get()


def kinds() -> list[str]:
    with as_owner():
        return list(CustodyEntry.objects.order_by("at").values_list("kind", flat=True))


def test_a_file_is_added_from_the_page_and_shown_to_its_side(
    report: Any, upload: Any, browse: Any, officer: Any, counterpart: Any
) -> None:
    incident = report(officer)

    answer = upload(incident, officer, note="The gate at noon")

    assert answer.status_code == 302
    assert answer["Location"] == f"{incident.get_absolute_url()}#files"
    own = browse(officer).get(f"{incident.get_absolute_url()}files/").content.decode()
    for words in ("canal.jpg", "The gate at noon", "Only your side can open it", "Take back"):
        assert words in own
    assert "Release to the other side" not in own  # a representative does
    theirs = browse(counterpart).get(f"{incident.get_absolute_url()}files/").content.decode()
    assert "canal.jpg" not in theirs
    assert "Add the file" in theirs


def test_what_the_picture_says_is_offered_to_its_side_with_a_link_into_the_account(
    report: Any, upload: Any, browse: Any, officer: Any
) -> None:
    incident = report(officer)
    upload(incident, officer)

    page = browse(officer).get(f"{incident.get_absolute_url()}files/").content.decode()

    assert "3 May 2026, 11:10" in page
    assert "(no time zone)" in page
    assert "39.94167, 70.49611" in page
    link = f"{incident.get_absolute_url()}account/?occurred_at=2026-05-03T11%3A10&amp;location=39.94167%2C+70.49611"
    assert link in page


def test_a_refused_file_is_named_beside_its_field_and_the_note_is_kept(report: Any, upload: Any, officer: Any) -> None:
    answer = upload(report(officer), officer, made.HTML, note="The gate at noon")

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Only JPEG, PNG and PDF files are taken" in page
    assert 'aria-invalid="true"' in page
    assert 'value="The gate at noon"' in page
    assert kinds() == []


def test_no_file_at_all_is_named_too(report: Any, browse: Any, officer: Any) -> None:
    answer = browse(officer).post(f"{report(officer).get_absolute_url()}files/", {"note": "x"})

    assert answer.status_code == 400
    assert "Choose a file." in answer.content.decode()


def test_ten_megabytes_and_one_byte_are_named_beside_the_field(report: Any, upload: Any, officer: Any) -> None:
    answer = upload(report(officer), officer, made.jpeg() + b"\x00" * (10_000_001 - len(made.jpeg())))

    assert answer.status_code == 413
    assert "The file is larger than 10 MB." in answer.content.decode()


def test_a_much_larger_body_is_not_even_read(report: Any, upload: Any, officer: Any) -> None:
    answer = upload(report(officer), officer, b"\x00" * 13_000_000)

    assert answer.status_code == 413
    assert "What was sent is too large" in answer.content.decode()
    assert kinds() == []


def test_a_name_full_of_tricks_is_shown_as_words_or_refused(
    report: Any, upload: Any, browse: Any, officer: Any
) -> None:
    incident = report(officer)
    assert upload(incident, officer, name="../../<b>x.jpg").status_code == 302
    assert upload(incident, officer, made.png(), name="a\u202egnp.exe").status_code == 400

    page = browse(officer).get(f"{incident.get_absolute_url()}files/").content.decode()
    assert "&lt;b&gt;x.jpg" in page
    assert "<b>x.jpg" not in page


def test_a_download_is_saved_and_never_run(report: Any, upload: Any, browse: Any, officer: Any) -> None:
    incident = report(officer)
    upload(incident, officer, made.talkative_jpeg())
    file = only_file()

    answer = browse(officer).get(f"{incident.get_absolute_url()}files/{file.pk}/", headers={"Accept-Encoding": "gzip"})

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == f'attachment; filename="{file.pk}.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"
    assert "Content-Encoding" not in answer
    assert int(answer["Content-Length"]) == len(answer.content) == file.size
    assert CANARY not in answer.content
    assert kinds() == ["received", "downloaded"]


def test_asking_for_the_head_or_the_small_picture_opens_nothing(
    report: Any, upload: Any, browse: Any, officer: Any
) -> None:
    incident = report(officer)
    upload(incident, officer)
    url = f"{incident.get_absolute_url()}files/{only_file().pk}/"

    head, small = browse(officer).head(url), browse(officer).get(f"{url}preview/")

    assert (head.status_code, head.content) == (200, b"")
    assert small["Content-Type"] == "image/jpeg"
    assert small["Content-Disposition"].startswith("inline;")
    assert small["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert small["Cache-Control"] == "private, no-store"
    assert kinds() == ["received"]


def test_a_document_has_no_small_picture(report: Any, upload: Any, browse: Any, officer: Any) -> None:
    incident = report(officer)
    upload(incident, officer, made.pdf(), "a.pdf")

    answer = browse(officer).get(f"{incident.get_absolute_url()}files/{only_file().pk}/preview/")

    assert answer.status_code == 404


def test_what_may_not_be_opened_is_missing_byte_for_byte(
    report: Any, upload: Any, browse: Any, officer: Any, counterpart: Any, analyst: Any
) -> None:
    incident, other, draft = report(officer), report(officer), report(officer, visibility="own")
    upload(incident, officer)
    hidden = only_file().pk
    unknown = uuid.uuid4()

    for reader in (counterpart, analyst):
        client = browse(reader)
        for tail in ("", "preview/"):
            answers = [
                client.get(f"{where.get_absolute_url()}files/{id}/{tail}")
                for where, id in ((incident, unknown), (incident, hidden), (other, hidden), (draft, hidden))
            ]
            assert [answer.status_code for answer in answers] == [404] * 4
            bodies = {at_rest(answer.content).replace(answer.request["PATH_INFO"], "") for answer in answers}
            assert len(bodies) == 1
        for verb in ("release", "withdraw"):
            answer = client.post(f"{incident.get_absolute_url()}files/{hidden}/{verb}/")
            assert answer.status_code == 404


def test_a_file_is_found_under_its_own_incident_alone(report: Any, upload: Any, browse: Any, officer: Any) -> None:
    incident, other = report(officer), report(officer)
    upload(incident, officer)

    assert browse(officer).get(f"{other.get_absolute_url()}files/{only_file().pk}/").status_code == 404


def test_a_representative_releases_a_file_and_the_other_side_opens_it(
    report: Any, upload: Any, browse: Any, officer: Any, representative_tj: Any, counterpart: Any
) -> None:
    incident = report(officer)
    upload(incident, officer)
    url = f"{incident.get_absolute_url()}files/{only_file().pk}/"
    page = browse(representative_tj).get(f"{incident.get_absolute_url()}files/").content.decode()
    assert "Release to the other side" in page

    answer = browse(representative_tj).post(f"{url}release/")

    assert answer.status_code == 302
    theirs = browse(counterpart).get(f"{incident.get_absolute_url()}files/").content.decode()
    assert "canal.jpg" in theirs
    for hidden in ("The picture says", "70.49611", "as it came", ", officer", "Take back"):
        assert hidden not in theirs, hidden
    assert browse(counterpart).get(url).status_code == 200
    own = browse(officer).get(f"{incident.get_absolute_url()}files/").content.decode()
    assert "Released to the other side:" in own
    assert "counterpart" not in own


def test_a_file_is_taken_back_from_the_page(report: Any, upload: Any, browse: Any, officer: Any) -> None:
    incident = report(officer)
    upload(incident, officer)
    url = f"{incident.get_absolute_url()}files/{only_file().pk}/"

    browse(officer).post(f"{url}withdraw/")

    assert browse(officer).get(url).status_code == 404
    assert "canal.jpg" not in browse(officer).get(f"{incident.get_absolute_url()}files/").content.decode()


def test_who_writes_no_record_gets_no_form_and_may_not_send_one(
    report: Any, upload: Any, browse: Any, officer: Any, analyst: Any
) -> None:
    incident = report(officer)

    assert "Add the file" not in browse(analyst).get(f"{incident.get_absolute_url()}files/").content.decode()
    answer = upload(incident, analyst)

    assert answer.status_code == 403
    assert kinds() == []


def test_a_file_of_a_draft_stays_with_the_draft(
    report: Any, upload: Any, browse: Any, officer: Any, counterpart: Any
) -> None:
    draft = report(officer, visibility="own")

    assert upload(draft, officer).status_code == 302
    assert upload(draft, counterpart).status_code == 404
    assert browse(counterpart).get(f"{draft.get_absolute_url()}files/").status_code == 404


def test_the_page_asks_few_questions_of_the_database(
    report: Any, upload: Any, browse: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    incident, client = report(officer), browse(officer)
    for number in range(3):
        upload(incident, officer, made.png(made.picture((60 + 2 * number, 40))), f"{number}.png")

    with django_assert_max_num_queries(25):
        client.get(f"{incident.get_absolute_url()}files/")


def test_with_the_sides_swapped_the_pages_are_mirrored(
    report: Any, upload: Any, browse: Any, officer: Any, counterpart: Any
) -> None:
    pages = []
    for own, other in ((officer, counterpart), (counterpart, officer)):
        incident = report(own)
        upload(incident, own)
        page = browse(own).get(f"{incident.get_absolute_url()}files/").content.decode()
        theirs = browse(other).get(f"{incident.get_absolute_url()}files/").content.decode()
        pages.append((page.count("Take back"), page.count("canal.jpg"), theirs.count("canal.jpg")))

    assert pages[0] == pages[1]


def test_files_of_a_joined_incident_are_shown_with_the_one_it_was_joined_to(
    report: Any, upload: Any, browse: Any, officer: Any, counterpart: Any
) -> None:
    ours, theirs = report(officer), report(counterpart)
    upload(theirs, counterpart, name="seen-apart.jpg")
    with acting_as(actor_for(counterpart)):
        join_incidents(incident=theirs, into=ours, by=counterpart)

    own = browse(counterpart).get(f"{ours.get_absolute_url()}files/").content.decode()
    other = browse(officer).get(f"{ours.get_absolute_url()}files/").content.decode()

    assert "seen-apart.jpg" in own
    assert f"{theirs.get_absolute_url()}files/{only_file().pk}/" in own
    assert "seen-apart.jpg" not in other


def test_the_suggestion_fills_the_form_of_the_account(report: Any, upload: Any, browse: Any, officer: Any) -> None:
    incident = report(officer)
    upload(incident, officer, made.jpeg(exif=made.exif(offset="+06:00")))
    page = browse(officer).get(f"{incident.get_absolute_url()}files/").content.decode()
    link = re.search(r'href="([^"]+account/\?[^"]+)"', page)
    assert link is not None

    form = browse(officer).get(html.unescape(link[1])).content.decode()

    # On the clock of the writer's side: an hour behind.
    for value in ('value="2026-05-03"', 'value="10:10"', "39.94167, 70.49611"):
        assert value in form
