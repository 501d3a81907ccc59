"""Agents as the pacing sees them, and what the trunk bears."""

from dockline.adapters.memory.clock import MemoryClock
from dockline.domain.facts import AgentState, AgentView, CallKind, CallPhase, CallView
from dockline.domain.ids import AgentId, CallId, ChatId, TeamId
from dockline.domain.space import Blending
from dockline.ports.engine import TrunkLimits
from dockline.services.dialer.crew import Crew, Doing, doing
from dockline.services.dialer.running import Trunk, sharing

SALES, CARE = TeamId("sales"), TeamId("care")
RISHI, MIRA = AgentId("rishi"), AgentId("mira")
CALL = CallId("call-1")


def agent(state: AgentState, **more: bool) -> AgentView:
    here = {"linked": True, "phone": True, **more}
    return AgentView("a", "rishi", "Rishi", ("Sales",), state=state, **here)  # type: ignore[arg-type]


def call(kind: CallKind) -> CallView:
    return CallView(
        CallId("c"), kind, RISHI, "Sales", "442079460100", "", {}, CallPhase.TALKING, 0.0
    )


def test_only_who_is_ready_with_a_phone_and_no_card_is_idle() -> None:
    assert doing(agent(AgentState.READY), None, has_card=False) is Doing.IDLE
    assert doing(agent(AgentState.READY), None, has_card=True) is Doing.AWAY
    assert doing(agent(AgentState.READY, phone=False), None, has_card=False) is Doing.AWAY
    assert doing(agent(AgentState.PAUSED), None, has_card=False) is Doing.AWAY


def test_who_chats_is_idle_only_where_calls_and_chats_go_together() -> None:
    me, alone = agent(AgentState.READY), Blending(calls_while_chatting=False)
    assert doing(me, None, has_card=False, blending=alone) is Doing.IDLE
    me.chats = (ChatId("chat"),)
    assert doing(me, None, has_card=False, blending=alone) is Doing.AWAY
    assert doing(me, None, has_card=False, blending=Blending()) is Doing.IDLE


def test_only_the_dialers_calls_say_when_somebody_will_be_free() -> None:
    talking, wrapping = agent(AgentState.TALKING), agent(AgentState.WRAP_UP)
    assert doing(talking, call(CallKind.DIALER), has_card=False) is Doing.TALKING
    assert doing(wrapping, call(CallKind.DIALER), has_card=False) is Doing.WRAPPING
    for kind in (CallKind.MANUAL, CallKind.CLICK_TO_CALL, CallKind.PREVIEW):
        assert doing(talking, call(kind), has_card=False) is Doing.AWAY
        assert doing(wrapping, call(kind), has_card=False) is Doing.AWAY


def test_who_pauses_as_they_change_their_team_is_counted_on_there_when_they_are_ready() -> None:
    crew = Crew()
    sales, care = crew.team(SALES, 2.0), crew.team(CARE, 2.0)
    assert crew.seen(RISHI, (SALES,), Doing.IDLE, None, 1.0)
    assert not crew.seen(RISHI, (CARE,), Doing.AWAY, None, 2.0)
    assert (crew.idle(SALES), crew.idle(CARE)) == ([], [])
    assert crew.seen(RISHI, (CARE,), Doing.IDLE, None, 3.0)
    assert crew.idle(CARE) == [RISHI]
    assert (sales.present, care.present) == (0, 1)


def test_a_team_that_is_made_late_knows_who_is_there_already() -> None:
    crew = Crew()
    assert crew.seen(RISHI, (SALES,), Doing.IDLE, None, 1.0)
    assert not crew.seen(MIRA, (SALES,), Doing.TALKING, CALL, 2.0)
    team = crew.team(SALES, 2.0)
    assert (len(team.idle), len(team.talking), team.present) == (1, 1, 2)
    crew.seen(MIRA, (SALES,), Doing.WRAPPING, CALL, 30.0)
    assert (len(team.talking), len(team.wrapping)) == (0, 1)
    assert crew.seen(MIRA, (SALES,), Doing.IDLE, None, 40.0)
    assert crew.idle(SALES) == [RISHI, MIRA], "the longest idle first"
    crew.seen(RISHI, (SALES,), Doing.AWAY, None, 50.0)
    assert team.present == 1


def test_who_changes_teams_is_counted_where_they_are_now() -> None:
    crew = Crew()
    sales, care = crew.team(SALES, 2.0), crew.team(CARE, 2.0)
    crew.seen(RISHI, (SALES,), Doing.IDLE, None, 1.0)
    crew.seen(RISHI, (CARE,), Doing.IDLE, None, 2.0)
    assert (sales.present, care.present) == (0, 1)


def test_teams_have_only_those_in_common_who_are_counted_on() -> None:
    crew = Crew()
    crew.seen(RISHI, (SALES,), Doing.IDLE, None, 1.0)
    crew.seen(MIRA, (SALES, CARE), Doing.AWAY, None, 1.0)
    assert crew.in_common() == {SALES: {SALES}}
    for what in (Doing.IDLE, Doing.TALKING, Doing.WRAPPING):
        crew.seen(MIRA, (SALES, CARE), what, CALL, 2.0)
        assert crew.in_common() == {SALES: {SALES, CARE}, CARE: {SALES, CARE}}
    crew.seen(MIRA, (SALES, CARE), Doing.AWAY, None, 3.0)
    assert crew.in_common() == {SALES: {SALES}}


def test_teams_that_share_agents_are_paced_together() -> None:
    common = {SALES: {SALES, CARE}, CARE: {SALES, CARE}, TeamId("alone"): {TeamId("alone")}}
    assert sharing(common, SALES) == {SALES, CARE}
    assert sharing(common, TeamId("alone")) == {"alone"}
    assert sharing({}, SALES) == {SALES}


def test_starts_never_go_past_their_share_in_any_second() -> None:
    clock = MemoryClock()
    trunk = Trunk(clock)
    assert (trunk.starts(), trunk.lines()) == (0, 0), "without a trunk there are none"
    trunk.limits = TrunkLimits(calls_in_setup=50, calls_per_second=10.0)
    assert trunk.starts() == 8, "the rest is left to people who dial by hand"
    trunk.started(5)
    clock.advance(0.5)
    assert trunk.starts() == 3
    trunk.started(3)
    assert trunk.starts() == 0
    clock.advance(0.5)
    assert trunk.starts() == 5
    trunk.shared_by(lambda: 10)
    assert trunk.lines() == 30
    trunk.shared_by(lambda: 50)
    assert trunk.lines() == 0
