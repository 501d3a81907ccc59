"""The life of leads in memory."""

from collections import Counter
from collections.abc import Callable, Collection
from heapq import nsmallest
from typing import Any, Final

from msgspec.structs import replace

from dockline.adapters.memory.leads import MemoryLeads
from dockline.adapters.memory.tables import through_json
from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import AgentId, CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import LIVE, Lead, LeadState
from dockline.domain.leadlife import RESTING, Attempt, AttemptId, Life
from dockline.domain.outcomes import AttemptOutcome
from dockline.ports.lead_store import (
    Dialled,
    LeadWrite,
    Postpone,
    PutAttempt,
    PutLife,
    Reconsider,
    Tally,
    Wanted,
)
from dockline.ports.store import StoreConflict

_UNSETTLED: Final = LIVE | {LeadState.SCHEDULED}
_TURN: Final[dict[LeadState, Callable[[Life], Any]]] = {
    LeadState.NEW: lambda life: (-life.lead.priority, life.lead.lead_id),
    LeadState.RETRY: lambda life: (-life.lead.priority, life.due_at or 0.0, life.lead.lead_id),
    LeadState.CALLBACK: lambda life: (life.due_at or 0.0, life.lead.lead_id),
}
"""The smaller comes first."""
_PEOPLE: Final = (AttemptOutcome.ANSWERED, AttemptOutcome.CUT_OFF, AttemptOutcome.ABANDONED)


class MemoryLives(MemoryLeads):
    def __init__(self) -> None:
        super().__init__()
        self._attempts: dict[AttemptId, PutAttempt] = {}
        self._attempts_of: dict[LeadId, tuple[AttemptId, ...]] = {}

    def _apply_lead_write(self, write: LeadWrite) -> None:
        match write:
            case PutLife():
                self._write_life(write)
            case PutAttempt(attempt):
                self._put_attempt(attempt.attempt_id, write)
            case Postpone():
                self._postpone(write)
            case Reconsider(space_id, campaign_id):
                for lead_id in list(self._ready_at):
                    lead = self._lives[lead_id].lead
                    if lead.space_id == space_id and lead.campaign_id == campaign_id:
                        self._drop(self._ready_at, lead_id)
            case _:
                super()._apply_lead_write(write)

    def _write_life(self, write: PutLife) -> None:
        life, expected = write.life, write.expected
        known = self._lives.get(life.lead.lead_id)
        if known is None or (expected is not None and known.state is not expected):
            raise StoreConflict("lead")
        as_of = write.as_of if expected is not None else None
        if as_of is not None and known.lead.updated_at != as_of:
            raise StoreConflict("lead")
        lead = replace(
            known.lead,
            state=life.state,
            attempts=life.lead.attempts,
            updated_at=max(known.lead.updated_at, life.lead.updated_at),
        )
        resting = life.state in RESTING and _times(lead) == _times(life.lead)
        self._put_life(replace(life, lead=lead, attempts=()), write.ready_at if resting else 0.0)

    def _postpone(self, write: Postpone) -> None:
        life = self._lives.get(write.lead_id)
        if life is None or life.state is not write.expected or life.state not in RESTING:
            return
        if write.as_of in (None, life.lead.updated_at):
            self._put(self._ready_at, write.lead_id, write.ready_at)

    def _put_attempt(self, attempt_id: AttemptId, write: PutAttempt) -> None:
        lead_id = write.attempt.lead_id
        if attempt_id not in self._attempts:
            ids = (*self._attempts_of.get(lead_id, ()), attempt_id)
            self._put(self._attempts_of, lead_id, tuple(sorted(ids)))
        self._put(self._attempts, attempt_id, through_json(write, PutAttempt))

    # --- reads --------------------------------------------------------------------------------

    async def lives(self, space_id: SpaceId, lead_ids: Collection[LeadId]) -> dict[LeadId, Life]:
        self._check()
        found: dict[LeadId, Life] = {}
        for lead_id in lead_ids:
            life = self._lives.get(lead_id)
            if life is not None and life.lead.space_id == space_id:
                ids = self._attempts_of.get(lead_id, ())
                attempts = tuple(self._attempts[one].attempt for one in ids)
                found[lead_id] = replace(life, attempts=attempts)
        return found

    async def leads_in_turn(self, which: Wanted) -> list[LeadId]:
        self._check()
        found = (life for life in self._lives.values() if self._is_wanted(life, which))
        return [life.lead.lead_id for life in nsmallest(which.limit, found, _TURN[which.state])]

    def _is_wanted(self, life: Life, which: Wanted) -> bool:
        lead = life.lead
        if (lead.list_id, lead.state, lead.space_id) != (
            which.list_id,
            which.state,
            which.space_id,
        ):
            return False
        begun_at = max(life.due_at or 0.0, lead.not_before or 0.0)
        if max(begun_at, self._ready_at.get(lead.lead_id, 0.0)) > which.now:
            return False
        if which.agent_id is None and which.since is not None:
            return life.wanted_by is not None and max(begun_at, lead.created_at) <= which.since
        return life.wanted_by == which.agent_id

    async def unsettled(self, space_id: SpaceId) -> list[LeadId]:
        self._check()
        return sorted(
            lead_id
            for lead_id, life in self._lives.items()
            if life.lead.space_id == space_id and life.state in _UNSETTLED
        )

    async def expired(self, space_id: SpaceId, now: float, *, limit: int) -> list[LeadId]:
        self._check()
        found = sorted(
            (life.lead.expires_at, lead_id)
            for lead_id, life in self._lives.items()
            if life.lead.space_id == space_id
            and life.state in RESTING
            and life.lead.expires_at is not None
            and life.lead.expires_at <= now
        )
        return [lead_id for _, lead_id in found[:limit]]

    async def wake_leads(self, space_id: SpaceId, now: float, *, limit: int) -> int:
        """Nothing waits here that would have to be woken."""
        self._check()
        return 0

    async def dialled_since(
        self, space_id: SpaceId, numbers: Collection[str], since: float
    ) -> dict[str, list[Dialled]]:
        self._check()
        wanted = set(numbers)
        found: dict[str, list[Dialled]] = {}
        for attempt in sorted(self._made_in(space_id), key=_when):
            if attempt.number in wanted and attempt.rang and attempt.dialled_at >= since:
                one = Dialled(attempt.lead_id, attempt.dialled_at, attempt.ended_at)
                found.setdefault(attempt.number, []).append(one)
        return found

    async def do_not_call_entries(
        self, space_id: SpaceId, numbers: Collection[str]
    ) -> list[DoNotCall]:
        self._check()
        wanted = set(numbers)
        found = self._do_not_call.items()
        return [entry for key, entry in sorted(found) if key[0] == space_id and key[1] in wanted]

    async def do_not_call_list(
        self, space_id: SpaceId, campaign_id: CampaignId, *, after: str = "", limit: int
    ) -> list[DoNotCall]:
        self._check()
        found = [
            entry
            for entry in self._do_not_call.values()
            if entry.space_id == space_id
            and entry.campaign_id == campaign_id
            and entry.number > after
        ]
        return sorted(found, key=lambda entry: entry.number)[:limit]

    async def tally(self, space_id: SpaceId, campaign_id: CampaignId, since: float) -> Tally:
        self._check()
        answers = abandons = mistaken = 0.0
        attempts = machines = 0
        for kept in self._attempts.values():
            attempt = kept.attempt
            if (attempt.space_id, attempt.campaign_id) != (space_id, campaign_id):
                continue
            if attempt.dialled_at < since:
                continue
            attempts += 1
            talking = attempt.open and attempt.answered_at is not None
            answers += talking or attempt.outcome in _PEOPLE
            abandons += attempt.outcome is AttemptOutcome.ABANDONED
            if attempt.outcome is AttemptOutcome.MACHINE:
                machines += 1
                mistaken += kept.mistaken
        return Tally(answers + mistaken, abandons + mistaken, mistaken, attempts, machines)

    async def lead_counts(
        self, space_id: SpaceId, campaign_id: CampaignId
    ) -> dict[ListId, dict[LeadState, int]]:
        self._check()
        found: dict[ListId, Counter[LeadState]] = {}
        for life in self._lives.values():
            if (life.lead.space_id, life.lead.campaign_id) == (space_id, campaign_id):
                found.setdefault(life.lead.list_id, Counter())[life.state] += 1
        return {list_id: dict(counted) for list_id, counted in found.items()}

    async def attempts(
        self,
        space_id: SpaceId,
        campaign_id: CampaignId,
        *,
        since: float = 0.0,
        after: AttemptId | None = None,
        limit: int,
    ) -> list[Attempt]:
        self._check()
        found = [
            attempt
            for attempt in self._made_in(space_id)
            if attempt.campaign_id == campaign_id
            and attempt.dialled_at >= since
            and attempt.attempt_id > (after or "")
        ]
        return sorted(found, key=lambda attempt: attempt.attempt_id)[:limit]

    def _made_in(self, space_id: SpaceId) -> list[Attempt]:
        kept = (one.attempt for one in self._attempts.values())
        return [attempt for attempt in kept if attempt.space_id == space_id]


def _when(attempt: Attempt) -> tuple[float, AttemptId]:
    return attempt.dialled_at, attempt.attempt_id


def _times(lead: Lead) -> tuple[AgentId | None, str, float | None, float | None]:
    """What a push may change, and the moment hangs on at which a lead is worth looking at."""
    return lead.agent_id, lead.time_zone, lead.not_before, lead.expires_at
