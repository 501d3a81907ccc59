"""What survives a restart of campaigns, dial lists and leads. Part of the store's port."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple, Protocol

from msgspec import Struct

from dockline.domain.campaign import Campaign, DialList, DoNotCall
from dockline.domain.ids import AgentId, CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import Lead, LeadState, Push
from dockline.domain.leadlife import Attempt, AttemptId, Life


class PutCampaign(Struct, frozen=True):
    """A conflict (``campaign``) where another one of the space has the name."""

    campaign: Campaign


class StopDrained(Struct, frozen=True):
    """The campaign, which is draining, is stopped; its name and all else that is set stay as the
    store has them. A conflict (``campaign``) where it is not draining any more, or gone."""

    space_id: SpaceId
    campaign_id: CampaignId


class PutDialList(Struct, frozen=True):
    """A conflict (``source``) where another one of the campaign has the name."""

    dial_list: DialList


class PutLead(Struct, frozen=True):
    """Replace the row of the same lead_id; its campaign, list and number never change. Nothing
    where there is none."""

    lead: Lead


class PutLife(Struct, frozen=True):
    """Write how far a lead has come: its state, its count of attempts, and all of its life but
    the attempts (`PutAttempt`). What a push may change (data, whose it is, priority, times, ...)
    is left as the store has it.

    Raises StoreConflict (``lead``) where ``expected`` is not the state that the store has, the
    lead is another than it was ``as_of``, or there is no such lead."""

    life: Life
    expected: LeadState | None = None
    """None: whatever it is."""
    ready_at: float = 0.0
    """Of a lead at rest: it is not worth looking at before (`Wanted`). It counts for nothing where
    a push has meanwhile changed the lead's agent, zone or times, by which it was worked out."""
    as_of: float | None = None
    """The lead's ``updated_at`` as it was read, where it may not have been pushed since. It counts
    only beside ``expected``. None: whatever it is."""


class PutAttempt(Struct, frozen=True):
    """Insert, or replace the row of the same attempt_id."""

    attempt: Attempt
    mistaken: float = 0.0
    """Of a machine: the probability, as estimated, that it was a person."""


class Postpone(Struct, frozen=True):
    """A lead at rest is not worth looking at before ``ready_at``. Nothing where it is gone, its
    state is not ``expected`` any more, or somebody is changing it just now."""

    lead_id: LeadId
    expected: LeadState
    ready_at: float
    as_of: float | None = None
    """The lead's ``updated_at`` as it was read: nothing where it was pushed or moved since. None:
    whatever it is."""


class Reconsider(Struct, frozen=True):
    """Every lead at rest of the campaign is worth looking at again: its settings were changed. At
    the latest once `LeadStore.wake_leads` has found nothing more to do."""

    space_id: SpaceId
    campaign_id: CampaignId


class PutDoNotCall(Struct, frozen=True):
    """Insert or replace; and whatever lead of that scope has the number and nobody is at (at
    rest, held or finished) becomes ``do_not_call``, together with it."""

    entry: DoNotCall


class DropDoNotCall(Struct, frozen=True):
    """Leads that became ``do_not_call`` stay so until they are queued again."""

    space_id: SpaceId
    number: str
    campaign_id: CampaignId = CampaignId("")


LeadWrite = (
    PutCampaign
    | StopDrained
    | PutDialList
    | PutLead
    | PutLife
    | PutAttempt
    | Postpone
    | Reconsider
    | PutDoNotCall
    | DropDoNotCall
)


class LeadBatch(Struct, frozen=True):
    """Leads for one dial list, pushed together."""

    space_id: SpaceId
    campaign_id: CampaignId
    list_id: ListId
    requeue: bool
    """Whether leads that are finished are queued again."""
    at: float
    pushes: Sequence[Push]
    """Each number once."""
    first: tuple[LeadWrite, ...] = ()
    """The campaign and the dial list, where they have to be made, in the same transaction."""


class Pushed(Struct, frozen=True, gc=False):
    """What became of one lead."""

    lead_id: LeadId
    created: bool
    state: LeadState
    overgrown: bool = False
    """Its data would have become too large (`dockline.domain.lead.overgrown`): it was left as it
    is, and nothing else is said of it."""


OVERGROWN: Final = Pushed(LeadId(""), False, LeadState.NEW, overgrown=True)


class Wanted(Struct, frozen=True):
    """A question for leads of one list and state, at rest, that are worth looking at now: their
    ``ready_at``, the time their life says (``due_at``) and the one they were pushed with
    (``not_before``) have come."""

    space_id: SpaceId
    list_id: ListId
    state: LeadState
    """new, retry or callback."""
    now: float
    limit: int
    agent_id: AgentId | None = None
    """Those that this agent is to get first (`Life.wanted_by`); None: those of nobody ..."""
    since: float | None = None
    """... or, with this, those of any agent that have been so since then or longer (the latest of
    ``due_at``, ``not_before`` and ``created_at``)."""


class Tally(Struct, frozen=True):
    """What a campaign's attempts since some time come to."""

    answers: float = 0.0
    """By people: answered, cut off and abandoned, and of machines what was mistaken."""
    abandons: float = 0.0
    """Abandoned, and of machines what was mistaken."""
    mistaken: float = 0.0
    """That part of both."""
    attempts: int = 0
    machines: int = 0


class Dialled(NamedTuple):
    """An attempt, as the rules for other leads with its number look at it. In Unix seconds."""

    lead_id: LeadId
    at: float
    ended_at: float | None
    """None while it goes on."""


class Uncalled(NamedTuple):
    """An attempt that was answered, and became no call of an agent's: by a machine, or by somebody
    for whom nobody was free. In Unix seconds."""

    number: str
    answered_at: float
    """Of a machine: when it was dialled. When it answered is not kept."""
    ended_at: float


class LeadStore(Protocol):
    async def push_leads(self, batch: LeadBatch) -> list[Pushed]:
        """Insert or update on (dial list, number), by the rules of `dockline.domain.lead`; in the
        order of ``batch.pushes``.

        All of them are durable together when it returns. Raises StoreConflict, and then none is
        written; StoreUnavailable, and then none is, or, where the database went away in the midst
        of a large batch, all of them will be before anything else is pushed."""

    async def campaigns(self, space_id: SpaceId) -> list[Campaign]:
        """By name."""

    async def dial_lists(self, space_id: SpaceId) -> list[DialList]:
        """By name."""

    async def lead(self, space_id: SpaceId, lead_id: LeadId) -> Lead | None: ...

    async def leads(
        self, space_id: SpaceId, list_id: ListId, *, after: LeadId | None = None, limit: int
    ) -> list[Lead]:
        """In the order of their ids, which is about the order they came in."""

    async def leads_with(
        self, space_id: SpaceId, list_id: ListId, numbers: Collection[str]
    ) -> dict[str, Lead]:
        """Those of the list that have one of these numbers, by number."""

    async def do_not_call(
        self, space_id: SpaceId, campaign_id: CampaignId, numbers: Collection[str]
    ) -> set[str]:
        """Which of these numbers the space or the campaign never calls."""

    # --- the life of leads --------------------------------------------------------------------

    async def lives(self, space_id: SpaceId, lead_ids: Collection[LeadId]) -> dict[LeadId, Life]:
        """Those that there are, with all their attempts."""

    async def leads_in_turn(self, which: Wanted) -> list[LeadId]:
        """New ones by priority, the highest first, then as they came in; retries by priority,
        then the longest due first; callbacks the longest due first."""

    async def unsettled(self, space_id: SpaceId) -> list[LeadId]:
        """Leads that are held, or that somebody is at."""

    async def expired(self, space_id: SpaceId, now: float, *, limit: int) -> list[LeadId]:
        """Leads at rest whose ``expires_at`` has come."""

    async def wake_leads(self, space_id: SpaceId, now: float, *, limit: int) -> int:
        """Have at most ``limit`` leads whose time has come, or that are to be reconsidered, stand
        in line again, a write; to be asked every few seconds. Returns how many it looked at: 0
        where nothing is left to do. (An adapter may do without it, and always return 0.) Raises
        StoreUnavailable."""

    async def dialled_since(
        self, space_id: SpaceId, numbers: Collection[str], since: float
    ) -> dict[str, list[Dialled]]:
        """By number: attempts that rang (`Attempt.rang`) or may still ring, in the order they were
        dialled."""

    async def do_not_call_entries(
        self, space_id: SpaceId, numbers: Collection[str]
    ) -> list[DoNotCall]:
        """Of the space and of any campaign."""

    async def do_not_call_list(
        self, space_id: SpaceId, campaign_id: CampaignId, *, after: str = "", limit: int
    ) -> list[DoNotCall]:
        """The space's own list (empty ``campaign_id``) or a campaign's, by number."""

    async def tally(self, space_id: SpaceId, campaign_id: CampaignId, since: float) -> Tally:
        """Of attempts dialled at or after ``since``."""

    async def lead_counts(
        self, space_id: SpaceId, campaign_id: CampaignId
    ) -> dict[ListId, dict[LeadState, int]]:
        """How many leads each list has in each state."""

    async def attempts(
        self,
        space_id: SpaceId,
        campaign_id: CampaignId,
        *,
        since: float = 0.0,
        after: AttemptId | None = None,
        limit: int,
    ) -> list[Attempt]:
        """In the order of their ids, which is the order in which they were dialled."""

    async def uncalled_since(self, space_id: SpaceId, since: float) -> list[Uncalled]:
        """Those that are over, of attempts dialled at or after ``since``, in the order in which
        they were dialled. (No call is kept of them: with calls' this is all that was paid for.)"""
