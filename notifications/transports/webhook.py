"""A signed POST to another system: JSON, HMAC-SHA256 over "timestamp.body", one key for all attempts."""

import hashlib
import hmac
import http.client
import json
import socket
import ssl
import time
from contextlib import closing

from notifications.models import State
from notifications.transports.addresses import AddressRefused, NameNotResolved, Target, parse_webhook_url, resolve
from notifications.transports.base import Envelope, Result, cut_off_after

CONNECT_S = 4
TOTAL_S = 10
LARGEST_ANSWER = 64 * 1024
TEMPORARY_CODES = {408, 425, 429}
LONGEST_RETRY_AFTER_S = 300


class WebhookTransport:
    success_state = State.DELIVERED

    def send(self, envelope: Envelope) -> Result:
        """Post one message; redirects are not followed, and nothing of the answer's body is kept."""
        # One end for all of it, looking up the name included.
        ends = time.monotonic() + TOTAL_S
        try:
            target = parse_webhook_url(envelope.address)
            addresses = resolve(target)
        except AddressRefused:
            return Result.permanent("address", "Messages may not be sent to this address.")
        except NameNotResolved:
            return Result.temporary("name", "The name of the server could not be resolved.")
        body = payload(envelope)
        with (
            closing(_PinnedConnection(target, addresses[0])) as connection,
            cut_off_after(ends - time.monotonic(), lambda: connection.raw) as cut,
        ):
            try:
                return self._post(connection, target, envelope, body)
            except ssl.SSLCertVerificationError:
                return Result.temporary("certificate", "The server's certificate is not valid.")
            except (OSError, http.client.HTTPException, ValueError):
                if cut.is_set():
                    return Result.temporary("timeout", "The server did not answer in time.")
                return Result.temporary("network", "The server could not be reached.")

    def _post(self, connection: "_PinnedConnection", target: Target, envelope: Envelope, body: bytes) -> Result:
        connection.request("POST", target.path, body, headers(envelope, body))
        response = connection.getresponse()
        promised = response.length
        received = response.read(LARGEST_ANSWER)
        if promised is not None and len(received) < min(promised, LARGEST_ANSWER):
            # What breaks off may not have been meant: the same key makes asking again harmless.
            raise http.client.IncompleteRead(b"", promised - len(received))
        code = response.status
        if 200 <= code < 300:
            return Result.success(str(code))
        if code in TEMPORARY_CODES or code >= 500:
            wait = _retry_after_s(response.getheader("Retry-After"))
            return Result.temporary(str(code), "The server cannot take the message now.", wait)
        return Result.permanent(str(code), "The server refuses the message.")


class _PinnedConnection(http.client.HTTPSConnection):
    """Connects to the checked address, while TLS and the request name the host."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_S, context=ssl.create_default_context())
        self.address = address
        # A second handle on the connection: shutting down a TLS socket in another thread is not safe.
        self.raw: socket.socket | None = None

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), timeout=CONNECT_S)
        self.raw = plain.dup()
        plain.settimeout(TOTAL_S)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)  # type: ignore[attr-defined]

    def close(self) -> None:
        super().close()
        if self.raw is not None:
            self.raw.close()
            self.raw = None


def payload(envelope: Envelope) -> bytes:
    """Return the body: byte for byte the same on every attempt."""
    content = {
        "id": str(envelope.id),
        "severity": envelope.severity,
        "side": envelope.side,
        "language": envelope.language,
        "subject": envelope.subject,
        "body": envelope.body,
        "url": envelope.page_url,
        "answer_url": envelope.answer_url,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def headers(envelope: Envelope, body: bytes) -> dict[str, str]:
    """Return the headers: the signature covers the time too, so that an old message cannot be played again."""
    timestamp = str(int(time.time()))
    signed = f"{timestamp}.".encode() + body
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Accept-Encoding": "identity",
        "User-Agent": "bordertrack",
        "Idempotency-Key": str(envelope.id),
        "X-Bordertrack-Timestamp": timestamp,
        "X-Bordertrack-Signature": f"v1={hmac.new(envelope.secret.encode(), signed, hashlib.sha256).hexdigest()}",
    }


def _retry_after_s(value: str | None) -> int | None:
    """Return the seconds asked for, if they are a number: at most 300, or one end could silence a channel."""
    if value is None or not value.isascii() or not value.isdigit():
        return None
    return min(int(value[:9]), LONGEST_RETRY_AFTER_S)
