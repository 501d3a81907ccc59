"""A campaign's settings as people send them: a patch, with names of dial lists and numbers as they
are written."""

import copy
from collections.abc import Collection
from typing import Any, Final

import msgspec

from dockline.domain.callerids import MOST_CALLER_IDS
from dockline.domain.campaign import CampaignSettings, DialerSettings, DialList
from dockline.domain.errors import Refusal
from dockline.domain.ids import ListId
from dockline.domain.messages import NAME_TOLD, is_message_name
from dockline.domain.phone import parse
from dockline.domain.retryplan import DEFAULT_RULES
from dockline.services.directory import key_of
from dockline.services.lead_input import LATEST
from dockline.services.settings_patch import SettingRefused, patched
from dockline.services.time_zones import is_time_zone

SHORTEST_WINDOW: Final = 0.01
"""Hours: half a minute, in which nobody is counted any more."""
_DEFAULTS: Final = {"leads.retry_plan.rules": DEFAULT_RULES}


def changed_settings(
    settings: CampaignSettings,
    patch: dict[str, Any],
    lists: Collection[DialList],
    country: str,
) -> CampaignSettings:
    """The settings after a patch (`dockline.services.settings_patch`).

    ``lists``: the campaign's; ``leads.weights`` and ``leads.paused`` may name them. ``country``:
    of caller IDs that are national numbers. Raises SettingRefused."""
    if patch.get("state", settings.state) != settings.state:
        raise SettingRefused("state", "is changed by start, pause, drain and stop")
    patch = copy.deepcopy(patch)
    match patch.get("leads"):
        case {"weights": dict(weights)}:
            patch["leads"]["weights"] = {
                _list_id(name, lists, f"leads.weights.{name}"): weight
                for name, weight in weights.items()
            }
    match patch.get("leads"):
        case {"paused": list(names)}:
            patch["leads"]["paused"] = [
                _list_id(name, lists, f"leads.paused[{place}]") for place, name in enumerate(names)
            ]
    match patch.get("dialer"):
        case {"caller_ids": list(numbers)}:
            if len(numbers) > MOST_CALLER_IDS:
                told = f"there are {len(numbers)}, and {MOST_CALLER_IDS} at most are taken"
                raise SettingRefused("dialer.caller_ids", told)
            patch["dialer"]["caller_ids"] = [
                _caller_id(number, place, country) for place, number in enumerate(numbers)
            ]
    changed = patched(settings, patch, defaults=_DEFAULTS)
    _check_zone(changed.leads.unknown_zone)
    _check_dialer(changed.dialer)
    if changed.skip_reasons != settings.skip_reasons:
        _check_reasons(changed.skip_reasons)
    for path, value in _flat(msgspec.to_builtins(changed)).items():
        if _has_nul(value):
            raise SettingRefused(path, "contains a NUL character, which is not kept")
    return changed


def by_list_name(settings: CampaignSettings, lists: Collection[DialList]) -> CampaignSettings:
    """The settings with names in the place of the dial lists' ids: what a patch takes again."""
    names = {one.list_id: ListId(one.name) for one in lists}
    weights = {names.get(one, one): weight for one, weight in settings.leads.weights.items()}
    paused = tuple(names.get(one, one) for one in settings.leads.paused)
    leads = msgspec.structs.replace(settings.leads, weights=weights, paused=paused)
    return msgspec.structs.replace(settings, leads=leads)


def differences(
    before: CampaignSettings, after: CampaignSettings
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was changed, by path: as it was, and as it is."""
    old, new = _flat(msgspec.to_builtins(before)), _flat(msgspec.to_builtins(after))
    paths = [path for path in old | new if old.get(path) != new.get(path)]
    return (
        {path: old[path] for path in paths if path in old},
        {path: new[path] for path in paths if path in new},
    )


def _flat(value: dict[str, Any], path: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, one in value.items():
        where = f"{path}.{name}" if path else name
        flat |= _flat(one, where) if isinstance(one, dict) and one else {where: one}
    return flat


def _list_id(name: object, lists: Collection[DialList], path: str) -> object:
    if not isinstance(name, str):
        return name  # refused by its type
    for one in lists:
        if name == one.list_id or key_of(name) == key_of(one.name):
            return one.list_id
    known = ", ".join(one.name for one in lists) or "none yet"
    raise SettingRefused(path, f"there is no such dial list, only {known}")


def _caller_id(number: object, place: int, country: str) -> object:
    if not isinstance(number, str):
        return number  # refused by its type
    try:
        return parse(number, country).digits
    except Refusal as refusal:
        told = f"“{number[:40]}”: {refusal.message}".rstrip(".")
        raise SettingRefused(f"dialer.caller_ids[{place}]", told) from None


def _check_dialer(dialer: DialerSettings) -> None:
    """What its types do not tell."""
    for name in ("machine_message", "abandon_message"):
        message = getattr(dialer, name)
        if message and not is_message_name(message):
            raise SettingRefused(f"dialer.{name}", f"a recording's name has {NAME_TOLD}")
    if dialer.window_hours < SHORTEST_WINDOW:
        raise SettingRefused("dialer.window_hours", f"from {SHORTEST_WINDOW:g} to 720 hours")
    if dialer.window_starts_at is not None and not 0 <= dialer.window_starts_at < LATEST:
        raise SettingRefused(
            "dialer.window_starts_at", "Unix seconds of a time in the years 1970 to 9999"
        )


def _check_reasons(reasons: tuple[str, ...]) -> None:
    """What agents choose from: each once, and each to be read on a button."""
    seen = set()
    for place, reason in enumerate(reasons):
        path = f"skip_reasons[{place}]"
        if not reason.strip():
            raise SettingRefused(path, "is empty")
        if reason != reason.strip():
            raise SettingRefused(path, "has spaces around it")
        if reason.casefold() in seen:
            raise SettingRefused(path, f"“{reason}” is there twice")
        seen.add(reason.casefold())


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(one) for pair in value.items() for one in pair)
    return isinstance(value, list | tuple) and any(_has_nul(one) for one in value)


def _check_zone(name: str) -> None:
    if name and not is_time_zone(name):
        told = f"“{name}” is no time zone of the IANA database"
        raise SettingRefused("leads.unknown_zone", told)
