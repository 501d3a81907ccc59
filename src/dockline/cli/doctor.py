"""``dockline doctor``: what may keep this machine from serving, and what to do about it."""

import ctypes
import os
import socket
import sqlite3
import ssl
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import typer
from msgspec import Struct
from rich.console import Console

from dockline.cli import probe
from dockline.cli.joinery import Joinery
from dockline.cli.options import (
    ConfigOption,
    DataOption,
    HostOption,
    PortOption,
    refusing,
    settings_from,
)
from dockline.cli.running import run
from dockline.ports.rows import RowStore, UnknownSchema
from dockline.ports.store import StoreUnavailable
from dockline.settings import Layout, Settings

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_TIME_ERROR: Final = 5
"""What adjtimex(2) returns while the clock is not synchronised."""
_OLDEST_PYTHON: Final = (3, 11)
_PORTS_TRIED: Final = 20


class Finding(Struct, frozen=True):
    what: str
    level: str
    """``ok``, ``note`` or ``bad``."""
    told: str
    todo: str = ""


def examine(joinery: Joinery, settings: Settings) -> list[Finding]:
    running = probe.ready(settings)
    return [
        _python(),
        _port(settings, running is not None),
        _engine(joinery, settings, running),
        _media_ports(settings),
        _trunk(settings),
        _database(joinery, settings),
        _data(settings),
        _microphone(settings),
        *_certificate(settings),
        _clock(),
    ]


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("doctor")
    def doctor(
        data: DataOption = None,
        host: HostOption = None,
        port: PortOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Look for what is wrong here, and say what to do. Exit status 1 where something is."""
        with refusing():
            settings = settings_from(config, data=data, host=host, port=port)
        findings = examine(joinery, settings)
        show(Console(), findings)
        if any(finding.level == "bad" for finding in findings):
            raise typer.Exit(1)


def show(console: Console, findings: Iterable[Finding]) -> None:
    signs = {"ok": "[green]ok[/]  ", "note": "[yellow]note[/]", "bad": "[red]bad[/] "}
    for finding in findings:
        console.print(f"{signs[finding.level]} ", end="")
        told = f"{finding.what}: {finding.told}"
        console.print(told, markup=False, highlight=False, soft_wrap=True)
        if finding.todo:
            todo = f"       {finding.todo}"
            console.print(todo, markup=False, highlight=False, soft_wrap=True, style="dim")


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < _OLDEST_PYTHON:
        return Finding("Python", "bad", f"{version} is too old.", "Install Python 3.11 or newer.")
    return Finding("Python", "ok", version)


def _port(settings: Settings, running: bool) -> Finding:
    where = f"{settings.host}:{settings.port}"
    if running:
        return Finding("Port", "ok", f"a Dockline serves on {where}")
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, kind, _, _, address = found[0]
        with socket.socket(family, kind) as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(address)
    except OSError as wrong:
        return Finding(
            "Port", "bad", f"{where} cannot be used ({wrong.strerror}).", "Choose another: --port."
        )
    return Finding("Port", "ok", f"{where} is free")


def _engine(joinery: Joinery, settings: Settings, running: dict[str, object] | None) -> Finding:
    if settings.engine.kind == "memory":
        return Finding(
            "Engine",
            "note",
            "the scripted engine without audio is chosen.",
            'Set engine.kind = "asterisk" for calls that are heard.',
        )
    status = running.get("engine") if running is not None else None
    if isinstance(status, dict) and not status.get("up"):
        return Finding(
            "Engine", "bad", f"away: {status.get('detail')}", "See the server's log for its error."
        )
    found = joinery.engine_found(settings)
    if found is None:
        return Finding("Engine", "bad", "none is installed.", "Run: dockline engine install")
    return Finding("Engine", "ok", found)


def _media_ports(settings: Settings) -> Finding:
    first, last = settings.engine.rtp_first, settings.engine.rtp_last
    step = max(2, (last - first) // _PORTS_TRIED)
    taken = [port for port in range(first, last, step) if not _udp_free(port)]
    told = f"UDP {first} to {last}"
    if len(taken) > _PORTS_TRIED // 2:
        return Finding(
            "Media ports",
            "bad",
            f"most of {told} are taken.",
            "Choose others: engine.rtp_first, engine.rtp_last.",
        )
    return Finding("Media ports", "ok", f"{told}; let them through the firewall")


def _udp_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.bind(("0.0.0.0", port))
        except OSError:
            return False
    return True


def _trunk(settings: Settings) -> Finding:
    trunk = settings.engine.trunk
    if not trunk.host:
        return Finding(
            "Trunk", "note", "none is set; nothing can be dialled.", "Set engine.trunk.host."
        )
    try:
        socket.getaddrinfo(trunk.host, trunk.port, type=socket.SOCK_DGRAM)
    except OSError as wrong:
        return Finding(
            "Trunk", "bad", f"{trunk.host} is not found ({wrong}).", "Check engine.trunk.host."
        )
    return Finding("Trunk", "ok", f"{trunk.host}:{trunk.port}")


def _database(joinery: Joinery, settings: Settings) -> Finding:
    if settings.database_url:
        address = urlsplit(settings.database_url)
        where = f"{address.hostname}:{address.port or 5432}" if address.hostname else "this machine"
        return _looked_into(joinery, settings, f"PostgreSQL on {where}", "Check database_url.")
    layout = Layout(settings.data)
    file = layout.database
    if settings.store == "memory":
        return Finding(
            "Database", "note", "kept in memory only.", 'Set store = "sqlite" to keep it.'
        )
    if not file.exists():
        return Finding("Database", "ok", f"will be made in {settings.data}")
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            told = database.execute("PRAGMA quick_check").fetchone()[0]
        database.close()
    except sqlite3.Error as wrong:
        return Finding(
            "Database",
            "bad",
            f"{file}: {wrong}",
            "Move it away and bring back a backup: dockline restore FILE.",
        )
    if told != "ok":
        return Finding(
            "Database",
            "bad",
            f"{file}: {told}",
            "Move it away and bring back a backup: dockline restore FILE.",
        )
    held = layout.not_ours()
    if held is not None:
        return Finding(
            "Database",
            "bad",
            f"{held} may not be written by whoever runs this.",
            "Run this as the server's user; give the file to it (chown) where that was it.",
        )
    return _looked_into(joinery, settings, str(file), "Look at the file with sqlite3.")


def _looked_into(joinery: Joinery, settings: Settings, told: str, todo: str) -> Finding:
    """Connects, and reads which schema it has."""
    try:
        run(_schema(joinery.backups(settings).rows))
    except UnknownSchema as unknown:
        return Finding(
            "Database",
            "bad",
            f"{told} has schema {unknown.version}; this Dockline knows up to {unknown.newest}.",
            "Use the version of Dockline that it runs with.",
        )
    except StoreUnavailable as why:
        return Finding("Database", "bad", f"{told}: {why}", todo)
    return Finding("Database", "ok", told)


async def _schema(rows: RowStore) -> str:
    """Empty: there is nothing in it yet. Raises StoreUnavailable, UnknownSchema."""
    if not await rows.found():
        return ""
    async with rows.snapshot() as seen:
        return seen.version


def _data(settings: Settings) -> Finding:
    folder = settings.data.absolute()
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        return Finding("Data folder", "bad", f"{existing} may not be written.", "Choose --data.")
    room = os.statvfs(existing)
    free = room.f_bavail * room.f_frsize
    told = f"{folder}, {free / 2**30:.1f} GiB free"
    if free < 2**30:
        return Finding("Data folder", "bad", told, "Make room: recordings need it.")
    return Finding("Data folder", "ok", told)


def _microphone(settings: Settings) -> Finding:
    if settings.tls or settings.host in _LOOPBACK or settings.trusted_proxies:
        return Finding("Microphone", "ok", "browsers allow it here")
    return Finding(
        "Microphone",
        "bad",
        f"browsers allow it over TLS or on localhost only, and {settings.host} is neither.",
        "Set tls_cert and tls_key, or stand a TLS proxy before it (trusted_proxies).",
    )


def _certificate(settings: Settings) -> list[Finding]:
    cert, key = settings.tls_cert, settings.tls_key
    if cert is None or key is None:
        return []
    return [_loaded(cert, key)]


def _loaded(cert: Path, key: Path) -> Finding:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as wrong:
        return Finding(
            "Certificate", "bad", f"{cert} cannot be used ({wrong}).", "Check tls_cert and tls_key."
        )
    return Finding("Certificate", "ok", str(cert))


def _clock(read: Callable[[], int] | None = None) -> Finding:
    state = (read or _adjtimex)()
    if state == _TIME_ERROR:
        return Finding(
            "Clock",
            "note",
            "is not synchronised; call times and token expiry may be off.",
            "Run an NTP client (systemd-timesyncd, chrony).",
        )
    if state < 0:
        return Finding("Clock", "note", "whether it is synchronised cannot be read here.")
    return Finding("Clock", "ok", "synchronised")


def _adjtimex() -> int:
    """The kernel's word on the clock, read only (adjtimex(2), modes 0)."""
    room = ctypes.create_string_buffer(256)
    try:
        return int(ctypes.CDLL(None).adjtimex(room))
    except (OSError, AttributeError):
        return -1
