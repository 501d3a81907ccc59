"""Campaigns and their dial lists, as plain data."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from dockline.domain.ids import CampaignId, ListId, SpaceId, TeamId
from dockline.domain.leadsettings import LeadSettings

CallerId = Annotated[str, Meta(pattern="^[1-9][0-9]{3,14}$")]
"""Digits of E.164 without the plus."""
Reason = Annotated[str, Meta(min_length=1, max_length=80)]


class Mode(StrEnum):
    """Who dials: a person, from the lead's card, or the dialer, at one of three paces."""

    PREVIEW = "preview"
    PROGRESSIVE = "progressive"
    POWER = "power"
    PREDICTIVE = "predictive"


class RunState(StrEnum):
    """What a supervisor has told the campaign to do."""

    RUNNING = "running"
    PAUSED = "paused"
    """Nothing new is dialled; what rings or talks goes on, and cards are taken back."""
    DRAINING = "draining"
    """The same, but agents keep the cards they have; stopped once nothing is under way."""
    STOPPED = "stopped"
    """Nothing new is dialled, and what only rings is cancelled once it has rung 15 seconds."""
    ARCHIVED = "archived"
    """Out of the way: it is not listed with the others, no lead is added to it and none dialled.
    Its leads, calls and figures stay."""


class MachineTreatment(StrEnum):
    """What is done with an answering machine that was detected."""

    HANG_UP = "hang_up"
    LEAVE_MESSAGE = "leave_message"


class DialerSettings(Struct, frozen=True):
    """How the dialer dials. Raises ValueError naming the field that is wrong."""

    ratio: Annotated[float, Meta(ge=1, le=20)] = 2.0
    """Lines for each free agent, in power mode."""
    most_lines: Annotated[int, Meta(ge=1)] | None = None
    """Calls at most that ring or wait for an agent at the same time; None: as the trunk bears."""
    ring_seconds: Annotated[float, Meta(ge=15, le=120)] = 25.0
    """From when it is heard ringing. 47 CFR 64.1200(a)(6): no unanswered call ends before 15
    seconds or four rings."""
    wait_seconds: Annotated[float, Meta(gt=0, le=10)] = 2.0
    """How long an answered person waits for an agent before the message is played and the call
    counts as abandoned (47 CFR 64.1200(a)(7): two seconds)."""
    cap: Annotated[float, Meta(ge=0, lt=1)] = 0.03
    """Most abandoned calls for each live answer, in a window. 0: none at all is risked."""
    emergency_cancels: bool = False
    """Whether a call may be hung up before it has rung 15 seconds, where it could break the cap or
    the campaign is stopped. 47 CFR 64.1200(a)(6) forbids that; docs/pacing.md says what keeping to
    it costs."""
    window_hours: Annotated[float, Meta(gt=0, le=720)] = 720.0
    """47 CFR 64.1200(a)(7): measured over a 30-day period for a single campaign."""
    window_starts_at: float | None = None
    """Unix seconds at which a window begins (and others before and after it); None: when the
    campaign was made."""
    caller_ids: tuple[CallerId, ...] = ()
    """Shown in turn to those who are called; empty: the team's, or the space's."""
    local_presence: bool = False
    """Of ``caller_ids`` the one that shares the longest prefix with the number is shown."""
    amd: bool = False
    """Whether calls are listened to for an answering machine before anybody hears them."""
    machine: MachineTreatment = MachineTreatment.HANG_UP
    machine_message: str = ""
    """Name of the recording left on machines; needed for LEAVE_MESSAGE."""
    amd_mistaken: Annotated[float, Meta(ge=0, lt=0.5)] = 0.02
    """The operator's estimate of the share of answered people taken for machines; it counts
    towards the cap while ``amd`` is on."""
    abandon_message: str = ""
    """Name of the recording played where no agent is free; empty: the engine's own words."""

    def __post_init__(self) -> None:
        if self.machine is MachineTreatment.LEAVE_MESSAGE and not self.machine_message:
            raise ValueError("machine_message: a recording's name, for a message to machines")


DEFAULT_SKIP_REASONS = ("Called already", "Wrong time", "Data is wrong", "Not for me")

LONGEST_SCRIPT = 20_000
"""Characters."""


class CampaignSettings(Struct, frozen=True):
    mode: Mode = Mode.PREVIEW
    """What an API call makes runs in preview: nothing dials without a person."""
    state: RunState = RunState.RUNNING
    requeue_finished: bool = False
    """Whether a lead that is finished is queued again when it is pushed once more."""
    leads: LeadSettings = LeadSettings()
    dialer: DialerSettings = DialerSettings()
    skip_reasons: tuple[Reason, ...] = DEFAULT_SKIP_REASONS
    """What an agent may choose from when passing a lead's card on."""
    script: Annotated[str, Meta(max_length=LONGEST_SCRIPT)] = ""
    """What the dock shows beside a lead: lines of text with ``# headings``, ``- lists`` and
    ``{fields}`` of the lead's data; empty: nothing."""


class Campaign(Struct, frozen=True):
    campaign_id: CampaignId
    space_id: SpaceId
    team_id: TeamId
    """The one team it is mapped to."""
    name: str
    """Unique in the space, without regard to case."""
    created_at: float
    settings: CampaignSettings = CampaignSettings()


class DialList(Struct, frozen=True):
    """The API's ``source``."""

    list_id: ListId
    space_id: SpaceId
    campaign_id: CampaignId
    name: str
    """Unique in the campaign, without regard to case."""
    created_at: float


class DoNotCall(Struct, frozen=True):
    """A number that is never dialled."""

    space_id: SpaceId
    number: str
    """Digits of E.164 without the plus."""
    at: float
    reason: str = ""
    campaign_id: CampaignId = CampaignId("")
    """The one campaign it holds for; empty: the whole space."""
