"""What is true on the floors of all spaces now."""

from abc import ABC, abstractmethod

from dockline.domain.chatshown import ChatView
from dockline.domain.dialrules import Usage
from dockline.domain.facts import AgentView, CallView, CardView, DockView, LineView
from dockline.domain.floor.chatqueue import places
from dockline.domain.floor.chatting import refusal
from dockline.domain.ids import AgentId, CallId, ChatId, SpaceId, TeamId, leg_id
from dockline.domain.line import RINGS, Line
from dockline.domain.live import Beginning
from dockline.domain.monitor import MonitorView
from dockline.domain.space import Team
from dockline.services.accounts import Accounts
from dockline.services.mailbox import Mailbox


class FloorViews(ABC):
    """Of every space. What is given is the floor's own, and to be read only."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._boxes: dict[SpaceId, Mailbox] = {}
        self._engine_up = False

    @abstractmethod
    def _box(self, space_id: SpaceId) -> Mailbox:
        """The mailbox of a space."""

    @property
    def engine_up(self) -> bool:
        return self._engine_up

    def view(self, space_id: SpaceId, agent_id: AgentId) -> DockView | None:
        return self._box(space_id).floor.dock_view(agent_id)

    def seq(self, space_id: SpaceId) -> int:
        """The number of the last fact."""
        return self._box(space_id).floor.seq

    def agents(self, space_id: SpaceId) -> list[AgentView]:
        """Everybody seen since the server began, offline or not. To be read only."""
        box = self._boxes.get(space_id)
        return [person.view for person in box.floor.agents.values()] if box else []

    def takes_calls(self, space_id: SpaceId, agent_id: AgentId) -> bool:
        """Whether they may be given a call now."""
        floor = self._box(space_id).floor
        person = floor.agents.get(agent_id)
        return person is not None and person.takes_calls(floor.settings.blending)

    def teams_of(self, space_id: SpaceId, agent_id: AgentId) -> tuple[TeamId, ...]:
        """The teams whose calls they get."""
        box = self._boxes.get(space_id)
        person = box.floor.agents.get(agent_id) if box else None
        return person.seat.team_ids if person is not None else ()

    def usage(self, space_id: SpaceId) -> Usage:
        """What the space has dialled of late. To be read only."""
        return self._box(space_id).guard.usage

    def call(self, space_id: SpaceId, call_id: CallId) -> CallView | None:
        box = self._boxes.get(space_id)
        found = box.floor.calls.get(call_id) if box else None
        return found.view if found is not None else None

    def storing(self, space_id: SpaceId) -> bool:
        """Whether the store takes its writes, as far as is known."""
        return not self._box(space_id).committer.failing

    def card(self, space_id: SpaceId, agent_id: AgentId) -> CardView | None:
        box = self._boxes.get(space_id)
        person = box.floor.agents.get(agent_id) if box else None
        return person.card if person is not None else None

    def monitor(self, space_id: SpaceId, supervisor_id: AgentId) -> MonitorView | None:
        """Whose call this supervisor is in."""
        box = self._boxes.get(space_id)
        found = box.floor.monitors.get(supervisor_id) if box else None
        return found.view if found is not None else None

    def lines(self, space_id: SpaceId) -> list[LineView]:
        """The dialer's calls that no agent is in."""
        box = self._boxes.get(space_id)
        return [line.view for line in box.floor.lines.values()] if box else []

    def ringing(self, space_id: SpaceId) -> list[Line]:
        """Those of them that nobody has answered. To be read only."""
        box = self._boxes.get(space_id)
        lines = box.floor.lines.values() if box else ()
        return [line for line in lines if line.state in RINGS]

    def left_ringing(self, space_id: SpaceId, call_id: CallId) -> bool:
        """Whether it is a call of the dialer of before a restart, and rings still."""
        box = self._boxes.get(space_id)
        return box is not None and leg_id(call_id, "customer", 1) in box.floor.leftovers

    def chat(self, space_id: SpaceId, chat_id: ChatId) -> ChatView | None:
        """One that goes on, or that has ended and is on a dock still. To be read only."""
        box = self._boxes.get(space_id)
        found = box.floor.chats.get(chat_id) if box else None
        return found.view if found is not None else None

    def chats(self, space_id: SpaceId) -> list[ChatView]:
        """Those that go on, in queues and with agents. To be read only."""
        box = self._boxes.get(space_id)
        return [chat.view for chat in box.floor.chats.values() if chat.open] if box else []

    def chat_places(self, space_id: SpaceId) -> dict[ChatId, int]:
        """Of each chat that waits for an agent, its place in its team's line, from 1."""
        box = self._boxes.get(space_id)
        return places(box.floor) if box else {}

    def chat_refusal(self, space_id: SpaceId, team: Team, now: float) -> str | None:
        """Why nobody can chat with the team now, as visitors are told; None where they can."""
        floor = self._box(space_id).floor
        floor.teams = self._accounts.teams_by_id(space_id)
        return refusal(floor, team.team_id, now)

    def open_calls(self, space_id: SpaceId) -> list[CallView]:
        box = self._boxes.get(space_id)
        return [call.view for call in box.floor.calls.values() if call.open] if box else []

    def beginning(self, space_id: SpaceId) -> Beginning:
        """All that a floor holds now, for a picture that hears its facts from here on."""
        floor = self._box(space_id).floor
        return Beginning(
            agents=[person.view for person in floor.agents.values()],
            calls=[call.view for call in floor.calls.values()],
            lines=[(line.view, line.state) for line in floor.lines.values()],
            chats=[chat.view for chat in floor.chats.values()],
            monitors=[monitor.view for monitor in floor.monitors.values()],
            engine_up=floor.engine_up,
        )

    def under_way(self, space_id: SpaceId, number: str) -> bool:
        """Whether a call, a line or a card with the number is on the floor; a call is until it is
        written up."""
        box = self._boxes.get(space_id)
        if box is None:
            return False
        calls = any(call.view.number == number for call in box.floor.calls.values())
        lines = any(line.view.number == number for line in box.floor.lines.values())
        cards = (person.card for person in box.floor.agents.values())
        return calls or lines or any(card and card.lead.number == number for card in cards)
