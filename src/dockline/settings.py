"""Settings: one typed object from a TOML file, ``DOCKLINE_*`` variables and flags, in that order.

A later source wins. A variable names its setting in capitals, a table by two underscores:
``DOCKLINE_PORT=8443``, ``DOCKLINE_ENGINE__RTP_FIRST=20000``; lists are written with commas.
"""

import fcntl
import os
import tomllib
import typing
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

Port = Annotated[int, Meta(ge=0, le=65535)]
_PREFIX: Final = "DOCKLINE_"
_POSTGRESQL: Final = ("postgresql://", "postgres://")
_NOT_SETTINGS: Final = frozenset({"DOCKLINE_CONFIG", "DOCKLINE_NEW_PASSWORD", "DOCKLINE_TOKEN"})


class SettingWrong(ValueError):
    """A setting cannot be used; the message names it and says where it came from."""


class TrunkSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The SIP line to the carrier. Without a host there is none, and every dial fails."""

    host: str = ""
    """Name or address of the carrier's SIP server."""
    port: Port = 5060
    """UDP."""
    username: str = ""
    """For digest authentication; empty: the carrier knows us by our address."""
    password: str = ""
    """Goes together with the username."""
    register: bool = False
    """Whether to REGISTER with the carrier (RFC 3261, section 10)."""
    caller_id: str = ""
    """Digits of E.164 without the plus; for calls that name none."""
    prefix: str = ""
    """Put before every number dialled, such as ``+``."""
    calls_in_setup: Annotated[int, Meta(ge=1)] = 100
    """Most calls dialled and not answered yet."""
    calls_per_second: Annotated[float, Meta(gt=0)] = 50.0
    """Most calls begun in a second."""


class EngineSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The voice engine."""

    kind: Literal["asterisk", "memory"] = "asterisk"
    """``memory`` is a scripted engine without audio, for tests of integrations."""
    place: Path | None = None
    """Folder of private Asterisk installations; unset: the user's cache folder."""
    use_system: bool = True
    """Whether a system-wide Asterisk (20 or newer) may be used."""
    suites: tuple[str, ...] = ()
    """Debian suites to fetch Asterisk from, in turn; empty: the adapter's own choice."""
    run_user: str = "nobody"
    """Whom Asterisk runs as where we are root."""
    sip_address: str = "0.0.0.0"
    """Where SIP from the carrier is taken."""
    sip_port: Port = 0
    """UDP; 0: a free one."""
    rtp_first: Port = 20000
    """First UDP port of audio."""
    rtp_last: Port = 29999
    """Last UDP port of audio."""
    external_address: str = ""
    """Our address as the carrier and the phones see it, where we stand behind NAT."""
    stun_server: str = ""
    music: Path | None = None
    """Folder of WAV files played on hold; unset: our own tune."""
    trunk: TrunkSettings = TrunkSettings()


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything an operator may choose for one server."""

    host: str = "127.0.0.1"
    """Address or name to serve on; ``0.0.0.0`` for all."""
    port: Port = 8080
    """0: a free one."""
    data: Path = Path("data")
    """Data folder: database, recordings, messages, the engine's state, logs."""
    tls_cert: Path | None = None
    """Certificate chain (PEM); with it, TLS is spoken and nothing else."""
    tls_key: Path | None = None
    """Its key (PEM)."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed."""
    allowed_origins: tuple[str, ...] = ()
    """Further origins (``https://dock.example.com``) whose pages may open the dock's sockets;
    the server's own is always allowed."""
    frame_ancestors: tuple[str, ...] = ()
    """Origins whose pages may show the dock in a frame."""
    metrics_networks: tuple[str, ...] = (
        "127.0.0.0/8",
        "::1/128",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
    )
    """Who may read /metrics."""
    cluster_id: str = ""
    """Region name in the ready-made samples, where the server is ``<cluster_id>.<domain>``."""
    domain: str = ""
    """Its domain, in the same samples."""
    store: Literal["sqlite", "memory"] = "sqlite"
    """Where there is no ``database_url``; ``memory`` forgets everything when the server ends."""
    database_url: str = ""
    """``postgresql://user:password@host:5432/database``: PostgreSQL instead of the data folder's
    own file. One server at a time; commands on any machine."""
    leads_per_body: Annotated[int, Meta(ge=1)] = 10_000
    """Most leads that one campaign/add_multiple may bring."""
    events_keep_hours: Annotated[float, Meta(ge=1, le=2160)] = 72.0
    """How long events can be replayed to webhooks."""
    log_file: Path | None = None
    """Unset: standard error."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """``debug``, ``info``, ``warning`` or ``error``."""
    keep_engine: bool = True
    """Whether the engine outlives a killed server, so that its calls go on and are adopted."""
    engine: EngineSettings = EngineSettings()

    @property
    def tls(self) -> bool:
        return self.tls_cert is not None

    @property
    def scheme(self) -> str:
        return "https" if self.tls else "http"


class Layout(Struct, frozen=True):
    """What lies where in the data folder."""

    data: Path

    @property
    def database(self) -> Path:
        return self.data / "dockline.db"

    def not_ours(self) -> Path | None:
        """A file of the database that is there and may not be written, as one that another user
        made; None: all may."""
        beside = (self.database.with_name(f"{self.database.name}{end}") for end in ("-wal", "-shm"))
        for file in (self.database, *beside):
            if file.exists() and not os.access(file, os.W_OK):
                return file
        return None

    @property
    def recordings(self) -> Path:
        return self.data / "recordings"

    @property
    def link_key(self) -> Path:
        """What links to recordings are signed with (mode 0600)."""
        return self.data / "link.key"

    @property
    def messages(self) -> Path:
        """Recordings that campaigns play, ``<name>.wav``; the operator puts them there."""
        return self.data / "messages"

    @property
    def attachments(self) -> Path:
        """Files that were sent in chats, ``<chat>/<id>``."""
        return self.data / "attachments"

    @property
    def engine(self) -> Path:
        return self.data / "engine"

    @property
    def carrier(self) -> Path:
        """The demo's test carrier."""
        return self.data / "carrier"

    @property
    def log(self) -> Path:
        return self.data / "dockline.log"

    @property
    def demo_keys(self) -> Path:
        """The demo's own sign-ins and token (mode 0600)."""
        return self.data / "demo.json"

    @property
    def lock(self) -> Path:
        """Held (flock) by the one server of the folder."""
        return self.data / ".lock"

    def served(self) -> bool:
        """Whether a server holds it."""
        with self.lock.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def make(self) -> None:
        """Make the folder. Others may pass through it (the engine may run as another user), and
        read nothing in it. Raises SettingWrong."""
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o711)
        except OSError as wrong:
            raise SettingWrong(
                f"data: {self.data} cannot be made: {wrong.strerror}. Choose another --data."
            ) from wrong


def load(
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
) -> Settings:
    """Read and check the settings; ``flags`` whose value is None were not given.

    Raises SettingWrong.
    """
    values: dict[str, Any] = {}
    source = "settings"
    if file is not None:
        source = str(file)
        values = _read(file)
    for name, value in (os.environ if environment is None else environment).items():
        if name.startswith(_PREFIX) and name not in _NOT_SETTINGS:
            _put(values, name, value)
    values |= {name: value for name, value in (flags or {}).items() if value is not None}
    try:
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=_from_text)
    except msgspec.ValidationError as wrong:
        raise SettingWrong(f"{source}: {_told(wrong)}") from wrong
    _check(settings)
    return settings


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise SettingWrong(f"{file}: {wrong}") from wrong


def _put(values: dict[str, Any], variable: str, text: str) -> None:
    """Put a variable's text where its name says, as the type there wants it."""
    path = variable.removeprefix(_PREFIX).lower().split("__")
    kind: Any = Settings
    for step in path:
        fields = typing.get_type_hints(kind) if isinstance(kind, type) else {}
        if step not in fields:
            raise SettingWrong(f"{variable}: there is no such setting")
        kind = fields[step]
    place = values
    for step in path[:-1]:
        place = place.setdefault(step, {})
    place[path[-1]] = _split(kind, text)


def _split(kind: Any, text: str) -> Any:
    if typing.get_origin(kind) is tuple:
        return [part.strip() for part in text.split(",") if part.strip()]
    if typing.get_origin(kind) is UnionType and not text:
        return None
    return text


def _from_text(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str | Path):
        return Path(value)
    raise NotImplementedError


def _told(wrong: msgspec.ValidationError) -> str:
    what, _, where = str(wrong).partition(" - at `$.")
    return f"{where.rstrip('`')}: {what}" if where else what


def _check(settings: Settings) -> None:
    for name in ("trusted_proxies", "metrics_networks"):
        for network in getattr(settings, name):
            try:
                ip_network(network, strict=False)
            except ValueError as wrong:
                raise SettingWrong(f"{name}: {wrong}") from wrong
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise SettingWrong("tls_key: goes together with tls_cert")
    for name in ("tls_cert", "tls_key"):
        file = getattr(settings, name)
        if file is not None and not file.is_file():
            raise SettingWrong(f"{name}: there is no file {file}")
    if settings.database_url and not settings.database_url.startswith(_POSTGRESQL):
        raise SettingWrong("database_url: must begin with postgresql://")
    engine = settings.engine
    if not 1024 <= engine.rtp_first < engine.rtp_last:
        raise SettingWrong("engine.rtp_first: must be at least 1024 and below engine.rtp_last")
    if bool(engine.trunk.username) != bool(engine.trunk.password):
        raise SettingWrong("engine.trunk.password: goes together with engine.trunk.username")
