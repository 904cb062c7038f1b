from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from notifications.links import make_token
from notifications.models import Acknowledgement, Notification
from people.actors import acting_as, actor_for
from people.services import end_everything
from tests.conftest import as_owner
from tests.notifications.factories import SUBJECT, rows, tell


@pytest.fixture
def notification(post_tj, post_kg, sector):
    tell(sector)
    return rows(channel="email", side="TJ")[0]


@pytest.fixture
def url(notification):
    return f"/a/{make_token(notification)}/"


@pytest.fixture
def browser():
    """One that is signed in as nobody, and sends no CSRF token."""
    return Client(enforce_csrf_checks=True)


def answers(user):
    with acting_as(actor_for(user)):
        return [(each.kind, each.eta_min, each.via) for each in Acknowledgement.objects.order_by("pk")]


def test_the_link_is_the_same_on_every_attempt(notification):
    assert make_token(notification) == make_token(rows(pk=notification.pk)[0])


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_answers_nothing(browser, url, representative_tj, method):
    response = getattr(browser, method)(url)

    assert response.status_code == 200
    assert answers(representative_tj) == []
    assert rows(channel="email", side="TJ")[0].answered_at is None


def test_the_page_shows_the_message_and_four_answers(browser, url):
    page = browser.get(url).content.decode()

    assert SUBJECT.removeprefix("3 ") in page
    assert page.count('name="kind"') == 4
    assert "no-store" in browser.get(url)["Cache-Control"]


def test_each_answer_counts_once(browser, url, representative_tj):
    for _press in range(2):
        assert browser.post(url, {"kind": "going", "eta_min": "40"}).status_code == 302
    assert browser.post(url, {"kind": "on_site", "eta_min": "40"}).status_code == 302

    assert answers(representative_tj) == [("going", 40, "link"), ("on_site", None, "link")]


@pytest.mark.parametrize("posted", [{}, {"kind": "ready"}, {"kind": "going", "eta_min": "-1"}, {"kind": "seen\x00"}])
def test_what_is_no_answer_is_said_so(browser, url, representative_tj, posted):
    assert browser.post(url, posted).status_code == 400
    assert answers(representative_tj) == []


def test_a_changed_link_opens_nothing(browser, url, notification):
    other = rows(channel="email", side="KG")[0]
    _number, end, signature = make_token(notification).split(".")

    for token in (
        f"{other.pk.hex}.{end}.{signature}", f"{notification.pk.hex}.{int(end) + 9}.{signature}", "x", "a.b.c", "é",
    ):  # fmt: skip
        assert browser.get(f"/a/{token}/").status_code == 404
        assert browser.post(f"/a/{token}/", {"kind": "seen"}).status_code == 404


def test_an_expired_link_opens_nothing(browser, notification):
    with as_owner():
        Notification.objects.update(created_at=F("created_at") - timedelta(days=15))
    url = f"/a/{make_token(rows(pk=notification.pk)[0])}/"

    assert browser.get(url).status_code == 404
    assert browser.post(url, {"kind": "seen"}).status_code == 404


def test_the_link_of_one_who_left_opens_nothing(browser, url, post_tj):
    with as_owner():
        post_tj.user.is_active = False
        post_tj.user.save(update_fields=["is_active"])

    assert browser.get(url).status_code == 404


def test_what_ends_the_recipients_sessions_ends_the_link(browser, url, post_tj, notification):
    with as_owner():
        end_everything(person=post_tj.user)

    assert browser.get(url).status_code == 404
    assert browser.post(url, {"kind": "seen"}).status_code == 404
    again = rows(pk=notification.pk)[0]
    assert browser.get(f"/a/{make_token(again)}/").status_code == 200


@pytest.mark.parametrize("change", [{"role": "liaison"}, {"side_id": "KG"}])
def test_one_in_another_role_or_side_is_told_nothing_more(browser, url, post_tj, sector, change):
    with as_owner():
        type(post_tj.user).objects.filter(pk=post_tj.user.pk).update(**change)

    assert browser.get(url).status_code == 404
    assert not type(post_tj).objects.active(timezone.now().date()).filter(pk=post_tj.pk).exists()


def test_the_link_speaks_the_recipients_language(browser, url):
    response = browser.get(url, headers={"accept-language": "ru"})

    assert response["Content-Language"] == "en"
    assert '<html lang="en"' in response.content.decode()
