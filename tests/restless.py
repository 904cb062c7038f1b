"""What differs between two askings of one page although nothing was changed."""

import re

# The request: its id, its nonce, the tokens of its forms, the ids that they offer for what is to be made, and
# the mark of whose they are, which is signed with the time.
_REQUEST = r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|"request_id": ?"[^"]*"|name="(?:id|owner)" value="[^"]*"'
# The clock, which goes on between two askings unless a test stops it.
_CLOCK = r'\d\d:\d\d|data-now="[^"]*"|datetime="[^"]*"'


def at_rest(page: bytes, *, still_clock: bool = False) -> str:
    """Return a page without what is of one asking alone; where the clock stands still, times are left to compare."""
    restless = _REQUEST if still_clock else f"{_REQUEST}|{_CLOCK}"
    return re.sub(restless, "", page.decode(errors="surrogateescape"))
