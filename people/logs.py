"""What a log may say of a request: its path, but for the part that is a key."""

import logging
import re

# The rest of the path of an answer link is the authority to answer.
KEYS = re.compile(r"(/a/)[^/\s]+")


class HideKeys(logging.Filter):
    """Leaves the keys of answer links out of what is written; Django names the path of what fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(KEYS.sub(r"\1…", each) if isinstance(each, str) else each for each in record.args)
        return True
