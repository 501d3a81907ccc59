"""The engine's whole configuration, from settings to text. Pure: nothing is read or written."""

from typing import Final

from dockline.adapters.asterisk.modules import ENGINE_MODULES
from dockline.adapters.asterisk.settings import AsteriskSettings, Folders, Ports, Trunk, Zone, line
from dockline.adapters.asterisk.tree import Installation
from dockline.domain.orders import BEEP_SECONDS

REALM: Final = "dockline"
TAG_VARIABLES: Final = (
    "DOCKLINE_SPACE",
    "DOCKLINE_CALL",
    "DOCKLINE_ROLE",
    "DOCKLINE_AGENT",
    "DOCKLINE_LEAD",
    "DOCKLINE_LEG",
    "DOCKLINE_RECORDING",
    "DOCKLINE_SPY",
    "DOCKLINE_WAITING",
)
"""Channel variables that say whose a channel is; every listing carries them."""
LISTENING_CONTEXT: Final = "amd"
"""Where an answered call is sent that is listened to for a machine before anybody hears it: to
extension ``s``, or to ``message`` for one that comes back only when a machine is silent. It
enters the application (again) with the arguments ``amd``, AMDSTATUS (``HUMAN``, ``MACHINE``,
``NOTSURE``) and AMDCAUSE, which its channel variables of those names repeat."""
LISTENING_VARIABLES: Final = ("AMDSTATUS", "AMDCAUSE", "DOCKLINE_LISTEN")
"""The last one is set from the start: the extension of `LISTENING_CONTEXT` it will be sent to."""
SILENCE: Final = 2.0
"""Seconds after which a machine has said all it says, its beep included."""
WAITS_FOR_US: Final = 15.0
"""Seconds for which a call that was judged waits for an application that is away: about what a
person listens to nobody."""
MUSIC_CLASS: Final = "hold"
PROBE: Final = "probe"
"""Who asks whether the carrier answers."""
RINGING_TONES: Final[dict[Zone, str]] = {
    "in": "400*25/400,0/200,400*25/400,0/2000",
    "uk": "400+450/400,0/200,400+450/400,0/2000",
    "us": "440+480/2000,0/4000",
}
"""From ITU-T E.180 supplement 2, in Asterisk's notation (Hz/ms)."""

_TRY_EVERY: Final = 0.25

_QUIET: Final = (
    "acl.conf",
    "amd.conf",
    "ccss.conf",
    "cdr.conf",
    "cel.conf",
    "features.conf",
    "pjproject.conf",
    "stasis.conf",
    "udptl.conf",
    "websocket_client.conf",
)


def engine_files(
    settings: AsteriskSettings,
    installation: Installation,
    folders: Folders,
    ports: Ports,
    ari_password: str,
) -> dict[str, str]:
    """File name to text of everything below ``etc``. Raises SettingRejected."""
    return {
        **common_files(installation, folders, ENGINE_MODULES),
        "http.conf": _http(ports),
        "ari.conf": _ari(settings, ari_password),
        "rtp.conf": _rtp(settings),
        "pjsip.conf": _pjsip(settings, ports),
        "sorcery.conf": _SORCERY,
        "extensions.conf": _dialplan(settings),
        "musiconhold.conf": _music(settings, folders),
        "indications.conf": indications(settings.zone),
    }


def common_files(
    installation: Installation, folders: Folders, modules: tuple[str, ...]
) -> dict[str, str]:
    """What every Asterisk of ours has: folders, log, modules."""
    run = folders.run
    return {
        "asterisk.conf": "\n".join(
            (
                "[directories]",
                f"astetcdir => {folders.etc}",
                f"astmoddir => {installation.modules}",
                f"astvarlibdir => {run / 'var'}",
                f"astdbdir => {run / 'var'}",
                f"astkeydir => {run / 'keys'}",
                f"astdatadir => {installation.data}",
                f"astagidir => {run / 'var'}",
                f"astspooldir => {folders.spool}",
                f"astrundir => {run / 'run'}",
                f"astlogdir => {run / 'log'}",
                f"astsbindir => {run / 'run'}",
                "[options]",
                "verbose = 0",
                "debug = 0",
                "nocolor = yes",
                "defaultlanguage = en",
                "",
            )
        ),
        "logger.conf": (
            "[general]\ndateformat = %F %T.%3q\nqueue_log = no\n"
            "[logfiles]\nmessages => warning,error\n"
        ),
        "modules.conf": "[modules]\nautoload = no\n"
        + "".join(f"load = {name}.so\n" for name in modules),
        # Present, though empty: each would be complained of in the log if it were away.
        **dict.fromkeys(_QUIET, ""),
    }


def indications(zone: Zone) -> str:
    """The ringing tone (and the others a zone must name)."""
    return (
        f"[general]\ncountry = {zone}\n[{zone}]\ndescription = {zone}\n"
        f"ringcadence = 400,200,400,2000\ndial = 350+440\nring = {RINGING_TONES[zone]}\n"
        "busy = 400/375,0/375\ncongestion = 400/400,0/350\n"
    )


def _http(ports: Ports) -> str:
    # Every phone's WebSocket is a session of this server; its default limit is 100.
    return (
        f"[general]\nenabled = yes\nbindaddr = 127.0.0.1\nbindport = {ports.http}\n"
        "sessionlimit = 20000\nservername = dockline\n"
    )


def _ari(settings: AsteriskSettings, password: str) -> str:
    return (
        "[general]\nenabled = yes\npretty = no\nwebsocket_write_timeout = 500\n"
        f"channelvars = {','.join((*TAG_VARIABLES, *LISTENING_VARIABLES))}\n"
        f"[{settings.app}]\ntype = user\nread_only = no\n"
        f"password_format = plain\npassword = {line('ari_password', password)}\n"
    )


def _rtp(settings: AsteriskSettings) -> str:
    stun = (
        f"stunaddr = {line('stun_server', settings.stun_server)}\n" if settings.stun_server else ""
    )
    return (
        f"[general]\nrtpstart = {settings.rtp_start}\nrtpend = {settings.rtp_end}\n"
        f"icesupport = yes\nstrictrtp = yes\n{stun}"
    )


# Objects made at run time live in memory and die with the process; a dock makes its phone anew.
_SORCERY: Final = """\
[res_pjsip]
endpoint = config,pjsip.conf,criteria=type=endpoint
endpoint = memory
auth = config,pjsip.conf,criteria=type=auth
auth = memory
aor = config,pjsip.conf,criteria=type=aor
aor = memory
contact = memory
[res_pjsip_endpoint_identifier_ip]
identify = config,pjsip.conf,criteria=type=identify
[res_pjsip_outbound_registration]
registration = config,pjsip.conf,criteria=type=registration
"""


def _pjsip(settings: AsteriskSettings, ports: Ports) -> str:
    # username first: else a trunk's match by address swallows a phone's REGISTER.
    text = (
        "[global]\ntype = global\nendpoint_identifier_order = username,ip,anonymous\n"
        f"user_agent = Dockline\ndefault_realm = {REALM}\ndebug = no\n"
        "keep_alive_interval = 20\n"
        "[system]\ntype = system\ntimer_t1 = 500\n"
        "[udp]\ntype = transport\nprotocol = udp\n"
        f"bind = {settings.sip_address}:{ports.sip}\n{_nat(settings)}"
        f"[ws]\ntype = transport\nprotocol = ws\nbind = 0.0.0.0\n{_nat(settings)}"
    )
    if settings.trunk is not None:
        text += _trunk(settings.trunk, settings.trunk_rtp_timeout)
    return text


def _nat(settings: AsteriskSettings) -> str:
    if settings.external_address is None:
        return ""
    outside = line("external_address", settings.external_address)
    return (
        f"external_media_address = {outside}\nexternal_signaling_address = {outside}\n"
        + "".join(f"local_net = {line('local_networks', net)}\n" for net in settings.local_networks)
    )


def _trunk(trunk: Trunk, rtp_timeout: int) -> str:
    host = line("trunk.host", trunk.host)
    text = (
        "[trunk]\ntype = endpoint\ntransport = udp\ncontext = inbound\naors = trunk\n"
        # By its address alone: a From header with our name for it is anybody's to write.
        "identify_by = ip\n"
        "disallow = all\nallow = ulaw,alaw\ndirect_media = no\nrtp_symmetric = yes\n"
        "force_rport = yes\ndtmf_mode = rfc4733\nallow_transfer = no\ntrust_id_inbound = yes\n"
        "send_pai = yes\nlanguage = en\n"
        f"rtp_timeout = {rtp_timeout}\n"
    )
    if trunk.caller_id:
        text += f"callerid = <{line('trunk.caller_id', trunk.caller_id)}>\n"
    if trunk.username is not None and trunk.password is not None:
        text += (
            "outbound_auth = trunk\n"
            "[trunk]\ntype = auth\nauth_type = userpass\n"
            f"username = {line('trunk.username', trunk.username)}\n"
            f"password = {line('trunk.password', trunk.password)}\n"
        )
    text += (
        f"[trunk]\ntype = aor\ncontact = sip:{host}:{trunk.port}\n"
        f"[trunk]\ntype = identify\nendpoint = trunk\nmatch = {host}\n"
    )
    # The carrier is asked for its OPTIONS by an endpoint of their own, which nobody calls from or
    # to: a line that was qualified and did not answer would not be dialled at all.
    text += (
        f"[{PROBE}]\ntype = endpoint\ntransport = udp\ncontext = phones\naors = {PROBE}\n"
        f"identify_by = ip\ndisallow = all\nallow = ulaw\nallow_subscribe = no\n"
        f"[{PROBE}]\ntype = aor\ncontact = sip:{host}:{trunk.port}\nqualify_frequency = 60\n"
    )
    if trunk.register:
        user = line("trunk.username", trunk.username or "")
        text += (
            "[trunk]\ntype = registration\ntransport = udp\noutbound_auth = trunk\n"
            f"server_uri = sip:{host}:{trunk.port}\n"
            f"client_uri = sip:{user}@{host}:{trunk.port}\n"
            f"contact_user = {user}\nretry_interval = 5\nforbidden_retry_interval = 30\n"
            "fatal_retry_interval = 60\nmax_retries = 1000000\nexpiration = 300\n"
            # We are one, not a fleet that begins at the same moment.
            "max_random_initial_delay = 0\n"
        )
    return text


def _dialplan(settings: AsteriskSettings) -> str:
    # Without the branch an inbound call meets 603 while the application is away, which tells the
    # carrier "declined by the user"; 503 (cause 42) lets an edge proxy try another node.
    return (
        "[general]\nstatic = yes\nwriteprotect = yes\n[inbound]\n"
        f"exten => _[+0-9a-zA-Z].,1,Stasis({settings.app},inbound,${{EXTEN}},"
        "${CALLERID(num-pres)},${PJSIP_HEADER(read,To)})\n"
        ' same => n,GotoIf($["${STASISSTATUS}" = "FAILED"]?away)\n'
        " same => n,Hangup()\n"
        " same => n(away),Hangup(42)\n"
        "[phones]\nexten => _X.,1,Hangup(21)\n"
        f"{_listening(settings.app)}"
    )


def _listening(app: str) -> str:
    # A second AMD that takes nothing for a greeting, only for sound or silence, waits for the
    # machine's silence. It ends by its clock where no audio comes at all, as WaitForSilence does.
    silence, longest = round(SILENCE * 1000), round(BEEP_SECONDS * 1000)
    never = 2 * longest
    until_silent = f"AMD({silence},{never},{silence},{longest},100,50,10000,256,{never})"
    # A server that was killed, or cut off, is back in a moment; after that nobody would hear it.
    tries = round(WAITS_FOR_US / _TRY_EVERY)
    return (
        f"[{LISTENING_CONTEXT}]\nexten => s,1,AMD()\n same => n,Goto(judged,1)\n"
        "exten => message,1,AMD()\n"
        ' same => n,GotoIf($["${AMDSTATUS}" != "MACHINE"]?judged,1)\n'
        f" same => n,Set(CAUSE=${{AMDCAUSE}})\n same => n,{until_silent}\n"
        " same => n,Set(AMDSTATUS=MACHINE)\n same => n,Set(AMDCAUSE=${CAUSE})\n"
        " same => n,Goto(judged,1)\n"
        "exten => judged,1,Set(TRIES=0)\n"
        f" same => n(try),Stasis({app},amd,${{AMDSTATUS}},${{AMDCAUSE}})\n"
        ' same => n,GotoIf($["${STASISSTATUS}" != "FAILED"]?gone)\n'
        f" same => n,Wait({_TRY_EVERY})\n same => n,Set(TRIES=$[${{TRIES}} + 1])\n"
        f" same => n,GotoIf($[${{TRIES}} < {tries}]?try)\n"
        " same => n(gone),Hangup()\n"
    )


def _music(settings: AsteriskSettings, folders: Folders) -> str:
    folder = settings.music or folders.music
    return f"[{MUSIC_CLASS}]\nmode = files\ndirectory = {folder}\nsort = alpha\n"
