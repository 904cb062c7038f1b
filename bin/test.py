"""Lint, type-check and test against servers that are thrown away; arguments go to pytest and skip the rest."""

import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from bin.broker import Broker
from bin.cluster import Cluster, socket_folder
from bin.console import ROOT, Failure, say, step
from bin.supervise import Stopped, Supervisor


def main() -> int:
    pytest_arguments = sys.argv[1:]
    folder = Path(tempfile.mkdtemp(prefix="bordertrack-test-"))
    supervisor = Supervisor(folder / "log")
    supervisor.remove_at_end(folder)
    try:
        shared = _start_servers(supervisor, folder)
        linters = [] if pytest_arguments else _linters()
        failed = [name for name, command in linters if not _passes(supervisor, name, command, shared)]
        if failed:
            say(f"  Failed: {', '.join(failed)}")
        pytest = [sys.executable, "-m", "pytest", *pytest_arguments]
        # Its last line is the last of ./test; SIGINT lets it put its fixtures away.
        code = supervisor.run("pytest", pytest, shared, stop_signal=signal.SIGINT, quiet=False)
        return code or (1 if failed else 0)
    except Stopped:
        return 130
    except Failure as failure:
        say(f"  {failure}")
        return 1
    finally:
        supervisor.stop()


def _start_servers(supervisor: Supervisor, folder: Path) -> dict[str, str]:
    """Start a careless database and a broker, and return the environment of the tests."""
    # What a running ./up keeps under var/ is not for tests to touch.
    own_var = folder / "var"
    with step("Throw-away servers"):
        sockets = socket_folder(folder / "run", folder / "socket")
        if not sockets.is_relative_to(folder):
            supervisor.remove_at_end(sockets)
        cluster = Cluster(folder / "postgres", sockets, durable=False)
        cluster.start(supervisor, os.environ)
        cluster.make_database(None, for_tests=True)
        broker = Broker(folder / "broker", sockets / "broker.sock")
        broker.start(supervisor, os.environ)
    where = f"@/bordertrack?host={quote(str(sockets), safe='')}"
    return {
        **os.environ,
        "VAR_DIR": str(own_var),
        "DATABASE_URL": f"postgis://bordertrack_app{where}",
        "DATABASE_OWNER_URL": f"postgis://bordertrack_owner{where}",
        "DATABASE_ROLE": "owner",
        "BROKER_URL": broker.url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        # A developer's settings must not decide whether the tests pass.
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "",
        "EMAIL_URL": "",
    }


def _linters() -> list[tuple[str, list[str]]]:
    python = sys.executable
    linters = [
        ("ruff", [python, "-m", "ruff", "check", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("mypy", [python, "-m", "mypy"]),
    ]
    if scripts := sorted(str(path) for path in (ROOT / "tests" / "js").glob("*.test.js")):
        linters.append(("JavaScript tests", ["node", "--test", *scripts]))
    return linters


def _passes(supervisor: Supervisor, name: str, command: list[str], shared: Mapping[str, str]) -> bool:
    """Run a linter, and show what it found only when it found something."""
    with step(name):
        passed = supervisor.run(name, command, shared) == 0
    if not passed:
        say(supervisor.log_of(name).read_text())
    return passed


if __name__ == "__main__":
    sys.exit(main())
