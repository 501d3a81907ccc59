"""What every store can tell of attempts, do-not-call lists and how far campaigns have come."""

from typing import Any

from msgspec.structs import replace

from dockline.domain.callinghours import CallingHours, Opening
from dockline.domain.campaign import (
    CampaignSettings,
    DialerSettings,
    DoNotCall,
    MachineTreatment,
    Mode,
    RunState,
)
from dockline.domain.dispositions import DEFAULT_DISPOSITIONS, Disposition, NextStep
from dockline.domain.ids import CallId, CampaignId, ListId, SpaceId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import Attempt, AttemptId
from dockline.domain.leadsettings import AttemptLimits, LeadSettings
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import AfterLast, RetryPlan, RetryRule
from dockline.ports.lead_store import (
    DropDoNotCall,
    PutAttempt,
    PutCampaign,
    PutDoNotCall,
    PutLife,
    Tally,
)
from dockline.ports.store import PutCall, Store
from tests.contract.lead_samples import CAMPAIGN, LIST, batch, campaign, number, push
from tests.contract.life_samples import life, made, named
from tests.contract.store_samples import LEAP, NOVA, RISHI, call


def attempt(n: int, outcome: AttemptOutcome | None = None, **changes: Any) -> Attempt:
    """The ``n``-th one, dialled at 2000 + n."""
    fields: dict[str, Any] = {
        "attempt_id": AttemptId(f"attempt-{n:03}"),
        "space_id": LEAP,
        "campaign_id": CAMPAIGN,
        "list_id": LIST,
        "lead_id": named(n),
        "call_id": CallId(f"call-{n}"),
        "number": number(n),
        "caller_id": "",
        "round": 1,
        "dialled_at": 2000.0 + n,
        "outcome": outcome,
    }
    return Attempt(**fields | changes)


# --- attempts -----------------------------------------------------------------------------------


async def test_what_was_answered_without_a_call(store: Store) -> None:
    await store.commit([PutCampaign(campaign())])
    times = {"answered_at": 2020.0, "ended_at": 2081.5}
    await store.commit(
        [
            PutAttempt(attempt(4, AttemptOutcome.ABANDONED, **times)),
            PutAttempt(attempt(3, AttemptOutcome.MACHINE, ended_at=2030.0)),
            PutAttempt(attempt(0, AttemptOutcome.MACHINE, **times)),  # before
            PutAttempt(attempt(5, AttemptOutcome.ANSWERED, **times)),
            PutAttempt(attempt(6, AttemptOutcome.BUSY, ended_at=2010.0)),
            PutAttempt(attempt(7, answered_at=2020.0)),
            PutAttempt(attempt(8, AttemptOutcome.MACHINE, space_id=NOVA, **times)),
            PutCall(call(5)),
        ]
    )
    assert await store.uncalled_since(LEAP, 2001.0) == [
        (number(3), 2003.0, 2030.0),
        (number(4), 2020.0, 2081.5),
    ]


async def test_what_rang_is_found_by_number(store: Store) -> None:
    same = number(1)
    await store.commit(
        [
            PutAttempt(attempt(3, AttemptOutcome.BUSY, number=same)),
            PutAttempt(attempt(1, AttemptOutcome.ANSWERED, ended_at=2600.5)),
            PutAttempt(attempt(2, number=same)),
            PutAttempt(attempt(4, AttemptOutcome.CARRIER_FAILURE, number=same)),
            PutAttempt(attempt(5, AttemptOutcome.INVALID_NUMBER, number=same)),
            PutAttempt(attempt(6, AttemptOutcome.INTERRUPTED, number=number(2))),
            PutAttempt(attempt(7, AttemptOutcome.BUSY, number=same, space_id=NOVA)),
            PutAttempt(attempt(8, AttemptOutcome.BUSY)),
        ]
    )
    asked = [number(1), number(2), number(3)]
    assert await store.dialled_since(LEAP, asked, 2000.0) == {
        number(1): [
            (named(1), 2001.0, 2600.5),
            (named(2), 2002.0, None),
            (named(3), 2003.0, None),
        ],
        number(2): [(named(6), 2006.0, None)],
    }
    assert await store.dialled_since(LEAP, asked, 2003.0) == {
        number(1): [(named(3), 2003.0, None)],
        number(2): [(named(6), 2006.0, None)],
    }
    assert await store.dialled_since(NOVA, asked, 0.0) == {number(1): [(named(7), 2007.0, None)]}
    assert await store.dialled_since(LEAP, [], 0.0) == {}


async def test_attempts_are_read_page_by_page(store: Store) -> None:
    kept = [attempt(n, AttemptOutcome.BUSY) for n in range(25)]
    await store.commit([PutAttempt(one) for one in reversed(kept)])
    await store.commit(
        [
            PutAttempt(attempt(50, campaign_id=CampaignId("campaign-2"))),
            PutAttempt(attempt(51, space_id=NOVA)),
        ]
    )
    for since, first in ((0.0, 0), (2010.0, 10), (2010.5, 11), (2024.0, 24), (2025.0, 25)):
        read: list[Attempt] = []
        after: AttemptId | None = None
        while page := await store.attempts(LEAP, CAMPAIGN, since=since, after=after, limit=4):
            assert len(page) <= 4
            read += page
            after = page[-1].attempt_id
        assert read == kept[first:]
    assert await store.attempts(LEAP, CAMPAIGN, limit=2) == kept[:2]


async def test_the_tally_of_a_campaign(store: Store) -> None:
    assert await store.tally(LEAP, CAMPAIGN, 0.0) == Tally()
    answered, machine = AttemptOutcome.ANSWERED, AttemptOutcome.MACHINE
    for n, outcome in enumerate(AttemptOutcome):
        await store.commit([PutAttempt(attempt(n, outcome))])
    await store.commit(
        [
            PutAttempt(attempt(20, answered), mistaken=0.5),
            PutAttempt(attempt(21, machine), mistaken=0.25),
            PutAttempt(attempt(22, machine), mistaken=0.125),
            PutAttempt(attempt(23)),
            PutAttempt(attempt(24, answered_at=2025.0)),
            PutAttempt(attempt(25, AttemptOutcome.NO_ANSWER, answered_at=2025.0)),
            PutAttempt(attempt(26, answered, judged=machine)),
            PutAttempt(attempt(30, answered, campaign_id=CampaignId("campaign-2"))),
            PutAttempt(attempt(31, answered, space_id=NOVA)),
        ]
    )
    # One each of answered, cut off and abandoned; then 20, 24 and 26.
    assert await store.tally(LEAP, CAMPAIGN, 0.0) == Tally(
        answers=6.375,
        abandons=1.375,
        mistaken=0.375,
        attempts=len(AttemptOutcome) + 7,
        machines=3,
    )
    assert await store.tally(LEAP, CAMPAIGN, 2022.0) == Tally(2.125, 0.125, 0.125, 5, 1)
    await store.commit([PutAttempt(attempt(24, AttemptOutcome.ABANDONED))])
    assert await store.tally(LEAP, CAMPAIGN, 2022.0) == Tally(2.125, 1.125, 0.125, 5, 1)
    assert await store.tally(LEAP, CAMPAIGN, 2027.0) == Tally()


# --- do-not-call lists --------------------------------------------------------------------------


def entry(n: int, campaign_id: CampaignId | str = "", space_id: SpaceId = LEAP) -> DoNotCall:
    return DoNotCall(space_id, number(n), 2000.0 + n, f"because {n}", CampaignId(campaign_id))


async def test_entries_are_found_by_number_and_read_list_by_list(store: Store) -> None:
    own = [entry(n) for n in (5, 1, 3)]
    theirs = [entry(n, CAMPAIGN) for n in (3, 2)]
    others = [entry(3, "campaign-2"), entry(4, space_id=NOVA)]
    await store.commit([PutDoNotCall(one) for one in (*own, *theirs, *others)])
    asked = [number(n) for n in (3, 4, 1)]
    assert await store.do_not_call_entries(LEAP, asked) == [own[1], own[2], theirs[0], others[0]]
    assert await store.do_not_call_entries(LEAP, []) == []
    nobody = CampaignId("")
    assert await store.do_not_call_list(LEAP, nobody, limit=2) == [own[1], own[2]]
    assert await store.do_not_call_list(LEAP, nobody, after=number(3), limit=2) == [own[0]]
    assert await store.do_not_call_list(LEAP, CAMPAIGN, limit=10) == [theirs[1], theirs[0]]
    assert await store.do_not_call_list(NOVA, nobody, limit=10) == [others[1]]
    again = replace(own[1], reason="asked once more", at=2500.0)
    await store.commit([PutDoNotCall(again), DropDoNotCall(LEAP, number(3))])
    assert await store.do_not_call_list(LEAP, nobody, limit=10) == [again, own[0]]


# --- how far it has come ------------------------------------------------------------------------


async def test_leads_are_counted_by_list_and_state(store: Store) -> None:
    await made(store)
    assert await store.lead_counts(LEAP, CAMPAIGN) == {}
    await store.push_leads(batch(*(push(n) for n in range(20))))
    await store.push_leads(batch(push(50), list_id=ListId("list-2")))
    await store.push_leads(
        batch(push(60), list_id=ListId("list-3"), campaign_id=CampaignId("campaign-2"))
    )
    states = [LeadState.DONE, LeadState.DONE, LeadState.RETRY, LeadState.DIALLING]
    for n, state in enumerate(states):
        one = await life(store, n)
        await store.commit([PutLife(replace(one, lead=replace(one.lead, state=state)))])
    one = await life(store, 50)
    done = replace(one, lead=replace(one.lead, state=LeadState.EXPIRED))
    await store.commit([PutLife(done)])
    assert await store.lead_counts(LEAP, CAMPAIGN) == {
        LIST: {
            LeadState.NEW: 16,
            LeadState.DONE: 2,
            LeadState.RETRY: 1,
            LeadState.DIALLING: 1,
        },
        ListId("list-2"): {LeadState.EXPIRED: 1},
    }
    assert await store.lead_counts(NOVA, CAMPAIGN) == {}


# --- settings -----------------------------------------------------------------------------------


async def test_all_that_a_campaign_sets_comes_back(store: Store) -> None:
    settings = CampaignSettings(
        mode=Mode.PREDICTIVE,
        state=RunState.DRAINING,
        requeue_finished=True,
        leads=LeadSettings(
            calling_hours=CallingHours(
                (*(((Opening("10:00", "13:00"), Opening("14:00", "20:00")),) * 5), (), ())
            ),
            unknown_zone="Europe/Paris",
            limits=AttemptLimits(most_attempts=4, minimum_gap=60.5),
            retry_plan=RetryPlan(
                {AttemptOutcome.BUSY: RetryRule((60.0, 120.5), most=2, then=AfterLast.DONE)}
            ),
            dispositions=(
                *DEFAULT_DISPOSITIONS,
                Disposition("later", "Later", NextStep.RETRY, AttemptOutcome.BUSY),
            ),
            agent_seconds=None,
            weights={LIST: 3},
        ),
        dialer=DialerSettings(
            ratio=1.5,
            most_lines=7,
            window_starts_at=1000.5,
            caller_ids=("442079460018",),
            amd=True,
            machine=MachineTreatment.LEAVE_MESSAGE,
            machine_message="hello",
        ),
        skip_reasons=("Not now",),
    )
    kept = replace(campaign(), settings=settings)
    await store.commit([PutCampaign(kept)])
    assert await store.campaigns(LEAP) == [kept]
    assert (await store.campaigns(LEAP))[0].settings.leads.weight(LIST) == 3


async def test_a_life_belongs_to_its_space(store: Store) -> None:
    await store.push_leads(batch(push(1, agent_id=RISHI)))
    await store.commit([PutAttempt(attempt(1))])
    assert await store.lives(NOVA, [named(1)]) == {}
    assert await store.attempts(NOVA, CAMPAIGN, limit=10) == []
