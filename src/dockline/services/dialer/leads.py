"""Leads that are in play: held for a card, dialled, talked to, wrapped up.

From the moment a lead is taken up until it is at rest again its life is kept here, and nobody
else moves it. Whatever happens is written in the order it happened; a lead counts as in play until
its last move is on disk, so that it is not taken up again by an older row.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Protocol

import structlog
from msgspec.structs import replace

from dockline.domain.campaign import Campaign
from dockline.domain.dispositions import Disposition, NoSuchDisposition
from dockline.domain.errors import NotNow
from dockline.domain.ids import AgentId, CallId, LeadId, SpaceId, timed_id
from dockline.domain.lead import LIVE, LeadState
from dockline.domain.leadhold import hold, put_back, skip
from dockline.domain.leadlife import (
    AttemptId,
    Callback,
    CallbackNotPossible,
    Life,
    answer,
    dial,
    hang_up,
)
from dockline.domain.leadoutcome import call_back, dispose, fail
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.outcomes import AttemptOutcome
from dockline.ports.clock import Clock
from dockline.ports.lead_store import PutAttempt, PutDoNotCall, PutLife
from dockline.ports.store import Store, StoreUnavailable, Write

_log = structlog.get_logger("dockline.dialer")


class Keep(Protocol):
    """`dockline.services.committer.Committer.keep`."""

    def __call__(
        self, writes: Sequence[Write], *, once: bool = False
    ) -> "asyncio.Future[None]": ...


class Played:
    """One lead in play."""

    def __init__(self, life: Life, campaign: Campaign) -> None:
        self.life = life
        self.campaign = campaign
        self.shown: tuple[Disposition, ...] = ()
        """What the agent chooses from, since it was dialled."""
        self.call_id: CallId | None = None
        self.agent_id: AgentId | None = None
        """Whose card it is on, or who talks to it."""
        self.said: tuple[str, Callback | None] | None = None
        """A disposition that was given while the call went on with somebody else."""
        self.chosen: tuple[str, Callback | None] | None = None
        """A disposition that was chosen on a dock, and is not given yet."""
        self.answered_at: float | None = None
        """By a person who has no agent yet."""
        self.mistaken = 0.0
        """The probability that the machine which answered was a person."""
        self.line = False
        """Dialled by the dialer, and not by an agent from its card."""
        self.writing = 0
        self.turn = asyncio.Lock()
        """Of those who dispose of it, one at a time."""

    @property
    def settings(self) -> LeadSettings:
        """The campaign's, and what the agent may still choose though it was taken away since."""
        settings = self.campaign.settings.leads
        codes = {one.code for one in settings.dispositions}
        gone = tuple(one for one in self.shown if one.code not in codes)
        return replace(settings, dispositions=(*settings.dispositions, *gone))

    @property
    def attempt_id(self) -> AttemptId:
        """Of the attempt under way. Raises NotNow where there is none."""
        if self.life.last is None:
            raise NotNow("The lead was never dialled.")
        return self.life.last.attempt_id


class LeadsInPlay:
    def __init__(self, space_id: SpaceId, store: Store, clock: Clock, keep: Keep) -> None:
        """``keep``: writes together, however long the store is away."""
        self._space_id = space_id
        self._store = store
        self._clock = clock
        self._keep = keep
        self._played: dict[LeadId, Played] = {}
        self._calls: dict[CallId, LeadId] = {}
        self._recent: dict[str, float] = {}

    def __contains__(self, lead_id: LeadId) -> bool:
        return lead_id in self._played

    def __iter__(self) -> Iterator[Played]:
        return iter(tuple(self._played.values()))

    def get(self, lead_id: LeadId) -> Played | None:
        return self._played.get(lead_id)

    def of_call(self, call_id: CallId) -> Played | None:
        lead_id = self._calls.get(call_id)
        return self._played.get(lead_id) if lead_id is not None else None

    def troubled(self, seconds: float) -> set[str]:
        """Numbers that are in play, or were dialled in the last seconds: nobody is rung by two
        leads at once, or by the second before the rules know of the first."""
        since = self._clock.now() - seconds
        self._recent = {number: at for number, at in self._recent.items() if at >= since}
        return {one.life.lead.number for one in self._played.values()} | set(self._recent)

    # --- taken up -----------------------------------------------------------------------------

    def take_up(self, life: Life, campaign: Campaign) -> Played:
        played = self._played[life.lead.lead_id] = Played(life, campaign)
        return played

    def call_of(self, played: Played, call_id: CallId) -> None:
        """It is dialled by this call."""
        played.call_id = call_id
        self._calls[call_id] = played.life.lead.lead_id

    async def hold(self, life: Life, campaign: Campaign, agent_id: AgentId) -> Played:
        """For an agent's card. Raises StoreConflict where it was taken or pushed meanwhile."""
        settings = campaign.settings.leads
        held = hold(life, settings, self._clock.now(), agent_id)
        played = self.take_up(held, campaign)
        played.agent_id = agent_id
        try:
            await self._store.commit([_as_judged(held, life)])
        except BaseException:
            self.drop(played)
            raise
        return played

    def dialled(
        self, played: Played, call_id: CallId, caller_id: str, agent_id: AgentId | None
    ) -> list[Write]:
        """Begin an attempt; what is to be durable before the phone rings: a conflict where the
        lead was pushed since the rules looked at it. `undialled` takes it back."""
        now = self._clock.now()
        before = played.life
        attempt_id = AttemptId(timed_id(now))
        played.life = dial(before, attempt_id, call_id, now, agent_id=agent_id, caller_id=caller_id)
        played.agent_id = agent_id
        played.shown = played.campaign.settings.leads.dispositions
        self.call_of(played, call_id)
        self._recent[before.lead.number] = now
        assert played.life.last is not None
        return [_as_judged(played.life, before), PutAttempt(played.life.last)]

    def undialled(self, played: Played, before: Life) -> None:
        """Nothing of it was written, and nobody was dialled."""
        last = played.life.last
        if last is not None and self._recent.get(last.number) == last.dialled_at:
            del self._recent[last.number]
        if played.call_id is not None:
            self._calls.pop(played.call_id, None)
        played.call_id = None
        played.life = before

    def drop(self, played: Played) -> None:
        """It is in play no more, whatever the store says of it."""
        self._played.pop(played.life.lead.lead_id, None)
        if played.call_id is not None:
            self._calls.pop(played.call_id, None)

    # --- what happens -------------------------------------------------------------------------

    def answered(self, played: Played, agent_id: AgentId) -> None:
        played.agent_id = agent_id
        life = answer(played.life, played.attempt_id, self._clock.now(), agent_id)
        self._moved(played, life, attempt=True)

    def hung_up(self, played: Played, ended_at: float) -> None:
        life = hang_up(played.life, played.attempt_id, self._clock.now(), ended_at)
        self._moved(played, life, attempt=True)

    async def failed(self, played: Played, outcome: AttemptOutcome, mistaken: float = 0.0) -> None:
        """The attempt ended, and no agent was in it."""
        settings = played.campaign.settings.leads
        listed = await self.is_listed(played)
        now = self._clock.now()
        life = fail(
            played.life,
            played.attempt_id,
            outcome,
            settings,
            now,
            answered_at=played.answered_at,
            listed=listed,
        )
        self._moved(played, life, attempt=True, mistaken=mistaken)

    async def disposed(
        self,
        played: Played,
        code: str,
        callback: Callback | None = None,
        *,
        wait: bool = True,
    ) -> None:
        """What the agent says came of it. ``wait``: on disk when this returns, or nothing has
        changed. Raises NotNow, NoSuchDisposition, CallbackNotPossible, StoreUnavailable."""
        settings = played.settings
        async with played.turn:
            listed = await self.is_listed(played)
            life, now = played.life, self._clock.now()
            settled = dispose(
                life, played.attempt_id, code, settings, now, callback=callback, listed=listed
            )
            writes: list[Write] = self._writes(settled.life, attempt=True)
            if settled.do_not_call is not None:
                writes.append(PutDoNotCall(settled.do_not_call))
            if not wait:
                self._moved(played, settled.life, writes=writes)
                return
            # In line with what happened before, some of which may not be on disk yet.
            await self._keep(writes, once=True)
            played.life = settled.life
            self._rests(played)

    async def undisposed(self, played: Played) -> None:
        """Nobody will say more of it: what was chosen or said before counts, if anything was."""
        undisposed = played.campaign.settings.leads.undisposed
        code, callback = played.chosen or played.said or (undisposed, None)
        with suppress(NotNow):  # somebody has just said it after all
            try:
                await self.disposed(played, code, callback, wait=False)
            except (CallbackNotPossible, NoSuchDisposition):
                # Its time has passed, or the campaign was changed, while the call went on.
                await self.disposed(played, undisposed, wait=False)

    async def called_back(self, played: Played, callback: Callback) -> None:
        """Promised from the card. Raises CallbackNotPossible, StoreUnavailable, StoreConflict."""
        settings = played.campaign.settings.leads
        life = call_back(played.life, callback, settings, self._clock.now())
        await self._store.commit([PutLife(life, expected=played.life.state)])
        played.life = life
        self._rests(played)

    async def skipped(self, played: Played, agent_id: AgentId, reason: str) -> None:
        """Raises NotNow, StoreUnavailable, StoreConflict."""
        settings = played.campaign.settings.leads
        life = skip(played.life, settings, self._clock.now(), agent_id, reason)
        await self._store.commit([PutLife(life, expected=played.life.state)])
        played.life = life
        self._rests(played)

    def put_back(self, played: Played) -> None:
        """The card is off the dock, and nothing came of it."""
        if played.life.state is LeadState.SCHEDULED:
            life = put_back(played.life, self._clock.now())
            self._moved(played, life, expected=LeadState.SCHEDULED)

    async def is_listed(self, played: Played) -> bool:
        """Whether its number is on a do-not-call list by now. While the store is away nobody
        knows; the rules ask again before the next dial."""
        lead = played.life.lead
        try:
            numbers = await self._store.do_not_call(self._space_id, lead.campaign_id, [lead.number])
        except StoreUnavailable:
            return False
        return lead.number in numbers

    # --- written down -------------------------------------------------------------------------

    def _writes(
        self,
        life: Life,
        *,
        attempt: bool = False,
        mistaken: float = 0.0,
        expected: LeadState | None = None,
    ) -> list[Write]:
        writes: list[Write] = [PutLife(life, expected=expected, ready_at=life.due_at or 0.0)]
        if attempt and life.last is not None:
            writes.append(PutAttempt(life.last, mistaken))
        return writes

    def _moved(
        self,
        played: Played,
        life: Life,
        *,
        attempt: bool = False,
        mistaken: float = 0.0,
        expected: LeadState | None = None,
        writes: list[Write] | None = None,
    ) -> None:
        played.life = life
        if writes is None:
            writes = self._writes(life, attempt=attempt, mistaken=mistaken, expected=expected)
        played.writing += 1

        def written(_: "asyncio.Future[None]") -> None:
            played.writing -= 1
            self._rests(played)

        self._keep(writes).add_done_callback(written)

    def _rests(self, played: Played) -> None:
        """Out of play once it is at rest or finished, and that is on disk."""
        state = played.life.state
        current = self._played.get(played.life.lead.lead_id) is played
        if current and not played.writing and state not in LIVE | {LeadState.SCHEDULED}:
            self.drop(played)


def _as_judged(life: Life, before: Life) -> PutLife:
    """What was at hand may be a quarter of a minute old. What was pushed since (an end, another
    agent, other data) counts: then the lead is looked at anew. Of a card the agent has it already,
    and it was brought up to date as they took it."""
    held = before.state is LeadState.SCHEDULED
    as_of = None if held else before.lead.updated_at
    return PutLife(life, expected=before.state, as_of=as_of)
