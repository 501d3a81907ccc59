"""People from a table: read row by row, checked as a whole, made together."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.ids import SpaceId, TeamId
from dockline.domain.passwords import made_password
from dockline.domain.space import Role, User
from dockline.ports.store import PutUser
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import (
    AccountRefused,
    checked_login,
    checked_name,
    checked_password,
    checked_role,
)
from dockline.services.directory import key_of
from dockline.services.passwords import Passwords
from dockline.services.people import NewUser, People
from dockline.services.table_files import TableRefused, guarded
from dockline.services.team_rules import checked_skills

_T = TypeVar("_T")

COLUMNS: Final = ("login", "name", "role", "teams", "password", "skills")
"""``login`` must be there; the rest may be left out. Teams and skills are parted by semicolons."""
MOST_ROWS: Final = 500
"""Each password takes a core some 50 ms."""


class RowError(Struct, frozen=True):
    line: int
    """Of the file, from 1."""
    column: str
    """A name of `COLUMNS`, or one that the file has and should not; empty: the whole row."""
    message: str


class RowRead(Struct, frozen=True):
    """A row that may be taken."""

    line: int
    new: NewUser
    password: str
    made: bool
    """There was none in the file."""


class Table(Struct, frozen=True):
    rows: list[RowRead]
    errors: list[RowError]

    @property
    def lines(self) -> int:
        """How many rows the file has."""
        return len(self.rows) + len({error.line for error in self.errors if error.line > 1})


class _RowWrong(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


class PeopleImport:
    def __init__(self, book: AccountBook, people: People, passwords: Passwords) -> None:
        self._book = book
        self._people = people
        self._passwords = passwords

    def read(self, space_id: SpaceId, body: bytes, *, password_due: bool = True) -> Table:
        """Nothing is changed. ``password_due``: they must take another password when they first
        sign in. Raises TableRefused."""
        self._book.require_space(space_id)
        teams = {key_of(one.name): one.team_id for one in self._book.directory.teams_of(space_id)}
        seen: dict[str, int] = {}
        rows: list[RowRead] = []
        errors: list[RowError] = []
        for line, cells in _lines(body, errors):
            wrong = len(errors)
            new = _row(line, cells, teams, errors)
            if len(errors) > wrong or new is None:
                continue
            before = seen.setdefault(key_of(new.login), line)
            if before != line:
                errors.append(RowError(line, "login", f"Line {before} has it, too."))
                continue
            if self._book.directory.user_by_login(space_id, new.login) is not None:
                errors.append(RowError(line, "login", "It is taken."))
                continue
            password = new.password or made_password()
            new = replace(new, password_due=password_due)
            rows.append(RowRead(line, new, password, not new.password))
        if len(rows) + len(errors) == 0:
            raise TableRefused("The file has no rows under its header.")
        return Table(rows, errors)

    async def make(
        self, space_id: SpaceId, rows: list[RowRead], *, by: User | None, actor: str
    ) -> list[User]:
        """All of them or, where one cannot be made after all, none. Raises AccountRefused."""
        users = []
        for row in rows:
            user = self._people.checked(space_id, row.new, row.password, by=by)
            # One after the other: people who sign in meanwhile are not kept waiting.
            hashed = self._passwords.hash_made if row.made else self._passwords.hash
            users.append(replace(user, password_hash=await hashed(row.password)))
        async with self._book.writing:
            for user in users:
                self._people.require_teams(space_id, user.teams)
            detail = {"count": len(users), "logins": [user.login for user in users]}
            writes = [PutUser(user) for user in users]
            await self._book.commit(space_id, actor, "users.imported", detail, writes)
            for user in users:
                self._book.directory.put_user(user)
        return users


def passwords_table(rows: list[RowRead]) -> str:
    """Login and password of those whose password was made, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("login", "password"))
    writer.writerows((guarded(row.new.login), row.password) for row in rows if row.made)
    return text.getvalue()


def _lines(body: bytes, errors: list[RowError]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that has cells, by its column's names. Raises TableRefused."""
    text = _text(body)
    first = text.split("\n", 1)[0]
    comma = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        _check_header(header)
        rows = 0
        at = reader.line_num + 1
        for cells in reader:
            line, at = at, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            rows += 1
            if rows > MOST_ROWS:
                raise TableRefused(f"The file has more than {MOST_ROWS} rows; share it out.")
            if len(cells) > len(header):
                told = f"The row has {len(cells)} cells; the header has {len(header)}."
                errors.append(RowError(line, "", told))
                continue
            yield line, dict(zip(header, (cell.strip() for cell in cells), strict=False))
    except csv.Error as wrong:
        raise TableRefused(f"Line {reader.line_num}: {wrong}.") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = body.count(b"\n", 0, wrong.start) + 1
        raise TableRefused(f"Line {line} is not UTF-8. Save the table as CSV in UTF-8.") from None


def _check_header(header: list[str]) -> None:
    known = ", ".join(COLUMNS)
    if "login" not in header:
        raise TableRefused(f"Line 1 names the columns, and login must be one of them: {known}.")
    for name in header:
        if name not in COLUMNS:
            raise TableRefused(f"Line 1: there is no column “{name}”, only {known}.")
        if header.count(name) > 1:
            raise TableRefused(f"Line 1: the column {name} is there twice.")


def _row(
    line: int, cells: Mapping[str, str], teams: Mapping[str, TeamId], errors: list[RowError]
) -> NewUser | None:
    """Every cell that is wrong is told of."""

    def taken(column: str, check: Callable[[], _T]) -> _T | None:
        try:
            return check()
        except _RowWrong as wrong:
            errors.append(RowError(line, wrong.column, wrong.message))
        except AccountRefused as refused:
            message = refused.message.removeprefix(f"{refused.field}: ")
            errors.append(RowError(line, column, message))
        return None

    given_login, password = cells.get("login", ""), cells.get("password", "")
    login = taken("login", lambda: checked_login(given_login))
    name = taken("name", lambda: checked_name("name", cells.get("name") or given_login or "-"))
    role = taken("role", lambda: checked_role((cells.get("role") or Role.AGENT).casefold()))
    team_ids = taken("teams", lambda: _teams(cells.get("teams", ""), teams))
    skills = taken("skills", lambda: checked_skills(_skills(cells.get("skills", ""))))
    if password:
        taken("password", lambda: checked_password(password, given_login))
    if login is None or name is None or role is None or team_ids is None or skills is None:
        return None
    return NewUser(login, name, role.value, password, team_ids, skills)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _teams(cell: str, known: Mapping[str, TeamId]) -> tuple[TeamId, ...]:
    """Raises _RowWrong."""
    found = []
    for name in _parts(cell):
        team_id = known.get(key_of(name))
        if team_id is None:
            raise _RowWrong("teams", f"There is no team “{name}”.")
        found.append(team_id)
    return tuple(found)


def _skills(cell: str) -> dict[str, int]:
    """``german=7; sales=3``. Raises _RowWrong."""
    found: dict[str, int] = {}
    for part in _parts(cell):
        name, sign, level = (one.strip() for one in part.partition("="))
        if not sign or not (level.isascii() and level.isdigit()) or len(level) > 3:
            raise _RowWrong("skills", f"“{part}”: write name=level, the level from 1 to 10.")
        found[name] = int(level)
    return found
