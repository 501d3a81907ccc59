"""Write ``web/src/wire.ts`` and ``web/src/admin/wire.ts``: the wires of the dock and its like, and
that of the admin pages, as TypeScript, read from the Python structs.

    python tools/wire_types.py           write the files
    python tools/wire_types.py --check   end with status 1 where one is not up to date

What a server sends carries every field (msgspec leaves none out), so those are all required;
what a dock sends may leave out the fields that have a default.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import inspect

from dockline.api import board_wire, dock_wire, live_wire, sign_on_wire, visitor_wire
from dockline.api.manage.operations import MANAGE_OPERATIONS
from dockline.domain import commands, facts

PAGES: Final = Path(__file__).resolve().parent.parent / "web" / "src"

HEAD: Final = """\
// Made by tools/wire_types.py from the Python structs of the {whose} wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.
"""

UNIONS: Final[dict[str, Any]] = {
    "AnyFact": facts.AnyFact,
    "DockOrder": commands.DockOrder,
    "FromDockMessage": dock_wire.FromDockMessage,
    "ToDockMessage": dock_wire.ToDockMessage,
    "BoardOrders": board_wire.BoardOrders,
    "FromBoardMessage": board_wire.FromBoardMessage,
    "ToBoardMessage": board_wire.ToBoardMessage,
    "FromVisitor": visitor_wire.FromVisitor,
    "ToVisitor": visitor_wire.ToVisitor,
}

FROM_DOCK: Final[tuple[Any, ...]] = (
    dock_wire.FromDockMessage,
    dock_wire.SignInForm,
    board_wire.FromBoardMessage,
    visitor_wire.FromVisitor,
)
TO_DOCK: Final[tuple[Any, ...]] = (
    dock_wire.ToDockMessage,
    dock_wire.SignedIn,
    sign_on_wire.SignInWays,
    dock_wire.History,
    dock_wire.Known,
    dock_wire.ChatHistory,
    dock_wire.Script,
    dock_wire.Today,
    dock_wire.Work,
    dock_wire.Targets,
    board_wire.ToBoardMessage,
    live_wire.Snapshot,
    live_wire.Change,
    live_wire.LiveBeat,
    visitor_wire.ToVisitor,
    visitor_wire.Uploaded,
)


class Walk:
    """Collects every struct and enum that the roots lead to, in the order they are met."""

    def __init__(self) -> None:
        self.structs: dict[type, inspect.StructType] = {}
        self.enums: dict[type, inspect.EnumType] = {}

    def into(self, found: inspect.Type) -> None:
        match found:
            case inspect.Metadata(type=inner):
                self.into(inner)
            case inspect.UnionType(types=parts):
                for part in parts:
                    self.into(part)
            case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
                self.into(item)
            case inspect.DictType(key_type=key, value_type=value):
                self.into(key)
                self.into(value)
            case inspect.EnumType(cls=cls):
                self.enums.setdefault(cls, found)
            case inspect.StructType(cls=cls) if cls not in self.structs:
                self.structs[cls] = found
                for field in found.fields:
                    self.into(field.type)


def written(found: inspect.Type) -> str:
    """A type as TypeScript writes it. Raises TypeError for a kind the wire has not had so far."""
    match found:
        case inspect.Metadata(type=inner):
            return written(inner)
        case inspect.UnionType(types=parts):
            names = sorted({written(part) for part in parts}, key=_null_last)
            return _named_unions().get(tuple(names), " | ".join(names))
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            inner_text = written(item)
            bare = " | " not in inner_text and not inner_text.startswith("readonly ")
            return f"readonly {inner_text}[]" if bare else f"readonly ({inner_text})[]"
        case inspect.DictType(key_type=key, value_type=value):
            return f"Readonly<Record<{written(key)}, {written(value)}>>"
        case inspect.LiteralType(values=values):
            return " | ".join(_literal(value) for value in values)
        case inspect.EnumType(cls=cls) | inspect.StructType(cls=cls):
            return cls.__name__
        case inspect.StrType():
            return "string"
        case inspect.BoolType():
            return "boolean"
        case inspect.IntType() | inspect.FloatType():
            return "number"
        case inspect.NoneType():
            return "null"
        case inspect.AnyType():
            return "unknown"
    raise TypeError(f"no TypeScript for {found!r}")


def _parts(union: Any) -> tuple[str, ...]:
    found = inspect.type_info(union)
    assert isinstance(found, inspect.UnionType)
    return tuple(sorted(part.cls.__name__ for part in found.types if hasattr(part, "cls")))


def _named_unions() -> dict[tuple[str, ...], str]:
    return {_parts(union): name for name, union in UNIONS.items()}


def _null_last(text: str) -> tuple[bool, str]:
    return text == "null", text


def _literal(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _comment(cls: type) -> str:
    # A struct without a docstring of its own would hand down its base's.
    text = vars(cls).get("__doc__") or ""
    if not text or text.startswith(f"{cls.__name__}("):
        return ""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) == 1:
        return f"/** {lines[0]} */\n"
    body = "\n".join(f" * {line}".rstrip() for line in lines)
    return f"/**\n{body}\n */\n"


def _struct(found: inspect.StructType, *, may_leave_out: bool) -> str:
    lines = []
    if found.tag_field is not None:
        lines.append(f"  readonly {found.tag_field}: {_literal(found.tag)};")
    for field in found.fields:
        optional = "?" if may_leave_out and not field.required else ""
        lines.append(f"  readonly {field.encode_name}{optional}: {written(field.type)};")
    body = "\n".join(lines)
    name = found.cls.__name__
    return f"{_comment(found.cls)}export interface {name} {{\n{body}\n}}\n"


def _enum(cls: type, found: inspect.EnumType) -> str:
    values = "".join(f"\n  | {_literal(member.value)}" for member in found.cls)
    return f"{_comment(cls)}export type {cls.__name__} ={values};\n"


def _union(name: str, parts: Iterable[str]) -> str:
    return f"export type {name} =" + "".join(f"\n  | {part}" for part in parts) + ";\n"


def render() -> str:
    """The whole of wire.ts. The same structs always give the same text."""
    return _render("dock's", FROM_DOCK, TO_DOCK, UNIONS)


def render_admin() -> str:
    """The whole of admin/wire.ts: bodies and answers of every operation there is."""
    asked = [one.body for one in MANAGE_OPERATIONS if one.body is not None]
    told = [kind for one in MANAGE_OPERATIONS for answer in one.answers for kind in answer.kinds]
    return _render("admin pages'", asked, told, {})


def _render(
    whose: str, from_page: Iterable[Any], to_page: Iterable[Any], unions: dict[str, Any]
) -> str:
    asked, told = Walk(), Walk()
    for root in from_page:
        asked.into(inspect.type_info(root))
    for root in to_page:
        told.into(inspect.type_info(root))

    blocks = [HEAD.format(whose=whose)]
    enums = told.enums | asked.enums
    blocks += [_enum(cls, enums[cls]) for cls in sorted(enums, key=lambda cls: cls.__name__)]
    structs = told.structs | asked.structs
    for cls in sorted(structs, key=lambda cls: cls.__name__):
        # A struct that also comes from the server is always whole.
        blocks.append(_struct(structs[cls], may_leave_out=cls not in told.structs))
    blocks += [_union(name, _parts(union)) for name, union in unions.items()]
    return "\n".join(blocks)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Write the pages' wire types.")
    parser.add_argument("--check", action="store_true", help="change nothing, tell if it is stale")
    parser.add_argument("--pages", type=Path, default=PAGES, help="the pages' folder")
    asked = parser.parse_args(arguments)
    stale = False
    for target, text in (
        (asked.pages / "wire.ts", render()),
        (asked.pages / "admin" / "wire.ts", render_admin()),
    ):
        if asked.check:
            if not target.exists() or target.read_text(encoding="utf-8") != text:
                print(f"{target} is stale: run python tools/wire_types.py", file=sys.stderr)
                stale = True
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
