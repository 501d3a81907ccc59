"""What the voice engine is told: addresses, ports, trunk, folders, limits."""

import os
from pathlib import Path
from typing import Literal

from msgspec import Struct

from dockline.ports.engine import TrunkLimits

PhoneProfile = Literal["webrtc", "plain"]
Zone = Literal["in", "uk", "us"]


class SettingRejected(ValueError):
    """A setting cannot be used; the message names it."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field


class Trunk(Struct, frozen=True, kw_only=True):
    """The SIP line to the carrier."""

    host: str
    """Name or address of the carrier's SIP server."""
    port: int = 5060
    username: str | None = None
    """For digest authentication; None: the carrier knows us by our address."""
    password: str | None = None
    register: bool = False
    """Whether to REGISTER with the carrier (RFC 3261, section 10)."""
    caller_id: str = ""
    """Digits of E.164 without the plus, where an order names none."""
    prefix: str = ""
    """Put before every number dialled, such as ``+`` or ``00``."""
    max_calls_in_setup: int = 100
    """Legs dialled and not answered yet; one more ends with ``trunk-full``."""
    calls_per_second: float = 50.0
    """Legs begun per second, averaged over one second; one more ends with ``trunk-full``."""

    @property
    def limits(self) -> TrunkLimits:
        return TrunkLimits(self.max_calls_in_setup, self.calls_per_second)


class AsteriskSettings(Struct, frozen=True, kw_only=True):
    """One private Asterisk and its driver."""

    folder: Path
    """Where its configuration, state and log are kept, and the record of a running one."""
    recordings: Path
    """Where finished recordings are put, as ``<name>.wav``."""
    trunk: Trunk | None = None
    """None: there is no line; every dialled leg ends with ``engine-refused``."""
    place: Path | None = None
    """Folder of private installations; None: the default one."""
    system: bool = True
    """Whether a system-wide Asterisk may be used."""
    messages: Path | None = None
    """Folder of recordings played to calls, as ``<name>.wav`` (8 or 16 kHz, 16 bits, mono); None:
    there are none."""
    music: Path | None = None
    """Folder of WAV files (8 or 16 kHz, mono) played on hold; None: our own tune."""
    run_user: str | None = "nobody"
    """Whom it runs as where we are root; ignored where we are not."""
    keep_running: bool = False
    """True: it outlives the server, and the next one adopts it. False: it dies with it."""

    app: str = "dockline"
    """Name of the ARI application; one owner at a time."""
    http_port: int = 0
    """ARI and phones' WebSocket, on the loopback only; 0: a free one."""
    sip_address: str = "0.0.0.0"
    sip_port: int = 0
    """UDP; 0: a free one."""
    rtp_start: int = 20000
    rtp_end: int = 29999
    external_address: str | None = None
    """Our address as the carrier and the phones see it, where we stand behind NAT."""
    local_networks: tuple[str, ...] = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
    """Networks that are reached without NAT; used with ``external_address`` only."""
    stun_server: str | None = None
    """``host:port``."""
    zone: Zone = "uk"
    """Whose ringing tone an agent hears."""

    phone_profile: PhoneProfile = "webrtc"
    """``plain``: SIP over UDP, RTP in the clear (desk phones, tests)."""
    agent_rtp_timeout: int = 30
    """Seconds without audio from an agent's phone until its leg ends with ``media-lost``."""
    trunk_rtp_timeout: int = 60
    """Seconds without a packet over the trunk until a leg is given up: its far end is gone without
    a word. Longer than any ringing, in which a carrier may promise audio and send none."""
    never_rang_after: float = 20.0
    """Seconds without a sign of life from a leg until it ends with ``never-rang``."""
    taken_within: float = 10.0
    """Seconds for which a call that came in rings before it is turned away, where nobody takes or
    rejects it."""
    request_timeout: float = 5.0
    """Seconds until an ARI request that is not answered has failed."""
    start_timeout: float = 20.0
    """Seconds until a started Asterisk that gives no ARI has failed."""
    hung_after: float = 60.0
    """Seconds for which one that runs may give no ARI; then it hangs, and is ended."""


class Ports(Struct, frozen=True):
    """The ports one Asterisk was given."""

    http: int
    sip: int


class Folders(Struct, frozen=True):
    """Where one Asterisk lives: everything below one folder."""

    run: Path

    @property
    def etc(self) -> Path:
        return self.run / "etc"

    @property
    def music(self) -> Path:
        return self.run / "music"

    @property
    def messages(self) -> Path:
        """Our copies of what is played to calls, readable by whomever Asterisk runs as."""
        return self.run / "messages"

    @property
    def spool(self) -> Path:
        return self.run / "spool"

    @property
    def recordings(self) -> Path:
        """Where Asterisk writes recordings while they go on."""
        return self.spool / "recording"

    @property
    def main_file(self) -> Path:
        return self.etc / "asterisk.conf"

    @property
    def control(self) -> Path:
        """The socket on which it takes commands, while it runs."""
        return self.run / "run" / "asterisk.ctl"

    def all(self) -> tuple[Path, ...]:
        inner = ("etc", "var", "log", "spool/recording", "run", "music", "messages", "keys/keys")
        return (self.run, *(self.run / name for name in inner))


def line(field: str, value: str) -> str:
    """A value as Asterisk's configuration takes it: one line, its comment sign escaped.

    Raises SettingRejected.
    """
    if any(ord(sign) < 32 for sign in value):
        raise SettingRejected(field, "must not contain control characters")
    return value.replace("\\", "\\\\").replace(";", "\\;")


def check(settings: AsteriskSettings) -> None:
    """Refuse what cannot work, naming the field. Raises SettingRejected."""
    for field, port in (("http_port", settings.http_port), ("sip_port", settings.sip_port)):
        if not 0 <= port <= 65535:
            raise SettingRejected(field, "must be 0 to 65535")
    if not 1024 <= settings.rtp_start < settings.rtp_end <= 65535:
        raise SettingRejected("rtp_start", "must be at least 1024 and below rtp_end")
    trunk = settings.trunk
    if trunk is not None:
        if not trunk.host or any(sign in trunk.host for sign in " ;@/"):
            raise SettingRejected("trunk.host", "must be a host name or an address")
        if (trunk.username is None) != (trunk.password is None):
            raise SettingRejected("trunk.password", "goes together with trunk.username")
        if trunk.register and trunk.username is None:
            raise SettingRejected("trunk.register", "needs trunk.username and trunk.password")
    if settings.music is not None and not os.access(settings.music, os.R_OK):
        raise SettingRejected("music", f"{settings.music} cannot be read")
