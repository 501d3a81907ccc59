"""The dialer's lines on the floor: who gets whom, and what becomes of those nobody was free for."""

from typing import Any

import pytest

from dockline.domain import commands as c, orders as o, signals as s
from dockline.domain.chatcommands import VisitorEnds
from dockline.domain.errors import VoiceUnavailable
from dockline.domain.facts import (
    AgentState,
    CallKind,
    CallPhase,
    LegState,
    LineAbandoned,
    LineAnswered,
    LineEnded,
    LineFact,
    LineMachine,
    LineState,
)
from dockline.domain.floor.people import Agent
from dockline.domain.ids import AgentId, CallId, LeadId, LegId, TeamId
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.space import Blending
from tests.support.floors import OTHERS, TEAM, World


def up(world: World, *agents: str) -> None:
    """They sign in, and their phones stand by."""
    for agent in agents:
        world.sign_in(agent)
    world.stand_by()
    for agent in agents:
        leg = world.standing(agent)
        assert leg is not None
        world.answers(leg)


def customer(world: World, call_id: CallId) -> LegId:
    return world.leg(call_id, "customer")


def ends(world: World, call_id: CallId) -> LineEnded:
    return next(
        one.fact
        for one in world.log
        if isinstance(one.fact, LineEnded) and one.fact.call_id == call_id
    )


def test_an_answered_person_and_the_waiting_agent_are_joined_in_the_same_step() -> None:
    world = World()
    up(world, "rishi")
    agent = world.standing("rishi")
    assert agent is not None
    call_id = world.line()
    world.rings(customer(world, call_id))
    before = len(world.orders)
    world.answers(customer(world, call_id))
    assert world.together(agent, customer(world, call_id))
    asked = [type(order) for order in world.orders[before:]]
    assert asked == [o.OpenRoom, o.Join, o.Join], "nothing else stands between them"
    call = world.shown("rishi")
    assert (call.kind, call.phase) == (CallKind.DIALER, CallPhase.TALKING)
    assert call.lead.lead_id == "lead-1"
    assert call.custom == {"name": "Alex", "order": {"id": 48213}}
    assert call.agent_leg is LegState.UP
    assert world.me("rishi").state is AgentState.TALKING
    assert call_id not in world.floor.lines


def test_the_phone_stands_by_again_after_the_call_and_is_not_rung_anew() -> None:
    world = World()
    up(world, "rishi")
    agent = world.standing("rishi")
    for n in range(3):
        call_id = world.line(f"lead-{n}")
        world.answers(customer(world, call_id))
        world.ask("rishi", c.MuteCall(call_id=call_id, muted=True))
        world.end(customer(world, call_id))
        assert world.me("rishi").state is AgentState.WRAP_UP
        assert world.me("rishi").until == world.now + 30, "the campaign's wrap-up"
        assert world.standing("rishi") == agent
        assert world.legs[LegId(str(agent))].room is None
        assert agent not in world.muted, "a mute ends with its call"
        world.ask("rishi", c.FinishWrapUp(call_id=call_id))
        assert world.me("rishi").state is AgentState.READY
    rung = [order for order in world.orders if isinstance(order, o.RingAgent)]
    assert len(rung) == 1


@pytest.mark.parametrize("chats", [False, True])
def test_the_longest_idle_agent_of_the_team_gets_the_call(chats: bool) -> None:
    world = World()
    if chats:
        world.sign_in("siddhant")  # who is here for longer, and has a chat
        world.chat()
        world.now += 5
    world.sign_in("mira")
    world.now += 5
    world.sign_in("rishi")
    world.stand_by()
    for agent in ("rishi", "mira", *(["siddhant"] if chats else [])):
        leg = world.standing(agent)
        assert leg is not None
        world.answers(leg)
    world.answers(customer(world, world.line()))
    assert world.me("mira").state is AgentState.TALKING
    assert world.me("rishi").state is AgentState.READY


@pytest.mark.parametrize(("called_for_both", "who"), [(True, "rishi"), (False, "mira")])
def test_who_has_one_team_alone_comes_first_while_lines_are_out_for_another(
    called_for_both: bool, who: str
) -> None:
    """Its callers could have nobody but those of its own."""
    world = World()
    world.sign_in("mira", teams=(TEAM, OTHERS))
    world.now += 5
    world.sign_in("rishi")
    if called_for_both:
        world.line("lead-2", team_id=OTHERS)
    world.answers(customer(world, world.line()))
    assert world.me(who).state is AgentState.TALKING


def test_the_leads_own_agent_comes_first_while_they_are_free() -> None:
    world = World()
    world.sign_in("mira")
    world.now += 5
    world.sign_in("rishi")
    call_id = world.line(agent_id=AgentId("rishi"))
    world.answers(customer(world, call_id))
    assert world.me("rishi").state is AgentState.TALKING


def test_an_agent_whose_phone_is_not_connected_yet_is_rung() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.line()
    world.answers(customer(world, call_id))
    assert world.me("rishi").state is AgentState.TALKING
    world.answers(world.leg(call_id, "agent"))
    assert world.together(world.leg(call_id, "agent"), customer(world, call_id))


def test_a_phone_that_cannot_be_reached_does_not_cost_the_customer_the_call() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.line()
    world.answers(customer(world, call_id))
    world.end(world.leg(call_id, "agent"), reason="phone-unreachable")
    assert world.shown("rishi").agent_leg is LegState.RINGING
    assert world.music_for(customer(world, call_id))
    world.answers(world.leg(call_id, "agent"))
    assert world.together(world.leg(call_id, "agent"), customer(world, call_id))


def test_agents_of_other_teams_paused_or_with_a_card_are_not_free() -> None:
    world = World()
    up(world, "rishi", "mira")
    world.show("rishi")
    world.ask("mira", c.Pause(reason="Tea"))
    call_id = world.line("lead-2")
    world.answers(customer(world, call_id))
    assert world.floor.lines[call_id].state is LineState.WAITING
    world.wait(1)
    world.do(c.TakeCard(agent_id=AgentId("rishi"), lead_id=LeadId("lead-1"), why="campaign"))
    assert world.me("rishi").state is AgentState.TALKING, "who becomes free gets who waits"


def test_who_chats_is_free_for_the_dialer_only_where_the_space_says_so() -> None:
    world = World(blending=Blending(calls_while_chatting=False))
    up(world, "rishi")
    chat_id = world.chat()
    call_id = world.line()
    world.answers(customer(world, call_id))
    assert world.floor.lines[call_id].state is LineState.WAITING
    world.do(VisitorEnds(chat_id=chat_id))
    assert world.me("rishi").call_id == call_id


class LookedThrough(dict[AgentId, Agent]):
    """Agents, and how often somebody went through them."""

    looks = 0

    def values(self) -> Any:
        self.looks += 1
        return super().values()


def test_agents_are_gone_through_once_a_step_however_many_wait() -> None:
    world = World()
    up(world, "rishi", "mira")
    world.ask("rishi", c.Pause(reason="Tea"))
    world.ask("mira", c.Pause(reason="Tea"))
    for n in range(40):
        world.answers(customer(world, world.line(f"lead-{n}")))
    world.floor.agents = agents = LookedThrough(world.floor.agents)
    world.ask("mira", c.GoReady())
    assert world.me("mira").state is AgentState.TALKING
    assert len(world.floor.lines) == 39
    assert agents.looks < 5, "a hundred who wait in a team of five hundred stood the server still"


def test_of_those_who_wait_for_two_teams_each_gets_its_own_agent() -> None:
    world = World()
    calls = [world.line("lead-1"), world.line("lead-2"), world.line("lead-3", team_id=OTHERS)]
    for call_id in calls:
        world.answers(customer(world, call_id))
    world.sign_in("rishi", teams=(OTHERS,))
    assert world.me("rishi").call_id == calls[2], "though two of the other team came before"
    world.sign_in("mira")
    assert world.me("mira").call_id == calls[0]


def test_nobody_free_in_time_is_an_abandoned_call_with_the_message() -> None:
    world = World()
    call_id = world.line(abandon_message="sorry")
    leg = customer(world, call_id)
    world.answers(leg)
    world.wait(1.9)
    assert world.floor.lines[call_id].state is LineState.WAITING
    world.wait(0.2)
    assert world.playing == {leg: "sorry"}
    (said,) = world.said[leg]
    assert said.instead == (o.Say(o.Phrase.NOBODY_FREE),), "where it is not there"
    world.sign_in("rishi")
    assert world.me("rishi").state is AgentState.READY, "the message is not cut off for an agent"
    world.plays_out(leg)
    world.flush()
    assert (ends(world, call_id).outcome, ends(world, call_id).cause) == (
        AttemptOutcome.ABANDONED,
        "no-agent-free",
    )


def test_who_hangs_up_while_waiting_was_abandoned() -> None:
    world = World()
    call_id = world.line()
    world.answers(customer(world, call_id))
    world.end(customer(world, call_id), sip_status=200)
    assert ends(world, call_id).outcome is AttemptOutcome.ABANDONED


def test_a_machine_is_hung_up_on_or_hears_the_message() -> None:
    world = World()
    up(world, "rishi")
    silent = world.line("lead-1", listen=True)
    world.answers(customer(world, silent))
    assert world.me("rishi").state is AgentState.READY, "nobody hears it before it is judged"
    world.judges(customer(world, silent), s.Verdict.MACHINE)
    world.flush()
    assert ends(world, silent).outcome is AttemptOutcome.MACHINE
    told = world.line("lead-2", listen=True, machine_message="hello")
    leg = customer(world, told)
    world.answers(leg)
    world.judges(leg, s.Verdict.MACHINE)
    assert world.playing == {leg: "hello"}
    world.plays_out(leg)
    world.flush()
    assert ends(world, told).outcome is AttemptOutcome.MACHINE
    assert world.me("rishi").state is AgentState.READY


@pytest.mark.parametrize("verdict", [s.Verdict.HUMAN, s.Verdict.NOTSURE])
def test_whoever_is_not_surely_a_machine_gets_an_agent(verdict: s.Verdict) -> None:
    world = World()
    up(world, "rishi")
    call_id = world.line(listen=True)
    world.answers(customer(world, call_id))
    world.judges(customer(world, call_id), verdict)
    assert world.me("rishi").state is AgentState.TALKING


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        ({"sip_status": 486}, AttemptOutcome.BUSY),
        ({"sip_status": 404}, AttemptOutcome.INVALID_NUMBER),
        ({"sip_status": 603}, AttemptOutcome.REJECTED),
        ({"timed_out": True}, AttemptOutcome.NO_ANSWER),
        ({"reason": "trunk-full"}, AttemptOutcome.CARRIER_FAILURE),
    ],
)
def test_how_a_line_that_nobody_answered_ends(
    how: dict[str, object], outcome: AttemptOutcome
) -> None:
    world = World()
    call_id = world.line()
    world.rings(customer(world, call_id))
    world.end(customer(world, call_id), **how)
    assert ends(world, call_id).outcome is outcome


def test_who_hangs_up_before_it_is_judged_was_not_reached() -> None:
    world = World()
    call_id = world.line(listen=True)
    world.answers(customer(world, call_id))
    world.end(customer(world, call_id), sip_status=200)
    assert (ends(world, call_id).outcome, ends(world, call_id).cause) == (
        AttemptOutcome.NO_ANSWER,
        "hung-up-early",
    )


def test_only_what_nobody_answered_is_cancelled() -> None:
    world = World()
    waits, rings = world.line("lead-1"), world.line("lead-2")
    world.answers(customer(world, waits))
    world.do(c.CancelLines(call_ids=(waits, rings)))
    world.flush()
    assert ends(world, rings).outcome is AttemptOutcome.CANCELLED
    assert world.floor.lines[waits].state is LineState.WAITING


def test_nothing_is_dialled_while_the_engine_is_away() -> None:
    world = World()
    world.do(s.EngineAway(died=False, reason="socket"))
    with pytest.raises(VoiceUnavailable):
        world.line()
    assert not world.floor.lines


def test_when_the_engine_dies_lines_end_and_phones_are_connected_anew() -> None:
    world = World()
    up(world, "rishi")
    call_id = world.line()
    world.legs.clear()
    world.do(s.EngineAway(died=True, reason="killed"))
    assert ends(world, call_id).outcome is AttemptOutcome.INTERRUPTED
    assert not world.me("rishi").standby
    world.do(s.EngineBack(inventory=s.Inventory()))
    world.sign_in("rishi", page=world.pages[AgentId("rishi")])
    leg = world.standing("rishi")
    assert leg is not None
    world.answers(leg)


def test_after_a_gap_lines_are_what_the_engine_says() -> None:
    world = World()
    up(world, "rishi")
    answered, gone = world.line("lead-1"), world.line("lead-2")
    world.do(s.EngineAway(died=False, reason="socket"))
    world.legs[customer(world, answered)].state = "up"
    del world.legs[customer(world, gone)]
    world.do(s.EngineBack(inventory=world.inventory()))
    assert world.me("rishi").state is AgentState.TALKING
    assert ends(world, gone).outcome is AttemptOutcome.INTERRUPTED


def test_a_person_found_alone_after_a_restart_hears_the_message() -> None:
    world = World()
    leg = customer(world, world.line("lead-1"))
    world.answers(leg)
    world.restart()
    assert world.playing == {leg: ""}
    world.plays_out(leg)
    world.flush()
    assert not world.legs


def test_what_is_found_ringing_after_a_restart_may_ring_its_least() -> None:
    """Nobody knows how long it has rung; it is never hung up before 15 seconds, and one that does
    not ring yet is not before it has."""
    world = World()
    rings, answers, dials = (customer(world, world.line(f"lead-{n}")) for n in range(3))
    world.rings(rings)
    world.rings(answers)
    world.restart()
    world.wait(14.5)
    assert not world.hung
    world.answers(answers)
    assert world.playing == {answers: ""}, "nobody is there for them any more"
    world.rings(dials)
    world.do(s.EngineBack(inventory=world.inventory()))
    world.wait(0.5)
    assert world.hung == [rings]
    world.flush()
    world.wait(14.0)
    assert not world.hung
    world.wait(0.5)
    assert world.hung == [dials]
    world.plays_out(answers)
    world.flush()
    assert not world.legs
    assert not world.floor.leftovers


@pytest.mark.parametrize("judged", ["after the restart", "before it", "in a gap after it"])
@pytest.mark.parametrize("verdict", list(s.Verdict))
def test_who_is_listened_to_when_the_server_dies_is_judged_before_anything_is_told(
    verdict: s.Verdict, judged: str
) -> None:
    world = World()
    line = world.line(listen=True)
    leg = customer(world, line)
    world.rings(leg)
    if judged == "before it":
        world.answers(leg)
        world.judges(leg, verdict)
    before = len(world.log)
    world.restart()
    if judged != "before it":
        world.answers(leg)
        assert not world.said, "it is in nobody's hands"
        world.wait(20.0)
        assert not world.hung, "nor is one hung up who has answered"
    if judged == "after the restart":
        world.judges(leg, verdict)
    elif judged == "in a gap after it":
        world.do(s.EngineAway(died=False, reason="socket"))
        world.legs[leg].listens, world.legs[leg].verdict = False, verdict
        world.do(s.EngineBack(inventory=world.inventory()))
    world.do(s.EngineBack(inventory=world.inventory()))
    machine = verdict is s.Verdict.MACHINE
    assert (leg in world.hung, leg in world.playing) == (machine, not machine)
    world.flush()
    told = [one.fact for one in world.log[before:] if isinstance(one.fact, LineFact)]
    if machine:
        ended = LineEnded(line, AttemptOutcome.MACHINE, "server-restarted", None)
        assert told == [LineMachine(line), ended]
    else:
        assert told == [LineAnswered(line), LineAbandoned(line)]


def test_who_answered_in_a_gap_gets_an_agent_when_the_engine_is_back() -> None:
    world = World()
    world.sign_in("rishi")
    line = world.line()
    world.do(s.EngineAway(died=False, reason="socket"))
    world.answers(customer(world, line))  # told as soon as the engine is found again
    assert world.me("rishi").state is AgentState.READY
    world.do(s.EngineBack(inventory=world.inventory()))
    assert world.me("rishi").state is AgentState.TALKING
    world.answers(world.leg(line, "agent"))
    assert world.together(world.leg(line, "agent"), customer(world, line))


def test_who_leaves_in_a_gap_while_the_message_plays_is_forgotten() -> None:
    world = World()
    leg = customer(world, world.line())
    world.rings(leg)
    world.restart()
    world.answers(leg)
    assert world.floor.apologised == {leg}
    world.do(s.EngineAway(died=False, reason="socket"))
    world.forget(leg)
    del world.legs[leg]
    world.do(s.EngineBack(inventory=world.inventory()))
    assert not world.floor.apologised


def test_what_becomes_of_those_found_after_a_restart_is_told_once() -> None:
    world = World()
    waits, answers, busy = (world.line(f"lead-{n}") for n in range(3))
    world.answers(customer(world, waits))
    world.rings(customer(world, answers))
    world.rings(customer(world, busy))
    before = len(world.log)
    world.restart()
    world.answers(customer(world, answers))
    world.end(customer(world, busy))
    world.do(s.EngineBack(inventory=world.inventory()))
    world.plays_out(customer(world, answers))
    world.flush()
    told = [one.fact for one in world.log[before:] if isinstance(one.fact, LineFact)]
    assert told == [
        LineAnswered(waits),
        LineAbandoned(waits),
        LineAnswered(answers),
        LineAbandoned(answers),
        LineEnded(busy, AttemptOutcome.INTERRUPTED, "server-restarted", None),
    ]


def test_a_click_to_call_takes_the_phone_that_stands_by() -> None:
    world = World()
    up(world, "rishi")
    agent = world.standing("rishi")
    assert agent is not None
    call_id = world.call("rishi")
    world.answers(customer(world, call_id))
    assert world.together(agent, customer(world, call_id))
    assert len([order for order in world.orders if isinstance(order, o.RingAgent)]) == 1
    world.ask("rishi", c.HangUpCall(call_id=call_id))
    world.flush()
    assert world.standing("rishi") == agent


def test_phones_stand_by_only_for_agents_who_may_be_needed() -> None:
    world = World()
    up(world, "rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    world.flush()
    assert world.standing("rishi") is None
    assert not world.me("rishi").standby
    world.ask("rishi", c.GoReady())
    assert world.standing("rishi") is not None
    world.stand_by(TeamId("another"))
    world.flush()
    assert world.standing("rishi") is None


def test_a_phone_that_does_not_answer_is_rung_again_after_a_while() -> None:
    world = World()
    world.sign_in("rishi")
    world.stand_by()
    first = world.standing("rishi")
    assert first is not None
    world.end(first, reason="phone-unreachable")
    assert world.standing("rishi") is None
    world.wait(1.1)
    second = world.standing("rishi")
    assert second not in (None, first)


def test_a_page_that_is_reloaded_gets_its_phone_connected_again() -> None:
    world = World()
    up(world, "rishi")
    old = world.standing("rishi")
    assert old is not None
    world.lose("rishi")
    world.sign_in("rishi")
    assert old in world.hung
    world.flush()
    new = world.standing("rishi")
    assert new not in (None, old)


def test_an_attended_transfer_leaves_nobody_with_two_phones() -> None:
    world = World()
    up(world, "rishi", "mira")
    call_id = world.line()
    world.answers(customer(world, call_id))
    owner = "rishi" if world.me("rishi").state is AgentState.TALKING else "mira"
    asked = "mira" if owner == "rishi" else "rishi"
    world.ask(owner, c.Transfer(call_id=call_id, blind=False, target_kind="agent", target=asked))
    world.flush()
    assert world.standing(asked) is None, "a phone that rings for a colleague does not stand by"
    world.ask(asked, c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    world.ask(owner, c.HandOver(call_id=call_id))
    world.flush()
    target = world.floor.calls[call_id].agent_leg
    assert target is not None
    assert world.together(target, customer(world, call_id))
    assert world.standing(owner) is not None, "and the one who handed over stands by again"


def test_lines_are_dialled_alone_and_bear_their_lead() -> None:
    world = World()
    world.line(ring_seconds=20.0, listen=True, machine_message="hello")
    (order,) = [order for order in world.orders if isinstance(order, o.DialNumber)]
    assert order.room_id is None
    assert (order.timeout, order.from_ringing) == (20.0, True)
    assert (order.listen, order.for_message) == (True, True)
    assert (order.tags.lead_id, order.tags.role) == ("lead-1", "customer")
    assert TEAM == "team-1"
