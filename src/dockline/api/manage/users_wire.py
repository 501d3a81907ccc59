"""Bodies and answers about the people of a space."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from dockline.domain.space import Role

Login = Annotated[str, Meta(min_length=1, max_length=190)]
Name = Annotated[str, Meta(max_length=80)]
NewPassword = Annotated[str, Meta(max_length=1024)]
Skills = dict[Annotated[str, Meta(min_length=1, max_length=40)], Annotated[int, Meta(ge=1, le=10)]]
ChatLimit = Annotated[int, Meta(ge=0, le=50)]


class UserRow(Struct, frozen=True):
    user_id: str
    login: str
    name: str
    role: Role
    operator: bool
    """Keeps the whole server."""
    teams: list[str]
    """Their ids; the first is the one their own calls are of."""
    active: bool
    skills: dict[str, int]
    """How good they are at what, 1 to 10."""
    chat_limit: int | None
    """Chats at once; null: what their team says."""
    second_factor: bool
    password_due: bool
    """Must take another password at their next sign-in."""
    locked_until: float | None
    """After too many wrong passwords; null: not locked. Seconds since 1970, UTC."""
    state: str
    """What they are now at their dock (``ready``, ``in_call``, ...; ``offline``)."""
    state_since: float | None


class UserList(Struct, frozen=True):
    success: bool
    users: list[UserRow]
    """By name."""
    total: int
    """How many the filters find."""
    limit: int
    skip: int


class UserAnswer(Struct, frozen=True):
    success: bool
    user: UserRow


class NewUserForm(Struct, frozen=True, forbid_unknown_fields=True):
    login: Login
    """Unique in the space; may be an e-mail address."""
    name: Name = ""
    """As people read it; empty: the login."""
    role: Role = Role.AGENT
    teams: list[str] = []
    password: NewPassword = ""
    """Empty: one is made and told once."""
    password_due: bool = True
    """They must take another one when they first sign in."""
    skills: Skills = {}
    chat_limit: ChatLimit | None = None
    operator: bool = False
    """Operators only may make one."""


class UserMade(Struct, frozen=True):
    success: bool
    user: UserRow
    password: str
    """Where one was made; it is told once. Empty: the one that was given."""


class UserPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays."""

    login: Login | UnsetType = UNSET
    name: Annotated[str, Meta(min_length=1, max_length=80)] | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    teams: list[str] | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    """False: signed out everywhere at once, and in no more. Calls and leads of theirs stay."""
    skills: Skills | UnsetType = UNSET
    chat_limit: ChatLimit | UnsetType | None = UNSET
    operator: bool | UnsetType = UNSET


class PasswordReset(Struct, frozen=True, forbid_unknown_fields=True):
    password: NewPassword = ""
    """Empty: one is made and told once."""
    password_due: bool = True
    """They must take another one when they sign in."""


class PasswordTold(Struct, frozen=True):
    success: bool
    password: str
    """Where one was made; it is told once. Empty: the one that was given."""


class ImportRow(Struct, frozen=True):
    line: int
    login: str
    name: str
    role: str
    teams: list[str]
    """Their names."""
    password_made: bool


class ImportFault(Struct, frozen=True):
    line: int
    """Of the file, from 1."""
    column: str
    """Empty: the whole row."""
    message: str


class ImportAnswer(Struct, frozen=True):
    success: bool
    dry_run: bool
    """Nothing was changed."""
    lines: int
    """Rows that the file has."""
    made: int
    """People who were made."""
    rows: list[ImportRow]
    """Those that are right."""
    errors: list[ImportFault]
    """Where there are some nobody is made, unless ``partial=1``."""
    passwords: str
    """Made passwords as CSV (login, password); told once. Empty: none was made."""
