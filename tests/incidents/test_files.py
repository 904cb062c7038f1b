"""The one way in for files: what is taken, what is kept of it, and what is refused by which rule."""

import io
import resource
import subprocess
import sys
import time
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from PIL import Image

from incidents.files.accepting import accept, clean_name
from incidents.files.errors import FileRefused, FileTooLarge
from incidents.files.limits import LARGEST_FILE
from tests.incidents import specimens as made
from tests.incidents.specimens import CANARY


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def rule_of(name: str, data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        accept(name, data)
    assert list(refused.value.message_dict) == ["file"]
    return refused.value.rule


def test_a_photograph_is_kept_without_anything_but_its_pixels() -> None:
    sent = made.talkative_jpeg()
    assert sent.count(CANARY) >= 6

    kept = accept("canal.jpg", sent)

    assert kept.media_type == "image/jpeg"
    assert CANARY not in kept.data + kept.preview
    picture = opened(kept.data)
    assert not picture.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(picture.info)
    assert (kept.width, kept.height) == picture.size == (60, 40)
    assert kept.sha256 != kept.original_sha256


def test_its_time_and_place_are_told_once_as_a_suggestion() -> None:
    kept = accept("canal.jpg", made.jpeg(exif=made.exif()))

    assert kept.found == {"taken_at": "2026-05-03T11:10:00", "latitude": 39.94167, "longitude": 70.49611}


def test_an_offset_is_told_where_the_camera_wrote_one() -> None:
    assert accept("a.jpg", made.jpeg(exif=made.exif(offset="+05:00"))).found["offset"] == "+05:00"
    assert "offset" not in accept("a.jpg", made.jpeg(exif=made.exif(offset="+99:00"))).found


def test_what_a_camera_wrote_wrongly_is_no_suggestion_and_no_reason_to_refuse() -> None:
    odd = Image.Exif()
    odd.get_ifd(0x8769)[0x9003] = "0000:00:00 00:00:00"
    odd.get_ifd(0x8825)[2] = (999.0, 0.0, 0.0)
    odd.get_ifd(0x8825)[4] = (float("inf"), 0.0, 0.0)

    assert accept("a.jpg", made.jpeg(exif=odd)).found == {}
    assert accept("a.jpg", made.jpeg(exif=b"Exif\x00\x00nonsense")).found == {}


def test_a_photograph_held_upright_is_stored_upright() -> None:
    kept = accept("a.jpg", made.jpeg(exif=made.exif(orientation=6)))

    assert (kept.width, kept.height) == (40, 60)
    red, _green, blue = opened(kept.data).convert("RGB").getpixel((20, 10))  # type: ignore[misc]
    assert red > 200 > blue


@pytest.mark.parametrize("held", range(1, 9))
def test_every_way_of_holding_a_camera_is_known(held: int) -> None:
    assert accept("a.jpg", made.jpeg(exif=made.exif(orientation=held))).width in {40, 60}


def test_a_drawing_is_kept_without_its_texts_profile_and_private_chunks() -> None:
    kept = accept("Plan.PNG", made.talkative_png())

    assert kept.media_type == "image/png"
    assert CANARY not in kept.data
    assert opened(kept.data).tobytes() == made.picture().tobytes()


@pytest.mark.parametrize(
    ("mode", "colour", "shown"),
    [
        ("L", 77, (77, 77, 77)),
        ("1", 1, (255, 255, 255)),
        ("LA", (0, 0), (255, 255, 255)),
        ("RGBA", (255, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (255, 0, 0, 255), (255, 0, 0)),
        ("I;16", 40_000, (156, 156, 156)),
    ],
)
def test_what_is_seen_is_what_is_kept(mode: str, colour: Any, shown: tuple[int, ...]) -> None:
    kept = accept("a.png", made.png(Image.new(mode, (30, 30), colour)))

    assert opened(kept.data).mode in {"L", "RGB"}
    assert opened(kept.data).convert("RGB").getpixel((5, 5)) == shown


def test_a_palette_is_turned_into_colours_and_its_unused_places_are_gone() -> None:
    image = Image.new("P", (30, 30), 1)
    image.putpalette([0, 0, 0, 10, 200, 30, *CANARY])

    kept = accept("a.png", made.png(image))

    assert CANARY not in kept.data
    assert opened(kept.data).getpixel((0, 0)) == (10, 200, 30)


def test_a_picture_in_four_inks_is_turned_into_colours() -> None:
    kept = accept("a.jpg", made.jpeg(Image.new("CMYK", (30, 30), (0, 255, 255, 0))))

    red, green, blue = opened(kept.data).getpixel((5, 5))  # type: ignore[misc]
    assert red > 240
    assert green < 20
    assert blue < 20


def test_a_telephones_second_picture_is_dropped_and_no_reason_to_refuse() -> None:
    main = made.jpeg()

    kept = accept("a.jpg", main + made.jpeg(Image.new("RGB", (10, 10), "green")))

    assert (kept.width, kept.height) == (60, 40)


def test_a_picture_has_a_small_preview() -> None:
    kept = accept("a.jpg", made.jpeg(made.picture((1600, 800)), exif=made.exif()))

    assert opened(kept.preview).size == (320, 160)
    assert CANARY not in kept.preview


def test_a_document_is_written_anew_and_shows_the_same() -> None:
    sent = made.talkative_pdf()
    assert sent.count(CANARY) >= 10

    kept = accept("Protocol.pdf", sent)

    assert (kept.media_type, kept.pages, kept.width, kept.found) == ("application/pdf", 1, None, {})
    with pikepdf.open(io.BytesIO(kept.data)) as document:
        assert CANARY not in made.saved(document, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
        assert not document.docinfo.keys()
        page = document.pages[0]
        assert "/Annots" not in page.obj
        assert page.Contents.read_bytes() == b"100 0 0 100 20 20 cm /Im0 Do"
        assert opened(page.Resources.XObject.Im0.read_raw_bytes()).size == (60, 40)


def test_a_stamp_becomes_part_of_its_page() -> None:
    document = made.new_pdf()
    look = document.make_stream(b"1 0 0 rg 0 0 50 50 re f", Subtype=pikepdf.Name.Form, BBox=[0, 0, 50, 50])
    stamp = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Stamp,
        Rect=[10, 10, 60, 60],
        F=4,
        AP=pikepdf.Dictionary(N=look),
    )
    document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(stamp)])

    kept = accept("a.pdf", made.saved(document))

    with pikepdf.open(io.BytesIO(kept.data)) as document:
        (drawn,) = document.pages[0].Resources.XObject.values()
        assert drawn.read_bytes() == b"1 0 0 rg 0 0 50 50 re f"


def test_a_scan_packed_as_pixels_keeps_its_bytes_and_loses_what_follows_them() -> None:
    import zlib

    document = made.new_pdf()
    pixels = zlib.compress(b"\x80" * 900)
    scan = document.make_stream(
        pixels + CANARY,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=30,
        Height=30,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
        Filter=pikepdf.Name.FlateDecode,
    )
    document.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=scan))

    kept = accept("a.pdf", made.saved(document))

    assert CANARY not in kept.data
    with pikepdf.open(io.BytesIO(kept.data)) as document:
        assert document.pages[0].Resources.XObject.Im0.read_bytes() == b"\x80" * 900


REFUSED = {
    "nothing": ("a.jpg", lambda: b"", "empty"),
    "HTML as a picture": ("a.jpg", lambda: made.HTML, "kind"),
    "SVG": ("a.svg", lambda: made.SVG, "kind"),
    "SVG as a picture": ("a.png", lambda: b"<?xml version='1.0'?>" + made.SVG, "kind"),
    "an archive": ("a.zip", made.zipped, "kind"),
    "a GIF": ("a.gif", lambda: b"GIF89a" + b"\x00" * 40, "kind"),
    "an archive as a document": ("a.pdf", made.zipped, "kind"),
    "a document with a name of a picture": ("a.jpg", made.pdf, "extension"),
    "a picture with a name of a document": ("a.pdf", made.jpeg, "extension"),
    "a picture with a name of another": ("a.png", made.jpeg, "extension"),
    "no extension": ("photo", made.jpeg, "extension"),
    "two extensions": ("photo.jpg.html", made.jpeg, "extension"),
    "a picture that is a page": ("a.jpg", lambda: made.jpeg(comment=made.HTML), "polyglot"),
    "a picture with a page behind it": ("a.jpg", lambda: made.jpeg() + made.HTML, "polyglot"),
    "a picture that is an archive": ("a.jpg", lambda: made.jpeg() + made.zipped(), "polyglot"),
    "a drawing that is an archive": ("a.png", lambda: made.png() + made.zipped(), "polyglot"),
    "a picture that is a document": ("a.jpg", lambda: made.jpeg(comment=b"%PDF-1.4 " + b"x" * 20), "polyglot"),
    "a picture with a document behind it": ("a.jpg", lambda: made.jpeg() + made.pdf(), "polyglot"),
    "a picture with a program behind it": ("a.png", lambda: made.png() + b"MZ" + b"\x00" * 90, "polyglot"),
    "a document with something before it": ("a.pdf", lambda: b"\x00" + made.pdf(), "kind"),
    "a document that is an archive": ("a.pdf", lambda: made.pdf() + made.zipped(), "polyglot"),
    "a document with a page behind it": ("a.pdf", lambda: made.pdf() + made.HTML, "polyglot"),
    "a document that is a page": ("a.pdf", lambda: made.pdf()[:9] + made.HTML + made.pdf()[9:], "polyglot"),
    "a moving picture": ("a.png", made.moving_png, "animated"),
    "177 Mpx": ("a.png", made.huge_png, "pixels"),
    "a long thin picture": ("a.png", lambda: made.huge_png(40_000, 10), "pixels"),
    "a cut picture": ("a.jpg", lambda: made.jpeg()[:-50], "unreadable"),
    "a cut large picture": ("a.jpg", lambda: made.jpeg(made.picture((900, 900)))[:-3], "unreadable"),
    "a cut drawing": ("a.png", lambda: made.png()[:-20], "unreadable"),
    "a cut document": ("a.pdf", lambda: made.pdf()[:-60], "unreadable"),
    "a header and no picture": ("a.jpg", lambda: b"\xff\xd8\xff\xe0" + b"\x00" * 200, "unreadable"),
    "a broken document": ("a.pdf", lambda: b"%PDF-1.4\nnonsense\n%%EOF\n", "unreadable"),
    "a locked document": ("a.pdf", made.locked_pdf, "encrypted"),
    "a document with a file inside": ("a.pdf", made.carrying_pdf, "carries_files"),
    "a document with hidden layers": ("a.pdf", made.layered_pdf, "hidden_layers"),
    "201 pages": ("a.pdf", lambda: made.pdf(201), "pages"),
    "a document that unpacks to 200 MB": ("a.pdf", lambda: made.bomb_pdf(200_000_000), "unpacks_too_large"),
    **{
        f"a document with a script: {place}": ("a.pdf", lambda place=place: made.scripted_pdf(place), "active")
        for place in (
            "on opening", "by name", "of a page", "launch", "next of a link", "sent form", "xfa", "film"
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused(what: str) -> None:
    name, make, rule = REFUSED[what]

    assert rule_of(name, make()) == rule


def test_ten_megabytes_and_one_byte_are_too_much() -> None:
    with pytest.raises(FileTooLarge) as refused:
        accept("a.jpg", made.jpeg() + b"\x00" * LARGEST_FILE)

    assert (refused.value.status_code, refused.value.problem_code) == (413, "file_too_large")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("canal.jpg", "canal.jpg"),
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\fakepath\\Канал.pdf", "Канал.pdf"),
        ("Cafe\u0301.png", "Caf\xe9.png"),
        (f"{'я' * 146}.jpg", f"{'я' * 146}.jpg"),
    ],
)
def test_a_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize(
    "name",
    ["a\x00.jpg", "gpj.\u202ejpg", "a\n.jpg", "\ud800.jpg", f"{'a' * 147}.jpg", "", "..", "dir/", "a\x1b[0m.jpg"],
)
def test_a_name_is_refused(name: str) -> None:
    assert rule_of(name, made.jpeg()) == "name"


@pytest.mark.parametrize("filler", [b"<svg ", b"<!doctype ", b"PK\x05\x06", b"\xff\xff", b"\xff\xe1\x00\x02", b"%%EOF"])
def test_ten_megabytes_of_near_misses_are_looked_through_quickly(filler: bytes) -> None:
    begun = time.monotonic()
    for start in (b"\xff\xd8\xff", b"%PDF-1.7\n"):
        with pytest.raises(FileRefused):
            accept("a.jpg" if start.startswith(b"\xff") else "a.pdf", start + filler * (9_900_000 // len(filler)))

    assert time.monotonic() - begun < 8


MEASURE = """
import resource, sys
from django.conf import settings
settings.configure(USE_I18N=False)
from incidents.files.accepting import accept
from incidents.files.errors import FileRefused
name, path = sys.argv[1:]
data = open(path, "rb").read()
before = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
try:
    accept(name, data)
except FileRefused as refused:
    print(refused.rule)
after = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(after[0] - before[0] + after[1])
"""


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.png", made.huge_png),
        ("a.pdf", made.bomb_pdf),
        ("a.pdf", made.packed_table_bomb),
        ("a.png", made.packed_text_bomb),
        ("a.jpg", lambda: made.jpeg() + b"\x00" * (LARGEST_FILE - 5_000) + made.zipped()),
    ],
)
def test_what_is_refused_takes_less_than_300_mb(name: str, make: Any, tmp_path: Any) -> None:
    file = tmp_path / "sent"
    file.write_bytes(make())

    told = subprocess.run(
        [sys.executable, "-c", MEASURE, name, file], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )

    *_rule, kilobytes = told.stdout.split()
    assert int(kilobytes) < 300_000


def test_opening_a_file_gives_up_memory_time_and_files() -> None:
    code = "from incidents.files import child; child.confine('image/png'); import resource; " + "".join(
        f"print(resource.getrlimit(resource.{what})[1]);" for what in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE")
    )

    told = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )

    assert told.stdout.split() == ["700000000", "9", "0"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] != 0
