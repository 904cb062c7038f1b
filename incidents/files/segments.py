"""The parts of a JPEG and of a JPEG 2000 file, without decoding a pixel."""

from incidents.files.outcome import Refused

# Start of image, scan, end; frames; what carries no length.
SOI, SOS, EOI = 0xD8, 0xDA, 0xD9
BARE = {0x01, *range(0xD0, 0xD8)}
# JFIF's own segment, and Adobe's, without which the colours of four-ink pictures turn.
KEPT_APPS = {0xE0, 0xEE}


def bare_jpeg(data: bytes) -> bytes:
    """Return a JPEG without comments and application data, its pixels as they were; ends at the end of image.

    :raises Refused: `unreadable` if it is no whole JPEG.
    """
    if not data.startswith(b"\xff\xd8"):
        raise Refused("unreadable")
    out, at = bytearray(b"\xff\xd8"), 2
    while True:
        if at + 4 > len(data) or data[at] != 0xFF:
            raise Refused("unreadable")
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == EOI:
            return bytes(out + b"\xff\xd9")
        length = 0 if marker in BARE else int.from_bytes(data[at + 2 : at + 4])
        end = at + 2 + length
        if end > len(data) or (marker not in BARE and length < 2):
            raise Refused("unreadable")
        is_application_data = 0xE0 <= marker <= 0xEF
        if marker != 0xFE and (not is_application_data or marker in KEPT_APPS):
            out += data[at:end]
        at = end
        if marker == SOS:
            scan_end = _scan_end(data, at)
            out += data[at:scan_end]
            at = scan_end
            if at + 1 < len(data) and data[at + 1] == EOI:
                return bytes(out + b"\xff\xd9")


def end_of_jpeg(data: bytes) -> int:
    """Return where the picture ends and what was appended begins.

    :raises Refused: `unreadable` if it has no end.
    """
    at = 2
    while True:
        if at + 2 > len(data) or data[at] != 0xFF:
            raise Refused("unreadable")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == EOI:
            return at + 2
        elif marker in BARE:
            at += 2
        else:
            length = int.from_bytes(data[at + 2 : at + 4])
            if length < 2:
                raise Refused("unreadable")
            at += 2 + length
            if marker == SOS:
                at = _scan_end(data, at)


def _scan_end(data: bytes, at: int) -> int:
    """Return where the entropy-coded bytes end: at a marker that is neither a stuffed FF nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Refused("unreadable")
        following = data[at + 1]
        if following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        elif following == 0xFF:
            at += 1
        else:
            return at


def bare_jpeg2000(data: bytes) -> bytes:
    """Return a JPEG 2000 file without its XML and UUID boxes; a bare codestream as it is.

    :raises Refused: `unreadable`.
    """
    if data.startswith(b"\xff\x4f\xff\x51"):
        return data
    out, at = bytearray(), 0
    while at < len(data):
        if at + 8 > len(data):
            raise Refused("unreadable")
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16])
        elif size == 0:
            size = len(data) - at
        if size < 8 or at + size > len(data):
            raise Refused("unreadable")
        if kind in {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}:
            out += data[at : at + size]
        at += size
    return bytes(out)
