"""What differs between two askings of one page although nothing was changed."""

import re

RESTLESS = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|"request_id": ?"[^"]*"'
    r'|\d\d:\d\d|data-now="[^"]*"|datetime="[^"]*"|name="(?:owner|id)" value="[^"]*"'
)
