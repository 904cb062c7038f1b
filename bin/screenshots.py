"""Photograph the main pages of a running ./up: two widths, light and dark, English and Russian.

    DEMO_PASSWORD=… .venv/bin/python -m bin.screenshots http://127.0.0.1:8000 docs/pictures

Without a password in the environment, the one kept under var/ is taken.
"""

import argparse
import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bin.console import VAR_DIR, say

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]
WIDTHS = {360: 740, 1280: 800}
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "ru")
# Who looks, and at what; the incident is the newest one an officer logged, else the newest of all.
PAGES = {
    "dashboard": ("analyst", "/"),
    "list": ("liaison.tj", "/incidents/"),
    "detail": ("liaison.tj", "newest"),
    "new": ("liaison.tj", "/incidents/new/"),
    "inbox": ("representative.tj", "/inbox/"),
    "segment": ("analyst", "/segments/s03/"),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bin.screenshots", description=__doc__.partition("\n")[0])
    parser.add_argument("url", help="where ./up serves, such as http://127.0.0.1:8000")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    kept = VAR_DIR / "demo_password"
    password = os.environ.get("DEMO_PASSWORD") or (kept.read_text().strip() if kept.exists() else "")
    if not password:
        say("Give the demo people's password in DEMO_PASSWORD.")
        return 1
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=CHROMIUM_FLAGS
        )
        for person in sorted({person for person, _path in PAGES.values()}):
            _photograph(browser, arguments.url.rstrip("/"), person, password, arguments.folder)
        browser.close()
    return 0


def _photograph(browser: Browser, url: str, person: str, password: str, folder: Path) -> None:
    """Sign in once, then photograph every page of this person in every guise."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/account/login/")
    page.locator("[name=login]").fill(person)
    page.locator("[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: "/account/login/" not in address)
    for name, path in [(name, path) for name, (who, path) in PAGES.items() if who == person]:
        address = _newest(page) if path == "newest" else path
        for language in LANGUAGES:
            context.add_cookies([{"name": "django_language", "value": language, "url": url}])
            for width, height in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": height})
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    page.goto(address)
                    page.wait_for_load_state("networkidle")
                    picture = folder / f"{name}-{width}-{scheme}-{language}.png"
                    page.screenshot(path=picture, full_page=True)
                    say(f"  {picture}")
    context.close()


def _newest(page: Page) -> str:
    for address in ("/incidents/?origin=official", "/incidents/"):
        page.goto(address)
        links = page.locator("main li.inc a.t")
        if links.count():
            return links.first.get_attribute("href") or "/incidents/"
    return "/incidents/"


if __name__ == "__main__":
    sys.exit(main())
