"""Calls and lines as boards are shown them: what of a view's fields they need."""

from typing import Final

from msgspec import Struct

from dockline.domain.ids import AgentId, CallId, CampaignId
from dockline.domain.shown import (
    CallKind,
    CallPhase,
    CallView,
    LegState,
    LineState,
    QueueView,
    TransferPhase,
    TransferView,
)

_TALKS: Final = frozenset({CallPhase.TALKING, CallPhase.HELD})
_RINGS: Final = frozenset({CallPhase.DIALLING, CallPhase.RINGING})
_CALLS: Final = frozenset({LineState.DIALLING, LineState.RINGING})
_UNSETTLED: Final = frozenset(
    {LineState.DIALLING, LineState.RINGING, LineState.LISTENING, LineState.WAITING}
)


class SeenCall(Struct):
    """The fields have the names of `CallView`'s, so that facts change them in the same way."""

    call_id: CallId
    kind: CallKind
    agent_id: AgentId
    team: str
    number: str
    phase: CallPhase
    started_at: float
    answered_at: float | None
    ended_at: float | None
    agent_leg: LegState
    transfer: TransferView | None
    queue: QueueView | None
    campaign_id: CampaignId | None
    campaign: str

    @property
    def open(self) -> bool:
        return self.phase is not CallPhase.ENDED

    @property
    def waits(self) -> bool:
        """In a team's queue."""
        return self.phase is CallPhase.QUEUED and self.queue is not None

    @property
    def talks(self) -> bool:
        return self.phase in _TALKS

    def on_trunk(self) -> tuple[int, int]:
        """How many of the trunk's lines it uses, and how many of these only ring."""
        used, setup = 1, int(self.phase in _RINGS)
        if self.phase is CallPhase.WAITING or not self.open:
            used = 0
        elif self.phase is CallPhase.QUEUED and self.queue is not None and self.queue.callback:
            used = 0  # nobody is on the line
        if self.open and self.transfer is not None and self.transfer.target_kind == "number":
            used += 1
            setup += self.transfer.phase in (TransferPhase.ASKING, TransferPhase.RINGING)
        return used, setup


def seen_call(view: CallView) -> SeenCall:
    return SeenCall(
        call_id=view.call_id,
        kind=view.kind,
        agent_id=view.agent_id,
        team=view.team,
        number=view.number,
        phase=view.phase,
        started_at=view.started_at,
        answered_at=view.answered_at,
        ended_at=view.ended_at,
        agent_leg=view.agent_leg,
        transfer=view.transfer,
        queue=view.queue,
        campaign_id=view.lead.campaign_id if view.lead is not None else None,
        campaign=view.lead.campaign if view.lead is not None else "",
    )


class SeenLine(Struct):
    """A call of the dialer that no agent is in."""

    call_id: CallId
    campaign_id: CampaignId
    state: LineState

    @property
    def unsettled(self) -> bool:
        """It rings, or a person waits for an agent."""
        return self.state in _UNSETTLED

    @property
    def rings(self) -> bool:
        return self.state in _CALLS
