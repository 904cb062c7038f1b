"""The mirror: what one side is answered, with the sides changed over, is what the other side is answered.

A page or an answer is brought to a form in which it does not matter which side is which: codes, names and clocks
are swapped where asked for, times of day become instants, and what is drawn anew each time (ids, tokens, the time
now) gets the same name wherever it stands.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

SWAPPED = {
    "KG": "TJ",
    "kg": "tj",
    "Kyrgyzstan": "Tajikistan",
    "Bishkek": "Dushanbe",
}
SWAPPED |= {there: here for here, there in SWAPPED.items()}
WORD = re.compile(r"(?<![A-Za-z])(" + "|".join(sorted(SWAPPED, key=len, reverse=True)) + r")(?![A-Za-z])")

ZONES = {"Bishkek": ZoneInfo("Asia/Bishkek"), "Dushanbe": ZoneInfo("Asia/Dushanbe")}
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)")
READING = re.compile(r"\b(\d\d):(\d\d) (Bishkek|Dushanbe)\b")

# The same for both sides whoever asks (drawings, credits), or never the same twice (tokens, the clocks of the head).
LEFT_OUT = [
    re.compile(pattern, re.S)
    for pattern in (
        r'<svg class="sprite".*?</svg>',
        r'<footer.*?</footer>',
        r'<div class="clocks".*?</div>',
        r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>',
        r' nonce="[^"]*"',
        # The key of a person, and what is signed with it.
        r' data-user="[^"]*"',
        r'name="owner" value="[^"]*"',
        # Where the names of countries stand on a map is geography.
        r'"countries": \[.*?\], ',
    )
]  # fmt: skip


def page(html: str, *, swap: bool) -> str:
    """Return a page in the form that both sides share."""
    for pattern in LEFT_OUT:
        html = pattern.sub("", html)
    return _plain(re.sub(r"\s+", " ", html).replace("><", ">\n<"), swap=swap)


def answer(body: Any, *, swap: bool) -> str:
    """Return an answer of the API in the form that both sides share. Lists keep their order; keys have none."""
    swapped = json.loads(_swap(json.dumps(body, ensure_ascii=False))) if swap else body
    return _plain(json.dumps(swapped, ensure_ascii=False, sort_keys=True, indent=1), swap=False)


def _plain(text: str, *, swap: bool) -> str:
    text = INSTANT.sub(lambda match: _said(datetime.fromisoformat(match[0])), text)
    text = READING.sub(_instant_of_day, text)
    text = re.sub(r"\b\d\d:\d\d\b", "<time>", text)
    text = re.sub(r"\b(Bishkek|Dushanbe)(,?) \+\d", r"\1\2", text)
    # A fingerprint, the beginning of one, the tag of a version.
    text = re.sub(r"(?<![-\w])(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{12})\b(?!-)", "<hash>", text)
    if swap:
        text = _swap(text)
    seen: dict[str, str] = {}
    return UUID.sub(lambda match: seen.setdefault(match[0], f"<id {len(seen) + 1}>"), text)


def _swap(text: str) -> str:
    return WORD.sub(lambda match: SWAPPED[match[0]], text)


def _said(at: datetime) -> str:
    """Return an instant; of what was done while the test ran, that it was."""
    if timezone.now() - at < timedelta(minutes=30):
        return "<now>"
    return at.astimezone(UTC).strftime("<%Y-%m-%d %H:%M>")


def _instant_of_day(match: re.Match[str]) -> str:
    """Return the time of day in UTC and whose clock it was read from."""
    hours, minutes, city = match.groups()
    local = timezone.now().astimezone(ZONES[city]).replace(hour=int(hours), minute=int(minutes))
    at = local.astimezone(UTC)
    is_now = abs(timezone.now() - at) < timedelta(minutes=30)
    return f"{'<now>' if is_now else at.strftime('<%H:%M>')} {city}"
