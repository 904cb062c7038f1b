"""How a request body becomes Python: strict JSON, with the bounds of C11."""

import json
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from people.text import check_text

LARGEST_BODY = 1_000_000
DEEPEST = 20
MOST_KEYS = 200


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "body_too_large"
    default_detail = "The body is larger than 1 MB."


class StrictJSONParser(BaseParser):
    """UTF-8 JSON up to 1 MB, 20 deep and 200 keys; no NaN, no repeated key, no NUL or lone surrogate.

    :raises ParseError: with the place at fault.
    :raises BodyTooLarge: over 1 MB.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read(LARGEST_BODY + 1)
        if len(raw) > LARGEST_BODY:
            raise BodyTooLarge
        try:
            text = raw.decode("utf-8")
            if deepest(text) > DEEPEST:
                raise ParseError(_("The body is nested more than %(depth)d deep.") % {"depth": DEEPEST})
            body = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys)
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not UTF-8.")) from error
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not valid JSON.")) from error
        check_text(body)
        return body


def deepest(text: str) -> int:
    """Return how deep a JSON text nests, without parsing it: a bracket inside a string does not count."""
    depth = most = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            most = max(most, depth)
        elif character in "]}":
            depth -= 1
    return most


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_KEYS:
        raise ParseError(_("An object has more than %(most)d keys.") % {"most": MOST_KEYS})
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError(_("An object has the same key twice."))
    return found
