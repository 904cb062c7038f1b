"""Tajik and Kyrgyz fall back to Russian; English stays English."""

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext, trans_real


def missing_in(language: str) -> str:
    """Return a message of Django's own that Russian has and the language has not."""
    own = trans_real.translation(language)._catalog
    russian = trans_real.translation("ru")._catalog
    for message in ("Enter a valid value.", "This field is required.", "Enter a valid JSON.", *russian.keys()):
        if isinstance(message, str) and message and message in russian and message not in own and "%" not in message:
            return message
    pytest.fail(f"{language} has every message of Russian")


@pytest.mark.parametrize("language", ["tg", "ky"])
def test_an_untranslated_word_is_shown_in_russian(language: str):
    message = missing_in(language)
    with translation.override("ru"):
        russian = gettext(message)

    with translation.override(language):
        assert gettext(message) == russian
        assert gettext("a word that nobody has translated") == "a word that nobody has translated"
        assert ngettext("%(n)s untold thing", "%(n)s untold things", 2) == "%(n)s untold things"


def test_english_does_not_learn_russian():
    with translation.override("tg"):
        message = missing_in("tg")
        gettext(message)

    with translation.override("en"):
        assert gettext(message) == message


def post_language(client: Client, **values: str):
    return client.post("/language/", values)


@pytest.mark.django_db
def test_a_language_is_chosen_without_signing_in_and_leads_back(client: Client):
    response = post_language(client, language="tg", next="/account/login/?next=/incidents/%3Fseverity%3D4")

    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/incidents/%3Fseverity%3D4"
    assert response.cookies["django_language"].value == "tg"
    assert response.cookies["django_language"]["httponly"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bad", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", ""]
)
def test_it_never_leads_abroad(client: Client, bad: str):
    assert post_language(client, language="ru", next=bad)["Location"] == "/"


@pytest.mark.django_db
def test_an_unknown_language_is_refused(client: Client):
    assert post_language(client, language="xx", next="/").status_code == 400
    assert client.get("/language/").status_code == 405


@pytest.mark.django_db
def test_a_page_in_tajik_says_what_it_falls_back_to(client: Client):
    client.cookies["django_language"] = "tg"

    page = client.get("/account/login/")

    assert b'lang="tg"' in page.content
    assert b'class="fallback"' in page.content
