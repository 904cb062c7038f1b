"""The streams of a PDF: unpacked within bounds, and pictures among them without what their cameras wrote."""

import base64
import binascii
import re
import zlib

from pikepdf import Array, Dictionary, Name, Stream

from incidents.files.limits import LARGEST_STREAM, LARGEST_UNPACKED, MOST_BITONAL_PIXELS, MOST_PIXELS
from incidents.files.outcome import Refused
from incidents.files.segments import bare_jpeg, bare_jpeg2000

FLATE, DCT, JPX = "/FlateDecode", "/DCTDecode", "/JPXDecode"
PACKED = {FLATE, "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"}
PICTURE_ONLY = {DCT, JPX, "/CCITTFaxDecode", "/JBIG2Decode"}


class Budget:
    """How much the streams of one document have unpacked to so far."""

    def __init__(self) -> None:
        self.spent = 0

    def spend(self, size: int) -> None:
        """Count what was unpacked.

        :raises Refused: `unpacks_too_large` once it is too much.
        """
        self.spent += size
        if self.spent > LARGEST_UNPACKED:
            raise Refused("unpacks_too_large")


def clean_stream(stream: Stream, budget: Budget) -> None:
    """Write a stream anew: unpacked where that is cheap, else its own bytes and no more.

    :raises Refused: `pixels`, `unpacks_too_large`, or `unreadable` for a packing of no use but to harm.
    """
    if "/F" in stream:  # its content stands in another file
        raise Refused("carries_files")
    filters = _filters(stream)
    is_picture = stream.get("/Subtype") == Name.Image
    if is_picture:
        _refuse_large(stream)
    if not set(filters) <= PACKED | PICTURE_ONLY or PICTURE_ONLY & set(filters[:-1]):
        raise Refused("unreadable")
    if filters and filters[-1] in PICTURE_ONLY:
        _clean_picture(stream, filters, budget)
    elif is_picture and filters == [FLATE]:
        # Kept packed: its pixels may be many, and packing them again takes long.
        raw = stream.read_raw_bytes()
        stream.write(raw[: _flate_end(raw, budget)], filter=Name.FlateDecode, decode_parms=_parms(stream))
    elif filters:
        data = stream.read_bytes()
        budget.spend(len(data))
        stream.write(data)


def _clean_picture(stream: Stream, filters: list[str], budget: Budget) -> None:
    """Take the outer packing off a picture, and out of it what is not the picture."""
    raw, kind = stream.read_raw_bytes(), filters[-1]
    for outer in filters[:-1]:
        raw = _unpacked(raw, outer)
        budget.spend(len(raw))
    if kind == DCT:
        raw = bare_jpeg(raw)
    elif kind == JPX:
        raw = bare_jpeg2000(raw)
    stream.write(raw, filter=Name(kind), decode_parms=_parms(stream))


def _filters(stream: Stream) -> list[str]:
    value = stream.get("/Filter")
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, Array) else [str(value)]


def _parms(stream: Stream) -> Dictionary | None:
    """Return what the last of a stream's packings needs to know."""
    parms = stream.get("/DecodeParms")
    if isinstance(parms, Array):
        parms = parms[-1] if len(parms) else None
    return parms if isinstance(parms, Dictionary) else None


def _refuse_large(picture: Stream) -> None:
    try:
        pixels = int(picture.get("/Width", 0)) * int(picture.get("/Height", 0))
        is_bitonal = int(picture.get("/BitsPerComponent", 8)) == 1 or bool(picture.get("/ImageMask", False))
    except (TypeError, ValueError) as error:
        raise Refused("unreadable") from error
    if pixels > (MOST_BITONAL_PIXELS if is_bitonal else MOST_PIXELS):
        raise Refused("pixels")


def _flate_end(raw: bytes, budget: Budget) -> int:
    """Return where the packed bytes end, having unpacked all of them and kept none."""
    unpacker, rest = zlib.decompressobj(), raw
    while not unpacker.eof:
        try:
            size = len(unpacker.decompress(rest, 1_000_000))
        except zlib.error as error:
            raise Refused("unreadable") from error
        budget.spend(size)
        rest = unpacker.unconsumed_tail
        if not size and not rest and not unpacker.eof:
            raise Refused("unreadable")
    return len(raw) - len(unpacker.unused_data)


def _unpacked(raw: bytes, name: str) -> bytes:
    try:
        if name == FLATE:
            unpacker = zlib.decompressobj()
            data = unpacker.decompress(raw, LARGEST_STREAM)
            if unpacker.unconsumed_tail:
                raise Refused("unpacks_too_large")
            return data
        if name == "/ASCII85Decode":
            return base64.a85decode(raw.strip().removesuffix(b"~>"))
        if name == "/ASCIIHexDecode":
            return binascii.unhexlify(re.sub(rb"\s", b"", raw).removesuffix(b">"))
    except (ValueError, zlib.error) as error:
        raise Refused("unreadable") from error
    raise Refused("unreadable")
