"""A server that is killed at random moments under load loses no lead and dials none twice, whatever
database it keeps them in: every lead, attempt and dial is counted."""

import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dockline.domain.ids import LeadId
from dockline.domain.lead import FINISHED, Lead, LeadState
from dockline.domain.leadlife import RESTING, Life
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import delay_after
from dockline.ports.store import Store
from tests.support.killed import LEADS, LEAP, Killed
from tests.support.postgres import Postgres, postgres
from tests.support.until import until

_BULK = (20, 1_200, 2_000)
"""Sizes of large bodies: SQLite journals those of more than 1,024."""
_KILLS = 6
_STATES = {
    "sold": LeadState.DONE,
    "not-interested": LeadState.DONE,
    "do-not-call": LeadState.DO_NOT_CALL,
    "callback": LeadState.CALLBACK,
}
"""What a disposition makes of a lead, for longer than the test takes."""


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[Postgres]:
    with postgres(durable=False) as server:
        yield server


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_no_lead_is_lost_or_dialled_twice(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = ""
    if database == "postgres":
        url = await request.getfixturevalue("postgres_server").new_database()
    async with Killed(tmp_path, url, seed=7).set() as scene:
        for n in range(_KILLS):
            await _live_and_die(scene, n)
        await _run_out(scene)
        await scene.stop()
        assert scene.log.read_text() == "", "no server had anything to complain of"
        await _count(scene)


async def _live_and_die(scene: Killed, n: int) -> None:
    chance = scene.chance
    scene.spring.left += 20
    scene.summer.left += 3
    await scene.start()
    if n == 3:
        # Before it is ready: in the midst of what it does about the life before.
        await scene.moment(chance.uniform(0.0, 1.0))
    else:
        await scene.work(bulk=_BULK)
        await scene.dialled(chance.randint(1, 25))
        await scene.moment(chance.uniform(0.0, 0.3))
    await scene.kill(with_engine=n % 2 == 0)


async def _run_out(scene: Killed) -> None:
    """All leads of the campaigns that run are dialled, and none is left in anybody's hands."""
    await scene.start()
    await scene.work(bulk=())

    async def dialled() -> bool:
        return scene.crm.all_pushed and not await scene.waiting()

    async def at_rest() -> bool:
        return not await scene.under_way()

    await until(dialled, within=60, pause=0.1)
    await scene.pause()
    await until(at_rest, within=30, pause=0.1)


# --- the count ----------------------------------------------------------------------------------


async def _count(scene: Killed) -> None:
    store = scene.store()
    await store.open()
    try:
        leads = {name: await _leads_of(store, scene, name) for name in scene.campaigns}
        lives = await _lives_of(store, [*leads["Spring"].values(), *leads["Summer"].values()])
        _check_leads(
            scene, {number: lead for some in leads.values() for number, lead in some.items()}
        )
        assert all(
            (one.state, one.attempts) == (LeadState.NEW, 0) for one in leads["Autumn"].values()
        )
        for life in lives.values():
            _check_life(life)
        _check_dials(scene, lives)
        _check_words(scene, lives)
        outcomes = Counter(one.outcome for life in lives.values() for one in life.attempts)
        assert outcomes[AttemptOutcome.INTERRUPTED], "the server was killed while somebody rang"
        assert outcomes[AttemptOutcome.ANSWERED] > 20, outcomes
    finally:
        await store.close()


async def _leads_of(store: Store, scene: Killed, campaign: str) -> dict[str, Lead]:
    """By number."""
    campaign_id = scene.campaigns[campaign].campaign_id
    (dial_list,) = [one for one in await store.dial_lists(LEAP) if one.campaign_id == campaign_id]
    found: dict[str, Lead] = {}
    after: LeadId | None = None
    while some := await store.leads(LEAP, dial_list.list_id, after=after, limit=5_000):
        found |= {lead.number: lead for lead in some}
        after = some[-1].lead_id
    return found


async def _lives_of(store: Store, leads: list[Lead]) -> dict[LeadId, Life]:
    return await store.lives(LEAP, [lead.lead_id for lead in leads])


def _check_leads(scene: Killed, leads: dict[str, Lead]) -> None:
    """What was acknowledged is there; what was not is there whole, or not at all."""
    for number, told in scene.crm.leads.items():
        lead = leads[number]
        assert lead.lead_id == told.lead_id
        assert lead.data["told"] >= told.told, "the last push that was acknowledged is kept"
    for body in scene.crm.bodies:
        stored = sum(number in leads for number in body.numbers)
        whole = len(body.numbers)
        assert stored in ((whole,) if body.acknowledged else (0, whole)), (body.campaign, stored)
    assert leads.keys() <= {number for body in scene.crm.bodies for number in body.numbers}


def _check_life(life: Life) -> None:
    """It is in nobody's hands, and was never dialled before its time."""
    assert life.state in RESTING or life.state in FINISHED, life
    assert not any(attempt.open for attempt in life.attempts), life
    assert life.lead.attempts == len(life.attempts), life
    for n, (before, after) in enumerate(itertools.pairwise(life.attempts), 1):
        assert before.ended_at is not None
        assert before.counts_as is not AttemptOutcome.ANSWERED, life
        assert before.counts_as is not None
        times = sum(one.counts_as is before.counts_as for one in life.attempts[:n])
        delay = delay_after(LEADS.retry_plan, before.counts_as, times)
        assert not isinstance(delay, str), (before, after)
        least = max(delay, LEADS.limits.minimum_gap)
        assert after.dialled_at - before.ended_at >= least, (before, after)


def _check_dials(scene: Killed, lives: dict[LeadId, Life]) -> None:
    """Each was written down before it was ordered, and is one of the lead's attempts."""
    attempts = {one.call_id: one for life in lives.values() for one in life.attempts}
    assert max(Counter(dial.call_id for dial in scene.dials).values()) == 1
    for dial in scene.dials:
        assert dial.written is not None, f"{dial} was not in the database"
        assert dial.written <= dial.at
        assert attempts[dial.call_id].number == dial.number
        assert attempts[dial.call_id].dialled_at == dial.written


def _check_words(scene: Killed, lives: dict[LeadId, Life]) -> None:
    """What an agent's dock was told is done is done, and the lead is treated accordingly."""
    for agent in scene.agents:
        for said in agent.said:
            life = lives[said.lead_id]
            (meant,) = [one for one in life.attempts if one.call_id == said.call_id]
            assert meant.disposition == said.code, (said, life)
            if said.code in _STATES:
                assert life.state is _STATES[said.code], (said, life)
                assert meant is life.attempts[-1], "it was dialled again all the same"
        for lead_id, at in agent.skipped:
            assert all(one.dialled_at < at for one in lives[lead_id].attempts)
