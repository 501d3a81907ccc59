"""Care for leads that time or a crash has left behind."""

from collections.abc import Collection, Iterable
from typing import Final

import structlog

from dockline.domain.campaign import Campaign
from dockline.domain.facts import Outcome
from dockline.domain.ids import CallId, LeadId
from dockline.domain.lead import LIVE, LeadState
from dockline.domain.leadlife import Attempt, Life, answer, hang_up
from dockline.domain.leadoutcome import overdue, recover
from dockline.domain.line import line_of
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import attempt_outcome
from dockline.ports.lead_store import PutAttempt, PutLife
from dockline.ports.store import CallRecord, StoreConflict, Write
from dockline.services.dialer.leads import Played
from dockline.services.dialer.outbound import Outbound

_log = structlog.get_logger("dockline.dialer")
_MOST: Final = 500
_WAKE: Final = 500
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
        self._missed: dict[CallId, float] = {}
        """Since when the floor knows nothing of them, as of the last look."""
        self._strange: dict[LeadId, float] = {}
        self._rang: set[CallId] = set()
        """Lines of before the restart, which the floor may find or not."""

    # --- after a crash ------------------------------------------------------------------------

    async def recover(self) -> None:
        """Before the floors begin. Leads whose calls may still be up or ring are taken up as they
        are, and what the floor finds out of those calls comes as facts (where it finds none,
        `_lost` does the rest); of all others the open attempt is closed. Raises StoreUnavailable.
        """
        space_id = self._out.space_id
        lead_ids = await self._store.unsettled(space_id)
        if not lead_ids:
            return
        up = {record.call_id for record in await self._store.open_calls(space_id)}
        for start in range(0, len(lead_ids), _MOST):
            lives = await self._store.lives(space_id, lead_ids[start : start + _MOST])
            self._find_lines(lives.values())
            may_be_up = up | self._rang
            for life in lives.values():
                running = self._out.campaigns.get(life.lead.campaign_id)
                if running is not None:
                    await self._recover(life, running.campaign, may_be_up)

    def _find_lines(self, lives: Iterable[Life]) -> None:
        """Note those of the dialer's lines, and have what becomes of them told as of any."""
        for life in lives:
            last, running = life.last, self._out.campaigns.get(life.lead.campaign_id)
            if last is None or last.agent_id is not None or life.state is not LeadState.DIALLING:
                continue  # of an agent's call there is a record
            self._rang.add(last.call_id)
            if running is not None:
                what = self._out.line(life, running.campaign, last.call_id, last.caller_id)
                self._floors.recall_line(self._out.space_id, line_of(what, last.dialled_at))

    async def _recover(self, life: Life, campaign: Campaign, up: Collection[CallId]) -> None:
        """``up``: calls that the floor takes for open, or may find."""
        last, before = life.last, life
        if last is None or life.state not in LIVE:
            await self._put_to_rest(before.state, life, campaign)
            return
        record = await self._store.call(self._out.space_id, last.call_id)
        if record is not None:
            life = _as_recorded(life, last, record)
        if life.state is not LeadState.WRAP_UP and last.call_id not in up:
            await self._put_to_rest(before.state, life, campaign, _end_of(record))
            return
        if life is not before:
            await self._write(before.state, life)
        played = self._out.play.take_up(life, campaign)
        # The call may have been handed on since the attempt was answered.
        played.agent_id = record.agent_id if record is not None else last.agent_id
        self._out.play.call_of(played, last.call_id)

    async def _put_to_rest(
        self, was: LeadState, life: Life, campaign: Campaign, ended: AttemptOutcome | None = None
    ) -> None:
        """``was``: its state in the store."""
        listed = await self._store.do_not_call(
            self._out.space_id, campaign.campaign_id, [life.lead.number]
        )
        after = recover(
            life,
            campaign.settings.leads,
            self._clock.now(),
            call_up=False,
            ended=ended,
            listed=life.lead.number in listed,
        )
        if after is not life:
            await self._write(was, after)

    async def _write(self, was: LeadState, after: Life) -> None:
        writes: list[Write] = [PutLife(after, expected=was, ready_at=after.due_at or 0.0)]
        if after.last is not None:
            writes.append(PutAttempt(after.last))
        await self._store.commit(writes)
        now = after.state.value
        _log.info("a lead was found again", lead_id=after.lead.lead_id, was=was.value, now=now)

    # --- as time passes -----------------------------------------------------------------------

    async def look(self) -> None:
        """Raises StoreUnavailable."""
        now = self._clock.now()
        space_id = self._out.space_id
        while await self._store.wake_leads(space_id, now, limit=_WAKE) >= _WAKE:
            pass
        await self._expire(now)
        before, self._missed = self._missed, {}
        for played in self._out.play:
            if played.life.state is LeadState.WRAP_UP:
                await self._wrap_up_over(played, now)
            elif played.life.state in LIVE:
                await self._lost(played, before, now)
        await self._forgotten(now)

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
            await self._out.play.undisposed(played)

    async def _lost(self, played: Played, missed: dict[CallId, float], now: float) -> None:
        """Somebody is said to be at it, but the floor knows of no such call. ``missed``: as of the
        last look."""
        call_id = played.call_id
        if call_id is None or self._is_there(call_id) or played.writing:
            return
        since = missed.get(call_id, now)
        if now - since < _LOST_SECONDS:
            self._missed[call_id] = since
            return
        lead_id = played.life.lead.lead_id
        if call_id not in self._rang:
            _log.warning("a lead's call is gone without a word", lead_id=lead_id)
        self._out.play.drop(played)
        await self._recover(played.life, played.campaign, ())

    async def _forgotten(self, now: float) -> None:
        """Somebody is at it as far as the store knows, but nobody is: a write that the store
        refused was done all the same, for its answer may be lost with the connection."""
        lead_ids = await self._store.unsettled(self._out.space_id)
        strange = [one for one in lead_ids if one not in self._out.play]
        self._strange = {one: self._strange.get(one, now) for one in strange}
        due = [one for one, since in self._strange.items() if now - since >= _LOST_SECONDS]
        lives = await self._store.lives(self._out.space_id, due[:_MOST]) if due else {}
        for lead_id, life in lives.items():
            running = self._out.campaigns.get(life.lead.campaign_id)
            if running is None or lead_id in self._out.play:
                continue
            _log.warning("a lead was in nobody's hands", lead_id=lead_id, state=life.state.value)
            call_id = life.last.call_id if life.last is not None else None
            up = (call_id,) if call_id is not None and self._is_there(call_id) else ()
            try:
                await self._recover(life, running.campaign, up)
            except StoreConflict:
                continue  # it has moved on since

    def _is_there(self, call_id: CallId) -> bool:
        space_id = self._out.space_id
        call = self._floors.call(space_id, call_id)
        if call is not None and call.ended_at is None:
            return True
        if not self._floors.engine_up or self._floors.left_ringing(space_id, call_id):
            return True  # without the engine nobody knows
        return any(line.call_id == call_id for line in self._floors.lines(space_id))


def _as_recorded(life: Life, last: Attempt, record: CallRecord) -> Life:
    """With what its call's record says: that was written first, and the lead fell behind."""
    if life.state is LeadState.DIALLING and record.answered_at is not None:
        life = answer(life, last.attempt_id, record.answered_at, record.agent_id)
    if life.state is LeadState.CONNECTED and record.ended_at is not None:
        life = hang_up(life, last.attempt_id, record.ended_at)
    return life


def _end_of(record: CallRecord | None) -> AttemptOutcome | None:
    """Of a call that nobody answered: how it ended, where that was written down."""
    if record is None or record.ended_at is None:
        return None
    return attempt_outcome(Outcome(record.outcome), record.cause)
