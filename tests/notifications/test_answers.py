import pytest
from django.test import Client

from notifications import answers
from notifications.links import make_token
from people.actors import current_actor
from tests.notifications.factories import rows, tell


@pytest.fixture
def heard(monkeypatch):
    """What a listener for alerts about a "test" is told, and as whom it acts."""
    told = []
    monkeypatch.setattr(answers, "_listeners", {})
    answers.listen("test", lambda alert, answer, recipient: told.append((alert.key, answer.kind, current_actor().name)))
    return told


def test_an_answer_by_link_reaches_the_one_who_raised_the_alert_as_the_recipients(post_tj, sector, heard):
    key = tell(sector, key="test:1:1", sides=["TJ"], visibility="own")
    url = f"/a/{make_token(rows(channel='email')[0])}/"

    for _press in range(2):
        Client().post(url, {"kind": "seen"})

    assert heard == [(key, "seen", f"user:{post_tj.user_id}")]


def test_answers_to_other_alerts_are_not_passed_on(post_tj, sector, heard):
    tell(sector, key="other:1:1", sides=["TJ"])

    Client().post(f"/a/{make_token(rows(channel='email')[0])}/", {"kind": "seen"})

    assert heard == []
