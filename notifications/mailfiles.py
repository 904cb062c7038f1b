"""Mail without a mail server: one file per message under var/mail."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

# What a Message-ID may bring into a file name.
UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


class EmailBackend(BaseEmailBackend):
    """Write each message to `settings.EMAIL_FILE_PATH` as one .eml file, which any mail program opens."""

    def __init__(self, *args: Any, file_path: str | Path | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages, each whole or not at all, and return how many there were."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for email in email_messages:
            message = email.message()
            name = UNSAFE.sub("-", str(message["Message-ID"]).strip("<>").partition("@")[0])
            # The time first: a message that was sent twice is two files, in order.
            path = self.folder / f"{timezone.now():%Y%m%dT%H%M%S%f}-{name[:80]}.eml"
            unfinished = path.with_suffix(".part")
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.as_bytes())
            unfinished.rename(path)
        return len(email_messages)
