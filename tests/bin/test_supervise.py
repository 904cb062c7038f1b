"""bin/supervise.py and bin/reaper.py, with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bin.console import ROOT, Failure
from bin.groups import WORKER, Group, end_groups, living_groups
from bin.supervise import DEATHS_PER_MINUTE, Part, Supervisor

# A part that starts a child of its own, writes down both ids, and waits.
FAMILY = "sleep 300 & echo $$ $! >> {ids}; wait"


def wait_until(true: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def ids_in(note: Path, count: int) -> list[int]:
    wait_until(lambda: note.exists() and len(note.read_text().split()) >= count)
    return [int(word) for word in note.read_text().split()]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    handlers = {signum: signal.getsignal(signum) for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    made = Supervisor(tmp_path / "log")
    yield made
    with suppress(ValueError, OSError):  # already stopped
        made.stop()
    for signum, handler in handlers.items():
        signal.signal(signum, handler)


def part(name: str, script: str) -> Part:
    return Part(name, ["sh", "-c", script], os.environ)


def test_stopping_ends_children_and_their_children(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(part("family", FAMILY.format(ids=tmp_path / "ids")))
    ids = ids_in(tmp_path / "ids", 2)

    supervisor.stop()

    assert not [pid for pid in ids if is_alive(pid)]


def test_a_process_that_ignores_the_signal_is_killed(tmp_path: Path) -> None:
    stubborn = f"trap '' TERM; echo $$ > {tmp_path / 'ids'}; while :; do sleep 0.1; done"
    process = subprocess.Popen(["sh", "-c", stubborn], start_new_session=True)
    ids_in(tmp_path / "ids", 1)

    end_groups([Group(process.pid, WORKER, signal.SIGTERM)], patience=0.3)

    assert process.wait() == -signal.SIGKILL
    assert process.pid not in living_groups()


def test_a_part_that_dies_is_started_again(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(part("family", FAMILY.format(ids=tmp_path / "ids")))
    first, _child = ids_in(tmp_path / "ids", 2)

    os.kill(first, signal.SIGKILL)
    started_again = wait_until(lambda: supervisor.check() or len((tmp_path / "ids").read_text().split()) == 4)

    assert started_again
    assert first not in living_groups()


def test_a_part_that_keeps_dying_stops_all(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bin.supervise.LONGEST_PAUSE", 0)
    supervisor.start(part("broken", "echo no such table; exit 3"))

    with pytest.raises(Failure, match=f"broken ended {DEATHS_PER_MINUTE} times within a minute: no such table"):
        wait_until(lambda: supervisor.check() or False)


def test_a_killed_reaper_is_noticed(supervisor: Supervisor) -> None:
    supervisor.reaper.kill()
    supervisor.reaper.wait()

    with pytest.raises(Failure, match="reaper"):
        supervisor.check()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_however_the_supervisor_ends(signum: signal.Signals, tmp_path: Path) -> None:
    thrown_away = tmp_path / "thrown away"
    thrown_away.mkdir()
    program = f"""
import os, sys
from pathlib import Path
from bin.supervise import Part, Stopped, Supervisor
supervisor = Supervisor(Path({str(tmp_path / "log")!r}))
supervisor.remove_at_end(Path({str(thrown_away)!r}))
try:
    supervisor.start(Part("family", ["sh", "-c", {FAMILY.format(ids=tmp_path / "ids")!r}], os.environ))
    supervisor.watch()
except Stopped:
    pass
finally:
    supervisor.stop()
"""
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    ids = ids_in(tmp_path / "ids", 2)

    process.send_signal(signum)
    code = process.wait()

    assert code == (-signal.SIGKILL if signum == signal.SIGKILL else 0)
    assert wait_until(lambda: not [pid for pid in ids if is_alive(pid)])
    assert wait_until(lambda: not thrown_away.exists())
