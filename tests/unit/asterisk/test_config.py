"""The generated configuration: every setting where it belongs, nothing smuggled in."""

import configparser
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dockline.adapters.asterisk.carrier import CARRIER_NUMBERS, CarrierSettings, carrier_files
from dockline.adapters.asterisk.config import TAG_VARIABLES, engine_files
from dockline.adapters.asterisk.modules import ALL_MODULES, ENGINE_MODULES
from dockline.adapters.asterisk.music import RATE, write_tune
from dockline.adapters.asterisk.settings import (
    AsteriskSettings,
    Folders,
    Ports,
    SettingRejected,
    Trunk,
    check,
)
from dockline.adapters.asterisk.tree import Installation
from dockline.adapters.memory.script import FAR_ENDS

INSTALLATION = Installation(
    ("asterisk",), "22.0.0", Path("/opt/modules"), Path("/opt/data"), "private"
)
FOLDERS = Folders(Path("/srv/dockline/engine"))
TRUNK = Trunk(host="sip.example.com", username="leap", password="s3cret;word", register=True)


def settings(**changed: Any) -> AsteriskSettings:
    whole: dict[str, Any] = {"folder": Path("/srv"), "recordings": Path("/srv/rec")}
    return AsteriskSettings(**(whole | changed))


def files(**changed: Any) -> dict[str, str]:
    return engine_files(settings(**changed), INSTALLATION, FOLDERS, Ports(8088, 5066), "key")


def test_ports_addresses_and_ranges_are_where_they_belong() -> None:
    made = files(sip_address="10.0.0.1", rtp_start=12000, rtp_end=12999, stun_server="stun:3478")
    assert "bind = 10.0.0.1:5066" in made["pjsip.conf"]
    assert "bindaddr = 127.0.0.1\nbindport = 8088" in made["http.conf"]
    assert "rtpstart = 12000\nrtpend = 12999" in made["rtp.conf"]
    assert "stunaddr = stun:3478" in made["rtp.conf"]
    assert "password = key" in made["ari.conf"]


def test_every_asterisk_file_can_be_read() -> None:
    for name, text in files(trunk=TRUNK).items():
        if name in ("extensions.conf", "modules.conf"):
            continue
        parser = configparser.ConfigParser(
            strict=False, delimiters=("=",), comment_prefixes=(), interpolation=None
        )
        parser.read_string(text.replace("=>", "=") or "[empty]\n", name)


def test_the_listings_carry_the_tags() -> None:
    told = ",".join((*TAG_VARIABLES, "AMDSTATUS", "AMDCAUSE", "DOCKLINE_LISTEN"))
    assert f"channelvars = {told}\n" in files()["ari.conf"]


def test_ari_would_not_load_without_its_websocket_client() -> None:
    assert {"res_websocket_client", "chan_bridge_media", "res_pjsip_pubsub"} <= set(ENGINE_MODULES)
    assert len(set(ALL_MODULES)) == len(ALL_MODULES)
    assert "autoload = no" in files()["modules.conf"]


def test_a_phone_is_known_by_its_name_before_its_address() -> None:
    assert "endpoint_identifier_order = username,ip,anonymous" in files()["pjsip.conf"]


def test_a_trunk_that_registers() -> None:
    text = files(trunk=TRUNK)["pjsip.conf"]
    assert "type = registration" in text
    assert "server_uri = sip:sip.example.com:5060" in text
    assert "client_uri = sip:leap@sip.example.com:5060" in text
    assert "password = s3cret\\;word" in text
    assert "allow_transfer = no" in text


def test_a_trunk_known_by_its_address_neither_registers_nor_authenticates() -> None:
    text = files(trunk=Trunk(host="192.0.2.9", caller_id="442079460009"))["pjsip.conf"]
    assert "type = registration" not in text
    assert "type = auth" not in text
    assert "match = 192.0.2.9" in text
    assert "callerid = <442079460009>" in text


def test_no_trunk_no_trunk_objects() -> None:
    assert "[trunk]" not in files()["pjsip.conf"]


def test_behind_nat_both_transports_say_the_outer_address() -> None:
    text = files(external_address="203.0.113.5", local_networks=("10.0.0.0/8",))["pjsip.conf"]
    assert text.count("external_media_address = 203.0.113.5") == 2
    assert text.count("external_signaling_address = 203.0.113.5") == 2
    assert text.count("local_net = 10.0.0.0/8") == 2
    assert "external" not in files()["pjsip.conf"]


def test_an_inbound_call_without_application_meets_503() -> None:
    dialplan = files()["extensions.conf"]
    asked = "${EXTEN},${CALLERID(num-pres)},${PJSIP_HEADER(read,To)}"
    assert f"Stasis(dockline,inbound,{asked})" in dialplan
    assert '"${STASISSTATUS}" = "FAILED"' in dialplan
    assert "Hangup(42)" in dialplan


def test_ones_own_music_is_played_where_there_is_some() -> None:
    assert "directory = /srv/dockline/engine/music" in files()["musiconhold.conf"]
    assert "directory = /srv/songs" in files(music=Path("/srv/songs"))["musiconhold.conf"]


@pytest.mark.parametrize(
    ("zone", "tone"), [("in", "400*25/400"), ("uk", "400+450/400"), ("us", "440+480/2000")]
)
def test_the_ringing_tone_is_the_zones(zone: str, tone: str) -> None:
    assert f"ring = {tone}" in files(zone=zone)["indications.conf"]


def test_no_setting_can_smuggle_a_line_in() -> None:
    evil = Trunk(host="sip.example.com", username="a", password="x\n[evil]\ntype=endpoint")
    with pytest.raises(SettingRejected, match=r"trunk\.password: must not contain control"):
        files(trunk=evil)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("http_port", {"http_port": 70000}),
        ("sip_port", {"sip_port": -1}),
        ("rtp_start", {"rtp_start": 30000, "rtp_end": 20000}),
        ("rtp_start", {"rtp_start": 80, "rtp_end": 20000}),
        ("trunk.host", {"trunk": Trunk(host="")}),
        ("trunk.host", {"trunk": Trunk(host="sip:carrier@x")}),
        ("trunk.password", {"trunk": Trunk(host="c", username="a")}),
        ("trunk.register", {"trunk": Trunk(host="c", register=True)}),
        ("music", {"music": Path("/nonexistent")}),
    ],
)
def test_what_cannot_work_is_refused_by_name(field: str, changed: dict[str, Any]) -> None:
    with pytest.raises(SettingRejected) as refused:
        check(settings(**changed))
    assert refused.value.field == field


def test_who_is_listened_to_comes_back_judged() -> None:
    amd = files()["extensions.conf"].partition("[amd]\n")[2]
    person, _, rest = amd.partition("exten => message,1,AMD()")
    machine, _, judged = rest.partition("exten => judged,1,")
    assert person == "exten => s,1,AMD()\n same => n,Goto(judged,1)\n"
    # Only a machine is waited for, until it has been silent for 2 s, and a minute at most.
    assert 'GotoIf($["${AMDSTATUS}" != "MACHINE"]?judged,1)' in machine
    assert "AMD(2000,120000,2000,60000,100,50,10000,256,120000)" in machine
    assert machine.endswith(
        "Set(AMDSTATUS=MACHINE)\n same => n,Set(AMDCAUSE=${CAUSE})\n same => n,Goto(judged,1)\n"
    )
    assert "Stasis(dockline,amd,${AMDSTATUS},${AMDCAUSE})" in judged
    # While the application is away it is tried again, for 15 s.
    assert "Wait(0.25)" in judged
    assert "${TRIES} < 60" in judged


def test_the_carrier_has_a_line_for_every_ending() -> None:
    made = carrier_files(
        CarrierSettings(folder=Path("/srv")), INSTALLATION, FOLDERS, Ports(1, 5070), "word"
    )
    for number in CARRIER_NUMBERS:
        assert f"exten => {number[-3:]},1," in made["extensions.conf"]
    assert "identify_by = auth_username" in made["pjsip.conf"]
    assert "password = word" in made["pjsip.conf"]


def test_a_carrier_without_credentials_serves_whoever_calls() -> None:
    made = carrier_files(
        CarrierSettings(folder=Path("/srv"), username=None),
        INSTALLATION,
        FOLDERS,
        Ports(1, 5070),
        "",
    )
    assert "match = 0.0.0.0/0" in made["pjsip.conf"]
    assert "type = auth" not in made["pjsip.conf"]


def test_both_engines_know_the_same_endings() -> None:
    assert {number[-3:] for number in CARRIER_NUMBERS} == set(FAR_ENDS)


def test_the_tune_is_sound_that_does_not_clip_and_loops(tmp_path: Path) -> None:
    write_tune(tmp_path / "tune.wav")
    with wave.open(str(tmp_path / "tune.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        sound = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    assert len(sound) == 8 * RATE
    assert 5000 < np.abs(sound).max() < 20000
    assert abs(int(sound[0]) - int(sound[-1])) < 2000
    per_second = np.sqrt(np.mean(sound.astype(float).reshape(8, RATE) ** 2, axis=1))
    assert per_second.min() > 300
