"""How sessions begin, live and end, and what is kept of it."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client

from people.actors import acting_as, actor_for
from people.models import ApiToken, Post, SignIn, User
from people.services import create_token, revoke_token
from people.sessions import BEGAN, SEEN
from tests.conftest import as_owner
from tests.factories import PASSWORD
from tests.people.conftest import code, enrol_factor, sign_in


def is_in(client: Client) -> bool:
    return client.get("/api/v1/me/").status_code == 200


def age(client: Client, **seconds: int) -> None:
    session = client.session
    for name, by in seconds.items():
        session[name] -= by
    session.save()


def kinds(person: User, by: User | None = None) -> list[tuple[str, str]]:
    with acting_as(actor_for(by or person)):
        return list(SignIn.objects.filter(user=person).order_by("at").values_list("kind", "method"))


@pytest.mark.parametrize(
    ("seconds", "lives"),
    [
        ({SEEN: 1700}, True), ({SEEN: 1800}, False), ({SEEN: 60, BEGAN: 43_100}, True),
        ({SEEN: 60, BEGAN: 43_201}, False),
    ],
)  # fmt: skip
def test_a_session_ends_idle_or_old(officer: User, seconds: dict[str, int], lives: bool):
    client = Client()
    sign_in(client, officer)

    age(client, **seconds)

    assert is_in(client) is lives
    assert is_in(client) is lives


def test_a_request_keeps_a_session_alive(officer: User):
    client = Client()
    sign_in(client, officer)

    for _half_an_hour in range(3):
        age(client, **{SEEN: 1500})
        assert is_in(client)


def test_the_idle_limit_is_a_setting(officer: User, settings):
    settings.SESSION_IDLE_SECONDS = 300
    client = Client()
    sign_in(client, officer)
    age(client, **{SEEN: 301})

    assert client.get("/incidents/").url == "/account/login/?next=/incidents/"


def test_what_was_typed_survives_an_idle_session(officer: User):
    client, other = Client(), Client()
    sign_in(client, officer)
    sign_in(other, officer)
    age(client, **{SEEN: 1900})
    other.post("/account/logout/")
    other.cookies["sessionid"] = "x" * 32

    typed = {"title": "Canal at Ak-Sai"}
    for path in ("/incidents/new/", "/incidents/new/save/", "/incidents/new/check/"):
        idle, ended = client.post(path, typed), other.post(path, typed)
        assert (idle.status_code, idle.headers.get("Location")) == (ended.status_code, ended.headers.get("Location"))


def test_the_session_gets_a_new_key_at_sign_in(officer: User):
    client = Client()
    client.get("/account/login/")
    client.cookies["sessionid"] = "f" * 32

    sign_in(client, officer)

    assert client.cookies["sessionid"].value != "f" * 32


def test_a_new_password_ends_the_other_sessions_and_tokens(officer: User):
    here, there = Client(), Client()
    sign_in(here, officer)
    sign_in(there, officer)
    with acting_as(actor_for(officer)):
        create_token(user=officer, scopes=["incidents:read"])
    epoch = officer.key_epoch

    new = "four horses at the weir"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert is_in(here)
    assert not is_in(there)
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    officer.refresh_from_db()
    assert officer.key_epoch != epoch
    assert kinds(officer)[-1] == ("password_changed", "")


def test_the_door_is_kept_without_what_was_typed(officer: User):
    client = Client()
    sign_in(client, officer, "a wrong password")
    sign_in(client, User(username="nobody-of-that-name"))
    sign_in(client, officer)
    client.post("/account/logout/")

    assert kinds(officer) == [("failed", "password"), ("signed_in", "password"), ("signed_out", "")]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, ' ') FROM people_signinevent e")
        (kept,) = cursor.fetchone()
        cursor.execute("SELECT DISTINCT actor FROM people_signinevent ORDER BY 1")
        actors = [name for (name,) in cursor.fetchall()]
    assert "wrong" not in kept
    assert "127.0.0.1" not in kept
    assert actors == ["system:sign-in", f"user:{officer.pk}"]


def test_the_door_is_read_by_the_person_and_the_own_office(officer, counterpart, admin_tj, admin_kg, analyst):
    sign_in(Client(), officer)

    assert kinds(officer)
    assert kinds(officer, by=admin_tj)
    for stranger in (counterpart, admin_kg, analyst):
        assert not kinds(officer, by=stranger)


def test_nobody_writes_at_anothers_door(officer: User, counterpart: User):
    from people.services.ending import note

    with pytest.raises(Exception, match="row-level security"), acting_as(actor_for(counterpart)):
        note(person=officer, kind="signed_in")


def test_ten_wrong_passwords_close_the_door_for_a_while(officer: User):
    client = Client()

    for _guess in range(10):
        assert sign_in(client, officer, "wrong").status_code == 200

    assert sign_in(client, officer).status_code == 200
    assert not is_in(client)


def test_whoever_guesses_elsewhere_does_not_lock_out_a_known_device(officer: User):
    mine, theirs = Client(), Client(REMOTE_ADDR="198.51.100.7")
    sign_in(mine, officer)
    mine.post("/account/logout/")
    for _guess in range(10):
        sign_in(theirs, officer, "wrong")
    assert not is_in(theirs)

    sign_in(theirs, officer)
    sign_in(mine, officer)

    assert not is_in(theirs)
    assert is_in(mine)


def test_a_forged_device_counts_as_none(officer: User):
    client = Client()
    for value in ("", "1.2.3", "x" * 40):
        client.cookies["device"] = value
        assert sign_in(client, officer, "wrong").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_counted_though_its_request_is_a_transaction(officer: User):
    sign_in(Client(), officer, "wrong")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] >= 2
    assert kinds(officer) == [("failed", "password")]


def events(table: str) -> Callable[[], list[tuple[str, str]]]:
    def read() -> list[tuple[str, str]]:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"SELECT pgh_label, actor FROM {table} ORDER BY pgh_id")
            return cursor.fetchall()

    return read


def test_every_change_of_rights_leaves_an_event_with_its_actor(office: Client, admin_tj: User, officer: User):
    people = events("people_userevent")
    before = len(people())

    office.post(f"/admin/people/{officer.pk}/", {"first_name": "A", "last_name": "B", "role": "chief"})
    office.post(f"/admin/people/{officer.pk}/deactivate/")
    office.post(f"/admin/people/{officer.pk}/reactivate/")
    office.post(f"/admin/people/{officer.pk}/move/", {"side": "KG"})

    assert people()[before:] == [("update", f"user:{admin_tj.pk}")] * 4
    sectors = events("segments_sectorofficerevent")()
    assert sectors[-1] == ("delete", f"user:{admin_tj.pk}")


def test_signing_in_and_a_new_password_write_no_event_of_the_person(officer: User):
    people = events("people_userevent")
    before = people()
    client = Client()

    sign_in(client, officer)
    new = "four horses at the weir"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    officer.refresh_from_db()
    assert officer.last_login is not None
    assert people() == before


def test_a_token_leaves_its_making_and_its_end_and_no_secret(officer: User):
    with acting_as(actor_for(officer)):
        token, key = create_token(user=officer, scopes=["incidents:read"])
        revoke_token(token=token)

    Client().get("/api/v1/me/", HTTP_AUTHORIZATION=f"Bearer {key}")

    assert events("people_apitokenevent")() == [("insert", f"user:{officer.pk}"), ("update", f"user:{officer.pk}")]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, ' ') FROM people_apitokenevent e")
        assert ApiToken.digest_of(key) not in cursor.fetchone()[0]


def test_a_person_is_not_made_or_changed_by_nobody(officer: User):
    with pytest.raises(IntegrityError, match="actor"), transaction.atomic():
        User.objects.filter(pk=officer.pk).update(role="chief")
    with pytest.raises(IntegrityError, match="actor"), transaction.atomic():
        User.objects.create(username="x", side_id="TJ")


def test_an_office_reads_the_history_of_its_own_people(office: Client, admin_tj, admin_kg, officer, counterpart):
    office.post(f"/admin/people/{officer.pk}/move/", {"side": "KG"})

    def read(by: User) -> list[tuple[int, str]]:
        with acting_as(actor_for(by)), connection.cursor() as cursor:
            cursor.execute("SELECT pgh_obj_id, side_id FROM people_userevent ORDER BY pgh_id")
            return cursor.fetchall()

    assert (counterpart.pk, "KG") not in read(admin_tj)
    # What it did itself, and what was; the new office sees the one who came, not what was before.
    assert (officer.pk, "KG") in read(admin_tj)
    assert (officer.pk, "TJ") not in read(admin_kg)


def test_a_post_leaves_its_history(office: Client, admin_tj: User):
    office.post("/admin/posts/", {"name": "Ворух"})
    with acting_as(actor_for(admin_tj)):
        post = Post.objects.get()
    office.post(f"/admin/posts/{post.pk}/retire/")

    assert events("people_postevent")() == [("insert", f"user:{admin_tj.pk}"), ("update", f"user:{admin_tj.pk}")]


def test_a_password_reset_by_mail_ends_what_was_begun(officer: User, mailoutbox):
    there = Client()
    sign_in(there, officer)
    asking = Client()
    asking.post("/account/password/reset/", {"email": officer.email})
    (message,) = mailoutbox
    path = re.search(r"/account/password/reset/key/\S+", message.body)[0]

    page = asking.get(path)
    new = "four horses at the weir"
    asking.post(page.url, {"password1": new, "password2": new})

    assert not is_in(there)
    assert kinds(officer)[-1] == ("password_changed", "")
    assert not is_in(asking)
    sign_in(asking, officer, new)
    assert is_in(asking)


def test_an_address_that_nobody_has_is_answered_alike(officer: User):
    known = Client().post("/account/password/reset/", {"email": officer.email})
    unknown = Client().post("/account/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_too_many_tries_from_one_address_are_told_in_the_frame(officer: User):
    client = Client()
    answers = [sign_in(client, User(username=f"nobody{n}"), "x") for n in range(31)]

    assert answers[-1].status_code == 429
    assert 'id="main"' in answers[-1].content.decode()


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_are_ten_failures(officer: User):
    def guess(_number: int) -> None:
        try:
            sign_in(Client(), officer, "wrong")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(guess, range(10)))

    client = Client()
    sign_in(client, officer)
    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_a_code_used_twice_at_once_counts_once(officer: User, clock: Callable[[int], None]):
    secret, _codes = enrol_factor(officer)
    waiting = [Client() for _each in range(4)]
    for client in waiting:
        sign_in(client, officer)

    def answer(client: Client) -> bool:
        try:
            client.post("/account/mfa/authenticate/", {"code": code(secret)})
            return is_in(client)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(answer, waiting)) == 1
