"""Without JavaScript: every page saves on its buttons, and nothing typed is lost."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenContext, sign_in, speak, watch_of
from tests.browser.forms import answer_all, check_answers, choose, send

TITLE = "Two shepherds quarrel at the spring"


def _form(open_context: OpenContext) -> Page:
    context = open_context(**PHONE, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "liaison.tj")
    page.goto("/incidents/new/")
    return page


def test_an_incident_is_logged(open_context: OpenContext) -> None:
    page = _form(open_context)

    answer_all(page, title=TITLE)
    check_answers(page)
    expect(page.locator("dl.answers").first).to_contain_text(TITLE)
    number, _own_number = send(page, "Send to both sides")

    page.get_by_role("link", name="Open the incident").click()
    assert page.url.endswith(f"/incidents/{number}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_a_language_switch_keeps_the_half_filled_form(open_context: OpenContext) -> None:
    page = _form(open_context)
    page.locator("[name=title]").fill(TITLE)
    choose(page, "when", "now")
    choose(page, "forms", "crowd")
    choose(page, "forms", "brawl")
    choose(page, "crowd", "10_50")

    speak(page, "ru")

    _has_what_was_typed(page)
    expect(page.locator("[name=crowd][value='10_50']")).to_be_checked()


def test_a_missing_answer_keeps_all_others(open_context: OpenContext) -> None:
    page = _form(open_context)
    watch_of(page.context).expect("422")
    answer_all(page, title=TITLE, place=None)
    choose(page, "forms", "brawl")

    page.get_by_role("button", name="Check your answers").last.click()

    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("Say where it happened")
    expect(summary.get_by_role("link")).to_have_count(1)
    _has_what_was_typed(page)
    expect(page.locator("[name=cause][value=irrigation_turn]")).to_be_checked()
    expect(page.locator("[name=harm][value=none]")).to_be_checked()
    summary.get_by_role("link").click()
    assert page.url.endswith("#id_place_by")
    assert page.locator("#id_place_by").count() == 1


def _has_what_was_typed(page: Page) -> None:
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    expect(page.locator("[name=when][value=now]")).to_be_checked()
    for form in ("crowd", "brawl"):
        expect(page.locator(f"[name=forms][value={form}]")).to_be_checked()
