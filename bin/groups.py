"""Process groups: seeing whether one still lives, and ending several in order."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Servers go last, so that nobody loses the database while finishing.
SERVER, WORKER = 0, 1


@dataclass(frozen=True)
class Group:
    """A process group of ours; its leader is asked with `signal` before all of it is killed."""

    leader: int
    stage: int
    signal: int


def _processes() -> Iterator[tuple[int, int]]:
    """Yield the id and the group of every process that is not a zombie."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The command, in parentheses, may hold spaces; state and group are the 1st and 3rd field after it.
            state, _parent, group = stat.read_text(errors="replace").rpartition(")")[2].split()[:3]
            if state not in "ZX":
                yield int(stat.parent.name), int(group)


def living_processes() -> set[int]:
    return {process for process, _group in _processes()}


def living_groups() -> set[int]:
    return {group for _process, group in _processes()}


def end_groups(groups: list[Group], *, patience: float) -> None:
    """Ask the leaders to end, workers before servers, and kill what does not end or is left in their groups."""
    for stage in (WORKER, SERVER):
        ours = [group for group in groups if group.stage == stage]
        for group in ours:
            with suppress(ProcessLookupError):
                os.kill(group.leader, group.signal)
        _wait(ours, living_processes, patience)
        for group in ours:
            with suppress(ProcessLookupError):
                os.killpg(group.leader, signal.SIGKILL)
        _wait(ours, living_groups, 2)


def _wait(groups: list[Group], living: Callable[[], set[int]], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while living() & {group.leader for group in groups} and time.monotonic() < deadline:
        time.sleep(0.05)
