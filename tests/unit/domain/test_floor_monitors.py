"""Supervisors who listen, whisper, barge in and take over."""

import pytest

from dockline.domain import commands as c, monitor as m, orders as o
from dockline.domain.errors import NoSuchCall, NotNow, TargetUnavailable, VoiceUnavailable
from dockline.domain.facts import AgentState, CallPhase, LegState
from dockline.domain.ids import AgentId, CallId, LegId, PhoneId, TeamId, call_room
from dockline.domain.seat import Seat
from dockline.domain.signals import DigitPressed, EngineAway, EngineBack, Inventory
from tests.support.floors import TEAM, World

LISTEN, WHISPER, BARGE = m.MonitorMode.LISTEN, m.MonitorMode.WHISPER, m.MonitorMode.BARGE
ANNA = AgentId("anna")


@pytest.fixture
def world() -> World:
    world = World()
    for agent in ("rishi", "siddhant", "mira"):
        world.sign_in(agent)
    return world


@pytest.fixture
def call_id(world: World) -> CallId:
    return world.talk("rishi")


def ended(world: World) -> list[str]:
    """Why supervisors were out, in order."""
    return [one.fact.why for one in world.log if isinstance(one.fact, m.MonitorEnded)]


def view(world: World, supervisor: str = "anna") -> m.MonitorView:
    return world.floor.monitors[AgentId(supervisor)].view


def mode(world: World, mode: m.MonitorMode, supervisor: str = "anna") -> None:
    world.monitor(supervisor, view(world, supervisor).agent_id, mode)


def take_over(world: World, supervisor: str = "mira", agent: str = "rishi") -> None:
    world.do(m.TakeOver(supervisor_id=AgentId(supervisor), agent_id=AgentId(agent)))


def nothing_is_left(world: World) -> bool:
    """Of what supervisors had: no leg, no spy, no room."""
    world.flush()
    left = [leg for leg in world.legs if ".monitor-" in leg]
    rooms = [room for room in world.rooms if room.startswith("spy-")]
    return not (left or rooms or world.spies or world.floor.monitors)


def hears(world: World, supervisor: str, leg: LegId, *, whisper: bool = False) -> bool:
    """Whether a supervisor, alone in their room, listens to that leg and to nothing else."""
    spy = world.spied(supervisor)
    own = world.floor.monitors[AgentId(supervisor)].leg.leg_id
    if spy is None or not world.together(own) or spy.room_id != world.legs[own].room:
        return False
    return (spy.leg_id, spy.whisper) == (leg, whisper)


# --- coming in ----------------------------------------------------------------------------------


def test_listening(world: World, call_id: CallId) -> None:
    world.monitor("anna", "rishi")
    ring = world.orders[-1]
    assert isinstance(ring, o.RingAgent)
    assert (ring.phone_id, ring.auto_answer) == ("board-anna", True)
    assert ring.leg_id.startswith(f"call-{call_id}.monitor-")
    assert not view(world).up
    world.answers(ring.leg_id)
    assert view(world).up
    assert hears(world, "anna", world.leg(call_id, "agent"))
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))
    assert world.shown("rishi").barged == "", "the agent is told nothing"


def test_the_modes_from_and_to_each_other_without_ringing_again(
    world: World, call_id: CallId
) -> None:
    leg = world.watches("anna", "rishi")
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    rings = sum(isinstance(order, o.RingAgent) for order in world.orders)
    for wanted in (WHISPER, LISTEN, BARGE, WHISPER, BARGE, LISTEN, LISTEN):
        mode(world, wanted)
        assert view(world).mode is wanted
        if wanted is BARGE:
            assert world.together(agent, customer, leg)
            assert not world.spies
            assert world.shown("rishi").barged == "Anna"
        else:
            assert hears(world, "anna", agent, whisper=wanted is WHISPER)
            assert world.together(agent, customer)
            assert world.shown("rishi").barged == ""
    assert sum(isinstance(order, o.RingAgent) for order in world.orders) == rings


def test_asking_again_only_changes_the_mode(world: World, call_id: CallId) -> None:
    leg = world.watches("anna", "rishi")
    world.monitor("anna", "rishi", WHISPER)
    assert hears(world, "anna", world.leg(call_id, "agent"), whisper=True)
    assert world.floor.monitors[ANNA].leg.leg_id == leg
    assert ended(world) == []


def test_a_mode_chosen_while_the_phone_rings_is_the_one_they_come_in_with(
    world: World, call_id: CallId
) -> None:
    world.monitor("anna", "rishi")
    mode(world, BARGE)
    assert world.shown("rishi").barged == "", "not before they are there"
    world.answers(world.floor.monitors[ANNA].leg.leg_id)
    assert world.shown("rishi").barged == "Anna"
    assert world.floor.monitors[ANNA].place == call_room(call_id)


def test_the_names_of_their_legs_are_kept_for_the_next_server(
    world: World, call_id: CallId
) -> None:
    done = world.do(m.StartMonitor(ANNA, "Anna", PhoneId("board-anna"), AgentId("rishi"), LISTEN))
    assert list(done.touched) == [call_id]


def test_a_second_call_of_theirs_takes_the_place_of_the_first(
    world: World, call_id: CallId
) -> None:
    first = world.watches("anna", "rishi", BARGE)
    other = world.talk("siddhant")
    leg = world.watches("anna", "siddhant")
    assert ended(world) == ["replaced"]
    assert first in world.hung
    assert hears(world, "anna", world.leg(other, "agent"))
    assert world.shown("rishi").barged == ""
    world.flush()
    assert world.floor.monitors[ANNA].leg.leg_id == leg, "the end of the first is not theirs"


def test_two_supervisors_in_one_call(world: World, call_id: CallId) -> None:
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    world.watches("anna", "rishi", WHISPER)
    leg = world.watches("mira", "rishi", BARGE)
    assert hears(world, "anna", agent, whisper=True)
    assert world.together(agent, customer, leg)
    mode(world, BARGE)
    assert world.shown("rishi").barged == "Anna, Mira"
    world.do(m.StopMonitor(supervisor_id=AgentId("mira")))
    assert world.shown("rishi").barged == "Anna"


def test_before_the_answer_they_hear_the_ringing_with_the_agent(world: World) -> None:
    call_id = world.call("rishi")
    world.answers(world.leg(call_id, "agent"))
    leg = world.watches("anna", "rishi")
    assert hears(world, "anna", world.leg(call_id, "agent"))
    mode(world, BARGE)
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"), leg)


def test_a_call_that_waits_to_be_dialled() -> None:
    strip = World(strip_seconds=5)
    strip.sign_in("rishi")
    call_id = strip.call("rishi")
    leg = strip.watches("anna", "rishi", BARGE)
    assert strip.together(leg)
    strip.wait(5)
    strip.answers(strip.leg(call_id, "agent"))
    assert strip.together(strip.leg(call_id, "agent"), strip.leg(call_id, "customer"), leg)


def test_keys_of_a_supervisor_are_nobodys(world: World, call_id: CallId) -> None:
    leg = world.watches("anna", "rishi", BARGE)
    world.do(DigitPressed(leg_id=leg, tags=world.legs[leg].tags, digit="5"))
    assert world.shown("rishi").digits_received == ""


# --- refused ------------------------------------------------------------------------------------


def test_nobody_to_listen_to(world: World) -> None:
    for agent in ("rishi", "nobody"):
        with pytest.raises(NoSuchCall):
            world.monitor("anna", agent)
    world.do(m.StopMonitor(supervisor_id=ANNA))
    assert ended(world) == []


def test_an_agent_who_wraps_up_is_in_no_call(world: World, call_id: CallId) -> None:
    world.ask("rishi", c.HangUpCall(call_id=call_id))
    with pytest.raises(NoSuchCall):
        world.monitor("anna", "rishi")


def test_nobody_listens_to_a_call_they_are_in(world: World, call_id: CallId) -> None:
    with pytest.raises(NotNow):
        world.monitor("rishi", "rishi")
    world.ask("rishi", c.Transfer(call_id=call_id, blind=False, target_kind="agent", target="mira"))
    world.ask("mira", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    with pytest.raises(NotNow):
        world.monitor("mira", "rishi")


def test_who_comes_into_the_call_in_their_dock_listens_no_more(
    world: World, call_id: CallId
) -> None:
    world.watches("mira", "rishi")
    world.ask("rishi", c.Transfer(call_id=call_id, blind=False, target_kind="agent", target="mira"))
    world.ask("mira", c.AnswerOffer(call_id=call_id))
    assert ended(world) == []
    world.answers(world.leg(call_id, "target"))
    assert ended(world) == ["taken-over"]
    assert nothing_is_left(world)


def test_without_an_engine(world: World, call_id: CallId) -> None:
    world.do(EngineAway(died=False, reason="socket"))
    with pytest.raises(VoiceUnavailable):
        world.monitor("anna", "rishi")
    with pytest.raises(VoiceUnavailable):
        take_over(world)


# --- going with the call ------------------------------------------------------------------------


@pytest.mark.parametrize("how", [LISTEN, WHISPER, BARGE])
def test_the_call_ends(world: World, call_id: CallId, how: m.MonitorMode) -> None:
    world.watches("anna", "rishi", how)
    world.end(world.leg(call_id, "customer"))
    assert ended(world) == ["call-ended"]
    assert nothing_is_left(world)
    assert world.shown("rishi").barged == ""


def test_the_call_ends_while_their_phone_rings(world: World, call_id: CallId) -> None:
    world.monitor("anna", "rishi")
    world.end(world.leg(call_id, "customer"))
    assert ended(world) == ["call-ended"]
    assert nothing_is_left(world)


def test_the_agents_page_is_loaded_anew(world: World, call_id: CallId) -> None:
    world.watches("anna", "rishi", WHISPER)
    before = world.leg(call_id, "agent")
    world.lose("rishi")
    world.sign_in("rishi")
    world.flush()
    assert world.spied("anna") is None, "that leg is gone"
    after = world.leg(call_id, "agent")
    assert after != before
    world.answers(after)
    assert hears(world, "anna", after, whisper=True)


def test_barged_in_they_stay_with_the_customer_while_the_agents_page_is_away(
    world: World, call_id: CallId
) -> None:
    leg = world.watches("anna", "rishi", BARGE)
    customer = world.leg(call_id, "customer")
    world.lose("rishi")
    assert world.together(customer, leg)
    mode(world, LISTEN)
    assert world.music_for(customer)
    mode(world, BARGE)
    assert world.together(customer, leg)


def test_hold(world: World, call_id: CallId) -> None:
    leg = world.watches("anna", "rishi")
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    world.ask("rishi", c.Hold(call_id=call_id))
    assert hears(world, "anna", agent)
    assert world.music_for(customer)
    mode(world, BARGE)
    assert world.together(customer, leg), "somebody is with the customer: no music"
    world.ask("rishi", c.Resume(call_id=call_id))
    assert world.together(agent, customer, leg)
    world.ask("rishi", c.Hold(call_id=call_id))
    world.do(m.StopMonitor(supervisor_id=ANNA))
    assert world.music_for(customer), "alone again"


def test_an_attended_transfer(world: World, call_id: CallId) -> None:
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    world.watches("anna", "rishi")
    barged = world.watches("boss", "rishi", BARGE)
    world.ask(
        "rishi", c.Transfer(call_id=call_id, blind=False, target_kind="agent", target="siddhant")
    )
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    target = world.leg(call_id, "target")
    world.answers(target)
    assert world.together(agent, target)
    assert hears(world, "anna", agent)
    assert world.together(customer, barged)
    world.ask("rishi", c.HandOver(call_id=call_id))
    world.flush()
    assert view(world).agent_id == "siddhant", "they follow the call"
    assert hears(world, "anna", target)
    assert world.together(customer, target, barged)
    assert world.shown("siddhant").barged == "Boss"


def test_the_agent_who_is_asked_can_be_listened_to(world: World, call_id: CallId) -> None:
    world.ask(
        "rishi", c.Transfer(call_id=call_id, blind=False, target_kind="agent", target="siddhant")
    )
    with pytest.raises(NoSuchCall):
        world.monitor("anna", "siddhant")
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    target = world.leg(call_id, "target")
    world.answers(target)
    world.watches("anna", "siddhant")
    assert hears(world, "anna", target)
    world.ask("rishi", c.DropTarget(call_id=call_id))
    assert hears(world, "anna", world.leg(call_id, "agent"))
    assert view(world).agent_id == "rishi"


def test_a_blind_transfer_to_an_agent(world: World, call_id: CallId) -> None:
    world.watches("anna", "rishi")
    world.ask(
        "rishi", c.Transfer(call_id=call_id, blind=True, target_kind="agent", target="siddhant")
    )
    assert world.spied("anna") is None, "nobody of ours is there"
    assert view(world).agent_id == "rishi"
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    target = world.leg(call_id, "target")
    world.answers(target)
    assert view(world).agent_id == "siddhant"
    assert hears(world, "anna", target)


def test_the_call_goes_to_a_number(world: World, call_id: CallId) -> None:
    world.watches("anna", "rishi", BARGE)
    world.ask(
        "rishi",
        c.Transfer(call_id=call_id, blind=True, target_kind="number", target="442079460101"),
    )
    assert ended(world) == []
    world.answers(world.leg(call_id, "target"))
    assert ended(world) == ["call-ended"]
    assert nothing_is_left(world)


def test_a_call_that_goes_to_another_team_is_followed_only_by_those_who_may(
    world: World, call_id: CallId
) -> None:
    world.do(
        c.SignIn(
            agent_id=AgentId("siddhant"),
            seat=Seat(
                login="siddhant",
                name="Siddhant",
                teams=("Sales",),
                team_ids=(TeamId("team-2"),),
            ),
            page_id=world.pages[AgentId("siddhant")],
        )
    )
    world.monitor("anna", "rishi", LISTEN, None)  # when she was a manager
    for supervisor, teams in (("anna", (TEAM,)), ("boss", None)):
        world.monitor(supervisor, "rishi", LISTEN, teams)
        world.answers(world.floor.monitors[AgentId(supervisor)].leg.leg_id)
    world.ask(
        "rishi", c.Transfer(call_id=call_id, blind=True, target_kind="agent", target="siddhant")
    )
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    assert ended(world) == ["not-permitted"]
    assert hears(world, "boss", world.leg(call_id, "agent"))


def test_a_phone_that_stands_by(world: World) -> None:
    """The agent's leg outlives the call; the spy does not."""
    world.stand_by()
    standing = world.standing("rishi")
    assert standing is not None
    world.answers(standing)
    line = world.line()
    world.answers(world.leg(line, "customer"))
    world.watches("anna", "rishi", WHISPER)
    assert hears(world, "anna", standing, whisper=True)
    world.end(world.leg(line, "customer"))
    assert nothing_is_left(world)
    assert standing in world.legs


# --- going away ---------------------------------------------------------------------------------


def test_stopping(world: World, call_id: CallId) -> None:
    world.watches("anna", "rishi", BARGE)
    world.do(m.StopMonitor(supervisor_id=ANNA))
    assert ended(world) == ["stopped"]
    assert nothing_is_left(world)
    assert world.shown("rishi").barged == ""
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))


def test_their_page_is_gone(world: World, call_id: CallId) -> None:
    world.watches("anna", "rishi")
    world.do(m.StopMonitor(supervisor_id=ANNA, why="left"))
    assert ended(world) == ["left"]
    assert nothing_is_left(world)


@pytest.mark.parametrize(
    ("how", "why"), [({}, "left"), ({"reason": "media-lost"}, "unreachable")], ids=str
)
def test_their_leg_ends(world: World, call_id: CallId, how: dict[str, str], why: str) -> None:
    leg = world.watches("anna", "rishi", BARGE)
    world.end(leg, **how)
    assert ended(world) == [why]
    assert nothing_is_left(world)
    assert world.shown("rishi").phase is CallPhase.TALKING


def test_their_phone_cannot_be_reached(world: World, call_id: CallId) -> None:
    world.monitor("anna", "rishi")
    world.end(world.floor.monitors[ANNA].leg.leg_id, timed_out=True)
    assert ended(world) == ["unreachable"]
    assert nothing_is_left(world)


def test_a_phone_that_answers_too_late_is_hung_up(world: World, call_id: CallId) -> None:
    world.monitor("anna", "rishi")
    leg = world.floor.monitors[ANNA].leg.leg_id
    world.do(m.StopMonitor(supervisor_id=ANNA))
    world.answers(leg)
    assert nothing_is_left(world)


def test_the_engine_dies(world: World, call_id: CallId) -> None:
    world.watches("anna", "rishi", BARGE)
    for store in (world.legs, world.rooms, world.spies):
        store.clear()
    world.do(EngineAway(died=True, reason="killed"))
    assert ended(world) == ["unreachable"]
    assert nothing_is_left(world)
    assert world.shown("rishi").barged == ""


@pytest.mark.parametrize("how", [LISTEN, WHISPER, BARGE])
def test_the_engine_was_out_of_reach(world: World, call_id: CallId, how: m.MonitorMode) -> None:
    leg = world.watches("anna", "rishi", how)
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    world.do(EngineAway(died=False, reason="socket"))
    world.do(EngineBack(inventory=world.inventory()))
    if how is BARGE:
        assert world.together(agent, customer, leg)
    else:
        assert hears(world, "anna", agent, whisper=how is WHISPER)
        assert world.together(agent, customer)
    assert ended(world) == []
    assert world.hung == []


def test_their_leg_ended_while_the_engine_was_out_of_reach(world: World, call_id: CallId) -> None:
    leg = world.watches("anna", "rishi")
    world.do(EngineAway(died=False, reason="socket"))
    del world.legs[leg]
    world.do(EngineBack(inventory=world.inventory()))
    assert ended(world) == ["unreachable"]
    assert nothing_is_left(world)


def test_their_phone_answered_while_the_engine_was_out_of_reach(
    world: World, call_id: CallId
) -> None:
    world.monitor("anna", "rishi")
    world.do(EngineAway(died=False, reason="socket"))
    world.legs[world.floor.monitors[ANNA].leg.leg_id].state = "up"
    world.do(EngineBack(inventory=world.inventory()))
    assert hears(world, "anna", world.leg(call_id, "agent"))


@pytest.mark.parametrize("how", [LISTEN, WHISPER, BARGE])
def test_after_a_restart_nobody_listens(world: World, call_id: CallId, how: m.MonitorMode) -> None:
    world.watches("anna", "rishi", how)
    page = world.pages[AgentId("rishi")]
    world.restart()
    assert nothing_is_left(world)
    world.sign_in("rishi", page=page, leg_up=True)
    assert world.shown("rishi").barged == ""
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))
    before = set(world.legs)
    world.watches("anna", "rishi", how)
    assert len(world.legs) == len(before) + 1, "and its name is new"


def test_a_call_held_over_a_restart_has_its_music_again(world: World, call_id: CallId) -> None:
    world.watches("anna", "rishi", BARGE)
    world.ask("rishi", c.Hold(call_id=call_id))
    world.restart()
    world.flush()
    assert world.music_for(world.leg(call_id, "customer"))


def test_an_engine_that_knows_nothing_of_them_any_more(world: World, call_id: CallId) -> None:
    world.watches("anna", "rishi")
    world.do(EngineAway(died=False, reason="socket"))
    world.legs.clear()
    world.rooms.clear()
    world.spies.clear()
    world.do(EngineBack(inventory=Inventory()))
    assert nothing_is_left(world)


# --- taking over --------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [False, True])
def test_taking_over(world: World, call_id: CallId, held: bool) -> None:
    world.watches("mira", "rishi", WHISPER)
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    if held:
        world.ask("rishi", c.Hold(call_id=call_id))
    take_over(world)
    assert ended(world) == ["taken-over"]
    assert agent in world.hung
    assert world.me("rishi").state is AgentState.WRAP_UP
    assert world.music_for(customer)
    target = world.leg(call_id, "target")
    ring = next(one for one in world.orders[::-1] if isinstance(one, o.RingAgent))
    assert (ring.leg_id, ring.auto_answer) == (target, True)
    assert str(ring.phone_id).startswith("dock-mira")
    world.answers(target)
    world.flush()
    assert world.together(customer, target)
    assert world.me("mira").state is AgentState.TALKING
    call = world.shown("mira")
    assert (call.agent_id, call.phase, call.agent_leg) == ("mira", CallPhase.TALKING, LegState.UP)
    assert call.transfer is None
    world.ask("mira", c.HangUpCall(call_id=call_id))
    assert world.me("mira").state is AgentState.WRAP_UP
    assert nothing_is_left(world)


def test_taking_over_without_having_listened(world: World, call_id: CallId) -> None:
    world.watches("anna", "rishi")
    take_over(world)
    target = world.leg(call_id, "target")
    world.answers(target)
    assert hears(world, "anna", target), "who listens goes on listening"
    assert view(world).agent_id == "mira"


def test_taking_over_with_a_phone_that_stands_by(world: World, call_id: CallId) -> None:
    world.stand_by()
    standing = world.standing("mira")
    assert standing is not None
    world.answers(standing)
    take_over(world)
    assert world.together(world.leg(call_id, "customer"), standing), "at once"
    assert world.me("mira").state is AgentState.TALKING
    world.end(world.leg(call_id, "customer"))
    assert standing in world.legs
    assert world.me("mira").standby


def test_taking_over_with_a_phone_that_is_about_to_stand_by(world: World, call_id: CallId) -> None:
    world.stand_by()
    standing = world.standing("mira")
    assert standing is not None
    take_over(world)
    target = world.leg(call_id, "target")
    told = [one.leg_id for one in world.orders if isinstance(one, o.HangUp | o.RingAgent)]
    assert told[told.index(target) - 1] == standing, "first the old, then the new"
    world.answers(world.leg(call_id, "target"))
    assert world.me("mira").state is AgentState.TALKING


@pytest.mark.parametrize("how", ["cannot be reached", "no answer", "page lost", "declined"])
def test_the_call_goes_back_where_the_supervisor_cannot_come(
    world: World, call_id: CallId, how: str
) -> None:
    take_over(world)
    match how:
        case "cannot be reached":
            world.end(world.leg(call_id, "target"), reason="phone-unreachable")
        case "no answer":
            world.wait(world.floor.settings.agent_ring_seconds + 1)
        case "page lost":
            world.lose("mira")
        case _:
            world.ask("mira", c.DeclineOffer(call_id=call_id))
    world.flush()
    assert world.me("rishi").state is AgentState.TALKING
    agent = world.leg(call_id, "agent")
    world.answers(agent)
    assert world.together(agent, world.leg(call_id, "customer"))
    assert world.floor.agents[AgentId("mira")].view.state is not AgentState.TALKING
    assert world.floor.agents[AgentId("mira")].view.call_id is None


def test_the_customer_hangs_up_meanwhile(world: World, call_id: CallId) -> None:
    take_over(world)
    world.end(world.leg(call_id, "customer"))
    world.flush()
    assert world.me("mira").state is AgentState.READY
    assert world.me("rishi").state is AgentState.WRAP_UP


@pytest.mark.parametrize(
    ("make_so", "says"),
    [
        ("never opened", "Open your dock"),
        ("lost", "Open your dock"),
        ("no phone", "not connected yet"),
        ("talking", "busy"),
        ("wrapping up", "busy"),
    ],
)
def test_the_supervisors_dock_must_be_open_and_free(
    world: World, call_id: CallId, make_so: str, says: str
) -> None:
    page = world.pages[AgentId("mira")]
    supervisor = "mira"
    match make_so:
        case "never opened":
            supervisor = "anna"
        case "lost":
            world.lose("mira")
        case "no phone":
            world.do(c.PhoneLost(agent_id=AgentId("mira"), page_id=page))
        case _:
            own = world.talk("mira")
            if make_so == "wrapping up":
                world.ask("mira", c.HangUpCall(call_id=own))
    world.watches(supervisor, "rishi")
    with pytest.raises(TargetUnavailable, match=says):
        take_over(world, supervisor)
    assert ended(world) == [], "they go on listening"
    assert world.me("rishi").state is AgentState.TALKING


def test_what_cannot_be_taken_over(world: World, call_id: CallId) -> None:
    with pytest.raises(NoSuchCall):
        take_over(world, "mira", "siddhant")
    with pytest.raises(NotNow, match="yourself"):
        take_over(world, "rishi")
    ringing = world.call("siddhant")
    with pytest.raises(NotNow, match="answered"):
        take_over(world, "mira", "siddhant")
    world.end(world.leg(ringing, "customer"), sip_status=486)
    world.wait(200)
    world.ask(
        "rishi", c.Transfer(call_id=call_id, blind=False, target_kind="agent", target="siddhant")
    )
    with pytest.raises(NotNow, match="being transferred"):
        take_over(world)
