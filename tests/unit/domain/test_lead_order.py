"""Which lead is next: the order, agents' own leads, and fair turns of the dial lists."""

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from hypothesis import given, strategies as st
from msgspec.structs import replace

from dockline.domain.dialrules import Ruling
from dockline.domain.ids import AgentId, LeadId, ListId
from dockline.domain.lead import LeadState
from dockline.domain.leadhold import hold
from dockline.domain.leadlife import Callback, Life
from dockline.domain.leadorder import (
    Candidate,
    Turns,
    candidate,
    choose,
    in_its_hours,
    open_to_all_at,
    order_rulings,
)
from dockline.domain.leadoutcome import call_back, queue_again
from dockline.domain.leadrules import why
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.retryplan import AttemptOutcome
from tests.support.leads import (
    MONDAY_NOON,
    RISHI,
    SIDDHANT,
    failed,
    in_state,
    lead_of,
    surroundings,
)

NOW = MONDAY_NOON
SETTINGS = LeadSettings()
WEB = ListId("web")


def lead(
    name: str,
    state: LeadState = LeadState.NEW,
    *,
    list_id: str = "web",
    priority: int = 0,
    waited: float = 60.0,
    agent_id: AgentId | None = None,
) -> Candidate:
    return Candidate(LeadId(name), ListId(list_id), state, priority, NOW - waited, agent_id)


def order(
    *candidates: Candidate,
    settings: LeadSettings = SETTINGS,
    agent_id: AgentId | None = None,
    now: float = NOW,
) -> list[str]:
    return list(choose(candidates, settings, Turns(), now, count=99, agent_id=agent_id).leads)


def test_callbacks_then_priority_then_fresh_then_the_longest_ready() -> None:
    assert order(
        lead("retry", LeadState.RETRY),
        lead("fresh"),
        lead("older", waited=120),
        lead("urgent retry", LeadState.RETRY, priority=5),
        lead("urgent", priority=5),
        lead("unhurried", priority=-5, waited=9999),
        lead("callback", LeadState.CALLBACK, priority=-99),
        lead("older callback", LeadState.CALLBACK, waited=90, list_id="fair"),
    ) == [
        "older callback",
        "callback",
        "urgent",
        "urgent retry",
        "older",
        "fresh",
        "retry",
        "unhurried",
    ]


def test_what_is_not_ready_or_not_at_rest_is_left_out() -> None:
    assert order(lead("later", waited=-0.5), lead("now", waited=0)) == ["now"]
    assert order(lead("promised", LeadState.CALLBACK, waited=-60)) == []
    assert order(*(lead(state, state) for state in LeadState)) == ["callback", "new", "retry"]


def test_a_retry_that_waited_too_long_ranks_with_the_fresh() -> None:
    fresh = lead("fresh", waited=14_000)
    assert order(fresh, lead("retry", LeadState.RETRY, waited=14_399)) == ["fresh", "retry"]
    assert order(fresh, lead("retry", LeadState.RETRY, waited=14_400)) == ["retry", "fresh"]


def test_an_agents_lead_goes_to_that_agent_and_after_a_time_to_anybody() -> None:
    own = lead("own", agent_id=RISHI, waited=3599)
    common = lead("common", waited=9000)
    assert order(common, own, agent_id=RISHI) == ["own", "common"]
    assert order(common, own, agent_id=SIDDHANT) == ["common"]
    assert order(common, own) == ["common"]
    assert open_to_all_at(own, SETTINGS) == NOW + 1
    assert order(common, own, agent_id=SIDDHANT, now=NOW + 1) == ["common", "own"]
    assert order(common, own, now=NOW + 1) == ["common", "own"]
    for_ever = LeadSettings(agent_seconds=None)
    assert open_to_all_at(own, for_ever) is None
    assert open_to_all_at(common, for_ever) == common.ready_at
    assert order(own, settings=for_ever, now=NOW + 1e7) == []
    assert order(own, settings=for_ever, now=NOW + 1e7, agent_id=RISHI) == ["own"]


def test_the_time_of_an_agent_begins_with_the_calling_hours() -> None:
    evening, life = NOW + 9.5 * 3600, lead_of(now=NOW + 9.5 * 3600, agent_id=RISHI)
    settings = LeadSettings(unknown_zone="Asia/Kolkata")

    def waits_from(life: Life) -> float:
        return in_its_hours(candidate(life), life, settings, "UTC").waits_from

    assert waits_from(lead_of(agent_id=RISHI, time_zone="Europe/London")) == NOW
    late = replace(life, lead=replace(life.lead, time_zone="Europe/London"))
    assert waits_from(late) == NOW + 20 * 3600
    nowhere = replace(life, lead=replace(life.lead, time_zone="Nowhere/At_all"))
    assert waits_from(nowhere) == evening
    each = in_its_hours(candidate(late), late, settings, "UTC")
    assert open_to_all_at(each, settings) == NOW + 21 * 3600
    assert each.ready_at == evening, "its place in the list is its own"


def test_priority_stands_above_whose_it_is() -> None:
    own, urgent = lead("own", agent_id=RISHI), lead("urgent", priority=1)
    assert order(own, urgent, agent_id=RISHI) == ["urgent", "own"]


def test_a_list_of_no_weight_rests_but_promises_are_kept() -> None:
    settings = LeadSettings(weights={WEB: 0})
    assert order(lead("a"), lead("b", LeadState.CALLBACK), settings=settings) == ["b"]


def test_a_trace_tells_what_the_order_has_against_a_lead() -> None:
    life = lead_of(agent_id=RISHI)
    around = surroundings(further=order_rulings(candidate(life), SETTINGS, NOW))
    trace = why(life, SETTINGS, around, NOW)
    assert trace.refused == Ruling("agent", False, "The lead waits for its own agent.", NOW + 3600)
    assert trace.next_at == NOW + 3600
    assert all(each.allowed for each in order_rulings(candidate(life), SETTINGS, NOW, RISHI))
    resting = LeadSettings(weights={WEB: 0})
    around = surroundings(further=order_rulings(candidate(lead_of()), resting, NOW))
    trace = why(lead_of(), resting, around, NOW)
    assert trace.refused is not None
    assert trace.refused.sentence == "The lead's dial list rests: its weight is 0."
    assert trace.next_at is None


def test_turns_by_weight() -> None:
    settings = LeadSettings(weights={ListId("a"): 5, ListId("b"): 1, ListId("c"): 1})
    leads = [lead(f"{list_id}{n}", list_id=list_id) for list_id in "abc" for n in range(20)]
    first = choose(leads, settings, Turns(), NOW, count=7).leads
    # Smooth: the heavy list's turns are spread over the cycle.
    assert "".join(name[0] for name in first) == "aabacaa"


def test_candidates_of_lives() -> None:
    fresh = candidate(lead_of(agent_id=RISHI, priority=7, not_before=NOW + 5))
    assert fresh == Candidate(LeadId("lead"), WEB, LeadState.NEW, 7, NOW + 5, RISHI)
    assert candidate(lead_of()).ready_at == NOW
    retry = candidate(failed(lead_of(), AttemptOutcome.BUSY, NOW, seconds=20))
    assert (retry.state, retry.ready_at) == (LeadState.RETRY, NOW + 320)
    promised = call_back(lead_of(), Callback(NOW + 60, NOW, SIDDHANT), SETTINGS, NOW)
    assert candidate(promised).agent_id == SIDDHANT
    anew = queue_again(failed(lead_of(), AttemptOutcome.INVALID_NUMBER, NOW + 99), NOW + 200)
    assert candidate(anew).ready_at == NOW + 119
    assert order(candidate(hold(in_state(LeadState.NEW), SETTINGS, NOW))) == []


LISTS = [ListId(name) for name in "abcde"]
WEIGHTS = st.dictionaries(st.sampled_from(LISTS), st.integers(1, 9), min_size=2, max_size=5)


def turns_of(settings: LeadSettings, offers: Iterable[Iterable[ListId]]) -> list[ListId]:
    """Whose turn it was, each time with one lead of each list that is offered."""
    turns, served = Turns(), []
    for offered in offers:
        choice = choose(
            [lead(list_id, list_id=list_id) for list_id in offered], settings, turns, NOW
        )
        turns = choice.turns
        served += [ListId(name) for name in choice.leads]
    return served


@given(WEIGHTS)
def test_weights_are_kept_over_a_long_run(weights: dict[ListId, int]) -> None:
    total, settings = sum(weights.values()), LeadSettings(weights=weights)
    served = turns_of(settings, [list(weights)] * (total * 10))
    assert Counter(served) == {list_id: 10 * weight for list_id, weight in weights.items()}
    # And at every moment of it no list is more than one turn off for each list there is.
    for list_id, weight in weights.items():
        sofar = accumulate(each == list_id for each in served)
        for turn, count in enumerate(sofar, start=1):
            assert abs(count - turn * weight / total) <= len(weights)


@given(WEIGHTS, st.lists(st.sets(st.sampled_from(LISTS)), min_size=1, max_size=300))
def test_nobody_starves_whoever_comes_and_goes(
    weights: dict[ListId, int], others: list[set[ListId]]
) -> None:
    patient = min(weights, key=lambda list_id: (weights[list_id], list_id))
    offers = [sorted((some & set(weights)) | {patient}) for some in others]
    served = turns_of(LeadSettings(weights=weights), offers)
    assert len(served) == len(offers)
    waited = longest = 0
    for each in served:
        waited = 0 if each == patient else waited + 1
        longest = max(longest, waited)
    assert longest <= len(weights) * -(-sum(weights.values()) // weights[patient])


@given(WEIGHTS, st.lists(st.sets(st.sampled_from(LISTS), min_size=1), max_size=200))
def test_nothing_is_hoarded(weights: dict[ListId, int], offers: list[set[ListId]]) -> None:
    settings, turns = LeadSettings(weights=weights), Turns()
    for offered in offers:
        some = [lead(list_id, list_id=list_id) for list_id in sorted(offered)]
        turns = choose(some, settings, turns, NOW).turns
        assert sum(turns.earned.values()) == 0
        worth = sum(settings.weight(list_id) for list_id in LISTS)
        assert all(abs(each) <= len(LISTS) * worth for each in turns.earned.values())


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.uuids().map(lambda name: LeadId(str(name))),
        st.sampled_from(LISTS),
        st.sampled_from(LeadState),
        st.integers(-2, 2),
        st.integers(-20_000, 20_000).map(lambda span: NOW + span),
        st.sampled_from([None, RISHI, SIDDHANT]),
    ),
    max_size=40,
    unique_by=lambda each: each.lead_id,
)


@given(CANDIDATES, WEIGHTS, st.sampled_from([None, RISHI]), st.integers(0, 50))
def test_the_order_of_asking_changes_nothing_and_all_are_served(
    candidates: list[Candidate],
    weights: dict[ListId, int],
    agent_id: AgentId | None,
    count: int,
) -> None:
    settings = LeadSettings(weights=weights)
    whole = choose(candidates, settings, Turns(), NOW, count=99, agent_id=agent_id)
    again = choose(reversed(candidates), settings, Turns(), NOW, count=99, agent_id=agent_id)
    assert whole == again
    some = choose(candidates, settings, Turns(), NOW, count=count, agent_id=agent_id)
    assert some.leads == whole.leads[:count]
    # One at a time, with the turns kept, is the same as many at once.
    single: list[LeadId] = []
    turns, left = Turns(), list(candidates)
    while one := choose(left, settings, turns, NOW, agent_id=agent_id):
        if not one.leads:
            break
        single += one.leads
        turns = one.turns
        left = [each for each in left if each.lead_id not in one.leads]
    assert tuple(single) == whole.leads
    rest = {each.lead_id: each for each in candidates if each.lead_id not in whole.leads}
    for each in rest.values():
        waits = each.agent_id not in (None, agent_id) and each.ready_at + 3600 > NOW
        live = each.state not in (LeadState.NEW, LeadState.RETRY, LeadState.CALLBACK)
        assert waits or live or each.ready_at > NOW


def test_retries_are_reached_though_fresh_leads_never_end() -> None:
    retry = lead("retry", LeadState.RETRY, waited=0)
    for minute in range(0, 600, 10):
        now = NOW + 60 * minute
        fresh = replace(lead(f"fresh {minute}"), ready_at=now)
        if choose([retry, fresh], SETTINGS, Turns(), now).leads == ("retry",):
            break
    assert minute == 240
