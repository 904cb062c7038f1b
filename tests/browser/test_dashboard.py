"""The dashboard in a real browser: map, list and figures are one result, and the address keeps it."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, PHONE, OpenContext, sign_in
from tests.stack import Stack

# The public sources: 53 incidents, besides two sums, all of them near the line.
PERIOD = "occurred_after=2019-01-01&occurred_before=2023-01-01&origin=public_source"
VALLEY = "map=11/39.93/70.53"


def _opened(page: Page, query: str) -> None:
    sign_in(page, "analyst")
    page.goto(f"/?{query}")
    expect(page.locator("[data-in-view]")).not_to_be_empty()


def _said(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator("#part-counted > b").inner_text()))


def _in_view(page: Page) -> int:
    found = re.search(r"In the map: ([\d,]+)", page.locator("[data-in-view]").inner_text())
    assert found
    return int(found[1].replace(",", ""))


def test_the_list_counts_what_the_map_shows_and_the_address_keeps_it(stack: Stack, open_context: OpenContext) -> None:
    page = open_context(**DESK).new_page()
    _opened(page, f"{PERIOD}&{VALLEY}")
    everything, in_view = _said(page), _in_view(page)
    assert (everything, 0 < in_view < everything) == (53, True)

    page.get_by_role("button", name="Only what the map shows").click()
    expect(page.locator("#part-counted > b")).to_have_text(f"{in_view} incidents")
    for zoom in (10, 9):
        page.get_by_role("button", name="Zoom out").click()
        page.wait_for_url(f"**map={zoom}/**")
    expect(page.locator("#part-counted > b")).not_to_have_text(f"{in_view} incidents")
    wider = _said(page)
    expect(page.locator("[data-in-view]")).to_contain_text(f"In the map: {wider}.")

    page.reload()
    expect(page.locator("[data-in-view]")).to_contain_text(f"In the map: {wider}.")
    assert _said(page) == wider
    expect(page.get_by_role("button", name="Only what the map shows")).to_have_attribute("aria-pressed", "true")

    page.get_by_role("link", name="Take away Only what the map shows").click()
    expect(page.locator("#part-counted > b")).to_have_text("53 incidents")


def test_a_late_answer_never_overwrites_a_newer_one(stack: Stack, open_context: OpenContext) -> None:
    page = open_context(**DESK).new_page()
    _opened(page, f"{PERIOD}&{VALLEY}")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.headers.get("x-fragment") and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/*", hold_the_first)
    page.get_by_role("button", name="Only what the map shows").click()
    page.get_by_role("button", name="Only what the map shows").click()
    expect(page.locator("#part-counted.is-waiting")).to_have_count(0)
    held[0].continue_()
    page.wait_for_load_state("networkidle")

    assert _said(page) == 53
    assert "bbox" not in page.url


def test_a_filter_keeps_the_view_of_the_map(stack: Stack, open_context: OpenContext) -> None:
    page = open_context(**DESK).new_page()
    _opened(page, PERIOD)
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url("**map=10/**")

    page.locator("#part-bars a", has_text="Armed conflict").click()
    page.wait_for_url("**severity=5**")

    assert "map=10/" in page.url
    expect(page.locator("#part-counted")).to_contain_text("Severity: 5. Armed conflict")


def test_a_phone_unfolds_the_filters(stack: Stack, open_context: OpenContext) -> None:
    page = open_context(**PHONE).new_page()
    _opened(page, PERIOD)
    cause = page.locator("summary", has_text="Cause")
    expect(cause).to_be_hidden()

    page.locator("label[for=picks-open]").tap()
    cause.tap()
    page.locator("label.opt", has_text="Smuggling").tap()
    page.locator("details[open] button", has_text="Show").tap()
    page.wait_for_url("**cause=smuggling**")

    expect(page.locator("#part-counted")).to_contain_text("Cause: Smuggling")


def test_without_scripts_the_filters_and_the_list_work(stack: Stack, open_context: OpenContext) -> None:
    page = open_context(**DESK, java_script_enabled=False).new_page()
    page.goto("/account/login/")
    sign_in(page, "analyst")
    page.goto(f"/?{PERIOD}")

    page.locator("summary", has_text="Severity").click()
    page.locator("label.opt", has_text="5. Armed conflict").click()
    page.locator("details[open] button", has_text="Show").click()

    expect(page.locator("#part-list li").first).to_be_visible()
    assert set(page.url.partition("?")[2].split("&")) == {*PERIOD.split("&"), "severity=5"}
