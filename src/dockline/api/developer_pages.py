"""The pages for those who build on the server: the API, and the chat widget, with samples for the
space of whoever looks."""

from collections.abc import Callable
from typing import Final

import msgspec
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope

from dockline.api.docs_page import page
from dockline.api.openapi import document
from dockline.api.peers import Networks, Peers
from dockline.api.problems import Headers
from dockline.api.replies import Handler, Reply
from dockline.api.sessions import Sessions
from dockline.api.stylesheets import stylesheet
from dockline.api.widget_page import widget_page
from dockline.domain.ids import SpaceId
from dockline.domain.space import Space
from dockline.ports.store import StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.settings import Settings

_SAMPLE_CLOUD: Final = "your-cloud"
_SAMPLE_TEAM: Final = "Support team"


class DeveloperPages:
    def __init__(
        self,
        settings: Settings,
        accounts: Accounts,
        sessions: Sessions,
        peers: Peers,
        server: Callable[[Scope], str],
        headers: Headers,
    ) -> None:
        """``server``: this server's address, as the one who asks has it; ``headers``: what pages
        are sent with."""
        self._settings = settings
        self._accounts = accounts
        self._sessions = sessions
        self._peers = peers
        self._server = server
        self._headers = headers

    def routes(self) -> dict[str, dict[str, Handler]]:
        return {
            "/openapi.json": {"GET": self.openapi},
            "/docs": {"GET": self.docs},
            "/docs/tokens.css": {"GET": stylesheet("tokens.css")},
            "/docs/docs.css": {"GET": stylesheet("docs.css")},
            "/widget": {"GET": self.widget},
            "/widget.css": {"GET": stylesheet("widget.css")},
        }

    async def openapi(self, scope: Scope, receive: Receive) -> Reply:
        return Reply(200, msgspec.json.encode(document(self._server(scope))))

    async def docs(self, scope: Scope, receive: Receive) -> Reply:
        text = page(self._server(scope), await self._cloud(scope), self._settings.cluster_id)
        return Reply(200, text.encode(), self._headers, text=True)

    async def widget(self, scope: Scope, receive: Receive) -> Reply:
        """``?cloud=&team=`` choose another team than the first that chats and that has people."""
        query = QueryParams(scope["query_string"])
        known = await self._cloud(scope)
        cloud = query.get("cloud") or known
        # Names of teams are for those whom the samples are for.
        accounts, space_id = self._accounts, SpaceId(cloud)
        teams = accounts.teams(space_id) if cloud == known else []
        chatting = [team for team in teams if team.settings.chat.open]
        peopled = {team_id for user in accounts.users(space_id) for team_id in user.teams}
        chatting.sort(key=lambda team: team.team_id not in peopled)
        team = query.get("team") or (chatting[0].name if chatting else _SAMPLE_TEAM)
        text = widget_page(self._server(scope), cloud, team)
        return Reply(200, text.encode(), self._headers, text=True)

    async def _cloud(self, scope: Scope) -> str:
        """The space for the samples: of the one who is signed in, or the only one there is, for
        those whom it would let call."""
        try:
            user = await self._sessions.user(scope)
        except StoreUnavailable:
            user = None
        if user is not None:
            return user.space_id
        spaces = self._accounts.spaces()
        if len(spaces) == 1 and self._near(scope, spaces[0]):
            return spaces[0].space_id
        return _SAMPLE_CLOUD

    def _near(self, scope: Scope, space: Space) -> bool:
        near = Networks(space.settings.click_to_call.networks)
        return self._peers.address(scope) in near and not self._peers.hidden(scope)
