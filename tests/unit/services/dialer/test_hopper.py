"""Leads at hand: looked for, asked by the rules, put off where a rule says no."""

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.campaign import Mode
from dockline.domain.ids import AgentId, LeadId
from dockline.ports.lead_store import Postpone
from dockline.services.dialer.running import Running
from tests.support.outbound import LEAP, Shop, number, open_shop


class Noting(MemoryStore):
    def __init__(self, clock: MemoryClock) -> None:
        super().__init__(clock)
        self.put_off: list[Postpone] = []

    async def commit(self, writes: object) -> None:
        assert isinstance(writes, list | tuple)
        self.put_off += [one for one in writes if isinstance(one, Postpone)]
        await super().commit(writes)


async def fill(shop: Shop, agents: list[AgentId] | None = None) -> Running:
    await shop.dialer._campaigns.look()
    (running,) = shop.dialer.out.campaigns.values()
    usage = shop.floors.usage(LEAP)
    space = shop.dialer.out.space
    await running.hopper.fill(space, running.campaign, running.lists, usage, 20, agents or [])
    return running


def ids(running: Running, count: int, agent_id: AgentId | None = None) -> list[LeadId]:
    lives = running.hopper.take(running.campaign, count, agent_id)
    return [life.lead.lead_id for life in lives]


async def test_what_the_rules_refuse_is_put_off_to_the_moment_they_allow_it() -> None:
    clock = MemoryClock()
    store = Noting(clock)
    async with open_shop(store=store, clock=clock) as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        clock.advance(6 * 3600)  # 22:06 in London
        (late,) = await shop.push(number(1))
        running = await fill(shop)
        assert len(running.hopper) == 0
        (one,) = store.put_off
        assert one.lead_id == late
        # Eight o'clock the next morning: 07:00 UTC
        assert one.ready_at == 1_750_000_000 - 1_750_000_000 % 86_400 + 86_400 + 7 * 3600
        await fill(shop)
        assert len(store.put_off) == 1, "it is not looked at again before"
        clock.advance(one.ready_at - clock.now())
        await shop.wait(3)
        running = await fill(shop)
        assert ids(running, 5) == [late]


async def test_hundreds_of_leads_that_rest_do_not_hide_one_that_may_be_dialled() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        shop.clock.advance(6 * 3600)
        for n in range(300):
            await shop.push(number(n), priority=9)
        (open_one,) = await shop.push("12125550100")
        running = await fill(shop)
        assert ids(running, 5) == [open_one]


async def test_a_lead_with_an_agent_is_only_for_that_agent() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        rishi, mira = shop.id_of("rishi"), shop.id_of("mira")
        (own,) = await shop.push(number(1), agent_id=rishi)
        running = await fill(shop, [rishi])
        assert running.hopper.own_of(rishi)
        assert not running.hopper.own_of(mira)
        assert ids(running, 5) == []
        assert ids(running, 5, mira) == []
        assert ids(running, 5, rishi) == [own]


async def test_no_agents_time_runs_out_overnight() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        mira = shop.id_of("mira")
        shop.clock.advance(6 * 3600)  # 22:06 in London
        (own,) = await shop.push(number(1), agent_id=shop.id_of("rishi"))
        shop.clock.advance(86_400 - shop.clock.now() % 86_400 + 7 * 3600 + 60)  # 08:01
        assert ids(await fill(shop, [mira]), 5, mira) == []
        shop.clock.advance(3540)
        assert ids(await fill(shop, [mira]), 5, mira) == [own]


async def test_an_agent_behind_many_who_have_no_leads_gets_their_own() -> None:
    async with open_shop("rishi", "mira") as shop:
        await shop.start_campaign(Mode.PREVIEW)
        await shop.push(*(number(n) for n in range(20)), agent_id=shop.id_of("rishi"))
        mira = shop.id_of("mira")
        (own,) = await shop.push(number(30), agent_id=mira)
        idle = [*(AgentId(f"idle-{n}") for n in range(20)), mira]
        await fill(shop, idle)
        running = await fill(shop, idle)
        assert ids(running, 5, mira) == [own]


async def test_what_is_at_hand_is_taken_once_and_a_number_only_once() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        (first,) = await shop.push(number(1))
        running = await fill(shop)
        (life,) = running.hopper.take(running.campaign, 5)
        assert life.lead.lead_id == first
        assert ids(running, 5) == []
        shop.dialer.out.play.take_up(life, running.campaign)
        await fill(shop)
        assert len(running.hopper) == 0, "it is in play"


async def test_the_hopper_knows_when_there_is_no_more() -> None:
    async with open_shop() as shop:
        await shop.start_campaign(Mode.PROGRESSIVE)
        await shop.push(*(number(n) for n in range(5)))
        running = await fill(shop)
        assert running.hopper.exhausted
        await shop.push(*(number(n) for n in range(10, 40)))
        running = await fill(shop)
        assert not running.hopper.exhausted
