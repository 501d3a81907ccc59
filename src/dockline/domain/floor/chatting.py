"""Chats from their start to their end, as visitors and agents bring it about."""

import copy
from typing import Final

from dockline.domain.callinghours import is_open
from dockline.domain.chat import Chat, ChatMove, move
from dockline.domain.chatcommands import (
    StartChat,
    VisitorEnds,
    VisitorHere,
    VisitorReads,
    VisitorSays,
    VisitorTypes,
)
from dockline.domain.chatfacts import ChatEnded, ChatQueued, ChatRead, ChatTyping, ChatVisitorHere
from dockline.domain.chatshown import ChatAuthor, ChatLine, ChatState, ChatView
from dockline.domain.errors import ChatRefused, NoSuchChat
from dockline.domain.facts import AgentView
from dockline.domain.floor import chatlines, chatqueue
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.ids import ChatId, TeamId
from dockline.domain.seat import Seat
from dockline.domain.space import Team

WIDGET: Final = "widget"
"""The channel of those whose page is connected to us while they are here."""
GONE_SECONDS: Final = 300.0
"""A visitor whose page has been away for so long has left."""
IDLE_AGAIN: Final = 3600.0
"""How often a chat that never idles is looked at, for the setting may change."""
ENDED_SHOWN: Final = 20
"""Chats that have ended and stay on a dock until they are closed; the oldest goes."""


def refusal(floor: Floor, team_id: TeamId, now: float) -> str | None:
    """Why a visitor cannot chat with the team now, as they are told; None where they can."""
    team = floor.teams.get(team_id)
    if team is None:
        return "There is no such team."
    settings = team.settings.chat
    if not takes_chats(floor, team, now):
        return settings.closed_text
    if len(floor.chats_waiting.get(team_id, ())) >= settings.most_waiting:
        return "Too many people are waiting. Please try again in a few minutes."
    return None


def takes_chats(floor: Floor, team: Team, now: float) -> bool:
    """At this hour, and at all."""
    settings = team.settings.chat
    zone = settings.time_zone or floor.settings.time_zone
    in_hours = settings.hours is None or is_open(settings.hours, (zone,), now)
    return settings.open and in_hours


def start(floor: Floor, what: StartChat, now: float) -> None:
    why = refusal(floor, what.team_id, now)
    if why is not None:
        raise ChatRefused(why)
    if what.chat_id in floor.chats:
        raise ChatRefused("There is a chat of this id already.")
    team = floor.teams[what.team_id]
    view = ChatView(
        chat_id=what.chat_id,
        team_id=what.team_id,
        team=team.name,
        channel=what.channel,
        visitor=what.visitor,
        attributes=what.attributes,
        state=ChatState.QUEUED,
        started_at=now,
        queued_at=now,
        # Their page says when it is here: it may be gone before it is told of the chat.
        visitor_here=what.channel != WIDGET,
    )
    chat = Chat(view=view, last_said_at=now, left_at=now)
    floor.chats[what.chat_id] = chat
    floor.tell(ChatQueued(chat=copy.copy(view)), now)
    if team.settings.chat.welcome:
        chatlines.system(floor, chat, team.settings.chat.welcome, now)
    chatqueue.enter(floor, chat)
    floor.keep_chat(chat)
    floor.wake(now + (team.settings.chat.idle_seconds or IDLE_AGAIN), "chat-idle", what.chat_id)
    if what.channel == WIDGET:
        floor.wake(now + GONE_SECONDS, "chat-gone", what.chat_id)


def chat_of(floor: Floor, chat_id: ChatId) -> Chat:
    """One that goes on. Raises NoSuchChat, ChatRefused."""
    chat = floor.chats.get(chat_id)
    if chat is None:
        raise NoSuchChat
    if not chat.open:
        raise ChatRefused("This chat has ended.")
    return chat


# --- visitors -----------------------------------------------------------------------------------


def visitor_says(floor: Floor, what: VisitorSays, now: float) -> None:
    chat = floor.chats.get(what.chat_id)
    if chat is not None and chatlines.known(chat, ChatAuthor.VISITOR, what.line_id):
        return
    chat = chat_of(floor, what.chat_id)
    chatlines.check(what.text, what.attachments)
    chatlines.add(
        floor,
        chat,
        ChatAuthor.VISITOR,
        chat.view.visitor,
        what.line_id,
        what.text,
        now,
        attachments=what.attachments,
    )


def visitor_types(floor: Floor, what: VisitorTypes, now: float) -> None:
    view = chat_of(floor, what.chat_id).view
    if view.visitor_typing is not what.typing:
        typing = ChatTyping(
            chat_id=what.chat_id, visitor_typing=what.typing, agent_typing=view.agent_typing
        )
        floor.tell(typing, now)


def visitor_reads(floor: Floor, what: VisitorReads, now: float) -> None:
    chat = chat_of(floor, what.chat_id)
    seq = min(what.seq, chat.said)
    if seq > chat.view.visitor_read:
        read = ChatRead(chat_id=what.chat_id, visitor_read=seq, agent_read=chat.view.agent_read)
        floor.tell(read, now)


def visitor_here(floor: Floor, what: VisitorHere, now: float) -> None:
    """Of a chat that is over it makes no difference."""
    chat = floor.chats.get(what.chat_id)
    if chat is None or not chat.open or chat.view.visitor_here is what.here:
        return
    typing = chat.view.visitor_typing and what.here
    floor.tell(
        ChatVisitorHere(chat_id=what.chat_id, visitor_here=what.here, visitor_typing=typing), now
    )
    if not what.here:
        chat.left_at = now
        floor.wake(now + GONE_SECONDS, "chat-gone", what.chat_id)


def visitor_ends(floor: Floor, what: VisitorEnds, now: float) -> None:
    chat = floor.chats.get(what.chat_id)
    if chat is not None and chat.open:
        end(floor, chat, now, by="visitor")


# --- the end ------------------------------------------------------------------------------------


def end(floor: Floor, chat: Chat, now: float, *, by: str) -> None:
    """It stays on its agent's dock; where it has none it is off the floor."""
    view = chat.view
    state = move(view.state, ChatMove.END)
    if view.state is ChatState.QUEUED:
        chatqueue.leave(floor, chat)
    floor.tell(
        ChatEnded(
            chat_id=view.chat_id,
            state=state,
            ended_at=now,
            ended_by=by,
            waiting_since=None,
            visitor_typing=False,
            agent_typing=False,
        ),
        now,
    )
    floor.keep_chat(chat)
    person = floor.agents.get(view.agent_id) if view.agent_id else None
    if person is None or view.chat_id not in person.chats:
        del floor.chats[view.chat_id]
        return
    chatqueue.changed(floor, person, now)
    ended = [one for one in person.chats if not floor.chats[one].open]
    for chat_id in ended[:-ENDED_SHOWN]:
        chatqueue.close(floor, person, floor.chats[chat_id], now)


# --- alarms -------------------------------------------------------------------------------------


def unanswered_over(floor: Floor, chat_id: ChatId, now: float) -> None:
    """The agent who has it has had their time."""
    chat = floor.chats.get(chat_id)
    if chat is None or chat.view.state is not ChatState.OPEN or chat.answered:
        return
    view = chat.view
    seconds = chatqueue.settings_of(floor, view.team_id).unanswered_seconds
    if seconds <= 0 or view.agent_id is None:
        return
    # Who waits since when: the visitor may have come without a word (a bot began it for them).
    asked_at = max(view.opened_at or now, view.waiting_since or now)
    # A long answer is not taken out of the hands of who writes it.
    over = max(asked_at, chat.typed_at) + seconds
    if now < over:
        floor.wake(over, "chat-unanswered", chat_id)
        return
    chat.passed_over.add(view.agent_id)
    chatqueue.put_back(floor, chat, now, "unanswered")


def idle_over(floor: Floor, chat_id: ChatId, now: float) -> None:
    chat = floor.chats.get(chat_id)
    if chat is None or not chat.open:
        return
    seconds = chatqueue.settings_of(floor, chat.view.team_id).idle_seconds
    if seconds > 0 and now >= chat.last_said_at + seconds:
        end(floor, chat, now, by="system")
        return
    again = chat.last_said_at + seconds if seconds > 0 else now + IDLE_AGAIN
    floor.wake(again, "chat-idle", chat_id)


def gone_over(floor: Floor, chat_id: ChatId, now: float) -> None:
    chat = floor.chats.get(chat_id)
    if chat is None or not chat.open or chat.view.visitor_here:
        return
    if now >= chat.left_at + GONE_SECONDS:
        end(floor, chat, now, by="visitor")


# --- after a restart ----------------------------------------------------------------------------


def restore(
    floor: Floor, chat: Chat, lines: tuple[ChatLine, ...], me: AgentView | None, now: float
) -> None:
    """Put a chat of before a restart back on the floor: with its agent, who has their grace to
    come back (``me``: as they are shown before), or into its queue."""
    view = chat.view
    chatlines.again(chat, lines)
    view.visitor_typing = view.agent_typing = False
    floor.chats[view.chat_id] = chat
    idle = chatqueue.settings_of(floor, view.team_id).idle_seconds
    floor.wake(max(now, chat.last_said_at + (idle or IDLE_AGAIN)), "chat-idle", view.chat_id)
    if view.channel == WIDGET:
        view.visitor_here, chat.left_at = False, now
        floor.wake(now + GONE_SECONDS, "chat-gone", view.chat_id)
    if view.agent_id is None or me is None:
        chat.first = chat.first or view.agent_id is not None
        view.state, view.agent_id, view.agent, view.opened_at = ChatState.QUEUED, None, "", None
        chatqueue.enter(floor, chat)
        return
    seat = Seat(login=me.login, name=me.name, teams=me.teams)
    person = floor.agents.setdefault(view.agent_id, Agent(view=me, seat=seat, lost_at=now))
    person.chats.append(view.chat_id)
    person.view.chats = (*person.view.chats, view.chat_id)
    if person.view.chatting_since is None:
        person.view.chatting_since = view.opened_at
    over = now + floor.settings.dock_grace_seconds
    floor.wake(over, "chats-away", view.agent_id)
    unanswered = chatqueue.settings_of(floor, view.team_id).unanswered_seconds
    if not chat.answered and unanswered > 0:
        floor.wake(over + unanswered, "chat-unanswered", view.chat_id)
