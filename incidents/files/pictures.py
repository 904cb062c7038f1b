"""A picture read from its pixels and written anew: upright, in plain colour, without anything that was beside it.

Runs in the process of `child.py`, under its limits.
"""

import io
import re
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image

from incidents.files.limits import LARGEST_FILE, LONGEST_EDGE, MOST_PIXELS, PREVIEW_EDGE
from incidents.files.outcome import Cleaned, Refused
from incidents.files.segments import end_of_jpeg
from incidents.files.sniff import JPEG, refuse_foreign_tail

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
OFFSET = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d", re.ASCII)


def clean_picture(data: bytes, kind: str) -> Cleaned:
    """Return the picture written anew.

    :raises Refused: `pixels`, `animated`, `polyglot`, `unreadable`, `large_when_clean`.
    """
    Image.MAX_IMAGE_PIXELS = None  # counted here, with a limit that is an error
    if kind == JPEG:
        refuse_foreign_tail(data[end_of_jpeg(data) :])
    else:
        refuse_foreign_tail(_after_png(data))
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG" if kind == JPEG else "PNG"]) as picture:
            # So far only the header is read.
            if picture.width * picture.height > MOST_PIXELS or max(picture.size) > LONGEST_EDGE:
                raise Refused("pixels")
            if kind != JPEG and getattr(picture, "n_frames", 1) > 1:
                raise Refused("animated")
            found = _found(picture)
            turn = _turn(picture)
            picture.load()
            upright = picture.transpose(turn) if turn is not None else picture
    except Refused:
        raise
    except Exception as error:
        # Whatever the library stumbles over: broken, cut off, or made to do harm.
        raise Refused("unreadable") from error
    del picture
    plain = _plain(upright)
    del upright
    clean = _written(plain, kind)
    if len(clean) > LARGEST_FILE:
        raise Refused("large_when_clean")
    width, height = plain.size
    plain.thumbnail((PREVIEW_EDGE, PREVIEW_EDGE))
    return Cleaned(data=clean, width=width, height=height, preview=_written(plain, JPEG, quality=70), found=found)


def _plain(picture: Image.Image) -> Image.Image:
    """Return it in grey or in RGB: a palette can hide bytes, and what is see-through can hide a picture."""
    if picture.mode in {"L", "RGB"} and "transparency" not in picture.info:
        return picture
    if picture.mode in {"1", "I", "F"} or picture.mode.startswith("I;16"):
        return _grey(picture)
    if picture.mode in {"LA", "PA", "RGBA", "RGBa", "La", "P"} or "transparency" in picture.info:
        see_through = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(see_through, mask=see_through.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _grey(picture: Image.Image) -> Image.Image:
    if picture.mode in {"1", "F"}:
        return picture.convert("L")
    # Sixteen bits a pixel: the upper eight are what a screen shows.
    return picture.convert("I").point(lambda value: value * (1 / 256) + 0).convert("L")


def _written(picture: Image.Image, kind: str, quality: int = 90) -> bytes:
    """Return the bytes of a new picture to which nothing of the old one's information was handed."""
    picture.info = {}
    out = io.BytesIO()
    if kind == JPEG:
        picture.save(out, "JPEG", quality=quality)
    else:
        picture.save(out, "PNG")
    return out.getvalue()


def _after_png(data: bytes) -> bytes:
    """Return what follows the last chunk.

    :raises Refused: `unreadable` if it has none.
    """
    at = 8
    while at + 12 <= len(data):
        size, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        at += 12 + size
        if name == b"IEND":
            return data[at:]
    raise Refused("unreadable")


def _found(picture: Image.Image) -> dict[str, Any]:
    """Return when and where the picture says that it was taken; what is not a time or a place is left out."""
    found: dict[str, Any] = {}
    try:
        exif = picture.getexif()
        taken = exif.get_ifd(ExifTags.IFD.Exif)
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # noqa: BLE001 # what it says of itself is a courtesy: its pixels may be whole
        return found
    if moment := _moment(taken.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)):
        found["taken_at"] = moment
        if offset := _offset(taken.get(ExifTags.Base.OffsetTimeOriginal)):
            found["offset"] = offset
    latitude = _degrees(place.get(ExifTags.GPS.GPSLatitude), place.get(ExifTags.GPS.GPSLatitudeRef), "NS", 90)
    longitude = _degrees(place.get(ExifTags.GPS.GPSLongitude), place.get(ExifTags.GPS.GPSLongitudeRef), "EW", 180)
    if latitude is not None and longitude is not None and (latitude, longitude) != (0, 0):
        found["latitude"], found["longitude"] = latitude, longitude
    return found


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """Return how to turn it upright; the camera notes how it was held beside the pixels."""
    try:
        held = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 # as above
        return None
    return TURNS.get(held) if isinstance(held, int) else None


def _moment(text: Any) -> str | None:
    """Return `2026:05:03 11:10:00` as `2026-05-03T11:10:00`: the camera's clock, of no stated zone."""
    try:
        moment = datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 # it has none
    except ValueError:
        return None
    return moment.isoformat() if moment.year >= 1990 else None


def _offset(text: Any) -> str | None:
    offset = str(text).strip("\x00 ")
    return offset if OFFSET.fullmatch(offset) else None


def _degrees(parts: Any, reference: Any, signs: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        value = round(degrees + minutes / 60 + seconds / 3600, 5)
        sign = signs.index(str(reference).strip("\x00 ").upper())
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if not 0 <= value <= most:  # also not a number
        return None
    return -value if sign else value
