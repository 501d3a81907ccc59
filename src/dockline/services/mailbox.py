"""One space's mailbox: step, publish, commit, order; one command at a time, in groups.

All that lies in the mailbox is stepped at once. Facts go to the docks as they happen; what is
written and ordered then, and in which turn, is told in `dockline.services.settling`.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import structlog

from dockline.domain import commands as c
from dockline.domain.chatcommands import AgentSays, StartChat, VisitorSays
from dockline.domain.errors import RateLimited, Refusal
from dockline.domain.facts import CallPhase, CallView
from dockline.domain.floor import Floor, Step, step
from dockline.domain.ids import TeamId
from dockline.domain.line import Line
from dockline.domain.signals import RecordingEnded, Signal
from dockline.domain.space import Space, Team
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine
from dockline.ports.event_store import Event
from dockline.ports.feed import Feed
from dockline.ports.store import StoreUnavailable, Write
from dockline.services.batch import Batch
from dockline.services.committer import Committer
from dockline.services.events.log import EventLog
from dockline.services.events.of_facts import FactTeller
from dockline.services.guard import Counted, Guard
from dockline.services.settling import Settling

_log = structlog.get_logger("dockline.floor")
_GUARDED = c.StartCall | c.StartLine | c.FromDock | c.QueueCall | c.CallerArrives
_SAYING: Final = (StartChat, VisitorSays, AgentSays)
Item = tuple[c.Command | Signal, asyncio.Future[None] | None, Sequence[Write]]


class Mailbox:
    def __init__(
        self,
        floor: Floor,
        engine: Engine,
        feed: Feed,
        clock: Clock,
        committer: Committer,
        space: Callable[[], Space],
        teams: Callable[[], dict[TeamId, Team]],
        team_of: Callable[[str], Team | None],
        events: EventLog | None = None,
    ) -> None:
        """``events``: who is told of what happens; None: nobody."""
        self.floor = floor
        self.guard = Guard()
        self.committer = committer
        self._feed = feed
        self._clock = clock
        self._space = space
        self._teams = teams
        self._team_of = team_of
        self._events = events
        self._teller = FactTeller(floor) if events is not None else None
        self._items: list[Item] = []
        self._work = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at: float | None = None
        self._settling = Settling(
            floor,
            engine,
            clock,
            committer,
            lambda result: self._publish(result, space()),
            self.post,
        )
        self.stopped = False

    def start(self) -> None:
        self.committer.start()
        self._task = asyncio.create_task(self._run(), name=f"floor-{self.floor.space_id}")

    def recall(self, lines: Iterable[Line]) -> None:
        """Of before a restart: what becomes of them is told."""
        if self._teller is not None:
            self._teller.recall(lines)

    async def stop(self) -> None:
        if self.stopped:
            return
        self.stopped = True
        for task in (self._task, self._alarm):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        for _, future, _ in self._items:
            if future is not None and not future.done():
                future.cancel()
        await self.committer.stop()
        await self._settling.stop()

    def post(self, what: c.Command | Signal) -> None:
        """Nobody waits for it, and a refusal is not an error."""
        self._items.append((what, None, ()))
        self._work.set()

    async def ask(self, what: c.Command | Signal, writes: Sequence[Write] = ()) -> None:
        """Return when it is done: told, durable where it must be, ordered.

        ``writes``: of somebody who dials a lead, what becomes durable together with the attempt,
        before the number is dialled; without it nothing is. Raises its Refusal, StoreUnavailable,
        StoreConflict (of the writes)."""
        if self.stopped:
            raise StoreUnavailable("the server is stopping")
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._items.append((what, future, writes))
        self._work.set()
        await future

    async def _run(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            items, self._items = self._items, []
            if self._teams_changed():
                items.insert(0, (c.Tick(), None, ()))  # their names are for what comes now, too
            batch = Batch(self.floor.space_id)
            for what, future, writes in items:
                self._step(what, future, writes, batch)
            try:
                await self._settling.settle(batch)
            except Exception as error:
                _log.exception("orders were not carried out", space_id=self.floor.space_id)
                for future in batch.waiters():
                    future.set_exception(error)
            except asyncio.CancelledError:
                # The server is stopping in the middle of it: nobody is to wait for ever.
                for future in batch.waiters():
                    future.cancel()
                raise
            self._set_alarm()

    def _teams_changed(self) -> bool:
        """Since the last step."""
        teams, named = self._teams(), self.floor.teams_named
        # A space without teams has another empty list of them each time.
        return teams is not named and bool(teams or named)

    def _step(
        self,
        what: c.Command | Signal,
        future: asyncio.Future[None] | None,
        writes: Sequence[Write],
        batch: Batch,
    ) -> None:
        space, now = self._space(), self._clock.now()
        self.floor.settings, self.floor.teams = space.settings, self._teams()
        try:
            counted = None
            if isinstance(what, _SAYING) and self.committer.failing:
                # It is known not to be kept: better it is not shown to anybody either.
                raise StoreUnavailable("the database refuses writes")
            if isinstance(what, _GUARDED):
                what, counted = self._admit(what, space, now)
            result = step(self.floor, what, now)
        except (Refusal, StoreUnavailable) as refusal:
            if future is not None and not future.done():
                future.set_exception(refusal)
            return
        except Exception as error:
            # One bad step must not stop the space: say it loudly, answer the one who asked.
            _log.exception("a step failed", space_id=self.floor.space_id, step=type(what).__name__)
            # What it did until then is done: docks are told, and the engine must follow.
            begun = self.floor.take()
            batch.events += self._publish(begun, space)
            batch.add(None, begun, None)
            if future is not None and not future.done():
                future.set_exception(error)
            return
        if counted is not None:
            self.guard.count(counted, space, now)
        batch.events += self._publish(result, space)
        if isinstance(what, RecordingEnded) and self._telling and self._teller is not None:
            batch.events += self._teller.recorded(what, now)
        batch.add(what, result, future, writes)

    def _admit(self, what: c.Command, space: Space, now: float) -> tuple[c.Command, Counted | None]:
        """What the guard has to say of it (`Guard.admit`). Raises its Refusal, StoreUnavailable."""
        taken = self._callback_of(what)
        if self.committer.failing and (taken is not None or _dials(what)):
            raise StoreUnavailable("the database refuses writes")
        team = None
        if isinstance(what, c.QueueCall):
            team = self.floor.teams.get(what.team_id)
        elif isinstance(what, c.StartCall | c.StartLine | c.FromDock) and what.agent_id:
            team = self._team_of(what.agent_id)
        if taken is None or not isinstance(what, c.FromDock):
            return self.guard.admit(what, space, team, now)
        try:
            self.guard.check_callback(taken.number, what.agent_id, space, now)
        except RateLimited:
            raise  # the agent may answer a little later
        except Refusal as refusal:
            # It will never be dialled: nobody else is rung for it.
            self.post(c.StoreFailed(call_id=taken.call_id, cause=refusal.code))
            raise
        return what, None

    def _callback_of(self, what: c.Command) -> CallView | None:
        """The callback that an agent takes with this, and whose number is dialled then."""
        if not isinstance(what, c.FromDock) or not isinstance(what.order, c.AnswerOffer):
            return None
        call = self.floor.calls.get(what.order.call_id)
        queue = call.view.queue if call is not None else None
        if call is None or queue is None or call.view.phase is not CallPhase.QUEUED:
            return None
        return call.view if queue.callback and queue.offered_to == what.agent_id else None

    def _publish(self, result: Step, space: Space) -> list[Event]:
        """Returns what is to be told of it."""
        self.guard.watch(result.facts, space)
        self._feed.publish(self.floor.space_id, result.facts)
        if self._teller is None:
            return []
        try:
            return self._teller.heard(result, telling=self._telling)
        except Exception:
            _log.exception("a step cannot be told", space_id=self.floor.space_id)
            return []

    @property
    def _telling(self) -> bool:
        return self._events is not None and self._events.telling(self.floor.space_id)

    def _set_alarm(self) -> None:
        at = self.floor.wakes_at
        if at is None or (self._alarm_at is not None and self._alarm_at <= at):
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = at
        self._alarm = asyncio.create_task(self._sleep(at))

    async def _sleep(self, until: float) -> None:
        await self._clock.sleep_until(until)
        self._alarm_at = None
        self.post(c.Tick())


def _dials(what: c.Command | Signal) -> bool:
    """Or asks for what must be kept."""
    if isinstance(what, c.StartCall | c.StartLine | c.QueueCall):
        return True
    return isinstance(what, c.FromDock) and isinstance(what.order, c.Dial | c.Transfer)
