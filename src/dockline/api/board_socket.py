"""``/board/socket``: one board's connection (`dockline.api.board_wire` has its messages)."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

import msgspec
from starlette.websockets import WebSocket

from dockline.api.board_wire import (
    BoardAsk,
    BoardHello,
    BoardOrders,
    BoardWelcome,
    FromBoardMessage,
    Listen,
    MonitorFrame,
    RunCampaign,
    StopListening,
    TakeCallOver,
)
from dockline.api.boards import Boards
from dockline.api.dock_wire import Beat, BeatBack, PhoneState
from dockline.api.page_socket import PageSocket
from dockline.api.phones import BOARD
from dockline.domain.access import NotPermitted, Right, may, may_watch_team, require
from dockline.domain.campaignrun import RunAction
from dockline.domain.errors import NotNow, VoiceUnavailable
from dockline.domain.facts import EngineChanged, Stamped
from dockline.domain.ids import CampaignId, PhoneId
from dockline.domain.monitor import MonitorChanged, MonitorEnded
from dockline.domain.space import Space, User
from dockline.ports.engine import Phone


class BoardSocket(PageSocket[BoardHello]):
    hello = BoardHello
    decoder: ClassVar[msgspec.json.Decoder[FromBoardMessage]] = msgspec.json.Decoder(
        FromBoardMessage
    )
    phone_kind = BOARD

    def __init__(
        self,
        socket: WebSocket,
        boards: Boards,
        user: User,
        space: Space,
        signed_in: Callable[[], Awaitable[bool]],
    ) -> None:
        super().__init__(socket, boards.phones, user, space, signed_in)
        self._boards = boards
        self._registered = False

    async def entered(self) -> None:
        await self._boards.enter(self)

    async def left(self) -> None:
        await self._boards.leave(self)

    async def take(self, message: FromBoardMessage) -> None:
        match message:
            case Beat(sent):
                self.send(BeatBack(sent, self._boards.clock.now()))
            case BoardAsk():
                await self.answer(message.ref, self._do(message.order))
            case PhoneState():
                await self._phone_state(message)

    async def welcome(self, hello: BoardHello) -> Callable[[], None]:
        boards = self._boards
        user = self.user = boards.accounts.user(self.user.user_id) or self.user
        phone = await self.take_phone(hello.phone_id)
        # From here to the listening nothing is awaited, so no fact falls between.
        teams = boards.accounts.teams(user.space_id)
        self.send(
            BoardWelcome(
                now=boards.clock.now(),
                cloud_id=self.space.space_id,
                space_name=self.space.name,
                user_id=user.user_id,
                name=user.name,
                role=user.role.value,
                teams=tuple(one.name for one in teams if may_watch_team(user, one.team_id)),
                runs_campaigns=may(user, Right.RUN_OPERATION),
                monitor=boards.monitors.of(user),
                phone=phone,
            )
        )
        return boards.feed.listen(user.space_id, None, self._heard)

    def _heard(self, stamped: Stamped) -> None:
        match stamped.fact:
            case MonitorChanged(monitor) if monitor.supervisor_id == self.user.user_id:
                self.send(MonitorFrame(monitor, ""))
            case MonitorEnded() as ended if ended.supervisor_id == self.user.user_id:
                self.send(MonitorFrame(None, ended.why))
            case EngineChanged():
                self.heard_engine(stamped)

    async def take_phone(self, has: PhoneId | None) -> Phone | None:
        phone = await super().take_phone(has)
        if phone is not None:
            self._registered = False  # not with these
        return phone

    async def _phone_state(self, state: PhoneState) -> None:
        if state.phone_id != self.phone_id:
            return  # said of an endpoint that was replaced meanwhile
        self._registered = state.registered
        monitor = self._boards.monitors.of(self.user)
        if not state.registered and monitor is not None and not monitor.up:
            # It rings in vain. Where they hear the call already, its audio does not go this way.
            await self._boards.monitors.stop(self.user, "unreachable")

    async def _do(self, order: BoardOrders) -> None:
        monitors, user = self._boards.monitors, self.user
        match order:
            case Listen():
                await self._listen(order)
            case StopListening():
                await monitors.stop(user)
            case TakeCallOver():
                await monitors.take_over(user, order.agent_id)
            case RunCampaign():
                await self._run_campaign(order)

    async def _listen(self, order: Listen) -> None:
        monitors, user = self._boards.monitors, self.user
        if not self._boards.is_here(self):
            raise NotNow("Another page of yours has taken over. Listen there.")
        now = monitors.of(user)
        connected = now is not None and now.up and now.agent_id == order.agent_id
        if self.phone_id is None or not (self._registered or connected):
            raise VoiceUnavailable(
                "The phone of this page is not connected yet. Try again in a moment."
            )
        await monitors.listen(user, self.phone_id, order.agent_id, order.mode)

    async def _run_campaign(self, order: RunCampaign) -> None:
        now = self._boards.accounts.user(self.user.user_id)
        if now is None:
            raise NotPermitted
        require(now, Right.RUN_OPERATION)
        campaigns, space_id = self._boards.campaigns, self.space.space_id
        name = await campaigns.name_of(space_id, CampaignId(order.campaign_id))
        await campaigns.tell(space_id, name, RunAction(order.run), actor=now.login)
