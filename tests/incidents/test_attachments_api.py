"""Files of an incident on the wire."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.models import Attachment, CustodyEntry
from tests.conftest import as_owner
from tests.incidents import specimens as made


def url(incident: Any, *parts: Any) -> str:
    return "/".join([f"/api/v1/incidents/{incident.pk}/attachments", *map(str, parts), ""])


@pytest.fixture
def upload(api: Any) -> Any:
    def post(incident: Any, by: Any, data: bytes | None = None, name: str = "canal.jpg", **more: Any) -> Any:
        file = SimpleUploadedFile(name, made.jpeg(exif=made.exif()) if data is None else data)
        return api(by).post(url(incident), {"file": file, **more}, format="multipart")

    return post


def test_a_file_comes_in_and_is_listed_for_its_side(
    report: Any, upload: Any, api: Any, officer: Any, counterpart: Any
) -> None:
    incident = report(officer)

    answer = upload(incident, officer, note="The gate")

    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert answer["Location"] == url(incident, body["id"])
    assert {key: body[key] for key in ("side", "visibility", "name", "note", "media_type", "width", "released_at")} == {
        "side": "TJ",
        "visibility": "own",
        "name": "canal.jpg",
        "note": "The gate",
        "media_type": "image/jpeg",
        "width": 60,
        "released_at": None,
    }
    assert body["found"] == {"taken_at": "2026-05-03T11:10:00", "latitude": 39.94167, "longitude": 70.49611}
    assert [step["kind"] for step in body["custody"]] == ["received"]
    assert api(officer).get(url(incident)).json() == {"next": None, "previous": None, "results": [body]}
    assert api(officer).get(url(incident, body["id"])).json() == body
    assert api(counterpart).get(url(incident)).json()["results"] == []


def test_the_same_again_answers_200_with_what_is_there(report: Any, upload: Any, officer: Any) -> None:
    incident = report(officer)

    first, again = upload(incident, officer), upload(incident, officer)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_the_bytes_are_sent_as_a_file_to_save(report: Any, upload: Any, api: Any, officer: Any) -> None:
    incident = report(officer)
    body = upload(incident, officer).json()

    answer = api(officer).get(url(incident, body["id"], "content"), headers={"Accept": "image/jpeg"})

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Disposition"] == f'attachment; filename="{body["id"]}.jpg"'
    assert len(answer.content) == body["size"]
    with as_owner():
        assert CustodyEntry.objects.filter(kind="downloaded", side="TJ").count() == 1


def test_released_it_is_the_other_sides_to_read_without_what_is_ours(
    report: Any, upload: Any, api: Any, officer: Any, counterpart: Any, representative_tj: Any
) -> None:
    incident = report(officer)
    id = upload(incident, officer).json()["id"]

    assert api(officer).post(url(incident, id, "release")).status_code == 403
    released = api(representative_tj).post(url(incident, id, "release"))
    assert released.status_code == 200
    assert api(representative_tj).post(url(incident, id, "release")).status_code == 409
    assert api(officer).post(url(incident, id, "withdraw")).status_code == 409

    theirs = api(counterpart).get(url(incident, id)).json()
    assert theirs["visibility"] == "both"
    assert (theirs["found"], theirs["original_sha256"], theirs["created_at"]) == (None, None, None)
    assert theirs["sha256"] == released.json()["sha256"]
    assert theirs["custody"] == [
        {"kind": "released", "at": theirs["released_at"], "side": "TJ", "post": "representative"}
    ]
    assert api(counterpart).post(url(incident, id, "release")).status_code == 403
    assert api(counterpart).get(url(incident, id, "content")).status_code == 200


def test_taken_back_it_is_gone(report: Any, upload: Any, api: Any, officer: Any) -> None:
    incident = report(officer)
    id = upload(incident, officer).json()["id"]

    assert api(officer).post(url(incident, id, "withdraw")).status_code == 204

    assert api(officer).get(url(incident, id)).status_code == 404


def test_what_may_not_be_read_is_missing_byte_for_byte(
    report: Any, upload: Any, api: Any, officer: Any, counterpart: Any
) -> None:
    incident, draft = report(officer), report(officer, visibility="own")
    id = upload(incident, officer).json()["id"]
    client = api(counterpart)

    for tail in ((), ("content",)):
        answers = [
            client.get(path)
            for path in (
                url(incident, uuid.uuid4(), *tail),
                url(incident, id, *tail),
                url(draft, id, *tail),
                url(incident, "-" * 36, *tail),
            )
        ]
        bodies = [{**answer.json(), "request_id": ""} for answer in answers]
        assert [answer.status_code for answer in answers] == [404] * 4
        assert all(body == bodies[0] for body in bodies)
    assert client.get(url(draft)).status_code == 404
    assert upload(draft, counterpart).status_code == 404


@pytest.mark.parametrize("field", ["side", "sha256", "visibility", "released_at", "added_by", "media_type", "x"])
def test_what_is_the_servers_cannot_be_sent(report: Any, upload: Any, officer: Any, field: str) -> None:
    answer = upload(report(officer), officer, **{field: "x"})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    with as_owner():
        assert not Attachment.objects.exists()


def test_bad_bodies_are_answered_with_a_problem(report: Any, upload: Any, api: Any, officer: Any) -> None:
    incident, client = report(officer), api(officer)
    two = [SimpleUploadedFile("a.jpg", made.jpeg()), SimpleUploadedFile("b.jpg", made.jpeg())]
    answers = {
        "no file": client.post(url(incident), {"note": "x"}, format="multipart"),
        "text in its place": client.post(url(incident), {"file": "x"}, format="multipart"),
        "two": client.post(url(incident), {"file": two}, format="multipart"),
        "a note too long": upload(incident, officer, note="x" * 501),
        "a note that turns": upload(incident, officer, note="a\u202eb"),
        "no boundary": client.post(url(incident), b"x", content_type="multipart/form-data"),
        "a length that is not its own": client.post(
            url(incident), {"file": SimpleUploadedFile("a.jpg", made.jpeg())}, format="multipart", CONTENT_LENGTH="300"
        ),
        "cut": client.post(
            url(incident), b'--a\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nxx',
            content_type="multipart/form-data; boundary=a",
        ),
    }  # fmt: skip

    assert {what: answer.status_code for what, answer in answers.items()} == dict.fromkeys(answers, 400)
    for answer in answers.values():
        assert answer["Content-Type"] == "application/problem+json"
    assert client.post(url(incident), {"file": "x"}, format="json").status_code == 415
    assert client.get(url(incident) + "?x=1").status_code == 400


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("a.jpg", made.HTML, 400, "file_kind"),
        ("a.svg", made.SVG, 400, "file_kind"),
        ("a.jpg", b"", 400, "file_empty"),
        ("a.png", made.jpeg(), 400, "file_extension"),
        ("a.jpg", made.jpeg() + made.zipped(), 400, "file_polyglot"),
        ("a.png", made.huge_png(), 400, "file_pixels"),
        ("a.pdf", made.scripted_pdf("on opening"), 400, "file_active"),
        ("a.jpg", made.jpeg() + b"\x00" * 10_000_000, 413, "file_too_large"),
        ("a.jpg", b"\x00" * 12_100_000, 413, "body_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refused_file_is_a_problem_of_its_own_kind(
    report: Any, upload: Any, officer: Any, name: str, data: bytes, status: int, code: str
) -> None:
    answer = upload(report(officer), officer, data, name)

    body = answer.json()
    assert (answer.status_code, body["code"], body["status"]) == (status, code, status)
    assert answer["Content-Type"] == "application/problem+json"
    assert list(body["errors"]) == ([] if code == "body_too_large" else ["file"])


def test_who_writes_no_record_may_not_add(report: Any, upload: Any, officer: Any, analyst: Any) -> None:
    answer = upload(report(officer), analyst, side="TJ")

    assert answer.status_code == 403


def test_a_token_reads_and_writes_within_its_scopes(report: Any, officer: Any, client: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from people.models import ApiToken

    incident, key = report(officer), ApiToken.make_key()
    now = timezone.now()
    with as_owner():
        ApiToken.objects.create(
            user=officer,
            prefix=key[:8],
            digest=ApiToken.digest_of(key),
            scopes=["incidents:read"],
            created_at=now,
            expires_at=now + timedelta(days=1),
        )
    bearer = {"Authorization": f"Bearer {key}"}

    assert client.get(url(incident), headers=bearer).status_code == 200
    refused = client.post(url(incident), {"file": SimpleUploadedFile("a.jpg", made.jpeg())}, headers=bearer)
    assert refused.status_code == 403

    with as_owner():
        ApiToken.objects.update(scopes=["incidents:read", "incidents:write"])
    assert (
        client.post(url(incident), {"file": SimpleUploadedFile("a.jpg", made.jpeg())}, headers=bearer).status_code
        == 201
    )
    too_large = SimpleUploadedFile("a.jpg", b"\x00" * 12_100_000)
    assert client.post(url(incident), {"file": too_large}, headers=bearer).status_code == 413
