"""The own account: what it shows, and its tokens."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from people.actors import acting_as, actor_for
from people.models import ApiToken, User
from people.services import create_token


@pytest.fixture
def signed_in(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def test_the_account_shows_side_and_role(signed_in: Client):
    page = signed_in.get("/account/").content.decode()

    assert "Border liaison officer" in page
    assert "side-tj" in page


def test_a_token_is_shown_once_and_works_until_it_is_revoked(signed_in: Client, officer: User):
    page = signed_in.post("/account/tokens/", {"scopes": ["incidents:read"], "days": "30"})

    key = page.context["new_key"]
    assert key in page.content.decode()
    assert key not in signed_in.get("/account/").content.decode()
    token = ApiToken.objects.get(digest=ApiToken.digest_of(key))
    assert (token.user, token.scopes) == (officer, ["incidents:read"])

    signed_in.post("/account/tokens/revoke/", {"token": token.pk})

    token.refresh_from_db()
    assert token.revoked_at is not None


@pytest.mark.parametrize("days", ["0", "91", "x", ""])
def test_a_token_that_lives_too_long_or_does_nothing_is_refused_at_its_field(signed_in: Client, days: str):
    page = signed_in.post("/account/tokens/", {"scopes": ["incidents:read"], "days": days})
    assert page.status_code == 400
    assert 'href="#id_days"' in page.content.decode()

    page = signed_in.post("/account/tokens/", {"scopes": ["everything"], "days": "3"})
    assert page.status_code == 400
    assert 'href="#id_scopes"' in page.content.decode()
    assert not ApiToken.objects.exists()


def test_nobody_revokes_anothers_token(signed_in: Client, counterpart: User):
    with acting_as(actor_for(counterpart)):
        token, _key = create_token(user=counterpart, scopes=["incidents:read"])

    assert signed_in.post("/account/tokens/revoke/", {"token": token.pk}).status_code == 400
    token.refresh_from_db()
    assert token.revoked_at is None


def test_language_and_clock_are_kept(signed_in: Client, officer: User):
    response = signed_in.post("/account/preferences/", {"language": "ky", "time_zone": "Asia/Bishkek"})

    officer.refresh_from_db()
    assert (officer.language, officer.time_zone) == ("ky", "Asia/Bishkek")
    assert response.cookies["django_language"].value == "ky"


def test_a_clock_of_elsewhere_is_refused(signed_in: Client, officer: User):
    response = signed_in.post("/account/preferences/", {"language": "ky", "time_zone": "Europe/London"})

    officer.refresh_from_db()
    assert response.status_code == 400
    assert officer.time_zone != "Europe/London"


def test_help_and_the_style_guide_open_for_who_is_signed_in_only(signed_in: Client):
    for path in ("/help/", "/styleguide/", "/account/"):
        assert signed_in.get(path).status_code == 200
        assert Client().get(path).status_code == 302


def test_no_page_carries_a_style_attribute_or_a_script_without_nonce(signed_in: Client):
    for path in ("/help/", "/styleguide/", "/account/"):
        page = signed_in.get(path).content.decode()
        assert " style=" not in page
        assert "<script>" not in page


@pytest.mark.parametrize("page", ["400.html", "403_csrf.html", "500.html"])
def test_an_error_page_needs_neither_request_nor_database(page: str):
    for language in ("en", "tg"):
        with translation.override(language):
            html = render_to_string(page)

        assert f'<html lang="{language}">' in html
        assert " style=" not in html


def test_an_unknown_page_is_told_in_the_frame(signed_in: Client):
    response = signed_in.get("/no-such-page/")

    assert response.status_code == 404
    assert b'id="main"' in response.content


@pytest.mark.parametrize("path", ["preferences/", "tokens/", "tokens/revoke/"])
def test_a_form_posted_after_the_session_ended_leads_back_to_the_account(client, officer, path):
    answer = client.post(f"/account/{path}", {"language": "ru"})

    assert answer.url == "/account/login/?next=/account/"


def test_help_says_who_sees_what_to_each_reader(signed_in: Client):
    page = signed_in.get("/help/")

    assert all(len(answers) == len(page.context["readers"]) for _what, answers in page.context["who_sees"])
    words = page.content.decode()
    for said in ("Whoever hosts the server", "This phone is lost", "recovery codes", "Keyboard and paper"):
        assert said in words
