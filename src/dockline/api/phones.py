"""The phones of pages: SIP credentials made for one page of a dock or a board, and gone with it."""

import asyncio
import secrets

import structlog

from dockline.domain.ids import AgentId, PageId, PhoneId
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine, EngineUnavailable, Phone

_log = structlog.get_logger("dockline.api.phones")
DOCK, BOARD = "dock", "board"
"""Whose page it is, as the endpoint's name begins."""


class Phones:
    """Which page uses which endpoint of the engine.

    A page that is gone keeps its endpoint for the time in which it may come back.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._used: dict[PhoneId, tuple[AgentId, PageId]] = {}
        self._leaving: dict[PhoneId, asyncio.Task[None]] = {}

    async def for_page(
        self, agent_id: AgentId, page_id: PageId, has: PhoneId | None, kind: str = DOCK
    ) -> tuple[PhoneId | None, Phone | None]:
        """The endpoint a page is to use, and its credentials where they are new to the page.

        ``has`` is what the page says it uses already; it is taken where it is this agent's own
        and the engine still knows it. Both are None while the engine is away.
        """
        try:
            if (
                has is not None
                and self._may_keep(agent_id, page_id, has, kind)
                and await self._engine.has_phone(has)
            ):
                self._take(agent_id, page_id, has)
                return has, None
            phone = await self._engine.make_phone(
                PhoneId(f"{_prefix(kind, agent_id)}{secrets.token_hex(8)}")
            )
        except EngineUnavailable as why:
            _log.warning("no phone for a page: the engine is away", agent_id=agent_id, why=str(why))
            return None, None
        self._take(agent_id, page_id, phone.phone_id)
        return phone.phone_id, phone

    def leave(self, page_id: PageId, seconds: float) -> None:
        """That page is gone: take its endpoint away unless it is back within ``seconds``."""
        until = self._clock.now() + seconds
        for phone_id, (_, page) in self._used.items():
            if page == page_id and phone_id not in self._leaving:
                self._leaving[phone_id] = asyncio.create_task(self._drop_at(phone_id, until))

    async def drop_all_of(self, agent_id: AgentId) -> None:
        """The agent signed out of their dock."""
        for phone_id in [one for one in self._used if one.startswith(_prefix(DOCK, agent_id))]:
            self._stay(phone_id)
            await self._drop(phone_id)

    async def stop(self) -> None:
        tasks = list(self._leaving.values())
        self._leaving.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _may_keep(self, agent_id: AgentId, page_id: PageId, phone_id: PhoneId, kind: str) -> bool:
        """After a restart of ours nobody is known to use it; then its name says whose it is."""
        owner = self._used.get(phone_id)
        ours = phone_id.startswith(_prefix(kind, agent_id))
        return ours and owner in (None, (agent_id, page_id))

    def _take(self, agent_id: AgentId, page_id: PageId, phone_id: PhoneId) -> None:
        self._stay(phone_id)
        self._used[phone_id] = (agent_id, page_id)

    def _stay(self, phone_id: PhoneId) -> None:
        task = self._leaving.pop(phone_id, None)
        if task is not None:
            task.cancel()

    async def _drop_at(self, phone_id: PhoneId, when: float) -> None:
        await self._clock.sleep_until(when)
        self._leaving.pop(phone_id, None)
        await self._drop(phone_id)

    async def _drop(self, phone_id: PhoneId) -> None:
        self._used.pop(phone_id, None)
        try:
            await self._engine.drop_phone(phone_id)
        except EngineUnavailable:
            # It forgets its phones when its process ends; one that is only out of reach keeps a
            # random password that nobody holds any more.
            _log.info("phone not dropped: the engine is away", phone_id=phone_id)


def _prefix(kind: str, agent_id: AgentId) -> str:
    return f"{kind}-{agent_id}-"
