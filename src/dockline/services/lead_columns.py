"""Which column of a table is what of a lead."""

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from dockline.domain.lead import MOST_PRIORITY
from dockline.services.lead_input import LEAD_LIMIT, LeadInput, LeadRefused, require_storable
from dockline.services.rejects import REASONS
from dockline.services.table_files import TableRefused, unguarded

FIELDS: Final = (
    "number",
    "username",
    "external_id",
    "priority",
    "timezone",
    "expires_at",
    "not_before",
)
_OTHER_NAMES: Final = {
    "number": ("phone", "phonenumber", "telephone", "tel", "mobile", "mobilephone", "cell"),
    "username": ("agent", "agentlogin", "owner"),
    "external_id": ("externalid", "crmid"),
    "timezone": ("tz",),
}
_SIGNS: Final = re.compile(r"[^0-9a-z]+")
_SECONDS: Final = re.compile(r"[0-9]{9,16}(?:\.[0-9]+)?")
"""Unix seconds, and what is too much for them; years and days have fewer digits."""
_SURELY: Final = LEAD_LIMIT // 16
"""Characters that fit into a lead however they are written, with the names of its columns."""
_ZEROS: Final = re.compile(r"\.0+$")
"""Of whole numbers in a column that has gaps, as programs write it."""
_DIALLED: Final = re.compile(r"[+0-9 ().\u00a0/-]+")
_SHORTEST: Final = 7
"""Digits of a telephone number as people keep it."""
_TOO_LONG: Final = re.compile(r"of length <= ([0-9]+)")
_OWN: Final = frozenset(
    (
        *("lead_id", "campaign", "source", "state", "attempts"),
        *("last_attempt_at", "last_outcome", "last_disposition"),
        *("created_at", "updated_at"),
    )
)
"""What an export tells and nobody can import. A table without ``lead_id`` is no export of ours: its
``state`` may be California."""


class Columns:
    """``mapped`` holds FIELD=COLUMN, and data.KEY=COLUMN; what is not mapped and bears no name
    that says so becomes a key of ``data``, unless it is in ``skipped``. ``flag``: where they are
    said, as it stands before a field in what is told of it. ``numbered``: one of them must be the
    number; without, none may be, and no lead is to be had.

    Raises TableRefused."""

    def __init__(
        self,
        head: Sequence[str],
        mapped: Sequence[str] = (),
        skipped: Sequence[str] = (),
        flag: str = "--map ",
        numbered: bool = True,
    ) -> None:
        self._flag = flag
        head = [unguarded(name) for name in head]
        self._fields: dict[str, int] = {}
        self._data: dict[str, int] = {}
        places = {_folded(name): place for place, name in reversed(list(enumerate(head)))}
        taken = {_place(places, name, head) for name in skipped}
        for one in mapped:
            field, equals, column = one.partition("=")
            if not equals:
                raise TableRefused(f"{flag}{one}: write it as field=column.")
            place = _place(places, column, head)
            taken.add(place)
            self._put(field.strip(), place)
        for field in FIELDS:
            if field not in self._fields:
                for name in (_folded(field), *_OTHER_NAMES.get(field, ())):
                    place = places.get(name, -1)
                    if place >= 0 and place not in taken:
                        self._fields[field] = place
                        taken.add(place)
                        break
        if numbered and not self.numbered:
            known = ", ".join(name for name in head if name)
            raise TableRefused(
                f"No column is the number. Say which: {flag}number=COLUMN. There are {known}."
            )
        if self.numbered and _is_number(head[self._fields["number"]]):
            told = head[self._fields["number"]]
            raise TableRefused(
                f"The first row must name the columns, and “{told}” is a number, which would be "
                "left out. Put a row of names above it."
            )
        names = [name.strip() for name in head]
        own = _OWN if "lead_id" in names else frozenset[str]()
        if tuple(names[-len(REASONS) :]) == REASONS:
            names = names[: -len(REASONS)]  # rejected rows that were mended
        for place, name in enumerate(names):
            if place not in taken and name and name not in own:
                self._data.setdefault(name.removeprefix("data."), place)

    @property
    def numbered(self) -> bool:
        """Whether one of them is the number."""
        return "number" in self._fields

    def _put(self, field: str, place: int) -> None:
        if field.startswith("data."):
            self._data[field.removeprefix("data.")] = place
        elif field in FIELDS:
            self._fields[field] = place
        else:
            raise TableRefused(
                f"{self._flag}{field}: there are {', '.join(FIELDS)}, and data.KEY for the rest."
            )

    def told(self, head: Sequence[str]) -> list[tuple[str, str]]:
        """Column and what it becomes, for people."""
        found = {place: field for field, place in self._fields.items()}
        found |= {place: f"data.{key}" for key, place in self._data.items()}
        return [(head[place], found[place]) for place in sorted(found)]

    def lead(self, cells: Sequence[str]) -> LeadInput:
        """An empty cell says nothing. Raises LeadRefused."""
        said: dict[str, Any] = {}
        for field, place in self._fields.items():
            text = _cell(cells, place).strip()
            if text:
                said[field] = text
        if "number" not in said:
            raise LeadRefused("number-invalid", "number: The number is empty.")
        if "priority" in said:
            said["priority"] = _whole(said["priority"])
        for field in ("expires_at", "not_before"):
            if _SECONDS.fullmatch(said.get(field, "")):
                said[field] = float(said[field])
        data = {key: text for key, place in self._data.items() if (text := _cell(cells, place))}
        if any("\0" in text for text in data.values()):
            raise LeadRefused("invalid-field", "data: contains a NUL character, which is not kept.")
        if sum(map(len, data.values())) > _SURELY:
            require_storable(msgspec.json.encode(said | {"data": data}))
        if data:
            said["data"] = data
        try:
            return msgspec.convert(said, LeadInput)
        except msgspec.ValidationError as wrong:
            what, _, where = str(wrong).partition(" - at `$.")
            long = _TOO_LONG.search(what)
            told = f"has more than {long[1]} characters." if long else what
            raise LeadRefused("invalid-field", f"{where.rstrip('`') or 'lead'}: {told}") from None


def _cell(cells: Sequence[str], place: int) -> str:
    return unguarded(cells[place]) if place < len(cells) else ""


def _whole(text: str) -> int:
    try:
        number = int(_ZEROS.sub("", text))
    except ValueError:
        raise LeadRefused("invalid-field", f"priority: “{text}” is no whole number.") from None
    if abs(number) > MOST_PRIORITY:
        bounds = f"from {-MOST_PRIORITY} to {MOST_PRIORITY}"
        raise LeadRefused("invalid-field", f"priority: must be {bounds}, not {text}.")
    return number


def _is_number(name: str) -> bool:
    """And not what a column is called."""
    return _DIALLED.fullmatch(name.strip()) is not None and sum(map(str.isdigit, name)) >= _SHORTEST


def _folded(name: str) -> str:
    return _SIGNS.sub("", name.strip().lower())


def _place(places: dict[str, int], name: str, head: Sequence[str]) -> int:
    exact = [place for place, one in enumerate(head) if one.strip() == name.strip()]
    place = exact[0] if exact else places.get(_folded(name), -1)
    if place < 0 or not name.strip():
        known = ", ".join(one for one in head if one)
        raise TableRefused(f"There is no column “{name}”; there are {known}.")
    return place
