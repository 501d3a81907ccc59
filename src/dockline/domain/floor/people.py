"""The people on a floor: agents at their docks, and supervisors in somebody's call."""

from msgspec import Struct, field

from dockline.domain.call import Leg, LegPhase
from dockline.domain.facts import AgentState, AgentView, CardView
from dockline.domain.ids import ChatId, LegId, PageId, PhoneId, RoomId, TeamId
from dockline.domain.monitor import MonitorView
from dockline.domain.seat import Seat
from dockline.domain.space import Blending


class Agent(Struct):
    """Of everybody seen since the server began, offline or not."""

    view: AgentView
    seat: Seat
    page_id: PageId = PageId("")
    phone_id: PhoneId | None = None
    lost_at: float | None = None
    """When their dock's socket went."""
    then: AgentState = AgentState.READY
    """What they are after the call and its wrap-up."""
    then_reason: str = ""
    card: CardView | None = None
    standing: Leg | None = None
    """The leg that stands by between calls (`dockline.domain.floor.standby`); in a call it is the
    agent's leg there as well."""
    stands_made: int = 0
    stands_failed: int = 0
    stand_again_at: float = 0.0
    chats: list[ChatId] = field(default_factory=list)
    """On their dock, those that have ended and are not closed among them."""
    chat_given_at: float = 0.0
    """When they last got one."""
    chats_over_at: float = 0.0
    """When they last had none any more that goes on."""

    @property
    def idle(self) -> tuple[bool, float]:
        """Sorts those who are ready, the longest idle first: who has chats is not idle at all, and
        who had some is since the last of them was over."""
        return bool(self.view.chats), max(self.view.since, self.chats_over_at)

    def takes_calls(self, blending: Blending) -> bool:
        """Ready, within reach, and not kept to their chats."""
        me = self.view
        reached = me.linked and me.phone and self.phone_id is not None
        return me.state is AgentState.READY and reached and blending.gives_calls(me.chats)

    @property
    def stands(self) -> bool:
        """Their phone is connected and waits."""
        return self.standing is not None and self.standing.phase is LegPhase.UP


class Monitor(Struct):
    """A supervisor in somebody's call. Not kept: after a restart nobody listens any more."""

    view: MonitorView
    phone_id: PhoneId
    leg: Leg
    room: RoomId
    """Their own, where what the spy hears is brought."""
    team_ids: tuple[TeamId, ...] | None = None
    """Whose agents they may listen to; None: everybody's."""
    opened: bool = False
    """That room is open."""
    place: RoomId | None = None
    """The room their leg stands in."""
    spy: str = ""
    """The name of what listens for them; empty: nothing does."""
    spied: LegId | None = None
    """The leg it listens to."""
    whispers: bool = False
    """That leg hears them."""
