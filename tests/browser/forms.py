"""Answering the questions of a new incident as an officer does."""

import re

from playwright.sync_api import Page, expect

VORUKH = (39.851, 70.580)
# Two taps sooner than that are a double tap, which zooms.
BETWEEN_TAPS_MS = 550


def choose(page: Page, name: str, value: str) -> None:
    """Press a choice by its row, unfolding what hides it."""
    field = page.locator(f"[name={name}][value='{value}']")
    fold = page.locator("main details:not([open])", has=field)
    if fold.count():
        fold.first.locator("summary").first.click()
    page.locator("main label.opt", has=field).click()


def answer_all(page: Page, *, title: str, place: str | None = "khojai-alo") -> None:
    """Answer the seven questions; without a place, question 3 is left to the caller."""
    page.locator("[name=title]").fill(title)
    choose(page, "when", "now")
    if place is not None:
        choose(page, "place_by", "place")
        page.locator("select[name=place]").select_option(place)
    choose(page, "cause", "irrigation_turn")
    choose(page, "forms", "crowd")
    choose(page, "forms", "stone_throwing")
    choose(page, "crowd", "50_200")
    choose(page, "harm", "none")


def check_answers(page: Page) -> None:
    page.get_by_role("button", name="Check your answers").last.click()
    page.wait_for_url("**/incidents/new/check/**")


def send(page: Page, button: str) -> tuple[str, str]:
    """Press one of the two equal buttons; return the number, empty for a draft, and the own number on the receipt."""
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/incidents/new/sent/**")
    words = page.locator("[aria-labelledby=receipt]").inner_text()
    number = re.search(r"BIT-\d{4}-\d{6}", words)
    own_number = re.search(r"(TJ|KG)-\d{4}-\d{4,}", words)
    assert own_number, words
    return number[0] if number else "", own_number[0]


def put_pin(page: Page, *, lat: float, lon: float) -> tuple[float, float]:
    """Show the map and put the pin by touch: twice to learn the scale, then in its place. Return where it stands."""
    page.get_by_role("button", name="Show the map").tap()
    canvas = page.locator("#pin-map")
    page.get_by_role("button", name="Zoom out").wait_for()
    _settle(page)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    x, y, x2, y2 = box["width"] * 0.35, box["height"] * 0.4, box["width"] * 0.65, box["height"] * 0.6
    for _ in range(4):
        first, second = _tap(page, x, y), _tap(page, x2, y2)
        x3 = x + (lon - first[1]) * (x2 - x) / (second[1] - first[1])
        y3 = y + (lat - first[0]) * (y2 - y) / (second[0] - first[0])
        # Clear of the edges and of the buttons in the corner.
        if 20 < x3 < box["width"] - 60 and 20 < y3 < box["height"] - 20:
            return _tap(page, x3, y3)
        page.get_by_role("button", name="Zoom out").tap()
        _settle(page)
    raise AssertionError("the place is not on the map, zoomed out three times")


def _tap(page: Page, x: float, y: float) -> tuple[float, float]:
    field = page.locator("[name=coordinates]")
    before = field.input_value()
    page.locator("#pin-map").tap(position={"x": x, "y": y})
    expect(field).not_to_have_value(before)
    _settle(page)
    lat, lon = field.input_value().split(",")
    return float(lat), float(lon)


def _settle(page: Page) -> None:
    page.wait_for_timeout(BETWEEN_TAPS_MS)
    expect(page.locator("#pin-map.leaflet-zoom-anim, #pin-map .leaflet-zoom-anim")).to_have_count(0)
    page.wait_for_load_state("networkidle")
