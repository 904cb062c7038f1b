"""Start everything in the foreground; the shell part has made sure that all programs and libraries are there."""

import argparse
import http.client
import os
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bin.broker import Broker
from bin.cluster import Cluster, socket_folder
from bin.console import VAR_DIR, Failure, last_line, say, shown, step
from bin.prepared import Prepared, fingerprint_of_database, fingerprint_of_static_files
from bin.supervise import Stopped, Supervisor
from bin.system import PORT, PUBLIC_URL, environment, listening_host, manage, parts

EMBEDDED = not os.environ.get("DATABASE_URL")
OWN_BROKER = not os.environ.get("BROKER_URL")

# What --fresh leaves: nothing of it was typed, drawn or sent by anybody.
KEPT_BY_FRESH = {"log", "tools", "up.lock"}
LONGEST_LOG = 10_000_000


def main() -> int:
    arguments = _arguments()
    # Mail, logs and keys are nobody else's to read.
    os.umask(0o077)
    supervisor = None
    try:
        _check_environment(arguments)
        if arguments.fresh:
            _forget()
        _turn_logs(VAR_DIR / "log")
        supervisor = Supervisor(VAR_DIR / "log", lock_fd=arguments.lock_fd)
        shared = environment()
        (VAR_DIR / "up.lock").write_text(f"process {os.getpid()}, {PUBLIC_URL}\n")
        _start_servers(supervisor, shared)
        _prepare(supervisor, shared, arguments.demo)
        _start_system(supervisor, shared)
        _say_how_to_sign_in()
        supervisor.watch()
    except Stopped:
        return 0
    except Failure as failure:
        say(f"  {failure}")
        return 1
    finally:
        if supervisor is not None:
            with step("Stopping"):
                supervisor.stop()
            (VAR_DIR / "up.lock").write_text("")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./up", description=__doc__)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--demo", type=int, default=0, metavar="N")
    parser.add_argument("--lock-fd", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def _check_environment(arguments: argparse.Namespace) -> None:
    if arguments.fresh and not EMBEDDED:
        raise Failure("--fresh empties the private database only; DATABASE_URL names a real one.")
    if not EMBEDDED:
        for name in ("DATABASE_OWNER_URL", "SECRET_KEY"):
            if not os.environ.get(name):
                raise Failure(f"{name} is not set, and is needed beside DATABASE_URL.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listening_host(), PORT))
        except OSError as error:
            raise Failure(f"Port {PORT} cannot be used ({error.strerror}): try PORT={PORT + 1} ./up") from error


def _forget() -> None:
    with step("Forgetting what was there"):
        note = VAR_DIR / "postgres.socket"
        if note.exists():
            shutil.rmtree(socket_folder(VAR_DIR / "run", note), ignore_errors=True)
        for path in VAR_DIR.iterdir():
            if path.name not in KEPT_BY_FRESH:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _turn_logs(folder: Path) -> None:
    """Keep one former log where a log has grown long."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > LONGEST_LOG:
            log.replace(log.with_suffix(".log.1"))


def _start_servers(supervisor: Supervisor, shared: dict[str, str]) -> None:
    if EMBEDDED:
        with step("Database"):
            folder = socket_folder(VAR_DIR / "run", VAR_DIR / "postgres.socket")
            cluster = Cluster(VAR_DIR / "postgres", folder)
            cluster.start(supervisor, shared)
            cluster.make_database("bordertrack")
    if OWN_BROKER:
        with step("Broker"):
            note = VAR_DIR / "broker.socket"
            path = socket_folder(VAR_DIR / "run", VAR_DIR / "postgres.socket") / "broker.sock"
            note.write_text(f"{path}\n")
            broker = Broker(VAR_DIR / "broker", path)
            broker.start(supervisor, shared)
            shared["BROKER_URL"] = broker.url


def _prepare(supervisor: Supervisor, shared: Mapping[str, str], demo: int) -> None:
    """Migrate, load and collect what is not up to date."""
    prepared = Prepared(VAR_DIR / "prepared")
    fingerprint = fingerprint_of_database()
    # What a real server holds is not known from here, so there it is always done.
    if not EMBEDDED or not prepared.is_current("database", fingerprint):
        _manage(supervisor, shared, "Migrations", "migrate", "--no-input")
        _manage(supervisor, shared, "The border", "load_border")
        _manage(supervisor, shared, "Public incidents", "load_public_incidents")
        if EMBEDDED:
            # By the environment: an argument would show in the list of processes.
            with_password = {**shared, "DEMO_PASSWORD": _demo_password()}
            _manage(supervisor, with_password, "Demo people", "create_demo_people")
        prepared.remember("database", fingerprint)
    if demo and not prepared.is_current("demo", str(demo)):
        _manage(supervisor, shared, f"{demo} synthetic incidents", "generate_incidents", str(demo), "--seed", "1")
        prepared.remember("demo", str(demo))
    fingerprint = fingerprint_of_static_files()
    if not prepared.is_current("static", fingerprint):
        _manage(supervisor, shared, "Static files", "collectstatic", "--no-input", "--clear", "--verbosity", "0")
        prepared.remember("static", fingerprint)


def _manage(supervisor: Supervisor, shared: Mapping[str, str], name: str, *command: str) -> None:
    with step(name):
        if supervisor.run("prepare", manage(*command), shared) != 0:
            log = supervisor.log_of("prepare")
            raise Failure(f"manage.py {command[0]} failed: {last_line(log)} (see {shown(log)})")


def _demo_password() -> str:
    """Return the demo people's password: DEMO_PASSWORD, else one made up and kept."""
    note = VAR_DIR / "demo_password"
    password = os.environ.get("DEMO_PASSWORD") or (note.read_text().strip() if note.exists() else "")
    password = password or secrets.token_urlsafe(12)
    note.touch(mode=0o600)
    note.write_text(f"{password}\n")
    return password


def _start_system(supervisor: Supervisor, shared: Mapping[str, str]) -> None:
    with step("Web, worker, beat, delivery"):
        for part in parts(shared):
            supervisor.start(part)
        deadline = time.monotonic() + 60
        while not _web_answers():
            supervisor.check()
            if time.monotonic() > deadline:
                log = supervisor.log_of("web")
                raise Failure(f"The web server does not answer: {last_line(log)} (see {shown(log)})")
            time.sleep(0.1)


def _web_answers() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _say_how_to_sign_in() -> None:
    say(f"\n  bordertrack is at {PUBLIC_URL}")
    if EMBEDDED:
        say("  Sign in as liaison.tj, liaison.kg, representative.tj, representative.kg, analyst,")
        say(f"  authority.tj, authority.kg, admin.tj or admin.kg, with the password {_demo_password()}")
    if not os.environ.get("EMAIL_URL"):
        say(f"  E-mail is written to {shown(VAR_DIR / 'mail')}.")
    say(f"  Logs are in {shown(VAR_DIR / 'log')}. Ctrl-C stops everything.")


if __name__ == "__main__":
    sys.exit(main())
