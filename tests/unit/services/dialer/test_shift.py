"""A quarter of an hour of a team's work in a world like the simulator's, but with all that the
simulator leaves out: the store, the floor, the engine's lines and the dialer around the pacing,
which learns from what these tell it."""

import asyncio
import math
import random
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from dockline.adapters.memory import engine
from dockline.adapters.memory.script import FarEnd
from dockline.domain import commands as c, facts as f
from dockline.domain.campaign import Mode
from dockline.domain.facts import AgentState, Stamped
from dockline.domain.ids import AgentId, CallId
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing import get_ready
from tests.support.outbound import LEAP, Shop, open_shop

WORKING = (AgentState.TALKING, AgentState.WRAP_UP)


class Crowd:
    """People who are called, and agents who talk to them, by their laws: in seconds."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self._shop = shop
        self._luck = random.Random(seed)
        self._tasks: set[asyncio.Task[None]] = set()
        self._since: dict[AgentId, float] = {}
        self._worked = 0.0
        self.answered = self.abandoned = 0

    def far_end(self, number: str) -> FarEnd:
        luck = self._luck
        if luck.random() < 0.25:
            picked_up = 1.5 + 7.5 * math.exp(0.5 * luck.gauss(0, 1))
            return FarEnd(rings_after=0.3, answers_after=picked_up)
        if luck.random() < 0.85:
            return FarEnd(rings_after=0.3)
        return FarEnd(rings_after=None, refuses_with=404, q850=1)

    def hear(self, stamped: Stamped) -> None:
        fact, now = stamped.fact, stamped.at
        match fact:
            case f.LineAnswered():
                self.answered += 1
            case f.LineEnded(outcome=AttemptOutcome.ABANDONED):
                self.abandoned += 1
            case f.LineConnected(call_id=call_id):
                self._at(now + self._talk(), lambda: self._hang_up(call_id))
            case f.AgentStateChanged(agent_id=agent_id):
                self._worked += now - self._since.pop(agent_id, now)
                if fact.state in WORKING:
                    self._since[agent_id] = now
                if fact.state is AgentState.WRAP_UP and fact.call_id is not None:
                    done = c.FinishWrapUp(call_id=fact.call_id, note="", disposition="sold")
                    over = now + self._luck.expovariate(1 / 20)
                    self._at(over, lambda: self._shop.dialers.ask(LEAP, agent_id, done))

    def worked(self, now: float) -> float:
        return self._worked + sum(now - since for since in self._since.values())

    def _talk(self) -> float:
        if self._luck.random() < 0.3:
            return 13 * math.exp(0.7 * self._luck.gauss(0, 1))
        return self._luck.expovariate(1 / 150)

    async def _hang_up(self, call_id: CallId) -> None:
        for leg in list(self._shop.engine._legs.values()):
            if leg.tags.call_id == call_id and leg.tags.role == "customer":
                self._shop.engine.hang_up_far_end(leg.leg_id)

    def _at(self, when: float, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async def wait() -> None:
            await self._shop.clock.sleep_until(when)
            await act()

        task = asyncio.create_task(wait())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def end(self) -> None:
        for task in self._tasks:
            task.cancel()


@pytest.mark.long
@pytest.mark.timeout(400)
async def test_the_whole_dialer_keeps_its_agents_busy_and_its_promise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    get_ready()
    agents = [f"agent-{n}" for n in range(6)]
    async with open_shop(*agents) as shop:
        crowd = Crowd(shop, seed=1)
        monkeypatch.setattr(engine, "far_end", crowd.far_end)
        stop = shop.feed.listen(LEAP, None, crowd.hear)
        await shop.start_campaign(Mode.PREDICTIVE, leads=LeadSettings(wrap_up_seconds=600))
        for start in range(0, 2_000, 500):
            await shop.push(*(f"44207{start + n:07}" for n in range(500)))
        await shop.sign_in(*agents)
        began = shop.clock.now()
        await shop.wait(900)
        crowd.end()
        stop()
        busy = crowd.worked(shop.clock.now()) / (len(agents) * (shop.clock.now() - began))
        assert crowd.answered > 30
        assert crowd.abandoned <= math.ceil(0.03 * crowd.answered)
        assert busy > 0.7, "with one line for each free agent: 0.61"
