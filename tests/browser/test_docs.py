"""The API's documentation runs in the browser from our own host alone."""

from tests.browser.conftest import DESK, OpenContext, sign_in
from tests.stack import Stack


def test_the_documentation_draws_every_route_without_a_foreign_host(stack: Stack, open_context: OpenContext) -> None:
    page = open_context(**DESK).new_page()
    sign_in(page, "analyst")

    page.goto("/api/v1/docs/")
    page.locator(".opblock").first.wait_for()

    # Console errors, policy violations and foreign requests fail the test by themselves.
    assert page.locator(".opblock").count() >= 25
