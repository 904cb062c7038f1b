"""Where the sockets of the private servers go."""

import os
from pathlib import Path

import pytest

from bin.cluster import LONGEST_SOCKET_PATH, socket_folder


def test_a_short_path_keeps_its_sockets_beside_the_data(tmp_path: Path) -> None:
    note = tmp_path / "note"
    note.write_text("/somewhere/former\n")
    # tmp_path may itself be long: a folder of /tmp's root is not.
    short = Path(f"/tmp/bordertrack-short-{os.getpid()}")

    try:
        folder = socket_folder(short, note)

        assert folder == short
        assert folder.stat().st_mode & 0o777 == 0o700
        assert not note.exists()
    finally:
        short.rmdir()


@pytest.mark.parametrize("script", ["run", "ғарб"])
def test_a_deep_path_gets_a_short_folder_once(script: str, tmp_path: Path) -> None:
    note = tmp_path / "note"
    deep = tmp_path / "/".join([script] * 60)

    folder = socket_folder(deep, note)

    try:
        assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
        assert folder.stat().st_mode & 0o777 == 0o700
        assert Path(note.read_text().strip()) == folder
        assert socket_folder(deep, note) == folder
    finally:
        folder.rmdir()
