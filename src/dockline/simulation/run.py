"""One run: a world, a dialer and a seed. Events in order of time, a decision each half second."""

import time
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from dockline.domain.pacing import Bounds
from dockline.simulation.dialers import Dialer, Sight
from dockline.simulation.luck import Connections, Dial, Dials
from dockline.simulation.results import Account, Outcome, WindowResult
from dockline.simulation.timetable import shifts
from dockline.simulation.world import World, takes, value_at

TICK = 0.5
PATIENCE = 2.0  # seconds an answered person waits for an agent
LEAST = 1.0  # seconds of an agent that a call takes: where none took any, time would stand still


class Run:
    """`play` once; not to be used again."""

    def __init__(
        self,
        world: World,
        dialer: Dialer,
        *,
        agents: int,
        seed: int,
        timed: bool = False,
        trace: bool = False,
    ) -> None:
        self._world, self._dialer = world, dialer
        self._timed, self._traced = timed, trace
        self._dials = [
            Dials(campaign, seed, which) for which, campaign in enumerate(world.campaigns)
        ]
        self._connections = Connections(world.talk, seed)
        self._events: list[tuple[float, int, Callable[..., None], tuple[object, ...]]] = []
        self._order = count()
        self._calls = count()
        self._sight = Sight(dialled=[0] * len(world.campaigns))
        self._ringing: dict[int, int] = {}  # call -> campaign
        self._waiting: dict[int, int] = {}
        self._queue: deque[int] = deque()
        self._busy: dict[int, bool] = {}  # agent -> leaves after the call
        self._on_line = 0
        self._leads = [
            None if each.leads_per_agent is None else round(each.leads_per_agent * agents)
            for each in world.campaigns
        ]
        lines = world.trunk.lines_per_agent
        self._lines = None if lines is None else max(1, round(lines * agents))
        self._parts = {each.agents for each in world.campaigns}
        self._starts = 0.0
        self._accounts: list[Account] = []
        self._answered_in: dict[int, Account] = {}
        self._busy_seconds = self._present_seconds = self._counted_at = 0.0
        self._shifts = shifts(world, agents, seed)
        self._tick_number = 0
        self.outcome = Outcome()

    def play(self) -> Outcome:
        world, end = self._world, self._world.hours * 3600
        self._new_window(0.0)
        for at, agent, comes in self._shifts:
            self._at(at, self._comes if comes else self._leaves, agent)
        for minute in world.restarts:
            self._at(minute * 60, self._dialer.restarted)
        window = world.window_hours * 3600
        for number in range(1, round(world.hours / world.window_hours)):
            self._at(number * window, self._new_window)
        self._at(0.0, self._tick)
        events = self._events
        while events and events[0][0] < end:
            now, _, what, rest = heappop(events)
            what(*rest, now)
        self._close_window(end)
        return self.outcome

    def _at(self, when: float, what: Callable[..., None], *rest: object) -> None:
        heappush(self._events, (when, next(self._order), what, rest))

    # Calls

    def _start(self, campaign: int, now: float) -> None:
        call = next(self._calls)
        luck = self._dials[campaign].draw()
        law = self._world.campaigns[campaign]
        self._ringing[call] = campaign
        self._sight.ringing += 1
        self._sight.dialled[campaign] += 1
        self.outcome.dials += 1
        leads = self._leads[campaign]
        if leads is not None:
            self._leads[campaign] = leads - 1
        rate = value_at(law.rate, now, linear=law.linear)
        if luck.u < rate and luck.rings <= law.ring.limit:
            amd = self._world.amd
            if amd is not None and luck.amd < amd.mistaken:
                self._at(now + luck.rings + law.other.amd_seconds, self._mistaken, call)
            else:
                self._at(now + luck.rings, self._answer, call)
        else:
            self._at(now + _end(luck, rate, law.ring.limit), self._end, call, luck, rate)
        self._dialer.dialled(campaign, call, now)

    def _answer(self, call: int, now: float) -> None:
        campaign = self._ringing.pop(call, None)
        if campaign is None:
            return
        sight = self._sight
        sight.ringing -= 1
        account = self._accounts[campaign]
        account.answers += 1
        sight.answers += 1
        self._dialer.answered(campaign, call, now)
        agent = self._who(campaign)
        if agent is not None:
            self._connect(campaign, call, agent, now)
        else:
            sight.waiting += 1
            self._waiting[call] = campaign
            self._answered_in[call] = account
            self._queue.append(call)
            self._at(now + PATIENCE, self._abandon, call)
        if self._dialer.eager:
            self._decide(now)

    def _mistaken(self, call: int, now: float) -> None:
        campaign = self._ringing.pop(call, None)
        if campaign is None:
            return
        self._sight.ringing -= 1
        self._accounts[campaign].answers += 1
        self._accounts[campaign].abandons += 1
        self._dialer.ended(campaign, call, now, "machine")

    def _end(self, call: int, luck: Dial, rate: float, now: float) -> None:
        campaign = self._ringing.pop(call, None)
        if campaign is not None:
            self._sight.ringing -= 1
            kind = "no answer" if luck.u < rate else luck.kind
            self._dialer.ended(campaign, call, now, kind)

    def _abandon(self, call: int, now: float) -> None:
        campaign = self._waiting.pop(call, None)
        if campaign is not None:
            self._sight.waiting -= 1
            self._sight.abandons += 1
            self._answered_in.pop(call).abandons += 1
            self._dialer.ended(campaign, call, now, "abandoned")

    def _who(self, campaign: int) -> int | None:
        """Who is free for it: of those in the fewest teams the one idle longest."""
        idle, part = self._sight.idle, self._world.campaigns[campaign].agents
        if len(self._parts) == 1:
            return next(iter(idle), None)
        return min(
            (agent for agent in idle if takes(part, agent)),
            key=lambda agent: sum(takes(each, agent) for each in self._parts),
            default=None,
        )

    def _connect(self, campaign: int, call: int, agent: int, now: float) -> None:
        del self._sight.idle[agent]
        talk, wrap_up = self._connections.draw()
        talk *= value_at(self._world.talk.scale, now)
        self._count(now)
        self._busy[agent] = False
        self._sight.talking += 1
        self._at(now + talk, self._hang_up, agent)
        free_at = now + max(talk + wrap_up, LEAST)
        self._at(free_at, self._free, agent)
        self._dialer.connected(campaign, call, agent, now, free_at)

    def _hang_up(self, agent: int, now: float) -> None:
        self._sight.talking -= 1
        if not self._busy[agent]:
            self._dialer.wrap_up_began(agent, now)

    # Agents

    def _free(self, agent: int, now: float) -> None:
        self._count(now)
        leaves = self._busy.pop(agent)
        if leaves:
            self._sight.present -= 1
            return
        self._dialer.freed(agent, now)
        self._take(agent, now)

    def _comes(self, agent: int, now: float) -> None:
        self._count(now)
        if agent in self._busy:  # still with the call after which they were to leave
            self._busy[agent] = False
            return
        self._sight.present += 1
        self._dialer.came(agent, now)
        self._take(agent, now)

    def _leaves(self, agent: int, now: float) -> None:
        self._count(now)
        if agent in self._busy:
            self._busy[agent] = True
        elif agent in self._sight.idle:
            del self._sight.idle[agent]
            self._sight.present -= 1
        else:
            return
        self._dialer.left(agent, now)

    def _take(self, agent: int, now: float) -> None:
        self._sight.idle[agent] = None
        while self._queue and self._queue[0] not in self._waiting:
            self._queue.popleft()
        for call in self._queue:
            campaign = self._waiting.get(call)
            if campaign is not None and takes(self._world.campaigns[campaign].agents, agent):
                del self._waiting[call], self._answered_in[call]
                self._sight.waiting -= 1
                self._connect(campaign, call, agent, now)
                break
        if self._dialer.eager:
            self._decide(now)

    # Decisions

    def _tick(self, now: float) -> None:
        rate = self._world.trunk.calls_per_second
        if rate is not None:
            self._starts = min(self._starts + rate * TICK, max(1.0, rate))
        self._decide(now)
        self._tick_number += 1
        if self._traced and self._tick_number % 120 == 0:
            self._note(now)
        self._at(self._tick_number * TICK, self._tick)

    def _decide(self, now: float) -> None:
        sight = self._sight
        lines = None if self._lines is None else max(0, self._lines - sight.in_use)
        starts = None if self._world.trunk.calls_per_second is None else int(self._starts)
        bounds = [Bounds(lines=lines, starts=starts, leads=leads) for leads in self._leads]
        if self._timed:
            began = time.thread_time()
            orders = self._dialer.decide(now, sight, bounds)
            self.outcome.decision_seconds.append(time.thread_time() - began)
        else:
            orders = self._dialer.decide(now, sight, bounds)
        for campaign, calls in orders.cancel:
            for call in calls:
                if self._ringing.pop(call, None) is not None:
                    sight.ringing -= 1
                    self.outcome.cancelled += 1
                    self._back_on_list(campaign)
                    self._dialer.ended(campaign, call, now, "cancelled")
        for campaign, number in enumerate(orders.dial):
            self._starts -= number
            for _ in range(number):
                self._start(campaign, now)

    def _back_on_list(self, campaign: int) -> None:
        leads = self._leads[campaign]
        if leads is not None:
            self._leads[campaign] = leads + 1

    # Accounts

    def _count(self, now: float) -> None:
        passed = now - self._counted_at
        self._busy_seconds += passed * len(self._busy)
        # Once the list is done nobody waits for its calls: idle agents are not counted any more
        self._present_seconds += passed * (len(self._busy) if self._done() else self._sight.present)
        self._counted_at = now

    def _done(self) -> bool:
        return not self._ringing and all(leads is not None and leads <= 0 for leads in self._leads)

    def _new_window(self, now: float) -> None:
        if self._accounts:
            self._close_window(now)
        self._accounts = [Account() for _ in self._world.campaigns]
        self._dialer.window(now, now + self._world.window_hours * 3600)

    def _close_window(self, now: float) -> None:
        """Those who wait at the end count where they were answered: as connected, for their time
        is not over."""
        self._count(now)
        utilisation = self._busy_seconds / self._present_seconds if self._present_seconds else 0.0
        self._busy_seconds = self._present_seconds = 0.0
        self.outcome.windows.append(
            [WindowResult(each.answers, each.abandons, utilisation) for each in self._accounts]
        )

    def _note(self, now: float) -> None:
        self._count(now)
        share = self._busy_seconds / self._present_seconds if self._present_seconds else 0.0
        answers = sum(each.answers for each in self._accounts)
        abandons = sum(each.abandons for each in self._accounts)
        self.outcome.trace.append((now, share, abandons / answers if answers else 0.0))


def _end(luck: Dial, rate: float, limit: float) -> float:
    """When a call ends that no person answers: one who would have answered too late rings out."""
    return limit if luck.u < rate else luck.ends
