"""The process in which a stranger's file is opened: bounded memory, bounded time, no files, no network use.

Reads the file from standard input; its kind is the only argument. Answers one line of JSON, then the bytes.
A process of its own, and not a thread: an attack on a decoder ends here, and memory goes back when it is done.
"""

import json
import os
import resource
import sys

from incidents.files.limits import LARGEST_FILE, MEMORY, SECONDS_TO_CHECK
from incidents.files.outcome import Cleaned, Refused
from incidents.files.sniff import PDF


def confine(kind: str) -> None:
    """Give up what opening a file does not need, for the rest of the process."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY[kind]),
        (resource.RLIMIT_CPU, SECONDS_TO_CHECK - 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # Reports and acknowledgements go first.
    os.nice(5)


def cleaned(data: bytes, kind: str) -> Cleaned:
    """Return what is kept of the file.

    :raises Refused: with the rule that it breaks.
    """
    # Each takes its time to load, and only one is needed.
    if kind == PDF:
        from incidents.files.documents import clean_document  # noqa: PLC0415

        return clean_document(data)
    from incidents.files.pictures import clean_picture  # noqa: PLC0415

    return clean_picture(data, kind)


def main() -> None:
    kind = sys.argv[1]
    data = sys.stdin.buffer.read(LARGEST_FILE + 1)
    confine(kind)
    try:
        clean = cleaned(data, kind)
    except Refused as refused:
        answer: dict[str, object] = {"refused": refused.code}
        parts: list[bytes] = []
    except MemoryError:
        answer, parts = {"refused": "unpacks_too_large"}, []
    else:
        parts = [clean.data, clean.preview]
        answer = {
            "width": clean.width,
            "height": clean.height,
            "pages": clean.pages,
            "found": clean.found,
            "sizes": [len(part) for part in parts],
        }
    out = sys.stdout.buffer
    out.write(json.dumps(answer).encode() + b"\n")
    for part in parts:
        out.write(part)
    out.flush()
    # Skips whatever destructors a hostile file may have set up.
    os._exit(0)


if __name__ == "__main__":
    main()
