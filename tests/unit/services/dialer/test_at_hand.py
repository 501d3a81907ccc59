"""The leads a hopper has at hand: none that is offered is passed over."""

from hypothesis import given, strategies as st

from dockline.domain.ids import AgentId, LeadId, ListId
from dockline.domain.lead import LeadState
from dockline.domain.leadorder import Candidate, Turns, choose
from dockline.domain.leadsettings import LeadSettings
from dockline.services.dialer.at_hand import AtHand, Seen
from tests.support.leads import MONDAY_NOON, RISHI, SIDDHANT, lead_of, surroundings

NOW = MONDAY_NOON
LEADS = st.lists(
    st.builds(
        Candidate,
        st.uuids().map(lambda name: LeadId(str(name))),
        st.sampled_from([ListId("web"), ListId("fair")]),
        st.sampled_from(LeadState),
        st.integers(-2, 2),
        st.integers(-9_000, 2_000).map(lambda span: NOW + span),
        st.sampled_from([None, RISHI, SIDDHANT, AgentId("mira")]),
    ),
    max_size=30,
    unique_by=lambda each: each.lead_id,
)


def put(at_hand: AtHand, each: Candidate) -> None:
    at_hand.put(Seen(lead_of(), surroundings(), each, NOW))


def waiting(owner: AgentId | None, name: str, waited: float = 60.0) -> Candidate:
    return Candidate(LeadId(name), ListId("web"), LeadState.NEW, 0, NOW - waited, owner)


@given(
    LEADS,
    st.sets(st.integers(0, 29)),
    st.sampled_from([None, RISHI]),
    st.sampled_from([None, 0.0, 3600.0]),
)
def test_the_choice_is_that_of_all_that_are_at_hand(
    leads: list[Candidate], gone: set[int], agent_id: AgentId | None, agent_seconds: float | None
) -> None:
    settings = LeadSettings(agent_seconds=agent_seconds)
    at_hand = AtHand()
    for each in leads:
        put(at_hand, each)
    dropped = [at_hand.drop(each.lead_id) for n, each in enumerate(leads) if n in gone]
    left = [each for n, each in enumerate(leads) if n not in gone]
    assert all(dropped)
    assert [one.candidate for one in at_hand.values()] == left
    perhaps = at_hand.perhaps_for(agent_id, settings, NOW)
    assert choose(perhaps, settings, Turns(), NOW, count=99, agent_id=agent_id) == choose(
        left, settings, Turns(), NOW, count=99, agent_id=agent_id
    )
    assert at_hand.owns(SIDDHANT) == any(each.agent_id == SIDDHANT for each in left)


def test_what_waits_for_somebody_else_is_not_looked_through() -> None:
    at_hand = AtHand()
    for n in range(5):
        put(at_hand, waiting(SIDDHANT, f"his {n}"))
    put(at_hand, waiting(None, "anybody's"))
    names = [each.lead_id for each in at_hand.perhaps_for(RISHI, LeadSettings(), NOW)]
    assert names == ["anybody's"]
    put(at_hand, waiting(SIDDHANT, "his, and long", waited=3600))
    assert len(at_hand.perhaps_for(RISHI, LeadSettings(), NOW)) == 7


def test_a_lead_that_is_seen_again_belongs_to_whom_it_belongs_now() -> None:
    at_hand = AtHand()
    put(at_hand, waiting(SIDDHANT, "one"))
    put(at_hand, waiting(RISHI, "one"))
    assert len(at_hand) == 1
    assert LeadId("one") in at_hand
    assert not at_hand.owns(SIDDHANT)
    at_hand.clear()
    assert len(at_hand) == 0
    assert at_hand.perhaps_for(RISHI, LeadSettings(), NOW) == []
    assert at_hand.drop(LeadId("one")) is None
