"""A floor with a little world around it: docks that apply facts, and an engine that obeys.

The world answers orders the way the engine port promises (each leg ends exactly once), and checks
after every step that each dock's view, carried along by facts alone, equals a fresh snapshot.
"""

import copy
import uuid
from typing import Any

import msgspec
from msgspec.structs import replace

from dockline.domain import commands as c, monitor as m, orders as o, signals as s
from dockline.domain.call import Call, WrapsUp
from dockline.domain.chat import Chat
from dockline.domain.chatcommands import StartChat, VisitorHere, VisitorSays
from dockline.domain.chatshown import ChatLine
from dockline.domain.facts import (
    AgentView,
    CallPhase,
    CardView,
    DispositionView,
    DockView,
    LeadView,
    Stamped,
)
from dockline.domain.floor import Floor, Step, restore, restore_chat, restore_waiting, step
from dockline.domain.ids import (
    AgentId,
    CallId,
    CampaignId,
    ChatId,
    LeadId,
    LegId,
    PageId,
    PhoneId,
    RoomId,
    SpaceId,
    TeamId,
    leg_id,
)
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.seat import Seat
from dockline.domain.space import SpaceSettings, Team
from dockline.domain.teamsettings import ChatQueueSettings, QueueSettings, TeamSettings
from dockline.domain.views import apply

TEAM = TeamId("team-1")
OTHERS = TeamId("team-2")
NAMES = {TEAM: "Support team", OTHERS: "Sales team"}


def lead_view(lead: str) -> LeadView:
    return LeadView(
        lead_id=LeadId(lead),
        campaign_id=CampaignId("campaign-1"),
        campaign="Spring",
        source="Dial list",
        number="442079460101",
        data={"name": "Alex", "order": {"id": 48213}},
        external_id="",
        zones=("Europe/London",),
        attempts=1,
        last_outcome=AttemptOutcome.BUSY,
        last_at=900.0,
        last_disposition="",
        callback_at=None,
        callback_note="",
        dispositions=(DispositionView("sold", "Sold", False),),
    )


class Leg(msgspec.Struct):
    tags: o.Tags
    state: str = "new"
    room: RoomId | None = None
    listens: bool = False
    verdict: s.Verdict | None = None


class World:
    def __init__(
        self, queues: dict[TeamId, QueueSettings] | None = None, /, **settings: Any
    ) -> None:
        """``queues``: the teams' settings for calls that come in, and which teams there are."""
        self.now = 1000.0
        self.floor = Floor(SpaceId("leap"), SpaceSettings(**settings))
        self.chat_lines: dict[ChatId, list[ChatLine]] = {}
        self.chat_records: dict[ChatId, bytes] = {}
        self.chat_settings = ChatQueueSettings()
        self.set_queues(queues or {TEAM: QueueSettings(), OTHERS: QueueSettings()})
        self.legs: dict[LegId, Leg] = {}
        self.rooms: set[RoomId] = set()
        self.music: set[RoomId] = set()
        self.recording: set[str] = set()
        self.spies: dict[str, o.StartSpy] = {}
        self.muted: set[LegId] = set()
        self.playing: dict[LegId, str] = {}
        """The recording that was asked for last."""
        self.said: dict[LegId, list[o.Play]] = {}
        """All that was asked for and has not ended."""
        self.silenced: list[tuple[LegId, o.Tags]] = []
        """What a Join ended, and was not told yet."""
        self.waiting: set[LegId] = set()
        """Legs that hear the music of those who wait."""
        self.arriving: set[LegId] = set()
        self.rejected: dict[LegId, int] = {}
        self.digits: list[tuple[LegId, str]] = []
        self.docks: dict[AgentId, DockView] = {}
        self.log: list[Stamped] = []
        self.orders: list[o.Order] = []
        self.traces: list[dict[str, Any]] = []
        self.records: dict[CallId, Any] = {}
        self.call_records: dict[CallId, bytes] = {}
        """As they were written down last."""
        self.pages: dict[AgentId, PageId] = {}
        self.calls_made = 0
        self.chats_made = 0
        self.hung: list[LegId] = []
        """Legs we were told to hang up and that have not ended yet."""
        self.now -= 100.0  # it began a while ago
        self.do(s.EngineBack(inventory=s.Inventory()))
        self.now += 100.0

    def set_queues(self, queues: dict[TeamId, QueueSettings]) -> None:
        """The teams there are, and their queues for calls; for chats they stay as they are."""
        self.queue_settings = queues
        self.floor.teams = {
            team: Team(
                team,
                SpaceId("leap"),
                NAMES.get(team, str(team)),
                "442079460000",
                TeamSettings(queue=queue, chat=self.chat_settings),
            )
            for team, queue in queues.items()
        }

    def set_teams(self, **chat: Any) -> None:
        """The teams' queues for chats, as is said here."""
        self.chat_settings = ChatQueueSettings(**chat)
        self.set_queues(self.queue_settings)

    # --- driving ----------------------------------------------------------------------------------

    def do(self, what: c.Command | s.Signal) -> Step:
        """One step; its orders are carried out, its facts applied to every dock."""
        done = step(self.floor, what, self.now)
        last = self.floor.seq
        numbers = [fact.stamped.seq for fact in done.facts]
        assert numbers == list(range(last - len(numbers) + 1, last + 1))
        before = copy.deepcopy(self.docks)
        frames: dict[AgentId, list[Stamped]] = {}
        for addressed in done.facts:
            self.log.append(addressed.stamped)
            for agent in self.docks:
                if addressed.audience is None or agent in addressed.audience:
                    self.docks[agent] = apply(self.docks[agent], addressed.stamped.fact)
                    frames.setdefault(agent, []).append(addressed.stamped)
        for agent in self.floor.agents:
            fresh = self.floor.dock_view(agent)
            assert fresh is not None
            if agent in self.docks:
                assert self.docks[agent] == fresh, (what, agent, done.facts)
                if agent in frames:
                    self.traces.append(
                        {
                            "agent_id": agent,
                            "before": before[agent],
                            "frames": frames[agent],
                            "after": copy.deepcopy(fresh),
                        }
                    )
            else:
                self.docks[agent] = fresh
        self.records.update(done.touched)
        for call_id, call in done.touched.items():
            self.call_records[call_id] = msgspec.json.encode(call)
        for chat_id, chat in done.chats.items():
            self.chat_records[chat_id] = msgspec.json.encode(chat)
        for chat_id, line in done.lines:
            self.chat_lines.setdefault(chat_id, []).append(line)
        for order in done.orders:
            self.orders.append(order)
            self.obey(order)
        return done

    def chat(self, text: str = "Hello", team_id: TeamId = TEAM, **what: Any) -> ChatId:
        """A visitor comes, and says something."""
        self.chats_made += 1
        chat_id = ChatId(f"chat-{self.chats_made}")
        fields = {"channel": "widget", "visitor": "Web visitor", "attributes": {}} | what
        self.do(StartChat(chat_id=chat_id, team_id=team_id, **fields))
        if fields["channel"] == "widget":
            self.do(VisitorHere(chat_id=chat_id, here=True))
        if text:
            self.say(chat_id, text)
        return chat_id

    def say(self, chat_id: ChatId, text: str, line_id: str = "") -> None:
        self.chats_made += 1
        line_id = line_id or f"line-{self.chats_made}"
        self.do(VisitorSays(chat_id=chat_id, line_id=line_id, text=text))

    def new_call_id(self) -> CallId:
        """The same ones in every run, so that a random day can be lived again."""
        self.calls_made += 1
        return CallId(str(uuid.UUID(int=self.calls_made, version=4)))

    def ask(self, agent: str, order: c.DockOrder) -> Step:
        call_id = self.new_call_id() if isinstance(order, c.Dial) else None
        return self.do(c.FromDock(agent_id=AgentId(agent), order=order, call_id=call_id))

    def wait(self, seconds: float) -> None:
        """Let time pass, with a Tick for each alarm on the way."""
        until = self.now + seconds
        while (at := self.floor.wakes_at) is not None and at <= until:
            self.now = max(self.now, at)
            self.do(c.Tick())
        self.now = until

    def restart(self) -> None:
        """The server is gone at once; another finds the records of open calls, and the engine."""
        self.now += 0.1  # it takes a while
        self.floor = again(
            self.floor, self.call_records, self.now, self.chat_records, self.chat_lines
        )
        self.docks.clear()
        self.hung.clear()
        self.do(s.EngineBack(inventory=self.inventory()))

    # --- the engine -------------------------------------------------------------------------------

    def obey(self, order: o.Order) -> None:
        match order:
            case o.OpenRoom():
                self.rooms.add(order.room_id)
            case o.StartSpy() if order.leg_id in self.legs:
                assert order.name not in self.spies
                assert order.room_id in self.rooms, order
                assert self.legs[order.leg_id].state == "up", order
                self.spies[order.name] = order
            case o.StopSpy():
                self.spies.pop(order.name, None)
            case o.CloseRoom():
                assert all(spy.room_id != order.room_id for spy in self.spies.values()), order
                self.rooms.discard(order.room_id)
                self.music.discard(order.room_id)
                for leg in self.legs.values():
                    leg.room = None if leg.room == order.room_id else leg.room
            case o.RingAgent():
                assert order.leg_id not in self.legs
                self.legs[order.leg_id] = Leg(tags=order.tags)
            case o.DialNumber():
                assert order.leg_id not in self.legs
                assert order.room_id is None or order.room_id in self.rooms
                leg = Leg(tags=order.tags, room=order.room_id, listens=order.listen)
                self.legs[order.leg_id] = leg
            case o.HangUp():
                pass  # ended by the world when it likes: see `hung`
            case o.TakeLeg():
                assert order.leg_id not in self.legs or self.legs[order.leg_id].state != "up"
                if order.leg_id in self.arriving:  # else they have hung up meanwhile
                    self.arriving.discard(order.leg_id)
                    self.legs[order.leg_id] = Leg(tags=order.tags, state="ringing")
            case o.RejectLeg():
                self.arriving.discard(order.leg_id)
                self.rejected[order.leg_id] = order.sip_status
            case o.StartWaiting() if order.leg_id in self.legs:
                assert self.legs[order.leg_id].room is None
                assert self.legs[order.leg_id].state == "up", order
                self.waiting.add(order.leg_id)
            case o.StopWaiting():
                self.waiting.discard(order.leg_id)
                self.silence(order.leg_id)
            case o.Join() if order.leg_id in self.legs:
                assert order.room_id in self.rooms, order
                assert self.legs[order.leg_id].state == "up", order
                self.waiting.discard(order.leg_id)
                self.silence(order.leg_id)
                self.legs[order.leg_id].room = order.room_id
            case o.Leave() if order.leg_id in self.legs:
                self.legs[order.leg_id].room = None
            case o.StartMusic():
                assert order.room_id in self.rooms, order
                self.music.add(order.room_id)
            case o.StopMusic():
                self.music.discard(order.room_id)
            case o.Play() if order.leg_id in self.legs:
                assert self.legs[order.leg_id].room is None
                assert self.legs[order.leg_id].state == "up", order
                self.playing[order.leg_id] = order.message
                self.said.setdefault(order.leg_id, []).append(order)
            case o.Mute():
                (self.muted.add if order.muted else self.muted.discard)(order.leg_id)
            case o.SendDigits():
                self.digits.append((order.leg_id, order.digits))
            case o.StartRecording():
                self.recording.add(order.name)
            case o.StopRecording():
                self.recording.discard(order.name)
            case _:
                pass
        if isinstance(order, o.HangUp) and order.leg_id in self.legs:
            self.hung.append(order.leg_id)

    def silence(self, leg_id: LegId) -> None:
        self.playing.pop(leg_id, None)
        self.silenced += [(leg_id, one.tags) for one in self.said.pop(leg_id, [])]

    def flush(self) -> None:
        """End the legs that were hung up, and tell of what a Join ended."""
        while self.silenced:
            leg_id, tags = self.silenced.pop(0)
            self.do(s.PlayEnded(leg_id=leg_id, tags=tags, ok=True))
        while self.hung:
            leg_id = self.hung.pop(0)
            if leg_id in self.legs:
                self.end(leg_id, by_us=True)

    def rings(self, leg_id: LegId, *, early: bool = False) -> None:
        self.legs[leg_id].state = "ringing"
        self.do(s.LegRinging(leg_id=leg_id, tags=self.legs[leg_id].tags, early_media=early))

    def answers(self, leg_id: LegId) -> Step:
        self.legs[leg_id].state = "up"
        return self.do(s.LegAnswered(leg_id=leg_id, tags=self.legs[leg_id].tags))

    def judges(self, leg_id: LegId, verdict: s.Verdict) -> None:
        leg = self.legs[leg_id]
        if leg.listens:
            leg.listens, leg.verdict = False, verdict
        self.do(s.LegJudged(leg_id=leg_id, tags=leg.tags, verdict=verdict, cause="TEST"))

    def plays_out(self, leg_id: LegId) -> None:
        said = self.said[leg_id].pop(0)
        if not self.said[leg_id]:
            del self.playing[leg_id], self.said[leg_id]
        self.do(s.PlayEnded(leg_id=leg_id, tags=said.tags, ok=True))

    def end(self, leg_id: LegId, **how: Any) -> None:
        leg = self.legs.pop(leg_id)
        for said in self.said.pop(leg_id, []):
            self.do(s.PlayEnded(leg_id=leg_id, tags=said.tags, ok=False))
        self.forget(leg_id)
        self.do(s.LegEnded(leg_id=leg_id, tags=leg.tags, **how))

    def breaks_off(self, name: str, *, ok: bool = False) -> None:
        """The engine tells the end of a recording, stopped or not."""
        self.recording.discard(name)
        call_id = CallId(name.rpartition("-")[0])
        tags = o.Tags(SpaceId("leap"), call_id, "customer")
        self.do(s.RecordingEnded(name=name, tags=tags, seconds=1.0, ok=ok))

    def forget(self, leg_id: LegId) -> None:
        self.playing.pop(leg_id, None)
        self.said.pop(leg_id, None)
        self.waiting.discard(leg_id)
        self.muted.discard(leg_id)
        self.unspied(leg_id)

    def unspied(self, leg_id: LegId) -> None:
        """What listened to a leg ends with it."""
        self.spies = {name: spy for name, spy in self.spies.items() if spy.leg_id != leg_id}

    def dies(self) -> None:
        """The engine's process, and all that it held."""
        for legs in (self.waiting, self.arriving, self.muted, self.hung, self.playing, self.said):
            legs.clear()
        for held in (self.legs, self.rooms, self.music, self.recording, self.silenced, self.spies):
            held.clear()

    # --- looking ----------------------------------------------------------------------------------

    def sign_in(
        self,
        agent: str,
        *,
        page: str | None = None,
        leg_up: bool = False,
        teams: tuple[TeamId, ...] = (TEAM,),
        skills: dict[str, int] | None = None,
        paused: str | None = None,
        wraps_up: WrapsUp | None = None,
    ) -> None:
        """A dock opens and its phone registers."""
        page_id = PageId(page or f"page-{agent}-{len(self.log)}")
        agent_id = AgentId(agent)
        self.pages[agent_id] = page_id
        if wraps_up is not None:
            self.docks.pop(agent_id, None)  # a page that a new server welcomes sees all anew
        self.do(
            c.SignIn(
                agent_id=agent_id,
                seat=Seat(
                    login=agent,
                    name=agent.title(),
                    teams=("Support team",),
                    team_ids=teams,
                    skills=skills or {},
                ),
                page_id=page_id,
                leg_up=leg_up,
                paused=paused,
                wraps_up=wraps_up,
            )
        )
        self.do(
            c.PhoneReady(
                agent_id=agent_id, page_id=page_id, phone_id=PhoneId(f"dock-{agent}-{page_id}")
            )
        )

    def reseat(self, agent: str, **changed: Any) -> None:
        """Their account is changed while they are at work; ``changed``: of their `Seat`."""
        seat = self.floor.agents[AgentId(agent)].seat
        self.do(c.Reseat(agent_id=AgentId(agent), seat=replace(seat, **changed)))

    def lose(self, agent: str) -> None:
        self.do(c.DockLost(agent_id=AgentId(agent), page_id=self.pages[AgentId(agent)]))

    def call(self, agent: str, number: str = "442079460100", **custom: Any) -> CallId:
        call_id = self.new_call_id()
        self.do(
            c.StartCall(
                call_id=call_id,
                agent_id=AgentId(agent),
                number=number,
                caller_id="442079460000",
                custom=custom,
            )
        )
        return call_id

    def line(self, lead: str = "lead-1", **what: Any) -> CallId:
        """The dialer dials a lead."""
        call_id = self.new_call_id()
        settings = {"ring_seconds": 25.0, "wait_seconds": 2.0, "wrap_up_seconds": 30.0, **what}
        settings.setdefault("team_id", TEAM)
        self.do(
            c.StartLine(
                call_id=call_id,
                lead=lead_view(lead),
                team="Support team",
                caller_id="442079460000",
                **settings,
            )
        )
        return call_id

    def caller(self, team: TeamId = TEAM, **what: Any) -> CallId:
        """Somebody calls a number of ours; the engine answers when the test says so."""
        call_id = self.new_call_id()
        leg = leg_id(call_id, "customer", 1)
        self.arriving.add(leg)
        told = {"number": "442079460150", "caller_name": "Alex", "may_call_back": True, **what}
        self.do(
            c.CallerArrives(
                call_id=call_id, leg_id=leg, dialled="442079460200", team_id=team, **told
            )
        )
        return call_id

    def waits(self, team: TeamId = TEAM, **what: Any) -> CallId:
        """A caller who is in the queue, and hears music."""
        call_id = self.caller(team, **what)
        self.answers(self.leg(call_id, "customer"))
        return call_id

    def queue_call(self, team: TeamId = TEAM, **custom: Any) -> CallId:
        call_id = self.new_call_id()
        self.do(
            c.QueueCall(
                call_id=call_id,
                team_id=team,
                number="442079460160",
                caller_id="442079460000",
                custom=custom,
            )
        )
        return call_id

    def presses(self, leg: LegId, digit: str) -> None:
        self.do(s.DigitPressed(leg_id=leg, tags=self.legs[leg].tags, digit=digit))

    def answers_call(self, agent: str, call_id: CallId) -> None:
        """The agent whose dock rings takes it, and their phone is up."""
        self.ask(agent, c.AnswerOffer(call_id=call_id))
        leg = self.leg(call_id, "agent")
        if self.legs[leg].state != "up":
            self.answers(leg)

    def show(self, agent: str, lead: str = "lead-1", seconds: float = 300.0) -> None:
        """A lead's card."""
        card = CardView(
            lead=lead_view(lead),
            shown_at=self.now,
            until=self.now + seconds,
            own=False,
            skip_reasons=("Wrong time",),
        )
        self.do(c.ShowCard(agent_id=AgentId(agent), card=card))

    def stand_by(self, *teams: TeamId) -> None:
        self.do(c.KeepStandby(team_ids=frozenset(teams or (TEAM,))))

    def standing(self, agent: str) -> LegId | None:
        """The leg that stands by for an agent."""
        found = [leg for leg in self.legs if leg.startswith(f"stand-{agent}-")]
        assert len(found) <= 1 + len(self.hung), found
        return max(found) if found else None

    def talk(self, agent: str) -> CallId:
        """A call that is answered, with the agent in it."""
        call_id = self.call(agent)
        self.answers(self.leg(call_id, "agent"))
        self.rings(self.leg(call_id, "customer"))
        self.answers(self.leg(call_id, "customer"))
        return call_id

    def leg(self, call_id: CallId, role: str) -> LegId:
        """The newest leg of a role that is there; of an agent's, the one that stood by."""
        call = self.floor.calls.get(call_id)
        if role == "agent" and call is not None and call.agent_leg in self.legs:
            return call.agent_leg
        found = [leg for leg in self.legs if leg.startswith(f"call-{call_id}.{role}-")]
        return max(found, key=lambda leg: int(leg.rsplit("-", 1)[1]))

    def monitor(
        self,
        supervisor: str,
        agent: str,
        mode: m.MonitorMode = m.MonitorMode.LISTEN,
        teams: tuple[TeamId, ...] | None = None,
    ) -> None:
        """A supervisor's board asks to come into the agent's call."""
        self.do(
            m.StartMonitor(
                supervisor_id=AgentId(supervisor),
                supervisor=supervisor.title(),
                phone_id=PhoneId(f"board-{supervisor}"),
                agent_id=AgentId(agent),
                mode=mode,
                team_ids=teams,
            )
        )

    def watches(
        self, supervisor: str, agent: str, mode: m.MonitorMode = m.MonitorMode.LISTEN
    ) -> LegId:
        """A supervisor whose phone is connected; their leg."""
        self.monitor(supervisor, agent, mode)
        leg = self.floor.monitors[AgentId(supervisor)].leg.leg_id
        self.answers(leg)
        return leg

    def spied(self, supervisor: str) -> o.StartSpy | None:
        """What listens for this supervisor."""
        found = [spy for spy in self.spies.values() if spy.tags.agent_id == supervisor]
        assert len(found) <= 1, found
        return found[0] if found else None

    def me(self, agent: str) -> Any:
        return self.docks[AgentId(agent)].me

    def shown(self, agent: str) -> Any:
        return self.docks[AgentId(agent)].call

    def together(self, *legs: LegId) -> bool:
        """Whether exactly these legs stand in one room without music."""
        room = self.legs[legs[0]].room
        inside = {leg_id for leg_id, leg in self.legs.items() if leg.room == room}
        return room is not None and room not in self.music and inside == set(legs)

    def music_for(self, leg_id: LegId) -> bool:
        """Whether this leg stands alone with music."""
        room = self.legs[leg_id].room
        return leg_id in self.waiting or (room is not None and room in self.music)

    def inventory(self) -> s.Inventory:
        return s.Inventory(
            legs=tuple(
                s.LegSeen(leg_id, leg.tags, leg.state, leg.room, leg.listens, leg.verdict)
                for leg_id, leg in self.legs.items()
            ),
            rooms=tuple(sorted(self.rooms)),
            recordings=tuple(sorted(self.recording)),
            spies=tuple(sorted(self.spies)),
        )


def again(
    floor: Floor,
    calls: dict[CallId, bytes],
    now: float,
    chats: dict[ChatId, bytes] | None = None,
    lines: dict[ChatId, list[ChatLine]] | None = None,
) -> Floor:
    """A floor that knows of the one before only what is kept of its open calls and chats."""
    after = Floor(floor.space_id, floor.settings)
    after.teams = floor.teams
    for record in calls.values():
        kept = msgspec.json.decode(record, type=Call)
        if kept.view.phase is CallPhase.QUEUED:
            restore_waiting(after, kept, now)
        elif kept.open:
            transfer = kept.view.transfer
            target = AgentId(transfer.target) if transfer is not None else None
            asked = _shown_before(floor, target) if target in floor.agents else None
            restore(after, kept, _shown_before(floor, kept.view.agent_id), now, asked)
    for chat_id, record in (chats or {}).items():
        chat = msgspec.json.decode(record, type=Chat)
        if chat.open:
            holder = chat.view.agent_id
            me = _shown_before(floor, holder) if holder is not None else None
            restore_chat(after, chat, tuple((lines or {}).get(chat_id, ())), me, now)
    return after


def _shown_before(floor: Floor, agent_id: AgentId) -> AgentView:
    before = floor.agents[agent_id].view
    return AgentView(
        agent_id=before.agent_id, login=before.login, name=before.name, teams=before.teams
    )
