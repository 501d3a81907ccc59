"""The picture of a space as the objects that polls answer and streams send (`live_wire`)."""

from collections.abc import Iterable, Iterator
from typing import Final

from dockline.api.live_wire import (
    Activity,
    ChatActivity,
    LiveAgent,
    LiveCall,
    LiveCampaign,
    LiveLimits,
    LiveLines,
    LiveTeam,
    Trend,
)
from dockline.api.times import moment
from dockline.domain.campaign import RunState
from dockline.domain.facts import AgentState, AgentView, CallKind, LegState
from dockline.domain.ids import TeamId
from dockline.domain.live import STEP_SECONDS, Picture, SeenCall
from dockline.domain.live.alerts import (
    Limits,
    Waiting,
    agent_alerts,
    campaign_alerts,
    limits_of,
    team_alerts,
)
from dockline.domain.live.picture import longest
from dockline.domain.space import Team
from dockline.services.directory import key_of
from dockline.services.live import CampaignFigures, Live, SpaceLive

_TALKING: Final = frozenset({AgentState.TALKING, AgentState.HELD})
_NO_CHAT: Final = ChatActivity(active=False, duration=0, count=0)
_NO_CALL: Final = Activity(active=False, duration=0)
_DAY_HOURS: Final = 24.0


class Objects:
    """Of one space, as its teams are set now."""

    def __init__(self, live: Live, space: SpaceLive, teams: Iterable[Team]) -> None:
        self.teams = {team.team_id: team for team in teams}
        self.names = {team.name: team.team_id for team in self.teams.values()}
        self._live = live
        self._space = space
        self._limits: dict[tuple[str, ...], Limits] = {}

    @property
    def picture(self) -> Picture:
        return self._space.picture

    # --- agents -------------------------------------------------------------------------------

    def online(self, names: frozenset[str] | None) -> Iterator[AgentView]:
        """Agents who are here and in one of the teams; None: in any."""
        agents = self.picture.agents
        for agent_id in self.picture.online:
            view = agents[agent_id]
            if names is None or not names.isdisjoint(view.teams):
                yield view

    def agent(self, view: AgentView, now: float) -> LiveAgent:
        picture = self.picture
        online = Activity(True, _since(picture.online.get(view.agent_id, view.since), now))
        call = picture.call_of(view)
        talking, chatting = _NO_CALL, _NO_CHAT
        status, current = "Online", online.duration
        if view.chats:
            lasts = _since(view.chatting_since or view.since, now)
            chatting = ChatActivity(True, lasts, len(view.chats))
            status, current = "Chatting", lasts
        if view.state in _TALKING:
            talking = Activity(True, _since(picture.talking.get(view.agent_id, view.since), now))
            status, current = "Talking", talking.duration
        return LiveAgent(
            agent_id=view.agent_id,
            agent_name=view.name,
            username=view.login,
            teams=list(view.teams),
            status=status,
            duration=current,
            talking=talking,
            chatting=chatting,
            online=online,
            state=view.state.value,
            state_duration=_since(view.since, now),
            pause_reason=view.pause_reason,
            call=self._call(call, now) if call is not None else None,
            rejoining=(
                call is not None
                and call.agent_leg is LegState.LOST
                and call.open
                and call.agent_id == view.agent_id
            ),
            alerts=self.alerts_of(view, now),
            limit=self._limits_of(view).of(view.state),
        )

    def alerts_of(self, view: AgentView, now: float) -> list[str]:
        return agent_alerts(view, self._limits_of(view), now)

    def _limits_of(self, view: AgentView) -> Limits:
        limits = self._limits.get(view.teams)
        if limits is None:
            own = [self.teams[self.names[name]] for name in view.teams if name in self.names]
            limits = limits_of(team.settings.alerts for team in own)
            self._limits[view.teams] = limits
        return limits

    def _call(self, call: SeenCall, now: float) -> LiveCall:
        began = call.answered_at if call.answered_at is not None else call.started_at
        return LiveCall(
            call_id=call.call_id,
            kind=call.kind.value,
            direction="inbound" if call.kind is CallKind.INBOUND else "outbound",
            number=call.number,
            team_name=call.team,
            campaign=call.campaign,
            duration=_since(began, call.ended_at if call.ended_at is not None else now),
            monitored_by=self.picture.monitored_by(call.call_id),
        )

    # --- teams --------------------------------------------------------------------------------

    def team(self, team: Team, now: float) -> LiveTeam:
        picture, team_id = self.picture, team.team_id
        waiting = self._waiting(team, now)
        calls = picture.waiting_calls.get(team_id, {}).values()
        day = picture.day
        return LiveTeam(
            team_id=team_id,
            team_name=team.name,
            call_queue_count=waiting.calls,
            chat_queue_count=waiting.chats,
            longest_call_wait=int(waiting.call_wait),
            longest_chat_wait=int(waiting.chat_wait),
            agents_online=picture.present[team.name],
            agents_ready=picture.ready[team.name],
            callbacks_waiting=sum(
                1 for one in calls if one.queue is not None and one.queue.callback
            ),
            calls_offered=day.offered(team_id),
            calls_answered=day.taken(team_id),
            calls_abandoned=day.abandoned(team_id),
            service_level=waiting.service_level,
            service_seconds=team.settings.queue.service_seconds,
            service_target=team.settings.queue.service_target,
            alerts=team_alerts(waiting, team.settings),
            limits=_limits(team),
        )

    def team_alerts(self, team: Team, now: float) -> list[str]:
        return team_alerts(self._waiting(team, now), team.settings)

    def _waiting(self, team: Team, now: float) -> Waiting:
        picture, team_id = self.picture, team.team_id
        calls = picture.waiting_calls.get(team_id, {})
        chats = picture.waiting_chats.get(team_id, {})
        within = team.settings.queue.service_seconds
        return Waiting(
            calls=len(calls),
            call_wait=longest((one.queue.since for one in calls.values() if one.queue), now),
            chats=len(chats),
            chat_wait=longest(chats.values(), now),
            service_level=picture.day.service_level(team_id, within),
        )

    def trends(self, teams: Iterable[Team], *, last: bool = False) -> list[Trend]:
        trends = self.picture.trends
        ends_at = moment(trends.ends_at)
        found = []
        for team in teams:
            waiting = trends.last(team.team_id) if last else trends.of(team.team_id)
            found.append(Trend(team.name, STEP_SECONDS, ends_at, waiting))
        return found

    # --- campaigns and lines --------------------------------------------------------------------

    def campaigns(self, teams: frozenset[TeamId] | None) -> list[LiveCampaign]:
        figures = self._space.campaigns.figures.values()
        return [
            self.campaign(one) for one in figures if teams is None or one.campaign.team_id in teams
        ]

    def campaign(self, figures: CampaignFigures) -> LiveCampaign:
        campaign, tally = figures.campaign, figures.tally
        settings, answers = campaign.settings, figures.tally.answers
        team = self.teams.get(campaign.team_id)
        cap = settings.dialer.cap
        return LiveCampaign(
            campaign_id=campaign.campaign_id,
            campaign=campaign.name,
            team_name=team.name if team is not None else "",
            mode=settings.mode.value,
            run_state=settings.state.value,
            lines=self.picture.line_counts[campaign.campaign_id],
            connected=self.picture.connected[campaign.campaign_id],
            dials=tally.attempts,
            answers=round(answers),
            abandoned=round(tally.abandons),
            dials_per_contact=round(tally.attempts / answers, 2) if answers else None,
            answer_rate=round(answers / tally.attempts, 4) if tally.attempts else None,
            abandon_rate=round(tally.abandons / answers, 4) if answers else None,
            abandon_cap=cap,
            window_days=settings.dialer.window_hours / _DAY_HOURS,
            leads_left=figures.leads_left,
            explain=self._space.campaigns.explain(campaign),
            alerts=campaign_alerts(
                answers,
                tally.abandons,
                cap,
                figures.leads_left,
                running=settings.state is RunState.RUNNING,
            ),
        )

    def lines(self) -> LiveLines:
        used, setup, most = self._live.lines()
        return LiveLines(used, setup, most)


def named_teams(teams: Iterable[Team], wanted: Iterable[str]) -> tuple[list[Team], list[str]]:
    """Teams by name, without regard to case (all, where none is named), and names that are none."""
    wanted = list(wanted)
    if not wanted:
        return list(teams), []
    keys = {key_of(name) for name in wanted}
    found = [team for team in teams if key_of(team.name) in keys]
    known = {key_of(team.name) for team in found}
    return found, [name for name in wanted if key_of(name) not in known]


def _since(when: float, now: float) -> int:
    return max(0, int(now - when))


def _limits(team: Team) -> LiveLimits:
    alerts = team.settings.alerts
    return LiveLimits(
        calls_waiting=alerts.calls_waiting,
        call_wait=alerts.call_wait,
        chats_waiting=alerts.chats_waiting,
        chat_wait=alerts.chat_wait,
    )
