"""Take a file or refuse it: the one way in."""

import hashlib
import json
import logging
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError

from incidents.files.errors import CheckersBusy, FileRefused, FileTooLarge
from incidents.files.limits import LARGEST_FILE, LONGEST_NAME, SECONDS_FOR_TURN, SECONDS_TO_CHECK
from incidents.files.outcome import Refused
from incidents.files.sniff import EXTENSIONS, kind_of, refuse_second_nature
from people.text import clean_text

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
# One at a time in each process of the server: a 40 Mpx picture takes half a gigabyte for a second.
TURN = threading.BoundedSemaphore(1)


@dataclass(frozen=True)
class AcceptedFile:
    """A file as it is kept: written anew, of a known kind, without anything hidden.

    `original_sha256` is of the bytes that came in, which are not kept. `preview` is a small JPEG of a picture.
    `found` is what a photograph said of itself: `taken_at` (the camera's clock, without a zone unless `offset`
    is there), `latitude`, `longitude`.
    """

    name: str
    media_type: str
    data: bytes
    sha256: str
    original_sha256: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    preview: bytes = b""
    found: dict[str, Any] = field(default_factory=dict)


def accept(name: str, data: bytes) -> AcceptedFile:
    """Return the file as it is to be kept.

    :raises FileTooLarge: over 10 MB.
    :raises FileRefused: for anything else that is not taken; `rule` says which rule it breaks.
    :raises CheckersBusy: if too many are being checked at once.
    """
    if len(data) > LARGEST_FILE:
        raise FileTooLarge
    name = clean_name(name)
    try:
        kind = kind_of(data)
        if EXTENSIONS.get(PurePosixPath(name).suffix.lower()) != kind:
            raise Refused("extension")
        refuse_second_nature(data, kind)
    except Refused as refused:
        raise FileRefused(refused.code) from refused
    answer, parts = _checked(data, kind)
    return AcceptedFile(
        name=name,
        media_type=kind,
        data=parts[0],
        sha256=hashlib.sha256(parts[0]).hexdigest(),
        original_sha256=hashlib.sha256(data).hexdigest(),
        preview=parts[1],
        **{key: answer[key] for key in ("width", "height", "pages", "found")},
    )


def clean_name(name: str) -> str:
    """Return the name without folders, in NFC; it is shown, and never used as a path.

    :raises FileRefused: for controls, direction overrides, or more than 150 letters.
    """
    try:
        clean = clean_text(name.replace("\\", "/")).rsplit("/", 1)[-1].strip()
    except ValidationError as error:
        raise FileRefused("name") from error
    if "\n" in clean or "\t" in clean or not clean.strip(". ") or len(clean) > LONGEST_NAME:
        raise FileRefused("name")
    return clean


def _checked(data: bytes, kind: str) -> tuple[dict[str, Any], list[bytes]]:
    """Open the file in a process of its own and return what it answers.

    :raises FileRefused: also if the process ends before it answers.
    """
    if not TURN.acquire(timeout=SECONDS_FOR_TURN):
        raise CheckersBusy
    try:
        done = subprocess.run(
            [sys.executable, "-E", "-s", "-m", "incidents.files.child", kind],
            input=data,
            capture_output=True,
            timeout=SECONDS_TO_CHECK,
            cwd=ROOT,
            # No secret of the server is in there.
            env={},
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        logger.warning("file_check_timed_out")
        raise FileRefused("unpacks_too_large") from error
    except subprocess.CalledProcessError as error:
        # What it printed may quote the file.
        logger.warning("file_check_ended_early %s", error.returncode)
        # Ended by its limit of time, else by a fault in a decoder.
        is_overtime = error.returncode in {-signal.SIGXCPU, -signal.SIGKILL}
        raise FileRefused("unpacks_too_large" if is_overtime else "unreadable") from error
    finally:
        TURN.release()
    head, _line, body = done.stdout.partition(b"\n")
    answer = json.loads(head)
    if "refused" in answer:
        raise FileRefused(answer["refused"])
    first, second = answer["sizes"]
    return answer, [body[:first], body[first : first + second]]
