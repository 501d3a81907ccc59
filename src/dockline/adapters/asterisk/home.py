"""Where the engine's process lives: begun, or found again, and recorded for the next server."""

import asyncio
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from dockline.adapters.asterisk import process
from dockline.adapters.asterisk.config import engine_files
from dockline.adapters.asterisk.install import find
from dockline.adapters.asterisk.music import write_tune
from dockline.adapters.asterisk.settings import AsteriskSettings, Folders, check
from dockline.ports.engine import EngineUnavailable

_RELOADED: Final = {
    "pjsip.conf": (
        "res_pjsip",
        "res_pjsip_endpoint_identifier_ip",
        "res_pjsip_outbound_registration",
    ),
    "musiconhold.conf": ("res_musiconhold",),
    "extensions.conf": ("pbx_config",),
    "ari.conf": ("res_ari",),
}
"""Configuration that a running Asterisk takes up anew, by the modules that read it."""


class Home:
    """One private Asterisk: its folders, its record, its process."""

    def __init__(self, settings: AsteriskSettings) -> None:
        check(settings)
        self._settings = settings
        self.folders = Folders(process.reachable(settings.folder / "engine", settings.run_user))
        self._record = record_file(settings.folder)

    def adopt(self) -> process.Running | None:
        """The one an earlier server left running."""
        return process.adopt(self._record)

    async def start(self) -> process.Running:
        """Begin a new one. Raises EngineUnavailable, SettingRejected."""
        settings = self._settings
        key = secrets.token_urlsafe(24)
        try:
            installation = await asyncio.to_thread(find, settings.place, system=settings.system)
            if installation is None:
                raise EngineUnavailable("no Asterisk is installed; run: dockline engine install")
            ports = process.choose_ports(
                settings.http_port, settings.sip_port, settings.sip_address
            )
            files = engine_files(settings, installation, self.folders, ports, key)
            await asyncio.to_thread(self._lay_out, files)
            # From this thread and no other: the death signal goes by the thread that forked.
            running = process.start(
                installation,
                self.folders,
                ports,
                key,
                run_user=settings.run_user,
                keep_running=settings.keep_running,
            )
        except OSError as failed:
            raise EngineUnavailable(f"Asterisk cannot be started: {failed}") from failed
        try:
            process.save_record(self._record, running.record)
        except OSError as failed:
            await running.stop()
            raise EngineUnavailable(f"Asterisk cannot be started: {failed}") from failed
        return running

    async def refresh(self, record: process.Record) -> tuple[str, ...]:
        """Write what the settings have changed since this one began; the modules to load anew.

        Ports, addresses and folders stay as they are until the next start.
        """
        settings = self._settings
        installation = await asyncio.to_thread(find, settings.place, system=settings.system)
        if installation is None:
            return ()
        files = engine_files(settings, installation, self.folders, record.ports, record.key)
        changed = {
            name: files[name]
            for name in _RELOADED
            if (self.folders.etc / name).read_text() != files[name]
        }
        await asyncio.to_thread(process.lay_out, self.folders, changed, settings.run_user)
        await asyncio.to_thread(self._make_folders)
        return tuple(module for name in changed for module in _RELOADED[name])

    def forget(self) -> None:
        """It was stopped in order: nothing is left to adopt."""
        self._record.unlink(missing_ok=True)

    def log_tail(self) -> str:
        """The last complaint in its log; empty where there is none."""
        log = self.folders.run / "log" / "messages"
        try:
            lines = log.read_text(errors="replace").splitlines()
        except OSError:
            return ""
        errors = [line for line in lines if " ERROR[" in line]
        return errors[-1] if errors else ""

    def _lay_out(self, files: dict[str, str]) -> None:
        process.lay_out(self.folders, files, self._settings.run_user)
        music: Path = self.folders.music / "tune.wav"
        if self._settings.music is None and not music.exists():
            write_tune(music)
            music.chmod(0o644)
        self._make_folders()

    def _make_folders(self) -> None:
        """What the operator looks for."""
        for folder in (self._settings.recordings, self._settings.messages):
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
        _keep_to_ourselves(self._settings.recordings)


def _keep_to_ourselves(folder: Path) -> None:
    """What was said in calls is not for everybody who has an account on this machine."""
    # Somebody else's folder is as they want it.
    with suppress(PermissionError):
        folder.chmod(folder.stat().st_mode & ~0o007)


def record_file(folder: Path) -> Path:
    """Where a running engine is recorded, for the next server."""
    return folder / "engine.json"
