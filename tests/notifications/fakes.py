"""A mail server and an https server on loopback: what the transports meet is a real socket."""

import asyncio
import http.server
import logging
import os
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import connection

logging.getLogger("mail.log").setLevel(logging.ERROR)


class MailSink:
    """Keeps what is sent; answers RCPT and DATA as it is told to."""

    def __init__(self):
        self.messages = []
        self.rcpt_answer = "250 OK"
        self.data_answer = "250 OK"
        self.delay_s = 0.0
        # A message is being taken.
        self.busy = threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.rcpt_answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.busy.set()
        await asyncio.sleep(self.delay_s)
        if self.data_answer.startswith("2"):
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.data_answer


@contextmanager
def mail_server(configuration):
    sink = MailSink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.factory = lambda: SMTP(sink)
    controller.start()
    configuration.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    configuration.EMAIL_HOST, configuration.EMAIL_PORT = "127.0.0.1", controller.port
    configuration.EMAIL_USE_TLS = configuration.EMAIL_USE_SSL = False
    try:
        yield sink
    finally:
        controller.stop()


def process_environment(**changes) -> dict[str, str]:
    """Return the environment of a process that works on the test's database, as the application."""
    where = connection.settings_dict
    # A unix socket is named among the options.
    host = where["OPTIONS"].get("host") or where["HOST"] or "localhost"
    port = where["OPTIONS"].get("port") or where["PORT"] or "5432"
    url = f"postgis://bordertrack_app@/{where['NAME']}?host={quote(host, safe='')}&port={port}"
    return os.environ | {"DATABASE_URL": url, "DATABASE_ROLE": "app", "SECRET_KEY": settings.SECRET_KEY} | changes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Hook:
    """An https endpoint: `answer(handler)` is called for each POST; what came is in `requests`."""

    def __init__(self, port):
        self.port = port
        self.requests = []
        self.answer = lambda handler: reply(handler, 204)

    @property
    def url(self):
        return f"https://localhost:{self.port}/alerts?room=1"


def reply(handler, code, body=b"", **headers):
    handler.send_response(code)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def https_server(folder):
    """Serve a hook with a certificate for localhost, made for this run."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            shutil.which("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", str(key), "-out", str(certificate),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    hook = Hook(0)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.requests.append((self.path, dict(self.headers), body))
            hook.answer(self)

        def log_message(self, *args):
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request, client_address):
            """Say nothing: clients cut connections on purpose here."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    hook.port = server.server_address[1]
    hook.certificate = str(certificate)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
