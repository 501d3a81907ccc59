"""The test carrier: a second private Asterisk at the far end of the trunk.

What a call meets is chosen by the last three digits of the number dialled; every number without
a special ending rings about a second, is answered, and echoes what it hears. It is what the demo
dials, and the far end of every test on a real engine.
"""

import asyncio
import secrets
import socket
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final

from msgspec import Struct

from dockline.adapters.asterisk import process
from dockline.adapters.asterisk.callers import CALLER_DIALPLAN, USER, Callers, callers
from dockline.adapters.asterisk.config import common_files, indications
from dockline.adapters.asterisk.modules import CARRIER_MODULES
from dockline.adapters.asterisk.settings import Folders, Ports, Trunk, line
from dockline.adapters.asterisk.tree import Installation

ENDINGS: Final[dict[str, str]] = {
    "100": "answers at once and echoes",
    "101": "answers, a person greets, then it echoes",
    "102": "answers, a machine plays a long greeting",
    "103": "rings and is never answered",
    "104": "is busy (486)",
    "105": "does not exist (404)",
    "106": "meets a carrier failure (503)",
    "107": "is not available (480)",
    "108": "declines (603)",
    "109": "plays audio before the answer for 3 s, then answers and echoes",
    "110": "answers after 8 s and echoes",
    "111": "answers and plays a steady tone of 1000 Hz",
    "112": "answers and records what it hears",
    "113": "answers and hangs up after 3 s",
    "114": "answers and sends the digits 4 2 #",
    "115": "answers and sends back every digit it is sent",
    "116": "rings, answers after 2 s, a person greets, then it echoes",
    "117": "answers, a machine greets, beeps and records what is left on it",
    "118": "rings, answers after 3 s and echoes",
    "119": "answers and hangs up after 1 s",
    "120": "answers, a person greets, then it records what it hears",
    "121": "rings only after 2 s and is never answered",
}
"""What each special ending does."""

CARRIER_NUMBERS: Final[dict[str, str]] = {f"442079460{end}": does for end, does in ENDINGS.items()}
"""A full number for each ending, from the range kept free for drama (Ofcom)."""

_DIALPLAN: Final = """\
[general]
static = yes
writeprotect = yes
[carrier]
exten => _[+0-9].,1,Goto(endings,${EXTEN:-3},1)
[endings]
exten => _X.,1,Ringing()
 same => n,Wait(1)
 same => n,Goto(echo,1)
exten => echo,1,Answer()
 same => n,Echo()
 same => n,Hangup()
exten => 100,1,Goto(echo,1)
exten => greet,1,Answer()
 same => n,Wait(0.5)
 same => n,Playback(hello)
 same => n,Wait(2)
 same => n,Echo()
exten => record,1,Record(@recordings@/${UNIQUEID}.wav,0,600,kq)
 same => n,Hangup()
exten => 101,1,Goto(greet,1)
exten => 102,1,Answer()
 same => n,Wait(0.5)
 same => n,Playback(vm-isunavail&vm-intro&beep)
 same => n,Wait(60)
 same => n,Hangup()
exten => 103,1,Ringing()
 same => n,Wait(600)
 same => n,Hangup(19)
exten => 104,1,Hangup(17)
exten => 105,1,Hangup(1)
exten => 106,1,Hangup(42)
exten => 107,1,Hangup(19)
exten => 108,1,Hangup()
exten => 109,1,Progress()
 same => n,Playtones(425+440)
 same => n,Wait(3)
 same => n,StopPlaytones()
 same => n,Goto(echo,1)
exten => 110,1,Ringing()
 same => n,Wait(8)
 same => n,Goto(echo,1)
exten => 111,1,Answer()
 same => n,Playtones(1000)
 same => n,Wait(3600)
exten => 112,1,Answer()
 same => n,Goto(record,1)
exten => 113,1,Answer()
 same => n,Wait(3)
 same => n,Hangup(16)
exten => 114,1,Answer()
 same => n,Wait(1)
 same => n,SendDTMF(42#)
 same => n,Echo()
exten => 115,1,Answer()
 same => n(next),Read(DIGIT,,1,,1,60)
 same => n,GotoIf($["${READSTATUS}" = "OK"]?send:end)
 same => n(send),SendDTMF(${IF($["${DIGIT}" = ""]?#:${DIGIT})})
 same => n,Goto(next)
 same => n(end),Hangup()
exten => 116,1,Ringing()
 same => n,Wait(2)
 same => n,Goto(greet,1)
exten => 117,1,Answer()
 same => n,Wait(0.5)
 same => n,Playback(vm-theperson&vm-isunavail&beep)
 same => n,Goto(record,1)
exten => 118,1,Ringing()
 same => n,Wait(3)
 same => n,Goto(echo,1)
exten => 119,1,Answer()
 same => n,Wait(1)
 same => n,Hangup(16)
exten => 120,1,Answer()
 same => n,Wait(0.5)
 same => n,Playback(hello)
 same => n,Goto(record,1)
exten => 121,1,Wait(2)
 same => n,Goto(103,1)
"""


class CarrierSettings(Struct, frozen=True, kw_only=True):
    """One test carrier."""

    folder: Path
    recordings: Path | None = None
    """Where endings 112, 117 and 120 put what they heard; None: in its own folder."""
    address: str = "127.0.0.1"
    sip_port: int = 0
    """UDP; 0: a free one."""
    username: str | None = "dockline"
    """For REGISTER and digest authentication; None: whoever calls is served."""
    password: str | None = None
    """None: a random one."""
    rtp_start: int = 30000
    rtp_end: int = 32767
    run_user: str | None = "nobody"
    start_timeout: float = 20.0


def carrier_files(
    settings: CarrierSettings,
    installation: Installation,
    folders: Folders,
    ports: Ports,
    password: str,
    key: str = "",
) -> dict[str, str]:
    """File name to text of everything below its ``etc``."""
    recordings = settings.recordings or folders.recordings
    common = common_files(installation, folders, CARRIER_MODULES)
    return {
        **common,
        # A line sends on while nobody speaks; without packets there is no silence to be heard.
        "asterisk.conf": f"{common['asterisk.conf']}transmit_silence = yes\n",
        "http.conf": (f"[general]\nenabled = yes\nbindaddr = 127.0.0.1\nbindport = {ports.http}\n"),
        "ari.conf": (
            f"[general]\nenabled = yes\n[{USER}]\ntype = user\npassword_format = plain\n"
            f"password = {key}\n"
        ),
        "rtp.conf": (
            f"[general]\nrtpstart = {settings.rtp_start}\nrtpend = {settings.rtp_end}\n"
            "icesupport = no\nstrictrtp = yes\n"
        ),
        "pjsip.conf": _pjsip(settings, ports, password),
        "sorcery.conf": "[res_pjsip]\ncontact = memory\n",
        "extensions.conf": _DIALPLAN.replace("@recordings@", str(recordings)) + CALLER_DIALPLAN,
        "musiconhold.conf": "[general]\n",
        "indications.conf": indications("uk"),
    }


def _pjsip(settings: CarrierSettings, ports: Ports, password: str) -> str:
    # An endpoint is found by the user name of the Authorization header, so it bears that name:
    # the From header of a call is the caller's number, not the line's name.
    user = line_of(settings)
    text = (
        "[global]\ntype = global\nendpoint_identifier_order = auth_username,username,ip\n"
        "user_agent = Dockline test carrier\ndefault_realm = carrier\n"
        f"[udp]\ntype = transport\nprotocol = udp\nbind = {settings.address}:{ports.sip}\n"
        f"[{user}]\ntype = aor\nmax_contacts = 1\nremove_existing = yes\n"
        f"[{user}]\ntype = endpoint\ntransport = udp\ncontext = carrier\naors = {user}\n"
        "disallow = all\nallow = ulaw,alaw\ndirect_media = no\nrtp_symmetric = yes\n"
        "dtmf_mode = rfc4733\nallow_transfer = no\n"
    )
    if settings.username is None:
        return f"{text}[{user}]\ntype = identify\nendpoint = {user}\nmatch = 0.0.0.0/0\n"
    return (
        f"{text}identify_by = auth_username,username\nauth = {user}\n"
        f"[{user}]\ntype = auth\nauth_type = userpass\nusername = {user}\n"
        f"password = {line('password', password)}\n"
    )


class CarrierFailed(Exception):
    """The test carrier did not come up; its log says why."""


class Carrier:
    """A running test carrier; it dies with its parent."""

    def __init__(self, settings: CarrierSettings, installation: Installation) -> None:
        self._settings = settings
        self._installation = installation
        self._folders = Folders(process.reachable(settings.folder / "carrier", settings.run_user))
        self._password = settings.password or secrets.token_urlsafe(16)
        self._running: process.Running | None = None

    @property
    def recordings(self) -> Path:
        """Where endings 112, 117 and 120 write."""
        return self._settings.recordings or self._folders.recordings

    @property
    def trunk(self) -> Trunk:
        """The engine's settings for a line to this carrier. It must have been started."""
        if self._running is None:
            raise CarrierFailed("the test carrier has not been started")
        user = self._settings.username
        return Trunk(
            host=self._settings.address,
            port=self._running.record.ports.sip,
            username=user,
            password=self._password if user is not None else None,
            register=user is not None,
        )

    async def start(self) -> None:
        """Bring it up; returns when it answers SIP. Raises CarrierFailed."""
        ports = process.choose_ports(0, self._settings.sip_port, self._settings.address)
        key = secrets.token_urlsafe(24)
        files = carrier_files(
            self._settings, self._installation, self._folders, ports, self._password, key
        )
        process.lay_out(self._folders, files, self._settings.run_user)
        self._running = process.start(
            self._installation,
            self._folders,
            ports,
            key,
            run_user=self._settings.run_user,
            keep_running=False,
        )
        try:
            async with asyncio.timeout(self._settings.start_timeout):
                await _answers_sip(self._settings.address, ports.sip, self._running)
        except TimeoutError:
            await self._running.stop()
            raise CarrierFailed(f"no SIP answer; see {self._folders.run / 'log'}") from None
        process.save_record(record_file(self._settings.folder), self._running.record)

    async def stop(self) -> None:
        """End it and wait until it is gone."""
        if self._running is not None:
            await self._running.stop()
            record_file(self._settings.folder).unlink(missing_ok=True)

    def callers(self, port: int) -> AbstractAsyncContextManager[Callers]:
        """People who call the engine whose trunk takes calls on this UDP port. It must have been
        started."""
        if self._running is None:
            raise CarrierFailed("the test carrier has not been started")
        return callers(self._running.record, line_of(self._settings), self._settings.address, port)


def record_file(folder: Path) -> Path:
    """Where a running carrier is recorded, for those who have it call in."""
    return folder / "carrier.json"


def line_of(settings: CarrierSettings) -> str:
    """The name of our endpoint at the carrier."""
    return line("username", settings.username or "line")


async def _answers_sip(address: str, port: int, running: process.Running) -> None:
    """Ask OPTIONS (RFC 3261, section 11) until there is an answer of any kind."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.setblocking(False)
        probe.bind((address, 0))
        mine = f"{address}:{probe.getsockname()[1]}"
        while running.alive:
            tag = secrets.token_hex(8)
            probe.sendto(
                (
                    f"OPTIONS sip:ping@{address}:{port} SIP/2.0\r\n"
                    f"Via: SIP/2.0/UDP {mine};branch=z9hG4bK{tag};rport\r\nMax-Forwards: 5\r\n"
                    f"From: <sip:ping@{mine}>;tag={tag}\r\nTo: <sip:ping@{address}:{port}>\r\n"
                    f"Call-ID: {tag}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
                ).encode(),
                (address, port),
            )
            try:
                async with asyncio.timeout(0.1):
                    await loop.sock_recv(probe, 4096)
                return
            except (TimeoutError, ConnectionError):
                continue
    raise CarrierFailed("the test carrier ended while starting; see its log")
