"""What a file is, by its content, and whether it is at the same time something else."""

import re
import struct

from incidents.files.outcome import Refused

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
EXTENSIONS = {".jpg": JPEG, ".jpeg": JPEG, ".png": PNG, ".pdf": PDF}
EXTENSION_OF = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}
STARTS = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"%PDF-": PDF}

# What a browser would run. Each is too long to stand in compressed data by chance.
MARKUP = re.compile(rb"<script[\s>/]|<html[\s>]|<!doctype\s{1,9}html|<iframe[\s>]|<\?php", re.I)
ARCHIVE_END = b"PK\x05\x06"
ARCHIVE_STARTS = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"MZ", b"\x7fELF")


def kind_of(data: bytes) -> str:
    """Return the media type of the content.

    :raises Refused: `empty`, or `kind` for what is not on the list.
    """
    if not data:
        raise Refused("empty")
    for start, kind in STARTS.items():
        if data.startswith(start):
            return kind
    raise Refused("kind")


def refuse_second_nature(data: bytes, kind: str) -> None:
    """Refuse a file that another program would read as something else.

    :raises Refused: `polyglot`.
    """
    if _ends_as_archive(data):
        raise Refused("polyglot")
    if kind != PDF:
        # Readers of PDF look for its header in the first kilobyte.
        if b"%PDF-" in data[:1024] or MARKUP.search(data):
            raise Refused("polyglot")
        return
    # Between the header and the end the parser judges, and what is stored is written anew. Markup is looked for
    # where a browser would: it reads the first bytes.
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise Refused("unreadable")
    if data[end + 5 :].strip(b"\r\n\t \x00"):
        raise Refused("polyglot")
    if MARKUP.search(data[:2048]):
        raise Refused("polyglot")


def refuse_foreign_tail(tail: bytes) -> None:
    """Refuse what follows the last byte of a picture if it is a file of another kind.

    Telephones append a second picture or a film there; that is dropped, and no reason to refuse.

    :raises Refused: `polyglot`.
    """
    start = tail.lstrip(b"\x00\r\n\t ")
    if start.startswith(ARCHIVE_STARTS) or b"%PDF-" in tail:
        raise Refused("polyglot")


def _ends_as_archive(data: bytes) -> bool:
    """Whether a ZIP reader would find its directory, which stands at the end of a file."""
    at = data.rfind(ARCHIVE_END, max(0, len(data) - 65_557))
    if at < 0 or len(data) < at + 22:
        return False
    size, _offset, comment = struct.unpack("<IIH", data[at + 12 : at + 22])
    # By chance the four bytes stand in one of 65,000 files: its directory then is not where it says.
    return at + 22 + comment == len(data) or data[max(0, at - size) : at].startswith(b"PK\x01\x02")
