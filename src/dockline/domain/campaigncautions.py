"""What is likely to go wrong with a campaign as it is set, told before it does."""

from collections.abc import Collection, Iterator
from typing import Final

from msgspec import Struct

from dockline.domain.campaign import CampaignSettings, DialerSettings, MachineTreatment, Mode
from dockline.domain.ids import ListId

SMALL_TEAM: Final = 20
"""Agents. A smaller team has few answers in a window, and AMD's mistakes among them weigh
(docs/pacing.md)."""
SHORT_WINDOW: Final = 8.0
"""Hours."""
BOLD_RATIO: Final = 3.0
LEGAL_CAP: Final = 0.03
LEGAL_WAIT: Final = 2.0
"""Seconds."""


class Caution(Struct, frozen=True):
    field: str
    """The setting's path, such as ``dialer.amd``."""
    sentence: str


class Circumstances(Struct, frozen=True):
    """What the settings alone do not tell."""

    agents: int
    """In the team."""
    caller_id: str
    """The team's, or the space's; empty: there is none."""
    lists: Collection[ListId]
    """The campaign's dial lists."""
    messages: Collection[str]
    """Names of the recordings that there are."""


def cautions(settings: CampaignSettings, around: Circumstances) -> tuple[Caution, ...]:
    """Nothing here is forbidden; a page shows it before the campaign is started."""
    dialer = settings.dialer
    found = [*_of_anybody(settings, around)]
    if settings.mode is not Mode.PREVIEW:
        found += [*_of_pacing(settings.mode, dialer), *_of_messages(dialer, around)]
        if dialer.amd:
            found += _of_amd(dialer, around.agents)
    return tuple(found)


def _of_anybody(settings: CampaignSettings, around: Circumstances) -> Iterator[Caution]:
    dialer, leads = settings.dialer, settings.leads
    if not around.agents:
        yield Caution("team_name", "Nobody is in the team.")
    if around.lists and all(one in leads.paused for one in around.lists):
        yield Caution("leads.paused", "Every dial list is paused: nothing is dialled.")
    elif around.lists and not any(leads.weight(one) for one in around.lists):
        yield Caution("leads.weights", "Every dial list rests: all weights are 0.")
    if not dialer.caller_ids and not around.caller_id:
        yield Caution(
            "dialer.caller_ids",
            "No caller ID is set here, for the team or for the space: the carrier shows its own, "
            "or refuses the call.",
        )
    if dialer.local_presence and len(dialer.caller_ids) < 2:
        yield Caution(
            "dialer.local_presence", "There are no two caller IDs that could be chosen from."
        )


def _of_pacing(mode: Mode, dialer: DialerSettings) -> Iterator[Caution]:
    if mode is Mode.PREDICTIVE and dialer.cap == 0:
        yield Caution(
            "dialer.cap", "With a cap of 0 nothing may be risked: it dials as progressive does."
        )
    if mode is Mode.POWER and dialer.ratio > BOLD_RATIO:
        yield Caution(
            "dialer.ratio",
            f"{dialer.ratio:g} lines for each free agent: many who answer will find nobody, until "
            "the cap is used up. Predictive dials as fast as the cap allows.",
        )
    if dialer.cap > LEGAL_CAP:
        yield Caution(
            "dialer.cap",
            f"More than {LEGAL_CAP:.0%} of the answered calls may be abandoned; 47 CFR "
            "64.1200(a)(7) allows no more, other places less.",
        )
    if dialer.emergency_cancels:
        yield Caution(
            "dialer.emergency_cancels",
            "Calls may be hung up before they have rung 15 seconds or four times, which 47 CFR "
            "64.1200(a)(6) forbids: switch it off where that law holds.",
        )
    if dialer.wait_seconds > LEGAL_WAIT:
        yield Caution(
            "dialer.wait_seconds",
            f"Whoever waits longer than {LEGAL_WAIT:g} seconds for an agent is abandoned under "
            "47 CFR 64.1200(a)(7), and is not counted here.",
        )


def _of_amd(dialer: DialerSettings, agents: int) -> Iterator[Caution]:
    remedy = "switch it off or widen the window."
    if dialer.cap and dialer.amd_mistaken >= dialer.cap:
        yield Caution(
            "dialer.amd_mistaken",
            f"AMD takes {dialer.amd_mistaken:.1%} of those who answer for machines, which alone "
            f"uses up the cap of {dialer.cap:.1%}: switch it off.",
        )
    if agents < SMALL_TEAM:
        yield Caution(
            "dialer.amd",
            f"The team has fewer than {SMALL_TEAM} agents: AMD's mistakes may break the cap; "
            + remedy,
        )
    elif dialer.window_hours < SHORT_WINDOW:
        yield Caution(
            "dialer.amd",
            f"A window of {dialer.window_hours:g} hours is short: AMD's mistakes may break the "
            f"cap; {remedy}",
        )


def _of_messages(dialer: DialerSettings, around: Circumstances) -> Iterator[Caution]:
    leave = dialer.machine is MachineTreatment.LEAVE_MESSAGE
    if leave and not dialer.amd:
        yield Caution(
            "dialer.machine", "AMD is off: machines are not told from people, and get no message."
        )
    if leave and dialer.machine_message not in around.messages:
        yield Caution(
            "dialer.machine_message",
            f"There is no recording “{dialer.machine_message}”: machines get no message.",
        )
    if not dialer.abandon_message:
        yield Caution(
            "dialer.abandon_message",
            "Who is abandoned hears the engine's own words, which do not say who called; 47 CFR "
            "64.1200(a)(7) wants a name and a number: record your own.",
        )
    elif dialer.abandon_message not in around.messages:
        yield Caution(
            "dialer.abandon_message",
            f"There is no recording “{dialer.abandon_message}”: who is abandoned hears the "
            "engine's own words.",
        )
