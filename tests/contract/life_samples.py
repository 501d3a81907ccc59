"""Lives for the suites of the store."""

from dockline.domain.ids import AgentId, CallId, LeadId, ListId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import AttemptId, Life, dial
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.retryplan import AttemptOutcome
from dockline.ports.lead_store import PutAttempt, PutCampaign, PutDialList, PutLife, Wanted
from dockline.ports.store import Store, Write
from tests.contract.lead_samples import LIST, campaign, dial_list
from tests.contract.store_samples import LEAP

SETTINGS = LeadSettings()
ENDS = [outcome for outcome in AttemptOutcome if outcome is not AttemptOutcome.ANSWERED]


async def made(store: Store) -> None:
    """The campaign and its two lists."""
    lists = (dial_list(), dial_list("April", list_id="list-2"))
    await store.commit([PutCampaign(campaign()), *(PutDialList(one) for one in lists)])


def named(n: int) -> LeadId:
    return LeadId(f"lead-{n:06}")


async def life(store: Store, n: int = 1) -> Life:
    found = await store.lives(LEAP, [named(n)])
    return found[named(n)]


def dialled(one: Life, n: int, now: float, agent_id: AgentId | None = None) -> Life:
    """With an attempt whose name tells its turn."""
    attempt = AttemptId(f"attempt-{n:06}")
    return dial(one, attempt, CallId(f"call-{n}"), now, agent_id=agent_id, caller_id="442079460018")


def both(one: Life, expected: LeadState | None = None, ready_at: float = 0.0) -> list[Write]:
    """A life and its last attempt."""
    assert one.last is not None
    return [PutLife(one, expected, ready_at), PutAttempt(one.last)]


async def in_turn(
    store: Store,
    state: LeadState,
    now: float,
    *,
    agent_id: AgentId | None = None,
    since: float | None = None,
    limit: int = 100,
    list_id: ListId = LIST,
) -> list[LeadId]:
    await awake(store, now)
    asked = Wanted(LEAP, list_id, state, now, limit, agent_id, since)
    return await store.leads_in_turn(asked)


async def awake(store: Store, now: float) -> None:
    """Until nothing is left to be woken."""
    while await store.wake_leads(LEAP, now, limit=3):
        pass
