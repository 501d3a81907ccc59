"""What agents do in their chats."""

from dockline.domain.chat import Chat
from dockline.domain.chatcommands import (
    AgentSays,
    CloseChat,
    EndChat,
    NoteChat,
    ReadChat,
    SendChat,
    TransferChat,
    TypeChat,
)
from dockline.domain.chatfacts import ChatNoted, ChatRead, ChatTyping
from dockline.domain.chatshown import ChatAuthor
from dockline.domain.errors import ChatRefused, NoSuchChat, NotLoggedIn, NotNow, TargetUnavailable
from dockline.domain.facts import AgentState
from dockline.domain.floor import chatlines, chatqueue, chatting
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId, ChatId, TeamId
from dockline.domain.space import Team


def _own(floor: Floor, agent_id: AgentId, chat_id: ChatId) -> Chat:
    """One on this agent's dock. Raises NoSuchChat."""
    chat = floor.chats.get(chat_id)
    if chat is None or chat.view.agent_id != agent_id:
        raise NoSuchChat
    return chat


def _going_on(floor: Floor, agent_id: AgentId, chat_id: ChatId) -> Chat:
    """Raises NoSuchChat, ChatRefused."""
    chat = _own(floor, agent_id, chat_id)
    if not chat.open:
        raise ChatRefused("This chat has ended.")
    return chat


def send(floor: Floor, agent_id: AgentId, what: SendChat, now: float) -> None:
    """A line without attachments; those are found before (`AgentSays`)."""
    if what.attachments:
        raise ChatRefused("An attachment is not there. Upload it again.")
    says(floor, AgentSays(agent_id, what.chat_id, what.line_id, what.text), now)


def says(floor: Floor, what: AgentSays, now: float) -> None:
    person = floor.agents.get(what.agent_id)
    if person is None or person.view.state is AgentState.OFFLINE or not person.view.linked:
        raise NotLoggedIn("You are not signed in any more.")
    chat = _own(floor, what.agent_id, what.chat_id)
    if chatlines.known(chat, ChatAuthor.AGENT, what.line_id):
        return
    chat = _going_on(floor, what.agent_id, what.chat_id)
    chatlines.check(what.text, what.attachments)
    chat.answered = chat.spoken = True
    chat.passed_over.clear()
    chatlines.add(
        floor,
        chat,
        ChatAuthor.AGENT,
        person.view.name,
        what.line_id,
        what.text,
        now,
        agent_id=what.agent_id,
        attachments=what.attachments,
    )


def types(floor: Floor, agent_id: AgentId, what: TypeChat, now: float) -> None:
    chat = _going_on(floor, agent_id, what.chat_id)
    view = chat.view
    if what.typing:
        chat.typed_at = now
    if view.agent_typing is not what.typing:
        typing = ChatTyping(
            chat_id=what.chat_id, visitor_typing=view.visitor_typing, agent_typing=what.typing
        )
        floor.tell(typing, now)


def reads(floor: Floor, agent_id: AgentId, what: ReadChat, now: float) -> None:
    chat = _own(floor, agent_id, what.chat_id)
    seq = min(what.seq, chat.said)
    if seq > chat.view.agent_read:
        read = ChatRead(chat_id=what.chat_id, visitor_read=chat.view.visitor_read, agent_read=seq)
        floor.tell(read, now)


def transfer(floor: Floor, agent_id: AgentId, what: TransferChat, now: float) -> None:
    """To an agent it goes whatever they have: somebody has chosen them."""
    chat = _going_on(floor, agent_id, what.chat_id)
    if what.target_kind == "team":
        team = floor.teams.get(TeamId(what.target))
        if team is None or not _takes(floor, team, now):
            raise TargetUnavailable("That team takes no chats now.")
        # Their own team's queue must not hand it straight back where others are free.
        chat.passed_over = {agent_id}
        chatqueue.put_back(floor, chat, now, "transferred", team_id=team.team_id)
        return
    target = floor.agents.get(AgentId(what.target))
    if target is None or not target.view.linked or target.view.state is AgentState.OFFLINE:
        raise TargetUnavailable("That agent is not signed in.")
    if target.view.agent_id == agent_id:
        raise TargetUnavailable("This chat is yours already.")
    chat.passed_over.clear()
    chatqueue.give(floor, chat, target.view.agent_id, now)


def _takes(floor: Floor, team: Team, now: float) -> bool:
    """After its hours a team takes what is handed to it while somebody of it is still there."""
    here = any(
        one.view.linked and team.team_id in one.seat.team_ids for one in floor.agents.values()
    )
    return team.settings.chat.open if here else chatting.takes_chats(floor, team, now)


def note(floor: Floor, agent_id: AgentId, what: NoteChat, now: float) -> None:
    chat = _own(floor, agent_id, what.chat_id)
    if chat.view.note != what.note:
        floor.tell(ChatNoted(chat_id=what.chat_id, note=what.note), now)
        floor.keep_chat(chat)


def end(floor: Floor, agent_id: AgentId, what: EndChat, now: float) -> None:
    chatting.end(floor, _going_on(floor, agent_id, what.chat_id), now, by="agent")


def close(floor: Floor, agent_id: AgentId, what: CloseChat, now: float) -> None:
    chat = _own(floor, agent_id, what.chat_id)
    if chat.open:
        raise NotNow("End the chat first.")
    chatqueue.close(floor, floor.agents[agent_id], chat, now)
