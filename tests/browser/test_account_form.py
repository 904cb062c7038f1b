"""Writing a side's account on a phone: rows in place, both clocks, nothing typed lost; and without a script."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenContext, sign_in, watch_of
from tests.browser.forms import choose
from tests.browser.test_accessibility import AXE, RULES, RUN
from tests.stack import Stack


@pytest.fixture
def path(stack: Stack) -> str:
    """The path of the form for the side that did not report."""
    said = {
        "title": "Road closed at the crossroads",
        "occurred_at": "2022-01-27T18:15:00+06:00",
        "location": {"type": "Point", "coordinates": [70.6072, 39.9481]},
        "severity": 3,
        "cause": "road_blocking",
        "forms": ["blockade"],
    }
    made = stack.api("liaison.kg").post(f"{stack.url}/api/v1/incidents/", json=said, timeout=10)
    assert made.status_code == 201, made.text
    return f"/incidents/{made.json()['number']}/account/"


def _open(open_context: OpenContext, path: str, **options: Any) -> Page:
    page = open_context(**PHONE, **options).new_page()
    sign_in(page, "liaison.tj")
    page.goto(path)
    return page


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save the draft").last.click()


def test_an_account_is_written_row_by_row(open_context: OpenContext, path: str) -> None:
    # Our own policy refuses an injected script, as it should; elsewhere it stays in force.
    page = _open(open_context, path, bypass_csp=True)
    watch_of(page.context).expect("422")
    page.locator("[name=on_date]").fill("2022-01-27")
    page.locator("[name=at_time]").fill("17:20")
    expect(page.locator("[data-other-clock]").first).to_have_text("17:20 Dushanbe · 18:20 Bishkek")
    choose(page, "place_by", "signal")
    choose(page, "first_action_by", "KG")
    page.locator("[name=casualties-0-status]").select_option("wounded")
    page.locator("[name=casualties-0-best]").fill("10")
    page.locator("[name=casualties-0-high]").fill("9")
    page.get_by_role("button", name="One more number").click()
    page.locator("[name=casualties-1-status]").select_option("killed")
    page.locator("[name=casualties-1-best]").fill("2")
    page.reload()

    expect(page.locator("[data-given-back]")).to_be_visible()
    expect(page.locator("[name=casualties-1-best]")).to_have_value("2")
    for n in (0, 1):
        page.locator(f"[name=casualties-{n}-author]").fill("District hospital")
    _save(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator("[data-error-summary] a").click()
    expect(page.locator("[name=casualties-0-high]")).to_be_focused()
    page.add_script_tag(path=AXE)
    found = page.evaluate(RUN, {"type": "tag", "values": RULES})["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []
    page.locator("[name=casualties-0-high]").fill("17")
    _save(page)

    page.wait_for_url("**/incidents/BIT-*/#account-h")
    expect(page.locator("main")).to_contain_text("10 (10–17)")
    page.goto(path)
    expect(page.locator("[data-given-back]")).to_be_hidden()


def test_an_account_is_written_without_a_script(open_context: OpenContext, path: str) -> None:
    page = _open(open_context, path, java_script_enabled=False)
    page.locator("[name=title]").fill("A lorry was stopped")
    page.get_by_role("button", name="One more source").click()
    expect(page.locator("[name=title]")).to_have_value("A lorry was stopped")
    page.locator("[name=sources-1-kind]").select_option("patrol")
    page.locator("[name=sources-1-name]").fill("Patrol of the post")
    _save(page)

    page.wait_for_url("**/incidents/BIT-*/#account-h")
    expect(page.locator("main")).to_contain_text("Patrol of the post")
