"""Which figures are over the limits that a team has set (`AlertSettings`), or a campaign has."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from dockline.domain.campaignwindow import abandoned_share
from dockline.domain.facts import AgentState, AgentView
from dockline.domain.teamsettings import AlertSettings, TeamSettings

NEAR: Final = 0.8
"""Of its cap: from there on a campaign is near it."""


_AGENT_ALERTS: Final = {AgentState.WRAP_UP: "wrap-up-long", AgentState.PAUSED: "paused-long"}


class Limits(Struct, frozen=True):
    """Of one agent: the narrowest of their teams'. None: never."""

    wrap_up: float | None = None
    paused: float | None = None

    def of(self, state: AgentState) -> float | None:
        """Seconds that this state may last."""
        if state is AgentState.WRAP_UP:
            return self.wrap_up
        return self.paused if state is AgentState.PAUSED else None


def limits_of(teams: Iterable[AlertSettings]) -> Limits:
    some = list(teams)
    return Limits(
        min((one.wrap_up for one in some if one.wrap_up is not None), default=None),
        min((one.paused for one in some if one.paused is not None), default=None),
    )


def agent_alerts(view: AgentView, limits: Limits, now: float) -> list[str]:
    name = _AGENT_ALERTS.get(view.state)
    return _over(name, now - view.since, limits.of(view.state)) if name is not None else []


class Waiting(Struct, frozen=True):
    """Of one team; the waits in seconds."""

    calls: int
    call_wait: float
    chats: int
    chat_wait: float
    service_level: float | None


def team_alerts(waiting: Waiting, settings: TeamSettings) -> list[str]:
    limits = settings.alerts
    level = waiting.service_level
    return [
        *_over("calls-waiting", waiting.calls, limits.calls_waiting),
        *_over("call-wait", waiting.call_wait, limits.call_wait),
        *_over("chats-waiting", waiting.chats, limits.chats_waiting),
        *_over("chat-wait", waiting.chat_wait, limits.chat_wait),
        *(["service-level"] if level is not None and level < settings.queue.service_target else []),
    ]


def campaign_alerts(
    answers: float, abandons: float, cap: float, leads_left: int, *, running: bool
) -> list[str]:
    share = abandoned_share(answers, abandons)
    found = []
    if share > cap:
        found.append("cap-over")
    elif share >= NEAR * cap and share > 0:
        found.append("cap-near")
    if running and not leads_left:
        found.append("no-leads")
    return found


def _over(name: str, value: float, limit: float | None) -> list[str]:
    """From the limit on."""
    return [name] if limit is not None and value >= limit and value > 0 else []
