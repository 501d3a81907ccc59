"""Request bodies: read within a limit, taken as strict JSON, refused with a position or a field."""

import asyncio
import re
from typing import Any, Final, Generic, TypeVar

import msgspec
from starlette.types import Message, Receive, Scope

from dockline.api import problems
from dockline.api.body_bounds import require_makeable
from dockline.api.body_room import ROOM, BodyHeld, BodyRoom

T = TypeVar("T")

BODY_LIMIT: Final = 16 * 2**20
"""Bytes."""
DEPTH_LIMIT: Final = 64
"""Objects and arrays within each other."""
_MOST_HALVES: Final = 50_000
"""Halves of signs, whole ones as well, that one body may have if it is to be mended."""
_MOST_STROKES: Final = 64
"""Backslashes that are looked at to tell whether the last one is part of a text."""
_DRAIN_LIMIT: Final = 4 * BODY_LIMIT
_DRAIN_SECONDS: Final = 5.0
_JSON: Final = b"application/json"
_AT_BYTE: Final = re.compile(r"^(?:JSON is malformed: )?(?P<what>.*) \(byte (?P<at>\d+)\)$")
_FIELD: Final = re.compile(r"^(?P<what>.*) - at `(?:key in )?`?\$\.?(?P<where>[^`]*)`$")
_MISSING: Final = re.compile(r"^Object missing required field `(?P<field>[^`]+)`$")
_BOUND: Final = re.compile(r"^Expected `(?P<kind>\w+)` (?P<bound>.+)$")
_HIGH, _LOW = rb"[89abAB][0-9a-fA-F]{2}", rb"[c-fC-F][0-9a-fA-F]{2}"
_HALF: Final = re.compile(
    rb"\\u[dD](?:" + _HIGH + rb"(?!\\u[dD]" + _LOW + rb")"
    rb"|" + _LOW + rb"(?<!\\u[dD]" + _HIGH + rb"\\u[dD]" + _LOW + rb"))"
)
"""Half of a sign that JSON writes in two parts (RFC 8259, section 8.2)."""
_QUOTES: Final = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb"
"""Curly, low and angle quotes, as word processors put them."""
_WORDS: Final = {
    "str": "a string",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


class ClientGone(Exception):
    """The client left in the middle of its request."""


def header(scope: Scope, name: bytes) -> bytes | None:
    """The first header of that (lower-case) name."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None


def is_json(scope: Scope) -> bool:
    kind = header(scope, b"content-type")
    return kind == _JSON or (kind is not None and kind.split(b";")[0].strip().lower() == _JSON)


def coding(scope: Scope) -> str:
    """How the body is packed; empty: it is not."""
    told = (header(scope, b"content-encoding") or b"").decode("latin-1").strip().lower()
    return "" if told == "identity" else told


def require_json(scope: Scope) -> None:
    """Raises Problem (415)."""
    if not is_json(scope):
        raise problems.wrong_type()
    if packed := coding(scope):
        raise problems.wrong_coding(packed)


async def read_body(scope: Scope, receive: Receive, limit: int = BODY_LIMIT) -> bytes:
    """The whole body. Raises Problem (413, 429), ClientGone.

    The limit is counted while reading: a body may lie about its length, or not tell it.
    """
    told = header(scope, b"content-length")
    if told is not None and told.isdigit() and int(told) > limit:
        await _drain(receive, 0)
        raise problems.too_large(limit)
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientGone
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False) and len(body) <= limit:
        return body
    room: BodyRoom | None = scope.get("state", {}).get(ROOM)
    held = room.of(scope) if room is not None else None
    try:
        return await _rest(receive, message, limit, held)
    finally:
        if held is not None:
            held.give_back()


async def _rest(receive: Receive, first: Message, limit: int, held: BodyHeld | None) -> bytes:
    """A body that begins so. Raises Problem (413, 429), ClientGone."""
    parts: list[bytes] = [first.get("body", b"")]
    size, more = len(parts[0]), first.get("more_body", False)
    while more and size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        try:
            if held is not None:
                held.grow(size)
        except problems.Problem:
            parts.clear()
            await _drain(receive, size, more=more)
            raise
    if size > limit:
        await _drain(receive, size, more=more)
        raise problems.too_large(limit)
    return b"".join(parts)


async def _drain(receive: Receive, size: int, *, more: bool = True) -> None:
    """Read on for a while and keep nothing: a client that is cut off in mid-body does not see
    the answer."""
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            while more and size < _DRAIN_LIMIT:
                message = await receive()
                more = message.get("more_body", False)
                size += len(message.get("body", b""))
    except TimeoutError:
        return


def decoded(decoder: msgspec.json.Decoder[T], told: bytes | str) -> T:
    """Half a sign is what is left where somebody's program cut a text in the middle of one, as of
    an emoji: that which cannot be shown stands in its place, at the same length. Raises what
    msgspec raises."""
    try:
        return decoder.decode(told)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        raw = told.encode() if isinstance(told, str) else told
        if not 0 < raw.count(b"\\ud") + raw.count(b"\\uD") <= _MOST_HALVES:
            raise
        whole = _HALF.sub(_shown, raw)
        if whole == raw:
            raise
        return decoder.decode(whole)


def _shown(half: re.Match[bytes]) -> bytes:
    """What cannot be shown; a backslash that another one stands before is none of a sign."""
    before = half.string[max(0, half.start() - _MOST_STROKES) : half.start()]
    strokes = len(before) - len(before.rstrip(b"\\"))
    return half[0] if strokes % 2 or strokes == _MOST_STROKES else b"\\ufffd"


class JsonBody(Generic[T]):
    """Takes bodies of one type."""

    def __init__(self, kind: type[T], *, flat: bool = False) -> None:
        """``flat``: there is no room in the type for containers within containers."""
        self._decoder = msgspec.json.Decoder(kind)
        self._kind = kind
        self._flat = flat

    def decode(self, body: bytes) -> T:
        """Raises Problem: 400, its message naming the position or the field, or 413."""
        try:
            require_makeable(body, flat=self._flat)
            value = decoded(self._decoder, body)
        except msgspec.ValidationError as wrong:
            raise problems.invalid(_named(str(wrong), self._kind)) from None
        except msgspec.DecodeError as wrong:
            raise problems.malformed(_placed(body, str(wrong))) from None
        except UnicodeDecodeError:
            raise problems.malformed(_not_utf8(body)) from None
        except RecursionError:
            raise _too_deep() from None
        # Decoding may pass where encoding it again, some levels further down, would not.
        if self._flat:
            return value
        if body.count(b"{") + body.count(b"[") > DEPTH_LIMIT and depth_of(value) > DEPTH_LIMIT:
            raise _too_deep()
        return value


def _too_deep() -> problems.Problem:
    return problems.malformed(
        f"The JSON is nested too deeply; at most {DEPTH_LIMIT} levels are taken."
    )


def depth_of(value: Any) -> int:
    """Levels of containers, counted without recursion."""
    level, deepest = [value], 0
    while level:
        deepest += 1
        if deepest > DEPTH_LIMIT:
            return deepest
        level = [inner for outer in level for inner in _inside(outer)]
    return deepest


def _inside(value: Any) -> list[Any]:
    if isinstance(value, msgspec.Struct):
        return [getattr(value, name) for name in value.__struct_fields__]
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []


def _placed(body: bytes, told: str) -> str:
    """``The JSON is malformed at line 3, column 44 (byte 91): ...``"""
    if not body.strip():
        return "The body is empty; send a JSON object."
    found = _AT_BYTE.match(told)
    if found is None:
        return f"The JSON is malformed at {_spot(body, len(body))}: it ends too early."
    at = int(found["at"])
    return f"The JSON is malformed at {_spot(body, at)}: {_seen(body, at, found['what'])}."


def _seen(body: bytes, at: int, what: str) -> str:
    sign = body[at : at + 4].decode("utf-8", "ignore")[:1]
    if sign and sign in _QUOTES:
        return f'a curly quote ({sign}) stands where a straight one (") must be'
    if body[at : at + 3] == b"...":
        return 'three dots ("...") are not JSON; leave them out'
    if sign == "\ufeff":
        return "a byte order mark is not JSON; leave it out"
    return what


def _spot(body: bytes, at: int) -> str:
    """Lines and columns are counted from 1, columns in characters."""
    before = body[:at]
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    return f"line {line}, column {column} (byte {at})"


def _not_utf8(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return f"The JSON is malformed at {_spot(body, wrong.start)}: this is not UTF-8."
    return "The JSON is malformed: it is not UTF-8."


def _named(told: str, kind: Any = None) -> str:
    """``number: expected a string or a whole number, got true or false``"""
    missing = _MISSING.match(told.partition(" - at ")[0])
    found = _FIELD.match(told)
    where = found["where"] if found else ""
    what = found["what"] if found else told
    if missing:
        field = f"{where}.{missing['field']}" if where else missing["field"]
        return f"{field}: is required."
    if what.startswith("Expected ") and ", got " in what:
        wanted, _, got = what.removeprefix("Expected ").partition(", got ")
        names = [_worded(name) for name in wanted.strip("`").split(" | ")]
        what = f"must be {' or '.join(names)}, not {_worded(got.strip('`'))}"
    elif what.startswith("Expected "):
        what = _bounded(what)
    elif what.startswith("Invalid enum value") and (choices := _choices(kind, where)):
        what = f"must be one of {', '.join(choices)}"
    return f"{where or 'The body'}: {what}."


def _choices(kind: Any, field: str) -> list[str]:
    """What a field of a body's own may be; empty: it is not that."""
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return []
    named = {one.name: one for one in msgspec.inspect.type_info(kind).fields}  # type: ignore[attr-defined]
    told = getattr(named.get(field), "type", None)
    match told.type if isinstance(told, msgspec.inspect.Metadata) else told:
        case msgspec.inspect.LiteralType(values):
            return [str(one) for one in values]
        case msgspec.inspect.EnumType(cls):
            return [str(one.value) for one in cls]
    return []


def _bounded(told: str) -> str:
    """``must be a string of length <= 80``"""
    found = _BOUND.match(told)
    if found is None:
        return "must be " + told.removeprefix("Expected ").replace("`", "")
    return f"must be {_worded(found['kind'])} {found['bound']}"


def _worded(name: str) -> str:
    return _WORDS.get(name, name)
