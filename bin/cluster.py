"""A private PostgreSQL with PostGIS: on a unix socket only, owned by nobody else."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from bin.console import Failure, last_line, shown
from bin.groups import SERVER, Group, end_groups
from bin.supervise import Part, Supervisor

LONGEST_SOCKET_PATH = 107
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")

SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "max_connections=100",
    "shared_buffers=256MB",
    "work_mem=16MB",
    "maintenance_work_mem=256MB",
    "random_page_cost=1.1",
    "jit=off",
    # Statements and details carry what officers wrote; a log never does.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)
# For data that is thrown away: half the time.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Cluster:
    """Where one private cluster lies, and whether its data must survive a power cut."""

    data: Path
    socket_dir: Path
    durable: bool = True

    def start(self, supervisor: Supervisor, environment: Mapping[str, str]) -> None:
        """Make the cluster if need be, start it and wait until it answers.

        :raises Failure: if PostgreSQL cannot run here.
        """
        log = supervisor.log_of("postgres")
        binaries = _binaries(self.data)
        prefix = _without_root(self.data)
        if not (self.data / "PG_VERSION").exists():
            shutil.rmtree(self.data, ignore_errors=True)
            self.data.mkdir(parents=True, mode=0o700)
            _give_to_postgres(prefix, self.data)
            initdb = [*prefix, str(binaries / "initdb"), "--pgdata", str(self.data), "--username=postgres"]
            initdb += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
            if supervisor.run("postgres", initdb, environment) != 0:
                raise Failure(f"PostgreSQL cannot make its data folder: {last_line(log)} (see {shown(log)})")
        self._end_former()
        command = [*prefix, str(binaries / "postgres"), "-D", str(self.data), "-k", str(self.socket_dir)]
        for setting in SETTINGS if self.durable else SETTINGS + CARELESS:
            command += ["-c", setting]
        # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client.
        part = Part("postgres", command, environment, stage=SERVER, stop_signal=signal.SIGINT)
        supervisor.start(part)
        deadline = time.monotonic() + 60
        while not self._answers():
            if part.process is None or part.process.poll() is not None or time.monotonic() > deadline:
                raise Failure(f"PostgreSQL does not start: {last_line(log)} (see {shown(log)})")
            time.sleep(0.05)

    def make_database(self, name: str | None, *, for_tests: bool = False) -> None:
        """Have the two roles, the extensions, and a database of the owner's; repeating it changes nothing."""
        with self._connect("template1") as cursor:
            for role in ("bordertrack_owner", "bordertrack_app"):
                cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
                if cursor.rowcount == 0:
                    cursor.execute(f"CREATE ROLE {role} LOGIN")
            if for_tests:
                # Tests make databases of their own, and step down to the application's role in them.
                cursor.execute("ALTER ROLE bordertrack_owner CREATEDB; GRANT bordertrack_app TO bordertrack_owner")
            _create_extensions(cursor)
        if name is not None:
            with self._connect("postgres") as cursor:
                cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
                if cursor.rowcount == 0:
                    cursor.execute(f'CREATE DATABASE "{name}" OWNER bordertrack_owner')
            with self._connect(name) as cursor:
                _create_extensions(cursor)

    def _answers(self) -> bool:
        try:
            self._connect("postgres").connection.close()
        except psycopg2.OperationalError:
            return False
        return True

    def _connect(self, database: str):  # type: ignore[no-untyped-def]
        connection = psycopg2.connect(host=str(self.socket_dir), user="postgres", dbname=database)
        connection.autocommit = True
        return connection.cursor()

    def _end_former(self) -> None:
        """End a server left on this data, or forget the number of one long dead that another process now has."""
        note = self.data / "postmaster.pid"
        if not note.exists():
            return
        pid = int(note.read_text().split("\n", 1)[0])
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            command = b""
        if os.fsencode(self.data) in command:
            end_groups([Group(pid, SERVER, signal.SIGINT)], patience=10)
        else:
            note.unlink()


def socket_folder(wanted: Path, note: Path) -> Path:
    """Return a 0700 folder for sockets: the wanted one, or a short one noted in `note` where its path is too long."""
    if len(os.fsencode(wanted / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        note.unlink(missing_ok=True)
        wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted.chmod(0o700)
        return wanted
    if note.exists():
        former = Path(note.read_text().strip())
        # /tmp is everybody's: only a folder that is ours, and no link, is taken again.
        if former.is_dir() and not former.is_symlink() and former.stat().st_uid == os.geteuid():
            return former
    folder = Path(tempfile.mkdtemp(prefix="bordertrack-", dir="/tmp"))  # short, and made for us alone
    note.write_text(f"{folder}\n")
    return folder


def _create_extensions(cursor) -> None:  # type: ignore[no-untyped-def]
    for extension in EXTENSIONS:
        cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")


def _binaries(data: Path) -> Path:
    """Return the folder of the server's programs: the release that made the data, else the newest with PostGIS."""
    releases = {
        int(control.parent.parent.name): Path(f"/usr/lib/postgresql/{control.parent.parent.name}/bin")
        for control in Path("/usr/share/postgresql").glob("[0-9]*/extension/postgis.control")
    }
    releases = {number: folder for number, folder in releases.items() if (folder / "postgres").exists()}
    if not releases:
        raise Failure("PostgreSQL with PostGIS is not installed.")
    made_by = data / "PG_VERSION"
    release = int(made_by.read_text()) if made_by.exists() else max(releases)
    if release not in releases:
        raise Failure(f"The data was made by PostgreSQL {release}, which is not installed; ./up --fresh starts anew.")
    return releases[release]


def _without_root(data: Path) -> list[str]:
    """Return what to put before a command of PostgreSQL, which refuses to run as root."""
    if os.geteuid() != 0:
        return []
    try:
        postgres = pwd.getpwnam("postgres")
    except KeyError:
        raise Failure("There is no user postgres, which PostgreSQL needs when started by root.") from None
    leave_together = ["setpriv", "--pdeathsig", "INT"]
    # Root under another name, in a user namespace: works even below a home that only root may enter.
    renamed = ["unshare", "--user", f"--map-user={postgres.pw_uid}", f"--map-group={postgres.pw_gid}", *leave_together]
    owned_by_postgres = data.exists() and data.stat().st_uid == postgres.pw_uid
    if not owned_by_postgres and subprocess.run([*renamed, "true"], capture_output=True, check=False).returncode == 0:
        return renamed
    # Where namespaces are forbidden, as in most containers: the user postgres, who may pass root's folders.
    passing = "+dac_override,+dac_read_search"
    switched = [*leave_together, f"--reuid={postgres.pw_uid}", f"--regid={postgres.pw_gid}", "--init-groups"]
    switched += [f"--inh-caps={passing}", f"--ambient-caps={passing}"]
    if subprocess.run([*switched, "true"], capture_output=True, check=False).returncode == 0:
        return switched
    raise Failure("PostgreSQL may not run as root, and no other user can be taken here: run this as an ordinary user.")


def _give_to_postgres(prefix: list[str], folder: Path) -> None:
    if "--init-groups" in prefix:
        shutil.chown(folder, "postgres", "postgres")
