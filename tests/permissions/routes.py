"""Every route of the product, found in the resolver: the one walker for all tests that leave none out."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

PLACE = re.compile(r"{(\w+)}")


def routes(patterns: list[Any] | None = None, prefix: str = "/") -> Iterator[str]:
    """Yield the address of every route, its parts in braces: `/incidents/{ref}/submit/`."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + _address(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        else:
            yield address


def filled(route: str, parts: dict[str, str]) -> str:
    """Return a path of a route; a part without a value is a mistake of the test."""
    return PLACE.sub(lambda place: parts[place[1]], route)


def _address(pattern: Any) -> str:
    text = str(pattern)
    if not isinstance(pattern, RegexPattern):
        return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", text)
    text = _named_groups(text.removeprefix("^").removesuffix("$").removesuffix(r"\Z"))
    return text.replace("/?", "/").replace("\\", "")


def _named_groups(text: str) -> str:
    """Replace each `(?P<name>…)` by `{name}`; groups may lie within one another."""
    out, at = "", 0
    for start in re.finditer(r"\(\?P<(\w+)>", text):
        if start.start() < at:
            continue
        out += f"{text[at : start.start()]}{{{start[1]}}}"
        depth, at = 1, start.end()
        while depth:
            if text[at] == "\\":
                at += 1
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
    return out + text[at:]
