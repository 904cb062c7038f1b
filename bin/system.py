"""The parts of the running system: web, worker, beat, delivery loop; how each is started and with what."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from bin.console import VAR_DIR
from bin.supervise import Part

PORT = int(os.environ.get("PORT") or 8000)
PUBLIC_URL = (os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{PORT}").rstrip("/")

# A statement of a page may take 3 s, of a worker a minute.
WORKER_TIMEOUT_MS = "60000"


def environment() -> dict[str, str]:
    """Return what every part finds in its environment."""
    ours = {"VAR_DIR": str(VAR_DIR), "PORT": str(PORT), "PUBLIC_URL": PUBLIC_URL, "PYTHONUNBUFFERED": "1"}
    return {**os.environ, **ours}


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def listening_host() -> str:
    """Return the address to listen on: this machine alone, unless the public address names another."""
    return "127.0.0.1" if urlsplit(PUBLIC_URL).hostname in {"127.0.0.1", "localhost", "::1", None} else "0.0.0.0"  # noqa: S104


def parts(shared: Mapping[str, str]) -> list[Part]:
    """Return every part but the servers, in the order they start."""
    # What answers the outside must not even know how to sign in as the owner.
    shared = {name: value for name, value in shared.items() if name != "DATABASE_OWNER_URL"}
    # No access log: the path of an answer link is its key.
    web = [sys.executable, "-m", "gunicorn", "bordertrack.wsgi", "--bind", f"{listening_host()}:{PORT}"]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "30"]
    web += ["--graceful-timeout", "5", "--no-control-socket"]
    if Path("/dev/shm").is_dir():  # noqa: S108 # gunicorn makes a private file there
        # On a slow disk the heartbeat could block a worker.
        web += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108
    celery = [sys.executable, "-m", "celery", "--app", "bordertrack", "--quiet"]
    worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    beat = [*celery, "beat", "--schedule", str(VAR_DIR / "celerybeat-schedule"), "--loglevel", "WARNING"]
    patient = {**shared, "STATEMENT_TIMEOUT_MS": WORKER_TIMEOUT_MS}
    return [
        Part("web", web, shared),
        Part("worker", worker, patient),
        Part("beat", beat, patient),
        Part("deliver", manage("deliver"), patient),
    ]
