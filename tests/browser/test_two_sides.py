"""Two sides, one incident, in real browsers: logged twice, joined, compared, worded together, signed by both.

The case of 27 January 2022: one side says 17:20 by its clock, the other 18:15 by its own, five minutes apart.
"""

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenContext, sign_in
from tests.browser.forms import check_answers, choose, send
from tests.stack import PASSWORD, ROOT

DAY = "2022-01-27"
TIMES = {"tj": "17:20", "kg": "18:15"}
SAYS_OF = {"tj": "KG", "kg": "TJ"}
PICTURES = Path(os.environ.get("PICTURES_DIR", ROOT / "var" / "pictures"))


def test_both_sides_log_one_event_join_compare_word_and_sign_it(open_context: OpenContext) -> None:
    officers = {side: open_context(**options).new_page() for side, options in {"tj": PHONE, "kg": DESK}.items()}
    numbers = {side: _log(page, side) for side, page in officers.items()}
    for side, page in officers.items():
        _write_account(page, side, numbers[side])
    _join(officers["kg"], ours=numbers["kg"], theirs=numbers["tj"])

    representatives = {side: open_context(**DESK).new_page() for side in ("tj", "kg")}
    for side, page in representatives.items():
        sign_in(page, f"representative.{side}")
        _release(page, numbers[side])
    whole = numbers["tj"]

    for page in (*officers.values(), *representatives.values()):
        _compare(page, whole)
    _photograph(officers["kg"], f"/incidents/{whole}/compare/", "comparison")

    _localise(representatives, whole)
    _word_every_fact(representatives, whole)
    for page in representatives.values():
        _sign(page, whole)
    _stands_signed([*officers.values(), *representatives.values()], whole)
    _photograph(representatives["tj"], f"/incidents/{whole}/review/", "joint-account")


def _log(page: Page, side: str) -> str:
    """Log the event in the own side's words and by its own clock; what is offered as the same is left alone."""
    sign_in(page, f"liaison.{side}")
    page.goto("/incidents/new/")
    page.locator("[name=title]").fill(f"Road blocked at Tort-Kocho, {side}")
    choose(page, "when", "exact")
    page.locator("[name=on_date]").fill(DAY)
    page.locator("[name=at_time]").fill(TIMES[side])
    choose(page, "place_by", "place")
    page.locator("select[name=place]").select_option("khojai-alo")
    choose(page, "cause", "road_blocking")
    choose(page, "forms", "crowd")
    choose(page, "forms", "small_arms")
    choose(page, "crowd", "50_200")
    choose(page, "harm", "none")
    check_answers(page)
    number, _own_number = send(page, "Send to both sides")
    assert number
    return number


def _write_account(page: Page, side: str, number: str) -> None:
    """Say who acted first: the other one."""
    page.goto(f"/incidents/{number}/account/")
    field = page.locator("select[name=first_action_by]")
    if field.count():
        _unfold(page, field)
        field.select_option(SAYS_OF[side])
    else:
        choose(page, "first_action_by", SAYS_OF[side])
    page.locator("main button[name=go][value=submit]:visible").click()
    page.wait_for_url(lambda url: not url.split("#")[0].endswith("/account/"))


def _unfold(page: Page, field: Any) -> None:
    """Open whatever is folded around a field, from the outside in."""
    fold = page.locator("main details:not([open])", has=field)
    while fold.count():
        fold.first.locator("> summary").click()


def _join(page: Page, *, ours: str, theirs: str) -> None:
    """Join the own record to the one that is offered as the same."""
    page.goto(f"/incidents/{ours}/")
    offered = page.locator("#similar .panel", has=page.locator(f"a[href='/incidents/{theirs}/']"))
    expect(offered).to_contain_text("5 min")
    offered.locator("button[name=kind][value=joined]").click()
    expect(page.locator("main")).to_contain_text(theirs)


def _release(page: Page, number: str) -> None:
    page.goto(f"/incidents/{number}/")
    page.locator("form[action$='/account/release/'] button").click()
    expect(page.get_by_role("status").filter(has_text="Released.")).to_be_visible()


def _compare(page: Page, number: str) -> None:
    """The start agrees, five minutes apart; who acted first differs, and each is named by the other."""
    page.goto(f"/incidents/{number}/")
    page.locator(f"a[href^='/incidents/{number}/compare/']").first.click()
    start, first = page.locator("#fact-start"), page.locator("#fact-first_action")
    expect(start.locator(".verdict")).to_have_text(re.compile("agree", re.I))
    expect(start.locator(".fact-measure")).to_contain_text("5 min")
    for time in TIMES.values():
        expect(start).to_contain_text(time)
    expect(first.locator(".verdict")).to_have_text(re.compile("differ", re.I))
    expect(first).to_have_class(re.compile("fact-differ"))


def _localise(pages: dict[str, Page], number: str) -> None:
    pages["tj"].goto(f"/incidents/{number}/")
    pages["tj"].locator("form[action$='/acknowledge/'] button").click()
    for page in pages.values():
        page.goto(f"/incidents/{number}/")
        page.locator("form[action$='/localise/'] button").first.click()
        page.wait_for_load_state()


def _word_every_fact(pages: dict[str, Page], number: str) -> None:
    """One side proposes words for every fact, the other accepts them."""
    proposer, accepter = pages["tj"], pages["kg"]
    proposer.goto(f"/incidents/{number}/review/")
    proposer.get_by_role("button", name="Begin the joint review").click()
    expect(proposer.locator(".worded").first).to_be_attached()
    facts = [fact.get_attribute("id") or "" for fact in proposer.locator(".worded").all()]
    for fact in facts:
        form = proposer.locator(f"#{fact}")
        _unfold(proposer, form)
        words = proposer.locator(f"#text-{fact.removeprefix('fact-')}")
        _unfold(proposer, words)
        words.fill(f"Both sides say this together: {fact.removeprefix('fact-')}.")
        form.locator("button[name=move][value=proposal]").click()
        expect(proposer.locator(f"#{fact} .proposed")).to_contain_text("Both sides say this together")
    for fact in facts:
        accepter.goto(f"/incidents/{number}/review/")
        form = accepter.locator(f"#{fact}")
        _unfold(accepter, form)
        form.get_by_role("button", name="Accept these words").click()
        expect(accepter.locator(f"#{fact} .proposed-both")).to_contain_text("Both sides say this together")


def _sign(page: Page, number: str) -> None:
    """Say again who one is, read the text, sign it."""
    page.goto(f"/account/reauthenticate/?next=/incidents/{number}/review/sign/")
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/review/sign/")
    page.get_by_role("button", name="Sign for").click()
    page.wait_for_load_state()


def _stands_signed(pages: list[Page], number: str) -> None:
    for page in pages:
        page.goto(f"/incidents/{number}/review/")
        expect(page.locator("main")).to_contain_text("Both sides have signed.")
        expect(page.locator("main")).to_contain_text("Both sides say this together: start.")


def _photograph(page: Page, address: str, name: str) -> None:
    """Keep what comes out of the printer."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.goto(address)
    page.emulate_media(media="print")
    expect(page.locator("header nav.nav")).to_be_hidden()
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    page.pdf(path=PICTURES / f"{name}.pdf", format="A4", print_background=True)
    page.emulate_media(media="screen")
    assert (PICTURES / f"{name}.pdf").stat().st_size > 10_000
