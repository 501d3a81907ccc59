"""``POST /router/api/v2/token/reset``: a new token for the old one."""

from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.callers import Callers, space_named
from dockline.api.idempotency import Replays, Request
from dockline.api.replies import Reply, json_reply
from dockline.api.voice_wire import ResetBody, TokenReset
from dockline.ports.clock import Clock
from dockline.services.account_rules import TokenRefused
from dockline.services.accounts import Accounts


class ResetToken:
    def __init__(
        self, accounts: Accounts, callers: Callers, replays: Replays, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._callers = callers
        self._replays = replays
        self._clock = clock
        self._body = JsonBody(ResetBody)

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        require_json(scope)
        raw = await read_body(scope, receive)
        body = self._body.decode(raw)
        space_id = space_named(body.cloud_id, body.space_id)
        address = self._callers.address(scope)
        self._callers.count(address, None, self._clock.now())
        request = Request(scope, raw)

        async def reset() -> Reply:
            try:
                token = await self._accounts.tokens.reset(
                    space_id, body.auth_token, body.grace_seconds, address=address
                )
            except TokenRefused:
                raise self._callers.refused(space_id) from None
            return json_reply(TokenReset(success=True, auth_token=token))

        try:
            # Before the token is looked at: whoever repeats this request sends the old one.
            return await self._replays.once(space_id, request, reset)
        except problems.Problem as problem:
            if problem.status == 409 and not self._accounts.check_token(space_id, body.auth_token):
                raise self._callers.refused(space_id) from None
            raise
