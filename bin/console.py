"""What the two commands print, in step with bin/say.sh."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR_DIR = (ROOT / os.environ.get("VAR_DIR", "var")).resolve()


class Failure(Exception):
    """Something a person must mend; its text is the one line they read."""


def say(text: str, *, end: str = "\n") -> None:
    """Print at once; a terminal that has gone away is no reason to stop in disorder."""
    try:
        print(text, end=end, flush=True)
    except OSError:
        # Whatever is still buffered must not raise again when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the name of a step, and the time it took once it is done."""
    say(f"  {name:<30}", end="")
    began = time.monotonic()
    try:
        yield
    except BaseException as error:
        say("failed" if isinstance(error, Exception) else "stopped")
        raise
    say(f"{time.monotonic() - began:7.1f} s")


def shown(path: Path) -> str:
    """Return a path as a person in the checkout would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def last_line(log: Path) -> str:
    """Return the last line of a log that says something."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()] if log.exists() else []
    return next((line for line in reversed(lines) if line), "nothing was logged")
