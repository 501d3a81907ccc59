"""SIP endpoints of dock sessions, made and taken away at run time over ARI."""

import secrets
from collections.abc import Mapping

from dockline.adapters.asterisk.ari import AriConnection, AriRefused
from dockline.adapters.asterisk.config import REALM
from dockline.adapters.asterisk.settings import AsteriskSettings, PhoneProfile
from dockline.domain.ids import PhoneId
from dockline.ports.engine import Phone

_KINDS = ("endpoint", "aor", "auth")


async def make(ari: AriConnection, phone_id: PhoneId, settings: AsteriskSettings) -> Phone:
    """Make (or make anew) an endpoint with a random password. Raises AriFailure."""
    password = secrets.token_urlsafe(24)
    await _put(
        ari,
        "auth",
        phone_id,
        {"auth_type": "userpass", "username": phone_id, "password": password},
    )
    # One dock, one phone: a reloaded page's registration takes the place of the old one.
    await _put(
        ari,
        "aor",
        phone_id,
        {"max_contacts": "1", "remove_existing": "yes", "minimum_expiration": "10"},
    )
    await _put(ari, "endpoint", phone_id, _endpoint(phone_id, settings))
    return Phone(phone_id, f"sip:{phone_id}@{REALM}", phone_id, password)


async def drop(ari: AriConnection, phone_id: PhoneId) -> None:
    """Take an endpoint away; one that does not exist is fine. Raises AriFailure."""
    for kind in _KINDS:
        try:
            await ari.request("DELETE", _path(kind, phone_id))
        except AriRefused as refused:
            if refused.status != 404:
                raise


async def known(ari: AriConnection, phone_id: PhoneId) -> bool:
    """Raises AriFailure."""
    try:
        await ari.request("GET", _path("endpoint", phone_id))
    except AriRefused as refused:
        if refused.status == 404:
            return False
        raise
    return True


def _endpoint(phone_id: PhoneId, settings: AsteriskSettings) -> dict[str, str]:
    fields = {
        "aors": phone_id,
        "auth": phone_id,
        # Phones only ever answer: what they dial themselves is refused, toll fraud or not.
        "context": "phones",
        "allow_transfer": "no",
        "allow_subscribe": "no",
        "disallow": "all",
        "direct_media": "no",
        "rtp_timeout": str(settings.agent_rtp_timeout),
        "identify_by": "username",
        "send_pai": "yes",
    }
    return fields | _profile(settings.phone_profile)


def _profile(profile: PhoneProfile) -> dict[str, str]:
    if profile == "plain":
        return {"transport": "udp", "allow": "ulaw,alaw", "rtp_symmetric": "yes"}
    return {"webrtc": "yes", "dtls_auto_generate_cert": "yes", "allow": "opus,ulaw"}


def _path(kind: str, phone_id: PhoneId) -> str:
    return f"asterisk/config/dynamic/res_pjsip/{kind}/{phone_id}"


async def _put(ari: AriConnection, kind: str, phone_id: PhoneId, fields: Mapping[str, str]) -> None:
    await ari.request(
        "PUT",
        _path(kind, phone_id),
        body={"fields": [{"attribute": name, "value": value} for name, value in fields.items()]},
    )
