"""``/manage/api/tokens`` and ``/manage/api/usage``: API tokens, and what they were used for."""

from msgspec import UNSET

from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.manage.tokens_operations import (
    CHANGE_TOKEN,
    LIST_TOKENS,
    MAKE_TOKEN,
    RESET_TOKEN,
    REVOKE_TOKEN,
    SHOW_USAGE,
)
from dockline.api.manage.tokens_wire import (
    NewToken,
    TokenAnswer,
    TokenMade,
    TokenPatch,
    TokenRenewal,
    TokenRevoked,
    TokenRow,
    TokensAnswer,
    UsageAnswer,
)
from dockline.api.replies import Reply, json_reply
from dockline.api.times import moment
from dockline.ports.store import Token
from dockline.services.tokens import TokenKeeping
from dockline.services.usage import Usage


class TokenRoutes:
    def __init__(self, tokens: TokenKeeping, usage: Usage) -> None:
        self._tokens = tokens
        self._usage = usage

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(LIST_TOKENS, self.every),
            ManageRoute(MAKE_TOKEN, self.make),
            ManageRoute(CHANGE_TOKEN, self.change),
            ManageRoute(REVOKE_TOKEN, self.revoke),
            ManageRoute(RESET_TOKEN, self.reset),
            ManageRoute(SHOW_USAGE, self.usage),
        ]

    async def every(self, asking: Asking) -> Reply:
        tokens = await self._tokens.every(asking.manager.space_id)
        return json_reply(TokensAnswer(success=True, tokens=[_row(one) for one in tokens]))

    async def make(self, asking: Asking) -> Reply:
        body: NewToken = asking.body
        manager = asking.manager
        secret, token = await self._tokens.create(
            manager.space_id, body.name, body.scopes, actor=manager.actor
        )
        return json_reply(TokenMade(success=True, auth_token=secret, token=_row(token)))

    async def change(self, asking: Asking) -> Reply:
        body: TokenPatch = asking.body
        manager = asking.manager
        token = await self._tokens.change(
            manager.space_id,
            asking.path("token_id"),
            name=None if body.name is UNSET else body.name,
            scopes=None if body.scopes is UNSET else body.scopes,
            actor=manager.actor,
        )
        return json_reply(TokenAnswer(success=True, token=_row(token)))

    async def revoke(self, asking: Asking) -> Reply:
        manager = asking.manager
        await self._tokens.revoke(manager.space_id, asking.path("token_id"), actor=manager.actor)
        return json_reply(TokenRevoked(success=True))

    async def reset(self, asking: Asking) -> Reply:
        body: TokenRenewal = asking.body
        manager = asking.manager
        secret, token = await self._tokens.reset_by_id(
            manager.space_id, asking.path("token_id"), body.grace_seconds, actor=manager.actor
        )
        return json_reply(TokenMade(success=True, auth_token=secret, token=_row(token)))

    async def usage(self, asking: Asking) -> Reply:
        hour = self._usage.last_hour(asking.manager.space_id)
        return json_reply(
            UsageAnswer(
                success=True,
                since=moment(hour.since),
                whole_hour=hour.whole,
                leads_stored=hour.leads_stored,
                leads_refused=hour.leads_refused,
                click_to_call=hour.click_to_call,
                wrong_token=hour.wrong_token,
            )
        )


def _row(token: Token) -> TokenRow:
    return TokenRow(
        token_id=token.token_id,
        name=token.name,
        begins=token.begins,
        scopes=list(token.scopes),
        created_at=moment(token.created_at),
        created_by=token.created_by,
        last_used_at=moment(token.last_used_at),
        last_used_for=token.last_used_for,
        ends_at=moment(token.expires_at),
    )
