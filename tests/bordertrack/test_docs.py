"""The browsable documentation answers every method."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("method", "status"), [("get", 200), ("head", 200), ("options", 405), ("post", 405), ("delete", 405)]
)
def test_the_documentation_is_read_and_nothing_else(client: Any, officer: Any, method: str, status: int) -> None:
    client.force_login(officer)

    assert getattr(client, method)("/api/v1/docs/").status_code == status


@pytest.mark.parametrize("lang", ["xx", "%00", "%D9%A3", "x" * 300, "../../etc"])
def test_a_strange_language_breaks_neither_schema_nor_documentation(client: Any, officer: Any, lang: str) -> None:
    client.force_login(officer)

    for path in ("/api/v1/schema/", "/api/v1/docs/"):
        assert client.get(f"{path}?lang={lang}").status_code == 200
