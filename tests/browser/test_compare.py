"""Two accounts, fact by fact: folded on a phone, whole on a desk and on paper."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenContext, sign_in
from tests.browser.test_accessibility import AXE, RULES, RUN
from tests.stack import Stack

BRIDGE = {"type": "Point", "coordinates": [70.6072, 39.9481]}
SAID: dict[str, Any] = {
    "occurred_at": "2022-01-27T18:15:00+06:00",
    "location": BRIDGE,
    "location_precision": 2,
    "cause": "road_blocking",
    "forms": ["blockade"],
}


@pytest.fixture(scope="module")
def compared(stack: Stack) -> str:
    """The path of a comparison: the start agrees, who acted first differs."""
    kg, tj = stack.api("liaison.kg"), stack.api("liaison.tj")
    made = kg.post(f"{stack.url}/api/v1/incidents/", json={**SAID, "title": "Road closed", "severity": 5}, timeout=10)
    assert made.status_code == 201, made.text
    accounts = f"{stack.url}/api/v1/incidents/{made.json()['id']}/accounts/"
    own = kg.get(f"{accounts}own/", timeout=10)
    first = {"first_action_by": "TJ", "first_action": "Tajik guards closed the road."}
    answers = [
        kg.patch(f"{accounts}own/", json=first, headers={"If-Match": own.headers["ETag"]}, timeout=10),
        tj.post(
            accounts,
            json={
                **SAID,
                "occurred_at": "2022-01-27T17:20:00+05:00",
                "first_action_by": "KG",
                "first_action": "About 50 Kyrgyz residents stopped a truck at the bridge.",
            },
            timeout=10,
        ),
        *(_release(stack.api(f"representative.{side}"), accounts) for side in ("kg", "tj")),
    ]
    assert [answer.status_code for answer in answers] == [200, 201, 200, 200], [answer.text for answer in answers]
    return f"/incidents/{made.json()['number']}/compare/"


def _release(client: Any, accounts: str) -> Any:
    """Release the own side's account as it was read."""
    read = client.get(f"{accounts}own/", timeout=10)
    return client.post(f"{accounts}own/release/", headers={"If-Match": read.headers["ETag"]}, timeout=10)


def _open(open_context: OpenContext, path: str, **options: Any) -> Page:
    page = open_context(**options).new_page()
    sign_in(page, "representative.kg")
    page.goto(path)
    return page


def test_facts_that_agree_fold_away_on_a_phone(open_context: OpenContext, compared: str) -> None:
    page = _open(open_context, compared, **PHONE)

    expect(page.locator("#fact-first_action")).to_contain_text("differs")
    expect(page.locator("#fact-start")).to_be_hidden()

    page.locator(".fold > summary").tap()
    expect(page.locator("#fact-start")).to_contain_text("Difference 5\N{NO-BREAK SPACE}min")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_nothing_is_folded_on_a_desk_nor_on_paper(open_context: OpenContext, compared: str) -> None:
    page = _open(open_context, compared, **DESK)
    expect(page.locator("#fact-start")).to_be_visible()

    page.set_viewport_size(PHONE["viewport"])
    expect(page.locator("#fact-start")).to_be_hidden()
    page.evaluate(
        "addEventListener('beforeprint', () => { window.onPaper = document.querySelector('[data-fold]').open })"
    )
    page.pdf(format="A4")

    assert page.evaluate("window.onPaper") is True
    expect(page.locator("#fact-start")).to_be_hidden()


def test_the_sides_are_told_apart_on_paper_without_colour(open_context: OpenContext, compared: str) -> None:
    page = _open(open_context, compared, **DESK)
    page.emulate_media(media="print")

    def edge(side: str) -> str:
        bar = page.locator(f"#fact-start .fact-{side}")
        return str(bar.evaluate("bar => getComputedStyle(bar).borderInlineStartStyle"))

    assert (edge("kg"), edge("tj")) == ("solid", "double")
    expect(page.get_by_text("Printed:")).to_be_visible()
    expect(page.locator(".nav")).to_be_hidden()


@pytest.mark.parametrize("device", [PHONE, DESK], ids=["360", "1280"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_context: OpenContext, compared: str, device: dict[str, Any], scheme: str) -> None:
    # Our own policy refuses an injected script, as it should; elsewhere it stays in force.
    page = _open(open_context, compared, **device, bypass_csp=True, color_scheme=scheme)

    page.add_script_tag(path=AXE)
    found = page.evaluate(RUN, {"type": "tag", "values": RULES})["violations"]

    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []


def test_all_of_it_is_there_without_javascript(open_context: OpenContext, compared: str) -> None:
    page = _open(open_context, compared, **PHONE, java_script_enabled=False)

    expect(page.locator("#fact-start")).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
