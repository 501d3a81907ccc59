"""Asterisk as a process of ours: started, watched, adopted, stopped.

Under the demo and in tests it dies with its parent (PR_SET_PDEATHSIG). With ``keep_running`` it
outlives a server that was killed: its process id, start time, ports and key are recorded beside
its configuration, and the next server adopts it, calls and all.
"""

import asyncio
import contextlib
import ctypes
import hashlib
import os
import pwd
import resource
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from dockline.adapters.asterisk.settings import Folders, Ports, SettingRejected
from dockline.adapters.asterisk.tree import Installation

_PR_SET_PDEATHSIG: Final = 1
_STOP_GRACE: Final = 8.0


class Record(Struct, frozen=True):
    """What the next server must know of a running Asterisk."""

    pid: int
    started: int
    """Clock ticks after boot: two processes of one number do not share it."""
    ports: Ports
    key: str
    """ARI password; random for each start."""
    version: str
    main_file: str


class Running:
    """One Asterisk process, our child or adopted. Needs a running event loop."""

    def __init__(self, record: Record, child: "subprocess.Popen[bytes] | None") -> None:
        self.record = record
        self.exited: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done as soon as the process is gone, whoever's child it was."""
        self._child = child
        self._pidfd = os.pidfd_open(record.pid)
        asyncio.get_running_loop().add_reader(self._pidfd, self._gone)

    @property
    def pid(self) -> int:
        return self.record.pid

    @property
    def alive(self) -> bool:
        return not self.exited.done()

    async def stop(self) -> None:
        """End it (SIGTERM, then SIGKILL after 8 s) and wait until it is gone."""
        self._send(signal.SIGTERM)
        _, pending = await asyncio.wait([self.exited], timeout=_STOP_GRACE)
        if pending:
            self._send(signal.SIGKILL)
            await self.exited

    def let_go(self) -> None:
        """Stop watching; the process goes on."""
        if self.alive:
            self._forget()
            self.exited.cancel()
            if self._child is not None:
                # It is meant to outlive us: Popen would warn of it when it is collected.
                self._child.returncode = 0

    def _send(self, what: signal.Signals) -> None:
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, what)

    def _gone(self) -> None:
        self._forget()
        if self._child is not None:
            self._child.wait()
        self.exited.set_result(None)

    def _forget(self) -> None:
        asyncio.get_running_loop().remove_reader(self._pidfd)
        os.close(self._pidfd)


def start(
    installation: Installation,
    folders: Folders,
    ports: Ports,
    key: str,
    *,
    run_user: str | None,
    keep_running: bool,
) -> Running:
    """Start Asterisk on the configuration in ``folders``. Call it from the main thread.

    Raises SettingRejected for an unknown ``run_user``, OSError where it cannot be started.
    """
    who = account(run_user)
    with (folders.run / "log" / "console").open("ab") as console:
        child = subprocess.Popen(
            [*installation.command, "-C", str(folders.main_file), "-f", "-q"],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            cwd=folders.run,
            env={
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG": "C.UTF-8",
                "HOME": str(folders.run),
                "MALLOC_ARENA_MAX": "2",
                # The host's OpenSSL configuration may be of another version than our library.
                "OPENSSL_CONF": os.devnull,
            },
            # A Ctrl-C in the terminal is for the server, which stops Asterisk in order.
            start_new_session=True,
            user=who.pw_uid if who else None,
            group=who.pw_gid if who else None,
            extra_groups=[] if who else None,
            preexec_fn=_child_setup(die_with_parent=not keep_running),
        )
    record = Record(
        child.pid,
        started_at(child.pid),
        ports,
        key,
        installation.version,
        str(folders.main_file),
    )
    return Running(record, child)


def _child_setup(*, die_with_parent: bool) -> Callable[[], None]:
    """What the child does between fork and exec. Everything is looked up before the fork."""
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    def setup() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        if die_with_parent:
            prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return setup


def account(run_user: str | None) -> pwd.struct_passwd | None:
    """Whom to run as; None where we are not root or no user is wanted. Raises SettingRejected."""
    if os.geteuid() != 0 or run_user is None:
        return None
    try:
        return pwd.getpwnam(run_user)
    except KeyError:
        raise SettingRejected("run_user", f"there is no user {run_user} on this machine") from None


def lay_out(folders: Folders, files: dict[str, str], run_user: str | None) -> None:
    """Make the folders and write the configuration, readable by its user alone."""
    who = account(run_user)
    for folder in folders.all():
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folders.etc / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
    if who is not None:
        for base, inner, names in os.walk(folders.run):
            for path in (Path(base), *(Path(base) / name for name in (*inner, *names))):
                shutil.chown(path, who.pw_uid, who.pw_gid)
    folders.run.chmod(0o700)


def started_at(pid: int) -> int:
    """When a process started, in clock ticks after boot (proc(5), stat field 22)."""
    stat = Path(f"/proc/{pid}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[19])


def adopt(path: Path) -> Running | None:
    """The Asterisk of this record, if it still runs and really is that one."""
    record = read_record(path)
    if record is None:
        return None
    try:
        return Running(record, None)
    except ProcessLookupError:
        return None


def read_record(path: Path) -> Record | None:
    """What is recorded of an Asterisk, if it still runs and really is that one."""
    try:
        record = msgspec.json.decode(path.read_bytes(), type=Record)
        words = Path(f"/proc/{record.pid}/cmdline").read_bytes().split(b"\0")
        same = started_at(record.pid) == record.started
    except (OSError, msgspec.DecodeError):
        return None
    return record if same and record.main_file.encode() in words else None


def save_record(path: Path, record: Record) -> None:
    """Write it so that a reader sees the old record or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.touch(0o600)
    draft.write_bytes(msgspec.json.encode(record))
    draft.replace(path)


def free_port(address: str, kind: socket.SocketKind) -> int:
    """A port nobody uses now. Held until this returns, so take it soon."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def choose_ports(http: int, sip: int, sip_address: str) -> Ports:
    return Ports(
        http or free_port("127.0.0.1", socket.SOCK_STREAM),
        sip or free_port(sip_address, socket.SOCK_DGRAM),
    )


def reachable(folder: Path, run_user: str | None) -> Path:
    """``folder``, or a folder of the system that stands in for it.

    As root we run Asterisk as an unprivileged user; below a private folder (root's home) it could
    not even read its configuration, so its files go to ``/var/lib/dockline`` then.
    """
    if account(run_user) is None or open_to_all(folder.parent):
        return folder
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return Path("/var/lib/dockline") / f"{folder.name}-{name}"


def open_to_all(folder: Path) -> bool:
    """Whether any user may pass through every folder on the way to (and into) this one."""
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents) if step.exists())
