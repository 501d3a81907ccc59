"""Chats that wait, and the agents who get them: without a ring, the one with the fewest first."""

from dockline.domain.chat import Chat, ChatMove, move
from dockline.domain.chatfacts import ChatClosed, ChatOpened, ChatReturned, ChatTyping
from dockline.domain.chatshown import ChatState, ChatView
from dockline.domain.facts import AgentChatsChanged, AgentState
from dockline.domain.floor import chatlines
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, ChatId, TeamId
from dockline.domain.teamsettings import ChatQueueSettings

_BUSY = frozenset(
    {
        AgentState.RINGING,
        AgentState.DIALLING,
        AgentState.TALKING,
        AgentState.HELD,
        AgentState.WRAP_UP,
    }
)


def settings_of(floor: Floor, team_id: TeamId) -> ChatQueueSettings:
    team = floor.teams.get(team_id)
    return team.settings.chat if team is not None else ChatQueueSettings()


# --- the queue ----------------------------------------------------------------------------------


def waiting(floor: Floor, team_id: TeamId) -> list[Chat]:
    """Those of a team that no agent has, in their order."""
    chats = [floor.chats[one] for one in floor.chats_waiting.get(team_id, ())]
    return sorted(chats, key=_place)


def places(floor: Floor) -> dict[ChatId, int]:
    """Of every chat that waits, its place in its team's line, from 1."""
    return {
        chat.view.chat_id: place
        for team_id in floor.chats_waiting
        for place, chat in enumerate(waiting(floor, team_id), 1)
    }


def _place(chat: Chat) -> tuple[bool, float, ChatId]:
    return (not chat.first, chat.view.queued_at, chat.view.chat_id)


def enter(floor: Floor, chat: Chat) -> None:
    floor.chats_waiting.setdefault(chat.view.team_id, {})[chat.view.chat_id] = None
    floor.chats_moved.add(chat.view.team_id)


def leave(floor: Floor, chat: Chat) -> None:
    line = floor.chats_waiting.get(chat.view.team_id)
    if line is not None:
        line.pop(chat.view.chat_id, None)
        if not line:
            del floor.chats_waiting[chat.view.team_id]


# --- who may have one ---------------------------------------------------------------------------


def has_room(floor: Floor, person: Agent, team_id: TeamId) -> bool:
    """Whether a chat of the team may be given to this agent now."""
    me = person.view
    limit = person.seat.chat_limit
    if limit is None:
        limit = settings_of(floor, team_id).chats_per_agent
    if not me.linked or team_id not in person.seat.team_ids or len(me.chats) >= limit:
        return False
    if me.state is AgentState.READY:
        return True
    blended = floor.settings.blending.chats_while_talking and me.state in _BUSY
    return blended and person.then is not AgentState.PAUSED


def look_at(floor: Floor, agent_id: AgentId, now: float) -> None:
    """Something about this agent has changed."""
    person = floor.agents.get(agent_id)
    if person is None:
        return
    if person.chats and _is_away(floor, person, now):
        _take_all(floor, person, now)
    _say_who_has_room(floor, person)


def _say_who_has_room(floor: Floor, person: Agent) -> None:
    agent_id = person.view.agent_id
    teams = tuple(one for one in person.seat.team_ids if has_room(floor, person, one))
    if not teams:
        floor.available.drop(agent_id)
        return
    floor.available.put(agent_id, len(person.view.chats), person.chat_given_at, teams)
    floor.chats_moved.update(one for one in teams if one in floor.chats_waiting)


def _is_away(floor: Floor, person: Agent, now: float) -> bool:
    """Offline for good: a dock that is lost, or was before a restart, has its grace."""
    if person.view.linked or person.view.state is not AgentState.OFFLINE:
        return False
    return person.lost_at is None or now >= person.lost_at + floor.settings.dock_grace_seconds


def away_over(floor: Floor, agent_id: AgentId, now: float) -> None:
    """The alarm of an agent whose chats were found after a restart."""
    look_at(floor, agent_id, now)


def refresh(floor: Floor) -> None:
    """Where settings have changed, everybody who waits is looked at again."""
    teams, settings = floor.chats_seen
    # A space without teams has another empty list of them each time.
    same = teams is floor.teams or not (teams or floor.teams)
    if same and settings is floor.settings:
        return
    floor.chats_seen = (floor.teams, floor.settings)
    floor.stirred.update(floor.agents)


def match(floor: Floor, now: float) -> None:
    """Give what waits to those who have room."""
    while floor.chats_moved:
        teams, floor.chats_moved = sorted(floor.chats_moved), set()
        for team_id in teams:
            for chat in waiting(floor, team_id):
                agent_id = floor.available.first(team_id, chat.passed_over)
                if agent_id is None:
                    break
                give(floor, chat, agent_id, now)


# --- from hand to hand --------------------------------------------------------------------------


def give(floor: Floor, chat: Chat, agent_id: AgentId, now: float) -> None:
    """It is this agent's from here on, whoever had it before."""
    view, person = chat.view, floor.agents[agent_id]
    state = move(view.state, ChatMove.GIVE)
    if view.state is ChatState.QUEUED:
        leave(floor, chat)
    still(floor, chat, now)
    take_from(floor, chat, now)
    chat.first, chat.answered = False, False
    chat.served_at = now if chat.served_at is None else chat.served_at
    chat.served_by, chat.served_name = agent_id, person.view.name
    person.chats.append(view.chat_id)
    person.chat_given_at = now
    changed(floor, person, now)
    after = _with(view, state=state, agent_id=agent_id, agent=person.view.name, opened_at=now)
    floor.tell(
        ChatOpened(
            chat_id=view.chat_id,
            state=state,
            agent_id=agent_id,
            agent=person.view.name,
            opened_at=now,
            chat=after,
        ),
        now,
    )
    if chat.joined != agent_id:
        chat.joined = agent_id
        chatlines.system(floor, chat, f"{person.view.name} has joined.", now, agent_id)
    floor.keep_chat(chat)
    seconds = settings_of(floor, view.team_id).unanswered_seconds
    if seconds > 0:
        floor.wake(now + seconds, "chat-unanswered", view.chat_id)


def put_back(
    floor: Floor, chat: Chat, now: float, why: str, *, team_id: TeamId | None = None
) -> None:
    """It waits in a queue again: that of ``team_id``, or its own."""
    view = chat.view
    state = move(view.state, ChatMove.RETURN)
    still(floor, chat, now)
    take_from(floor, chat, now)
    team = floor.teams.get(team_id) if team_id is not None else None
    chat.first = why != "unanswered"
    chat.answered = False
    if why != "transferred" and not chat.spoken:
        chat.served_at, chat.served_by, chat.served_name = None, None, ""
    floor.tell(
        ChatReturned(
            chat_id=view.chat_id,
            state=state,
            agent_id=None,
            agent="",
            team_id=team.team_id if team is not None else view.team_id,
            team=team.name if team is not None else view.team,
            # Who was not answered keeps their place; who had an agent begins to wait now.
            queued_at=view.queued_at if why == "unanswered" else now,
            opened_at=None,
            agent_typing=False,
            why=why,
        ),
        now,
    )
    enter(floor, chat)
    floor.keep_chat(chat)


def take_from(floor: Floor, chat: Chat, now: float) -> None:
    """Off the list of whoever has it."""
    person = floor.agents.get(chat.view.agent_id) if chat.view.agent_id else None
    if person is not None and chat.view.chat_id in person.chats:
        person.chats.remove(chat.view.chat_id)
        changed(floor, person, now)


def changed(floor: Floor, person: Agent, now: float) -> None:
    """Tell which chats an agent has that go on."""
    me = person.view
    chats = tuple(one for one in person.chats if one in floor.chats and floor.chats[one].open)
    since = (me.chatting_since if me.chatting_since is not None else now) if chats else None
    if (chats, since) != (me.chats, me.chatting_since):
        person.chats_over_at = person.chats_over_at if chats else now
        told = AgentChatsChanged(agent_id=me.agent_id, chats=chats, chatting_since=since)
        floor.tell(told, now)
    _say_who_has_room(floor, person)


def still(floor: Floor, chat: Chat, now: float) -> None:
    """The agent who types in it types no more."""
    if chat.view.agent_typing:
        typing = ChatTyping(
            chat_id=chat.view.chat_id, visitor_typing=chat.view.visitor_typing, agent_typing=False
        )
        floor.tell(typing, now)


def close(floor: Floor, person: Agent, chat: Chat, now: float) -> None:
    """Off the dock, and off the floor, after its end."""
    chat_id = chat.view.chat_id
    person.chats.remove(chat_id)
    floor.tell(ChatClosed(chat_id=chat_id, agent_id=person.view.agent_id), now)
    del floor.chats[chat_id]


def _take_all(floor: Floor, person: Agent, now: float) -> None:
    """The agent has left: what goes on goes to others, what has ended is put away."""
    for chat_id in list(person.chats):
        chat = floor.chats[chat_id]
        if chat.open:
            put_back(floor, chat, now, "agent-away")
        else:
            close(floor, person, chat, now)


def _with(view: ChatView, **changes: object) -> ChatView:
    fields = {name: getattr(view, name) for name in view.__struct_fields__}
    return ChatView(**{**fields, **changes})
