"""What text may hold (RELIABILITY C11): one rule for forms, the API and nested JSON."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# C0 and C1 controls except newline and tab; bidi embeddings, overrides and isolates; lone surrogates.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class ForbiddenCharacter(ValidationError):
    """A text holds a control, a direction override or half of a character."""


def clean_text(text: str) -> str:
    """Return the text in NFC, with the line ends of browsers made one.

    :raises ForbiddenCharacter: for a character that must not be stored.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = FORBIDDEN.search(text)
    if found:
        message = _("The text holds a character that is not allowed (U+%(code)04X).")
        raise ForbiddenCharacter(message % {"code": ord(found[0])})
    return unicodedata.normalize("NFC", text)


def check_text(value: Any, path: str = "") -> None:
    """Refuse forbidden characters anywhere in parsed JSON, keys included.

    :raises ForbiddenCharacter: as `{field: [message]}`, the field being the top-level key.
    """
    if isinstance(value, str):
        try:
            clean_text(value)
        except ForbiddenCharacter as error:
            raise ForbiddenCharacter({path or "body": error.messages}) from error
    elif isinstance(value, dict):
        for key, item in value.items():
            check_text(key, path or "body")
            check_text(item, path or key)
    elif isinstance(value, list):
        for item in value:
            check_text(item, path)
