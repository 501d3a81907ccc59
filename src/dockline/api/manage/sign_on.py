"""``/manage/api/sign-on``: the space's provider of identities."""

from collections.abc import Callable

from msgspec import UNSET
from msgspec.structs import asdict, replace
from starlette.types import Scope

from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.manage.sign_on_operations import (
    CHANGE_SIGN_ON,
    SHOW_SIGN_ON,
    TEST_SIGN_ON,
    UNTIE,
)
from dockline.api.manage.sign_on_wire import (
    SignOnChange,
    SignOnShown,
    SignOnTest,
    SignOnTested,
    TeamName,
    Untie,
    Untied,
)
from dockline.api.replies import Reply, json_reply
from dockline.api.sign_on import callback
from dockline.domain.access import Right
from dockline.domain.space import SingleSignOn, Space
from dockline.services.account_rules import PRIVATE_REFUSED, AccountRefused, NoSuchUser
from dockline.services.accounts import Accounts
from dockline.services.sign_on_settings import SignOnSettings
from dockline.services.single_sign_on import SingleSignOns


class SignOnRoutes:
    def __init__(
        self,
        settings: SignOnSettings,
        sign_ons: SingleSignOns,
        accounts: Accounts,
        server: Callable[[Scope], str],
    ) -> None:
        self._settings = settings
        self._sign_ons = sign_ons
        self._accounts = accounts
        self._server = server

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(SHOW_SIGN_ON, self.show),
            ManageRoute(CHANGE_SIGN_ON, self.change),
            ManageRoute(TEST_SIGN_ON, self.test),
            ManageRoute(UNTIE, self.untie),
        ]

    async def show(self, asking: Asking) -> Reply:
        return await self._shown(asking, asking.manager.space)

    async def change(self, asking: Asking) -> Reply:
        body: SignOnChange = asking.body
        given = {name: value for name, value in asdict(body).items() if value is not UNSET}
        secret = given.pop("client_secret", None)
        space = await self._settings.change(
            asking.manager.space_id,
            given,
            secret,
            may_reach_private=asking.manager.may(Right.KEEP_SPACES),
            actor=asking.manager.actor,
        )
        return await self._shown(asking, space)

    async def test(self, asking: Asking) -> Reply:
        body: SignOnTest = asking.body
        known = asking.manager.space.settings.sso
        may_reach_private = known.private or asking.manager.may(Right.KEEP_SPACES)
        if body.private and not may_reach_private:
            raise AccountRefused("private", PRIVATE_REFUSED)
        tried = replace(SingleSignOn(), issuer=body.issuer.strip(), private=body.private)
        trial = await self._settings.attempt(tried)
        algorithms = list(trial.algorithms)
        return json_reply(SignOnTested(True, not trial.why, trial.why, trial.keys, algorithms))

    async def untie(self, asking: Asking) -> Reply:
        body: Untie = asking.body
        space_id = asking.manager.space_id
        user = self._accounts.book.directory.user_by_login(space_id, body.login)
        if user is None:
            raise NoSuchUser
        return json_reply(Untied(True, await self._sign_ons.untie(user, asking.manager.actor)))

    async def _shown(self, asking: Asking, space: Space) -> Reply:
        sso = space.settings.sso
        server = self._server(asking.scope)
        teams = self._accounts.teams(space.space_id)
        return json_reply(
            SignOnShown(
                success=True,
                issuer=sso.issuer,
                client_id=sso.client_id,
                has_secret=await self._settings.has_secret(space.space_id),
                label=sso.label,
                login_claim=sso.login_claim,
                domains=list(sso.domains),
                unverified_email=sso.unverified_email,
                newcomers=sso.newcomers,
                newcomer_role=sso.newcomer_role,
                newcomer_teams=list(sso.newcomer_teams),
                passwords=sso.passwords,
                private=sso.private,
                may_set_private=asking.manager.may(Right.KEEP_SPACES),
                redirect_uri=f"{server}{callback(space.space_id)}",
                sign_in_page=f"{server}/dock?cloud={space.space_id}",
                teams=[TeamName(team.team_id, team.name) for team in teams],
            )
        )
