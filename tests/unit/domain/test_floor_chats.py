"""Chats on the floor: who gets them, whose they are, and how they end."""

from typing import Any

import pytest

from dockline.domain import chatcommands as cc, commands as c
from dockline.domain.callinghours import CallingHours
from dockline.domain.chatfacts import ChatReturned, ChatSaid
from dockline.domain.chatshown import ChatAuthor, ChatState, ChatView
from dockline.domain.errors import (
    ChatRefused,
    NoSuchChat,
    NotLoggedIn,
    NotNow,
    Refusal,
    TargetUnavailable,
)
from dockline.domain.facts import AgentState
from dockline.domain.ids import AgentId, ChatId, PageId
from dockline.domain.seat import Seat
from dockline.domain.space import Blending
from tests.support.floors import OTHERS, TEAM, World

RISHI, SIDDHANT = AgentId("rishi"), AgentId("siddhant")


def world_of(*agents: str, **settings: Any) -> World:
    world = World(**settings)
    for agent in agents:
        world.sign_in(agent)
    return world


def view(world: World, chat_id: ChatId) -> ChatView:
    return world.floor.chats[chat_id].view


def said(world: World, chat_id: ChatId) -> list[tuple[str, str]]:
    return [(line.author.value, line.text) for line in view(world, chat_id).lines]


def agent_says(world: World, agent: str, chat_id: ChatId, text: str, line_id: str = "a1") -> None:
    world.ask(agent, cc.SendChat(chat_id=chat_id, line_id=line_id, text=text))


# --- who gets one -------------------------------------------------------------------------------


def test_a_chat_is_given_without_a_ring_and_says_so() -> None:
    world = world_of("rishi")
    chat_id = world.chat("Where is my order?")
    shown = view(world, chat_id)
    assert (shown.state, shown.agent_id, shown.agent) == (ChatState.OPEN, RISHI, "Rishi")
    assert said(world, chat_id) == [
        ("system", "Hello. How can we help?"),
        ("system", "Rishi has joined."),
        ("visitor", "Where is my order?"),
    ]
    assert world.me("rishi").chats == (chat_id,)
    assert world.me("rishi").chatting_since == world.now
    assert [one.chat_id for one in world.docks[RISHI].chats] == [chat_id]
    assert world.me("rishi").state is AgentState.READY


def test_the_one_with_the_fewest_then_the_one_who_waited_longest() -> None:
    world = world_of("rishi", "siddhant", "mira")
    order = []
    for _ in range(6):
        world.now += 1
        order.append(view(world, world.chat()).agent_id)
    assert order == ["mira", "rishi", "siddhant"] * 2
    chat_id = world.floor.agents[AgentId("siddhant")].chats[0]
    world.ask("siddhant", cc.EndChat(chat_id=chat_id))
    assert view(world, world.chat()).agent_id == "siddhant"


def test_the_limit_is_the_agents_own_or_the_teams() -> None:
    world = world_of("rishi")
    world.set_teams(chats_per_agent=2)
    chats = [world.chat() for _ in range(3)]
    assert [view(world, one).state.value for one in chats] == ["open", "open", "queued"]
    world.set_teams(chats_per_agent=3)  # raised while it waits
    world.do(c.Tick())
    assert view(world, chats[2]).state is ChatState.OPEN
    world.do(
        c.SignIn(
            agent_id=SIDDHANT,
            seat=Seat(
                login="siddhant",
                name="Siddhant",
                teams=("Support team",),
                team_ids=(TEAM,),
                chat_limit=1,
            ),
            page_id=PageId("page-of-siddhant"),
        )
    )
    assert view(world, world.chat()).agent_id == SIDDHANT
    assert view(world, world.chat()).state is ChatState.QUEUED


def test_a_limit_that_is_raised_or_a_team_that_is_joined_counts_at_once() -> None:
    world = world_of("rishi")
    world.sign_in("siddhant", teams=(OTHERS,))
    world.reseat("rishi", chat_limit=0)
    chat_id = world.chat()
    assert view(world, chat_id).state is ChatState.QUEUED
    world.reseat("rishi", chat_limit=1)
    assert view(world, chat_id).agent_id == RISHI
    second = world.chat()
    assert view(world, second).state is ChatState.QUEUED
    world.reseat("siddhant", team_ids=(OTHERS, TEAM))
    assert view(world, second).agent_id == SIDDHANT


@pytest.mark.parametrize("how", ["paused", "talking", "wrap-up", "lost", "other team"])
def test_who_is_not_free_gets_none(how: str) -> None:
    world = world_of("rishi")
    team = OTHERS if how == "other team" else TEAM
    if how == "paused":
        world.ask("rishi", c.Pause(reason="Tea"))
    elif how in ("talking", "wrap-up"):
        call_id = world.talk("rishi")
        if how == "wrap-up":
            world.end(world.leg(call_id, "customer"))
            assert world.me("rishi").state is AgentState.WRAP_UP
    elif how == "lost":
        world.lose("rishi")
    chat_id = world.chat(team_id=team)
    assert view(world, chat_id).state is ChatState.QUEUED
    if how == "other team":
        return
    if how == "paused":
        world.ask("rishi", c.GoReady())
    elif how == "lost":
        world.sign_in("rishi")
    else:
        blending = Blending(chats_while_talking=True)
        world.floor.settings = type(world.floor.settings)(blending=blending)
        world.do(c.Tick())
    assert view(world, chat_id).agent_id == RISHI


def test_who_will_pause_after_the_call_gets_none() -> None:
    world = world_of("rishi", blending=Blending(chats_while_talking=True))
    world.talk("rishi")
    world.ask("rishi", c.Pause(reason="Lunch"))
    assert view(world, world.chat()).state is ChatState.QUEUED


def test_pausing_keeps_the_chats_there_are() -> None:
    world = world_of("rishi")
    chat_id = world.chat()
    world.ask("rishi", c.Pause(reason="Tea"))
    agent_says(world, "rishi", chat_id, "Still here")
    assert world.me("rishi").chats == (chat_id,)


# --- starting -----------------------------------------------------------------------------------


def test_a_team_that_is_closed_takes_none() -> None:
    world = world_of()
    closed = "Back on Monday."
    never = CallingHours(days=((),) * 7)
    for settings in ({"open": False}, {"hours": never}):
        world.set_teams(closed_text=closed, **settings)
        with pytest.raises(ChatRefused, match=closed):
            world.chat()
    world.set_teams(most_waiting=1)
    world.chat()
    with pytest.raises(ChatRefused, match="Too many"):
        world.chat()
    world.sign_in("rishi")  # the queue drains
    world.chat()
    with pytest.raises(ChatRefused, match="no such team"):
        world.chat(team_id=ChatId("nowhere"))  # type: ignore[arg-type]


# --- lines --------------------------------------------------------------------------------------


def test_a_line_that_comes_twice_is_kept_once_and_one_answered_waits_no_more() -> None:
    world = world_of("rishi")
    chat_id = world.chat("", visitor="Alex")
    world.now += 5
    world.say(chat_id, "One", "v1")
    since = world.now
    world.now += 5
    world.say(chat_id, "Two", "v2")
    seq = world.floor.seq
    world.say(chat_id, "One", "v1")
    assert world.floor.seq == seq
    assert view(world, chat_id).waiting_since == since
    agent_says(world, "rishi", chat_id, "Yes?", "v1")  # the other side's ids are its own
    agent_says(world, "rishi", chat_id, "Yes?", "v1")
    assert view(world, chat_id).waiting_since is None
    assert [text for _, text in said(world, chat_id)[2:]] == ["One", "Two", "Yes?"]
    names = [line.name for line in view(world, chat_id).lines[2:]]
    assert names == ["Alex", "Alex", "Rishi"]


def test_a_view_has_the_last_500_lines_and_all_are_kept() -> None:
    world = world_of("rishi")
    chat_id = world.chat("")
    for n in range(510):
        world.say(chat_id, str(n))
    assert len(view(world, chat_id).lines) == 500
    assert view(world, chat_id).lines[-1].seq == 512 == len(world.chat_lines[chat_id])
    assert len(world.floor.chats[chat_id].line_ids) == 500


def test_whoever_has_written_types_no_more() -> None:
    world = world_of("rishi")
    chat_id = world.chat()
    world.do(cc.VisitorTypes(chat_id=chat_id, typing=True))
    world.ask("rishi", cc.TypeChat(chat_id=chat_id, typing=True))
    world.say(chat_id, "There")
    assert (view(world, chat_id).visitor_typing, view(world, chat_id).agent_typing) == (False, True)
    agent_says(world, "rishi", chat_id, "Thank you")
    assert not view(world, chat_id).agent_typing


@pytest.mark.parametrize("how", ["lost", "another page"])
def test_whose_page_is_gone_types_no_more(how: str) -> None:
    world = world_of("rishi")
    chat_id = world.chat()
    world.ask("rishi", cc.TypeChat(chat_id=chat_id, typing=True))
    if how == "lost":
        world.lose("rishi")
    else:
        world.sign_in("rishi", page="another-page")
    assert view(world, chat_id).agent_id == RISHI
    assert not view(world, chat_id).agent_typing


def test_what_is_read_never_goes_back_or_past_the_end() -> None:
    world = world_of("rishi")
    chat_id = world.chat()
    for seq in (2, 1, 99):
        world.do(cc.VisitorReads(chat_id=chat_id, seq=seq))
        world.ask("rishi", cc.ReadChat(chat_id=chat_id, seq=seq))
    assert (view(world, chat_id).visitor_read, view(world, chat_id).agent_read) == (3, 3)


def test_an_empty_line_is_refused() -> None:
    world = world_of("rishi")
    chat_id = world.chat()
    for text in ("", "  \n"):
        with pytest.raises(ChatRefused):
            world.say(chat_id, text)
        with pytest.raises(ChatRefused):
            agent_says(world, "rishi", chat_id, text)


# --- from hand to hand --------------------------------------------------------------------------


def test_a_chat_is_handed_to_an_agent_whatever_they_have() -> None:
    world = world_of("rishi")
    chat_id = world.chat()
    world.sign_in("siddhant")
    world.ask("siddhant", c.Pause(reason="Tea"))
    order = cc.TransferChat(chat_id=chat_id, target_kind="agent", target="siddhant")
    world.ask("rishi", order)
    assert view(world, chat_id).agent_id == SIDDHANT
    assert world.docks[RISHI].chats == ()
    assert world.me("rishi").chatting_since is None
    assert said(world, chat_id)[-1] == ("system", "Siddhant has joined.")
    with pytest.raises(NoSuchChat):
        world.ask("rishi", order)
    for target in ("siddhant", "nobody"):
        order = cc.TransferChat(chat_id=chat_id, target_kind="agent", target=target)
        with pytest.raises(TargetUnavailable):
            world.ask("siddhant", order)


def test_one_handed_to_a_team_is_the_first_of_its_queue() -> None:
    world = world_of("rishi")
    world.set_teams(chats_per_agent=1)
    mine = world.chat()
    waits = world.chat(team_id=OTHERS)
    world.now += 10
    order = cc.TransferChat(chat_id=mine, target_kind="team", target=OTHERS)
    world.ask("rishi", order)
    assert view(world, mine).team == "Sales team"
    world.do(
        c.SignIn(
            agent_id=SIDDHANT,
            seat=Seat(
                login="siddhant",
                name="Siddhant",
                teams=("Sales team",),
                team_ids=(OTHERS,),
            ),
            page_id=PageId("page-of-siddhant"),
        )
    )
    assert view(world, mine).agent_id == SIDDHANT
    assert view(world, waits).state is ChatState.QUEUED
    world.set_teams(open=False)
    with pytest.raises(TargetUnavailable):
        world.ask("siddhant", order)


def test_a_team_that_has_gone_home_is_handed_no_chat() -> None:
    world = world_of("rishi")
    chat_id = world.chat()
    world.set_teams(hours=CallingHours(days=((),) * 7))
    order = cc.TransferChat(chat_id=chat_id, target_kind="team", target=OTHERS)
    with pytest.raises(TargetUnavailable, match="takes no chats now"):
        world.ask("rishi", order)
    world.sign_in("siddhant", teams=(OTHERS,))  # somebody is still there
    world.ask("rishi", order)
    assert view(world, chat_id).agent_id == SIDDHANT


def test_one_handed_to_the_own_team_goes_to_somebody_else() -> None:
    world = world_of("rishi", "siddhant")
    chat_id = world.chat()
    holder = view(world, chat_id).agent_id
    assert holder is not None
    order = cc.TransferChat(chat_id=chat_id, target_kind="team", target=TEAM)
    world.ask(holder, order)
    assert view(world, chat_id).agent_id not in (None, holder)


def test_who_does_not_answer_loses_it_to_the_next() -> None:
    world = world_of("rishi", "siddhant")
    world.set_teams(unanswered_seconds=60)
    chat_id = world.chat("Anybody?")
    assert view(world, chat_id).agent_id == RISHI
    queued_at = view(world, chat_id).queued_at
    world.wait(61)
    assert view(world, chat_id).agent_id == SIDDHANT
    assert view(world, chat_id).queued_at == queued_at
    agent_says(world, "siddhant", chat_id, "Here I am")
    world.wait(200)
    assert view(world, chat_id).agent_id == SIDDHANT


def test_who_types_a_long_answer_keeps_the_chat() -> None:
    world = world_of("rishi", "siddhant")
    world.set_teams(unanswered_seconds=60)
    chat_id = world.chat("How does it work?")
    for _ in range(3):
        world.wait(50)
        world.ask("rishi", cc.TypeChat(chat_id=chat_id, typing=True))
    world.wait(59)
    assert view(world, chat_id).agent_id == RISHI
    world.wait(2)  # they have left it there
    assert view(world, chat_id).agent_id == SIDDHANT
    world.wait(61)
    assert view(world, chat_id).agent_id == RISHI, "what the one before typed is not theirs"


def test_who_is_alone_gets_it_again_and_is_announced_once() -> None:
    world = world_of("rishi")
    chat_id = world.chat("Anybody?")
    world.wait(121)
    returned = [one.fact for one in world.log if isinstance(one.fact, ChatReturned)]
    assert [one.why for one in returned] == ["unanswered"]
    assert view(world, chat_id).agent_id == RISHI
    assert [text for _, text in said(world, chat_id)].count("Rishi has joined.") == 1


def test_nobody_is_late_where_nothing_was_said() -> None:
    world = world_of("rishi")
    world.chat("")
    world.wait(500)
    assert not [one for one in world.log if isinstance(one.fact, ChatReturned)]


@pytest.mark.parametrize("how", ["signs out", "is lost"])
def test_the_chats_of_who_has_left_go_to_the_front(how: str) -> None:
    world = world_of("rishi")
    world.set_teams(chats_per_agent=1)
    chat_id, later = world.chat(), world.chat()
    assert view(world, later).state is ChatState.QUEUED
    if how == "signs out":
        world.do(c.SignOut(agent_id=RISHI))
    else:
        world.lose("rishi")
        world.wait(9)
        assert view(world, chat_id).agent_id == RISHI, "the dock may come back"
        world.wait(2)
    assert view(world, chat_id).state is ChatState.QUEUED
    assert world.me("rishi").chats == ()
    world.sign_in("siddhant")
    assert view(world, chat_id).agent_id == SIDDHANT
    assert view(world, later).state is ChatState.QUEUED


# --- the end ------------------------------------------------------------------------------------


def test_an_ended_chat_stays_on_the_dock_until_it_is_closed() -> None:
    world = world_of("rishi")
    chat_id = world.chat()
    with pytest.raises(NotNow):
        world.ask("rishi", cc.CloseChat(chat_id=chat_id))
    world.ask("rishi", cc.EndChat(chat_id=chat_id))
    assert (view(world, chat_id).ended_by, world.me("rishi").chats) == ("agent", ())
    world.ask("rishi", cc.NoteChat(chat_id=chat_id, note="Solved"))
    for order in (
        cc.SendChat(chat_id=chat_id, line_id="x", text="x"),
        cc.TypeChat(chat_id=chat_id, typing=True),
        cc.EndChat(chat_id=chat_id),
    ):
        with pytest.raises(ChatRefused):
            world.ask("rishi", order)
    with pytest.raises(ChatRefused):
        world.say(chat_id, "One more thing")
    world.ask("rishi", cc.CloseChat(chat_id=chat_id))
    assert world.docks[RISHI].chats == ()
    assert chat_id not in world.floor.chats


def test_a_dock_keeps_the_last_twenty_that_have_ended() -> None:
    world = world_of("rishi")
    chats = []
    for _ in range(23):
        chats.append(world.chat())
        world.ask("rishi", cc.EndChat(chat_id=chats[-1]))
    assert [one.chat_id for one in world.docks[RISHI].chats] == sorted(
        chats[3:], key=lambda one: (world.floor.chats[one].view.started_at, one)
    )
    world.do(c.SignOut(agent_id=RISHI))
    assert not world.floor.chats


@pytest.mark.parametrize(
    ("what", "by"), [("idle", "system"), ("gone", "visitor"), ("bye", "visitor")]
)
def test_a_chat_ends_when_nobody_is_in_it(what: str, by: str) -> None:
    world = world_of("rishi")
    world.set_teams(idle_seconds=600, unanswered_seconds=0)
    chat_id = world.chat()
    if what == "idle":
        world.wait(599)
        world.say(chat_id, "Hello?")
        world.wait(599)
        assert world.floor.chats[chat_id].open
        world.wait(2)
    elif what == "gone":
        world.do(cc.VisitorHere(chat_id=chat_id, here=False))
        world.wait(200)
        world.do(cc.VisitorHere(chat_id=chat_id, here=True))
        world.do(cc.VisitorHere(chat_id=chat_id, here=False))
        world.wait(299)
        assert world.floor.chats[chat_id].open
        world.wait(2)
    else:
        world.do(cc.VisitorEnds(chat_id=chat_id))
        world.do(cc.VisitorEnds(chat_id=chat_id))
    assert view(world, chat_id).ended_by == by


def test_one_that_ends_in_the_queue_is_off_the_floor() -> None:
    world = world_of()
    chat_id = world.chat()
    world.do(cc.VisitorEnds(chat_id=chat_id))
    assert not world.floor.chats
    assert not world.floor.chats_waiting
    with pytest.raises(NoSuchChat):
        world.say(chat_id, "Hello?")


# --- whose they are -----------------------------------------------------------------------------


def test_nobody_else_reaches_a_chat() -> None:
    world = world_of("rishi")
    chat_id = world.chat()
    world.sign_in("mallory")
    orders: list[c.DockOrder] = [
        cc.SendChat(chat_id=chat_id, line_id="x", text="x"),
        cc.TypeChat(chat_id=chat_id, typing=True),
        cc.ReadChat(chat_id=chat_id, seq=1),
        cc.TransferChat(chat_id=chat_id, target_kind="agent", target="mallory"),
        cc.NoteChat(chat_id=chat_id, note="x"),
        cc.EndChat(chat_id=chat_id),
        cc.CloseChat(chat_id=chat_id),
    ]
    seq = world.floor.seq
    for order in orders:
        with pytest.raises(NoSuchChat):
            world.ask("mallory", order)
    with pytest.raises(NoSuchChat):
        world.do(cc.AgentSays(AgentId("mallory"), chat_id, "x", "x"))
    world.do(c.SignOut(agent_id=RISHI))
    with pytest.raises(NotLoggedIn):
        world.do(cc.AgentSays(RISHI, chat_id, "x", "x"))
    assert not [
        one
        for one in world.log
        if one.seq > seq
        and isinstance(one.fact, ChatSaid)
        and one.fact.line.author is ChatAuthor.AGENT
    ]


# --- after a restart ----------------------------------------------------------------------------


def test_chats_come_back_with_their_lines_and_their_agent() -> None:
    world = world_of("rishi")
    world.set_teams(chats_per_agent=1)
    mine, waits = world.chat("One"), world.chat("Two")
    world.ask("rishi", cc.NoteChat(chat_id=mine, note="a note"))
    lines = said(world, mine)
    page = world.pages[RISHI]
    world.restart()
    assert said(world, mine) == lines
    assert view(world, waits).state is ChatState.QUEUED
    world.sign_in("rishi", page=page)
    assert [one.chat_id for one in world.docks[RISHI].chats] == [mine]
    assert view(world, mine).note == "a note"
    seq = view(world, mine).lines[-1].seq
    world.say(mine, "Still there?")
    assert view(world, mine).lines[-1].seq == seq + 1
    world.do(cc.VisitorHere(chat_id=mine, here=True))
    world.wait(400)
    assert world.floor.chats[mine].open


def test_who_does_not_come_back_after_a_restart_loses_them() -> None:
    world = world_of("rishi")
    chat_id = world.chat()
    world.restart()
    world.wait(9)
    assert view(world, chat_id).agent_id == RISHI
    world.sign_in("siddhant")
    world.wait(2)
    assert view(world, chat_id).agent_id == SIDDHANT


def test_a_line_of_before_the_restart_is_known_after_it() -> None:
    world = world_of("rishi")
    chat_id = world.chat("")
    world.say(chat_id, "Once", "v1")
    world.restart()
    world.say(chat_id, "Once", "v1")
    assert [text for _, text in said(world, chat_id)].count("Once") == 1


def test_refusals_have_codes() -> None:
    for kind in (ChatRefused, NoSuchChat):
        assert issubclass(kind, Refusal)
        assert kind.code != Refusal.code


def test_a_chat_whose_page_was_gone_before_it_came_in_ends() -> None:
    world = world_of("rishi")
    world.set_teams(idle_seconds=0)
    chat_id = ChatId("begun")
    world.do(cc.StartChat(chat_id, TEAM, "widget", "Web visitor", {}))
    assert not view(world, chat_id).visitor_here
    world.wait(299)
    assert view(world, chat_id).state is ChatState.OPEN
    world.wait(2)
    shown = view(world, chat_id)
    assert (shown.state, shown.ended_by) == (ChatState.ENDED, "visitor")
