"""Settings changed by a JSON merge patch (RFC 7396): what it names is changed, the rest stays.

Objects are merged, lists are replaced as a whole. ``null`` is the value where the field may be
null; elsewhere it takes the field back to its default, and an entry out of a map.
"""

import re
from collections.abc import Mapping
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from dockline.domain.errors import Refusal

S = TypeVar("S", bound=Struct)
Stand = Mapping[str, Mapping[Any, Any]]

_UNITS: Final = ("seconds", "hours", "days")
_WORDS: Final = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
_GIVEN: Final = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
}
_NAMED: Final = {
    "str": "text",
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}
"""msgspec's words for kinds."""
_BOUNDS: Final = ("ge", "gt", "le", "lt")
_LONGEST_SHOWN: Final = 40
_PATTERNS: Final = {
    "^[0-9]{1,20}$": "1 to 20 digits",
    "^[1-9][0-9]{3,14}$": "4 to 15 digits, the country code first",
    "^[a-z0-9-]{1,30}$": "1 to 30 lower-case letters, digits and dashes",
    "^[a-z0-9]+(?:-[a-z0-9]+)*$": "lower-case letters and digits, with single dashes between",
    "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$": "a time such as 09:30, 24:00 at most",
}
"""What the patterns of settings ask for, in words."""


class SettingRefused(Refusal):
    """A setting cannot be so. The message begins with its path."""

    code = "invalid-field"

    def __init__(self, path: str, told: str) -> None:
        super().__init__(f"{path}: {told}.")
        self.path = path


def patched(settings: S, patch: object, *, defaults: Stand | None = None, path: str = "") -> S:
    """The settings with what the patch names.

    ``defaults``: by a map's path what stands where it has no entry of that key, so that an entry
    may be patched that is only there by default. Raises SettingRefused, naming the field by its
    path; then nothing is changed."""
    if not isinstance(patch, dict):
        raise SettingRefused(path or "settings", f"must be an object, not {_given(patch)}")
    kind = type(settings)
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    changed = {}
    for name, value in patch.items():
        where = f"{path}.{name}" if path else name
        if name not in fields:
            known = ", ".join(fields)
            raise SettingRefused(where, f"there is no such setting, only {known}")
        field = fields[name]
        if value is None and not _may_be_null(field.type):
            changed[name] = _default(field)
        else:
            before = getattr(settings, name)
            changed[name] = _value(before, field.type, value, where, defaults or {})
    try:
        return msgspec.structs.replace(settings, **changed)
    except ValueError as wrong:
        raise SettingRefused(*_parted(path, str(wrong))) from None


def _value(before: Any, kind: Any, value: Any, path: str, defaults: Stand) -> Any:
    if value is None and _may_be_null(kind):
        return None
    if isinstance(before, Struct):
        return patched(before, value, defaults=defaults, path=path)
    if get_origin(_bare(kind)) is dict:
        return _map(before, _bare(kind), value, path, defaults)
    return _converted(kind, value, path)


def _map(
    before: dict[Any, Any], kind: Any, patch: object, path: str, defaults: Stand
) -> dict[Any, Any]:
    if not isinstance(patch, dict):
        raise SettingRefused(path, f"must be an object, not {_given(patch)}")
    key_kind, value_kind = get_args(kind)
    changed = dict(before)
    for name, value in patch.items():
        where = f"{path}.{name}"
        key = _converted(key_kind, name, where)
        if value is None:
            changed.pop(key, None)
            continue
        stands = changed.get(key, defaults.get(path, {}).get(key))
        changed[key] = _value(stands, value_kind, value, where, defaults)
    return changed


def _converted(kind: Any, value: Any, path: str) -> Any:
    _refuse_unknown(_bare(kind), value, path)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as wrong:
        told, _, at = str(wrong).partition(" - at `$")
        if at:
            # Inside a list: msgspec knows the place, and its own words must do, or nearly.
            place = at.rstrip("`")
            if told.startswith("Invalid enum value"):
                told = _wanted(_inside(kind, place), path, told)
            raise SettingRefused(*_parted(f"{path}{place}", _plain(told))) from None
        raise SettingRefused(path, f"{_wanted(kind, path, told)}, not {_given(value)}") from None


def _inside(kind: Any, place: str) -> Any:
    """What is wanted at a place such as ``[1].next_step``."""
    for name in re.findall(r"\w+", place):
        bare = _bare(kind)
        if isinstance(bare, type) and issubclass(bare, Struct):
            kind = next(one.type for one in msgspec.structs.fields(bare) if one.encode_name == name)
        else:
            kind = get_args(bare)[-1 if get_origin(bare) is dict else 0]
    return kind


def _refuse_unknown(kind: Any, value: object, path: str) -> None:
    """Fields that msgspec would pass over."""
    if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, Struct):
        fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
        for name, one in value.items():
            if name not in fields:
                known = ", ".join(fields)
                raise SettingRefused(f"{path}.{name}", f"there is no such field, only {known}")
            _refuse_unknown(_bare(fields[name]), one, f"{path}.{name}")
    elif isinstance(value, list) and get_origin(kind) is tuple:
        inner = _bare(get_args(kind)[0])
        for place, one in enumerate(value):
            _refuse_unknown(inner, one, f"{path}[{place}]")


def _parted(path: str, told: str) -> tuple[str, str]:
    """What a struct says of one of its fields (``field: what it must be``), by the whole path."""
    name, colon, what = told.partition(": ")
    if colon and name.isidentifier():
        return (f"{path}.{name}" if path else name), what.rstrip(".")
    return path or "settings", told.rstrip(".")


def _wanted(kind: Any, path: str, told: str) -> str:
    """What a field must be, in words: ``from 15 to 120 seconds``."""
    base = _bare(kind)
    if isinstance(base, type) and issubclass(base, Enum):
        return f"one of {', '.join(str(one.value) for one in base)}"
    if base in (int, float) and (bounds := _bounds(kind)):
        unit = next((f" {one}" for one in _UNITS if path.endswith(one)), "")
        return f"{'a whole number ' if base is int else ''}{bounds}{unit}"
    if base in _WORDS and " of length " not in told and "matching" not in told:
        return f"must be {_WORDS[base]}"
    if get_origin(base) in (tuple, list):
        return "must be a list"
    return _plain(told.partition(", got ")[0])


def _bounds(kind: Any) -> str:
    """``from 15 to 120``, ``0 or more``, ``at least 0 and less than 1``."""
    said = {name: getattr(one, name) for one in _metas(kind) for name in _BOUNDS}
    ge, gt, le, lt = (said.get(name) for name in _BOUNDS)
    if ge is not None and le is not None:
        return f"from {ge:g} to {le:g}"
    told = []
    if ge is not None:
        told.append(f"at least {ge:g}")
    if gt is not None:
        told.append(f"more than {gt:g}")
    if le is not None:
        told.append(f"at most {le:g}")
    if lt is not None:
        told.append(f"less than {lt:g}")
    return " and ".join(told)


def _metas(kind: Any) -> list[msgspec.Meta]:
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return [*_metas(inner), *(one for one in more if isinstance(one, msgspec.Meta))]
    if get_origin(kind) in (Union, UnionType):
        return [meta for one in get_args(kind) for meta in _metas(one)]
    return []


def _bare(kind: Any) -> Any:
    """Without what annotates it, and without null."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        (bare,) = (_bare(one) for one in get_args(kind) if one is not type(None))
        return bare
    return kind


def _may_be_null(kind: Any) -> bool:
    if get_origin(kind) is Annotated:
        return _may_be_null(get_args(kind)[0])
    return get_origin(kind) in (Union, UnionType) and type(None) in get_args(kind)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def _plain(told: str) -> str:
    """What msgspec says, in our words."""
    expected, _, pattern = told.partition(" matching regex ")
    if (words := _PATTERNS.get(pattern.strip("'"))) is not None:
        return f"must be {words}"
    if expected.startswith("Object missing required field"):
        return f"needs {told.rpartition(' ')[2].strip('`')}"
    told = told.replace("`", "").replace("Expected ", "must be ")
    told = told.replace("Object", "it").replace(" | null", " or null")
    for name, words in _NAMED.items():
        told = re.sub(rf"\b{name}\b", words, told)
    return told


def _given(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
        return f"“{shown}”"
    return _GIVEN.get(type(value), "that")
