"""The whole form on a slow link and a slow phone, and what the pages weigh."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import DESK, PHONE, OpenContext, sign_in
from tests.browser.forms import answer_all, check_answers, send
from tests.stack import Stack, measured

# 50 kbit/s with 700 ms there and back, on a processor five times slower.
SLOW = {
    "offline": False,
    "latency": 700,
    "downloadThroughput": 50_000 / 8,
    "uploadThroughput": 50_000 / 8,
    "connectionType": "cellular2g",
}
CPU_SLOWDOWN = 5
LOGGED_WITHIN_S = 120
# Compressed bodies.
FORM_KB, FORM_WITH_MAP_KB, DASHBOARD_KB, AGAIN_KB = 60, 140, 160, 15


def test_an_incident_is_logged_over_a_slow_link(stack: Stack, open_context: OpenContext) -> None:
    context = open_context(**PHONE)
    # Patience for one page, which the promise does not give: it is for all of them.
    context.set_default_timeout(LOGGED_WITHIN_S * 1000)
    # The form speaks the officer's own language, as it would: nothing is fetched to change it.
    context.add_cookies([{"name": "django_language", "value": "en", "url": stack.url}])
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": False})
    devtools.send("Network.emulateNetworkConditions", SLOW)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})

    began = time.monotonic()
    page.goto("/incidents/new/", wait_until="domcontentloaded")
    sign_in(page, "liaison.tj")
    asked_s = time.monotonic() - began
    answer_all(page, title="Tractors have blocked the road at the bridge")
    check_answers(page)
    number, _own_number = send(page, "Send to both sides")
    took_s = time.monotonic() - began

    measured(
        f"slow link (50 kbit/s, 700 ms, CPU 1/{CPU_SLOWDOWN}):"
        f" form shown after {asked_s:.1f} s, receipt after {took_s:.1f} s"
    )
    assert number
    assert took_s < LOGGED_WITHIN_S


def test_the_form_weighs_little(open_context: OpenContext) -> None:
    context = _signed_in(open_context, PHONE)
    first = _weight(context, lambda page: _open(page, "/incidents/new/"))
    again = _weight(context, lambda page: _open(page, "/incidents/new/"))
    with_map = _weight(_signed_in(open_context, PHONE), _open_form_with_map)

    measured(f"form: first visit {first}; later {again}; first visit with map {with_map}")
    assert first.kb <= FORM_KB
    assert again.kb <= AGAIN_KB
    assert with_map.kb <= FORM_WITH_MAP_KB


def test_the_dashboard_weighs_little(open_context: OpenContext) -> None:
    first = _weight(_signed_in(open_context, DESK), lambda page: _open(page, "/"))

    measured(f"dashboard: first visit {first}")
    assert first.kb <= DASHBOARD_KB


def _signed_in(open_context: OpenContext, device: dict[str, object]) -> BrowserContext:
    """Return a browser that is signed in and has nothing in its cache."""
    first = open_context(**device)
    page = first.new_page()
    page.goto("/account/login/")
    sign_in(page, "liaison.tj")
    fresh = open_context(**device, storage_state=first.storage_state())
    first.close()
    return fresh


def _open(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")


def _open_form_with_map(page: Page) -> None:
    _open(page, "/incidents/new/")
    page.locator("label.opt", has=page.locator("[name=place_by][value=point]")).click()
    page.get_by_role("button", name="Show the map").click()
    page.get_by_role("button", name="Zoom out").wait_for()
    page.wait_for_timeout(500)
    page.wait_for_load_state("networkidle")


@dataclass
class Weight:
    """What came over the wire: bodies as compressed, and headers, in kB."""

    kb: float = 0.0
    headers_kb: float = 0.0
    requests: int = 0

    def __str__(self) -> str:
        return f"{self.kb:.1f} kB (and {self.headers_kb:.1f} kB of headers, {self.requests} requests)"


def _weight(context: BrowserContext, act: Callable[[Page], None]) -> Weight:
    """Return what was fetched while a page did something."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    weight = Weight()
    headers: dict[str, float] = {}

    def on_response(event: dict[str, Any]) -> None:
        headers[event["requestId"]] = event["response"]["encodedDataLength"]

    def on_finished(event: dict[str, Any]) -> None:
        whole, of_headers = event["encodedDataLength"], headers.get(event["requestId"], 0)
        weight.kb += (whole - of_headers) / 1000
        weight.headers_kb += of_headers / 1000
        weight.requests += whole > 0

    devtools.send("Network.enable")
    devtools.on("Network.responseReceived", on_response)
    devtools.on("Network.loadingFinished", on_finished)
    act(page)
    page.close()
    return weight
