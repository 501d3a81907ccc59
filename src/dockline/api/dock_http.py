"""The dock's own routes over HTTP: signing in and out, history, what is known of a number, today's
figures, what waits for the agent, targets."""

from typing import Final

from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.boards import Boards
from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.call_rows import call_row, name_in
from dockline.api.dock_wire import (
    CallbackToday,
    CampaignLeft,
    ChatHistory,
    ChatRow,
    History,
    Known,
    SignedIn,
    SignInForm,
    Target,
    Targets,
    Today,
    Work,
)
from dockline.api.docks import Docks
from dockline.api.replies import Handler, Reply, json_reply
from dockline.api.sessions import Sessions
from dockline.domain.access import Due, Right, require
from dockline.domain.chatshown import ChatLine
from dockline.domain.errors import Refusal
from dockline.domain.facts import AgentState
from dockline.domain.phone import parse
from dockline.domain.space import Space, User
from dockline.ports.chat_store import ChatRecord
from dockline.services.agent_work import AgentWork
from dockline.services.known import KnownNumbers
from dockline.services.records import Records

_FORM_LIMIT: Final = 16 * 1024
_MOST_ROWS: Final = 200
_ROWS: Final = 50
_MOST_CHATS: Final = 50
_CHATS: Final = 20


class DockRoutes:
    def __init__(
        self,
        docks: Docks,
        boards: Boards,
        records: Records,
        known: KnownNumbers,
        work: AgentWork,
        sessions: Sessions,
    ) -> None:
        self._docks = docks
        self._boards = boards
        self._accounts = docks.accounts
        self._records = records
        self._known = known
        self._work = work
        self._sessions = sessions
        self._form = JsonBody(SignInForm)

    def routes(self) -> dict[str, dict[str, Handler]]:
        return {
            "/dock/sign-in": {"POST": self.sign_in},
            "/dock/sign-out": {"POST": self.sign_out},
            "/dock/session": {"GET": self.session},
            "/dock/history": {"GET": self.history},
            "/dock/known": {"GET": self.known},
            "/dock/chat-history": {"GET": self.chat_history},
            "/dock/today": {"GET": self.today},
            "/dock/work": {"GET": self.work},
            "/dock/targets": {"GET": self.targets},
        }

    async def sign_in(self, scope: Scope, receive: Receive) -> Reply:
        self._from_our_page(scope)
        require_json(scope)
        form = self._form.decode(await read_body(scope, receive, _FORM_LIMIT))
        begun = await self._accounts.sign_in(
            form.login, form.password, self._sessions.whence(scope), form.code
        )
        told = self._told(begun.user, begun.due)
        return json_reply(told, headers=(self._sessions.set_cookie(scope, begun.cookie),))

    async def sign_out(self, scope: Scope, receive: Receive) -> Reply:
        """Fine, too, for somebody who is not signed in."""
        self._from_our_page(scope)
        cookie = self._sessions.cookie(scope)
        user = await self._sessions.user(scope)
        if cookie is not None:
            await self._accounts.sign_out(cookie, user, self._sessions.whence(scope).address)
        if user is not None:
            await self._docks.session_over(user)
            await self._boards.look_at(user)
        return json_reply({"success": True}, headers=(self._sessions.clear_cookie(scope),))

    async def session(self, scope: Scope, receive: Receive) -> Reply:
        return json_reply(self._told(await self._user(scope)))

    async def history(self, scope: Scope, receive: Receive) -> Reply:
        user = await self._user(scope)
        query = QueryParams(scope["query_string"])
        number = query.get("number") or None
        if number is not None:
            require(user, Right.READ_NUMBER_HISTORY)
            number = _digits(number, self._space(user))
        records = await self._records.history(
            user.space_id, user.user_id, number, limit=_limit(query)
        )
        return json_reply(History([call_row(record) for record in records]))

    async def known(self, scope: Scope, receive: Receive) -> Reply:
        """What a dock shows beside a call that comes in."""
        user = await self._user(scope)
        number = QueryParams(scope["query_string"]).get("number")
        if not number:
            raise problems.invalid("number: is missing.")
        found = await self._known.of(user, _digits(number, self._space(user)))
        return json_reply(Known(found.leads, [call_row(record) for record in found.calls]))

    async def chat_history(self, scope: Scope, receive: Receive) -> Reply:
        user = await self._user(scope)
        limit = _limit(QueryParams(scope["query_string"]), _CHATS, _MOST_CHATS)
        found = await self._docks.chats.history(user.space_id, user.user_id, limit=limit)
        return json_reply(ChatHistory([_chat_row(record, lines) for record, lines in found]))

    async def today(self, scope: Scope, receive: Receive) -> Reply:
        user = await self._user(scope)
        figures = await self._records.today(
            user.space_id, user.user_id, self._space(user).settings.time_zone
        )
        return json_reply(Today(figures.calls, figures.answered, figures.talk_seconds))

    async def work(self, scope: Scope, receive: Receive) -> Reply:
        user = await self._user(scope)
        work = await self._work.of(user, self._space(user).settings.time_zone)
        campaigns = [
            CampaignLeft(one.campaign_id, one.campaign, one.leads_left) for one in work.campaigns
        ]
        callbacks = [
            CallbackToday(one.lead_id, one.number, name_in(one.data), one.campaign, one.at)
            for one in work.callbacks
        ]
        return json_reply(Work(campaigns, callbacks))

    async def targets(self, scope: Scope, receive: Receive) -> Reply:
        user = await self._user(scope)
        agents = [
            Target(
                agent_id=agent.agent_id,
                name=agent.name,
                login=agent.login,
                teams=agent.teams,
                state=agent.state.value,
                since=agent.since,
            )
            for agent in self._docks.floors.agents(user.space_id)
            if agent.state is not AgentState.OFFLINE and agent.agent_id != user.user_id
        ]
        return json_reply(Targets(sorted(agents, key=lambda agent: agent.name.casefold())))

    async def _user(self, scope: Scope) -> User:
        """Raises Problem (401), NotPermitted."""
        user = await self._sessions.user(scope)
        if user is None:
            raise problems.not_signed_in()
        require(user, Right.USE_DOCK)
        return user

    def _from_our_page(self, scope: Scope) -> None:
        """Raises Problem (403)."""
        if not self._sessions.origin_allowed(scope):
            raise problems.Problem(403, "wrong-origin", "This page may not sign in here.")

    def _space(self, user: User) -> Space:
        """Raises Problem (401) for a user whose space is gone."""
        space = self._accounts.space(user.space_id)
        if space is None:
            raise problems.not_signed_in()
        return space

    def _told(self, user: User, due: Due | None = None) -> SignedIn:
        space = self._space(user)
        return SignedIn(
            success=True,
            cloud_id=space.space_id,
            space_name=space.name,
            login=user.login,
            name=user.name,
            role=user.role.value,
            due=due.value if due is not None else "",
        )


def _digits(number: str, space: Space) -> str:
    """Raises Problem (400)."""
    try:
        return parse(number, space.settings.default_country).digits
    except Refusal as refusal:
        raise problems.invalid(f"number: {refusal.message}", refusal.code) from None


def _chat_row(record: ChatRecord, lines: list[ChatLine]) -> ChatRow:
    return ChatRow(
        chat_id=record.chat_id,
        team=record.team,
        channel=record.channel,
        visitor=record.visitor,
        attributes=record.attributes,
        started_at=record.started_at,
        opened_at=record.opened_at,
        ended_at=record.ended_at,
        ended_by=record.ended_by,
        note=record.note,
        lines=lines,
    )


def _limit(query: QueryParams, usual: int = _ROWS, most: int = _MOST_ROWS) -> int:
    """Raises Problem (400)."""
    text = query.get("limit", str(usual))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise problems.invalid(f"limit: must be a whole number from 1 to {most}.")
    return int(text)
