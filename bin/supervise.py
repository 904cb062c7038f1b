"""Keep the parts of the system running, and leave nothing behind, however this process ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from bin.console import ROOT, Failure, last_line, say, shown
from bin.groups import WORKER, Group, end_groups

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)

# A part that dies this often within a minute will not get well by being restarted.
DEATHS_PER_MINUTE = 5
LONGEST_PAUSE = 8.0


class Stopped(BaseException):
    """A signal asked this process to end."""


@dataclass
class Part:
    """One long-running process of the system."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stage: int = WORKER
    stop_signal: int = signal.SIGTERM
    deaths: list[float] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    starts_again_at: float = 0.0


class Supervisor:
    """Starts parts in process groups of their own, restarts what dies, and ends all of it with itself."""

    def __init__(self, log_dir: Path, *, lock_fd: int | None = None) -> None:
        self.log_dir = log_dir
        self.parts: list[Part] = []
        log_dir.mkdir(parents=True, exist_ok=True)
        # The reaper inherits the lock: a new start must wait until the last process of this one has gone.
        self.reaper = subprocess.Popen(
            [sys.executable, "-m", "bin.reaper"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=() if lock_fd is None else (lock_fd,),
        )
        assert self.reaper.stdin is not None
        self._pipe = self.reaper.stdin.fileno()
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._stopped)

    def start(self, part: Part) -> None:
        """Start a part; `watch` keeps it running from then on."""
        part.process = self._spawn(part.name, part.command, part.environment, part.stage, part.stop_signal)
        if part not in self.parts:
            self.parts.append(part)

    def run(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        stop_signal: int = signal.SIGTERM,
        quiet: bool = True,
    ) -> int:
        """Run a command to its end and return its exit code; quietly means into its log."""
        process = self._spawn(name, command, environment, WORKER, stop_signal, quiet=quiet)
        code = process.wait()
        self._tell(f"ended {process.pid}")
        return code

    def remove_at_end(self, folder: Path) -> None:
        """Have a folder removed once every process has ended."""
        self._tell(f"remove {folder}")

    def log_of(self, name: str) -> Path:
        return self.log_dir / f"{name}.log"

    def watch(self) -> NoReturn:
        """Restart what dies, until a signal comes.

        :raises Failure: if a part dies again and again.
        """
        while True:
            self.check()
            time.sleep(0.25)

    def check(self) -> None:
        """Look at every part once."""
        if self.reaper.poll() is not None:
            raise Failure("The reaper was killed, and without it processes could be left behind.")
        now = time.monotonic()
        for part in self.parts:
            if part.process is not None and part.process.poll() is not None:
                self._note_death(part, now)
            if part.process is None and now >= part.starts_again_at:
                self.start(part)

    def stop(self) -> None:
        """End everything, workers before servers, and wait until it has ended."""
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_IGN)
        living = [
            Group(part.process.pid, part.stage, part.stop_signal) for part in self.parts if part.process is not None
        ]
        self._tell("farewell")
        assert self.reaper.stdin is not None
        self.reaper.stdin.close()
        if self.reaper.wait() != 0:
            end_groups(living, patience=2)
        for part in self.parts:
            if part.process is not None:
                part.process.wait()

    def _note_death(self, part: Part, now: float) -> None:
        assert part.process is not None
        # What the dead leader left in its group may hold the port or the data.
        end_groups([Group(part.process.pid, part.stage, part.stop_signal)], patience=0)
        self._tell(f"ended {part.process.pid}")
        part.deaths = [death for death in part.deaths if now - death < 60] + [now]
        log = self.log_of(part.name)
        if len(part.deaths) >= DEATHS_PER_MINUTE:
            raise Failure(
                f"{part.name} ended {len(part.deaths)} times within a minute: {last_line(log)} (see {shown(log)})"
            )
        pause = min(0.5 * 2 ** (len(part.deaths) - 1), LONGEST_PAUSE)
        say(f"  {part.name} ended ({part.process.returncode}) and is started again in {pause:g} s; see {shown(log)}")
        part.process, part.starts_again_at = None, now + pause

    def _spawn(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        stage: int,
        stop_signal: int,
        *,
        quiet: bool = True,
    ) -> subprocess.Popen[bytes]:
        parent = os.getpid()

        def enlist() -> None:
            # In the child, before its program: no moment is left in which it runs without being known.
            os.write(self._pipe, f"started {os.getpid()} {stage} {int(stop_signal)}\n".encode())
            libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))
            if os.getppid() != parent:
                os._exit(1)

        log = self.log_of(name).open("ab") if quiet else None
        try:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT if quiet else None,
                start_new_session=True,
                preexec_fn=enlist,  # noqa: PLW1509 # there is one thread only
            )
        except OSError as error:
            raise Failure(f"{command[0]} cannot be started: {error.strerror}") from error
        finally:
            if log is not None:
                log.close()

    def _tell(self, line: str) -> None:
        # A broken pipe means that the reaper was killed; `check` and `stop` see to it.
        with suppress(BrokenPipeError):
            os.write(self._pipe, f"{line}\n".encode())

    def _stopped(self, signum: int, frame: FrameType | None) -> NoReturn:
        # Once is enough: stopping must not be interrupted by a second signal.
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(signum)
