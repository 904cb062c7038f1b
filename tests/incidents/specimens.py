"""Files for tests, made here: harmless ones, and each kind that must not come in."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from PIL import Image, PngImagePlugin

CANARY = b"CANARY-7f3a"
HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def exif(*, orientation: int = 1, offset: str = "") -> Image.Exif:
    """Return what a telephone writes: 3 May 2026 11:10, by the Mastchoi canal, and a canary."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = CANARY.decode()
    made.get_ifd(0x8769)[0x9003] = "2026:05:03 11:10:00"
    if offset:
        made.get_ifd(0x8769)[0x9011] = offset
    place = made.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (39.0, 56.0, 30.0), "E", (70.0, 29.0, 46.0)
    return made


def picture(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Return a picture whose left half is red and right half blue."""
    made = Image.new("RGB", size, "blue")
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    return made


def jpeg(image: Image.Image | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, "JPEG", **options)
    return out.getvalue()


def png(image: Image.Image | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, "PNG", **options)
    return out.getvalue()


def talkative_jpeg() -> bytes:
    """Return a JPEG with the canary in EXIF, XMP, comment, colour profile, a private segment and behind its end."""
    profile = b"\x00" * 128 + CANARY
    made = jpeg(exif=exif(), comment=CANARY, icc_profile=profile, xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>")
    private = b"\xff\xed" + struct.pack(">H", 2 + len(CANARY)) + CANARY
    return made[:2] + private + made[2:] + CANARY


def talkative_png() -> bytes:
    """Return a PNG with the canary in EXIF, texts packed and not, a profile, a private chunk and behind its end."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", CANARY.decode())
    texts.add_text("Packed", CANARY.decode(), zip=True)
    texts.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    made = png(pnginfo=texts, exif=exif(), icc_profile=b"\x00" * 128 + CANARY)
    return made[:-12] + chunk(b"prVt", CANARY) + made[-12:] + CANARY


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def huge_png(width: int = 13_300, height: int = 13_300) -> bytes:
    """Return 177 Mpx in 21 KB."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    row = b"\x00" * (1 + (width + 7) // 8)
    packed = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def moving_png() -> bytes:
    return png(save_all=True, append_images=[Image.new("RGB", (60, 40), "green")])


def zipped(name: str = "a.txt", data: bytes = b"x" * 100) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def new_pdf(pages: int = 1) -> pikepdf.Pdf:
    """Return a document whose pages show a picture."""
    made = pikepdf.new()
    for _ in range(pages):
        page = made.add_blank_page(page_size=(200, 200))
        page.Contents = made.make_stream(b"0 0 1 rg 20 20 100 100 re f")
    return made


def saved(document: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    return saved(new_pdf(pages))


def talkative_pdf() -> bytes:
    """Return a PDF with the canary wherever a program notes something, and in the photograph on its page."""
    made = new_pdf()
    page = made.pages[0]
    word = CANARY.decode()
    made.docinfo["/Author"] = word
    made.Root.Metadata = made.make_stream(b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>")
    made.Root.PieceInfo = pikepdf.Dictionary(Private=word)
    made.Root.Lang = word
    page.obj.Metadata = made.make_stream(CANARY)
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=word))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://example.org/{word}"),
    )
    page.obj.Annots = pikepdf.Array([made.make_indirect(link)])
    photograph = made.make_stream(
        talkative_jpeg(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=60,
        Height=40,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
        Metadata=made.make_stream(CANARY),
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photograph))
    page.Contents = made.make_stream(b"100 0 0 100 20 20 cm /Im0 Do")
    made.make_indirect(pikepdf.String(word))  # reached by nothing
    return saved(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def scripted_pdf(place: str) -> bytes:
    """Return a PDF with a script, a program to start, a form that is sent, or film, at one of the usual places."""
    made = new_pdf()
    page = made.pages[0].obj
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if place == "on opening":
        made.Root.OpenAction = script
    elif place == "by name":
        tree = pikepdf.Dictionary(Names=pikepdf.Array(["a", made.make_indirect(script)]))
        made.Root.Names = pikepdf.Dictionary(JavaScript=tree)
    elif place == "of a page":
        page.AA = pikepdf.Dictionary(O=script)
    elif place == "launch":
        page.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))
    elif place == "next of a link":
        go = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/", Next=script)
        page.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=go)])
    elif place == "sent form":
        send = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://example.org/")
        field = pikepdf.Dictionary(Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Btn, T="a", Rect=[0, 0, 9, 9], A=send)
        page.Annots = pikepdf.Array([made.make_indirect(field)])
        made.Root.AcroForm = pikepdf.Dictionary(Fields=page.Annots)
    elif place == "xfa":
        made.Root.AcroForm = pikepdf.Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=pikepdf.Array([]))
    elif place == "film":
        page.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 9, 9])])
    else:
        raise ValueError(place)
    return saved(made)


def carrying_pdf() -> bytes:
    made = new_pdf()
    made.attachments["hidden.txt"] = CANARY
    return saved(made)


def layered_pdf() -> bytes:
    made = new_pdf()
    layer = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Notes"))
    default = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    made.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=default)
    return saved(made)


def bomb_pdf(size: int = 1_000_000_000) -> bytes:
    """Return a PDF whose page unpacks to 1 GB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    made = new_pdf()
    made.pages[0].Contents = made.make_stream(packed, Filter=pikepdf.Name.FlateDecode)
    return saved(made)


def locked_pdf() -> bytes:
    return saved(new_pdf(), encryption=pikepdf.Encryption(owner="o", user=""))


def packed_table_bomb(size: int = 1_000_000_000) -> bytes:
    """Return a PDF whose table of objects unpacks to 1 GB: read before anything else."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\x00" * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    head = b"%PDF-1.5\n"
    table = b"1 0 obj\n<</Type/XRef/Size %d/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>stream\n" % (
        size // 4,
        len(packed),
    )
    return head + table + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def packed_text_bomb(size: int = 500_000_000) -> bytes:
    """Return a PNG with a text that unpacks to half a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"a" * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    whole = png()
    return whole[:33] + chunk(b"zTXt", b"k\x00\x00" + packed) + whole[33:]
