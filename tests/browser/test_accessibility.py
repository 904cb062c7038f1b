"""axe-core finds nothing on any page, on a phone and on a desk, in light and in dark."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import DESK, PHONE, OpenContext, sign_in
from tests.browser.forms import answer_all
from tests.stack import ROOT, Stack, wait_for

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = {
    "dashboard": "/",
    "list": "/incidents/",
    "new": "/incidents/new/",
    "inbox": "/inbox/",
    "segments": "/segments/",
    "segment": "/segments/s03/",
    "delimitation": "/delimitation/?at=2017-02-07",
    "account": "/account/",
    "second factors": "/account/mfa/",
    "help": "/help/",
    "styleguide": "/styleguide/",
}
# Under the page of an incident.
OF_AN_INCIDENT = ("compare", "history", "account", "files", "entries", "requests", "review", "review/sign")
ADMINISTRATION = {"people": "/admin/", "new person": "/admin/people/new/", "posts": "/admin/posts/"}
# Colours may not be half way between two schemes. Playwright itself would wait for an answer without an end.
RUN = """runOnly => {
  for (const each of document.getAnimations()) each.cancel();
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("axe is not done after 30 s")), 30_000));
  return Promise.race([axe.run(document, {runOnly, resultTypes: ["violations"]}), late]);
}"""
DEVICES = {"360": PHONE, "1280": DESK}


@pytest.fixture(scope="module")
def incident(stack: Stack) -> str:
    """The path of an incident that waits for the Kyrgyz representative's answer."""
    body = {
        "title": "Road blocked with tractors",
        "occurred_at": "2026-06-03T11:10:00+05:00",
        "location": {"type": "Point", "coordinates": [70.49611, 39.94167]},
        "severity": 4,
        "cause": "road_blocking",
        "forms": ["blockade", "weapons_readied"],
        "crowd": "50_200",
        "summary": "Two tractors stand across the road.",
    }
    answer = stack.api("liaison.tj").post(f"{stack.url}/api/v1/incidents/", json=body, timeout=10)
    assert answer.status_code == 201, answer.text
    path = str(answer.json()["url"]).removeprefix(stack.url)
    wait_for(lambda: len(stack.mail.about(path)) == 2, 10, "mails to both sides")
    return path


@pytest.mark.parametrize("width", DEVICES)
def test_axe_finds_nothing(stack: Stack, open_context: OpenContext, incident: str, width: str) -> None:
    # Our own policy refuses an injected script, as it should; elsewhere it stays in force.
    context = open_context(**DEVICES[width], bypass_csp=True)
    page = context.new_page()
    found: list[str] = []

    page.goto("/account/login/")
    found += _look(page, "sign-in")
    sign_in(page, "representative.kg")
    pages = {**PAGES, "detail": incident, **{name: f"{incident}{name}/" for name in OF_AN_INCIDENT}}
    for name, path in pages.items():
        page.goto(path)
        found += _look(page, name)
    found += _look_at_check(page)
    found += _look_at_errors(page, context)

    assert found == []


@pytest.mark.parametrize("width", DEVICES)
def test_axe_finds_nothing_where_a_side_is_administered(open_context: OpenContext, width: str) -> None:
    page = open_context(**DEVICES[width], bypass_csp=True).new_page()
    found: list[str] = []

    sign_in(page, "admin.tj")
    for name, path in ADMINISTRATION.items():
        page.goto(path)
        found += _look(page, name)
    page.goto("/admin/")
    page.locator("main a[href^='/admin/people/']:not([href$='/new/'])").first.click()
    found += _look(page, "person")

    assert found == []


def _look_at_check(page: Page) -> list[str]:
    page.goto("/incidents/new/")
    answer_all(page, title="Sheep on the wrong meadow")
    page.get_by_role("button", name="Check your answers").last.click()
    page.wait_for_url("**/check/**")
    return _look(page, "check")


def _look_at_errors(page: Page, context: BrowserContext) -> list[str]:
    context.watch.expect("422")  # type: ignore[attr-defined]
    page.goto("/incidents/new/")
    page.get_by_role("button", name="Check your answers").last.click()
    page.locator("[data-error-summary]").wait_for()
    return _look(page, "errors")


def _look(page: Page, name: str) -> list[str]:
    """Return what axe finds on the page, in light and in dark."""
    page.wait_for_load_state("networkidle")
    page.add_script_tag(path=AXE)
    found = []
    # The other scheme changes nothing but colours.
    for scheme, run_only in (("light", RULES), ("dark", {"type": "rule", "values": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        answer: dict[str, Any] = page.evaluate(RUN, run_only)
        found += [
            f"{name}, {scheme}: {rule['id']}: {node['html'][:150]} ({(node.get('failureSummary') or '')[:300]})"
            for rule in answer["violations"]
            for node in rule["nodes"]
        ]
    return found
