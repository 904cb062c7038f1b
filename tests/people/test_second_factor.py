"""Signing in with a second factor, and being led to one."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, RequestFactory

from people.actors import acting_as, actor_for
from people.models import SignIn, User
from people.recent import reauthenticate_first, signed_in_recently
from tests.people.conftest import code, enrol_factor, sign_in

AUTHENTICATE = "/account/mfa/authenticate/"


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


def signed_in_with(person: User, given: str) -> Client:
    client = Client()
    assert sign_in(client, person).url == AUTHENTICATE
    client.post(AUTHENTICATE, {"code": given})
    return client


def is_in(client: Client) -> bool:
    return client.get("/api/v1/me/").status_code == 200


def methods(person: User) -> list[tuple[str, str]]:
    with acting_as(actor_for(person)):
        return list(SignIn.objects.filter(user=person).order_by("at", "kind").values_list("kind", "method"))


def enrol_by_pages(client: Client) -> str:
    """Set an app up as a person would; return its secret. What follows the commit needs a test that commits."""
    page = client.get("/account/mfa/totp/activate/").content.decode()
    secret = re.search(r'key-text">([A-Z2-7]+)<', page)[1]
    answer = client.post("/account/mfa/totp/activate/", {"code": code(secret)})
    assert answer.url == "/account/mfa/recovery-codes/"
    return secret


@pytest.mark.django_db(transaction=True)
def test_a_person_sets_an_app_up_and_signs_in_with_it(officer, clock):
    here, there = Client(), Client()
    there.force_login(officer)
    sign_in(here, officer)

    secret = enrol_by_pages(here)

    # Whoever else was signed in is not any more; whoever set it up is.
    assert is_in(here)
    assert not is_in(there)
    codes = here.get("/account/mfa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    assert "****" in here.get("/account/mfa/recovery-codes/").context["unused_codes"]
    clock(30)
    assert is_in(signed_in_with(officer, code(secret, 30)))
    assert ("factor_added", "totp") in methods(officer)
    assert ("signed_in", "password+totp") in methods(officer)


def test_a_password_alone_opens_nothing_where_there_is_a_factor(officer, clock):
    enrol_factor(officer)
    client = Client()

    assert sign_in(client, officer).url == AUTHENTICATE
    assert not is_in(client)


def test_a_code_counts_once(officer, clock):
    secret, _codes = enrol_factor(officer)

    assert is_in(signed_in_with(officer, code(secret)))
    assert not is_in(signed_in_with(officer, code(secret)))
    clock(30)
    assert is_in(signed_in_with(officer, code(secret, 30)))


def test_a_code_that_set_the_app_up_signs_nobody_in(officer, clock):
    client = Client()
    sign_in(client, officer)
    secret = enrol_by_pages(client)

    assert not is_in(signed_in_with(officer, code(secret)))


def test_a_recovery_code_opens_once(officer, clock):
    _secret, codes = enrol_factor(officer)

    assert is_in(signed_in_with(officer, codes[0]))
    assert not is_in(signed_in_with(officer, codes[0]))
    assert is_in(signed_in_with(officer, codes[1]))


def test_a_wrong_code_is_kept_and_counted(officer, clock):
    secret, _codes = enrol_factor(officer)
    client = Client()
    sign_in(client, officer)
    wrong = f"{(int(code(secret)) + 1) % 1_000_000:06d}"

    for _guess in range(10):
        client.post(AUTHENTICATE, {"code": wrong})

    # Ten in a quarter of an hour: then the right one does not count either.
    client.post(AUTHENTICATE, {"code": code(secret)})
    assert not is_in(client)
    assert [kind for kind, _method in methods(officer)].count("mfa_failed") == 10


def test_the_secret_lies_encrypted(officer):
    secret, codes = enrol_factor(officer)

    stored = " ".join(str(each.data) for each in Authenticator.objects.filter(user=officer))
    assert secret not in stored
    assert codes[0] not in stored


def test_who_has_none_is_led_to_the_page_that_sets_it_up(required, officer, clock):
    client = Client()
    sign_in(client, officer)

    for path in ("/", "/incidents/", "/account/", "/inbox/"):
        assert client.get(path).url == "/account/mfa/"
    assert client.post("/incidents/new/", {"title": "x"}).url == "/account/mfa/"
    refused = client.get("/api/v1/incidents/")
    assert (refused.status_code, refused.json()["code"]) == (403, "mfa_required")
    assert refused["Content-Type"] == "application/problem+json"
    for path in ("/account/mfa/", "/account/mfa/totp/activate/", "/account/mfa/keys/add/", "/help/"):
        assert client.get(path).status_code == 200
    assert client.post("/account/logout/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_who_sets_it_up_is_through(required, officer, clock):
    client = Client()
    sign_in(client, officer)
    enrol_by_pages(client)

    assert is_in(client)
    assert client.get("/incidents/").status_code == 200


def test_a_factor_taken_off_by_an_administrator_is_missed_at_once(required, officer, admin_tj, clock):
    secret, _codes = enrol_factor(officer)
    client, office = signed_in_with(officer, code(secret)), Client()
    office_secret, _codes = enrol_factor(admin_tj)
    office = signed_in_with(admin_tj, code(office_secret))
    assert is_in(client)

    office.post(f"/admin/people/{officer.pk}/factor/")

    assert not is_in(client)
    again = Client()
    sign_in(again, officer)
    assert again.get("/incidents/").url == "/account/mfa/"


def test_a_password_does_not_confirm_where_there_is_a_factor(officer, clock, monkeypatch):
    secret, _codes = enrol_factor(officer)
    client = signed_in_with(officer, code(secret))
    # Signed in just now: no need to confirm.
    assert client.get("/account/mfa/totp/deactivate/").status_code == 200

    session = client.session
    for step in (steps := session["account_authentication_methods"]):
        step["at"] -= 301
    session["account_authentication_methods"] = steps
    session.save()

    asked = client.get("/account/mfa/totp/deactivate/")
    assert asked.url.startswith("/account/mfa/reauthenticate/?next=")
    assert client.get("/account/reauthenticate/?next=/a").url == "/account/mfa/reauthenticate/?next=%2Fa"
    clock(60)
    back = client.post("/account/mfa/reauthenticate/", {"code": code(secret, 60), "next": "/account/mfa/"})
    assert back.url == "/account/mfa/"
    assert client.get("/account/mfa/totp/deactivate/").status_code == 200


def test_taking_the_factor_off_ends_the_other_sessions(officer, clock):
    secret, _codes = enrol_factor(officer)
    client, there = signed_in_with(officer, code(secret)), Client()
    there.force_login(officer)

    client.post("/account/mfa/totp/deactivate/")

    assert is_in(client)
    assert not is_in(there)
    assert not Authenticator.objects.filter(user=officer).exists()


def test_recent_means_five_minutes_and_a_factor_where_there_is_one(officer, clock, monkeypatch):
    client = Client()
    sign_in(client, officer)

    def request():
        asking = RequestFactory().get("/")
        asking.session, asking.user, asking.api_token = client.session, officer, None
        return asking

    assert signed_in_recently(request())
    enrol_factor(officer)
    assert not signed_in_recently(request())
    led = reauthenticate_first(request(), "/incidents/BIT-2026-000001/review/sign/")
    assert led.url == "/account/reauthenticate/?next=%2Fincidents%2FBIT-2026-000001%2Freview%2Fsign%2F"


@pytest.mark.parametrize(
    ("path", "has_factor"),
    [
        ("", False), ("totp/activate/", False), ("keys/add/", False), ("", True), ("keys/", True), ("keys/add/", True),
        ("recovery-codes/", True), ("recovery-codes/generate/", True), ("totp/deactivate/", True),
    ],
)  # fmt: skip
def test_the_pages_hold_no_script_or_style_of_their_own(officer, clock, path, has_factor):
    client = Client()
    if has_factor:
        secret, _codes = enrol_factor(officer)
        client = signed_in_with(officer, code(secret))
    else:
        sign_in(client, officer)

    page = client.get(f"/account/mfa/{path}").content.decode()

    assert " style=" not in page
    assert "<script>" not in page
    assert 'id="main"' in page


def test_a_key_that_is_not_one_is_refused(officer, clock):
    client = Client()
    sign_in(client, officer)
    client.get("/account/mfa/keys/add/")

    for answer in ("", "{}", "[]", "x", '{"id": "a", "response": {}}', "null", '{"rawId": 1}'):
        assert client.post("/account/mfa/keys/add/", {"name": "k", "credential": answer}).status_code == 200
    assert not Authenticator.objects.exists()


def test_what_is_no_answer_of_a_key_signs_nobody_in(officer, clock):
    secret, _codes = enrol_factor(officer)
    client = Client()
    sign_in(client, officer)
    client.get(AUTHENTICATE)

    for answer in ("", "{}", "[]", "x", '{"id": "a", "response": {}}', "null", '{"rawId": 1}'):
        assert client.post(AUTHENTICATE, {"credential": answer}).status_code == 200
    assert not is_in(client)
    client.post(AUTHENTICATE, {"code": code(secret)})
    assert is_in(client)


@pytest.mark.django_db(transaction=True)
def test_who_takes_the_only_factor_off_is_led_to_set_one_up_again(officer, clock, required):
    secret, _codes = enrol_factor(officer)
    client = signed_in_with(officer, code(secret))
    assert client.get("/incidents/").status_code == 200

    client.post("/account/mfa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=officer).exists()
    assert client.get("/incidents/").url == "/account/mfa/"
    assert client.get("/api/v1/me/").json()["code"] == "mfa_required"
