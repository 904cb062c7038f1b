"""The shell parts: POSIX only, and clear about what is wrong."""

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

from bin.console import ROOT

SCRIPTS = ["up", "test", *(str(path.relative_to(ROOT)) for path in (ROOT / "bin").glob("*.sh"))]


def run_up(var: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return subprocess.run(
        [str(ROOT / "up"), *arguments],
        env={"PATH": path, "HOME": str(var), "VAR_DIR": str(var), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_posix_shell(script: str) -> None:
    dash = shutil.which("dash") or "sh"

    checked = subprocess.run([dash, "-n", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_second_start_says_that_the_first_is_running(tmp_path: Path) -> None:
    with (tmp_path / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 4711, http://127.0.0.1:8000\n")
        lock.flush()

        second = run_up(tmp_path)

    assert second.returncode == 1
    assert "already running from this folder: process 4711, http://127.0.0.1:8000" in second.stdout
    assert second.stderr == ""


@pytest.mark.parametrize("arguments", [["--fres"], ["--demo"], ["--demo", "many"], ["now"]])
def test_a_mistyped_argument_starts_nothing(arguments: list[str], tmp_path: Path) -> None:
    refused = run_up(tmp_path, *arguments)

    assert refused.returncode == 2
    assert list(tmp_path.iterdir()) == []
