"""What is kept of a chat that goes from hand to hand."""

import pytest

from dockline.domain import chatcommands as cc, commands as c
from dockline.domain.chat import Chat
from dockline.domain.floor.chatting import GONE_SECONDS
from dockline.domain.ids import SpaceId
from dockline.services.chat_records import chat_of, chat_record
from tests.support.floors import OTHERS, World


def begun(*agents: str) -> tuple[World, Chat]:
    """A chat that waited three seconds for the first of them, at 1003; and ten more are over."""
    world = World()
    chat = world.floor.chats[world.chat()]
    world.now += 3
    for agent in agents:
        world.sign_in(agent)
    world.now += 10
    return world, chat


def who_and_when(chat: Chat) -> tuple[str, str, float | None]:
    kept = chat_record(SpaceId("leap"), chat)
    return kept.agent_id, kept.agent_name, kept.opened_at


def speaks(world: World, agent: str, chat: Chat) -> None:
    world.ask(agent, cc.SendChat(chat_id=chat.view.chat_id, line_id=agent, text="Hello"))


@pytest.mark.parametrize("how", ["to a team", "the agent left"])
def test_one_that_waits_again_and_ends_there_was_answered_by_who_had_it(how: str) -> None:
    world, chat = begun("rishi")
    speaks(world, "rishi", chat)
    if how == "to a team":
        to_others = cc.TransferChat(
            chat_id=chat.view.chat_id, target_kind="team", target=str(OTHERS)
        )
        world.ask("rishi", to_others)
    else:
        world.lose("rishi")
        world.now += world.floor.settings.dock_grace_seconds
        world.do(c.Tick())
    assert chat.view.agent_id is None
    assert chat_of(chat_record(SpaceId("leap"), chat)).served_by == "rishi"
    world.do(cc.VisitorHere(chat_id=chat.view.chat_id, here=False))
    world.now += GONE_SECONDS
    world.do(c.Tick())
    assert not chat.open
    assert who_and_when(chat) == ("rishi", "Rishi", 1003.0)


def test_the_wait_is_until_the_first_agent_whoever_has_it_in_the_end() -> None:
    world, chat = begun("rishi", "siddhant")
    world.now += 600
    speaks(world, "rishi", chat)
    to_siddhant = cc.TransferChat(chat_id=chat.view.chat_id, target_kind="agent", target="siddhant")
    world.ask("rishi", to_siddhant)
    assert who_and_when(chat) == ("siddhant", "Siddhant", 1003.0)


def test_who_lost_it_without_a_word_did_not_answer_it() -> None:
    world, chat = begun("rishi")
    assert who_and_when(chat) == ("rishi", "Rishi", 1003.0)
    world.lose("rishi")
    world.now += world.floor.settings.dock_grace_seconds
    world.do(c.Tick())
    assert who_and_when(chat) == ("", "", None)
    world.sign_in("siddhant")
    assert who_and_when(chat) == ("siddhant", "Siddhant", world.now)
    world.now += 120
    world.do(c.Tick())  # alone, they lose it and get it again
    assert who_and_when(chat) == ("siddhant", "Siddhant", world.now)
