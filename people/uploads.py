"""How files come in: in memory, within the bound of a body, and never onto a disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class BoundedUploadHandler(MemoryFileUploadHandler):
    """Keeps files in memory; a body that is announced as too large is not read at all."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 # as Django names it
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Decide by the announced length.

        :raises RequestDataTooBig: if that is more than a body may hold.
        """
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        self.activated = True
