"""Chats that wait, and supervisors in calls: what a picture keeps beside agents and calls."""

from dockline.domain.ids import AgentId, CallId, ChatId, TeamId
from dockline.domain.monitor import MonitorView


class WaitingChats:
    def __init__(self) -> None:
        self.since: dict[TeamId, dict[ChatId, float]] = {}
        """Of each team's, since when it waits."""
        self._teams: dict[ChatId, TeamId] = {}

    def put(self, chat_id: ChatId, team_id: TeamId, since: float) -> None:
        self._teams[chat_id] = team_id
        self.since.setdefault(team_id, {})[chat_id] = since

    def take(self, chat_id: ChatId) -> TeamId | None:
        """It waits no more; whose queue it was in."""
        team_id = self._teams.pop(chat_id, None)
        if team_id is not None:
            del self.since[team_id][chat_id]
        return team_id


class Supervisors:
    def __init__(self) -> None:
        self._views: dict[AgentId, MonitorView] = {}
        self._heard: dict[CallId, dict[AgentId, str]] = {}

    def put(self, monitor: MonitorView) -> None:
        self._views[monitor.supervisor_id] = monitor
        if monitor.up:
            heard = self._heard.setdefault(monitor.call_id, {})
            heard[monitor.supervisor_id] = monitor.supervisor

    def take(self, supervisor_id: AgentId) -> CallId | None:
        """They are in no call; in which they were."""
        before = self._views.pop(supervisor_id, None)
        if before is None:
            return None
        heard = self._heard.get(before.call_id, {})
        heard.pop(supervisor_id, None)
        if not heard:
            self._heard.pop(before.call_id, None)
        return before.call_id

    def names(self, call_id: CallId) -> list[str]:
        """Of those who are in it."""
        return sorted(self._heard.get(call_id, {}).values())
