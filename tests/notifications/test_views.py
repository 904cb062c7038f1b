from urllib.parse import parse_qs, urlsplit

import pytest

from notifications.models import Notification
from notifications.services import acknowledge
from people.actors import acting_as, actor_for
from tests.notifications.factories import rows, tell


@pytest.fixture
def told(post_tj, post_kg, sector):
    tell(sector)
    return rows(channel="in_app", side="TJ")[0]


@pytest.fixture
def browser(client, representative_tj):
    client.force_login(representative_tj)
    return client


def test_the_inbox_shows_what_waits_with_its_answers(browser, told):
    page = browser.get("/inbox/").content.decode()

    assert told.headline in page
    assert page.count('name="kind"') == 4
    assert told.path in page
    assert "Bishkek" in page
    assert "Dushanbe" in page


def test_what_was_shown_is_read(browser, told, representative_tj):
    browser.get("/inbox/")

    with acting_as(actor_for(representative_tj)):
        assert Notification.objects.get(pk=told.pk).read_at is not None
    assert told.headline not in browser.get("/inbox/?tab=unread").content.decode()


def test_an_answer_moves_the_alert_to_done(browser, told):
    response = browser.post(told.get_answer_url(), {"kind": "going", "eta_min": "40"}, follow=True)

    assert response.redirect_chain == [("/inbox/", 302)]
    assert told.headline not in response.content.decode()
    done = browser.get("/inbox/?tab=done").content.decode()
    assert told.headline in done
    assert "40 minutes" in done


def test_a_wrong_answer_says_what_is_wrong_and_keeps_the_alert(browser, told):
    response = browser.post(told.get_answer_url(), {"kind": "ready"})

    assert response.status_code == 400
    assert "Choose one of the four answers." in response.content.decode()
    assert told.headline in response.content.decode()


def test_an_answer_after_the_session_ended_leads_back_to_the_alert(client, told, representative_tj):
    response = client.post(told.get_answer_url(), {"kind": "going"})

    assert response.status_code == 302
    back = parse_qs(urlsplit(response.url).query)["next"]
    client.force_login(representative_tj)
    assert told.headline in client.get(back[0]).content.decode()


def test_the_other_sides_answer_is_shown_as_a_post(browser, told, client, representative_kg, post_kg):
    with acting_as(actor_for(representative_kg)):
        acknowledge(notification=rows(channel="in_app", side="KG")[0], kind="going", via="inbox", by=representative_kg)

    page = browser.get("/inbox/").content.decode()

    assert "Who has answered" in page
    assert "representative.kg" not in page


def test_a_message_of_another_is_not_there(client, told, representative_kg, officer):
    for user in (representative_kg, officer):
        client.force_login(user)
        assert client.post(told.get_answer_url(), {"kind": "seen"}).status_code == 404
        assert told.headline not in client.get("/inbox/?tab=done").content.decode()


def test_the_inbox_wants_a_sign_in_and_an_answer_a_post(client, told, browser):
    assert browser.get(told.get_answer_url()).status_code == 405
    client.logout()
    assert client.get("/inbox/").status_code == 302
    assert client.post(told.get_answer_url(), {"kind": "seen"}).status_code == 302


@pytest.mark.parametrize("query", ["?tab=nonsense", "?cursor=nonsense", "?cursor=WzEsMiwzXQ", "?tab=unread&x=1"])
def test_an_odd_address_shows_the_inbox(browser, told, query):
    assert browser.get(f"/inbox/{query}", follow=True).status_code == 200


def test_the_inbox_asks_the_database_the_same_however_long_it_is(browser, told, sector, django_assert_max_num_queries):
    for _number in range(30):
        tell(sector)

    with django_assert_max_num_queries(26):
        page = browser.get("/inbox/")

    assert page.content.decode().count('class="answersheet"') == 20
    assert "cursor=" in page.content.decode()


def test_one_who_is_no_representative_is_told_so(client, officer):
    client.force_login(officer)

    assert "not on the roster" in client.get("/inbox/").content.decode()
