"""What has been prepared already, so that a second start does it only where something changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from bin.console import ROOT

APPS = ("analysis", "bordertrack", "incidents", "notifications", "people", "plans", "segments")


class Prepared:
    """Remembers for each kind of preparation the fingerprint of what it was made from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def is_current(self, name: str, fingerprint: str) -> bool:
        note = self.folder / name
        return note.exists() and note.read_text() == fingerprint

    def remember(self, name: str, fingerprint: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(fingerprint)


def fingerprint_of_database() -> str:
    """Return a digest of the schema, the shipped data and whatever code loads them."""
    # All code of the apps: rules are written by migrations, loaders and services alike, and doing it again is harmless.
    code = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return _digest([*code, *_files(ROOT / "data"), ROOT / "uv.lock"])


def fingerprint_of_static_files() -> str:
    """Return a digest of everything that is served as a static file."""
    static = [*_files(ROOT / "static"), *_files(ROOT / "data" / "basemap")]
    return _digest([*static, ROOT / "bordertrack/storage.py", ROOT / "bordertrack/settings.py", ROOT / "uv.lock"])


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
