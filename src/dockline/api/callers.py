"""Who asks: the space's click-to-call policy for make_call, tokens and their scopes, and the limit
per address."""

import structlog
from starlette.types import Scope

from dockline.api import problems
from dockline.api.bodies import header
from dockline.api.peers import Networks, Peers
from dockline.domain.dialrules import RATE_SECONDS
from dockline.domain.ids import SpaceId
from dockline.domain.rates import Windows
from dockline.domain.scope import USES, ScopeMissing, Use, require_scope
from dockline.domain.space import ClickToCall, DialPolicy, Space
from dockline.ports.store import Token
from dockline.services.accounts import Accounts
from dockline.services.sign_in import network_of
from dockline.services.usage import Usage

_log = structlog.get_logger("dockline.api.callers")


class Callers:
    """Where no space is known (the username names none), a new space's own settings hold, so
    that an answer does not tell which spaces there are."""

    def __init__(self, accounts: Accounts, peers: Peers, usage: Usage) -> None:
        self._accounts = accounts
        self._peers = peers
        self._usage = usage
        self._seen: Windows[str] = Windows(RATE_SECONDS)
        # Apart: a wallboard with an old token must not keep a CRM beside it from calling.
        self._guesses: Windows[str] = Windows(RATE_SECONDS)
        self._turned_away: Windows[str] = Windows(RATE_SECONDS)
        self._networks: dict[tuple[str, ...], Networks] = {}

    def address(self, scope: Scope) -> str:
        return self._peers.address(scope)

    def count(self, address: str, space: Space | None, now: float) -> None:
        """Raises Problem (429)."""
        self._count(self._seen, address, space, now)

    def first_turned_away(self, address: str, now: float) -> bool:
        """Of those that `count` refuses an address, whether it is the first in a minute: who is
        refused goes on at no cost, and is not to fill what is kept of it."""
        network = network_of(address)
        first = self._turned_away.free_at(network, 1, now) is None
        if first:
            self._turned_away.note(network, now)
        return first

    def _count(self, windows: Windows[str], address: str, space: Space | None, now: float) -> None:
        policy = space.settings.dial_policy if space is not None else DialPolicy()
        limit = policy.address_calls_per_minute
        network = network_of(address)
        free_at = windows.free_at(network, limit, now)
        if free_at is not None:
            raise problems.too_many(
                free_at - now, f"Too many requests. One address may send {limit} a minute."
            )
        windows.note(network, now)

    def admit(self, scope: Scope, address: str, space: Space | None) -> str:
        """Who asks, as the audit log names them. Raises Problem (401), ScopeMissing."""
        token = token_of(scope)
        if token is not None:
            known = self._accounts.token_of(token)
            if known is None or (space is not None and known.space_id != space.space_id):
                raise self.refused(space.space_id if space is not None else None)
            return self._used(known, use_of(scope))
        rule = space.settings.click_to_call if space is not None else ClickToCall()
        if rule.policy == "open":
            return f"address:{address}"
        if rule.policy == "network" and address in self._networks_of(rule.networks):
            if not self._peers.hidden(scope):
                return f"address:{address}"
            _log.warning("make_call through a proxy that trusted_proxies does not name")
        raise self.refused(space.space_id if space is not None else None)

    def of_space(self, scope: Scope, space_id: SpaceId, token: str, now: float) -> str:
        """Who asks with the token of a space, as the audit log names them. Only guesses are
        counted: a busy CRM is no burglar. Raises Problem (401, 429), ScopeMissing."""
        known = self._accounts.check_token(space_id, token)
        if known is None:
            raise self.guessed(scope, space_id, now)
        return self._used(known, use_of(scope))

    def holder(
        self, scope: Scope, token: str, now: float, space_id: SpaceId | None = None
    ) -> Token:
        """Whose token it is: the named space's, or any space's where none is named. Only guesses
        are counted. Raises Problem (401, 429), ScopeMissing."""
        return self._holder(scope, token, now, space_id, use_of(scope))

    def space_of(self, scope: Scope, now: float, use: Use | None = None) -> SpaceId:
        """Whose token a request without a body carries in its header; ``use``, where the address
        has ids in it. Only guesses are counted. Raises Problem (401, 429), ScopeMissing."""
        token = token_of(scope) or ""
        return self._holder(scope, token, now, None, use or use_of(scope)).space_id

    def holds(self, scope: Scope, space_id: SpaceId, token: str) -> bool:
        """Whether one who was let in with a token still would be."""
        known = self._accounts.check_token(space_id, token)
        try:
            return known is not None and bool(self._used(known, use_of(scope)))
        except ScopeMissing:
            return False

    def guessed(self, scope: Scope, space_id: SpaceId | None, now: float) -> problems.Problem:
        """What a wrong token is answered with. Raises Problem (429)."""
        refused = self.refused(space_id)
        self._count(self._guesses, self.address(scope), None, now)
        return refused

    def refused(self, space_id: SpaceId | None) -> problems.Problem:
        """401, told of in the figures of the space, if there is such a one."""
        if space_id is not None and self._accounts.space(space_id) is not None:
            self._usage.wrong_token(space_id)
        return problems.unauthorized()

    def _holder(
        self, scope: Scope, token: str, now: float, space_id: SpaceId | None, use: Use
    ) -> Token:
        known = self._accounts.token_of(token)
        if known is None or space_id not in (None, known.space_id):
            raise self.guessed(scope, space_id, now)
        self._used(known, use)
        return known

    def _used(self, token: Token, use: Use) -> str:
        """Raises ScopeMissing. This is the one place where scopes are looked at."""
        require_scope(token.scopes, use)
        self._accounts.tokens.uses.note(token, use.name)
        return f"token:{token.name}"

    def _networks_of(self, networks: tuple[str, ...]) -> Networks:
        known = self._networks.get(networks)
        if known is None:
            known = self._networks[networks] = Networks(networks)
        return known


def use_of(scope: Scope) -> Use:
    """Of a documented address without ids in it."""
    return USES[scope["path"]]


def token_of(scope: Scope) -> str | None:
    """``Authorization: Bearer <token>`` or ``x-api-key: <token>``; None where neither was sent."""
    key = header(scope, b"x-api-key")
    if key is not None:
        return key.decode("latin-1").strip()
    authorization = header(scope, b"authorization")
    if authorization is None:
        return None
    scheme, _, token = authorization.decode("latin-1").partition(" ")
    # Another scheme is a token that cannot be right, not the lack of one.
    return token.strip() if scheme.lower() == "bearer" else ""


def space_named(cloud_id: str | None, space_id: str | None) -> SpaceId:
    """The space of a body in which either name will do. Raises Problem (400)."""
    if cloud_id is not None and space_id is not None and cloud_id != space_id:
        raise problems.invalid("cloud_id: differs from space_id, which is another name for it.")
    named = cloud_id if cloud_id is not None else space_id
    if named is None:
        raise problems.invalid("cloud_id: is required.")
    return SpaceId(named)
