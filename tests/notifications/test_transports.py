import hashlib
import hmac
import json
import socket
import time
import uuid
from ipaddress import ip_address

import pytest

from notifications.mailfiles import EmailBackend
from notifications.models import Outcome
from notifications.transports.addresses import AddressRefused, is_allowed, is_public, parse_webhook_url, resolve
from notifications.transports.base import Envelope
from notifications.transports.email import EmailTransport, compose
from notifications.transports.inapp import InAppTransport
from notifications.transports.webhook import WebhookTransport
from tests.notifications.fakes import https_server, mail_server, reply


def envelope(address, **changes):
    given = {
        "id": uuid.UUID(int=7), "address": address, "secret": "s3cret", "language": "ru", "severity": 3, "side": "TJ",
        "subject": "3 Столкновение · Исфара–Баткен", "body": "Не подтверждено.",
        "page_url": "https://border.example/incidents/1/", "answer_url": "https://border.example/a/token/",
    }  # fmt: skip
    return Envelope(**(given | changes))


def test_the_inbox_always_has_it():
    assert InAppTransport().send(envelope("")).outcome == Outcome.SUCCESS


# --- E-mail


@pytest.fixture
def mail(settings):
    settings.PUBLIC_URL = "https://border.example"
    with mail_server(settings) as sink:
        yield sink


def test_a_mail_is_text_with_both_links_and_one_id_for_all_attempts(mail):
    for _attempt in range(2):
        assert EmailTransport().send(envelope("kg@example.org")).outcome == Outcome.SUCCESS

    first, second = mail.messages
    assert first["Message-ID"] == second["Message-ID"] == f"<{uuid.UUID(int=7)}@border.example>"
    assert first["Subject"].strip() == "3 Столкновение · Исфара–Баткен"
    assert first["Content-Language"] == "ru"
    assert first.get_content_type() == "text/plain"
    text = first.get_content()
    assert "Не подтверждено." in text
    assert "https://border.example/incidents/1/" in text
    assert "https://border.example/a/token/" in text


@pytest.mark.parametrize(
    ("rcpt", "data", "outcome", "code"),
    [
        ("550 no such person", "250 OK", Outcome.PERMANENT, "550"),
        ("450 later", "250 OK", Outcome.TEMPORARY, "450"),
        ("250 OK", "554 refused", Outcome.PERMANENT, "554"),
        ("250 OK", "451 later", Outcome.TEMPORARY, "451"),
    ],
)
def test_a_mail_servers_answer_is_classed_by_its_first_digit(mail, rcpt, data, outcome, code):
    mail.rcpt_answer, mail.data_answer = rcpt, data

    result = EmailTransport().send(envelope("kg@example.org"))

    assert (result.outcome, result.code) == (outcome, code)
    assert "example.org" not in result.reason


def test_a_mail_server_that_is_away_is_temporary(settings, mail):
    settings.EMAIL_PORT = 1

    assert EmailTransport().send(envelope("kg@example.org")).code == "network"


def test_a_mail_server_that_accepts_and_is_silent_is_left_in_time(settings, mail, monkeypatch):
    monkeypatch.setattr("notifications.transports.email.ANSWER_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        began = time.monotonic()

        result = EmailTransport().send(envelope("kg@example.org"))

    assert result.outcome == Outcome.TEMPORARY
    assert time.monotonic() - began < 2


def test_an_address_that_cannot_be_written_is_permanent(mail):
    assert EmailTransport().send(envelope("kg@example.org\nBcc: x@example.org")).outcome == Outcome.PERMANENT


def test_mail_without_a_server_is_one_file_per_message(tmp_path):
    backend = EmailBackend(file_path=tmp_path / "mail")

    backend.send_messages([compose(envelope("kg@example.org")), compose(envelope("tj@example.org"))])

    files = sorted((tmp_path / "mail").iterdir())
    assert len(files) == 2
    assert all(file.suffix == ".eml" and str(uuid.UUID(int=7)) in file.name for file in files)
    assert files[0].stat().st_mode & 0o777 == 0o600


# --- Where a webhook may go


@pytest.mark.parametrize(
    "url",
    [
        "http://hook.example/", "https://user@hook.example/", "https://hook.example:8443/", "https:///path", "hook",
        "https://hook.example:99999/", "https://hook.example/a b", "https://[::1/", "https://hook.example/\r\nX: y",
        "https://" + "a" * 300 + "ü/",
    ],
)  # fmt: skip
def test_a_url_that_is_not_plain_https_is_refused(url):
    with pytest.raises(AddressRefused):
        parse_webhook_url(url)


@pytest.mark.parametrize(
    "address",
    [
        "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.0.1", "192.0.0.8", "192.168.1.1",
        "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "fc00::1", "fe80::1", "ff02::1",
    ],
)  # fmt: skip
def test_no_message_goes_to_an_address_that_is_not_public(address):
    assert not is_public(ip_address(address))


def test_public_addresses_are_open_and_a_listed_network_too(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.20.0.0/16"]

    assert is_public(ip_address("8.8.8.8"))
    assert is_public(ip_address("2a00:1450::1"))
    assert is_allowed(ip_address("10.20.3.4"))
    assert not is_allowed(ip_address("10.21.3.4"))


@pytest.mark.parametrize("name", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "①②⑦.0.0.1", "127。0。0。1"])
def test_odd_spellings_of_loopback_are_refused_by_what_they_resolve_to(name):
    with pytest.raises(AddressRefused):
        resolve(parse_webhook_url(f"https://{name}/"))


def test_a_name_that_also_points_inside_is_refused(monkeypatch):
    answers = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: answers)

    with pytest.raises(AddressRefused):
        resolve(parse_webhook_url("https://hook.example/"))


# --- Webhook


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with https_server(tmp_path_factory.mktemp("hook")) as hook:
        yield hook


@pytest.fixture
def hook(server, settings, monkeypatch):
    server.requests.clear()
    server.answer = lambda handler: reply(handler, 204)
    settings.WEBHOOK_PORTS = [server.port]
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8", "::1/128"]
    monkeypatch.setenv("SSL_CERT_FILE", server.certificate)
    # The server listens on one of the two addresses of the name.
    monkeypatch.setattr(
        "notifications.transports.webhook.resolve", lambda target: [a for a in resolve(target) if a == "127.0.0.1"]
    )
    return server


def test_a_webhook_is_signed_and_keeps_its_key_over_attempts(hook):
    for _attempt in range(2):
        assert WebhookTransport().send(envelope(hook.url)).outcome == Outcome.SUCCESS

    (path, headers, body), (_path, again, same) = hook.requests
    assert path == "/alerts?room=1"
    assert headers["Host"] == f"localhost:{hook.port}"
    signed = f"{headers['X-Bordertrack-Timestamp']}.".encode() + body
    assert headers["X-Bordertrack-Signature"] == "v1=" + hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
    assert headers["Idempotency-Key"] == again["Idempotency-Key"] == str(uuid.UUID(int=7))
    assert body == same
    assert json.loads(body)["subject"] == "3 Столкновение · Исфара–Баткен"


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (200, Outcome.SUCCESS), (301, Outcome.PERMANENT), (400, Outcome.PERMANENT), (401, Outcome.PERMANENT),
        (404, Outcome.PERMANENT), (410, Outcome.PERMANENT), (408, Outcome.TEMPORARY), (425, Outcome.TEMPORARY),
        (429, Outcome.TEMPORARY), (500, Outcome.TEMPORARY), (503, Outcome.TEMPORARY),
    ],
)  # fmt: skip
def test_a_webhooks_answer_is_classed_by_its_code(hook, code, outcome):
    hook.answer = lambda handler: reply(handler, code, b"garbage", Location="https://localhost/")

    result = WebhookTransport().send(envelope(hook.url))

    assert (result.outcome, result.code) == (outcome, str(code))
    assert len(hook.requests) == 1
    assert "garbage" not in result.reason


@pytest.mark.parametrize(("asked", "waited"), [("7", 7), ("9999", 300), ("soon", None), ("-1", None)])
def test_retry_after_is_honoured_within_reason(hook, asked, waited):
    hook.answer = lambda handler: reply(handler, 429, Retry_After=asked)

    assert WebhookTransport().send(envelope(hook.url)).retry_after_s == waited


def test_an_answer_that_breaks_off_is_asked_again(hook):
    def break_off(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.close_connection = True

    hook.answer = break_off

    assert WebhookTransport().send(envelope(hook.url)).outcome == Outcome.TEMPORARY


def test_a_slow_drip_is_cut_off(hook, monkeypatch):
    def drip(handler):
        for _second in range(100):
            handler.wfile.write(b"H")
            time.sleep(0.05)

    hook.answer = drip
    monkeypatch.setattr("notifications.transports.webhook.TOTAL_S", 0.5)
    began = time.monotonic()

    result = WebhookTransport().send(envelope(hook.url))

    assert (result.outcome, result.code) == (Outcome.TEMPORARY, "timeout")
    assert time.monotonic() - began < 2


def test_a_huge_answer_is_not_read(hook):
    sent = []

    def flood(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(1 << 30))
        handler.end_headers()
        for _block in range(1000):
            handler.wfile.write(b"x" * 65536)
            sent.append(1)

    hook.answer = flood

    assert WebhookTransport().send(envelope(hook.url)).outcome == Outcome.SUCCESS
    assert len(sent) < 500


def test_a_certificate_of_nobody_known_is_not_trusted(hook, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    assert WebhookTransport().send(envelope(hook.url)).code == "certificate"
    assert hook.requests == []


def test_nothing_reaches_loopback_unless_it_is_listed(hook, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = []

    result = WebhookTransport().send(envelope(hook.url))

    assert (result.outcome, result.code) == (Outcome.PERMANENT, "address")
    assert hook.requests == []
