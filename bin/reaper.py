"""End every process of a run when its supervisor ends, even by SIGKILL.

It reads what was started from a pipe that only the supervisor holds open. When the pipe closes the supervisor is gone,
whatever the reason, and all that was started is ended. It lives in a session of its own, so that neither
Ctrl-C nor a kill of the supervisor's process group reaches it.
"""

import shutil
import signal
import sys

from bin.groups import Group, end_groups

PATIENCE = 8.0
# After a kill -9 somebody is waiting for things to be gone.
HURRIED_PATIENCE = 2.0


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: dict[int, Group] = {}
    folders: list[str] = []
    patience = HURRIED_PATIENCE
    for line in sys.stdin:
        match line.split(" ", 1):
            case ["started", what]:
                leader, stage, asked_with = map(int, what.split())
                groups[leader] = Group(leader, stage, asked_with)
            case ["ended", leader]:
                groups.pop(int(leader), None)
            case ["remove", folder]:
                folders.append(folder.rstrip("\n"))
            case _:  # "farewell": an orderly stop
                patience = PATIENCE
    end_groups(list(groups.values()), patience=patience)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
