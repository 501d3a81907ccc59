"""``/dock/socket``: one dock's connection (`dockline.api.dock_wire` has its messages)."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

import msgspec
from starlette.websockets import WebSocket

from dockline.api.dock_settings import dock_settings
from dockline.api.dock_wire import (
    Ask,
    Beat,
    BeatBack,
    DockSettings,
    FactFrame,
    FromDockMessage,
    Hello,
    PhoneState,
    Resumed,
    SettingsFrame,
    Welcome,
)
from dockline.api.docks import Docks
from dockline.api.page_socket import TRY_LATER, Closing, PageSocket
from dockline.api.phones import DOCK
from dockline.domain.facts import Stamped
from dockline.domain.space import Space, User


class DockSocket(PageSocket[Hello]):
    hello = Hello
    decoder: ClassVar[msgspec.json.Decoder[FromDockMessage]] = msgspec.json.Decoder(FromDockMessage)
    phone_kind = DOCK

    def __init__(
        self,
        socket: WebSocket,
        docks: Docks,
        user: User,
        space: Space,
        signed_in: Callable[[], Awaitable[bool]],
    ) -> None:
        super().__init__(socket, docks.phones, user, space, signed_in)
        self._docks = docks
        self._sent_seq = 0
        self._settings: DockSettings | None = None
        """As the page has them."""

    async def entered(self) -> None:
        self._docks.enter(self)

    async def left(self) -> None:
        await self._docks.leave(self)

    async def take(self, message: FromDockMessage) -> None:
        match message:
            case Beat(sent):
                self.send(BeatBack(sent, self._docks.clock.now()))
            case Ask():
                space_id, user_id = self.space.space_id, self.user.user_id
                doing = self._docks.ask(space_id, user_id, message.order)
                await self.answer(message.ref, doing)
            case PhoneState():
                await self._phone_state(message)

    async def _phone_state(self, state: PhoneState) -> None:
        if state.phone_id != self.phone_id:
            return  # said of an endpoint that was replaced meanwhile
        floors, user = self._docks.floors, self.user
        where = (user.space_id, user.user_id, self.page_id)
        if state.registered:
            await floors.phone_ready(*where, state.phone_id)
        else:
            await floors.phone_lost(*where)

    async def welcome(self, hello: Hello) -> Callable[[], None]:
        """Sign in first."""
        docks, user = self._docks, self.user
        docks.watch.space(user.space_id)
        before = hello.wrap_up
        wrap_up = (before.call_id, before.until) if before is not None else None
        await docks.floors.sign_in(user, self.page_id, hello.leg_up, hello.paused, wrap_up)
        phone = await self.take_phone(hello.phone_id)
        # From here to the listening nothing is awaited, so no fact falls between.
        now, feed = docks.clock.now(), docks.feed
        missed: list[Stamped] | None = None
        if hello.epoch == feed.epoch:
            missed = feed.since(user.space_id, user.user_id, hello.after)
        if missed is not None:
            self._sent_seq = hello.after
            self.send(Resumed(hello.after, now, phone))
            self._settings = self._settings_now()
            self.send(SettingsFrame(self._settings))
            for stamped in missed:
                self._heard(stamped)
        else:
            self._sent_seq = docks.floors.seq(user.space_id)
            view = docks.floors.view(user.space_id, user.user_id)
            if view is None:
                raise Closing(TRY_LATER, "Signed out meanwhile.")
            self._settings = self._settings_now()
            self.send(Welcome(feed.epoch, self._sent_seq, now, view, self._settings, phone))
        return feed.listen(user.space_id, user.user_id, self._heard)

    def look_at_settings(self) -> None:
        """Space, teams or user may be others than they were."""
        if self._settings is None:
            return
        settings = self._settings_now()
        if settings != self._settings:
            self._settings = settings
            self.send(SettingsFrame(settings))

    def _settings_now(self) -> DockSettings:
        accounts = self._docks.accounts
        self.space = accounts.space(self.space.space_id) or self.space
        self.user = accounts.user(self.user.user_id) or self.user
        return dock_settings(self.space, accounts.teams(self.user.space_id), self.user)

    def _heard(self, stamped: Stamped) -> None:
        if stamped.seq <= self._sent_seq:
            return  # the snapshot had it already
        self._sent_seq = stamped.seq
        self.send(FactFrame(stamped.seq, stamped.at, stamped.fact))
        self.heard_engine(stamped)
