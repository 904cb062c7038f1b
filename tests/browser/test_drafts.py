"""What is typed outlives a reload, a power cut, an ended session, a dead link and a change of language."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenContext, sign_in, speak, watch_of
from tests.browser.forms import choose
from tests.stack import Stack

TITLE = "Shots heard from the orchards"
LATER = "Shots heard from the orchards, three of them"


def _typed(page: Page) -> None:
    sign_in(page, "liaison.tj")
    page.goto("/incidents/new/")
    page.locator("[name=title]").press_sequentially(TITLE)
    choose(page, "when", "ago")
    page.locator("[name=minutes_ago]").fill("25")
    choose(page, "forms", "warning_shots")


def _saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    page.wait_for_function("() => !Object.keys(sessionStorage).some((key) => key.startsWith('draft:'))")


def _all_there(page: Page, title: str = TITLE) -> None:
    expect(page.locator("[name=title]")).to_have_value(title)
    expect(page.locator("[name=when][value=ago]")).to_be_checked()
    expect(page.locator("[name=minutes_ago]")).to_have_value("25")
    expect(page.locator("[name=forms][value=warning_shots]")).to_be_checked()


@pytest.fixture
def page(open_context: OpenContext) -> Page:
    return open_context(**PHONE).new_page()


def test_a_reload_at_once_loses_nothing(page: Page) -> None:
    _typed(page)

    page.reload()

    _all_there(page)


def test_a_power_cut_loses_nothing_that_was_saved(page: Page, open_context: OpenContext) -> None:
    _typed(page)
    _saved(page)
    address = page.url
    page.context.close()

    other = open_context(**PHONE).new_page()
    sign_in(other, "liaison.tj")
    other.goto("/incidents/new/")
    expect(other.get_by_role("link", name=TITLE).first).to_be_visible()
    other.goto(address)

    _all_there(other)


def _lose_the_cookie(page: Page, stack: Stack) -> None:
    page.context.clear_cookies(name="sessionid")


def _lose_the_session(page: Page, stack: Stack) -> None:
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    stack.rows("DELETE FROM django_session WHERE session_key = %s", key)


@pytest.mark.parametrize("lose", [_lose_the_cookie, _lose_the_session])
def test_an_ended_session_loses_nothing(page: Page, stack: Stack, lose: Callable[[Page, Stack], None]) -> None:
    watch_of(page.context).expect("401")
    _typed(page)
    _saved(page)
    lose(page, stack)

    page.locator("[name=title]").fill(LATER)
    page.get_by_role("link", name="Sign in and continue").click()
    sign_in(page, "liaison.tj")

    _all_there(page, LATER)


def test_an_ended_session_loses_nothing_on_the_button(page: Page, stack: Stack) -> None:
    """The button is pressed before the page knows that the session has ended."""
    watch_of(page.context).expect("401")
    watch_of(page.context).expect("403")
    _typed(page)
    _saved(page)
    _lose_the_session(page, stack)
    page.locator("[name=title]").fill(LATER)

    page.get_by_role("button", name="Check your answers").last.click()
    sign_in(page, "liaison.tj")

    _all_there(page, LATER)


def test_a_language_switch_loses_nothing(page: Page) -> None:
    _typed(page)

    speak(page, "ru")

    _all_there(page)


def test_a_dead_link_loses_nothing(page: Page) -> None:
    watch_of(page.context).expect("ERR_INTERNET_DISCONNECTED")
    _typed(page)
    _saved(page)
    page.context.set_offline(True)
    page.locator("[name=title]").fill(LATER)
    expect(page.locator("[data-saved]")).to_contain_text("Not saved")

    page.context.set_offline(False)
    _saved(page)
    page.reload()

    _all_there(page, LATER)
