"""Chromium against the whole system. Every page is watched: see `Watch`."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.stack import PASSWORD, Stack

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

OpenContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; without one they fail, for a journey that is skipped shows nothing."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.fail("There is no Chromium: install the package chromium, or name one in CHROMIUM.", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """Notes whatever a page must not do: complain, break its policy, ask a stranger, or fail to fetch."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.seen: list[str] = []
        self.expected: list[str] = []
        self._host = urlsplit(url).netloc
        # The console does not tell of every policy broken; the event does.
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation', (event) =>"
            " console.error(`policy broken: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"
        )
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._note(f"script: {error.error}"))
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failed)
        context.on("response", self._on_response)

    def expect(self, pattern: str) -> None:
        """Let pass what matches, such as the refusal that a test provokes."""
        self.expected.append(pattern)

    def _note(self, words: str) -> None:
        if not any(re.search(pattern, words) for pattern in self.expected):
            self.seen.append(words)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._note(f"console: {message.text} ({message.location.get('url', '')})")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != self._host:
            self._note(f"foreign: {request.url}")

    def _on_failed(self, request: Request) -> None:
        # A page that is left stops what it was still fetching.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"failed: {request.method} {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"refused: {response.status} {response.request.method} {response.url}")


@pytest.fixture
def open_context(chromium: Browser, stack: Stack) -> Iterator[OpenContext]:
    """Return a function that opens a browser of its own; at the end none of them may have anything to complain of."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_one(**options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=stack.url, locale="en-GB", **{**DESK, **options})
        context.set_default_timeout(15_000)
        watch = Watch(context, stack.url)
        context.watch = watch  # type: ignore[attr-defined]
        opened.append((context, watch))
        return context

    yield open_one
    for context, _watch in opened:
        with suppress(Exception):
            context.close()
    assert [words for _context, watch in opened for words in watch.seen] == []


def watch_of(context: BrowserContext) -> Watch:
    """Return the watch over a browser."""
    watch = context.watch  # type: ignore[attr-defined]
    assert isinstance(watch, Watch)
    return watch


def sign_in(page: Page, username: str, *, language: str = "en") -> None:
    """Sign in by the page, whichever page asks for it, and choose the language of the words a test looks for."""
    if "/account/login/" not in page.url:
        page.goto("/account/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)
    speak(page, language)


def speak(page: Page, language: str) -> None:
    """Choose the page language by its button."""
    html = page.locator("html")
    if html.get_attribute("lang") != language:
        page.locator(f"header button[name=language][value={language}]").click()
        expect(html).to_have_attribute("lang", language)
