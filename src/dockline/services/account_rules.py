"""What a space, a team, a user and their settings must look like, and the refusals."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

import msgspec

from dockline.domain.callerids import MOST_CALLER_IDS
from dockline.domain.errors import Refusal
from dockline.domain.filetypes import is_known
from dockline.domain.passwords import weakness
from dockline.domain.phone import is_country, is_country_code, parse
from dockline.domain.space import ChatPolicy, DialPolicy, Role, SingleSignOn, SpaceSettings
from dockline.domain.webaddress import wrong_address
from dockline.services.directory import kept
from dockline.services.time_zones import is_time_zone

MOST_NAMES: Final = 100
"""Pause reasons, or dispositions, of a space."""

_CLOUD_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f]")
_BARE: Final = re.compile(r"https?://[^/?#]+/?")
_CLAIM: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_:./-]{0,99}")
_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_DIGITS: Final = re.compile(r"[0-9]{1,15}")

PRIVATE_REFUSED: Final = "Only an operator may allow addresses that are not public."
"""They lead into the networks of the whole server."""


class AccountRefused(Refusal):
    """A field of a space, a team, a user or of settings is not as it must be."""

    code = "invalid-field"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class NameTaken(AccountRefused):
    """The name is in use already."""

    code = "name-taken"


class NoSuchSpace(AccountRefused):
    """There is no such space."""

    code = "no-such-space"

    def __init__(self, space_id: str) -> None:
        super().__init__("cloud_id", f"There is no space “{space_id}”.")


class NoSuchTeam(AccountRefused):
    """There is no such team."""

    code = "no-such-team"

    def __init__(self, name: str) -> None:
        super().__init__("team_name", f"There is no team “{name}”.")


class NoSuchUser(AccountRefused):
    """There is no such user."""

    code = "no-such-user"

    def __init__(self) -> None:
        super().__init__("username", "There is no such user.")


class TokenRefused(Refusal):
    """Cloud and token do not match."""

    code = "unauthorized"


def checked_cloud_id(cloud_id: str) -> str:
    if not _CLOUD_ID.fullmatch(cloud_id):
        raise AccountRefused(
            "cloud_id", "Use 1 to 63 lower-case letters, digits and dashes, no dash at the ends."
        )
    return cloud_id


def checked_name(field: str, name: str, longest: int = 80) -> str:
    name = kept(name)
    if not name:
        raise AccountRefused(field, "It must not be empty.")
    if len(name) > longest:
        raise AccountRefused(field, f"It has {len(name)} characters; {longest} at most.")
    if _UNPRINTABLE.search(name):
        raise AccountRefused(field, "It contains characters that cannot be printed.")
    return name


def checked_login(login: str) -> str:
    login = checked_name("login", login, longest=190)
    if any(character.isspace() for character in login):
        raise AccountRefused("login", "It must not contain spaces.")
    if login.startswith("@") or login.endswith("@"):
        raise AccountRefused("login", "It must not begin or end with @.")
    return login


def checked_password(password: str, login: str = "") -> str:
    if weak := weakness(password, login):
        raise AccountRefused("password", weak)
    return password


def checked_role(role: str) -> Role:
    try:
        return Role(role)
    except ValueError:
        known = ", ".join(Role)
        raise AccountRefused("role", f"There is no role “{role}”; there are {known}.") from None


def checked_number(field: str, number: str, default_country: str) -> str:
    """Digits of E.164; nothing stays nothing."""
    if not number:
        return ""
    try:
        return parse(number, default_country).digits
    except Refusal as refusal:
        raise AccountRefused(field, refusal.message) from None


def checked_settings(settings: SpaceSettings) -> SpaceSettings:
    """The settings with their numbers normalised."""
    try:
        settings = msgspec.convert(msgspec.to_builtins(settings), SpaceSettings)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        raise AccountRefused(where.rstrip("`") or "settings", what) from None
    checked_time_zone("time_zone", settings.time_zone)
    country = settings.default_country
    if country and not is_country(country):
        raise AccountRefused("default_country", f"“{country}” is no country's ISO 3166 code.")
    _check_networks(settings.click_to_call.networks)
    _check_policy(settings.dial_policy)
    _check_chat(settings.chat)
    check_sign_on(settings.sso, "sso.")
    _check_names("pause_reasons", settings.pause_reasons)
    _check_names("dispositions", settings.dispositions)
    if (count := len(settings.caller_ids)) > MOST_CALLER_IDS:
        raise AccountRefused("caller_ids", f"There are {count}; {MOST_CALLER_IDS} at most.")
    return msgspec.structs.replace(
        settings,
        caller_id=checked_number("caller_id", settings.caller_id, country),
        caller_ids=tuple(checked_number("caller_ids", n, country) for n in settings.caller_ids),
    )


def _check_names(field: str, names: tuple[str, ...]) -> None:
    """What agents choose from: each once, and each to be read on a button."""
    if len(names) > MOST_NAMES:
        raise AccountRefused(field, f"There are {len(names)}; {MOST_NAMES} at most.")
    seen = set()
    for place, name in enumerate(names):
        checked_name(f"{field}[{place}]", name, longest=60)
        if name.strip() != name:
            raise AccountRefused(f"{field}[{place}]", "It has spaces around it.")
        if name.casefold() in seen:
            raise AccountRefused(f"{field}[{place}]", f"“{name}” is there twice.")
        seen.add(name.casefold())


def checked_time_zone(field: str, name: str) -> str:
    if not is_time_zone(name):
        raise AccountRefused(field, f"“{name}” is no IANA time zone.")
    return name


def _check_networks(networks: tuple[str, ...]) -> None:
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise AccountRefused("click_to_call.networks", f"{error}.") from None


def _check_chat(policy: ChatPolicy) -> None:
    for origin in policy.origins:
        if wrong_address(origin) or _BARE.fullmatch(origin) is None:
            told = f"“{origin}” is no site; write it as https://shop.example."
            raise AccountRefused("chat.origins", told)
    for kind in policy.attachment_types:
        if not is_known(kind):
            told = f"Files of the type “{kind}” cannot be told by their first bytes."
            raise AccountRefused("chat.attachment_types", told)


def check_sign_on(sso: SingleSignOn, prefix: str = "") -> None:
    """Raises AccountRefused."""

    def refuse(field: str, told: str) -> AccountRefused:
        return AccountRefused(f"{prefix}{field}", told)

    if sso.issuer:
        if wrong := wrong_address(sso.issuer):
            raise refuse("issuer", f"It {wrong}.")
        parts = urlsplit(sso.issuer)
        if parts.query or parts.fragment or len(sso.issuer) > 500:
            raise refuse("issuer", "Give the address alone, as the provider calls itself.")
        if parts.scheme != "https" and not sso.private:
            raise refuse("issuer", "It must begin with https://.")
        if not sso.client_id.strip():
            raise refuse("client_id", "It must not be empty; the provider tells it.")
    elif not sso.passwords:
        raise refuse("passwords", "Without a provider nobody could sign in.")
    for field in ("client_id", "label"):
        text = getattr(sso, field)
        if len(text) > 200 or _UNPRINTABLE.search(text):
            raise refuse(field, "Use at most 200 characters that can be printed.")
    if not _CLAIM.fullmatch(sso.login_claim):
        raise refuse("login_claim", "Name one claim, such as email or preferred_username.")
    for domain in sso.domains:
        if not _DOMAIN.fullmatch(domain):
            raise refuse("domains", f"“{domain}” is no domain; write it as example.com.")


def _check_policy(policy: DialPolicy) -> None:
    for code in policy.countries:
        if not is_country_code(code):
            raise AccountRefused("dial_policy.countries", f"“{code}” is no calling code.")
    for field, prefixes in (
        ("dial_policy.blocked_prefixes", policy.blocked_prefixes),
        ("dial_policy.minute_rates", tuple(policy.minute_rates)),
    ):
        for prefix in prefixes:
            if not _DIGITS.fullmatch(prefix):
                raise AccountRefused(field, f"“{prefix}” is not the beginning of a number.")
    for field in ("calls_per_minute", "agent_calls_per_minute", "address_calls_per_minute"):
        if getattr(policy, field) < 1:
            raise AccountRefused(f"dial_policy.{field}", "It must be 1 or more.")
    # Written so that "not a number" is refused too.
    if not 0 <= policy.spend_cap < float("inf"):
        raise AccountRefused("dial_policy.spend_cap", "It must be 0 or more.")
    for prefix, rate in policy.minute_rates.items():
        if not 0 <= rate < float("inf"):
            raise AccountRefused("dial_policy.minute_rates", f"The rate of {prefix} is below 0.")
