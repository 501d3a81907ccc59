"""Callers in a team's queue: who is offered whom, who takes whom, and how the wait ends."""

import pytest

from dockline.domain import commands as c, orders as o
from dockline.domain.chatcommands import EndChat
from dockline.domain.errors import AgentBusy, NotNow, QueueFull, VoiceUnavailable
from dockline.domain.facts import (
    AgentState,
    CallEnded,
    CallKind,
    CallOffered,
    CallPhase,
    CallQueued,
    CallTaken,
    CardGone,
    OfferEnded,
    Outcome,
    QueueChanged,
)
from dockline.domain.ids import AgentId, CallId, PhoneId, TeamId
from dockline.domain.signals import EngineAway, EngineBack, Inventory
from dockline.domain.space import Blending
from dockline.domain.teamsettings import QueueSettings
from tests.support.floors import OTHERS, TEAM, World


def offered(world: World, call_id: CallId) -> str | None:
    queue = world.floor.calls[call_id].view.queue
    assert queue is not None
    return queue.offered_to


def told(world: World, kind: type) -> list[object]:
    return [one.fact for one in world.log if isinstance(one.fact, kind)]


def ended(world: World, call_id: CallId) -> CallEnded:
    [fact] = [
        one.fact
        for one in world.log
        if isinstance(one.fact, CallEnded) and one.fact.call_id == call_id
    ]
    return fact


def why_rings_no_more(world: World, agent: str) -> list[str]:
    return [
        one.fact.why
        for one in world.log
        if isinstance(one.fact, OfferEnded) and one.fact.agent_id == agent
    ]


def test_a_caller_waits_with_music_and_the_dock_of_a_free_agent_rings() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.waits(line_name="Order line")
    leg = world.leg(call_id, "customer")
    assert world.music_for(leg)
    assert world.me("rishi").state is AgentState.RINGING
    shown = world.shown("rishi")
    assert shown.phase is CallPhase.QUEUED
    assert shown.kind is CallKind.INBOUND
    assert (shown.number, shown.caller_id) == ("442079460150", "442079460200")
    assert shown.queue.line_name == "Order line"
    assert shown.queue.offered_to == "rishi"
    assert len(told(world, CallOffered)) == 1
    assert not [one for one in world.orders if isinstance(one, o.RingAgent)]


def test_who_answers_talks_with_the_caller() -> None:
    world = World({TEAM: QueueSettings(wrap_up_seconds=7)}, recording="always")
    world.sign_in("rishi")
    call_id = world.waits()
    world.wait(4)
    world.ask("rishi", c.AnswerOffer(call_id=call_id))
    ring = world.orders[-1]
    assert isinstance(ring, o.RingAgent)
    assert ring.auto_answer
    assert world.me("rishi").state is AgentState.RINGING
    with pytest.raises(NotNow):
        world.ask("rishi", c.AnswerOffer(call_id=call_id))
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    world.answers(agent)
    assert world.together(agent, customer)
    assert not world.waiting
    assert world.recording == {f"{call_id}-1"}
    shown = world.shown("rishi")
    assert (shown.phase, shown.agent_id) == (CallPhase.TALKING, "rishi")
    assert shown.answered_at == world.now
    assert shown.queue.offered_to is None
    assert world.me("rishi").state is AgentState.TALKING
    world.ask("rishi", c.HangUpCall(call_id=call_id))
    assert world.me("rishi").until == world.now + 7
    assert ended(world, call_id).outcome is Outcome.ANSWERED


def test_a_phone_that_stands_by_is_used_at_once_and_stands_by_again() -> None:
    world = World()
    world.sign_in("rishi")
    world.stand_by()
    stands = world.standing("rishi")
    assert stands is not None
    world.answers(stands)
    call_id = world.waits()
    world.flush()
    assert world.standing("rishi") == stands
    world.ask("rishi", c.AnswerOffer(call_id=call_id))
    assert world.together(stands, world.leg(call_id, "customer"))
    world.end(world.leg(call_id, "customer"))
    assert ended(world, call_id).ended_by == "customer"
    assert world.standing("rishi") == stands
    world.flush()
    assert stands in world.legs


def test_a_phone_that_is_about_to_stand_by_connects_who_has_answered() -> None:
    world = World()
    world.sign_in("rishi")
    world.stand_by()
    call_id = world.waits()
    world.ask("rishi", c.AnswerOffer(call_id=call_id))
    stands = world.standing("rishi")
    assert stands is not None
    world.answers(stands)
    assert world.together(stands, world.leg(call_id, "customer"))


def test_the_longest_idle_is_rung_first_then_the_most_skilled() -> None:
    world = World()
    world.sign_in("siddhant", skills={"german": 3})
    world.wait(1)
    for agent, level in (("rishi", 4), ("mira", 9)):
        world.sign_in(agent, skills={"german": level})
    first = world.waits(skills=("german",))
    second = world.waits(skills=("german",))
    third = world.waits(skills=("german",))
    assert [offered(world, one) for one in (first, second, third)] == ["siddhant", "mira", "rishi"]


def test_who_has_chats_is_not_idle_and_who_had_some_is_since_then() -> None:
    world = World()
    world.sign_in("rishi")
    chats = [world.chat(), world.chat()]
    world.wait(1)
    for agent in ("siddhant", "mira"):
        world.sign_in(agent)
        world.wait(1)
    first, second, third = (world.waits() for _ in range(3))
    assert [offered(world, one) for one in (first, second)] == ["siddhant", "mira"]
    assert offered(world, third) == "rishi", "where nobody else is there"
    for call_id, agent in ((first, "siddhant"), (second, "mira"), (third, "rishi")):
        world.end(world.leg(call_id, "customer"))
        assert world.me(agent).state is AgentState.READY
    for chat_id in chats:
        world.ask("rishi", EndChat(chat_id=chat_id))
    order = [offered(world, world.waits()) for _ in range(3)]
    assert order == ["siddhant", "mira", "rishi"]


def test_only_agents_of_the_team_with_all_the_skills_are_rung() -> None:
    world = World({TEAM: QueueSettings(), OTHERS: QueueSettings()})
    world.sign_in("siddhant", teams=(OTHERS,), skills={"german": 9, "tax": 9})
    world.sign_in("rishi", skills={"german": 2})
    call_id = world.waits(skills=("german", "tax"))
    assert offered(world, call_id) is None
    plain = world.waits()
    assert offered(world, plain) == "rishi"
    world.sign_in("mira", skills={"german": 1, "tax": 1})
    assert offered(world, call_id) == "mira"


@pytest.mark.parametrize(
    "now",
    [{"team_ids": (OTHERS, TEAM), "skills": {"tax": 1}}, {"skills": {"tax": 1, "german": 1}}],
)
def test_who_is_put_into_the_team_or_has_learnt_something_gets_who_waits(
    now: dict[str, object],
) -> None:
    world = World({TEAM: QueueSettings(), OTHERS: QueueSettings()})
    learns = "team_ids" not in now
    world.sign_in("siddhant")
    world.sign_in("rishi", teams=(TEAM,) if learns else (OTHERS,))
    call_id = world.waits(skills=("tax",))
    assert offered(world, call_id) is None
    world.reseat("rishi", **now)
    assert offered(world, call_id) == "rishi"


def test_who_is_taken_out_of_the_team_keeps_their_caller_and_gets_no_other() -> None:
    world = World({TEAM: QueueSettings(wrap_up_seconds=0), OTHERS: QueueSettings()})
    world.sign_in("rishi")
    first = world.waits()
    world.answers_call("rishi", first)
    second = world.waits()
    world.reseat("rishi", team_ids=(OTHERS,), teams=("Sales team",))
    assert world.me("rishi").teams == ("Sales team",)
    assert world.shown("rishi").call_id == first
    world.ask("rishi", c.HangUpCall(call_id=first))
    assert world.me("rishi").state is AgentState.READY
    assert offered(world, second) is None
    assert world.floor.queues.signed_in(TEAM) == 0


def test_callers_come_by_priority_and_then_as_they_came() -> None:
    world = World()
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    calls = [world.waits(priority=one) for one in (0, 0, 5)]
    world.ask("rishi", c.GoReady())
    order = []
    for _ in calls:
        [call_id] = [one for one in calls if one in world.floor.calls and offered(world, one)]
        order.append(call_id)
        world.answers_call("rishi", call_id)
        world.end(world.leg(call_id, "customer"))
        world.flush()
        world.ask("rishi", c.FinishWrapUp(call_id=call_id))
    assert order == [calls[2], calls[0], calls[1]]


def test_who_lets_it_ring_is_paused_and_the_next_agent_is_rung() -> None:
    world = World({TEAM: QueueSettings(ring_seconds=15)})
    world.sign_in("rishi")
    world.wait(1)
    world.sign_in("siddhant")
    call_id = world.waits()
    world.wait(15)
    me = world.me("rishi")
    assert (me.state, me.pause_reason) == (AgentState.PAUSED, "Missed call")
    assert why_rings_no_more(world, "rishi") == ["missed"]
    assert offered(world, call_id) == "siddhant"
    assert world.shown("siddhant").queue.missed == 1
    world.answers_call("siddhant", call_id)
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))


def test_who_lets_it_ring_stays_ready_where_the_team_says_so() -> None:
    world = World({TEAM: QueueSettings(ring_seconds=15, miss_pauses=False)})
    world.sign_in("rishi")
    world.wait(1)
    world.sign_in("siddhant")
    call_id = world.waits()
    world.wait(15)
    assert world.me("rishi").state is AgentState.READY
    assert offered(world, call_id) == "siddhant"
    other = world.waits()
    assert offered(world, other) == "rishi"


def test_who_declines_stays_ready_and_is_asked_again_only_where_nobody_else_is_there() -> None:
    world = World()
    world.sign_in("rishi")
    world.wait(1)
    world.sign_in("siddhant")
    busy = world.talk("siddhant")
    call_id = world.waits()
    world.ask("rishi", c.DeclineOffer(call_id=call_id))
    assert world.me("rishi").state is AgentState.READY
    assert why_rings_no_more(world, "rishi") == ["declined"]
    world.wait(60)
    assert offered(world, call_id) is None  # siddhant will have them
    world.ask("siddhant", c.HangUpCall(call_id=busy))
    world.do(c.SignOut(agent_id=AgentId("siddhant")))
    world.wait(11)
    assert offered(world, call_id) == "rishi"


def test_a_caller_hangs_up_in_the_queue() -> None:
    world = World()
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    call_id = world.waits()
    world.end(world.leg(call_id, "customer"))
    fact = ended(world, call_id)
    assert (fact.outcome, fact.cause, fact.ended_by) == (
        Outcome.ABANDONED,
        "hung-up-waiting",
        "customer",
    )
    assert call_id not in world.floor.calls
    assert world.records[call_id].view.agent_id == ""


def test_a_caller_hangs_up_while_a_dock_rings_and_the_agent_has_been_idle_all_the_time() -> None:
    world = World()
    world.sign_in("rishi")
    since = world.me("rishi").since
    world.wait(5)
    call_id = world.waits()
    world.wait(2)
    world.end(world.leg(call_id, "customer"))
    assert (world.me("rishi").state, world.me("rishi").since) == (AgentState.READY, since)
    assert why_rings_no_more(world, "rishi") == ["hung-up"]
    assert world.shown("rishi") is None


def test_a_caller_hangs_up_while_the_agents_phone_is_being_connected() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.waits()
    world.ask("rishi", c.AnswerOffer(call_id=call_id))
    agent = world.leg(call_id, "agent")
    world.end(world.leg(call_id, "customer"))
    assert agent in world.hung
    assert world.me("rishi").state is AgentState.READY
    assert ended(world, call_id).outcome is Outcome.ABANDONED
    world.flush()


def test_an_agents_phone_that_cannot_be_reached_leaves_the_caller_to_the_next() -> None:
    world = World()
    world.sign_in("rishi")
    world.wait(1)
    world.sign_in("siddhant")
    call_id = world.waits()
    world.ask("rishi", c.AnswerOffer(call_id=call_id))
    world.end(world.leg(call_id, "agent"), reason="phone-unreachable")
    assert why_rings_no_more(world, "rishi") == ["unreachable"]
    assert world.me("rishi").state is AgentState.READY
    assert offered(world, call_id) == "siddhant"


def test_an_agents_phone_that_does_not_answer_in_time_is_let_go() -> None:
    world = World(agent_ring_seconds=10)
    world.sign_in("rishi")
    call_id = world.waits()
    world.ask("rishi", c.AnswerOffer(call_id=call_id))
    agent = world.leg(call_id, "agent")
    world.wait(10)
    assert why_rings_no_more(world, "rishi") == ["unreachable"]
    assert agent in world.hung
    world.flush()
    assert offered(world, call_id) is None


@pytest.mark.parametrize("how", ["lost", "phone", "out", "pause", "hang-up"])
def test_whoever_goes_while_their_dock_rings_is_passed_over(how: str) -> None:
    world = World()
    world.sign_in("rishi", page="page-one")
    world.wait(1)
    world.sign_in("siddhant")
    call_id = world.waits()
    assert offered(world, call_id) == "rishi"
    match how:
        case "lost":
            world.lose("rishi")
        case "phone":
            world.do(c.PhoneLost(agent_id=AgentId("rishi"), page_id=world.pages[AgentId("rishi")]))
        case "out":
            world.do(c.SignOut(agent_id=AgentId("rishi")))
        case "pause":
            world.ask("rishi", c.Pause(reason="Tea"))
            assert world.me("rishi").pause_reason == "Tea"
        case _:
            world.ask("rishi", c.HangUpCall(call_id=call_id))
    assert offered(world, call_id) == "siddhant"
    assert world.me("rishi").call_id is None
    assert world.me("rishi").state is not AgentState.RINGING


@pytest.mark.parametrize("how", ["missed", "declined", "phone"])
def test_who_comes_back_gets_the_caller_they_passed_over_before_those_who_came_later(
    how: str,
) -> None:
    world = World()
    world.sign_in("rishi")
    first = world.waits()
    world.sign_in("siddhant")
    world.call("siddhant", "442079460111")  # and talks for long
    page = world.pages[AgentId("rishi")]
    if how == "missed":
        world.wait(20)
        assert world.me("rishi").pause_reason == "Missed call"
    elif how == "declined":
        world.ask("rishi", c.DeclineOffer(call_id=first))
        world.ask("rishi", c.Pause(reason="Tea"))
    else:
        world.do(c.PhoneLost(agent_id=AgentId("rishi"), page_id=page))
    second = world.waits()
    world.wait(30)
    assert (offered(world, first), offered(world, second)) == (None, None)
    if how == "phone":
        world.do(c.PhoneReady(AgentId("rishi"), page_id=page, phone_id=PhoneId("phone-2")))
    else:
        world.ask("rishi", c.GoReady())
    assert (offered(world, first), offered(world, second)) == ("rishi", None)


def test_an_agent_whose_dock_rings_is_busy() -> None:
    world = World()
    world.sign_in("rishi")
    world.waits()
    with pytest.raises(AgentBusy):
        world.call("rishi")


def test_a_card_is_given_back_when_a_caller_is_offered() -> None:
    world = World()
    world.sign_in("rishi")
    world.show("rishi")
    world.waits()
    [gone] = told(world, CardGone)
    assert isinstance(gone, CardGone)
    assert gone.why == "call"
    assert world.docks[AgentId("rishi")].card is None


def test_whom_the_dialer_reached_comes_before_those_who_wait() -> None:
    world = World()
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    call_id = world.waits()
    line = world.line()
    world.answers(world.leg(line, "customer"))
    world.ask("rishi", c.GoReady())
    assert world.me("rishi").call_id == line
    assert offered(world, call_id) is None


def test_agents_with_chats_are_rung_only_where_the_space_says_so() -> None:
    from dockline.domain.facts import AgentChatsChanged
    from dockline.domain.ids import ChatId

    world = World(blending=Blending(calls_while_chatting=False))
    world.sign_in("rishi")
    chats = AgentChatsChanged(
        agent_id=AgentId("rishi"), chats=(ChatId("chat-1"),), chatting_since=world.now
    )
    world.floor.tell(chats, world.now)
    world.floor.take()
    world.docks.clear()
    call_id = world.waits()
    assert offered(world, call_id) is None
    over = AgentChatsChanged(agent_id=AgentId("rishi"), chats=(), chatting_since=None)
    world.floor.tell(over, world.now)
    world.docks.clear()
    world.floor.take()
    world.do(c.Tick())
    assert offered(world, call_id) == "rishi"


def test_a_greeting_is_heard_to_its_end_before_anybody_is_rung() -> None:
    world = World({TEAM: QueueSettings(greeting="hello")})
    world.sign_in("rishi")
    call_id = world.waits()
    leg = world.leg(call_id, "customer")
    assert world.playing == {leg: "hello"}
    assert offered(world, call_id) is None
    world.plays_out(leg)
    assert world.music_for(leg)
    assert offered(world, call_id) == "rishi"


def test_a_number_that_leads_to_no_team_and_an_engine_that_is_away_are_told() -> None:
    world = World()
    gone = world.caller(TeamId("of-nobody"))
    world.do(EngineAway(died=False, reason="socket"))
    away = world.caller()
    assert list(world.rejected.values()) == [404, 503]
    assert not {gone, away} & set(world.floor.calls)


# --- settings, time and restarts ----------------------------------------------------------------


def test_after_a_while_another_team_may_have_them_and_the_place_is_kept() -> None:
    world = World(
        {TEAM: QueueSettings(overflow_team=OTHERS, overflow_after=30), OTHERS: QueueSettings()}
    )
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    world.sign_in("siddhant", teams=(OTHERS,))
    world.ask("siddhant", c.Pause(reason="Tea"))
    call_id = world.waits()
    world.wait(10)
    later = world.waits(OTHERS)
    world.wait(20)
    call = world.floor.calls[call_id]
    view = call.view
    assert view.queue is not None
    assert (view.team, view.queue.team_id, view.queue.since) == ("Sales team", OTHERS, 1000.0)
    assert call.team_id == OTHERS
    world.ask("siddhant", c.GoReady())
    assert offered(world, call_id) == "siddhant"
    assert offered(world, later) is None
    assert world.floor.queues.waiting(TEAM) == 0


def test_who_has_waited_longest_hears_it_and_the_call_ends() -> None:
    world = World({TEAM: QueueSettings(longest_wait=60, full_message="sorry", say_every=0)})
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    call_id = world.waits()
    leg = world.leg(call_id, "customer")
    world.wait(60)
    assert world.playing == {leg: "sorry"}
    assert not world.music_for(leg)
    fact = ended(world, call_id)
    assert (fact.outcome, fact.cause) == (Outcome.TURNED_AWAY, "waited-longest")
    world.plays_out(leg)
    world.flush()
    assert leg not in world.legs
    assert not world.floor.farewells


def test_what_was_being_said_does_not_cut_the_last_words_short() -> None:
    world = World({TEAM: QueueSettings(longest_wait=60, say_every=59)})
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    leg = world.leg(world.waits(), "customer")
    world.wait(59)
    assert world.said[leg]
    world.wait(1)
    assert [one.say for one in world.said[leg]] == [(o.Say(o.Phrase.NOBODY_FREE),)]
    world.flush()  # the end of the announcement is told
    assert leg in world.legs
    world.plays_out(leg)
    world.flush()
    assert leg not in world.legs


def test_last_words_whose_end_is_never_told_do_not_keep_the_line() -> None:
    world = World({TEAM: QueueSettings(longest_wait=60, say_every=0)})
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    leg = world.leg(world.waits(), "customer")
    world.wait(121)
    assert leg in world.hung


def test_settings_that_are_changed_hold_for_those_who_wait() -> None:
    world = World({TEAM: QueueSettings()})
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    call_id = world.waits()
    world.wait(20)
    world.set_queues({TEAM: QueueSettings(longest_wait=15)})
    world.wait(2)
    assert ended(world, call_id).cause == "waited-longest"


def test_place_and_wait_are_told_each_time() -> None:
    world = World({TEAM: QueueSettings(say_every=45)})
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    world.sign_in("siddhant")
    world.talk("siddhant")
    world.waits()
    leg = world.leg(world.waits(), "customer")
    world.wait(45)
    # nothing is known of this team: three minutes each, one agent works
    [said] = world.said[leg]
    assert said.say == (o.Say(o.Phrase.PLACE, 2), o.Say(o.Phrase.WAIT, 6))
    world.wait(45)
    assert len(world.said[leg]) == 1  # the first is not over
    world.plays_out(leg)
    world.wait(45)
    assert len(world.said[leg]) == 1


def test_the_expected_wait_follows_what_conversations_take() -> None:
    world = World({TEAM: QueueSettings(say_every=45, wrap_up_seconds=10)})
    world.sign_in("rishi")
    world.wait(1)
    call_id = world.waits()
    world.answers_call("rishi", call_id)
    world.wait(50)
    world.end(world.leg(call_id, "customer"))
    world.wait(10)
    assert world.floor.queues.handling(TEAM) == 60


def test_a_caller_presses_one_keeps_the_place_and_is_called_back() -> None:
    world = World({TEAM: QueueSettings(callback_after=20, say_every=0)})
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    call_id = world.waits()
    leg = world.leg(call_id, "customer")
    world.presses(leg, "1")  # too early
    world.wait(20)
    assert [one.say for one in world.said[leg]] == [(o.Say(o.Phrase.CALLBACK_OFFER),)]
    later = world.waits()
    world.plays_out(leg)
    world.presses(leg, "1")
    assert [one.say for one in world.said[leg]] == [(o.Say(o.Phrase.CALLBACK_KEPT),)]
    world.plays_out(leg)
    world.flush()
    assert leg not in world.legs
    assert world.floor.queues.place(call_id) == 1
    world.ask("rishi", c.GoReady())
    assert offered(world, call_id) == "rishi"
    assert world.shown("rishi").queue.callback
    assert offered(world, later) is None
    done = world.ask("rishi", c.AnswerOffer(call_id=call_id))
    assert not done.attempts
    done = world.answers(world.leg(call_id, "agent"))
    assert done.attempts == {call_id}
    [dial] = [one for one in done.orders if isinstance(one, o.DialNumber)]
    assert (dial.number, dial.caller_id) == ("442079460150", "442079460000")
    assert world.me("rishi").state is AgentState.DIALLING
    world.rings(world.leg(call_id, "customer"))
    world.answers(world.leg(call_id, "customer"))
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))
    assert world.me("rishi").state is AgentState.TALKING


def test_a_number_is_called_back_once_however_many_say_it_is_theirs() -> None:
    world = World({TEAM: QueueSettings(callback_after=0, say_every=0)})
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    first, second = world.waits(), world.waits()
    another = world.waits(number="442079460151")
    for call_id in (first, second, another):
        leg = world.leg(call_id, "customer")
        world.plays_out(leg)
        world.presses(leg, "1")
    third = world.waits()
    calls = world.floor.calls
    back = [one for one in (first, second, another, third) if calls[one].view.queue.callback]  # type: ignore[union-attr]
    assert back == [first, another]
    assert world.leg(second, "customer") in world.waiting, "they wait on"
    assert not world.said.get(world.leg(third, "customer")), "nothing is offered to them"


def test_pressing_one_does_nothing_for_those_who_cannot_be_called_back() -> None:
    world = World({TEAM: QueueSettings(callback_after=20, say_every=0)})
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Tea"))
    call_id = world.waits(may_call_back=False, number="")
    leg = world.leg(call_id, "customer")
    world.wait(30)
    assert not world.said
    world.presses(leg, "1")
    queue = world.floor.calls[call_id].view.queue
    assert queue is not None
    assert not queue.callback
    assert world.music_for(leg)


def test_a_caller_presses_one_while_a_dock_rings_and_is_called_by_that_agent() -> None:
    world = World({TEAM: QueueSettings(callback_after=5)})
    world.sign_in("rishi")
    call_id = world.waits()
    world.wait(6)
    world.presses(world.leg(call_id, "customer"), "1")
    assert world.shown("rishi").queue.callback
    world.answers_call("rishi", call_id)
    assert world.me("rishi").state is AgentState.DIALLING


def test_nobody_is_called_back_for_an_agent_who_cannot_be_reached() -> None:
    world = World()
    world.sign_in("rishi")
    world.wait(1)
    world.sign_in("siddhant")
    call_id = world.queue_call()
    world.ask("rishi", c.AnswerOffer(call_id=call_id))
    world.end(world.leg(call_id, "agent"), reason="phone-unreachable")
    assert not [one for one in world.orders if isinstance(one, o.DialNumber)]
    assert offered(world, call_id) == "siddhant"


def test_a_phone_that_stands_by_is_used_for_a_callback() -> None:
    world = World()
    world.sign_in("rishi")
    world.stand_by()
    stands = world.standing("rishi")
    assert stands is not None
    world.answers(stands)
    call_id = world.queue_call()
    done = world.ask("rishi", c.AnswerOffer(call_id=call_id))
    assert done.attempts == {call_id}
    world.answers(world.leg(call_id, "customer"))
    assert world.together(stands, world.leg(call_id, "customer"))


def test_a_team_is_to_call_a_number() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.queue_call(name="Alex")
    shown = world.shown("rishi")
    assert (shown.kind, shown.number) == (CallKind.CALLBACK, "442079460160")
    assert shown.custom == {"name": "Alex"}
    world.answers_call("rishi", call_id)
    [dial] = [one for one in world.orders if isinstance(one, o.DialNumber)]
    assert (dial.number, dial.caller_id) == ("442079460160", "442079460000")
    world.end(world.leg(call_id, "customer"), sip_status=486)
    assert ended(world, call_id).outcome is Outcome.BUSY


def test_a_full_queue_and_an_engine_that_is_away_refuse_a_call() -> None:
    world = World({TEAM: QueueSettings(most_waiting=1)})
    world.queue_call()
    with pytest.raises(QueueFull):
        world.queue_call()
    world.do(EngineAway(died=False, reason="socket"))
    with pytest.raises(VoiceUnavailable):
        world.queue_call()


def test_what_could_not_be_written_down_is_withdrawn() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.queue_call()
    world.do(c.StoreFailed(call_id=call_id))
    fact = ended(world, call_id)
    assert (fact.outcome, fact.cause) == (Outcome.CANCELLED, "database-away")
    assert world.me("rishi").state is AgentState.READY


def test_a_callback_that_nobody_takes_is_given_up_after_a_day() -> None:
    world = World()
    call_id = world.queue_call()
    world.now += 86_400
    world.do(c.Tick())
    assert ended(world, call_id).cause == "waited-longest"


def test_callers_keep_their_places_when_the_server_is_started_again() -> None:
    world = World()
    world.sign_in("rishi")
    calls = [world.waits(), world.queue_call(), world.waits()]
    gone = world.waits()
    assert offered(world, calls[0]) == "rishi"
    del world.legs[world.leg(gone, "customer")]
    world.restart()
    assert [world.floor.queues.place(one) for one in calls] == [1, 2, 3]
    fact = ended(world, gone)
    assert (fact.outcome, fact.cause) == (Outcome.ABANDONED, "hung-up-waiting")
    assert offered(world, calls[0]) is None
    world.sign_in("rishi")
    assert offered(world, calls[0]) == "rishi"
    assert world.music_for(world.leg(calls[0], "customer"))
    world.answers_call("rishi", calls[0])


def test_a_phone_that_was_being_connected_when_the_server_died_is_let_go() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.waits()
    world.ask("rishi", c.AnswerOffer(call_id=call_id))
    agent = world.leg(call_id, "agent")
    world.legs[agent].state = "up"
    world.restart()
    assert agent in world.hung
    world.flush()
    world.sign_in("rishi")
    assert offered(world, call_id) == "rishi"
    world.answers_call("rishi", call_id)
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))


def test_an_engine_that_is_away_for_a_moment_keeps_those_who_wait() -> None:
    world = World()
    world.sign_in("rishi")
    call_id, hung_up = world.waits(), world.waits()
    world.do(EngineAway(died=False, reason="socket"))
    assert why_rings_no_more(world, "rishi") == ["engine-away"]
    assert world.me("rishi").state is AgentState.READY
    del world.legs[world.leg(hung_up, "customer")]
    world.do(EngineBack(inventory=world.inventory()))
    assert offered(world, call_id) == "rishi"
    assert ended(world, hung_up).outcome is Outcome.ABANDONED


def test_callers_are_gone_with_the_engine_and_promises_are_kept() -> None:
    world = World()
    world.sign_in("rishi", page="page-one")
    call_id, promised = world.waits(), world.queue_call()
    world.dies()
    world.do(EngineAway(died=True, reason="killed"))
    fact = ended(world, call_id)
    assert (fact.outcome, fact.ended_by, fact.cause) == (
        Outcome.ABANDONED,
        "system",
        "engine-lost",
    )
    assert world.me("rishi").state is AgentState.READY
    world.do(EngineBack(inventory=Inventory()))
    world.sign_in("rishi", page="page-one")
    assert offered(world, promised) == "rishi"


# --- nobody is there ----------------------------------------------------------------------------


def test_who_finds_nobody_signed_in_is_told_and_the_call_ends() -> None:
    world = World({TEAM: QueueSettings(full_message="sorry")})
    call_id = world.caller()
    fact = ended(world, call_id)
    assert (fact.outcome, fact.cause) == (Outcome.TURNED_AWAY, "nobody-signed-in")
    assert told(world, CallQueued)
    leg = world.leg(call_id, "customer")
    world.answers(leg)
    assert world.playing == {leg: "sorry"}
    world.plays_out(leg)
    world.flush()
    assert leg not in world.legs


def test_a_server_that_has_just_begun_turns_nobody_away() -> None:
    """The docks of before come back in a moment."""
    world = World()
    world.sign_in("rishi")
    world.restart()
    call_id = world.waits()
    world.sign_in("rishi")
    assert offered(world, call_id) == "rishi"


def test_an_agent_who_loads_their_page_anew_is_waited_for() -> None:
    world = World()
    world.sign_in("rishi")
    world.lose("rishi")
    call_id = world.waits()
    world.sign_in("rishi")
    assert offered(world, call_id) == "rishi"


def test_who_finds_the_queue_full_goes_to_another_team_or_is_told() -> None:
    world = World(
        {TEAM: QueueSettings(most_waiting=1, overflow_team=OTHERS), OTHERS: QueueSettings()}
    )
    world.sign_in("rishi")
    world.waits()
    refused = world.caller()
    assert ended(world, refused).cause == "queue-full"
    world.sign_in("siddhant", teams=(OTHERS,))
    call_id = world.waits()
    assert offered(world, call_id) == "siddhant"
    assert world.shown("siddhant").team == "Sales team"


def test_outside_the_hours_callers_go_to_another_team_or_are_told() -> None:
    from dockline.domain.callinghours import CallingHours

    never = CallingHours(days=((),) * 7)
    world = World({TEAM: QueueSettings(hours=never), OTHERS: QueueSettings()})
    world.sign_in("rishi")
    closed = world.caller()
    leg = world.leg(closed, "customer")
    world.answers(leg)
    assert [one.say for one in world.said[leg]] == [(o.Say(o.Phrase.CLOSED),)]
    assert ended(world, closed).cause == "closed"
    world.set_queues(
        {TEAM: QueueSettings(hours=never, closed_team=OTHERS), OTHERS: QueueSettings()}
    )
    world.sign_in("siddhant", teams=(OTHERS,))
    assert offered(world, world.waits()) == "siddhant"


def test_two_teams_that_name_each_other_do_not_pass_a_caller_round_for_ever() -> None:
    world = World(
        {
            TEAM: QueueSettings(overflow_team=OTHERS, overflow_after=5),
            OTHERS: QueueSettings(overflow_team=TEAM, overflow_after=5),
        }
    )
    turned = world.caller()
    assert ended(world, turned).cause == "nobody-signed-in"
    world.sign_in("rishi", teams=(TEAM, OTHERS))
    world.ask("rishi", c.Pause(reason="Tea"))
    call_id = world.waits()
    world.wait(60)
    view = world.floor.calls[call_id].view.queue
    assert view is not None
    assert view.team_id == OTHERS
    assert len(told(world, QueueChanged)) == 1


# --- a call like any other ----------------------------------------------------------------------


def test_a_call_that_came_in_is_held_and_handed_on() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.waits()
    world.answers_call("rishi", call_id)
    world.sign_in("siddhant")
    customer = world.leg(call_id, "customer")
    world.ask("rishi", c.Hold(call_id=call_id))
    assert world.music_for(customer)
    world.ask("rishi", c.Resume(call_id=call_id))
    world.ask(
        "rishi",
        c.Transfer(call_id=call_id, blind=False, target_kind="agent", target="siddhant"),
    )
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    world.ask("rishi", c.JoinAll(call_id=call_id))
    assert world.together(world.leg(call_id, "agent"), customer, world.leg(call_id, "target"))
    world.ask("rishi", c.HandOver(call_id=call_id))
    world.flush()
    assert world.floor.calls[call_id].view.agent_id == "siddhant"
    world.end(customer)
    assert world.me("siddhant").state is AgentState.WRAP_UP


def test_a_blind_transfer_that_fails_brings_the_caller_back() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.waits()
    world.answers_call("rishi", call_id)
    world.sign_in("siddhant")
    world.ask(
        "rishi", c.Transfer(call_id=call_id, blind=True, target_kind="agent", target="siddhant")
    )
    world.flush()
    world.ask("siddhant", c.DeclineOffer(call_id=call_id))
    world.answers(world.leg(call_id, "agent"))
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))


def test_an_agent_who_is_lost_in_a_call_that_came_in_comes_back_to_it() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.waits()
    world.answers_call("rishi", call_id)
    world.lose("rishi")
    assert world.music_for(world.leg(call_id, "customer"))
    world.sign_in("rishi", page="page-two")
    world.flush()
    world.answers(world.leg(call_id, "agent"))
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))


def test_taking_a_call_is_told_once_and_to_its_agent_alone() -> None:
    world = World()
    world.sign_in("rishi")
    world.wait(1)
    world.sign_in("siddhant")
    call_id = world.waits()
    world.answers_call("rishi", call_id)
    [taken] = told(world, CallTaken)
    assert isinstance(taken, CallTaken)
    assert taken.agent_id == "rishi"
    assert world.shown("siddhant") is None


@pytest.mark.parametrize("blind", [False, True])
def test_a_number_that_a_caller_is_transferred_to_is_shown_one_that_may_be(blind: bool) -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.waits()
    world.answers_call("rishi", call_id)
    done = world.ask(
        "rishi",
        c.Transfer(call_id=call_id, blind=blind, target_kind="number", target="442079460199"),
    )
    dialled = [one for one in done.orders if isinstance(one, o.DialNumber)]
    assert [(one.number, one.caller_id) for one in dialled] == [("442079460199", "442079460000")]
