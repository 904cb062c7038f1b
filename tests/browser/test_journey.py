"""The main job in two real browsers: one side logs, both are told, the other answers, everybody sees it."""

import re
import time
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from incidents.codes import Form, Severity
from tests.browser.conftest import DESK, PHONE, OpenContext, sign_in
from tests.browser.forms import VORUKH, answer_all, check_answers, choose, put_pin, send
from tests.stack import Mail, Stack, measured, wait_for

TITLE = "Bahrom's flock driven off the Kosh-Tegirmen meadow"
# The gravest of the forms: what the other side reads.
SEEN = "Stones thrown"
TOLD_WITHIN_S = 10
LOGGED_WITHIN_S = 120
LANGUAGES = {"representative.tj@demo.example": "tg", "representative.kg@demo.example": "ky"}


def test_an_incident_is_logged_told_answered_and_seen(stack: Stack, open_context: OpenContext) -> None:
    began = time.monotonic()
    officer = open_context(**PHONE).new_page()
    sign_in(officer, "liaison.tj")
    number, own_number, exact = _log_near_vorukh(officer)
    logged_s = time.monotonic() - began
    path = f"/incidents/{number}/"

    mails = _mails_of_both_sides(stack, path)
    told_s = max(mail.at for mail in mails) - began - logged_s
    measured(f"journey: sign-in to receipt {logged_s:.1f} s on a phone; both sides told {max(told_s, 0):.2f} s later")
    assert logged_s < LOGGED_WITHIN_S
    assert told_s < TOLD_WITHIN_S
    for mail in mails:
        _tells_codes_alone(mail)

    other = open_context(**DESK).new_page()
    sign_in(other, "representative.kg")
    _answer_going(other, path)
    _sees_the_signal_alone(other, path, number, exact)

    _answer_by_link(stack, open_context, path)

    officer.goto(path)
    answers = officer.locator("table", has_text="Told")
    expect(answers).to_contain_text("Going")
    expect(answers).to_contain_text("arrives in 40 minutes")
    expect(answers).to_contain_text("On site")
    _everything_shows_it(stack, officer, number, own_number)


def _log_near_vorukh(page: Page) -> tuple[str, str, tuple[float, float]]:
    page.locator("header summary").tap()
    page.get_by_role("link", name="Log an incident").first.tap()
    answer_all(page, title=TITLE, place=None)
    choose(page, "place_by", "point")
    lat, lon = put_pin(page, lat=VORUKH[0], lon=VORUKH[1])
    assert abs(lat - VORUKH[0]) < 0.01
    assert abs(lon - VORUKH[1]) < 0.01
    expect(page.locator("[data-site]")).to_contain_text("Vorukh")
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    check_answers(page)
    expect(page.locator("[data-preview]")).not_to_contain_text("Bahrom")
    expect(page.locator("[data-preview]")).to_contain_text(SEEN)
    number, own_number = send(page, "Send to both sides")
    assert number
    return number, own_number, (lat, lon)


def _mails_of_both_sides(stack: Stack, path: str) -> list[Mail]:
    def complete() -> list[Mail]:
        found = stack.mail.about(path)
        return found if {mail.to for mail in found} == set(LANGUAGES) else []

    mails: list[Mail] = wait_for(complete, TOLD_WITHIN_S, "mails to both sides")
    return mails


def _tells_codes_alone(mail: Mail) -> None:
    """Severity, sector and form first, in the recipient's language; no place, no name, no words of the officer."""
    assert mail.language == LANGUAGES[mail.to]
    with translation.override(mail.language):
        level, form = Severity(3), Form.STONE_THROWING
        assert mail.subject.startswith(f"{level.value} {level.label} · ")
        assert mail.subject.casefold().endswith(str(form.label).casefold())
        assert gettext("Answer, without signing in (seen, going, on site, cannot):") in mail.text
    words = " ".join(line for line in mail.text.splitlines() if not line.startswith("http"))
    for secret in ("Bahrom", "Kosh-Tegirmen", "liaison", "Vorukh", "Ворух"):
        assert secret not in mail.subject + mail.text
    assert not re.search(r"\d[.,]\d", words)


def _answer_going(page: Page, path: str) -> None:
    page.goto("/inbox/")
    alert = page.locator("main li", has=page.locator(f"a[href='{path}']"))
    expect(alert).to_have_count(1)
    alert.locator("[name=eta_min]").fill("40")
    alert.get_by_role("button", name="Going").click()
    expect(page.get_by_role("status").filter(has_text="Your answer is recorded.")).to_be_visible()


def _sees_the_signal_alone(page: Page, path: str, number: str, exact: tuple[float, float]) -> None:
    page.goto(path)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(SEEN)
    for secret in ("Bahrom", *(f"{degrees:.5f}" for degrees in exact)):
        assert secret not in page.content()
    page.goto("/incidents/")
    row = page.locator("main li.inc", has_text=number)
    expect(row).to_contain_text(SEEN)
    assert "Bahrom" not in page.content()


def _answer_by_link(stack: Stack, open_context: OpenContext, path: str) -> None:
    """Without signing in; opening the link answers nothing, for mail scanners open links."""
    mail = next(mail for mail in stack.mail.about(path) if mail.to.startswith("representative.tj"))
    link = re.search(r"/a/\S+", mail.text)
    assert link
    answered = "SELECT kind FROM notifications_acknowledgement a JOIN notifications_notification n"
    answered += " ON n.id = a.notification_id WHERE n.path = %s AND n.side_id = 'TJ'"

    page = open_context(**PHONE).new_page()
    page.goto(link[0])
    assert stack.rows(answered, path) == []

    page.locator("button[value=on_site]").click()
    expect(page.get_by_role("listitem")).to_have_count(1)
    assert stack.rows(answered, path) == [("on_site",)]


def _everything_shows_it(stack: Stack, page: Page, number: str, own_number: str) -> None:
    for address in ("/", "/incidents/"):
        page.goto(address)
        expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    with page.expect_response(lambda response: "/incidents/cells/" in response.url) as cells:
        page.goto("/")
    assert cells.value.json()["total"] > 0
    shown = _by_api(stack, "liaison.tj", number)
    assert (shown["title"], shown["own_number"], shown["status"]) == (TITLE, own_number, "acknowledged")
    others = _by_api(stack, "representative.kg", number)
    assert others["title"].startswith(SEEN)
    assert others["summary"] is None
    assert others["location"] != shown["location"]


def _by_api(stack: Stack, username: str, number: str) -> dict[str, Any]:
    client = stack.api(username)
    newest = client.get(f"{stack.url}/api/v1/incidents/", params={"limit": 20}).json()["results"]
    listed = next(incident for incident in newest if incident["number"] == number)
    read: dict[str, Any] = client.get(f"{stack.url}/api/v1/incidents/{listed['id']}/").json()
    assert read == listed | {"allowed_actions": read["allowed_actions"]}
    return read
