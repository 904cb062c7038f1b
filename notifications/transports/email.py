"""E-mail: plain text, through whatever server the settings name."""

import logging
import smtplib
from socket import socket
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from notifications.models import State
from notifications.transports.base import Envelope, Result, cut_off_after

logger = logging.getLogger(__name__)

# For one answer of the server, and for all of it.
ANSWER_S = 8
TOTAL_S = 20


class EmailTransport:
    success_state = State.SENT

    def send(self, envelope: Envelope) -> Result:
        """Hand one message to the mail server; 4xx and the network are temporary, 5xx is permanent."""
        connection = get_connection(timeout=ANSWER_S)

        def get_socket() -> socket | None:
            return getattr(getattr(connection, "connection", None), "sock", None)

        try:
            with cut_off_after(TOTAL_S - ANSWER_S, get_socket):
                compose(envelope, connection).send()
        except smtplib.SMTPAuthenticationError as error:
            # The fault is ours, not the recipient's: a mended password must find the message waiting.
            logger.error("mail_server_refuses_sign_in code=%s", error.smtp_code)
            return Result.temporary(str(error.smtp_code), "The mail server refuses our sign-in.")
        except smtplib.SMTPRecipientsRefused as error:
            return _by_code(max((code for code, _text in error.recipients.values()), default=450))
        except smtplib.SMTPResponseException as error:
            return _by_code(error.smtp_code)
        except (ValueError, smtplib.SMTPNotSupportedError):
            # A header or an address that cannot be written, such as one outside ASCII on an old server.
            return Result.permanent("address", "The address cannot be written to.")
        except TimeoutError:
            return Result.temporary("timeout", "The mail server did not answer in time.")
        except (OSError, smtplib.SMTPException):
            return Result.temporary("network", "The mail server could not be reached.")
        return Result.success("250")


def compose(envelope: Envelope, connection: Any = None) -> EmailMessage:
    """Return the message: the text, the link to the page and the recipient's own link to answer."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    with translation.override(envelope.language):
        text = render_to_string("notifications/alert.body.txt", {"envelope": envelope})
    return EmailMessage(
        envelope.subject,
        text,
        to=[envelope.address],
        connection=connection,
        headers={
            # The same on every attempt, so that a mail program shows a repeated message once.
            "Message-ID": f"<{envelope.id}@{host}>",
            "Content-Language": envelope.language,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


def _by_code(code: int) -> Result:
    if 500 <= code < 600:
        return Result.permanent(str(code), "The mail server refuses the message.")
    return Result.temporary(str(code), "The mail server cannot take the message now.")
