"""Supervisors in agents' calls: listening, whispering, barging in.

listen <-> whisper <-> barge, each of them from and to each
"""

from enum import StrEnum

from msgspec import Struct

from dockline.domain.factbase import Fact
from dockline.domain.ids import AgentId, CallId, PhoneId, TeamId


class MonitorMode(StrEnum):
    LISTEN = "listen"
    """Nobody on the call hears them."""
    WHISPER = "whisper"
    """The agent hears them."""
    BARGE = "barge"
    """Everybody hears them."""


class MonitorView(Struct, frozen=True):
    supervisor_id: AgentId
    supervisor: str
    """Their name."""
    agent_id: AgentId
    """Whose call they are in."""
    call_id: CallId
    mode: MonitorMode
    up: bool
    """Their phone is connected."""
    since: float


# --- commands -----------------------------------------------------------------------------------


class StartMonitor(Struct, frozen=True):
    """A supervisor wants to hear the call that an agent is in; their phone is rung, and answers by
    itself. Where they are in that call already it goes on, with this agent, mode and teams; another
    one ends. Raises NoSuchCall, NotNow, VoiceUnavailable."""

    supervisor_id: AgentId
    supervisor: str
    phone_id: PhoneId
    agent_id: AgentId
    mode: MonitorMode
    team_ids: tuple[TeamId, ...] | None = None
    """Whose agents they may listen to, should the call go to another; None: everybody's."""


class StopMonitor(Struct, frozen=True):
    """Nothing happens where they are in none."""

    supervisor_id: AgentId
    why: str = "stopped"
    """For MonitorEnded."""


class TakeOver(Struct, frozen=True):
    """The call is the supervisor's from here on, in their own dock; the agent wraps up. Raises
    NoSuchCall, NotNow, and TargetUnavailable where the supervisor's dock is not open and free."""

    supervisor_id: AgentId
    agent_id: AgentId


MonitorCommand = StartMonitor | StopMonitor | TakeOver


# --- facts --------------------------------------------------------------------------------------


class MonitorChanged(Fact, frozen=True, tag="monitor_changed"):
    """One began, was connected, or changed its mode. For no dock."""

    monitor: MonitorView


class MonitorEnded(Fact, frozen=True, tag="monitor_ended"):
    supervisor_id: AgentId
    call_id: CallId
    why: str
    """``stopped``, ``call-ended``, ``taken-over``, ``unreachable``, ``replaced``, ``left``; or
    ``not-permitted``: the call went to an agent of none of their teams."""


MonitorFact = MonitorChanged | MonitorEnded
