"""Care for leads that time or a crash has left behind."""

from typing import Final

import structlog

from dockline.domain.campaign import Campaign
from dockline.domain.ids import CallId, LeadId
from dockline.domain.lead import LIVE, LeadState
from dockline.domain.leadlife import Life
from dockline.domain.leadoutcome import overdue, recover
from dockline.ports.lead_store import PutAttempt, PutLife
from dockline.ports.store import StoreConflict, Write
from dockline.services.dialer.leads import Played
from dockline.services.dialer.outbound import Outbound

_log = structlog.get_logger("dockline.dialer")
_MOST: Final = 500
_WAKE: Final = 2_000
"""Leads taken off their parking places in one write."""
_LOST_SECONDS: Final = 10.0
"""A lead that somebody is at, and whose call the floor does not know, is looked after then."""


class Care:
    SECONDS: Final = 2.0

    def __init__(self, outbound: Outbound) -> None:
        self._out = outbound
        self._store = outbound.store
        self._clock = outbound.clock
        self._floors = outbound.floors
        self._missed: dict[LeadId, float] = {}

    # --- after a crash ------------------------------------------------------------------------

    async def recover(self) -> None:
        """Before the floors begin. Leads whose calls may still be up are taken up as they are, and
        what the floor finds out of those calls comes as facts; of all others the open attempt is
        closed. Raises StoreUnavailable."""
        space_id = self._out.space_id
        lead_ids = await self._store.unsettled(space_id)
        if not lead_ids:
            return
        open_calls = {record.call_id for record in await self._store.open_calls(space_id)}
        for start in range(0, len(lead_ids), _MOST):
            lives = await self._store.lives(space_id, lead_ids[start : start + _MOST])
            for life in lives.values():
                running = self._out.campaigns.get(life.lead.campaign_id)
                if running is not None:
                    await self._recover(life, running.campaign, open_calls)

    async def _recover(self, life: Life, campaign: Campaign, open_calls: set[CallId]) -> None:
        last = life.last
        if last is not None and life.state in LIVE and last.call_id in open_calls:
            self._take_up(life, campaign, last.call_id)
            return
        if life.state is LeadState.WRAP_UP:
            self._take_up(life, campaign, last.call_id if last is not None else None)
            return
        record = None
        if life.state is LeadState.CONNECTED and last is not None:
            record = await self._store.call(self._out.space_id, last.call_id)
        if record is not None and record.ended_at is not None:
            # The conversation was over, and written down, before this was.
            self._take_up(life, campaign, record.call_id)
            played = self._out.play.get(life.lead.lead_id)
            if played is not None:
                self._out.play.hung_up(played)
            return
        await self._put(life, campaign)

    async def _put(self, life: Life, campaign: Campaign) -> None:
        listed = await self._store.do_not_call(
            self._out.space_id, campaign.campaign_id, [life.lead.number]
        )
        after = recover(
            life,
            campaign.settings.leads,
            self._clock.now(),
            call_up=False,
            listed=life.lead.number in listed,
        )
        if after is life:
            return
        writes: list[Write] = [PutLife(after, ready_at=after.due_at or 0.0)]
        if after.last is not None:
            writes.append(PutAttempt(after.last))
        await self._store.commit(writes)
        _log.info(
            "a lead of before the restart",
            lead_id=life.lead.lead_id,
            was=life.state.value,
            now=after.state.value,
        )

    def _take_up(self, life: Life, campaign: Campaign, call_id: CallId | None) -> None:
        played = self._out.play.take_up(life, campaign)
        if life.last is not None:
            played.agent_id = life.last.agent_id
        if call_id is not None:
            self._out.play.call_of(played, call_id)

    # --- as time passes -----------------------------------------------------------------------

    async def look(self) -> None:
        """Raises StoreUnavailable."""
        now = self._clock.now()
        space_id = self._out.space_id
        while await self._store.wake_leads(space_id, now, limit=_WAKE) >= _WAKE:
            pass
        await self._expire(now)
        for played in self._out.play:
            if played.life.state is LeadState.WRAP_UP:
                await self._wrap_up_over(played, now)
            elif played.life.state in LIVE:
                await self._lost(played, now)

    async def _expire(self, now: float) -> None:
        lead_ids = await self._store.expired(self._out.space_id, now, limit=_MOST)
        free = [one for one in lead_ids if one not in self._out.play]
        lives = await self._store.lives(self._out.space_id, free)
        for life in lives.values():
            running = self._out.campaigns.get(life.lead.campaign_id)
            if running is None:
                continue
            settled = overdue(life, running.campaign.settings.leads, now)
            if settled.life is not life and life.lead.lead_id not in self._out.play:
                try:
                    await self._store.commit([PutLife(settled.life, expected=life.state)])
                except StoreConflict:
                    continue  # pushed or taken up meanwhile

    async def _wrap_up_over(self, played: Played, now: float) -> None:
        """Nobody is there any more who could say what came of it."""
        if self._out.wraps_up(played.agent_id, played.call_id):
            return
        settings = played.campaign.settings.leads
        if overdue(played.life, settings, now).life is not played.life:
            await self._out.play.disposed(played, settings.undisposed, wait=False)

    async def _lost(self, played: Played, now: float) -> None:
        """Somebody is said to be at it, but the floor knows of no such call."""
        lead_id = played.life.lead.lead_id
        if played.call_id is None or self._is_there(played.call_id) or played.writing:
            self._missed.pop(lead_id, None)
            return
        since = self._missed.setdefault(lead_id, now)
        if now - since < _LOST_SECONDS:
            return
        self._missed.pop(lead_id, None)
        _log.warning("a lead's call is gone without a word", lead_id=lead_id)
        self._out.play.drop(played)
        await self._recover(played.life, played.campaign, set())

    def _is_there(self, call_id: CallId) -> bool:
        space_id = self._out.space_id
        call = self._floors.call(space_id, call_id)
        if call is not None and call.ended_at is None:
            return True
        return any(line.call_id == call_id for line in self._floors.lines(space_id))
