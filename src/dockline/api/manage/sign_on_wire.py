"""Signing in with a space's own provider."""

from msgspec import UNSET, Struct, UnsetType

from dockline.domain.ids import TeamId
from dockline.domain.space import Role


class TeamName(Struct, frozen=True):
    team_id: str
    name: str


class SignOnShown(Struct, frozen=True):
    """The space's provider of identities, by OpenID Connect."""

    success: bool
    issuer: str
    """Its address, to the letter; empty: there is none."""
    client_id: str
    has_secret: bool
    """The secret itself is never told."""
    label: str
    login_claim: str
    domains: list[str]
    unverified_email: bool
    newcomers: bool
    newcomer_role: Role
    newcomer_teams: list[TeamId]
    passwords: bool
    private: bool
    may_set_private: bool
    """Whether you may allow a provider at an address that is not public: operators may."""
    redirect_uri: str
    """What the provider must have been told of us."""
    sign_in_page: str
    """Where people of this space sign in."""
    teams: list[TeamName]


class SignOnChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays."""

    issuer: str | UnsetType = UNSET
    client_id: str | UnsetType = UNSET
    client_secret: str | UnsetType = UNSET
    """Empty: taken away."""
    label: str | UnsetType = UNSET
    login_claim: str | UnsetType = UNSET
    domains: list[str] | UnsetType = UNSET
    unverified_email: bool | UnsetType = UNSET
    newcomers: bool | UnsetType = UNSET
    newcomer_role: Role | UnsetType = UNSET
    newcomer_teams: list[str] | UnsetType = UNSET
    passwords: bool | UnsetType = UNSET
    private: bool | UnsetType = UNSET


class SignOnTest(Struct, frozen=True, forbid_unknown_fields=True):
    """A provider that is to be tried, whether it is set or not."""

    issuer: str
    private: bool = False


class SignOnTested(Struct, frozen=True):
    success: bool
    works: bool
    why: str
    """What is wrong; empty where it works."""
    keys: int
    algorithms: list[str]


class Untie(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose account of the provider is to be forgotten."""

    login: str


class Untied(Struct, frozen=True):
    success: bool
    accounts: int
    """How many there were."""
