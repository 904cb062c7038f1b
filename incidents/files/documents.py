"""A PDF taken apart and written anew: its pages as they look, without scripts, attachments or metadata.

Runs in the process of `child.py`, under its limits.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from pikepdf.settings import set_qpdf_limits

from incidents.files.limits import LARGEST_FILE, LARGEST_STREAM, MOST_OBJECTS, MOST_PAGES
from incidents.files.outcome import Cleaned, Refused
from incidents.files.streams import Budget, clean_stream

# What acts by itself, or carries another file: refused and not cut out, for the document would no longer be
# what the officer chose. A link or a mark of where to open is cut out.
ACTIONS = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute", "/Movie",
    "/Sound",
}  # fmt: skip
ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings", "/3DD"}
ACTIVE_PARTS = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
# What says who made it, when and with what; thumbnails; private data of programs; where else to go.
DROPPED = {
    "/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Thumb", "/Annots", "/AA", "/A", "/OPI", "/Ref", "/B",
    "/StructParents", "/StructParent", "/Tabs", "/PZ", "/ID", "/SeparationInfo", "/VP", "/Measure", "/PtData",
    "/OC", "/Alternates", "/PressSteps", "/Dur", "/Trans",
}  # fmt: skip
OF_A_PAGE = (
    "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/Resources", "/Contents", "/Group",
    "/UserUnit",
)  # fmt: skip


def clean_document(data: bytes) -> Cleaned:
    """Return the document written anew.

    :raises Refused: `encrypted`, `active`, `carries_files`, `hidden_layers`, `pages`, `pixels`,
        `unpacks_too_large`, `large_when_clean`, `unreadable`.
    """
    set_qpdf_limits(
        flate_max_memory=LARGEST_STREAM,
        run_length_max_memory=LARGEST_STREAM,
        png_max_memory=LARGEST_STREAM,
        tiff_max_memory=LARGEST_STREAM,
        max_stream_filters=4,
        parser_max_nesting=100,
        doc_max_warnings=100,
    )
    try:
        with Pdf.open(io.BytesIO(data), attempt_recovery=False) as source:
            return _rewritten(source)
    except Refused:
        raise
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    except MemoryError as error:
        raise Refused("unpacks_too_large") from error
    except Exception as error:
        # Whatever the library stumbles over: broken, cut off, or made to do harm.
        raise Refused("unpacks_too_large" if "limit exceeded" in str(error) else "unreadable") from error


def _rewritten(source: Pdf) -> Cleaned:
    if source.is_encrypted:
        raise Refused("encrypted")
    if len(source.objects) > MOST_OBJECTS:
        raise Refused("unpacks_too_large")
    if _hides_layers(source.Root):
        raise Refused("hidden_layers")
    for part in _dictionaries(source):
        _refuse_active(part)
    count = len(source.pages)
    if not 1 <= count <= MOST_PAGES:
        raise Refused("pages")
    # What is written over a page, such as a stamp or a filled field, becomes part of it.
    source.generate_appearance_streams()
    source.flatten_annotations("all")

    for page in source.pages:
        for key in set(page.obj.keys()) - {"/Type", "/Parent", *OF_A_PAGE}:
            del page.obj[key]
    budget = Budget()
    for part in _dictionaries(source):
        for key in DROPPED & set(part.keys()):
            del part[key]
        if isinstance(part, Stream):
            clean_stream(part, budget)

    # Only what the pages reach comes along.
    fresh = Pdf.new()
    fresh.pages.extend(source.pages)
    out = io.BytesIO()
    fresh.save(
        out,
        force_version="1.7",
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    if out.tell() > LARGEST_FILE:
        raise Refused("large_when_clean")
    return Cleaned(data=out.getvalue(), pages=count)


def _dictionaries(source: Pdf) -> Iterator[Any]:
    """Yield every dictionary and stream of a document, those inside others too."""
    for obj in source.objects:
        yield from _within(obj)


def _within(obj: Any) -> Iterator[Any]:
    if isinstance(obj, (Dictionary, Stream)):
        yield obj
        inner = list(obj.values()) if isinstance(obj, Dictionary) else list(obj.stream_dict.values())
    elif isinstance(obj, Array):
        inner = list(obj)
    else:
        return
    for each in inner:
        # What has a number of its own is met by itself.
        if isinstance(each, (Dictionary, Array)) and not each.is_indirect:
            yield from _within(each)


def _refuse_active(part: Any) -> None:
    keys = set(part.keys())
    if "/EmbeddedFiles" in keys or "/EF" in keys or _is(part, "/Type", {"/EmbeddedFile"}):
        raise Refused("carries_files")
    if keys & ACTIVE_KEYS and not _is(part, "/Type", {"/StructElem"}):
        raise Refused("active")
    if _is(part, "/S", ACTIONS) and not _is(part, "/Type", {"/StructElem"}):
        raise Refused("active")
    if _is(part, "/Subtype", ACTIVE_PARTS):
        raise Refused("active")
    if _is(part, "/Subtype", {"/FileAttachment"}):
        raise Refused("carries_files")


def _is(part: Any, key: str, names: set[str]) -> bool:
    value = part.get(key)
    return isinstance(value, Name) and str(value) in names


def _hides_layers(root: Any) -> bool:
    """Whether opening the document shows less than it holds: what one releases must be what one sees."""
    settings = root.get("/OCProperties")
    if settings is None:
        return False
    default = settings.get("/D") or Dictionary()
    return len(default.get("/OFF") or ()) > 0 or _is(default, "/BaseState", {"/OFF"})
