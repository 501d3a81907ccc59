"""Searches of calls in memory."""

from abc import abstractmethod
from collections.abc import Callable

from msgspec.structs import replace

from dockline.adapters.memory.tables import Tables
from dockline.domain.ids import AgentId, CallId, SpaceId
from dockline.domain.leadlife import Attempt, AttemptId
from dockline.domain.outcomes import AttemptOutcome
from dockline.ports.lead_store import PutAttempt, Uncalled
from dockline.ports.record_store import (
    CallPlace,
    CallSearch,
    CallState,
    DroppedRecording,
    RecordWrite,
    small,
)
from dockline.ports.store import AgentStateRow, CallRecord


class MemoryRecords(Tables):
    _calls: dict[CallId, CallRecord]
    _states: dict[tuple[SpaceId, AgentId, float, int], AgentStateRow]
    _attempts: dict[AttemptId, PutAttempt]

    def __init__(self) -> None:
        self._dropped: dict[tuple[SpaceId, CallId], DroppedRecording] = {}
        super().__init__()

    @abstractmethod
    def _check(self) -> None:
        """Raises StoreUnavailable."""

    def _apply_record_write(self, write: RecordWrite) -> None:
        call = self._calls.get(write.call_id)
        if call is None or call.space_id != write.space_id or not call.recording:
            return
        dropped = DroppedRecording(
            write.space_id, write.call_id, write.at, write.actor, call.recording
        )
        self._put(self._dropped, (write.space_id, write.call_id), dropped)
        self._put(self._calls, write.call_id, replace(call, recording=""))

    async def search_calls(
        self,
        space_id: SpaceId,
        which: CallSearch,
        *,
        after: CallPlace | None = None,
        limit: int,
    ) -> list[CallRecord]:
        found = sorted(self._search(space_id, which), key=_place, reverse=True)
        if after is not None:
            found = [call for call in found if _place(call) < (after.started_at, after.call_id)]
        return found[:limit]

    async def count_found(self, space_id: SpaceId, which: CallSearch, *, most: int) -> int:
        return min(most, len(self._search(space_id, which)))

    def _search(self, space_id: SpaceId, which: CallSearch) -> list[CallRecord]:
        self._check()
        calls = (call for call in self._calls.values() if call.space_id == space_id)
        return [call for call in calls if _found(call, which)]

    async def dropped_recording(
        self, space_id: SpaceId, call_id: CallId
    ) -> DroppedRecording | None:
        self._check()
        return self._dropped.get((space_id, call_id))

    async def states_in_call(self, space_id: SpaceId, call_id: CallId) -> list[CallState]:
        self._check()
        keys = sorted(key for key in self._states if key[0] == space_id)
        found = []
        for n, key in enumerate(keys):
            row = self._states[key]
            if row.call_id == call_id and call_id:
                same = n + 1 < len(keys) and keys[n + 1][1] == row.agent_id
                ends = keys[n + 1][2] if same else None
                found.append((row.at, row.agent_id, row.seq, row.state, ends))
        return [CallState(who, state, at, ends) for at, who, _, state, ends in sorted(found)]

    async def attempts_with(self, space_id: SpaceId, number: str, *, limit: int) -> list[Attempt]:
        self._check()
        made = (kept.attempt for kept in self._attempts.values())
        found = [one for one in made if one.space_id == space_id and one.number == number]
        found.sort(key=lambda one: (one.dialled_at, one.attempt_id), reverse=True)
        return found[:limit]

    async def uncalled_since(self, space_id: SpaceId, since: float) -> list[Uncalled]:
        self._check()
        made = (kept.attempt for kept in self._attempts.values())
        found = []
        for one in made:
            begins = one.answered_at
            if begins is None and one.outcome is AttemptOutcome.MACHINE:
                begins = one.dialled_at
            if one.space_id != space_id or one.dialled_at < since or one.call_id in self._calls:
                continue
            if begins is not None and one.ended_at is not None:
                answered = Uncalled(one.number, begins, one.ended_at)
                found.append((one.dialled_at, one.attempt_id, answered))
        return [answered for *_, answered in sorted(found)]


def _place(call: CallRecord) -> tuple[float, str]:
    return call.started_at, call.call_id


def _found(call: CallRecord, which: CallSearch) -> bool:
    equal: tuple[tuple[str | None, Callable[[CallRecord], str]], ...] = (
        (which.agent_id, lambda one: one.agent_id),
        (which.direction, lambda one: one.direction),
        (which.kind, lambda one: one.kind),
        (which.outcome, lambda one: one.outcome),
        (which.number, lambda one: one.number),
    )
    return (
        all(wanted is None or of(call) == wanted for wanted, of in equal)
        and (which.teams is None or call.team_id in which.teams)
        and (which.since is None or call.started_at >= which.since)
        and (which.until is None or call.started_at < which.until)
        and (which.disposition is None or call.disposition == which.disposition != "")
        and (not which.recorded or call.recording != "")
        and (not which.text or small(which.text) in small(call.note))
    )
