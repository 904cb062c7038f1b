"""The page on which a side writes its account."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from incidents import services
from incidents.models import Account, Casualty, Incident, Source
from people.actors import acting_as, actor_for
from people.models import Post
from tests.conftest import as_owner
from tests.incidents.typed_account import TYPED, at, mine, post, release, text


@pytest.fixture
def incident(report: Any, officer: Any) -> Incident:
    reported: Incident = report(officer)
    return reported


def test_the_other_side_writes_its_account_from_nothing(incident: Incident, browse: Any, counterpart: Any) -> None:
    client = browse(counterpart)
    page = client.get(at(incident))
    assert page.status_code == 200
    form = page.context["form"]
    assert {name for name in form.fields if form[name].value()} == {
        "clock",
        "harm",
        "language",
        "stoppage",
        "time_precision",
    }
    assert "The signal says: Irrigation water turn broken." in text(page)
    assert "Two families argue" not in page.content.decode()

    answer = post(client, incident)

    assert (answer.status_code, answer["Location"]) == (302, f"{incident.get_absolute_url()}#account-h")
    account = mine(counterpart)
    assert (account.state, account.author, account.author_post) == ("draft", counterpart, "Outpost Aksay")
    assert account.occurred_at.isoformat() == "2026-05-03T06:15:00+00:00"
    assert (account.clock, account.time_precision, account.forms) == ("Asia/Bishkek", "minute", ["blockade", "crowd"])
    with acting_as(actor_for(counterpart)):
        row, source = Casualty.objects.get(), Source.objects.get()
    assert (row.best, row.low, row.high, row.people_side_id) == (11, 11, 13, "KG")
    assert (source.reliability, source.credibility) == ("B", 4)


def test_what_was_written_is_there_again_and_saving_it_changes_nothing(
    incident: Incident, browse: Any, counterpart: Any
) -> None:
    client = browse(counterpart)
    post(client, incident)
    before = mine(counterpart)
    page = client.get(at(incident))
    form, rows = page.context["form"], page.context["casualties"].rows
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}
    assert typed | {"go": "save"} == {
        name: value for name, value in TYPED.items() if "-" not in name and name != "location_precision"
    } | {"location_precision": 2}
    assert [rows[0][name].value() for name in ("best", "low", "high")] == [11, None, 13]

    post(client, incident)

    after = mine(counterpart)
    assert (after.pk, after.content_hash, after.location) == (before.pk, before.content_hash, before.location)
    with acting_as(actor_for(counterpart)):
        assert (Casualty.objects.count(), Source.objects.count()) == (1, 1)


def test_the_reporting_side_goes_on_from_its_report(incident: Incident, browse: Any, officer: Any) -> None:
    page = browse(officer).get(at(incident))

    form = page.context["form"]
    assert form["title"].value() == "Water turn at the Mastchoi canal broken"
    assert form["coordinates"].value() == "39.94167, 70.49611"
    assert "The signal says" not in text(page)


def test_a_new_version_begins_from_the_released_one(
    incident: Incident, browse: Any, counterpart: Any, representative_kg: Any
) -> None:
    client = browse(counterpart)
    post(client, incident)
    release(incident, representative_kg)

    page = client.get(at(incident))
    assert "A new version: version 1 is released" in text(page)
    assert page.context["form"]["first_action"].value() == "The road was closed."
    post(client, incident, title="The road was closed at six")

    assert (mine(counterpart).version, mine(counterpart).state) == (2, "draft")


def test_save_and_submit_hands_it_on(incident: Incident, browse: Any, counterpart: Any) -> None:
    post(browse(counterpart), incident, go="submit")

    assert mine(counterpart).state == "submitted"


@pytest.mark.parametrize("kind", ["casualties", "sources"])
def test_one_more_row_keeps_what_is_typed_and_judges_nothing(
    incident: Incident, browse: Any, counterpart: Any, kind: str
) -> None:
    answer = post(browse(counterpart), incident, go=f"more_{kind}", at_time="", **{"casualties-0-best": "many"})

    assert answer.status_code == 200
    assert len(answer.context[kind].rows) == 2
    assert answer.context["errors"]["n"] == 0
    assert answer.context["form"]["summary"].value() == TYPED["summary"]
    assert answer.context["casualties"].rows[0]["best"].value() == "many"
    with acting_as(actor_for(counterpart)):
        assert not Account.objects.filter(side="KG").exists()


def test_rows_are_taken_away_and_empty_ones_say_nothing(incident: Incident, browse: Any, counterpart: Any) -> None:
    client = browse(counterpart)
    post(client, incident, **{"casualties-count": "2", "casualties-1-status": "", "casualties-1-best": ""})
    post(client, incident, **{"casualties-0-take_away": "on", "casualties-0-best": "x"})

    with acting_as(actor_for(counterpart)):
        assert Casualty.objects.of(mine(counterpart)).count() == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"casualties-0-low": "12"}, "“At least” is above the number itself"),
        ({"casualties-0-low": "14", "casualties-0-best": ""}, "“At least” is above “at most”"),
        ({"casualties-0-high": "10"}, "“At most” is below the number itself"),
        ({"casualties-0-author": ""}, "Say who gives this number"),
        ({"casualties-0-status": ""}, "Choose what befell them"),
        ({"casualties-0-as_of": "2100-01-01"}, "This day is in the future."),
        ({"sources-0-reference": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"sources-0-reference": "ftp://example.org/"}, "Give a link that begins with https://"),
        ({"at_time": ""}, "Give the time, or say that only the day is known"),
        ({"on_date": ""}, "Give the date, too"),
        ({"until_date": "2026-05-02", "until_time": "10:00"}, "The end is before the start."),
        ({"on_date": "2100-01-01"}, "This time is in the future."),
        ({"known_date": "2100-01-01", "known_time": "10:00"}, "This time is in the future."),
        ({"coordinates": "here"}, "Give latitude and longitude"),
        ({"coordinates": "37.5, 67.5"}, "from the nearest mapped line"),
        ({"place_by": "place"}, "Choose the place"),
        ({"place_by": "km", "km_line": "", "km_mark": ""}, "Choose the line"),
        ({"damage": ["none", "houses"]}, "“None” stands alone"),
        ({"cause": "", "causes": ["livestock"]}, "Name the main cause, too."),
        ({"title": "\u202eabc"}, "not allowed"),
        ({"cause": "unheard_of"}, "not one of the available choices"),
    ],
)
def test_a_wrong_answer_is_said_beside_it_and_nothing_typed_is_lost(
    incident: Incident, browse: Any, counterpart: Any, changes: dict[str, Any], message: str
) -> None:
    answer = post(browse(counterpart), incident, **changes)

    assert answer.status_code == 422
    assert text(answer).count(message) >= 2  # In the summary, and beside the field.
    assert answer.context["form"]["summary"].value() == TYPED["summary"]
    assert answer.context["sources"].rows[0]["name"].value() == TYPED["sources-0-name"]
    for name, value in changes.items():
        if "-" in name:
            prefix, n, field = name.split("-")
            assert answer.context[prefix].rows[int(n)][field].value() == value
    with acting_as(actor_for(counterpart)):
        assert not Account.objects.filter(side="KG").exists()


def test_a_place_far_from_the_line_is_confirmed_once(incident: Incident, browse: Any, counterpart: Any) -> None:
    client, far = browse(counterpart), "40.30000, 71.50000"
    assert post(client, incident, coordinates=far).status_code == 422

    assert post(client, incident, coordinates=far, confirm_far="on").status_code == 302
    assert post(client, incident, coordinates=far).status_code == 302


def test_the_place_of_the_signal_is_the_coarse_one(incident: Incident, browse: Any, counterpart: Any) -> None:
    post(browse(counterpart), incident, place_by="signal", location_precision="")

    account = mine(counterpart)
    assert account.location is not None
    assert incident.location is not None
    assert account.location.coords == incident.location.coords
    assert account.location_precision == incident.location_precision


def test_a_known_place_is_named(incident: Incident, browse: Any, counterpart: Any) -> None:
    page = browse(counterpart).get(at(incident))
    groups = [choices for _label, choices in page.context["form"].fields["place"].choices if isinstance(choices, list)]
    code, name = groups[0][0]

    post(browse(counterpart), incident, place_by="place", place=code, location_precision="")

    assert (mine(counterpart).place_text, mine(counterpart).location_precision) == (name, 3)


def test_a_day_without_a_time_stays_a_day(incident: Incident, browse: Any, counterpart: Any) -> None:
    client = browse(counterpart)
    post(client, incident, at_time="", time_precision="day")

    page = client.get(at(incident))
    assert (page.context["form"]["on_date"].value(), page.context["form"]["at_time"].value()) == ("2026-05-03", None)
    assert mine(counterpart).time_precision == "day"


def test_what_somebody_else_saved_meanwhile_is_shown_and_not_overwritten(
    incident: Incident, browse: Any, counterpart: Any, representative_kg: Any
) -> None:
    client = browse(counterpart)
    post(client, incident)
    tag = client.get(at(incident)).context["etag"]
    post(browse(representative_kg), incident, first_action="Two lorries stood across the road.", crowd="50_200")

    typed = {"etag": tag, "title": "My words", "first_action": "A lorry stood there."}
    answer = client.post(at(incident), TYPED | typed)

    assert answer.status_code == 409
    changes = {each.label: each for each in answer.context["changes"].rows}
    assert set(changes) == {"What the first action was", "How many people"}
    first = changes["What the first action was"]
    assert (first.before, first.now, first.typed) == (
        "The road was closed.",
        "Two lorries stood across the road.",
        "A lorry stood there.",
    )
    assert answer.context["form"]["title"].value() == "My words"
    assert mine(counterpart).first_action == "Two lorries stood across the road."

    again = client.post(at(incident), TYPED | typed | {"etag": answer.context["etag"]})
    assert again.status_code == 302
    assert mine(counterpart).first_action == "A lorry stood there."


def test_of_two_who_begin_the_second_is_told(
    incident: Incident, browse: Any, counterpart: Any, representative_kg: Any
) -> None:
    owner = browse(counterpart).get(at(incident)).context["owner"]
    post(browse(representative_kg), incident)

    answer = browse(counterpart).post(at(incident), TYPED | {"etag": "", "owner": owner, "title": "Mine"})

    assert answer.status_code == 409
    assert "Numbers" not in {each.label for each in answer.context["changes"].rows}
    assert "In one line" in {each.label for each in answer.context["changes"].rows}


def test_an_expired_session_loses_nothing(incident: Incident, browse: Any, counterpart: Any, officer: Any) -> None:
    client = browse(counterpart)
    page = client.get(at(incident))
    typed = TYPED | {"etag": page.context["etag"], "owner": page.context["owner"], "title": "Typed before"}

    fresh = Client()
    answer = fresh.post(at(incident), typed)
    assert answer["Location"] == f"/account/login/?next={at(incident)}"
    fresh.force_login(counterpart)
    back = fresh.get(at(incident))
    assert back.context["form"]["title"].value() == "Typed before"
    assert "You were signed out before this was saved." in text(back)
    assert back.context["errors"]["n"] == 0

    other = Client()
    other.post(at(incident), typed)
    other.force_login(officer)
    assert other.get(at(incident)).context["form"]["title"].value() != "Typed before"


def test_words_of_an_expired_session_stay_with_the_side(incident: Incident, browse: Any, counterpart: Any) -> None:
    page = browse(counterpart).get(at(incident))
    fresh = Client()
    fresh.post(at(incident), TYPED | {"owner": page.context["owner"], "title": "Typed before"})

    with as_owner():
        counterpart.side_id = "TJ"
        counterpart.save(update_fields=["side"])
    fresh.force_login(counterpart)

    assert "Typed before" not in fresh.get(at(incident)).content.decode()


def test_a_token_that_no_longer_fits_loses_nothing(incident: Incident, counterpart: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(counterpart)

    answer = client.post(at(incident), TYPED)

    assert answer.status_code == 403
    assert answer.context["form"]["title"].value() == TYPED["title"]
    with acting_as(actor_for(counterpart)):
        assert not Account.objects.filter(side="KG").exists()


def test_another_language_keeps_what_is_typed(incident: Incident, browse: Any, counterpart: Any) -> None:
    answer = post(browse(counterpart), incident, go="", speak="ru")

    assert answer.status_code == 200
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ru"
    assert answer.context["form"]["title"].value() == TYPED["title"]
    assert 'lang="ru"' in answer.content.decode()[:200]
    assert post(browse(counterpart), incident, go="", speak="xx").status_code == 400


def test_a_picture_suggests_time_and_place(incident: Incident, browse: Any, counterpart: Any) -> None:
    client = browse(counterpart)
    query = "?occurred_at=2026-05-03T11:00:00%2B05:00&location=39.95,70.51"

    form = client.get(at(incident) + query).context["form"]
    assert [form[name].value() for name in ("on_date", "at_time", "clock", "place_by", "coordinates")] == [
        "2026-05-03",
        "12:00",
        "Asia/Bishkek",
        "point",
        "39.95000, 70.51000",
    ]
    for bad in (
        "?occurred_at=now&location=0,0",
        "?occurred_at=9999-99-99",
        "?location=" + "9" * 500,
        "?occurred_at=%00",
    ):
        assert client.get(at(incident) + bad).context["form"]["on_date"].value() is None


def test_who_may_not_write_and_what_may_not_be_seen(
    report: Any, browse: Any, officer: Any, counterpart: Any, analyst: Any
) -> None:
    hidden, shared = report(officer, visibility="own"), report(officer)

    assert browse(counterpart).get(at(hidden)).status_code == 404
    assert browse(counterpart).post(at(hidden), TYPED).status_code == 404
    assert browse(analyst).get(at(shared)).status_code == 403
    assert browse(analyst).post(at(shared), TYPED).status_code == 403
    assert Client().get(at(shared)).status_code == 302
    for verb in ("submit", "verify", "release", "withdraw", "open_to_partners"):
        assert browse(counterpart).post(at(hidden, f"account/{verb}/")).status_code == 404
        assert browse(counterpart).get(at(shared, f"account/{verb}/")).status_code == 405
    assert browse(counterpart).post(at(shared, "account/erase/")).status_code == 404
    assert browse(officer).get(at(hidden)).status_code == 200


def test_nobody_sets_what_is_the_servers(incident: Incident, browse: Any, counterpart: Any) -> None:
    post(browse(counterpart), incident, side="TJ", state="released", verified_by="1", version="7", content_hash="x")

    account = mine(counterpart)
    assert (account.side_id, account.state, account.version, account.verified_by) == ("KG", "draft", 1, None)


def test_seconds_and_metres_that_are_not_shown_are_kept(incident: Incident, browse: Any, officer: Any) -> None:
    exact = (timezone.now() - timedelta(hours=2)).replace(second=17, microsecond=5)
    with acting_as(actor_for(officer)):
        services.write_account(incident=incident, by=officer, occurred_at=exact, location=(70.4961149, 39.9416749))
    client = browse(officer)
    page = client.get(at(incident))
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    hidden = {"etag": page.context["etag"], "owner": page.context["owner"]}

    client.post(at(incident), typed | hidden | {"go": "save", "casualties-count": "0", "sources-count": "0"})

    account = mine(officer)
    assert account.occurred_at == exact
    assert account.location is not None
    assert account.location.coords == (70.4961149, 39.9416749)


def test_a_post_is_one_of_those_the_side_names(incident: Incident, browse: Any, counterpart: Any) -> None:
    with as_owner():
        for side, name in (("KG", "Outpost Aksay"), ("TJ", "Outpost Vorukh")):
            Post.objects.create(side_id=side, name=name)
    client = browse(counterpart)

    assert "Outpost Vorukh" not in client.get(at(incident)).content.decode()
    assert post(client, incident, author_post="Outpost Vorukh").status_code == 422
    assert post(client, incident).status_code == 302
