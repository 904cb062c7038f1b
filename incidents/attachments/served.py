"""A file on its way out: nothing that a browser would run, nothing that a cache would keep."""

from django.http import HttpRequest, HttpResponse

from incidents.files.sniff import EXTENSION_OF
from incidents.models import Attachment


def file_response(
    request: HttpRequest, attachment: Attachment, data: bytes | None, *, as_preview: str = ""
) -> HttpResponse:
    """Return an answer with the bytes of a file, named by its id; without bytes only its head (`data` None).

    `as_preview` is the media type of a small picture, which a page may show.
    """
    media_type = as_preview or attachment.media_type
    kind = "inline" if as_preview else "attachment"
    response = HttpResponse(data or b"", content_type=media_type)
    response["Content-Length"] = str(attachment.size if data is None else len(data))
    response["Content-Disposition"] = f'{kind}; filename="{attachment.pk}{EXTENSION_OF[media_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    # Its own, in place of the site's: a reader that shows it anyway runs nothing and loads nothing.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    # It is packed already: to pack it again takes time and its stated length.
    request.META["HTTP_ACCEPT_ENCODING"] = ""
    return response
